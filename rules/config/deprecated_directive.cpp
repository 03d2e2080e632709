// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string_view>

namespace tlslint::rules::config::deprecated_directive {
namespace {

constexpr ServerVersion ssl_deprecated{1, 15, 0};    // CHANGES
constexpr ServerVersion ssl_removed{1, 25, 1};       // CHANGES
constexpr ServerVersion http2_deprecated{1, 25, 1};  // CHANGES

void check_statement(Directive directive, const ServerVersion& version, Report& report) {
    const std::string_view name = directive.name().text;
    if (name == "ssl" && directive.args().size() == 1 && version >= ssl_deprecated
        && version < ssl_removed) {
        report.at(directive.span(), fmt::format("`ssl {}` is deprecated since nginx 1.15.0",
                                                directive.args()[0].text));
    }
    if (name != "listen" || version < http2_deprecated) return;
    for (const Word word : directive.args()) {
        if (word.text == "http2")
            report.at(directive.span(), "`listen … http2` is deprecated since nginx 1.25.1");
    }
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::deprecated, [&](const Remark& remark) {
        report.at(remark.at,
                  fmt::format("{} is deprecated: {} replaces it", remark.value, remark.detail));
    });
    if (model.server->name != "nginx") return;
    for (const SyntaxTree& tree : model.trees) {
        for_each_directive(tree.directives(), [&](Directive directive) {
            check_statement(directive, model.facts.server, report);
        });
    }
}

constexpr Rule rule{
    .name = "config/deprecated-directive",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A setting that the server has replaced",
    .why = "It still works, with a warning at most; a later version refuses it and does not start.",
    .remedy = "Write `listen … ssl` for `ssl on`, `http2 on` for `listen … http2`, "
              "alpn for npn.",
    .references = {{"nginx: ssl", "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl"},
                   {"nginx: http2",
                    "https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2"}},
    .since = "0.1",
    .bad = "ssl on;  # nginx 1.18",
    .good = "listen 443 ssl;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::deprecated_directive
