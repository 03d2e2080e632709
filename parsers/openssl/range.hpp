// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace tlslint::openssl {

/// Bytes of a string: [begin, end).
struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    [[nodiscard]] std::string_view of(std::string_view text) const {
        return text.substr(begin, end - begin);
    }
    friend bool operator==(const Range&, const Range&) = default;
};

/// Longer values are not read: a limit of ours. Servers read words of 4 to 16 KiB at most.
inline constexpr std::uint32_t max_text = 64 * 1024;

}  // namespace tlslint::openssl
