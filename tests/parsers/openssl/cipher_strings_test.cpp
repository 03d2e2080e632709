// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/evaluate.hpp"
#include "tests/parsers/openssl/fixture.hpp"

#include <gtest/gtest.h>

#include <charconv>

// What real libraries made of 698 strings each, order included.

namespace tlslint::openssl {
namespace {

// "0-2,7" -> 0 1 2 7, looked up in `names`.
std::vector<std::string_view> pick(const std::string& numbers,
                                   const std::vector<std::string>& names) {
    std::vector<std::string_view> picked;
    if (numbers == "-") return picked;
    const char* at = numbers.data();
    const char* const end = at + numbers.size();
    while (at != end) {
        std::size_t first = 0;
        at = std::from_chars(at, end, first).ptr;
        std::size_t last = first;
        if (at != end && *at == '-') at = std::from_chars(at + 1, end, last).ptr;
        for (std::size_t i = first; i <= last; ++i) picked.push_back(names.at(i));
        if (at != end) ++at;  // the comma
    }
    return picked;
}

class CipherStrings : public testing::TestWithParam<Version> {};

TEST_P(CipherStrings, EvaluateAsTheLibraryDoes) {
    const Version version = GetParam();
    std::vector<std::string> names;
    int seen = 0;
    for (const auto& row : read_fixture(version, "cipher-strings.tsv")) {
        if (row[0] == "suites") {
            names = words(row[1]);
            continue;
        }
        const std::string text = unescape(row[3]);
        SCOPED_TRACE(text);
        const Evaluation evaluation = evaluate(text, upstream(version));
        ++seen;

        std::vector<std::string_view> chosen;
        for (const Chosen& c : evaluation.suites) chosen.push_back(openssl_name(*c.suite, version));
        ASSERT_EQ(chosen, pick(row[1], names));
        if (row[1] == "-") {
            ASSERT_EQ(name(evaluation.refusal), row[0]);
            continue;
        }
        ASSERT_TRUE(evaluation.ok());
        if (version == Version::v1_0_2) continue;  // no levels to compare

        // Debian raises the level of 3.0 to 2; the fixtures come from its build.
        const int initial = version == Version::v1_1_1 ? 1 : 2;
        const int level = evaluation.security_level.value_or(initial);
        ASSERT_EQ(std::to_string(level), row[0]);
        std::vector<std::string_view> usable;
        for (const Suite* suite :
             negotiable(evaluation, Protocol::tls1_2, upstream(version), level)) {
            usable.push_back(suite->openssl);
        }
        ASSERT_EQ(usable, pick(row[2], names));
    }
    EXPECT_EQ(seen, 698);
}

INSTANTIATE_TEST_SUITE_P(Openssl, CipherStrings,
                         testing::Values(Version::v1_0_2, Version::v1_1_1, Version::v3_0,
                                         Version::v3_5));

}  // namespace
}  // namespace tlslint::openssl
