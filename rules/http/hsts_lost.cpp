// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/once.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

namespace tlslint::rules::http::hsts_lost {
namespace {

// What one statement drops: a file with headers is often included in several blocks.
struct Loss {
    Origin at;
    Span outer;
    std::vector<std::string> places;
    std::vector<const Endpoint*> endpoints;
};

class Losses {
  public:
    explicit Losses(Report& report) : report_(report) {}

    void look_at(const Endpoint& endpoint, const Setting<Hsts>& outer, const Setting<Hsts>& inner,
                 const std::string& place) {
        if (!outer.value.sent || inner.value.sent) return;
        if (!inner.origin.is_known()) return report_.undecided(inner.origin);
        const bool on_purpose = !inner.origin.is_written() || !inner.origin.words.empty();
        if (on_purpose) return;  // add_header_inherit off, or an empty value
        Loss& loss = losses_[begin_of(inner.origin.trail.front())];
        if (loss.places.empty()) {
            loss.at = inner.origin;
            loss.outer = outer.origin.trail.front();
        }
        add_once(loss.places, place);
        add_once<const Endpoint*>(loss.endpoints, &endpoint);
    }

    void tell() const {
        for (const auto& [key, loss] : losses_) {
            report_.judge(loss.endpoints.front());
            auto finding = report_.at(
                loss.at, fmt::format("the Strict-Transport-Security header is lost {}",
                                     abridged({loss.places.begin(), loss.places.end()})));
            finding.related(loss.outer, "set here for the block around it");
            for (const Endpoint* endpoint : loss.endpoints) {
                if (endpoint != loss.endpoints.front()) finding.touches(*endpoint);
            }
        }
    }

  private:
    Report& report_;
    std::map<Place, Loss> losses_;
};

void check(const Model& model, Report& report) {
    Losses losses(report);
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        report.judge(&endpoint);
        losses.look_at(endpoint, endpoint.outer_hsts, endpoint.hsts, "in this server");
        for (const Path& path : endpoint.paths) {
            const bool is_if = path.match == "if" || path.match.starts_with("if ");
            losses.look_at(endpoint, path.outer_hsts, path.hsts,
                           is_if ? std::string("where this `if` applies")
                                 : fmt::format("in location {}", path.match));
        }
    }
    losses.tell();
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
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_lost
