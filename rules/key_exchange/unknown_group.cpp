// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::key_exchange::unknown_group {
namespace {

void check(const Model& model, Report& report) {
    for (const SyntaxTree& tree : model.trees) {
        for (const Problem& problem : tree.problems()) {
            if (problem.kind == Problem::Kind::unknown_group)
                report.at(problem.at, problem.message);
        }
    }
}

constexpr Rule rule{
    .name = "key-exchange/unknown-group",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "The list of groups names one that this OpenSSL does not have",
    .why = "The server refuses to start, or keeps the old configuration after a reload.",
    .remedy =
        "Correct the name, leave it out, or write ?NAME where OpenSSL 3.5 skips what it lacks.",
    .references = {{"SSL_CTX_set1_groups_list(3)",
                    "https://docs.openssl.org/3.5/man3/SSL_CTX_set1_curves/"},
                   {"nginx: ssl_ecdh_curve",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve"}},
    .since = "0.1",
    .bad = "ssl_ecdh_curve X25519MLKEM768:X25519;",
    .good = "ssl_ecdh_curve X25519:prime256v1;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::unknown_group
