// SPDX-License-Identifier: Apache-2.0
// The lists of fixtures/mistakes: every mistake has a fixture that its rule finds (that it does,
// and where, is what fixtures_test.cpp compares).
#include "rules/engine/rule.hpp"
#include "rules/engine/run.hpp"
#include "tests/support/fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

namespace tlslint::test {
namespace {

struct Mistake {
    std::string number, what, noticed, rule, fixture;
};

std::vector<Mistake> mistakes_in(const std::filesystem::path& path) {
    std::vector<Mistake> mistakes;
    std::istringstream lines(read_file(path));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream columns(line);
        Mistake mistake;
        for (std::string* column :
             {&mistake.number, &mistake.what, &mistake.noticed, &mistake.rule, &mistake.fixture})
            EXPECT_TRUE(std::getline(columns, *column, '\t')) << line;
        mistakes.push_back(mistake);
    }
    return mistakes;
}

// 1, 2, 3, … without a gap, with the letter in front.
void expect_no_gaps(const std::vector<Mistake>& mistakes, const std::string& letter) {
    std::set<int> numbers;
    for (const Mistake& mistake : mistakes) {
        const bool has_letter = mistake.number.starts_with('D');
        if (has_letter == !letter.empty())
            numbers.insert(std::stoi(mistake.number.substr(letter.size())));
    }
    const int last = numbers.empty() ? 0 : *numbers.rbegin();
    EXPECT_EQ(last, static_cast<int>(numbers.size()));
}

TEST(Mistakes, EachIsFoundByARule) {
    const std::filesystem::path root(TLSLINT_SOURCE_DIR);
    std::size_t lists = 0;
    for (const auto& list : std::filesystem::directory_iterator(root / "fixtures/mistakes")) {
        ++lists;
        const std::string server = list.path().stem().string();
        const std::vector<Mistake> mistakes = mistakes_in(list.path());
        for (const std::string letter : {"", "D"}) expect_no_gaps(mistakes, letter);
        for (const Mistake& mistake : mistakes) {
            SCOPED_TRACE(server + " " + mistake.number + ": " + mistake.what);
            const Rule* const rule = rules::find(mistake.rule);
            ASSERT_NE(rule, nullptr) << mistake.rule;
            EXPECT_NE(std::find(rule->servers.begin(), rule->servers.end(), server),
                      rule->servers.end());
            std::string folder = mistake.rule;
            std::replace(folder.begin(), folder.end(), '-', '_');
            const auto expectation = root / "fixtures/rules" / folder
                                     / ("bad-" + server + "-" + mistake.fixture + ".expect");
            EXPECT_NE(read_file(expectation).find(" " + mistake.rule + " "), std::string::npos)
                << expectation;
        }
    }
    EXPECT_GT(lists, 0U);
}

}  // namespace
}  // namespace tlslint::test
