// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tlslint::report {
namespace {

using namespace std::string_literals;

std::string encode(char32_t value) {
    const auto byte = [](char32_t bits) {
        return static_cast<char>(static_cast<unsigned char>(bits));
    };
    const auto next = [&](unsigned shift) { return byte(0x80U | (value >> shift & 0x3FU)); };
    if (value < 0x80) return {byte(value)};
    if (value < 0x800) return {byte(0xC0U | value >> 6U), next(0)};
    if (value < 0x10000) return {byte(0xE0U | value >> 12U), next(6), next(0)};
    return {byte(0xF0U | value >> 18U), next(12), next(6), next(0)};
}

TEST(Escape, Printable) {
    const struct {
        std::string text, printed;
    } cases[] = {
        {"", ""},
        {"ssl_protocols TLSv1;", "ssl_protocols TLSv1;"},
        {"\\.php$", "\\.php$"},
        {"a\x1b[31mb", "a\\x1b[31mb"},
        {"a\nb\r\tc\0d"s, "a\\x0ab\\x0d\\x09c\\x00d"},
        {"\x7f", "\\x7f"},
        {"\xc2\x9b", "\\u{9b}"},  // CSI as one code point
        {"\x9b", "\\x9b"},        // and as a byte of another encoding
        {"user\xe2\x80\xaetxt.exe", "user\\u{202e}txt.exe"},
        {"\xe2\x81\xa6x\xe2\x81\xa9", "\\u{2066}x\\u{2069}"},
        {"a\xe2\x80\x8b\xef\xbb\xbf", "a\\u{200b}\\u{feff}"},
        {"listen\xc2\xa0"
         "443",
         "listen\\u{a0}443"},                          // looks like a blank, is none
        {"\xf3\xa0\x81\xa1", "\\u{e0061}"},            // tag characters spell invisible text
        {"\xff\xc0\xaf", "\\xff\\xc0\\xaf"},           // overlong '/'
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // a surrogate
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // beyond U+10FFFF
        {"caf\xc3", "caf\\xc3"},                       // cut off
        {"café 漢字 🔒", "café 漢字 🔒"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.printed);
        EXPECT_EQ(printable(c.text), c.printed);
        EXPECT_EQ(printable(c.printed), c.printed);
    }
}

TEST(Escape, EveryCodePointIsShownOrSpelled) {
    for (char32_t value = 0; value < 0x110000; ++value) {
        if (value >= 0xD800 && value <= 0xDFFF) continue;
        const std::string text = encode(value);
        const CodePoint point = decode(text, 0);
        const bool decoded = point.valid && point.value == value && point.bytes == text.size();
        const std::string shown = printable(text);
        const bool spelled = shown != text && shown.front() == '\\';
        if (!decoded || spelled != is_hidden(value)) ADD_FAILURE() << static_cast<unsigned>(value);
    }
}

TEST(Escape, EveryPairOfBytes) {
    for (unsigned pair = 0; pair < 0x10000; ++pair) {
        const std::string text{static_cast<char>(pair >> 8U), static_cast<char>(pair & 0xFFU)};
        const std::string shown = printable(text);
        for (std::size_t at = 0; at < shown.size();) {
            const CodePoint point = decode(shown, at);
            if (!point.valid || is_hidden(point.value)) ADD_FAILURE() << pair;
            at += point.bytes;
        }
    }
}

TEST(Escape, Columns) {
    EXPECT_EQ(columns(""), 0U);
    EXPECT_EQ(columns("abc"), 3U);
    EXPECT_EQ(columns("é · …"), 5U);
    EXPECT_EQ(columns("e\xcc\x81"), 1U);  // combining acute
    EXPECT_EQ(columns("漢字"), 4U);
    EXPECT_EQ(columns("🔒"), 2U);
    EXPECT_EQ(columns(printable(sample::hostile)), printable(sample::hostile).size());
}

}  // namespace
}  // namespace tlslint::report
