// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::undefined_variable {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::variable_undefined, [&](const Remark& remark) {
        report.at(remark.at, fmt::format("{} has no value {}", remark.value, remark.detail));
    });
}

constexpr Rule rule{
    .name = "config/undefined-variable",
    .severity = Severity::warning,
    .servers = {"apache", "haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A variable has no value",
    .why =
        "httpd warns (AH00111) and takes the text as written: it looks for a file, or answers to "
        "a name, with a dollar sign in it. HAProxy says nothing and takes the rest of the word, "
        "or no word at all.",
    .remedy = "Define it before its first use, or set it in the environment of the service.",
    .references = {{"httpd: Define", "https://httpd.apache.org/docs/2.4/mod/core.html#define"},
                   {"HAProxy: environment variables",
                    "https://docs.haproxy.org/2.6/configuration.html#2.3"}},
    .since = "0.1",
    .bad = "SSLCertificateFile ${CERTS}/site.pem",
    .good = "Define CERTS /etc/ssl/site\nSSLCertificateFile ${CERTS}/site.pem",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::undefined_variable
