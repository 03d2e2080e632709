// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::x509 {

/// Why OpenSSL refuses a block, and with it the file, when it comes to it.
enum class PemProblem : std::uint8_t {
    none,
    no_end,      // the file ends before an END line
    wrong_end,   // an END line of another label
    blank_line,  // a second one
    long_line,   // after a blank line: more than 64 bytes
    short_line,  // after a blank line: fewer than 64 bytes, and not the last
    empty,       // nothing in it
    bad_base64,  // what is no base64, or ends in the middle
};
/// "no END line", …
std::string_view describe(PemProblem problem);

/// The lines before a blank one.
enum class PemHeaders : std::uint8_t {
    none,
    encrypted,  // Proc-Type: 4,ENCRYPTED and DEK-Info
    unknown,    // refused, but only when something with this label is looked for
    stray,      // the same, but too short to be noticed when OpenSSL 3 looks for a key
};

/// One block, as OpenSSL's PEM_read_bio reads it.
struct PemBlock {
    std::string_view label;   // "CERTIFICATE"; of the text that was split
    std::uint32_t begin = 0;  // bytes from the BEGIN line …
    std::uint32_t end = 0;    // … to where reading goes on
    std::uint32_t line = 1;   // of BEGIN
    PemProblem problem = PemProblem::none;
    bool after_bom = false;  // OpenSSL before 3.0 does not see this block
    bool after_nul = false;  // a line before begins with NUL: mostly OpenSSL takes it for the end
    bool swallows_begin = false;  // another BEGIN line is in it: an END line is missing before
    PemHeaders headers = PemHeaders::none;
    std::string cipher{};  // of DEK-Info: "AES-256-CBC"
    std::string vector{};  // the cipher's, hexadecimal
    SecretBytes der{};     // overwritten when the block goes
};

struct PemLimits {
    std::uint32_t bytes = 1024 * 1024;
    std::uint32_t blocks = 256;
};
/// For files of many authorities. 2,000 certificates with RSA keys are about 3 MiB.
constexpr PemLimits bundle_limits{.bytes = 8 * 1024 * 1024, .blocks = 4'000};

struct PemText {
    std::vector<PemBlock> blocks;
    bool too_large = false;  // nothing was read
    bool too_many = false;   // there are more blocks than the limit
};

/// Splits a file as OpenSSL 3 does (crypto/pem/pem_lib.c): text between blocks is skipped, CRLF and
/// trailing blanks are, a byte order mark may stand before each block. After a block that is wrong,
/// reading goes on where OpenSSL would stand.
PemText split_pem(std::string_view text, PemLimits limits);

/// Base64 as in OpenSSL's EVP_DecodeUpdate: blanks anywhere, '-' ends it, no characters after '='.
/// False where that refuses. In place: `bytes` becomes what it stood for.
bool decode_base64(SecretBytes& bytes);

}  // namespace tlslint::x509
