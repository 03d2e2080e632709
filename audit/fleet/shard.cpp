// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/shard.hpp"

#include "parsers/x509/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tlslint::fleet {
namespace {

constexpr std::uint32_t most_parts = 1'000'000;

// 0 where it is no number.
std::uint32_t number_in(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error != std::errc() || end != text.data() + text.size() ? 0 : number;
}

}  // namespace

bool Shard::holds(std::string_view host) const {
    if (parts == 1) return true;
    const x509::Sha256 digest = x509::sha256(x509::bytes_of(host));
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8U | digest[i];
    return number % parts + 1 == part;
}

Result<Shard> parse_shard(std::string_view text) {
    if (text.empty()) return Shard{};
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::uint32_t part = number_in(text.substr(0, slash));
    const std::uint32_t parts = slash < text.size() ? number_in(text.substr(slash + 1)) : 0;
    if (part < 1 || part > parts || parts > most_parts)
        return Error{
            fmt::format("--shard {}: expected I/N, such as 3/8 for the third of eight", text)};
    return Shard{part, parts};
}

}  // namespace tlslint::fleet
