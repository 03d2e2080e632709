// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <unordered_map>
#include <vector>

namespace tlslint::rules::certificate::file_missing {
namespace {

using Users = std::unordered_map<const FileReference*, std::vector<const Endpoint*>>;

Users users_of_files(const Model& model) {
    Users users;
    for (const Endpoint& endpoint : model.endpoints) {
        for (const FileReference* file : endpoint.files) users[file].push_back(&endpoint);
    }
    return users;
}

void check(const Model& model, Report& report) {
    const Users users = users_of_files(model);
    for (const FileReference& file : model.files) {
        if (!file.opened || !is_missing(file)) continue;
        auto finding =
            report.at(file.at, fmt::format("{} {} does not exist", name(file.use), file.written));
        if (file.written != file.deployed) {
            finding.detail(fmt::format("The server looks for it at {}.", file.deployed));
        }
        if (const auto found = users.find(&file); found != users.end()) {
            for (const Endpoint* endpoint : found->second) finding.touches(*endpoint);
        }
    }
}

constexpr Rule rule{
    .name = "certificate/file-missing",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A certificate, key or other TLS file does not exist",
    .why = "The server refuses to start, or to reload and then goes on with the old configuration.",
    .remedy = "Correct the path, or say that the file exists on the server only (--absent), or "
              "where it lies here (--map).",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"}},
    .since = "0.1",
    .bad = "ssl_certificate /etc/ssl/certs/no-such.pem;",
    .good = "ssl_certificate /etc/ssl/certs/site.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::file_missing
