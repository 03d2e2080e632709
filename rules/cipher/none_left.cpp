// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::cipher::none_left {
namespace {

void check(const Model& model, Report& report) {
    for (const SyntaxTree& tree : model.trees) {
        for (const Problem& problem : tree.problems()) {
            if (problem.kind == Problem::Kind::no_cipher) report.at(problem.at, problem.message);
        }
    }
}

constexpr Rule rule{
    .name = "cipher/none-left",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::weak_ciphers,
    .summary = "The cipher string selects no suite",
    .why = "The server refuses to start, or keeps the old configuration after a reload.",
    .remedy = "Name suites that this OpenSSL has; those of TLS 1.3 have a list of their own.",
    .references = {{"openssl-ciphers(1)", "https://docs.openssl.org/3.5/man1/openssl-ciphers/"},
                   {"nginx: ssl_ciphers",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ciphers"}},
    .since = "0.1",
    .bad = "ssl_ciphers TLS_AES_128_GCM_SHA256;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::none_left
