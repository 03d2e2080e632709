// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::test {

/// The real OpenSSL, in this process and without its headers: thousands of questions a second. To
/// be skipped where the machine has no OpenSSL 3.
class LibCrypto {
  public:
    static bool is_there();

    struct Block {
        std::string label;
        std::string headers;
        std::string data;
        friend bool operator==(const Block&, const Block&) = default;
    };
    struct Blocks {
        std::vector<Block> read;
        std::uint32_t failures = 0;  // how often PEM_read_bio said no, the end left out
    };
    /// PEM_read_bio again and again, as from a file, until it finds no BEGIN line.
    static Blocks read_blocks(std::string_view text);

    /// As nginx does (ngx_ssl_load_certificate): how many certificates it would send; nothing if it
    /// refuses.
    static std::optional<std::size_t> load_chain(std::string_view text);
    /// PEM_read_bio_PrivateKey with one password: DER of the public half.
    static std::optional<std::string> load_key(std::string_view text, const std::string& password);
};

}  // namespace tlslint::test
