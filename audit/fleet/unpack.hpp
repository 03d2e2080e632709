// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <cstdint>
#include <string>

namespace tlslint::fleet {

/// What an archive may hold.
struct UnpackLimits {
    std::uint64_t file_bytes = 64ULL << 20;  // larger files are no configuration: left out
    std::uint64_t all_bytes = 1ULL << 30;
    std::uint64_t entries = 500'000;
    std::uint64_t name_bytes = 4096;
};

/// Unpacks a tar archive, compressed or not, into a directory that is there and empty. Nothing
/// outside of it is ever written, whatever its names and links say; devices, sockets and FIFOs are
/// left out; all that is made belongs to the user alone. Links stay as they are: who reads the tree
/// has to stay in it. Fails on what is no archive, is damaged, or holds more than the limits.
Result<bool> unpack(const std::string& archive, const std::string& directory,
                    const UnpackLimits& limits);

}  // namespace tlslint::fleet
