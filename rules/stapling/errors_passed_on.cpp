// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <string>

namespace tlslint::rules::stapling::errors_passed_on {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::errors_stapled,
                    [&](const Remark& remark) { report.at(remark.at, std::string(remark.value)); });
}

constexpr Rule rule{
    .name = "stapling/errors-passed-on",
    .severity = Severity::warning,
    .servers = {"apache"},
    .cause = Cause::revoked,
    .summary = "What goes wrong at the OCSP responder is passed on to clients",
    .why =
        "With a responder out of reach httpd staples a made-up tryLater, or the responder's "
        "error: Firefox and others refuse such a connection, which would go on without a staple.",
    .remedy = "Write `SSLStaplingFakeTryLater off` and `SSLStaplingReturnResponderErrors off`.",
    .references =
        {{"httpd: SSLStaplingFakeTryLater",
          "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslstaplingfaketrylater"},
         {"httpd: SSLStaplingReturnResponderErrors",
          "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslstaplingreturnrespondererrors"}},
    .since = "0.1",
    .bad = "SSLUseStapling on",
    .good = "SSLUseStapling on\nSSLStaplingFakeTryLater off\nSSLStaplingReturnResponderErrors off",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::errors_passed_on
