// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"

#include <cstdint>
#include <string_view>

namespace tlslint::apache {

/// Where a directive may stand, as bits.
enum class Place : std::uint8_t {
    nowhere = 0,
    main = 1,       // outside of all sections
    vhost = 2,      // in <VirtualHost>
    directory = 4,  // in <Directory>, <Location>, <Files>, <If> and their kin
    proxy = 8,      // in <Proxy> and <ProxyMatch>
    domain = 16,    // in <MDomainSet>
};
constexpr Place operator|(Place a, Place b) {
    return static_cast<Place>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool contains(Place set, Place one) {
    return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0;
}

/// How httpd counts a directive's arguments (invoke_cmd of server/config.c).
enum class Arguments : std::uint8_t {
    raw,       // the directive reads them itself
    none,
    one,       // TAKE1
    two,       // TAKE2
    one_two,   // TAKE12
    two_three, // TAKE23
    three,     // TAKE3
    one_three, // TAKE123
    each,      // ITERATE
    flag,      // the first word, on or off
};

/// A directive of the modules whose settings are looked into.
struct DirectiveFacts {
    std::string_view name;    // as documented: "SSLEngine"
    Place places = Place::nowhere;
    Arguments arguments = Arguments::raw;
    ServerVersion since{};    // {}: all of 2.4
    ServerVersion until{};    // the last version with it; {}: still there
    std::string_view deprecated{};  // what takes its place; "" where it is current
};

/// By its name in any case; nullptr for one that is not in the table.
const DirectiveFacts* find_directive(std::string_view name);
/// The one of mod_ssl that a name is most like; "" where none is close.
std::string_view nearest_directive(std::string_view name);

}  // namespace tlslint::apache
