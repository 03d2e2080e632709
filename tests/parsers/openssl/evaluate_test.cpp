// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/nearest.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::openssl {
namespace {

std::string describe(const Evaluation& evaluation, std::string_view text) {
    std::string all;
    for (const Remark& remark : evaluation.remarks) {
        all += remark.kind == Remark::Kind::unknown         ? "unknown "
               : remark.kind == Remark::Kind::contradiction ? "contradiction "
                                                            : "no effect ";
        all += std::string(remark.word.of(text)) + " [" + std::string(remark.rule.of(text)) + "] ";
    }
    if (!all.empty()) all.pop_back();
    return all;
}

struct RemarkCase {
    std::string_view text;
    std::string_view remarks;
};
constexpr RemarkCase remark_cases[] = {
    {"HIGH:!aNULL:!MD5", ""},
    {"HIGH:NOSUCH:!aNULL", "unknown NOSUCH [NOSUCH]"},
    {"ECDHE+AES256+GCM:AES128-SHA", "unknown GCM [ECDHE+AES256+GCM]"},
    // Everything up to the separator is skipped unseen.
    {"FOO#bar!x:AES128-SHA", "unknown FOO [FOO#bar!x]"},
    // 3.0 stops at the first '_'; the remark names the whole word.
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:AES128-SHA",
     "unknown TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]"},
    {"HIGH:AES128+AES256", "contradiction AES128+AES256 [AES128+AES256]"},
    {"HIGH:-AES128-SHA:AES256-SHA", "no effect AES256-SHA [AES256-SHA]"},
    {"HIGH:HIGH", "no effect HIGH [HIGH]"},
    {"AES128-SHA:+HIGH", "no effect +HIGH [+HIGH]"},
    {"AES128-SHA:AES256-SHA:+AES256-SHA", "no effect +AES256-SHA [+AES256-SHA]"},
    {"AES256-SHA:AES128-SHA:@STRENGTH", "no effect @STRENGTH [@STRENGTH]"},
    {"AES128-SHA:AES256-SHA:@STRENGTH", ""},
    // A guard against what was not in the list is no slip: nothing can add it any more.
    {"AES128-SHA:!aNULL:!RC4:!aNULL", "unknown RC4 [!RC4] no effect !aNULL [!aNULL]"},
    {"ALL:DEFAULT", "unknown DEFAULT [DEFAULT]"},
    {"DEFAULT:!RSA", ""},
    {"DEFAULT:!MD5", "no effect !MD5 [!MD5]"},  // NULL-MD5 is gone: the default has !eNULL
    {"AES128-SHA!AES256-SHA", ""},
    {"SUITEB128:NOSUCH", ""},
};

TEST(OpensslEvaluate, RemarksOnIdleWords) {
    for (const RemarkCase& c : remark_cases) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(describe(evaluate(c.text, upstream(Version::v3_0)), c.text), c.remarks);
    }
    const Evaluation guard = evaluate("HIGH:!RC4", upstream(Version::v3_0));
    ASSERT_EQ(guard.remarks.size(), 1U);
    EXPECT_EQ(guard.remarks[0].action, Action::kill);
}

TEST(OpensslEvaluate, KnowsWhatLetASuiteIn) {
    const std::string_view text = "ECDHE+AESGCM:DEFAULT:-AES128:RSA+AES128";
    const Evaluation evaluation = evaluate(text, upstream(Version::v3_0));
    ASSERT_TRUE(evaluation.ok());
    EXPECT_EQ(evaluation.suites.front().by.of(text), "ECDHE+AESGCM");
    EXPECT_EQ(evaluation.suites.back().by.of(text), "RSA+AES128");

    const std::string_view defaults = "DEFAULT:!kRSA";
    for (const Chosen& chosen : evaluate(defaults, upstream(Version::v3_0)).suites) {
        ASSERT_EQ(chosen.by.of(defaults), "DEFAULT");
    }
}

