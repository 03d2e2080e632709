// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/conditions.hpp"

#include "parsers/text/ascii.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

namespace tlslint::apache {
namespace {

Truth truth(bool value) {
    return value ? Truth::yes : Truth::no;
}
Truth inverse(Truth value) {
    return value == Truth::unknown ? value : truth(value == Truth::no);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// An operand: 'text', "text", %{VARIABLE}, word.
struct Operand {
    std::string_view text;
    std::string_view variable;  // "HTTPS"; "" for none
};
Operand operand(std::string_view text) {
    text = trimmed(text);
    if (text.size() > 1 && (text.front() == '\'' || text.front() == '"')
        && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    Operand result{text, ""};
    if (text.starts_with("%{") && text.find('}') == text.size() - 1)
        result.variable = text.substr(2, text.size() - 3);
    if (result.variable.starts_with("SSL:")) result.variable.remove_prefix(4);
    return result;
}

// What a variable stands for at an endpoint; nothing for what a request decides.
std::optional<std::string> value_of(std::string_view variable, const Asked& asked) {
    const auto is = [&](std::string_view name) { return equal_ignoring_case(variable, name); };
    if (is("HTTPS") || is("ENV:HTTPS")) return asked.over_tls ? "on" : "off";
    if (is("REQUEST_SCHEME")) return asked.over_tls || asked.https_by_name ? "https" : "http";
    if (is("SERVER_PORT") && asked.port != 0) return std::to_string(asked.port);
    return std::nullopt;
}

// A regular expression without operators but anchors and (on|off).
Truth matches(std::string_view pattern, std::string_view value, bool ignoring_case) {
    const bool from_start = pattern.starts_with('^');
    if (from_start) pattern.remove_prefix(1);
    const bool to_end = pattern.ends_with('$');
    if (to_end) pattern.remove_suffix(1);
    if (pattern.find_first_of("\\.*+?()[]{}|^$") != std::string_view::npos) return Truth::unknown;
    const auto same = [&](std::string_view part) {
        return ignoring_case ? equal_ignoring_case(part, pattern) : part == pattern;
    };
    if (value.size() < pattern.size()) return Truth::no;
    if (from_start && to_end) return truth(same(value));
    if (from_start) return truth(same(value.substr(0, pattern.size())));
    if (to_end) return truth(same(value.substr(value.size() - pattern.size())));
    for (std::size_t at = 0; at + pattern.size() <= value.size(); ++at) {
        if (same(value.substr(at, pattern.size()))) return Truth::yes;
    }
    return Truth::no;
}

Truth compare(std::string_view op, const Operand& left, const Operand& right, const Asked& asked) {
    const auto value = value_of(left.variable, asked);
    if (!value) return Truth::unknown;
    if (op == "==" || op == "=" || op == "-eq")
        return truth(equal_ignoring_case(*value, right.text));
    if (op == "!=" || op == "-ne") return truth(!equal_ignoring_case(*value, right.text));
    if (op != "=~" && op != "!~") return Truth::unknown;
    std::string_view pattern = right.text;
    bool ignoring_case = false;
    if (pattern.size() > 1 && pattern.front() == '/') {
        const std::size_t end = pattern.rfind('/');
        ignoring_case = pattern.substr(end).find('i') != std::string_view::npos;
        pattern = pattern.substr(1, end - 1);
    }
    const Truth found = matches(pattern, *value, ignoring_case);
    return op == "=~" ? found : inverse(found);
}

// "^www\.example\.org$" and the like: one name.
std::string_view name_in(std::string_view pattern) {
    if (pattern.starts_with('=')) return pattern.substr(1);
    return pattern;
}

bool is_host(std::string_view variable) {
    return equal_ignoring_case(variable, "HTTP_HOST")
           || equal_ignoring_case(variable, "SERVER_NAME");
}

bool is_request_path(std::string_view variable) {
    return equal_ignoring_case(variable, "REQUEST_URI")
           || equal_ignoring_case(variable, "REQUEST_FILENAME")
           || equal_ignoring_case(variable, "THE_REQUEST");
}

}  // namespace

bool matches_everything(std::string_view pattern) {
    constexpr std::string_view patterns[] = {
        "^",       "/",       "^/",      ".*",    "^.*",    "^.*$",     "(.*)",  "^(.*)",
        "^(.*)$",  "^/(.*)",  "^/(.*)$", "^/.*$", "^/.*",   "^/?(.*)$", ".",     "^(.*)?$",
        "^/(.*)?", "^(/.*)$", "/(.*)",   "/.*",   "/(.*)$", "^/?(.*)",  "(.*)$", ".?"};
    // A place that is left out leaves the others.
    if (pattern.starts_with('!') || pattern.find("(?!") != std::string_view::npos)
        return pattern.find("well-known") != std::string_view::npos;
    return std::find(std::begin(patterns), std::end(patterns), pattern) != std::end(patterns);
}

Truth expression_holds(std::string_view expression, const Asked& asked) {
    expression = trimmed(expression);
    if (expression.find("&&") != std::string_view::npos
        || expression.find("||") != std::string_view::npos)
        return Truth::unknown;
    if (expression.starts_with('!') && !expression.starts_with("!="))
        return inverse(expression_holds(expression.substr(1), asked));
    if (expression.starts_with('(') && expression.ends_with(')'))
        return expression_holds(expression.substr(1, expression.size() - 2), asked);
    if (equal_ignoring_case(expression, "true")) return Truth::yes;
    if (equal_ignoring_case(expression, "false")) return Truth::no;
    for (const std::string_view op : {"==", "!=", "=~", "!~", "-eq", "-ne", "="}) {
        const std::size_t at = expression.find(op);
        if (at == std::string_view::npos) continue;
        return compare(op, operand(expression.substr(0, at)),
                       operand(expression.substr(at + op.size())), asked);
    }
    return Truth::unknown;
}

Truth variable_is_set(std::string_view name, const Asked& asked) {
    if (name.starts_with('!')) return inverse(variable_is_set(name.substr(1), asked));
    return equal_ignoring_case(name, "HTTPS") ? truth(asked.sets_https) : Truth::unknown;
}

RewriteCondition rewrite_condition(const Statement& statement, const Asked& asked) {
    RewriteCondition result;
    if (statement.args.size() < 2) return result;
    bool ignoring_case = false;
    if (statement.args.size() > 2) {
        const std::string_view flags = statement.args[2].text;
        result.or_next = flags.find("OR") != std::string_view::npos
                         || flags.find("ornext") != std::string_view::npos;
        ignoring_case = flags.find("NC") != std::string_view::npos;
    }
    const std::string_view tested = statement.args[0].text;
    std::string_view pattern = statement.args[1].text;
    if (equal_ignoring_case(tested, "expr")) {
        result.holds = expression_holds(pattern, asked);
        return result;
    }
    const bool negated = pattern.starts_with('!');
    if (negated) pattern.remove_prefix(1);
    const Operand subject = operand(tested);
    if (const auto value = value_of(subject.variable, asked)) {
        const Truth found = pattern.starts_with('=') ? truth(*value == pattern.substr(1))
                                                     : matches(pattern, *value, ignoring_case);
        result.holds = negated ? inverse(found) : found;
    } else if (is_request_path(subject.variable) && negated) {
        result.holds = Truth::yes;  // of requests in general: one place is left out
    } else if (is_host(subject.variable)) {
        result.host = name_in(pattern);
        result.host_differs = negated;
        if (pattern == "." || pattern == ".+" || pattern == ".*") {
            result.holds = truth(!negated);
            result.host = "";
        }
    } else if (tested.find("X-Forwarded-Proto") != std::string_view::npos
               || tested.find("X-Forwarded-SSL") != std::string_view::npos) {
        // Of requests that no proxy passes on there is none.
        result.holds = truth(negated);
    }
    return result;
}

}  // namespace tlslint::apache
