// SPDX-License-Identifier: Apache-2.0
// An index of git: whatever its bytes say, paths come out or nothing does.

#include "parsers/text/git_index.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto paths = tlslint::parse_git_index(bytes);
    if (!paths) return 0;
    // An entry takes 62 bytes and more.
    if (paths->size() * 62 > size) std::abort();
    return 0;
}
