// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/arena.hpp"
#include "parsers/x509/certificate.hpp"
#include "parsers/x509/dh.hpp"
#include "parsers/x509/key.hpp"
#include "parsers/x509/pem.hpp"
#include "parsers/x509/revocation.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace tlslint::x509 {

/// What a server looks for in a file.
enum class Expectation : std::uint8_t {
    chain,        // its certificate, then those that it sends along
    private_key,  // the first
    authorities,  // all certificates and revocation lists
    revocations,  // all revocation lists
    dh_parameters
};

/// What a block, or a binary file, holds.
enum class BlockKind : std::uint8_t {
    certificate,
    trusted_certificate,  // with OpenSSL's own additions: a server takes it as its certificate only
    private_key,
    public_key,
    request,  // certificate signing request
    revocations,
    dh_parameters,
    parameters,  // of curves and DSA
    pkcs7,
    pkcs12,
    other
};
/// "certificate", "private key", …
std::string_view name(BlockKind kind);
BlockKind block_kind(std::string_view label);

/// Why the server refuses the file, or finds nothing in it.
enum class FileProblem : std::uint8_t {
    none,
    empty,        // nothing but blanks
    too_large,    // ours: PemLimits
    too_many,     // ours: what lies behind was not read
    binary,       // not PEM: DER or PKCS#12; `found` says which
    not_pem,      // no BEGIN line
    indented,     // BEGIN lines that do not begin a line
    wrong_kind,   // PEM, but none of what was looked for; `found` is the first there is
    damaged_pem,  // `damage` says how
    damaged_der,  // PEM is fine, what is in it is not
};

/// A block as it stands in a file, used or not.
struct FileBlock {
    BlockKind kind = BlockKind::other;
    std::string_view label;
    std::uint32_t line = 1;
    std::uint32_t begin = 0;  // bytes
    std::uint32_t end = 0;
    PemProblem problem = PemProblem::none;
    bool after_bom = false;
    bool after_nul = false;
    bool swallows_begin = false;
};

struct FileCertificate {
    Certificate facts;
    std::uint32_t line = 1;
    bool trusted = false;  // TRUSTED CERTIFICATE
};

/// What a whole file holds, in the order in which a server reads it; everything is in the arena.
struct FileContents {
    Expectation expectation = Expectation::chain;
    FileProblem problem = FileProblem::none;
    std::uint32_t line = 0;  // of the block with the problem, or of the key; 0: the whole file
    PemProblem damage = PemProblem::none;
    BlockKind found = BlockKind::other;

    std::span<const FileBlock> blocks;              // all, until reading ended
    std::span<const FileCertificate> certificates;  // that the server takes, before a problem
    std::span<const RevocationList> lists;          // of revocations, that can be read
    std::size_t private_keys = 0;                   // blocks
    std::optional<PrivateKey> key{};
    std::optional<DhParameters> dh{};
};
static_assert(std::is_trivially_destructible_v<FileContents>);

/// Certificates of one chain file. OpenSSL's peers refuse chains of more than 10 or 100.
constexpr std::size_t chain_limit = 64;

/// Limits by expectation: a file of authorities may be larger.
PemLimits limits_for(Expectation expectation);

/// A block behind a byte order mark: OpenSSL before 3.0 does not see it.
enum class ByteOrderMark : std::uint8_t { passed, hides_block };

/// Reads a file as a server would that uses OpenSSL 3. Passwords are for private keys. `bytes` is
/// not looked at any more afterwards; if it may hold a key, wipe() it.
FileContents read_pem_file(std::string_view bytes, Expectation expectation,
                           std::span<const std::string_view> passwords, Arena& arena,
                           ByteOrderMark mark = ByteOrderMark::passed);

}  // namespace tlslint::x509
