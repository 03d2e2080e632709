// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/redirects.hpp"

#include "parsers/text/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>
#include <vector>

namespace tlslint::nginx {
namespace {

bool goes_to_https(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    return url.size() > scheme.size() && equal_ignoring_case(url.substr(0, scheme.size()), scheme);
}

bool is_url(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://")
           || text.starts_with("$scheme");
}

bool matches_everything(std::string_view pattern) {
    constexpr std::string_view patterns[] = {
        "^",      "/",       "^/",    ".*",   "^.*",      "^.*$", "(.*)",    "^(.*)",   "^(.*)$",
        "^/(.*)", "^/(.*)$", "^/.*$", "^/.*", "^/?(.*)$", ".",    "^(.*)?$", "^/(.*)?", "^(/.*)$"};
    return std::find(std::begin(patterns), std::end(patterns), pattern) != std::end(patterns);
}

// Whether a condition holds of each plain request, or names the host that it is for.
struct Condition {
    bool always = false;
    std::string_view host;
};

Condition condition_of(Directive directive, bool over_tls) {
    std::vector<std::string_view> words;
    for (const Word word : directive.args()) {
        std::string_view text = word.text;
        if (text.starts_with('(')) text.remove_prefix(1);
        if (text.ends_with(')')) text.remove_suffix(1);
        if (!text.empty() || word.text.empty()) words.push_back(text);
    }
    if (words.size() != 3) return {};
    const std::string_view name = words[0];
    const std::string_view value = words[2];
    const bool equal = words[1] == "=";
    const bool differs = words[1] == "!=";
    const auto is = [&](std::string_view plain, std::string_view tls) {
        const std::string_view now = over_tls ? tls : plain;
        return Condition{.always = (equal && value == now) || (differs && value != now)};
    };
    if (name == "$scheme") return is("http", "https");
    if (name == "$https") return is("", "on");
    if (name == "$server_port" && !over_tls) return {.always = equal && value == "80"};
    if ((name == "$host" || name == "$http_host") && equal) return {.host = value};
    return {};
}

class Answering {
  public:
    Answering(Model& model, const Asked& asked) : model_(model), asked_(asked) {}

    Answer run(const Scope& block) {
        Answer answer;
        answer.redirect.origin = default_origin(block, "nginx redirects nothing by itself");
        for (const Directive directive : block.in_order()) {
            if (step(directive, answer)) return answer;
        }
        return answer;
    }

  private:
    // True where the block has answered.
    bool step(Directive directive, Answer& answer) {
        const std::string_view name = directive.name().text;
        const Words args = directive.args();
        if (name == "return" && !args.empty()) return give(directive, answer);
        if (name == "rewrite" && args.size() >= 2 && is_url(args[1].text)
            && matches_everything(args[0].text)) {
            const bool permanent = args.size() > 2 && args[2].text == "permanent";
            return redirect(directive, permanent ? 301 : 302, args[1].text, answer);
        }
        if (name == "if" && directive.shape() == Shape::block) return look_into(directive, answer);
        return false;
    }

    bool give(Directive directive, Answer& answer) {
        const Words args = directive.args();
        const std::string_view code = args[0].text;
        if (args.size() == 1 && is_url(code)) return redirect(directive, 302, code, answer);
        std::uint16_t status = 0;
        const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
        if (error != std::errc() || end != code.data() + code.size()) return false;
        const bool moves =
            status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (args.size() == 2 && moves) return redirect(directive, status, args[1].text, answer);
        answer.given = true;
        answer.status = status;
        // What is left over is refused.
        if (answer.redirect.value.status != 0) return true;
        if (status >= 400 && for_some_.value.status != 0) {
            answer.redirect = for_some_;
            return true;
        }
        answer.redirect.origin = origin_at(directive);
        return true;
    }

    bool redirect(Directive directive, std::uint16_t status, std::string_view target,
                  Answer& answer) {
        answer.given = true;
        answer.status = status;
        answer.redirect.origin = origin_at(directive);
        answer.redirect.value = {};
        if (goes_to_https(target)) answer.redirect.value = {status, target};
        return true;
    }

    bool look_into(Directive directive, Answer& answer) {
        const Condition condition = condition_of(directive, asked_.over_tls);
        if (!condition.always && condition.host.empty()) return false;
        Answer inner = answer;
        inner.redirect.value = {};
        for (const Directive statement : directive.block()) {
            const std::string_view name = statement.name().text;
            if ((name == "return" || name == "rewrite") && step(statement, inner)) break;
        }
        if (!inner.given || inner.redirect.value.status == 0) return false;
        if (condition.always) {
            answer = inner;
            return true;
        }
        // Certbot writes one for each name, and `return 404;` behind them.
        covered_.insert(condition.host);
        if (for_some_.value.status == 0) for_some_ = inner.redirect;
        const bool all = std::all_of(asked_.names.begin(), asked_.names.end(),
                                     [&](std::string_view n) { return covered_.contains(n); });
        if (all && !asked_.names.empty()) answer.redirect = inner.redirect;
        return false;
    }

    Origin origin_at(Directive directive) {
        return {.kind = Origin::Kind::written,
                .trail = model_.arena.keep(std::vector{directive.span()})};
    }

    Model& model_;
    const Asked& asked_;
    Setting<Redirect> for_some_;  // of the names
    std::set<std::string_view> covered_;
};

}  // namespace

Answer answer_of(Model& model, const Scope& block, const Asked& asked) {
    return Answering(model, asked).run(block);
}

Setting<Redirect> redirect_of(Model& model, const Scope& server, const Asked& asked) {
    const Answer own = answer_of(model, server, asked);
    if (own.given || own.redirect.value.status != 0) return own.redirect;
    for (const Directive block : server.blocks()) {
        if (block.name().text != "location" || block.args().size() != 1
            || block.args()[0].text != "/")
            continue;
        return answer_of(model, Scope(model, &server, block.block()), asked).redirect;
    }
    return own.redirect;
}

}  // namespace tlslint::nginx
