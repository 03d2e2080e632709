// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint::nginx {

/// Digits alone (ngx_atoi).
std::optional<std::int64_t> parse_number(std::string_view text);
/// With k or m behind it (ngx_parse_size).
std::optional<std::int64_t> parse_size(std::string_view text);

enum class TimeUnit : std::uint8_t { seconds, milliseconds };
/// "5m", "1h 30m", "300", and "500ms" where milliseconds count (ngx_parse_time).
std::optional<std::int64_t> parse_time(std::string_view text, TimeUnit unit);

}  // namespace tlslint::nginx
