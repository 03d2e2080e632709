// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::key_exchange::no_post_quantum {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.groups.origin;
    if (!endpoint.serves_tls() || !origin.is_written()
        || report.facts().library.version < openssl::Version::v3_5
        || !endpoint.versions.value.contains(openssl::Protocol::tls1_3)
        || !endpoint.ciphers.value.evaluation)  // another library speaks: GnuTLS
        return;
    const auto groups = endpoint.groups.value;
    if (std::any_of(groups.begin(), groups.end(),
                    [](const openssl::Group* group) { return group->is_post_quantum(); }))
        return;
    report.at(origin, fmt::format("offers no post-quantum group, which OpenSSL {} has since 3.5",
                                  report.facts().openssl_text));
}

constexpr Rule rule{
    .name = "key-exchange/no-post-quantum",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Post-quantum key agreement is switched off",
    .why = "What is recorded today can be read by a quantum computer later; browsers offer "
           "X25519MLKEM768 in every handshake.",
    .remedy = "Put X25519MLKEM768 before X25519.",
    .references = {{"draft-ietf-tls-ecdhe-mlkem",
                    "https://datatracker.ietf.org/doc/draft-ietf-tls-ecdhe-mlkem/"},
                   {"OpenSSL 3.5: CHANGES",
                    "https://github.com/openssl/openssl/blob/master/CHANGES.md"}},
    .since = "0.1",
    .bad = "ssl_ecdh_curve X25519:prime256v1;",
    .good = "ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::no_post_quantum
