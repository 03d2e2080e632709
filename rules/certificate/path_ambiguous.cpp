// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string_view>

namespace tlslint::rules::certificate::path_ambiguous {
namespace {

void check(const Model& model, Report& report) {
    for (const FileReference& file : model.files) {
        if (!model.prefix_guessed && !file.deployed.empty()) continue;
        const bool relative = !file.written.empty() && !file.written.starts_with('/')
                              && file.written.find_first_of("$:{@<") == std::string_view::npos;
        if (file.opened && relative && !file.absent)
            report.at(file.at,
                      fmt::format("{} {} is relative to a directory that is not known here",
                                  name(file.use), file.written));
    }
}

constexpr Rule rule{
    .name = "certificate/path-ambiguous",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A relative path whose start is not known",
    .why = "nginx looks from the directory of its main file, httpd from ServerRoot, HAProxy from "
           "the directory that it was started in: this file alone does not say which that is.",
    .remedy = "Write the whole path; in HAProxy a base (crt-base, ca-base) or default-path does "
              "too. For nginx and httpd check the main file.",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"}},
    .since = "0.1",
    .bad = "ssl_certificate certs/site.pem;",
    .good = "ssl_certificate /etc/ssl/certs/site.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::path_ambiguous