struct RefusalCase {
    std::string_view text;
    Version version;
    Refusal refusal;
    std::uint32_t at;
};
constexpr RefusalCase refusals[] = {
    {"", Version::v3_0, Refusal::no_cipher_match, 0},
    {"NOSUCH", Version::v3_0, Refusal::no_cipher_match, 0},
    {"HIGH:!HIGH", Version::v3_0, Refusal::no_cipher_match, 0},
    {"TLS_AES_128_GCM_SHA256", Version::v3_0, Refusal::no_cipher_match, 0},
    {"PROFILE=SYSTEM", Version::v3_0, Refusal::no_cipher_match, 0},
    {"AES128-SHA:*", Version::v3_0, Refusal::invalid_command, 11},
    {"AES128-SHA+", Version::v3_0, Refusal::invalid_command, 11},
    {"AES128-SHA:! AES", Version::v3_0, Refusal::invalid_command, 12},
    {"AES_128", Version::v3_0, Refusal::invalid_command, 3},
    {"AES_128", Version::v3_2, Refusal::no_cipher_match, 0},
    {"HIGH:@SECLEVEL=6", Version::v3_0, Refusal::invalid_command, 5},
    {"HIGH:@SECLEVEL=1", Version::v1_0_2, Refusal::invalid_command, 5},
    {"HIGH\n", Version::v3_0, Refusal::invalid_command, 4},
};

TEST(OpensslEvaluate, RefusesWithAPlace) {
    for (const RefusalCase& c : refusals) {
        SCOPED_TRACE(c.text);
        const Evaluation evaluation = evaluate(c.text, upstream(c.version));
        EXPECT_EQ(name(evaluation.refusal), name(c.refusal));
        EXPECT_EQ(evaluation.refused_at, c.at);
        EXPECT_TRUE(evaluation.suites.empty());
    }
}

TEST(OpensslEvaluate, LevelsStick) {
    const Library library = upstream(Version::v3_0);
    EXPECT_EQ(evaluate("HIGH", library).security_level, std::nullopt);
    EXPECT_EQ(evaluate("HIGH:@SECLEVEL=0:@SECLEVEL=3", library).security_level, 3);
    EXPECT_EQ(evaluate("@FOO:@SECLEVEL=0", library).security_level, 0)
        << "even of a refused string";
    EXPECT_EQ(evaluate("*:@SECLEVEL=0", library).security_level, std::nullopt);
}

// A join forgets COMPLEMENTOFDEFAULT when a class follows it: counted with OpenSSL 3.0.22.
TEST(OpensslEvaluate, ClassesOverwriteNotDefault) {
    const Library library = upstream(Version::v3_0);
    EXPECT_EQ(evaluate("COMPLEMENTOFDEFAULT+HIGH", library).suites.size(), 137U);
    EXPECT_EQ(evaluate("HIGH+COMPLEMENTOFDEFAULT", library).suites.size(), 80U);
}

TEST(OpensslEvaluate, Rewritten) {
    const Library library = upstream(Version::v3_0);
    const std::string_view text = "ALL:eNULL:FOO";
    for (const Rewriting rewriting :
         {Rewriting::exclusions_behind, Rewriting::exclusions_in_front}) {
        const Evaluation evaluation = evaluate(text, rewriting, library);
        ASSERT_TRUE(evaluation.ok());
        for (const Chosen& chosen : evaluation.suites) {
            ASSERT_EQ(chosen.by.of(text), "ALL");
            ASSERT_FALSE(chosen.suite->is_anonymous() || chosen.suite->is_null());
        }
    }
    EXPECT_EQ(describe(evaluate(text, Rewriting::exclusions_behind, library), text),
              "unknown FOO [FOO]");
    EXPECT_EQ(describe(evaluate(text, Rewriting::exclusions_in_front, library), text),
              "no effect eNULL [eNULL] unknown FOO [FOO]");
    EXPECT_EQ(evaluate("AES_", Rewriting::exclusions_in_front, library).refused_at, 3U);
    EXPECT_EQ(evaluate("AES+", Rewriting::exclusions_behind, library).refused_at, 4U);
    EXPECT_EQ(rewrite("HIGH", Rewriting::exclusions_behind), "HIGH:!aNULL:!eNULL:!EXP");
}

