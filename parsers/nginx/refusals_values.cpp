// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/refusals_values.hpp"

#include "parsers/nginx/numbers.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace tlslint::nginx {
namespace {

using Refused = std::optional<RefusedValue>;

// How nginx puts what a handler returns (ngx_conf_handler).
Refused directive_says(Directive directive, std::string_view what) {
    return RefusedValue{0, fmt::format("\"{}\" directive {}", directive.name().text, what)};
}

Refused word_says(std::size_t word, std::string_view what, std::string_view value) {
    return RefusedValue{word, fmt::format("{} \"{}\"", what, value)};
}

Refused refuse_other_than(Directive directive, std::initializer_list<std::string_view> allowed) {
    const std::string_view value = directive.args()[0].text;
    const bool known = std::any_of(allowed.begin(), allowed.end(), [&](std::string_view word) {
        return equal_ignoring_case(word, value);
    });
    return known ? Refused() : word_says(0, "invalid value", value);
}

// Sizes are compared with eight pages; those of the machine that the file is meant for are taken
// for the usual 4 KiB.
constexpr std::int64_t smallest_zone = 8 * 4096;

bool knows_protocol(std::string_view word, ServerVersion version) {
    constexpr struct {
        std::string_view name;
        ServerVersion since;
    } names[] = {{"SSLv2", {}},           {"SSLv3", {}},           {"TLSv1", {}},
                 {"TLSv1.1", {1, 0, 12}}, {"TLSv1.2", {1, 0, 12}}, {"TLSv1.3", {1, 13, 0}}};
    return std::any_of(std::begin(names), std::end(names), [&](const auto& row) {
        return version >= row.since && equal_ignoring_case(word, row.name);
    });
}

}  // namespace

Refused refuse_number(Directive directive, ServerVersion) {
    return parse_number(directive.args()[0].text) ? Refused()
                                                  : directive_says(directive, "invalid number");
}

Refused refuse_size(Directive directive, ServerVersion) {
    return parse_size(directive.args()[0].text) ? Refused()
                                                : directive_says(directive, "invalid value");
}

Refused refuse_seconds(Directive directive, ServerVersion) {
    return parse_time(directive.args()[0].text, TimeUnit::seconds)
               ? Refused()
               : directive_says(directive, "invalid value");
}

Refused refuse_milliseconds(Directive directive, ServerVersion) {
    return parse_time(directive.args()[0].text, TimeUnit::milliseconds)
               ? Refused()
               : directive_says(directive, "invalid value");
}

Refused refuse_protocols(Directive directive, ServerVersion version) {
    const Words words = directive.args();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i].text;
        if (!knows_protocol(word, version)) return word_says(i, "invalid value", word);
    }
    return std::nullopt;
}

Refused refuse_verify_client(Directive directive, ServerVersion version) {
    if (version < ServerVersion{1, 3, 8})  // CHANGES 1.3.8
        return refuse_other_than(directive, {"off", "on", "optional"});
    return refuse_other_than(directive, {"off", "on", "optional", "optional_no_ca"});
}

Refused refuse_ocsp(Directive directive, ServerVersion) {
    return refuse_other_than(directive, {"off", "on", "leaf"});
}

Refused refuse_starttls(Directive directive, ServerVersion) {
    return refuse_other_than(directive, {"off", "on", "only"});
}

Refused refuse_inheritance(Directive directive, ServerVersion) {
    return refuse_other_than(directive, {"on", "off", "merge"});
}

std::optional<SharedZone> parse_shared_zone(std::string_view word) {
    constexpr std::string_view mark = "shared:";
    if (!word.starts_with(mark)) return std::nullopt;
    word.remove_prefix(mark.size());
    const std::size_t colon = word.find(':');
    if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
    const auto size = parse_size(word.substr(colon + 1));
    if (!size) return std::nullopt;
    return SharedZone{word.substr(0, colon), *size};
}

