// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace tlslint::haproxy {
namespace {

constexpr std::string_view fetches[] = {
#include "parsers/haproxy/fetches.inc"
};
constexpr std::string_view converters[] = {
#include "parsers/haproxy/converters.inc"
};
// default_acl_list of acl.c.
constexpr std::string_view predefined[] = {
    "FALSE",        "HTTP",           "HTTP_1.0",      "HTTP_1.1",  "HTTP_2.0",     "HTTP_CONTENT",
    "HTTP_URL_ABS", "HTTP_URL_SLASH", "HTTP_URL_STAR", "LOCALHOST", "METH_CONNECT", "METH_DELETE",
    "METH_GET",     "METH_HEAD",      "METH_OPTIONS",  "METH_POST", "METH_PUT",     "METH_TRACE",
    "RDP_COOKIE",   "REQ_CONTENT",    "TRUE",          "WAIT_END"};

template <class Table>
bool holds(const Table& table, std::string_view name) {
    return std::binary_search(std::begin(table), std::end(table), name);
}

// Scripts bring names of their own.
bool is_fetch(std::string_view name) {
    return name.starts_with("lua.") || holds(fetches, name);
}
bool is_converter(std::string_view name) {
    return name.starts_with("lua.") || holds(converters, name);
}

// "name(arguments)", in front of a comma or the end; `text` goes on behind it.
struct Call {
    std::string_view name;
    bool closed = true;
};
Call take_call(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of("(,"), text.size());
    Call call{text.substr(0, end)};
    text.remove_prefix(end);
    if (!text.starts_with('(')) return call;
    // Quotes and backslashes protect what closes.
    char quote = 0;
    std::size_t at = 1;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' && quote != '\'')
            ++at;
        else if (quote != 0)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == ')')
            break;
    }
    call.closed = at < text.size();
    text.remove_prefix(std::min(at + 1, text.size()));
    return call;
}

// Those behind the first call.
std::string wrong_converters(std::string_view text) {
    while (text.starts_with(',')) {
        text.remove_prefix(1);
        const Call call = take_call(text);
        if (!call.name.empty() && !is_converter(call.name))
            return fmt::format("unknown converter '{}'", call.name);
        if (!call.closed) return fmt::format("converter '{}' : expected ')'", call.name);
    }
    return "";
}

std::string wrong_acl_expression(std::string_view text) {
    std::string_view rest = text;
    const Call call = take_call(rest);
    if (call.name.empty()) return fmt::format("missing fetch method in ACL expression '{}'.", text);
    if (!is_fetch(call.name))
        return fmt::format("unknown fetch method '{}' in ACL expression '{}'.", call.name, text);
    const std::string wrong = wrong_converters(rest);
    return wrong.empty() ? "" : fmt::format("ACL keyword '{}' : {}.", call.name, wrong);
}

// src and dst are compared with addresses, or with what a file says.
std::string wrong_addresses(std::span<const std::string_view> words) {
    if (words.empty() || (words[0] != "src" && words[0] != "dst")) return "";
    for (const std::string_view word : words.subspan(1)) {
        if (word.starts_with('-')) return "";
        const bool fits =
            word.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string_view::npos;
        if (!fits) return fmt::format("'{}' is not a valid IPv4 or IPv6 address.", word);
    }
    return "";
}

// Those of pattern.c, by name.
std::string wrong_method(std::span<const std::string_view> words) {
    constexpr std::string_view methods[] = {"beg", "bin", "bool", "dir", "dom", "end", "found",
                                            "int", "ip",  "len",  "reg", "str", "sub"};
    for (std::size_t i = 1; i < words.size() && words[i].starts_with('-'); ++i) {
        if (words[i] != "-m") continue;
        const std::string_view method = i + 1 < words.size() ? words[i + 1] : std::string_view();
        if (!holds(methods, method))
            return fmt::format("unknown matching method '{}' when parsing ACL expression.", method);
        ++i;
    }
    return "";
}

}  // namespace

std::string wrong_expression(std::string_view text) {
    const Call call = take_call(text);
    if (!is_fetch(call.name)) return fmt::format("unknown fetch method '{}'", call.name);
    if (!call.closed) return fmt::format("fetch method '{}' : expected ')'", call.name);
    return wrong_converters(text);
}

std::string wrong_format(std::string_view text) {
    for (std::size_t at = text.find("%["); at != std::string_view::npos; at = text.find("%[", at)) {
        if (at > 0 && text[at - 1] == '%') {  // "%%[" is a percent sign and a bracket
            ++at;
            continue;
        }
        const std::string_view rest = text.substr(at + 2);
        // Brackets in arguments are rare, and nothing is said of those.
        const std::size_t end = rest.find(']');
        if (end == std::string_view::npos
            || rest.substr(0, end).find('[') != std::string_view::npos)
            return "";
        const std::string wrong = wrong_expression(rest.substr(0, end));
        if (!wrong.empty())
            return fmt::format("failed to parse sample expression <{}]> : {}", rest.substr(0, end),
                               wrong);
        at += end;
    }
    return "";
}

std::string wrong_condition(std::span<const std::string_view> words,
                            const std::function<bool(std::string_view)>& is_acl, Names names) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i];
        if (word == "or" || word == "||" || word == "OR") continue;
        while (word.starts_with('!')) word.remove_prefix(1);
        if (word.empty()) continue;
        if (word != "{") {
            if (!is_acl(word) && !holds(predefined, word))
                return fmt::format("no such ACL : '{}'.", word);
            continue;
        }
        const auto close = std::find(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(),
                                     std::string_view("}"));
        if (close == words.end()) return "missing closing '}' in condition.";
        const auto end = static_cast<std::size_t>(close - words.begin());
        std::string wrong;
        if (names == Names::judged)
            wrong = wrong_acl_expression(end > i + 1 ? words[i + 1] : std::string_view());
        if (!wrong.empty()) return wrong;
        wrong = wrong_method(words.subspan(i + 1, end - i - 1));
        if (!wrong.empty()) return wrong;
        wrong = wrong_addresses(words.subspan(i + 1, end - i - 1));
        if (!wrong.empty()) return wrong;
        i = end;
    }
    return "";
}

}  // namespace tlslint::haproxy
