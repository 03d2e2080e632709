// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/codec.hpp"
#include "audit/fleet/store.hpp"
#include "tests/support/fleet_facts.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tlslint::fleet {
namespace {

constexpr Time noon{std::chrono::seconds(1'780'000'000)};

class FleetStore : public testing::Test {
  protected:
    [[nodiscard]] std::string path(const std::string& name) const {
        return (directory_.path() / name).string();
    }
    [[nodiscard]] Store made(const std::string& name) const {
        Result<Store> store = Store::open(path(name), Access::write);
        EXPECT_TRUE(store) << store.error();
        return std::move(*store);
    }

  private:
    test::TemporaryDirectory directory_;
};

// All that it holds, as bytes.
std::string everything(Store& store) {
    std::string all;
    const auto runs = store.runs();
    EXPECT_TRUE(runs) << runs.error();
    for (const Run& run : *runs) {
        all += fmt::format("{} {} {} {} {}\n", run.id, run.hosts, run.failed, run.parts,
                           run.parts_finished);
        const auto done = store.for_each_host(run.id, [&](const HostResult& host) {
            all += encode(Store::Record{host, {}});
            return true;
        });
        EXPECT_TRUE(done) << done.error();
    }
    return all;
}

TEST_F(FleetStore, GivesBackWhatItWasGiven) {
    Store store = made("fleet.db");
    const auto records = test::made_up_fleet(500, noon);
    ASSERT_TRUE(store.put(test::made_up_part("monday", noon)));
    ASSERT_TRUE(store.put("monday", records));
    std::size_t i = 0;
    ASSERT_TRUE(store.for_each_host("monday", [&](const HostResult& host) {
        EXPECT_EQ(host.host, records[i].result.host);
        EXPECT_EQ(host.audit, records[i].result.audit);
        EXPECT_EQ(host.failure, records[i].result.failure);
        ++i;
        return true;
    }));
    EXPECT_EQ(i, records.size());
    const auto run = store.run("");
    ASSERT_TRUE(run);
    EXPECT_EQ(run->hosts, 500U);
    EXPECT_EQ(run->failed, 50U);
    EXPECT_TRUE(run->finished);
    const auto one = store.host("monday", "web-003");
    ASSERT_TRUE(one && *one);
    EXPECT_EQ((*one)->audit, records[3].result.audit);
    const auto seen = store.seen("web-003");
    ASSERT_TRUE(seen && *seen);
    EXPECT_EQ((*seen)->evidence, records[3].evidence);
    EXPECT_FALSE(store.host("monday", "nobody")->has_value());
}

TEST_F(FleetStore, AHostStandsInARunOnceAndTheNewestStays) {
    Store store = made("fleet.db");
    auto records = test::made_up_fleet(20, noon);
    ASSERT_TRUE(store.put("monday", records));
    ASSERT_TRUE(store.put("monday", records));
    EXPECT_EQ(store.names("monday")->size(), 20U);
    records[0].result.failure = "stopped by a signal";
    records[0].result.digest = "";
    records[0].result.observed = noon - std::chrono::seconds(1);
    ASSERT_TRUE(store.put("monday", {records[0]}));
    EXPECT_EQ((*store.host("monday", "web-000"))->failure, "");
    records[0].result.observed = noon + std::chrono::seconds(1);
    ASSERT_TRUE(store.put("monday", {records[0]}));
    EXPECT_EQ((*store.host("monday", "web-000"))->failure, "stopped by a signal");
}

TEST_F(FleetStore, AnUnchangedHostIsTakenOver) {
    Store store = made("fleet.db");
    const auto records = test::made_up_fleet(2, noon);
    ASSERT_TRUE(store.put("monday", records));
    Host host = records[0].result.host;
    host.group = "moved";
    ASSERT_TRUE(store.repeat("tuesday", {{host, "monday", noon + std::chrono::days(1)}}));
    const auto found = store.host("tuesday", host.name);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->host, host);
    EXPECT_EQ((*found)->audit, records[0].result.audit);
}

// Shards, their copies, and stores that saw one host at different times.
TEST_F(FleetStore, MergesInAnyOrderAreTheSame) {
    const auto records = test::made_up_fleet(60, noon);
    auto later = test::made_up_fleet(40, noon + std::chrono::hours(1));
    for (Store::Record& record : later) record.result.audit.files = 7;
    for (std::size_t i = 0; i < 4; ++i) {
        Store store = made(fmt::format("{}.db", i));
        std::vector<Store::Record> mine;
        for (std::size_t j = 0; j < records.size(); ++j) {
            if (j % 3 == i || i == 3) mine.push_back(i == 3 && j < 40 ? later[j] : records[j]);
        }
        Store::Part part = test::made_up_part("monday", noon);
        part.part = static_cast<std::uint32_t>(i % 3 + 1);
        part.parts = 3;
        if (i == 3) part.finished.reset();
        ASSERT_TRUE(store.put(part));
        ASSERT_TRUE(store.put("monday", mine));
    }
    std::mt19937 random(1);
    std::string first;
    for (int round = 0; round < 8; ++round) {
        std::vector<int> order{0, 1, 2, 3, 0, 2};
        std::shuffle(order.begin(), order.end(), random);
        Store merged = made(fmt::format("merged-{}.db", round));
        for (const int i : order) {
            Store from = made(fmt::format("{}.db", i));
            const auto done = merged.merge(from);
            ASSERT_TRUE(done) << done.error();
        }
        const std::string all = everything(merged);
        if (first.empty()) first = all;
        EXPECT_EQ(all, first);
        EXPECT_TRUE(merged.run("monday")->finished);
    }
}

TEST_F(FleetStore, AQuestionChangesNothing) {
    Store store = made("fleet.db");
    ASSERT_TRUE(store.put("monday", test::made_up_fleet(30, noon)));
    const auto rows =
        store.query("SELECT rule, COUNT(*) FROM finding GROUP BY rule ORDER BY rule", 10);
    ASSERT_TRUE(rows) << rows.error();
    EXPECT_EQ(rows->columns.size(), 2U);
    EXPECT_FALSE(store.query("DELETE FROM finding", 10));
    EXPECT_FALSE(store.query("SELECT 1; SELECT 2", 10));
    EXPECT_FALSE(store.query("SELECT nonsense", 10));
    EXPECT_EQ(store.query("SELECT host FROM host", 3)->rows.size(), 3U);
}

TEST_F(FleetStore, SaysWhatIsNoStore) {
    EXPECT_FALSE(Store::open(path("missing.db"), Access::read));
    EXPECT_FALSE(Store::open(path("no/such/directory.db"), Access::write));
}

TEST(FleetCodec, DamagedBytesAreNoRecord) {
    const Answers answers{test::made_up_fleet(1, noon).front(), std::nullopt};
    const std::string bytes = encode(answers);
    const auto again = decode_answers(bytes);
    ASSERT_TRUE(again);
    ASSERT_EQ(again->size(), 2U);
    EXPECT_EQ(again->front()->result.audit, answers.front()->result.audit);
    EXPECT_FALSE(again->back());
    for (std::size_t size = 0; size < bytes.size(); size += 7)
        EXPECT_FALSE(decode_answers(std::string_view(bytes).substr(0, size)));
    EXPECT_FALSE(decode_answers(bytes + "x"));
    std::mt19937 random(7);
    for (int i = 0; i < 2000; ++i) {
        std::string damaged = bytes;
        damaged[random() % damaged.size()] = static_cast<char>(random());
        static_cast<void>(decode_answers(damaged));  // does not crash, and takes no memory
    }
}

}  // namespace
}  // namespace tlslint::fleet
