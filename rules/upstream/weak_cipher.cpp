// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/suite.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::rules::upstream::weak_cipher {
namespace {

// Suites without encryption or authentication, or with one that is broken.
bool is_weak(const openssl::Suite& suite) {
    using enum openssl::Encryption;
    switch (suite.encryption) {
    case null:
    case rc4_40:
    case rc4_64:
    case rc4_128:
    case rc2_cbc_40:
    case rc2_cbc:
    case des40_cbc:
    case des_cbc:
    case des_cfb:
    case triple_des_cbc:
    case idea_cbc: return true;
    default: break;
    }
    // RFC 9325 4.1: what no policy calls strong. What a policy asks beyond that is about the
    // server's own endpoints (cipher/policy).
    constexpr int least_bits = 112;
    return suite.authentication == openssl::Authentication::none || suite.mac == openssl::Mac::md5
           || suite.bits < least_bits;
}

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        const Origin& origin = upstream.ciphers.origin;
        if (!origin.is_known()) return report.undecided(upstream.at, origin.authority);
        std::vector<std::string_view> weak;
        for (const openssl::Suite* suite : upstream.ciphers.value.suites) {
            if (is_weak(*suite)) weak.push_back(suite->openssl);
        }
        if (weak.empty()) return;
        constexpr std::size_t shown = 4;
        const std::size_t more = weak.size() - std::min(weak.size(), shown);
        const std::string others = more > 0 ? fmt::format("{} more", more) : std::string();
        weak.resize(weak.size() - more);
        if (more > 0) weak.push_back(others);
        touch_all(
            report.at(origin, upstream.at, fmt::format("offers {} to upstreams", in_words(weak))),
            upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/weak-cipher",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::weak_ciphers,
    .summary = "Weak cipher suites are offered to an upstream",
    .why =
        "An upstream that still has them may choose them: what passes can then be read or changed.",
    .remedy = "Take them out of the list, or leave the list to the default.",
    .references = {{"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
                   {"nginx: proxy_ssl_ciphers",
                    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_ciphers"}},
    .since = "0.1",
    .bad = "proxy_ssl_ciphers ALL:eNULL;",
    .good = "proxy_ssl_ciphers HIGH:!aNULL;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::weak_cipher
