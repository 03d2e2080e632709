// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::live {

/// An answer's head may be so long.
constexpr std::size_t longest_head = 64 * 1024;

/// The one request that is ever made (live.md 5).
[[nodiscard]] std::string head_request(std::string_view host, std::string_view path);

struct HttpHead {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> fields;  // names in lower case

    /// The value of the first field of that name, or "".
    [[nodiscard]] std::string first(std::string_view name) const;
};
/// Reads an answer's head, as far as there is one; nothing for what is no HTTP.
[[nodiscard]] std::optional<HttpHead> read_head(std::string_view text);

}  // namespace tlslint::live
