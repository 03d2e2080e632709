// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/pem.hpp"

#include <array>
#include <cstring>

namespace tlslint::x509 {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t pad = 0xFC, stop = 0xFD, blank = 0xFE, bad = 0xFF;
constexpr std::uint8_t no_digit = 0xC0;  // set in all of them
constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(bad);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    table['='] = pad;
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
        // Nearly all are groups of four digits.
        while (digits == 0 && padding == 0 && i + 4 <= bytes.size()) {
            const std::uint8_t a = values[bytes[i]], b = values[bytes[i + 1]],
                               c = values[bytes[i + 2]], d = values[bytes[i + 3]];
            if (((a | b | c | d) & no_digit) != 0) break;
            bytes[written] = static_cast<std::uint8_t>(a << 2 | b >> 4);
            bytes[written + 1] = static_cast<std::uint8_t>(b << 4 | c >> 2);
            bytes[written + 2] = static_cast<std::uint8_t>(c << 6 | d);
            written += 3;
            i += 4;
        }
        if (i == bytes.size()) break;
        std::uint8_t value = values[bytes[i]];
        if (value == blank) continue;
        if (value == bad) return false;
        if (value == stop) break;
        if (value == pad) {
            // A digit of value 0, as in OpenSSL (crypto/evp/encode.c, data_ascii2bin).
            value = 0;
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
