// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/ciphersuites.hpp"
#include "parsers/openssl/nearest.hpp"
#include "rules/cipher/suites_support.hpp"
#include "rules/engine/upstreams.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <functional>
#include <string>
#include <utility>

namespace tlslint::rules::cipher::unknown_name {
namespace {

void judge(const CipherList& list, const Origin& origin, Report& report,
           const std::function<Report::Entry(std::string)>& complain) {
    const Model& model = report.model;
    for (const openssl::Remark& remark : list.evaluation->remarks) {
        const std::string_view word = remark.word.of(list.spec);
        if (meaning_of(remark, word) != Meaning::none) continue;
        const std::string_view near = openssl::nearest_cipher_word(word, model.facts.library);
        auto finding = complain(fmt::format("OpenSSL {} ignores \"{}\", a word it does not know",
                                            model.facts.openssl_text, word));
        report.findings.back().at = place_of(model, origin, list.spec, remark.word);
        if (!near.empty()) finding.remedy(fmt::format("Write {}, if that is meant.", near));
    }
}

// Of TLS 1.3: what is no suite of any version. One of an older version: cipher/tls13-in-wrong-list.
void judge_ciphersuites(const Endpoint& endpoint, Report& report) {
    const Setting<std::span<const openssl::Suite* const>>& suites = endpoint.ciphersuites;
    if (!endpoint.serves_tls() || !suites.origin.is_written()) return;
    for (const Span word : suites.origin.words) {
        const std::string_view text = unquoted(report.model.sources.text(word));
        const openssl::Ciphersuites list =
            openssl::parse_ciphersuites(text, report.facts().library.version);
        if (!list.ok) continue;
        for (const openssl::Range at : list.unknown) {
            const std::string_view name = at.of(text);
            if (name.empty() || openssl::find_openssl(name) || openssl::find_iana(name)) continue;
            report.at(suites.origin,
                      fmt::format("OpenSSL {} ignores \"{}\", a suite it does not know",
                                  report.facts().openssl_text, name));
        }
    }
}

void check(const Model& model, Report& report) {
    for_each_string(model, report, [&](const Endpoint& endpoint) {
        const Origin& origin = endpoint.ciphers.origin;
        judge(endpoint.ciphers.value, origin, report,
              [&](std::string message) { return report.at(origin, std::move(message)); });
    });
    for (const Endpoint& endpoint : model.endpoints) {
        report.judge(&endpoint);
        judge_ciphersuites(endpoint, report);
    }
    report.judge(nullptr);
    for_each_upstream_string(model, [&](const Upstream& upstream, const CipherList& list) {
        judge(list, upstream.ciphers.origin, report, [&](std::string message) {
            auto finding = report.at(upstream.ciphers.origin, upstream.at, std::move(message));
            touch_all(finding, upstream);
            return finding;
        });
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
