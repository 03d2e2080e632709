// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::client_auth::errors_ignored {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::errors_ignored, [&](const Remark& remark) {
        auto finding = report.at(
            remark.at,
            fmt::format("{} all: whatever is wrong with a client's certificate, it is let in",
                        remark.value));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "client-auth/errors-ignored",
    .severity = Severity::error,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "Errors in the certificates of clients are ignored",
    .why = "An expired, forged or unknown certificate is as good as a right one: the demand for "
           "one protects nothing unless a rule looks at ssl_c_verify.",
    .remedy = "Take the word out, or name the errors that may pass.",
    .references = {{"HAProxy Configuration Manual 5.1, ca-ignore-err",
                    "https://docs.haproxy.org/2.6/configuration.html#5.1-ca-ignore-err"}},
    .since = "0.1",
    .bad = "bind :443 ssl crt site.pem ca-file ca.pem verify required ca-ignore-err all",
    .good = "bind :443 ssl crt site.pem ca-file ca.pem verify required",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::errors_ignored
