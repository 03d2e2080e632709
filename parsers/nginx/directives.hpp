// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace tlslint::nginx {

/// Where a directive may stand: one bit a kind of block, so that a value can also be a set of them.
enum class Context : std::uint32_t {
    nowhere = 0,
    main = 1U << 0,  // outside of every block
    events = 1U << 1,
    http = 1U << 2,
    server = 1U << 3,
    location = 1U << 4,
    if_in_server = 1U << 5,
    if_in_location = 1U << 6,
    limit_except = 1U << 7,
    upstream = 1U << 8,
    stream = 1U << 9,
    stream_server = 1U << 10,
    stream_upstream = 1U << 11,
    mail = 1U << 12,
    mail_server = 1U << 13,
    rtmp = 1U << 14,  // nginx-rtmp-module
    rtmp_server = 1U << 15,
    rtmp_application = 1U << 16,
    rtmp_recorder = 1U << 17,
    mgmt = 1U << 18,           // NGINX Plus
    oidc_provider = 1U << 19,  // NGINX Plus
    otel_exporter = 1U << 20,  // nginx-otel
    acme_issuer = 1U << 21,    // nginx-acme
};
constexpr Context operator|(Context a, Context b) {
    return static_cast<Context>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr Context operator&(Context a, Context b) {
    return static_cast<Context>(static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b));
}
constexpr bool contains(Context set, Context one) {
    return (set & one) != Context::nowhere;
}

/// As one would write it in a message: "http", "server", "if in location"; of one context, not a
/// set.
[[nodiscard]] std::string_view name(Context one);

/// How many words may follow the name. The body of a `*_by_lua_block` is not counted.
struct Arguments {
    static constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();
    static constexpr unsigned last_counted = 7;  // NGX_CONF_TAKE7 is the largest nginx can name

    std::uint16_t counts = 0;  // bit n: n words; bit 8: any number above seven
    bool on_off = false;       // the one word must be "on" or "off", in any case

    [[nodiscard]] constexpr bool accepts(std::size_t count) const {
        const std::size_t bit = count > last_counted ? last_counted + 1 : count;
        return ((counts >> bit) & 1U) != 0;
    }
    [[nodiscard]] constexpr std::size_t min() const {
        std::size_t count = 0;
        while (count <= last_counted && !accepts(count)) ++count;
        return count;
    }
    [[nodiscard]] constexpr std::size_t max() const {
        if (accepts(unbounded)) return unbounded;
        std::size_t count = last_counted;
        while (count > 0 && !accepts(count)) --count;
        return count;
    }
    friend bool operator==(const Arguments&, const Arguments&) = default;
};

/// What ends the statement.
enum class Form : std::uint8_t {
    simple,    // ;
    block,     // { directives }
    entries,   // { lines that are not directives }: map, geo, types, split_clients, charset_map,
               // match
    lua_body,  // { Lua }
};

/// Who provides it.
enum class Module : std::uint8_t {
    bundled,  // nginx, as everybody builds it
    dynamic,  // nginx, in modules that are often built apart: mail, stream, geoip, image_filter,
              // xslt, perl
    third_party,          // a known module of somebody else
    commercial,           // NGINX Plus
    formerly_commercial,  // nginx from `since` on, NGINX Plus before
};

struct Body {
    Form form = Form::simple;
    Context inner = Context::nowhere;  // what a block opens
    friend bool operator==(const Body&, const Body&) = default;
};

/// What nginx knows about one directive in some of its contexts. A name has several rows if they
/// differ.
struct DirectiveFacts {
    std::string_view name;
    Context contexts = Context::nowhere;
    Arguments arguments{};
    Body body{};
    Module module = Module::bundled;
    ServerVersion since{};  // the first release that knows it; zero: not recorded
    ServerVersion until{};  // the first release without it; zero: the newest still has it

    /// Branches need no special care: what 1.29.1 brought is not in 1.28.3.
    [[nodiscard]] constexpr bool known_to(ServerVersion version) const {
        return version >= since && (until == ServerVersion{} || version < until);
    }
};

/// All rows, sorted by name.
[[nodiscard]] std::span<const DirectiveFacts> directives();

/// The rows of a name; none if nobody is known to provide it. Names are case-sensitive.
[[nodiscard]] std::span<const DirectiveFacts> find(std::string_view name);

/// The row of a name for one context; null if it is not allowed there (or nowhere).
[[nodiscard]] const DirectiveFacts* find(std::string_view name, Context context);

/// The known name that was probably meant, for a hint; empty if none is near enough. Case and `-`
/// for `_` are forgiven, then up to two slips (one in a short name): a letter too many, too few,
/// wrong, or swapped with its neighbour.
[[nodiscard]] std::string_view nearest(std::string_view name);

}  // namespace tlslint::nginx
