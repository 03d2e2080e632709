// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/catalogue.hpp"
#include "parsers/openssl/ciphersuites.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/signature_algorithms.hpp"
#include "tests/support/libssl.hpp"
#include "tests/support/openssl.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

// Random strings, given to the `openssl` of this machine and to ours. In the environment, besides
// TLSLINT_OPENSSL (tests/support/openssl.hpp):
//   TLSLINT_PROVE_COUNT   how many cipher strings; of the other lists a tenth each
//   TLSLINT_PROVE_SEED    another seed

namespace tlslint::openssl {
namespace {

using test::Answer;
using test::ask;
using test::environment;
using test::says;

class AgainstOpenssl : public testing::Test {
  protected:
    void SetUp() override {
        const std::optional<Library> found = test::machine();
        if (!found) GTEST_SKIP() << "there is no OpenSSL to compare with";
        library = *found;
        random.seed(std::stoull(environment("TLSLINT_PROVE_SEED", "1")));
        count = std::stoi(environment("TLSLINT_PROVE_COUNT", "2000"));
    }

    std::size_t below(std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    }
    bool chance(double probability) { return std::bernoulli_distribution(probability)(random); }
    template <class Some>
    std::string one_of(const Some& some) {
        return std::string(some[below(std::size(some))]);
    }
    // Now and then a byte is lost, doubled or becomes another.
    void damage(std::string& text) {
        if (text.empty() || !chance(0.05)) return;
        const std::size_t at = below(text.size());
        switch (below(3)) {
        case 0: text.erase(at, 1); break;
        case 1: text.insert(at, 1, text[at]); break;
        default: text[at] = static_cast<char>(1 + below(255)); break;
        }
    }

    Library library;
    std::mt19937_64 random;
    int count = 0;
};

class RandomCipherStrings : public AgainstOpenssl {
  protected:
    void SetUp() override {
        AgainstOpenssl::SetUp();
        for (const Version version : versions) {
            for (const auto& [word, selector] : catalogue(upstream(version)).words) {
                (selector.suite == nullptr ? keywords : names).push_back(word);
            }
        }
        for (const Suite& suite : suites()) {
            if (!suite.iana.empty()) foreign.push_back(suite.iana);
        }
        for (auto* const some : {&keywords, &names, &foreign})
            std::sort(some->begin(), some->end());
    }

    std::string word() {
        static constexpr std::string_view odd[] = {"FOO",  "DEFAULT",    "TLSv1.3", "GCM",
                                                   "high", "SECLEVEL=1", "A.B-C"};
        const std::size_t dice = below(100);
        return dice < 62   ? one_of(keywords)
               : dice < 92 ? one_of(names)
               : dice < 96 ? one_of(foreign)
                           : one_of(odd);
    }
    std::string rule() {
        static constexpr std::string_view commands[] = {
            "@STRENGTH",   "@STRENGTH",   "@SECLEVEL=0", "@SECLEVEL=1", "@SECLEVEL=2",
            "@SECLEVEL=3", "@SECLEVEL=4", "@SECLEVEL=5", "@SECLEVEL=6", "@FOO"};
        static constexpr std::string_view operators[] = {"",  "",  "",  "",  "", "!",
                                                         "!", "-", "-", "+", "+"};
        if (chance(0.06)) return one_of(commands);
        std::string text = one_of(operators) + word();
        while (chance(0.3)) text += "+" + word();
        return text;
    }
    std::string string() {
        static constexpr std::string_view starts[] = {
            "",      "",        "",         "",          "ALL:",      "ALL:eNULL:",
            "HIGH:", "DEFAULT", "DEFAULT:", "SUITEB128", "SUITEB192:"};
        static constexpr std::string_view separators[] = {":", ":", ":",  ":", ":", ":", " ",
                                                          ",", ";", "::", "",  "#", "\t"};
        std::string text = one_of(starts);
        const std::size_t rules = 1 + below(chance(0.1) ? 40 : 7);
        for (std::size_t i = 0; i < rules; ++i) text += (i == 0 ? "" : one_of(separators)) + rule();
        damage(text);
        return text;
    }

    // Every other time the suites that a TLS 1.2 handshake can end in, which shows the level.
    template <class Ask>
    void compare(int strings, const Ask& ciphers) {
        int accepted = 0;
        for (int i = 0; i < strings; ++i) {
            const std::string text = string();
            SCOPED_TRACE(text);
            const bool usable = i % 2 == 1;
            const Answer answer = ciphers(text, usable);
            const Evaluation evaluation = evaluate(text, library);
            ASSERT_EQ(evaluation.ok(), answer.ok) << answer.output;
            if (answer.ok) {
                ++accepted;
                ASSERT_EQ(list(evaluation, usable), answer.output);
            } else {
                const auto expected = says(answer, "invalid command") ? Refusal::invalid_command
                                                                      : Refusal::no_cipher_match;
                ASSERT_EQ(name(evaluation.refusal), name(expected)) << answer.output;
            }
        }
        std::printf("%d strings, %d accepted, OpenSSL %s\n", strings, accepted,
                    std::string(name(library.version)).c_str());
    }

  private:
    [[nodiscard]] std::string list(const Evaluation& evaluation, bool usable) const {
        std::vector<const Suite*> suites;
        if (usable) {
            suites = negotiable(evaluation, Protocol::tls1_2, library,
                                evaluation.security_level.value_or(library.security_level));
        } else {
            for (const Chosen& chosen : evaluation.suites) suites.push_back(chosen.suite);
        }
        std::string joined;
        for (const Suite* suite : suites) {
            if (!joined.empty()) joined += ':';
            joined += openssl_name(*suite, library.version);
        }
        return joined;
    }

