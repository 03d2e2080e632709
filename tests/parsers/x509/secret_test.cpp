// SPDX-License-Identifier: Apache-2.0
// What becomes of a private key once it was read: the whole memory of this process is searched for
// it.

#include "parsers/x509/file.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace tlslint::x509 {
namespace {

// Needles lie in memory turned over, or the search would find them.
constexpr std::uint8_t turn = 0xA5;
using Needle = std::vector<std::uint8_t>;

Needle from_hex(const std::string& digits) {
    Needle needle;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        const int byte = std::stoi(digits.substr(i, 2), nullptr, 16);
        needle.push_back(static_cast<std::uint8_t>(byte ^ turn));
    }
    return needle;
}

std::size_t count_in(const std::string& bytes, const Needle& needle) {
    const auto same = [](char byte, std::uint8_t turned) {
        return static_cast<std::uint8_t>(static_cast<unsigned char>(byte) ^ turn) == turned;
    };
    std::size_t found = 0;
    for (auto at = bytes.begin();; ++at, ++found) {
        at = std::search(at, bytes.end(), needle.begin(), needle.end(), same);
        if (at == bytes.end()) return found;
    }
}

// In everything that can be written to, the buffer of the search left out.
std::size_t count_in_memory(const Needle& needle) {
    std::size_t found = 0;
    std::FILE* const maps = std::fopen("/proc/self/maps", "r");
    const int memory = ::open("/proc/self/mem", O_RDONLY);
    unsigned long begin = 0;
    unsigned long end = 0;
    char flags[5] = {};
    char rest[512];
    std::vector<std::pair<unsigned long, unsigned long>> ranges;
    while (std::fscanf(maps, "%lx-%lx %4s", &begin, &end, flags) == 3) {
        if (std::fgets(rest, sizeof rest, maps) == nullptr) break;
        if (flags[0] == 'r' && flags[1] == 'w') ranges.emplace_back(begin, end);
    }
    std::fclose(maps);
    static std::string buffer;
    for (const auto& [first, last] : ranges) {
        buffer.assign(last - first, '\0');
        const ssize_t size =
            ::pread(memory, buffer.data(), buffer.size(), static_cast<off_t>(first));
        // Large buffers are mapped anew each time, so this one is in no range; small ones are
        // cleared.
        if (size > 0) found += count_in(buffer, needle);
        wipe(buffer);
        buffer.shrink_to_fit();
    }
    ::close(memory);
    return found;
}

std::string read_file(const std::string& path) {
    std::string text(16'384, '\0');
    const int file = ::open(path.c_str(), O_RDONLY);
    const ssize_t size = ::read(file, text.data(), text.size());
    ::close(file);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
}

TEST(Secret, NothingOfAKeyIsKept) {
    if (test::run("openssl version").status != 0) GTEST_SKIP() << "there is no openssl";
    const test::TemporaryDirectory directory;
    const std::string path = directory.path().string();
    const struct {
        std::string make, number;
    } cases[] = {
        {"openssl ecparam -name prime256v1 -genkey -noout | openssl pkey -out key", "priv"},
        {"openssl ecparam -name prime256v1 -genkey -out key", "priv"},
        {"openssl genrsa -out key 1024", "privateExponent"},
        {"openssl genrsa -traditional -out key 1024", "prime1"},
        {"openssl genpkey -algorithm ed25519 -out key", "priv"},
        {"openssl genpkey -algorithm ed448 -aes256 -pass pass:secret -out key", "priv"},
        {"openssl genrsa -traditional -aes128 -passout pass:secret -out key 1024", "prime2"},
        {"openssl genrsa 1024 | openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:secret -out "
         "key",
         "privateExponent"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.make);
        const std::string in = "cd " + path + " && ";
        ASSERT_EQ(test::run(in + c.make).status, 0);
        // The numbers from openssl's text, as digits and not as bytes; a line of the file turned
        // over.
        const Needle number = from_hex(
            test::run(in + "openssl pkey -in key -passin pass:secret -noout -text | sed -n '/^"
                      + c.number
                      + ":/,/^[^ ]*:$/p' | grep '^ ' | tr -d ' :\\n' | sed 's/^00//' | "
                        "cut -c1-32")
                .output);
        const Needle line =
            from_hex(test::run(in
                               + "sed -n 'x;/BEGIN.*PRIVATE/{x;p;q}' key | cut -c1-40 | tr -d "
                                 "'\\n' | od -An -v -tx1 | tr -d ' \\n'")
                         .output);
        ASSERT_EQ(number.size(), 16U);
        ASSERT_GE(line.size(), 20U);
        std::string text = read_file(path + "/key");
        EXPECT_GE(count_in_memory(line), 1U);  // the search finds what is there
        if (c.make.find("pass:") == std::string::npos) {
            const PemText decoded = split_pem(text, {});
            EXPECT_GE(count_in_memory(number), 1U);
        }
        Arena arena;
        constexpr std::string_view passwords[] = {"secret"};
        const FileContents contents =
            read_pem_file(text, Expectation::private_key, passwords, arena);
        ASSERT_TRUE(contents.key);
        EXPECT_EQ(contents.key->problem, KeyProblem::none);
        wipe(text);
        EXPECT_EQ(count_in_memory(line), 0U);
        EXPECT_EQ(count_in_memory(number), 0U);
    }
}

}  // namespace
}  // namespace tlslint::x509
