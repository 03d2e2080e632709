// SPDX-License-Identifier: Apache-2.0
#include "audit/report/secret_support.hpp"

#include "audit/report/escape_support.hpp"

#include <algorithm>
#include <optional>

namespace tlslint::report {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t pem_line = 64;  // RFC 7468 2: a line of base64 in PEM
constexpr std::size_t shortest_last_line =
    16;  // below that a lone word is more likely something else

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_base64(char c) {
    return is_upper(c) || is_lower(c) || is_digit(c) || c == '+' || c == '/' || c == '=';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// A run of base64 as long as a PEM line that is neither a digest in hexadecimal nor a path: of
/// random base64, 64 characters with fewer than eight capitals are one in a million.
bool looks_like_key(std::string_view run) {
    if (run.size() < pem_line || std::all_of(run.begin(), run.end(), is_hex)) return false;
    const bool has_slash = run.find('/') != std::string_view::npos;
    return !has_slash || std::count_if(run.begin(), run.end(), is_upper) >= 8;
}

/// The shorter last line of a PEM body, which is base64 and nothing else. One that starts with '/'
/// is a path (of a crt-list).
bool looks_like_last_line(std::string_view run) {
    return run.size() >= shortest_last_line && run.size() < pem_line && run.front() != '/'
           && std::any_of(run.begin(), run.end(), is_upper)
           && std::any_of(run.begin(), run.end(), is_lower)
           && std::any_of(run.begin(), run.end(), is_digit);
}

std::string_view trim(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t\r"), text.size());
    return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

/// Where the first private key in PEM begins. It reaches to the end of the text: an end mark is not
/// to be trusted.
std::optional<std::size_t> find_pem(std::string_view text) {
    const std::size_t title = text.find("PRIVATE KEY");
    if (title == std::string_view::npos) return std::nullopt;
    const std::string_view before = text.substr(0, title);
    if (const std::size_t mark = before.rfind("-----BEGIN"); mark != std::string_view::npos)
        return mark;
    const std::size_t mark = before.rfind("-----END");
    if (mark == std::string_view::npos) return title;
    const std::size_t blank =
        before.find_last_of(" \t\"'", mark);  // the end of the body precedes this mark
    return blank == std::string_view::npos ? 0 : blank + 1;
}

}  // namespace

std::vector<Secret> find_secrets(std::string_view text) {
    constexpr auto possible = "[possible key not shown]"sv;
    std::vector<Secret> secrets;
    const std::string_view words = trim(text);
    const std::optional<std::size_t> pem = find_pem(text);
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(pem.value_or(text.size()));
    for (auto it = text.begin(); it != end;) {
        const auto first = std::find_if(it, end, is_base64);
        it = std::find_if_not(first, end, is_base64);
        const std::string_view run(first, it);
        const bool alone = run.size() == words.size();
        if (!looks_like_key(run) && !(alone && looks_like_last_line(run))) continue;
        secrets.push_back({static_cast<std::size_t>(first - text.begin()),
                           static_cast<std::size_t>(it - text.begin()), possible});
    }
    if (pem) secrets.push_back({*pem, text.size(), "[private key not shown]"sv});
    return secrets;
}

std::string without_secrets(std::string_view text) {
    std::string result;
    std::size_t at = 0;
    for (const Secret& secret : find_secrets(text)) {
        result.append(text.substr(at, secret.begin - at)).append(secret.label);
        at = secret.end;
    }
    return result.append(text.substr(at));
}

std::string safe_text(std::string_view text) {
    return printable(without_secrets(text));
}

}  // namespace tlslint::report
