// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/nearest.hpp"
#include "rules/cipher/suites_support.hpp"

#include <fmt/format.h>

namespace tlslint::rules::cipher::unknown_name {
namespace {

void check(const Model& model, Report& report) {
    for_each_string(model, report, [&](const Endpoint& endpoint) {
        const CipherList& list = endpoint.ciphers.value;
        for (const openssl::Remark& remark : list.evaluation->remarks) {
            const std::string_view word = remark.word.of(list.spec);
            if (meaning_of(remark, word) != Meaning::none) continue;
            const std::string_view near = openssl::nearest_cipher_word(word, model.facts.library);
            auto finding =
                report.at(endpoint.ciphers.origin,
                          fmt::format("OpenSSL {} ignores \"{}\", a word it does not know",
                                      model.facts.openssl_text, word));
            report.findings.back().at =
                place_of(model, endpoint.ciphers.origin, list.spec, remark.word);
            if (!near.empty()) finding.remedy(fmt::format("Write {}, if that is meant.", near));
        }
    });
}

constexpr Rule rule{
    .name = "cipher/unknown-name",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::weak_ciphers,
    .summary = "The cipher string holds a word that OpenSSL ignores",
    .why = "OpenSSL skips what it does not know without a word: the suite that was meant is "
           "missing, or the one that should go stays.",
    .remedy = "Correct the word; suites have OpenSSL's names here, not IANA's or GnuTLS's.",
    .references = {{"openssl-ciphers(1)", "https://docs.openssl.org/3.5/man1/openssl-ciphers/"},
                   {"nginx: ssl_ciphers",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ciphers"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE+AESGCM:HGIH;",
    .good = "ssl_ciphers ECDHE+AESGCM:HIGH;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::unknown_name