TEST(OpensslEvaluate, SystemProfile) {
    Library library = upstream(Version::v3_0);
    library.system_ciphers = "@SECLEVEL=2:kEECDH:-AES128";
    const std::string_view text = "PROFILE=SYSTEM:!CHACHA20";
    const Evaluation evaluation = evaluate(text, library);
    ASSERT_TRUE(evaluation.ok());
    EXPECT_EQ(evaluation.security_level, 2);
    EXPECT_EQ(evaluation.suites.front().by.of(text), "PROFILE=SYSTEM");
}

TEST(OpensslEvaluate, MemoKeepsWhatItSaw) {
    Evaluator evaluator(upstream(Version::v3_5));
    const Evaluation& first = evaluator.evaluate("HIGH:!aNULL");
    EXPECT_EQ(&evaluator.evaluate("HIGH:!aNULL"), &first);
    EXPECT_NE(&evaluator.evaluate("HIGH:!aNULL", Rewriting::exclusions_behind), &first);
    for (std::size_t i = 0; i < Evaluator::max_strings; ++i)
        evaluator.evaluate("AES128-SHA:" + std::to_string(i));
    EXPECT_EQ(evaluator.evaluate("AES256-SHA").refusal, Refusal::limit);
    EXPECT_EQ(&evaluator.evaluate("HIGH:!aNULL"), &first);
}

TEST(OpensslEvaluate, HostileStringsEnd) {
    const Library library = upstream(Version::v3_5);
    const auto repeated = [](std::string_view part) {
        std::string text;
        while (text.size() + part.size() <= max_text) text += part;
        return text;
    };
    for (const std::string_view part : {"A:", "ALL:-ALL:", "AES+", "FOO+", "!", "@STRENGTH:", ":",
                                        "A", "AES128-SHA!AES256-SHA"}) {
        const std::string text = repeated(part);
        EXPECT_LE(evaluate(text, library).remarks.size(), text.size());
    }
    EXPECT_EQ(evaluate(std::string(max_text + 1, 'A'), library).refusal, Refusal::limit);
    using namespace std::string_view_literals;
    EXPECT_TRUE(evaluate("HIGH\0*"sv, library).ok()) << "a C string ends there";
}

struct NearCase {
    std::string_view word;
    std::string_view nearest;
};
constexpr NearCase near_cases[] = {
    {"high", "HIGH"},
    {"aNUL", "aNULL"},
    {"AESCGM", "AESGCM"},
    {"ECDHE-RSA-AES128-GCM-SHA265", "ECDHE-RSA-AES128-GCM-SHA256"},
    {"ECDHE-RSA-AES128-GCM", "ECDHE-RSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"},
    {"TLS_RSA_AES_128_CBC_SHA1", "AES128-SHA"},
    {"AES192", ""},
    {"TLSv1.3", ""},
    {"NOSUCH", ""},
    {"RC4", ""},  // other versions know it: no slip
    {"EXP", ""},
    {"DES-CBC3-SHA", ""},
    {"TLS_AES_256_GCM_SHA384", ""},
};

TEST(OpensslEvaluate, NearestWord) {
    for (const NearCase& c : near_cases) {
        EXPECT_EQ(nearest_cipher_word(c.word, upstream(Version::v3_0)), c.nearest) << c.word;
    }
    EXPECT_EQ(nearest_cipher_word(std::string(100'000, 'A'), upstream(Version::v3_0)), "");
    EXPECT_EQ(nearest_group("P256", Version::v3_0), "P-256");
    EXPECT_EQ(nearest_group("X25591", Version::v3_0), "X25519");
    EXPECT_EQ(nearest_group("secp384", Version::v3_0), "secp384r1");
    EXPECT_TRUE(is_known("CBC", upstream(Version::v3_0)));
    EXPECT_FALSE(is_known("CBC", upstream(Version::v1_1_1)));
}

}  // namespace
}  // namespace tlslint::openssl
