// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace tlslint::haproxy {

/// What is wrong with a sample expression, "req.hdr(host),lower", in HAProxy's words; "" if
/// nothing is. Knows the names of 2.6.
std::string wrong_expression(std::string_view text);

/// The same of what stands between `%[` and `]` in a log format.
std::string wrong_format(std::string_view text);

/// Whether names of fetches and converters that are not known are wrong.
enum class Names : std::uint8_t { judged, trusted };

/// The same of a condition behind `if` or `unless`. `is_acl`: whether a name has been declared.
std::string wrong_condition(std::span<const std::string_view> words,
                            const std::function<bool(std::string_view)>& is_acl, Names names);

}  // namespace tlslint::haproxy
