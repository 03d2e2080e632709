// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/ciphersuites.hpp"
#include "rules/cipher/suites_support.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <vector>

namespace tlslint::rules::cipher::tls13_in_wrong_list {
namespace {

// TLS 1.3 suites in the older list.
void check_ciphers(const Model& model, Report& report) {
    for_each_string(model, report, [&](const Endpoint& endpoint) {
        const CipherList& list = endpoint.ciphers.value;
        std::vector<std::string_view> words;
        std::optional<openssl::Range> first;
        for (const openssl::Remark& remark : list.evaluation->remarks) {
            const std::string_view word = remark.word.of(list.spec);
            if (meaning_of(remark, word) != Meaning::tls13) continue;
            words.push_back(word);
            if (!first) first = remark.word;
        }
        if (!first) return;
        const bool one = words.size() == 1;
        report.at(endpoint.ciphers.origin,
                  fmt::format("{} {} in the list for TLS 1.2 and older, where {} ignored",
                              tlslint::in_words(words), one ? "stands" : "stand",
                              one ? "it is" : "they are"));
        report.findings.back().at = place_of(model, endpoint.ciphers.origin, list.spec, *first);
    });
}

// And the reverse.
void check_ciphersuites(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.ciphersuites.origin;
    if (!endpoint.serves_tls() || !origin.is_written()) return;
    report.judge(&endpoint);
    for (const Span word : origin.words) {
        const std::string_view text = unquoted(report.model.sources.text(word));
        const openssl::Ciphersuites list =
            openssl::parse_ciphersuites(text, report.facts().library.version);
        const auto complain = [&](openssl::Range at) {
            report.at(origin, fmt::format("{} stands in the list for TLS 1.3, where it is ignored",
                                          at.of(text)));
        };
        for (const auto& listed : list.suites)
            if (!listed.suite->is_tls13()) complain(listed.at);
        for (const openssl::Range at : list.unknown)
            if (openssl::find_openssl(at.of(text)) || openssl::find_iana(at.of(text))) complain(at);
    }
}

void check(const Model& model, Report& report) {
    check_ciphers(model, report);
    for (const Endpoint& endpoint : model.endpoints) check_ciphersuites(endpoint, report);
}

constexpr Rule rule{
    .name = "cipher/tls13-in-wrong-list",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::weak_ciphers,
    .summary = "A suite stands in the list of other protocol versions",
    .why = "TLS 1.3 has suites and a list of its own; OpenSSL skips the others in silence, so what "
           "is written does not happen.",
    .remedy =
        "nginx: `ssl_conf_command Ciphersuites …;` for TLS 1.3, `ssl_ciphers` for older versions.",
    .references = {{"nginx: ssl_conf_command",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_conf_command"},
                   {"SSL_CTX_set_cipher_list(3)",
                    "https://docs.openssl.org/3.5/man3/SSL_CTX_set_cipher_list/"}},
    .since = "0.1",
    .bad = "ssl_ciphers TLS_AES_128_GCM_SHA256:ECDHE+AESGCM;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::tls13_in_wrong_list
