// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::file_unreadable {
namespace {

void check(const Model& model, Report& report) {
    for (const FileReference& file : model.files) {
        if (!file.opened || file.deployed.empty() || file.absent) continue;
        using enum FileStatus::Kind;
        switch (file.status) {
        case missing:  // certificate/file-missing
        case regular:
        case fifo:
        case device: break;
        case directory:
            report.at(file.at, fmt::format("{} {} is a directory", name(file.use), file.written));
            break;
        case socket:
            report.at(file.at, fmt::format("{} {} is a socket", name(file.use), file.written));
            break;
        case link_loop:
            report.at(file.at, fmt::format("{} {} cannot be opened: {}", name(file.use),
                                           file.written, file.error));
            break;
        case refused:
            report
                .at(file.at, fmt::format("{} {} cannot be opened from here: {}", name(file.use),
                                         file.written, file.error))
                .at_most(Severity::info)
                .remedy("Run tlslint as a user who may read it.");
            break;
        }
    }
}

constexpr Rule rule{
    .name = "certificate/file-unreadable",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A certificate, key or other TLS file cannot be read",
    .why = "The server refuses to start, or to reload and then goes on with the old configuration.",
    .remedy = "Name a file, not the directory around it, and let the server's user read it.",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"}},
    .since = "0.1",
    .bad = "ssl_certificate /etc/ssl/certs;",
    .good = "ssl_certificate /etc/ssl/certs/site.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::file_unreadable
