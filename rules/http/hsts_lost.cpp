// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::http::hsts_lost {
namespace {

void check_block(const Setting<Hsts>& outer, const Setting<Hsts>& inner, std::string_view where,
                 Report& report) {
    if (!outer.value.sent || inner.value.sent) return;
    if (!inner.origin.is_known()) return report.undecided(inner.origin);
    const bool on_purpose = !inner.origin.is_written() || !inner.origin.words.empty();
    if (on_purpose) return;  // add_header_inherit off, or an empty value
    report.at(inner.origin, fmt::format("the Strict-Transport-Security header is lost {}", where))
        .related(outer.origin.trail.front(), "set here for the block around it");
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    check_block(endpoint.outer_hsts, endpoint.hsts, "in this server", report);
    for (const Path& path : endpoint.paths) {
        const std::string where = path.match == "if" || path.match.starts_with("if ")
                                      ? std::string("where this `if` applies")
                                      : fmt::format("in location {}", path.match);
        check_block(path.outer_hsts, path.hsts, where, report);
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
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_lost