    std::vector<std::string_view> keywords, names, foreign;
};

TEST_F(RandomCipherStrings, GiveTheListOfTheProgram) {
    compare(count, [](const std::string& text, bool usable) {
        std::vector<std::string> arguments{"ciphers", "-ciphersuites", ""};
        if (usable) arguments.insert(arguments.end(), {"-s", "-tls1_2"});
        arguments.insert(arguments.end(), {"--", text});
        return ask(arguments);
    });
}

TEST_F(RandomCipherStrings, GiveTheListOfTheLibrary) {
    if (!test::LibSsl::is_there()) GTEST_SKIP() << "there is no libssl.so.3";
    if (!environment("TLSLINT_OPENSSL", "").empty()) GTEST_SKIP() << "another OpenSSL is meant";
    compare(20'000, test::LibSsl::ciphers);
}

using RandomLists = AgainstOpenssl;

TEST_F(RandomLists, OfSuitesForTls13) {
    static constexpr std::string_view usual[] = {"TLS_AES_128_GCM_SHA256",
                                                 "TLS_AES_256_GCM_SHA384",
                                                 "TLS_CHACHA20_POLY1305_SHA256",
                                                 "TLS_AES_128_CCM_SHA256",
                                                 "TLS_AES_128_CCM_8_SHA256",
                                                 "",
                                                 " ",
                                                 "FOO"};
    static constexpr std::string_view separators[] = {":",   ":",  ":", ":", ":",
                                                      " : ", "::", ",", " "};
    for (int i = 0; i < count / 10; ++i) {
        std::string text;
        const std::size_t items = below(5);
        for (std::size_t k = 0; k < items; ++k) {
            if (k > 0) text += one_of(separators);
            text +=
                chance(0.15) ? std::string(suites()[below(suites().size())].iana) : one_of(usual);
        }
        damage(text);
        SCOPED_TRACE(text);
        const Ciphersuites ours = parse_ciphersuites(text, library.version);
        const Answer answer = ask({"ciphers", "-ciphersuites", text, "--", "AES128-SHA"});
        ASSERT_EQ(ours.ok, answer.ok) << answer.output;
        if (!answer.ok) continue;
        std::string joined;
        for (const auto& listed : ours.suites) {
            const Suite& suite = *listed.suite;
            joined += std::string(suite.openssl.empty() ? suite.iana : suite.openssl) + ":";
        }
        ASSERT_EQ(joined + "AES128-SHA", answer.output);
    }
}

// A client that cannot connect has at least taken its options.
bool takes(const std::string& option, const std::string& value) {
    return says(ask({"s_client", option, value, "-connect", "127.0.0.1:1"}), "connect");
}

TEST_F(RandomLists, OfGroups) {
    std::vector<std::string_view> names{"DEFAULT", "default", "DEFAULT_SUITE_B", "FOO", "auto", ""};
    for (const Group& group : groups()) {
        for (const std::string_view known : {group.name, group.openssl, group.nist}) {
            if (!known.empty()) names.push_back(known);
        }
    }
    static constexpr std::string_view separators[] = {":",   ":",  ":", ":",  "/",
                                                      " / ", ": ", ",", "\t:"};
    static constexpr std::string_view marks[] = {"",  "",  "",   "",   "",  "?",
                                                 "*", "-", "?*", "*?", "**"};
    for (int i = 0; i < count / 10; ++i) {
        std::string text;
        const std::size_t items = 1 + below(6);
        for (std::size_t k = 0; k < items; ++k) {
            text += (k > 0 ? one_of(separators) : "")
                    + (library.version >= Version::v3_5 ? one_of(marks) : "") + one_of(names);
        }
        if (chance(0.1)) {
            std::transform(text.begin(), text.end(), text.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
        }
        damage(text);
        SCOPED_TRACE(text);
        ASSERT_EQ(parse_groups(text, library.version).ok(), takes("-groups", text));
    }
}

TEST_F(RandomLists, OfSignatureAlgorithms) {
    std::vector<std::string_view> names{"FOO", ""};
    for (const SignatureAlgorithm& algorithm : signature_algorithms())
        names.push_back(algorithm.name);
    static constexpr std::string_view keys[] = {"RSA",   "RSA-PSS", "PSS", "DSA",
                                                "ECDSA", "rsa",     "FOO", ""};
    static constexpr std::string_view hashes[] = {"SHA1",   "SHA224", "SHA256", "SHA384",
                                                  "SHA512", "sha256", "MD5",    ""};
    static constexpr std::string_view separators[] = {":", ":", ":", " : ", "::", ","};
    for (int i = 0; i < count / 10; ++i) {
        std::string text;
        const std::size_t items = 1 + below(5);
        for (std::size_t k = 0; k < items; ++k) {
            if (k > 0) text += one_of(separators);
            if (library.version >= Version::v3_5 && chance(0.2)) text += "?";
            const std::string pair = chance(0.8) ? one_of(keys) + "+" + one_of(hashes)
                                                 : one_of(hashes) + "+" + one_of(keys);
            text += chance(0.5) ? one_of(names) : pair;
        }
        damage(text);
        SCOPED_TRACE(text);
        ASSERT_EQ(parse_signatures(text, library.version).ok(), takes("-sigalgs", text));
    }
}

}  // namespace
}  // namespace tlslint::openssl
