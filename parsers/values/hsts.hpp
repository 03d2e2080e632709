// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace tlslint {

/// A Strict-Transport-Security header (RFC 6797).
struct Hsts {
    bool sent = false;
    bool well_formed = false;
    std::int64_t max_age = 0;  // seconds
    bool include_subdomains = false;
    bool preload = false;
    bool always = false;  // on errors and redirects too
    friend bool operator==(const Hsts&, const Hsts&) = default;
};

/// Reads the value of a Strict-Transport-Security header (RFC 6797 6.1): names in any case, values
/// plain or quoted, unknown directives ignored. `well_formed` is false where a browser would ignore
/// the whole header: no max-age, a directive twice, an unreadable value.
Hsts parse_hsts(std::string_view value);

}  // namespace tlslint
