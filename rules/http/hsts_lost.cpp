// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tlslint::rules::http {
namespace {

// Answers that carry a header without `always` (nginx ngx_http_headers_filter).
constexpr std::uint16_t usual_statuses[] = {200, 201, 204, 206, 301, 302, 303, 304, 307, 308};
constexpr std::uint16_t connection_closed = 444;

bool could_send(const Hsts& hsts, std::uint16_t status) {
    if (status == connection_closed) return false;
    return status == 0 || hsts.always
           || std::find(std::begin(usual_statuses), std::end(usual_statuses), status)
                  != std::end(usual_statuses);
}

void check_block(const Setting<Hsts>& outer, const Setting<Hsts>& inner, std::uint16_t status,
                 std::string_view where, Report& report) {
    if (!outer.value.sent || inner.value.sent || !could_send(outer.value, status)) return;
    if (!inner.origin.is_known()) return report.undecided(inner.origin);
    const bool on_purpose = !inner.origin.is_written() || !inner.origin.words.empty();
    if (on_purpose) return;  // add_header_inherit off, or an empty value
    report.at(inner.origin, fmt::format("the Strict-Transport-Security header is lost {}", where))
        .related(outer.origin.trail.front(), "set here for the block around it");
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    check_block(endpoint.outer_hsts, endpoint.hsts, 0, "in this server", report);
    for (const Path& path : endpoint.paths) {
        const std::string where = path.match == "if" || path.match.starts_with("if ")
                                      ? std::string("where this `if` applies")
                                      : fmt::format("in location {}", path.match);
        check_block(path.outer_hsts, path.hsts, path.status, where, report);
    }
}

constexpr Rule rule{
    .name = "http/hsts-lost",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .summary = "A block with headers of its own drops the HSTS header",
    .why = "In nginx a block with any add_header sends none of those that the block around it "
           "sets: browsers that come "
           "here first never learn to insist on TLS.",
    .remedy = "Repeat the header in this block, or write `add_header_inherit merge;` (nginx 1.29.3 "
              "and later).",
    .references = {{"nginx: add_header",
                    "https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header"},
                   {"RFC 6797 7.1", "https://www.rfc-editor.org/rfc/rfc6797#section-7.1"}},
    .since = "0.1",
    .bad = "add_header Strict-Transport-Security \"max-age=63072000\" always;\n"
           "location /api { add_header X-Frame-Options DENY; }",
    .good = "add_header Strict-Transport-Security \"max-age=63072000\" always;\n"
            "location /api {\n"
            "    add_header X-Frame-Options DENY;\n"
            "    add_header Strict-Transport-Security \"max-age=63072000\" always;\n"
            "}",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(hsts_lost, rule);
}  // namespace tlslint::rules::http
