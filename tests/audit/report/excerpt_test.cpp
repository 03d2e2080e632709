// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "audit/report/excerpt_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::report {
namespace {

Place at(std::uint32_t column, std::uint32_t end_column, std::string source) {
    return {"a.conf", "/etc/a.conf", 1, column, 1, end_column, std::move(source)};
}

/// Both lines, as they stand below each other.
std::string draw(const Place& place, std::size_t room) {
    const Excerpt excerpt = make_excerpt(place, room);
    return excerpt.line + "\n" + excerpt.indent + excerpt.carets;
}

std::string join(const std::vector<Glyph>& glyphs) {
    std::string text;
    for (const Glyph& glyph : glyphs) text += glyph.text;
    return text;
}

TEST(Excerpt, CaretsStandBelowThePlace) {
    EXPECT_EQ(draw(at(5, 9, "ssl off bad;"), 40), "ssl off bad;\n    ^^^^");
    EXPECT_EQ(draw(at(1, 1, "ssl off;"), 40), "ssl off;\n^");            // a point
    EXPECT_EQ(draw(at(9, 9, "ssl off;"), 40), "ssl off;\n        ^");    // the end of the line
    EXPECT_EQ(draw(at(99, 99, "ssl off;"), 40), "ssl off;\n        ^");  // beyond it
    EXPECT_EQ(draw(at(5, 99, "ssl off;"), 40), "ssl off;\n    ^^^^");
    EXPECT_EQ(draw(at(0, 0, "ssl off;"), 40), "ssl off;\n^");
    EXPECT_EQ(draw(at(1, 4, "ssl off;\r"), 40), "ssl off;\n^^^");
}

TEST(Excerpt, TabsAreExpanded) {
    EXPECT_EQ(draw(at(2, 5, "\tssl\toff;"), 40), "    ssl off;\n    ^^^");
    EXPECT_EQ(draw(at(6, 9, "\tssl\toff;"), 40), "    ssl off;\n        ^^^");
    EXPECT_EQ(draw(at(3, 6, " \tssl"), 40), "    ssl\n    ^^^");
}

TEST(Excerpt, ColumnsAreThoseOfCharacters) {
    EXPECT_EQ(draw(at(7, 8, "é漢 x"), 40), "é漢 x\n    ^");  // 2 and 3 bytes, 1 and 2 columns
    EXPECT_EQ(draw(at(3, 6, "é漢 x"), 40), "é漢 x\n ^^");
    EXPECT_EQ(draw(at(2, 3, "\x1bx"), 40), "\\x1bx\n    ^");
    EXPECT_EQ(draw(at(1, 2, "\xffx"), 40), "\\xffx\n^^^^");
    EXPECT_EQ(draw(at(4, 5, "\xe2\x80\xaex"), 40), "\\u{202e}x\n        ^");
}

TEST(Excerpt, PlaceOfSeveralLinesReachesTheEnd) {
    Place place = at(5, 2, "ssl off  ");
    place.end_line = 3;
    EXPECT_EQ(draw(place, 40), "ssl off\n    ^^^");
}

TEST(Excerpt, LongLinesAreCutAroundThePlace) {
    const std::string digits = "0123456789abcdefghijklmnopqrstuvwxyz;";
    EXPECT_EQ(draw(at(1, 3, digits), 20), "0123456789abcdefghi…\n^^");
    EXPECT_EQ(draw(at(17, 20, digits), 20), "0123456789abcdefghi…\n                ^^^");
    EXPECT_EQ(draw(at(21, 23, digits), 20), "…cdefghijklmnopqrst…\n         ^^");
    EXPECT_EQ(draw(at(36, 38, digits), 20), "…ijklmnopqrstuvwxyz;\n                  ^^");
    EXPECT_EQ(draw(at(38, 38, digits), 20), "…ijklmnopqrstuvwxyz;\n                    ^");
    EXPECT_EQ(draw(at(5, 37, digits), 20), "…456789abcdefghijkl…\n ^^^^^^^^^^^^^^^^^^^");
    EXPECT_FALSE(make_excerpt(at(1, 3, digits), 20).whole);
    EXPECT_TRUE(make_excerpt(at(1, 3, digits), 37).whole);
}

TEST(Excerpt, NeverCutsACharacter) {
    std::string source;
    for (int i = 0; i < 40; ++i) source += "é漢\x1b";
    for (std::uint32_t column = 1; column <= source.size() + 1; ++column) {
        for (const std::size_t room : {27U, 28U, 29U, 30U, 77U}) {
            const Excerpt excerpt = make_excerpt(at(column, column + 3, source), room);
            EXPECT_LE(columns(excerpt.line), room);
            EXPECT_EQ(printable(excerpt.line), excerpt.line);
            EXPECT_FALSE(excerpt.carets.empty());
            EXPECT_LE(excerpt.indent.size() + excerpt.carets.size(), room + 1);
        }
    }
}

TEST(Excerpt, NoPrivateKey) {
    const std::string line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    EXPECT_EQ(join(safe_excerpt("\"-----BEGIN PRIVATE KEY-----\n" + line)),
              "\"[private key not shown]");
    EXPECT_EQ(join(safe_excerpt("  " + line)), "  [possible key not shown]");
    EXPECT_EQ(draw(at(12, 30, "key data:" + line + " x;"), 60),
              "key data:[possible key not shown] x;\n         ^^^^^^^^^^^^^^^^^^^^^^^^");
    EXPECT_EQ(draw(at(75, 76, "key data:" + line + " x;"), 60),
              "key data:[possible key not shown] x;\n                                  ^");
}

TEST(Excerpt, HostileLine) {
    const std::string shown = join(safe_excerpt(sample::hostile));
    EXPECT_EQ(printable(shown), shown);
    EXPECT_EQ(shown.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace tlslint::report
