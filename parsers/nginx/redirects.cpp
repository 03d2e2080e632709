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

Condition condition_of(Directive directive) {
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
    if (name == "$scheme")
        return {.always = (equal && value == "http") || (differs && value == "https")};
    if (name == "$https") return {.always = (equal && value.empty()) || (differs && value == "on")};
    if (name == "$server_port") return {.always = equal && value == "80"};
    if ((name == "$host" || name == "$http_host") && equal) return {.host = value};
    return {};
}

class Answering {
  public:
    Answering(Model& model, std::span<const std::string_view> names)
        : model_(model), names_(names) {}

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
        if (answer.redirect.value.status != 0) return true;  // what is left over is refused
        answer.given = true;
        answer.status = status;
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
        const Condition condition = condition_of(directive);
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
        const bool all = std::all_of(names_.begin(), names_.end(),
                                     [&](std::string_view n) { return covered_.contains(n); });
        if (all && !names_.empty()) answer.redirect = inner.redirect;
        return false;
    }

    Origin origin_at(Directive directive) {
        return {.kind = Origin::Kind::written,
                .trail = model_.arena.keep(std::vector{directive.span()})};
    }

    Model& model_;
    std::span<const std::string_view> names_;
    std::set<std::string_view> covered_;
};

}  // namespace

Answer answer_of(Model& model, const Scope& block, std::span<const std::string_view> names) {
    return Answering(model, names).run(block);
}

Setting<Redirect> redirect_of(Model& model, const Scope& server,
                              std::span<const std::string_view> names) {
    const Answer own = answer_of(model, server, names);
    if (own.given || own.redirect.value.status != 0) return own.redirect;
    for (const Directive block : server.blocks()) {
        if (block.name().text != "location" || block.args().size() != 1
            || block.args()[0].text != "/")
            continue;
        return answer_of(model, Scope(model, &server, block.block()), names).redirect;
    }
    return own.redirect;
}

}  // namespace tlslint::nginx
