// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tlslint::rules::cipher::uncommon {
namespace {

constexpr std::array<std::string_view, 8> families{"ARIA", "CAMELLIA", "SEED", "CCM8",
                                                   "PSK",  "SRP",      "DSS",  "CCM_8"};

// Names such a family: broad words like HIGH do not.
bool by_name(std::string_view rule) {
    return std::any_of(families.begin(), families.end(), [&](std::string_view family) {
        return rule.find(family) != std::string_view::npos;
    });
}

void check(const Model& model, Report& report) {
    for_each_string(model, report, [&](const Endpoint& endpoint) {
        const CipherList& list = endpoint.ciphers.value;
        std::vector<openssl::Range> rules;
        for (const openssl::Chosen& chosen : list.evaluation->suites) {
            if (by_name(chosen.by.of(list.spec))
                && std::find(rules.begin(), rules.end(), chosen.by) == rules.end())
                rules.push_back(chosen.by);
        }
        for (const openssl::Range rule : rules) {
            report.at(endpoint.ciphers.origin,
                      fmt::format("\"{}\" asks for suites that hardly any client has",
                                  rule.of(list.spec)));
            report.findings.back().at = place_of(model, endpoint.ciphers.origin, list.spec, rule);
        }
    });
}

constexpr Rule rule{
    .name = "cipher/uncommon",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "The cipher string asks for suites that hardly anybody uses",
    .why = "ARIA, CAMELLIA, SEED and the short CCM tags are little used and less tested; PSK, SRP "
           "and DSS need what a web server does not have.",
    .remedy = "Take them out.",
    .references = {{"IANA: TLS parameters",
                    "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml"},
                   {"openssl-ciphers(1)", "https://docs.openssl.org/3.5/man1/openssl-ciphers/"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE+AESGCM:ECDHE-ARIA128-GCM-SHA256;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::uncommon
