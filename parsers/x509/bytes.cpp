// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/bytes.hpp"

#include <cstring>

namespace tlslint::x509 {

void wipe(void* memory, std::size_t size) {
    explicit_bzero(memory, size);
}

void wipe(std::string& text) {
    explicit_bzero(text.data(), text.size());
    text.clear();
}

std::string hex(Bytes bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace tlslint::x509
