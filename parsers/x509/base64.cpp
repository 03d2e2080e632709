// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/pem.hpp"

#include <array>
#include <cstring>

namespace tlslint::x509 {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t stop = 0xFD, blank = 0xFE, bad = 0xFF;
// '=' counts as a digit of value 0, as in OpenSSL (crypto/evp/encode.c, data_ascii2bin).
constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(bad);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    table['='] = 0;
    table['-'] = stop;
    table[' '] = table['\t'] = table['\r'] = table['\n'] = blank;
    return table;
}();

}  // namespace

bool decode_base64(SecretBytes& bytes) {
    std::size_t written = 0;
    std::uint32_t group = 0;
    int digits = 0;
    int padding = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint8_t byte = bytes[i];
        const std::uint8_t value = values[byte];
        if (value == blank) continue;
        if (value == bad) return false;
        if (value == stop) break;
        if (byte == '=') {
            if (++padding > 2) return false;
        } else if (padding > 0) {
            return false;
        }
        group = group << 6 | value;
        if (++digits < 4) continue;
        // Three bytes for four digits: `written` never overtakes `i`.
        bytes[written++] = static_cast<std::uint8_t>(group >> 16);
        bytes[written++] = static_cast<std::uint8_t>(group >> 8);
        bytes[written++] = static_cast<std::uint8_t>(group);
        digits = 0;
        group = 0;
    }
    if (digits != 0) return false;
    written -= std::min<std::size_t>(written, static_cast<std::size_t>(padding));
    wipe(bytes.data() + written, bytes.size() - written);
    bytes.resize(written);
    return true;
}

}  // namespace tlslint::x509
