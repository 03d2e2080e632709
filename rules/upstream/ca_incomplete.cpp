// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::upstream::ca_incomplete {
namespace {

bool has_root(const FileContents& contents) {
    return std::any_of(contents.certificates.begin(), contents.certificates.end(),
                       [](const x509::Certificate& each) { return each.self_signed; });
}

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        const FileReference* const file = upstream.trusted_ca.value;
        const bool verifies = upstream.verify.value && upstream.verify.origin.is_known();
        if (!verifies || !file || !file->contents || file->contents->certificates.empty()
            || file->contents->reading != FileContents::Reading::fine || has_root(*file->contents))
            return;
        touch_all(report.at(upstream.trusted_ca.origin, upstream.at,
                            fmt::format("trusted file {} holds {}, and no root", file->written,
                                        called(file->contents->certificates.front()))),
                  upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/ca-incomplete",
    .severity = Severity::error,
    .servers = {"nginx"},
    .cause = Cause::untrusted_authority,
    .summary = "The trusted file for upstreams lacks the root",
    .why = "OpenSSL accepts a chain only if it ends in a self-signed certificate that it "
           "trusts: with an intermediate alone every connection to the upstream fails.",
    .remedy = "Add the root to the file.",
    .references = {{"nginx: proxy_ssl_trusted_certificate",
                    "https://nginx.org/en/docs/http/"
                    "ngx_http_proxy_module.html#proxy_ssl_trusted_certificate"},
                   {"OpenSSL: verification options",
                    "https://docs.openssl.org/3.0/man1/openssl-verification-options/"}},
    .since = "0.1",
    .bad = "proxy_ssl_trusted_certificate intermediate.pem;",
    .good = "proxy_ssl_trusted_certificate intermediate-and-root.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::ca_incomplete
