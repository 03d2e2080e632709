// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/shard.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

namespace tlslint::fleet {
namespace {

TEST(FleetShard, EachHostIsInOnePart) {
    for (const std::uint32_t parts : {1U, 2U, 7U, 64U}) {
        std::vector<int> sizes(parts);
        for (int i = 0; i < 3000; ++i) {
            const std::string host = fmt::format("host-{}", i);
            int in = 0;
            for (std::uint32_t part = 1; part <= parts; ++part) {
                const bool holds = Shard{part, parts}.holds(host);
                in += holds ? 1 : 0;
                sizes[part - 1] += holds ? 1 : 0;
            }
            EXPECT_EQ(in, 1) << host;
        }
        for (const int size : sizes) EXPECT_GT(size, 3000 / static_cast<int>(parts) / 2);
    }
}

// Stores that are brought together may be of different releases.
TEST(FleetShard, IsTheSameInEveryRelease) {
    std::string parts;
    for (int i = 0; i < 12; ++i) {
        for (std::uint32_t part = 1; part <= 8; ++part) {
            if (Shard{part, 8}.holds(fmt::format("web-{}", i))) parts += fmt::format("{} ", part);
        }
    }
    EXPECT_EQ(parts, "3 4 2 6 7 4 4 3 2 2 2 2 ");
}

TEST(FleetShard, Reads) {
    EXPECT_EQ(parse_shard("")->parts, 1U);
    EXPECT_EQ(parse_shard("3/8")->part, 3U);
    EXPECT_EQ(parse_shard("8/8")->parts, 8U);
    for (const char* wrong :
         {"0/8", "9/8", "3", "/", "3/", "/8", "a/8", "3/8x", "-1/8", "3/0", "1/99999999", " 1/2"})
        EXPECT_FALSE(parse_shard(wrong)) << wrong;
}

}  // namespace
}  // namespace tlslint::fleet
