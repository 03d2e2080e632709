// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

namespace tlslint::rules::stapling::file_invalid {
namespace {

// In words, what is wrong; empty if nothing.
std::string what_is_wrong(const FileContents& contents, const x509::Certificate* leaf,
                          std::chrono::sys_seconds now) {
    if (!contents.response) return "holds no OCSP response";
    const x509::OcspResponse& response = *contents.response;
    if (response.status != 0)
        return fmt::format("holds an error instead of a response: {}",
                           x509::ocsp_status_name(response.status));
    if (!leaf) return "";
    const x509::OcspAnswer* const answer = find_answer(response, *leaf);
    if (!answer) return "is about another certificate";
    if (answer->next_update && *answer->next_update < now)
        return fmt::format("is out of date since {}", date_of(*answer->next_update));
    return "";
}

void judge(const FileReference* file, const x509::Certificate* leaf, Report& report) {
    if (!file || !file->contents) return;
    // A place for the response that somebody gives HAProxy through its socket.
    if (report.model.server->name == "haproxy"
        && file->contents->problem == x509::FileProblem::empty)
        return;
    const std::string wrong = what_is_wrong(*file->contents, leaf, report.facts().now);
    if (!wrong.empty()) report.at(file->at, fmt::format("{} {}", file->written, wrong));
}

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.asked_for) return;
    const auto pairs = endpoint.certificates.value;
    for (const CertificatePair& pair : pairs) judge(pair.response, pair.leaf(), report);
    const bool by_themselves = !pairs.empty() && pairs.front().stapled;
    if (!by_themselves)
        judge(stapling.file, pairs.size() == 1 ? pairs.front().leaf() : nullptr, report);
}

constexpr Rule rule{
    .name = "stapling/file-invalid",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy"},
    .cause = Cause::revoked,
    .summary = "A stapling file cannot be used",
    .why = "Clients get an old response, or one for another certificate, and refuse the "
           "connection; a file that is no response at all makes nginx refuse to start.",
    .remedy = "Remove ssl_stapling_file and let the server ask the responder, or renew the file "
              "before it gets old.",
    .references = {{"nginx: ssl_stapling_file",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling_file"},
                   {"RFC 6960 4.2.2.1", "https://www.rfc-editor.org/rfc/rfc6960#section-4.2.2.1"}},
    .since = "0.1",
    .bad = "ssl_stapling_file last-year.ocsp;",
    .good = "ssl_stapling on;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::file_invalid
