// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/evaluate.hpp"
#include "rules/policy/policy.hpp"

#include <iosfwd>
#include <string>

namespace tlslint {

/// What `tlslint ciphers` has found out.
struct CipherReport {
    std::string text;     // the cipher string as it was given
    std::string server;   // whose, "" for OpenSSL alone
    std::string release;  // "3.0.13"
    std::string source;   // of the release and the level: "debian-12"
    bool exact = true;    // false: the library is the nearest to that release
    openssl::Library library;
    openssl::Rewriting rewriting = openssl::Rewriting::none;
    openssl::Evaluation evaluation;
    int level = 0;  // in force in the end; 0 for a library without levels
    bool level_asked = false;
    Policy policy;  // whose verdicts are shown
};

/// How to set the text: `width` columns, 0 for as many as it takes.
struct CipherStyle {
    bool colour = false;
    unsigned width = 80;
};

/// "OpenSSL 3.4 level 2 (upstream), read as 3.2 would, the nearest that is known here"
std::string describe_reader(const CipherReport& report);

/// spec.md 9, one suite a line.
void print_json(const CipherReport& report, std::ostream& out);
void print_text(const CipherReport& report, const CipherStyle& style, std::ostream& out);

}  // namespace tlslint
