// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"
#include "rules/policy/policy.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tlslint::test {

/// One case of fixtures/rules: a file or a folder with an nginx.conf, named {bad,good}-SERVER-WHAT.
struct Fixture {
    std::filesystem::path path;
    std::string rule;    // "protocol/obsolete-version"
    std::string name;    // "bad-nginx-written"
    std::string server;  // "nginx"
    bool bad = false;
    bool refused = false;  // the real server refuses it: "invalid" in the name
    std::string main;      // the file to begin with
    std::map<std::string, std::string>
        files;  // name below the configuration's directory -> contents
    Facts facts;
    std::vector<std::string> absent;
    Policy policy;
    std::string trust;  // of fixture_files(): the authorities that chains are judged by
    std::string crl;    // the revocation lists
    std::vector<std::pair<std::string, std::string>> copies;  // of fixture_files(): name, new name
    std::string prefix;                                       // as of ReadOptions
    std::string exposed;                                      // a file that everybody may read

    [[nodiscard]] std::filesystem::path expectation() const;
};

/// Every fixture of every rule, in the order of their paths.
std::vector<Fixture> rule_fixtures();

std::string read_file(const std::filesystem::path& path);
/// Whether expectations are to be rewritten instead of compared (./dev test --update-golden).
bool updates_golden();

}  // namespace tlslint::test
