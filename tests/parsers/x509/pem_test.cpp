// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/file.hpp"
#include "parsers/x509/pem.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/libcrypto.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace tlslint::x509 {
namespace {

using test::LibCrypto;

std::vector<std::string> problems(std::string_view text) {
    std::vector<std::string> found;
    for (const PemBlock& block : split_pem(text, {}).blocks) {
        found.push_back(std::string(block.label) + ": " + std::string(describe(block.problem)));
    }
    return found;
}

TEST(Pem, Blocks) {
    const std::string fine = "nothing wrong";
    const struct {
        std::string text;
        std::vector<std::string> blocks;
    } cases[] = {
        {"", {}},
        {"hello\n", {}},
        {"-----BEGIN A-----\nQUJD\n-----END A-----\n", {"A: " + fine}},
        {"-----BEGIN A-----\r\nQUJD\r\n-----END A-----", {"A: " + fine}},
        {"\xEF\xBB\xBF-----BEGIN A-----\nQUJD\n-----END A-----\n", {"A: " + fine}},
        {"text\n-----BEGIN A-----  \n QUJD\t\n-----END A----- \nmore\n", {"A: " + fine}},
        {" -----BEGIN A-----\nQUJD\n-----END A-----\n", {}},
        {"-----BEGIN A-----\nQUJD\n", {"A: no END line"}},
        {"-----BEGIN A-----\nQUJD\n-----END B-----\n", {"A: END line of another label"}},
        {"-----BEGIN A-----\n-----END A-----\n", {"A: nothing inside"}},
        {"-----BEGIN A-----\nQUJ\n-----END A-----\n", {"A: damaged base64"}},
        {"-----BEGIN A-----\nQU*D\n-----END A-----\n", {"A: damaged base64"}},
        {"-----BEGIN A-----\nQUI=\nQUJD\n-----END A-----\n", {"A: damaged base64"}},
        {"-----BEGIN A-----\n\n\nQUJD\n-----END A-----\n", {"A: blank line inside"}},
        {"-----BEGIN A-----\n\nQUJD\nQUJD\n-----END A-----\n", {"A: short line inside"}},
        {"-----BEGIN A-----\nX: y\nQUJD\n-----END A-----\n", {"A: nothing inside"}},
        {"-----BEGIN A-----\nQUJD\n-----BEGIN A-----\nQUJD\n-----END A-----\n", {"A: " + fine}},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(problems(c.text), c.blocks);
    }
}

TEST(Pem, PlacesAndMarks) {
    const std::string block = "-----BEGIN A-----\nQUJD\n-----END A-----\n";
    const std::string text =
        "one\n" + block + "\xEF\xBB\xBF" + block + "-----BEGIN A-----\nQUJD\n" + block;
    const PemText pem = split_pem(text, {});
    ASSERT_EQ(pem.blocks.size(), 3U);
    EXPECT_EQ(pem.blocks[0].line, 2U);
    EXPECT_EQ(text.substr(pem.blocks[0].begin, pem.blocks[0].end - pem.blocks[0].begin), block);
    EXPECT_EQ(text_of(pem.blocks[0].der), "ABC");
    EXPECT_EQ(pem.blocks[1].line, 5U);
    EXPECT_TRUE(pem.blocks[1].after_bom);
    EXPECT_FALSE(pem.blocks[1].swallows_begin);
    EXPECT_TRUE(pem.blocks[2].swallows_begin);
}

TEST(Pem, Headers) {
    const auto read = [](const std::string& headers) {
        PemText pem =
            split_pem("-----BEGIN A-----\n" + headers + "\n\nQUJD\n-----END A-----\n", {});
        return std::move(pem.blocks.at(0));
    };
    const PemBlock block = read("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF");
    EXPECT_EQ(block.headers, PemHeaders::encrypted);
    EXPECT_EQ(block.cipher, "AES-128-CBC");
    EXPECT_EQ(block.vector, "00FF");
    EXPECT_EQ(read("Proc-Type: 4,CLEAR\nDEK-Info: X,00").headers, PemHeaders::unknown);
    EXPECT_EQ(read("X: y").headers, PemHeaders::stray);
}

TEST(Pem, Limits) {
    std::string text;
    for (int i = 0; i < 5; ++i) text += "-----BEGIN A-----\nQUJD\n-----END A-----\n";
    EXPECT_TRUE(split_pem(text, {.bytes = 10}).too_large);
    const PemText pem = split_pem(text, {.blocks = 3});
    EXPECT_TRUE(pem.too_many);
    EXPECT_EQ(pem.blocks.size(), 3U);
}

// ---- what OpenSSL makes of damaged files ------------------------------------------------------

class PemMutants : public testing::Test {
  protected:
    void SetUp() override {
        if (!LibCrypto::is_there()) GTEST_SKIP() << "there is no OpenSSL 3 to compare with";
        const char* const seed = std::getenv("TLSLINT_PROVE_SEED");
        const char* const many = std::getenv("TLSLINT_PROVE_COUNT");
        random.seed(seed == nullptr ? 1 : std::stoull(seed));
        count = many == nullptr ? 3'000 : std::stoi(many);
    }

    std::size_t below(std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    }

