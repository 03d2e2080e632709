// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/facts.hpp"

#include <charconv>

namespace tlslint {

std::optional<ServerVersion> parse_server_version(std::string_view text) {
    if (const auto epoch = text.find(':'); epoch != std::string_view::npos)
        text.remove_prefix(epoch + 1);
    ServerVersion version;
    std::uint16_t* const parts[] = {&version.major, &version.minor, &version.patch};
    bool any = false;
    for (std::uint16_t* part : parts) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *part);
        if (error != std::errc()) break;
        any = true;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.starts_with('.')) break;
        text.remove_prefix(1);
    }
    if (!any) return std::nullopt;
    return version;
}

}  // namespace tlslint
