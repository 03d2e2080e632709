// SPDX-License-Identifier: Apache-2.0
#include "audit/report/words_support.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tlslint::report {
namespace {

using Lines = std::vector<std::string>;

TEST(Words, Wrap) {
    EXPECT_EQ(wrap("", 10), (Lines{""}));
    EXPECT_EQ(wrap("one two", 10), (Lines{"one two"}));
    EXPECT_EQ(wrap("one two three", 7), (Lines{"one two", "three"}));
    EXPECT_EQ(wrap("one   two   three", 9), (Lines{"one   two", "three"}));
    EXPECT_EQ(wrap("/a/path/longer/than/that x", 8), (Lines{"/a/path/longer/than/that", "x"}));
    EXPECT_EQ(wrap("é漢 é漢", 7), (Lines{"é漢 é漢"}));
    EXPECT_EQ(wrap("é漢 é漢", 6), (Lines{"é漢", "é漢"}));
}

TEST(Words, Paragraph) {
    EXPECT_EQ(paragraph("  = ", "one two three", 12), "  = one two\n    three\n");
    EXPECT_EQ(paragraph("  = ", "", 12), "  = \n");
}

TEST(Words, Count) {
    EXPECT_EQ(count(0, "file"), "0 files");
    EXPECT_EQ(count(1, "file"), "1 file");
    EXPECT_EQ(count(2, "file"), "2 files");
}

TEST(Words, Skipped) {
    Summary summary;
    EXPECT_EQ(describe_skipped(summary), "");
    summary.unreadable = 1;
    EXPECT_EQ(describe_skipped(summary), "1 file could not be read");
    summary.with_problems = 1;
    EXPECT_EQ(describe_skipped(summary),
              "1 file could not be read, 1 file was understood only in part");
    summary = {.with_problems = 2};
    EXPECT_EQ(describe_skipped(summary), "2 files were understood only in part");
}

TEST(Words, LocationOfLiveFindings) {
    Item item;
    item.address = std::string("192.0.2.7:443");
    EXPECT_EQ(location(item), "192.0.2.7:443");
    item.host = std::string("shop.example");
    EXPECT_EQ(location(item), "shop.example (192.0.2.7:443)");
    item.target = std::string("smtp://shop.example");
    EXPECT_EQ(location(item), "smtp://shop.example (192.0.2.7:443)");
    item.address.reset();
    EXPECT_EQ(location(item), "smtp://shop.example");
}

}  // namespace
}  // namespace tlslint::report