    // Lines are lost, doubled, moved, joined and damaged.
    void mutate(std::string& text) {
        static const std::string pieces[] = {
            "\n",
            "\r\n",
            "\n\n",
            " ",
            "\t",
            std::string(1, '\0'),
            "\xEF\xBB\xBF",
            "\xFF\xFE",
            ":",
            "=",
            "==",
            "-",
            "-----",
            "-----BEGIN CERTIFICATE-----\n",
            "-----END CERTIFICATE-----\n",
            "-----BEGIN PRIVATE KEY-----\n",
            "-----END PRIVATE KEY-----\n",
            "Proc-Type: 4,ENCRYPTED\n",
            "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n",
            "\n# comment\n",
            "A",
            "AAAA",
            std::string(260, 'A'),
            std::string(253, ' ')};
        if (text.empty()) text = "\n";
        const std::size_t at = below(text.size());
        const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 == 0
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        switch (below(8)) {
        case 0: text.erase(line, end - line); break;
        case 1: text.insert(line, text.substr(line, end - line)); break;
        case 2: text.insert(at, pieces[below(std::size(pieces))]); break;
        case 3: text.insert(line, pieces[below(std::size(pieces))]); break;
        case 4: text.erase(at, 1 + below(3)); break;
        case 5: text[at] = static_cast<char>(below(256)); break;
        case 6: text.erase(at); break;
        default: text.erase(end - 1, 1); break;
        }
    }

    std::string mutant(const std::vector<std::string>& parts) {
        std::string text;
        const std::size_t size = 1 + below(4);
        for (std::size_t i = 0; i < size; ++i) text += parts[below(parts.size())];
        for (std::size_t i = below(4); i > 0; --i) mutate(text);
        return text;
    }

    std::mt19937_64 random;
    int count = 0;
};

std::vector<std::string> parts() {
    const test::Pki& pki = test::pki();
    return {pki.root.certificate,
            pki.intermediate.certificate,
            pki.ec_key,
            pki.ed25519_key,
            "-----BEGIN TRUSTED CERTIFICATE-----\n"
                + pki.root.certificate.substr(pki.root.certificate.find('\n') + 1),
            "text between\n",
            "\r\n",
            "\xEF\xBB\xBF"};
}

// Whether the bytes in a block are none of those that parts() has.
bool is_changed(std::string_view text) {
    static const std::vector<SecretBytes> intact = [] {
        std::vector<SecretBytes> found;
        for (const std::string& part : parts()) {
            PemText pem = split_pem(part, {});
            for (PemBlock& block : pem.blocks) found.push_back(std::move(block.der));
        }
        return found;
    }();
    const PemText pem = split_pem(text, {});
    return std::any_of(pem.blocks.begin(), pem.blocks.end(), [](const PemBlock& block) {
        return block.problem == PemProblem::none
               && std::find(intact.begin(), intact.end(), block.der) == intact.end();
    });
}

TEST_F(PemMutants, SplitAlike) {
    const std::vector<std::string> all = parts();
    int damaged = 0;
    for (int i = 0; i < count; ++i) {
        const std::string text = mutant(all);
        SCOPED_TRACE(testing::PrintToString(text));
        const LibCrypto::Blocks theirs = LibCrypto::read_blocks(text);
        const PemText ours = split_pem(text, {});
        std::uint32_t failures = 0;
        std::vector<LibCrypto::Block> read;
        for (const PemBlock& block : ours.blocks) {
            if (block.after_nul) break;
            if (block.problem == PemProblem::none) {
                read.push_back({std::string(block.label), "", std::string(text_of(block.der))});
            } else {
                ++failures;
            }
        }
        ASSERT_EQ(read.size(), theirs.read.size());
        for (std::size_t k = 0; k < read.size(); ++k) {
            ASSERT_EQ(read[k].label, theirs.read[k].label);
            ASSERT_TRUE(read[k].data == theirs.read[k].data);
        }
        ASSERT_EQ(failures, theirs.failures);
        damaged += failures > 0 ? 1 : 0;
    }
    EXPECT_GT(damaged, count / 20);
}

TEST_F(PemMutants, LoadAlikeAsChains) {
    const std::vector<std::string> all = parts();
    int refused = 0;
    int unlike = 0;
    for (int i = 0; i < count; ++i) {
        const std::string text = mutant(all);
        SCOPED_TRACE(testing::PrintToString(text));
        Arena arena;
        const FileContents ours = read_pem_file(text, Expectation::chain, {}, arena);
        const auto theirs = LibCrypto::load_chain(text);
        refused += theirs ? 0 : 1;
        const bool accepted = ours.problem == FileProblem::none;
        if (accepted == theirs.has_value()) {
            ASSERT_TRUE(!theirs || ours.certificates.size() == *theirs);
            continue;
        }
        // OpenSSL also decodes what does not matter to us, and BER.
        ASSERT_TRUE(is_changed(text));
        ++unlike;
    }
    EXPECT_LT(unlike, count / 50);
    RecordProperty("unlike", unlike);
    EXPECT_GT(refused, count / 10);
    EXPECT_LT(refused, count * 9 / 10);
}

TEST_F(PemMutants, LoadAlikeAsKeys) {
    std::vector<std::string> all = parts();
    all.push_back(test::pki().ec_key);
    int refused = 0;
    int unlike = 0;
    count /= 5;  // OpenSSL takes a millisecond for one
    for (int i = 0; i < count; ++i) {
        const std::string text = mutant(all);
        SCOPED_TRACE(testing::PrintToString(text));
        Arena arena;
        const FileContents ours = read_pem_file(text, Expectation::private_key, {}, arena);
        const auto theirs = LibCrypto::load_key(text, "");
        const bool accepted =
            ours.problem == FileProblem::none && ours.key && ours.key->problem == KeyProblem::none;
        refused += theirs ? 0 : 1;
        if (accepted == theirs.has_value()) continue;
        // OpenSSL also sees whether the numbers in a key make sense.
        ASSERT_TRUE(accepted);
        ASSERT_TRUE(is_changed(text));
        ++unlike;
    }
    EXPECT_GT(refused, count / 10);
    EXPECT_LT(refused, count * 9 / 10);
    EXPECT_LT(unlike, count / 50);
}

}  // namespace
}  // namespace tlslint::x509
