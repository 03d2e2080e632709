// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/suite.hpp"
#include "rules/engine/rule.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::rules::cipher {

using Picks = bool (*)(const openssl::Suite&);

/// Reports the suites before TLS 1.3 that clients can really get and `picks` picks: once for each
/// cipher string, with the word that lets them in. `what` continues "offers SUITES, ".
void report_suites(const Model& model, Report& report, Picks picks, std::string_view what);

/// Calls `visit` once for each written cipher string that is in force somewhere, with the first
/// endpoint that it serves; the report is about that endpoint.
void for_each_string(const Model& model, Report& report,
                     const std::function<void(const Endpoint&)>& visit);

/// The same of those that are offered to upstreams.
void for_each_upstream_string(const Model& model,
                              const std::function<void(const Upstream&, const CipherList&)>& visit);

/// Where a part of a cipher string stands: that part if it can be pointed at on the first line of
/// its statement, else the statement.
Span place_of(const Model& model, const Origin& origin, std::string_view spec, openssl::Range part);

/// Names as this OpenSSL prints them: "A, B, C and 4 more".
std::string in_words(const std::vector<const openssl::Suite*>& suites, openssl::Version version);

/// What a word that does less than it seems to means after all.
enum class Meaning : std::uint8_t {
    none,       // nothing in any version of OpenSSL
    tls13,      // a suite of TLS 1.3
    elsewhere,  // something in another version
    here        // known, without effect where it stands
};
Meaning meaning_of(const openssl::Remark& remark, std::string_view word);

// What the rules of this folder are about.
bool is_rc4(const openssl::Suite& suite);
bool has_md5(const openssl::Suite& suite);
/// 3DES, IDEA, GOST 28147: blocks of 64 bits, keys that are long enough.
bool is_triple_des_or_kin(const openssl::Suite& suite);
/// Authenticated encryption and forward secrecy.
bool is_modern(const openssl::Suite& suite);

}  // namespace tlslint::rules::cipher
