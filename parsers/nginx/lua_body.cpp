// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/lua_body.hpp"

#include <algorithm>

namespace tlslint::nginx {
namespace {

// The level of a long bracket `[==[` that opens at `at`, or -1.
std::ptrdiff_t long_bracket(const char* at, const char* end) {
    if (at == end || *at != '[') return -1;
    const char* const signs = at + 1;
    const char* const after = std::find_if(signs, end, [](char c) { return c != '='; });
    return after != end && *after == '[' ? after - signs : -1;
}

// Past the `]==]` of that level, or `end`.
const char* after_long_bracket(const char* at, const char* end, std::ptrdiff_t level) {
    while ((at = std::find(at, end, ']')) != end) {
        const char* const signs = ++at;
        at = std::find_if(signs, end, [](char c) { return c != '='; });
        if (at != end && *at == ']' && at - signs == level) return at + 1;
    }
    return end;
}

// Past a string that ends on its line; where it does not, past the quote alone, which is then an
// ordinary character.
const char* after_string(const char* at, const char* end) {
    const char quote = *at;
    for (const char* c = at + 1; c != end && *c != '\n'; ++c) {
        if (*c == quote) return c + 1;
        if (*c == '\\' && c + 1 != end && c[1] != '\n') ++c;
    }
    return at + 1;
}

}  // namespace

const char* end_of_lua_body(const char* at, const char* end) {
    std::size_t depth = 1;
    while (at != end) {
        if (*at == '{') {
            ++depth;
            ++at;
        } else if (*at == '}') {
            if (--depth == 0) return at;
            ++at;
        } else if (*at == '"' || *at == '\'') {
            at = after_string(at, end);
        } else if (*at == '-' && at + 1 != end && at[1] == '-') {
            at += 2;
            if (const auto level = long_bracket(at, end); level >= 0) {
                at = after_long_bracket(at + level + 2, end, level);
            } else {
                at = std::find(at, end, '\n');
            }
        } else if (const auto level = long_bracket(at, end); level >= 0) {
            at = after_long_bracket(at + level + 2, end, level);
        } else {
            ++at;
        }
    }
    return end;
}

std::string unescape(std::string_view written) {
    std::string text;
    text.reserve(written.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] != '\\' || i + 1 == written.size()) {
            text += written[i];
            continue;
        }
        switch (const char next = written[++i]; next) {
        case '"':
        case '\'':
        case '\\': text += next; break;
        case 't': text += '\t'; break;
        case 'r': text += '\r'; break;
        case 'n': text += '\n'; break;
        default: text += {'\\', next}; break;
        }
    }
    return text;
}

}  // namespace tlslint::nginx
