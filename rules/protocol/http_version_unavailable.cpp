// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

namespace tlslint::rules::protocol::http_version_unavailable {
namespace {

using Block = std::pair<FileId, std::uint32_t>;

// Somebody tells browsers of HTTP/3: a header here, or an application that may.
bool announces(const Model& model) {
    for (const SyntaxTree& tree : model.trees) {
        bool found = false;
        for_each_directive(tree.directives(), [&](Directive directive) {
            const std::string_view name = directive.name().text;
            const bool sets = name == "add_header" || name == "more_set_headers";
            for (const Word word : directive.args()) {
                if (sets && word.text.size() >= 7
                    && equal_ignoring_case(word.text.substr(0, 7), "alt-svc"))
                    found = true;
            }
        });
        if (found) return true;
    }
    return std::any_of(model.endpoints.begin(), model.endpoints.end(), [](const Endpoint& e) {
        const auto answers = [](Answerer answerer) {
            return answerer == Answerer::upstream || answerer == Answerer::script;
        };
        return answers(e.answerer)
               || std::any_of(e.paths.begin(), e.paths.end(),
                              [&](const Path& path) { return answers(path.answerer); });
    });
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::http_version_missing,
                    [&](const Remark& remark) { report.at(remark.at, std::string(remark.value)); });
    if (model.is_fragment()) return;
    std::set<std::pair<Block, std::uint16_t>> tcp;
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.listen.transport == Listen::Transport::tcp && endpoint.listen.tls.value)
            tcp.insert({{endpoint.block.file, endpoint.block.begin}, endpoint.listen.port});
    }
    const bool announced = announces(model);
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.listen.transport != Listen::Transport::quic || !endpoint.serves_tls()
            || endpoint.has_gaps)
            continue;
        const Block block{endpoint.block.file, endpoint.block.begin};
        if (!tcp.contains({block, endpoint.listen.port})) {
            report.at(endpoint.listen.at, "HTTP/3 is offered without HTTPS on the same port")
                .touches(endpoint);
        } else if (!announced) {
            report.at(endpoint.listen.at, "HTTP/3 is offered and announced by no Alt-Svc header")
                .touches(endpoint);
        }
    }
}

constexpr Rule rule{
    .name = "protocol/http-version-unavailable",
    .severity = Severity::info,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "HTTP/3 that browsers never find",
    .why = "Browsers come over TCP first and change to HTTP/3 only where an Alt-Svc header tells "
           "them.",
    .remedy = "Listen on the same port with ssl too, and add_header Alt-Svc 'h3=\":443\"; "
              "ma=86400' always.",
    .references = {{"RFC 9114 3.1", "https://www.rfc-editor.org/rfc/rfc9114#section-3.1"},
                   {"nginx: HTTP/3", "https://nginx.org/en/docs/quic.html"}},
    .since = "0.1",
    .bad = "listen 443 quic;\nlisten 443 ssl;",
    .good = "listen 443 quic;\nlisten 443 ssl;\nadd_header Alt-Svc 'h3=\":443\"; ma=86400' always;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::http_version_unavailable
