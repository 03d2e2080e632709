// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::directory_stray_file {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::file_stray, [&](const Remark& remark) {
        auto finding = report.at(
            remark.at, fmt::format("{} in the directory {}", remark.value, remark.detail));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "certificate/directory-stray-file",
    .severity = Severity::error,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A directory of certificates holds something else",
    .why = "HAProxy loads every file of the directory, backups and notes included, and refuses to "
           "start at the first that is no certificate.",
    .remedy = "Take the file out, or let its name begin with a dot.",
    .references = {{"HAProxy Configuration Manual 5.1, crt",
                    "https://docs.haproxy.org/2.6/configuration.html#5.1-crt"}},
    .since = "0.1",
    .bad = "bind :443 ssl crt certs/  # with certs/README",
    .good = "bind :443 ssl crt certs/",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::directory_stray_file
