// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

#include <fmt/format.h>

namespace tlslint::rules::cipher::dead_rule {
namespace {

void check(const Model& model, Report& report) {
    for_each_string(model, report, [&](const Endpoint& endpoint) {
        const CipherList& list = endpoint.ciphers.value;
        for (const openssl::Remark& remark : list.evaluation->remarks) {
            const std::string_view word = remark.word.of(list.spec);
            const bool is_guard = remark.action == openssl::Action::kill;
            const Meaning meaning = meaning_of(remark, word);
            if (is_guard || meaning == Meaning::none || meaning == Meaning::tls13) continue;
            const std::string_view rule = remark.rule.of(list.spec);
            report.at(endpoint.ciphers.origin,
                      meaning == Meaning::elsewhere
                          ? fmt::format("\"{}\" means nothing to OpenSSL {}", rule,
                                        model.facts.openssl_text)
                          : fmt::format("\"{}\" changes nothing where it stands", rule));
            report.findings.back().at =
                place_of(model, endpoint.ciphers.origin, list.spec, remark.rule);
        }
    });
}

constexpr Rule rule{
    .name = "cipher/dead-rule",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "A part of the cipher string has no effect",
    .why = "Who reads the string believes that it says more than it does.",
    .remedy = "Take that part out.",
    .references = {{"openssl-ciphers(1)", "https://docs.openssl.org/3.5/man1/openssl-ciphers/"},
                   {"nginx: ssl_ciphers",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ciphers"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE+AESGCM:kEDH+RC4;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::dead_rule