Refused refuse_session_cache(Directive directive, ServerVersion) {
    const Words words = directive.args();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i].text;
        if (word == "off" || word == "none" || word == "builtin") continue;
        if (word.starts_with("builtin:") && parse_number(word.substr(8))) continue;
        const auto zone = parse_shared_zone(word);
        if (!zone) return word_says(i, "invalid session cache", word);
        if (zone->size < smallest_zone)
            return RefusedValue{i, fmt::format("session cache \"{}\" is too small", word)};
    }
    return std::nullopt;
}

Refused refuse_ocsp_cache(Directive directive, ServerVersion) {
    const std::string_view word = directive.args()[0].text;
    if (word == "off") return std::nullopt;
    const auto zone = parse_shared_zone(word);
    if (!zone) return word_says(0, "invalid OCSP cache", word);
    if (zone->size >= smallest_zone) return std::nullopt;
    return RefusedValue{0, fmt::format("OCSP cache \"{}\" is too small", word)};
}

Refused refuse_cached_objects(Directive directive, ServerVersion) {
    const Words words = directive.args();
    bool off = false;
    bool max = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i].text;
        const auto time = [&](std::string_view name) {
            return word.starts_with(name)
                   && parse_time(word.substr(name.size()), TimeUnit::seconds).has_value();
        };
        if (word.starts_with("max=") && parse_number(word.substr(4)).value_or(0) > 0) {
            max = true;
        } else if (word == "off") {
            off = true;
        } else if (!time("inactive=") && !time("valid=")) {
            return word_says(i, "invalid parameter", word);
        }
    }
    if (off || max) return std::nullopt;
    return RefusedValue{
        0, fmt::format("\"{}\" must have the \"max\" parameter", directive.name().text)};
}

Refused refuse_alpn(Directive directive, ServerVersion) {
    constexpr std::size_t longest = 255;
    for (const Word word : directive.args()) {
        if (word.text.size() > longest) return directive_says(directive, "protocol too long");
    }
    return std::nullopt;
}

Refused refuse_server_name(Directive directive, ServerVersion) {
    const Words words = directive.args();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view name = words[i].text;
        const bool star = name.starts_with('*') && (name.size() < 3 || name[1] != '.');
        if (star || name == ".")
            return RefusedValue{i, fmt::format("server name \"{}\" is invalid", name)};
        if (name == "~") return word_says(i, "empty regex in server name", name);
    }
    return std::nullopt;
}

Refused refuse_header(Directive directive, ServerVersion) {
    const Words words = directive.args();
    if (words.size() < 3 || words[2].text == "always") return std::nullopt;
    return word_says(2, "invalid parameter", words[2].text);
}

Refused refuse_return(Directive directive, ServerVersion) {
    const Words words = directive.args();
    const std::string_view code = words[0].text;
    if (const auto number = parse_number(code); number && *number <= 999) return std::nullopt;
    const bool url = words.size() == 1
                     && (code.starts_with("http://") || code.starts_with("https://")
                         || code.starts_with("$scheme"));
    return url ? Refused() : word_says(0, "invalid return code", code);
}

Refused refuse_rewrite(Directive directive, ServerVersion) {
    const Words words = directive.args();
    if (words.size() < 3) return std::nullopt;
    const std::string_view flag = words[2].text;
    const bool known =
        flag == "last" || flag == "break" || flag == "redirect" || flag == "permanent";
    return known ? Refused() : word_says(2, "invalid parameter", flag);
}

Refused refuse_proxy_pass(Directive directive, ServerVersion) {
    const std::string_view url = directive.args()[0].text;
    const auto begins_with = [&](std::string_view scheme) {
        return equal_ignoring_case(url.substr(0, scheme.size()), scheme);
    };
    if (begins_with("http://") || begins_with("https://")) return std::nullopt;
    return RefusedValue{0, "invalid URL prefix"};
}

}  // namespace tlslint::nginx
