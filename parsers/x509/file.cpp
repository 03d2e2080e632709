// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/file.hpp"

#include "parsers/x509/der.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tlslint::x509 {
namespace {

constexpr std::pair<std::string_view, BlockKind> kinds[] = {
    {"CERTIFICATE", BlockKind::certificate},
    {"X509 CERTIFICATE", BlockKind::certificate},
    {"TRUSTED CERTIFICATE", BlockKind::trusted_certificate},
    {"PUBLIC KEY", BlockKind::public_key},
    {"RSA PUBLIC KEY", BlockKind::public_key},
    {"CERTIFICATE REQUEST", BlockKind::request},
    {"NEW CERTIFICATE REQUEST", BlockKind::request},
    {"X509 CRL", BlockKind::revocations},
    {"DH PARAMETERS", BlockKind::dh_parameters},
    {"X9.42 DH PARAMETERS", BlockKind::dh_parameters},
    {"EC PARAMETERS", BlockKind::parameters},
    {"DSA PARAMETERS", BlockKind::parameters},
    {"PKCS7", BlockKind::pkcs7},
    {"PKCS #7 SIGNED DATA", BlockKind::pkcs7},
    {"CMS", BlockKind::pkcs7},
};

// What is DER instead of PEM, told by the first values in it.
std::optional<BlockKind> binary_kind(Bytes bytes) {
    DerReader outer(bytes);
    const DerValue whole = outer.take(der::sequence);
    if (outer.failed()) return std::nullopt;
    DerReader parts(whole.content);
    if (const auto number = parts.take_if(der::integer)) {
        const auto second = parts.take();
        if (parts.failed()) return BlockKind::other;
        DerReader inner(second.content);
        const bool holds_oid = second.tag == der::sequence && inner.take_if(der::oid).has_value();
        const bool small = number->content.size() == 1;
        constexpr std::uint8_t pkcs12_version = 3;
        if (holds_oid && small && number->content[0] == pkcs12_version) return BlockKind::pkcs12;
        return holds_oid || small ? BlockKind::private_key : BlockKind::dh_parameters;
    }
    if (parts.take_if(der::oid)) return BlockKind::pkcs7;
    DerReader body = parts.enter(der::sequence);
    if (parts.failed()) return BlockKind::other;
    if (body.take_if(der::oid)) return BlockKind::private_key;  // encrypted PKCS#8
    if (body.take_if(der::context(0))) return BlockKind::certificate;
    if (const auto version = body.take_if(der::integer)) {
        // A request has its name next; lists and certificates of version 1 their algorithm, their
        // issuer and then one date or two.
        DerReader next = body.enter(der::sequence);
        if (!next.take_if(der::oid)) return BlockKind::request;
        body.take(der::sequence);
        return body.take_if(der::sequence) ? BlockKind::certificate : BlockKind::revocations;
    }
    return BlockKind::other;
}

bool is_blank(std::string_view bytes) {
    return bytes.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

// Whether the server looks into a block of that kind.
bool wanted(BlockKind kind, Expectation expectation, bool first) {
    switch (expectation) {
    case Expectation::chain:
        return kind == BlockKind::certificate || (first && kind == BlockKind::trusted_certificate);
    case Expectation::private_key: return kind == BlockKind::private_key;
    case Expectation::authorities:
        return kind == BlockKind::certificate || kind == BlockKind::trusted_certificate
               || kind == BlockKind::revocations;
    case Expectation::revocations: return kind == BlockKind::revocations;
    case Expectation::dh_parameters: return kind == BlockKind::dh_parameters;
    }
    return false;
}

class FileReader {
  public:
    FileReader(Expectation expectation, std::span<const std::string_view> passwords, Arena& arena,
               ByteOrderMark mark)
        : passwords_(passwords), arena_(arena), mark_(mark) {
        result_.expectation = expectation;
    }

    FileContents read(std::string_view bytes) {
        const PemText text = split_pem(bytes, limits_for(result_.expectation));
        if (text.too_large) {
            result_.problem = FileProblem::too_large;
            return result_;
        }
        for (const PemBlock& block : text.blocks) note(block);
        for (const PemBlock& block : text.blocks) {
            if (!use(block)) break;
        }
        if (text.too_many && result_.problem == FileProblem::none) {
            result_.problem = FileProblem::too_many;
        }
        if (result_.problem == FileProblem::none && !found_any_) explain_nothing(bytes);
        result_.blocks = arena_.keep(blocks_);
        result_.certificates = arena_.keep(certificates_);
        result_.lists = arena_.keep(lists_);
        return result_;
    }

  private:
    void note(const PemBlock& block) {
        const BlockKind kind = block_kind(block.label);
        if (kind == BlockKind::private_key) ++result_.private_keys;
        blocks_.push_back({kind, arena_.keep(block.label), block.line, block.begin, block.end,
                           block.problem, block.after_bom, block.after_nul, block.swallows_begin});
    }

    bool fail(FileProblem problem, const PemBlock& block) {
        result_.problem = problem;
        result_.line = block.line;
        result_.damage = block.problem;
        return false;
    }

    // False ends reading.
    bool use(const PemBlock& block) {
        if (block.after_bom && mark_ == ByteOrderMark::hides_block) return true;
        if (block.after_nul && result_.expectation != Expectation::private_key) return false;
        // A damaged block refuses the file, whatever its label. Only keys are looked for behind it
        // too, since OpenSSL 3.0 (pem_read_bio_key_decoder of crypto/pem/pem_pkey.c).
        if (block.problem != PemProblem::none) {
            if (result_.problem == FileProblem::none) fail(FileProblem::damaged_pem, block);
            return result_.expectation == Expectation::private_key;
        }
        const BlockKind kind = block_kind(block.label);
        if (!wanted(kind, result_.expectation, certificates_.empty())) {
            const PemHeaders headers = block.headers;
            odd_headers_ =
                odd_headers_ || headers == PemHeaders::unknown || headers == PemHeaders::encrypted;
            return true;
        }
        found_any_ = true;
        switch (kind) {
        case BlockKind::certificate:
        case BlockKind::trusted_certificate: return use_certificate(block, kind);
        case BlockKind::private_key: return use_key(block);
        case BlockKind::dh_parameters: return use_dh(block);
        case BlockKind::revocations: return use_list(block);
        case BlockKind::public_key:
        case BlockKind::request:
        case BlockKind::parameters:
        case BlockKind::pkcs7:
        case BlockKind::pkcs12:
        case BlockKind::other: break;
        }
        return true;
    }

    bool use_certificate(const PemBlock& block, BlockKind kind) {
        if (block.headers != PemHeaders::none) return fail(FileProblem::damaged_pem, block);
        if (result_.expectation == Expectation::chain && certificates_.size() == chain_limit) {
            return fail(FileProblem::too_many, block);
        }
        const auto facts = parse_certificate(block.der, arena_);
        const bool with_trust =
            kind == BlockKind::trusted_certificate
            || (result_.expectation == Expectation::chain && certificates_.empty());
        if (!facts || (with_trust && !has_valid_trust(block.der)))
            return fail(FileProblem::damaged_der, block);
        certificates_.push_back({*facts, block.line, kind == BlockKind::trusted_certificate});
        return true;
    }

    bool use_key(const PemBlock& block) {
        const PrivateKey key = parse_private_key(block, passwords_);
        if (key.problem == KeyProblem::unknown_format) return true;  // OpenSSL passes it
        // Its two ways of looking for a key stop at one of these each.
        if (result_.problem == FileProblem::damaged_pem && odd_headers_) return false;
        const bool first = !result_.key;
        if (first || key.problem == KeyProblem::none) {
            result_.key = key;
            result_.line = block.line;
            result_.problem = FileProblem::none;
            result_.damage = PemProblem::none;
        }
        // What is no key inside is passed too, since OpenSSL 3.0.
        return key.problem == KeyProblem::damaged && block.headers != PemHeaders::unknown;
    }

    bool use_list(const PemBlock& block) {
        if (block.headers != PemHeaders::none) return fail(FileProblem::damaged_pem, block);
        const auto list = parse_revocation_list(block.der, arena_);
        if (!list) return fail(FileProblem::damaged_der, block);
        lists_.push_back(*list);
        return true;
    }

    bool use_dh(const PemBlock& block) {
        if (block.headers != PemHeaders::none) return fail(FileProblem::damaged_pem, block);
        result_.dh = parse_dh_parameters(block.der);
        if (!result_.dh) return fail(FileProblem::damaged_der, block);
        return false;
    }

    void explain_nothing(std::string_view bytes) {
        if (!blocks_.empty() && !blocks_.front().after_nul) {
            result_.problem = FileProblem::wrong_kind;
            result_.found = blocks_.front().kind;
            result_.line = blocks_.front().line;
        } else if (is_blank(bytes)) {
            result_.problem = FileProblem::empty;
        } else if (const auto kind = binary_kind(bytes_of(bytes))) {
            result_.problem = FileProblem::binary;
            result_.found = *kind;
        } else if (blocks_.empty() && bytes.find("-----BEGIN ") != std::string_view::npos) {
            result_.problem = FileProblem::indented;
        } else {
            result_.problem = FileProblem::not_pem;
        }
    }

    std::span<const std::string_view> passwords_;
    Arena& arena_;
    ByteOrderMark mark_;
    FileContents result_;
    std::vector<FileBlock> blocks_;
    std::vector<FileCertificate> certificates_;
    std::vector<RevocationList> lists_;
    bool found_any_ = false;
    bool odd_headers_ = false;  // in a block that is not looked at
};

}  // namespace

std::string_view name(BlockKind kind) {
    switch (kind) {
    case BlockKind::certificate: return "certificate";
    case BlockKind::trusted_certificate: return "trusted certificate";
    case BlockKind::private_key: return "private key";
    case BlockKind::public_key: return "public key";
    case BlockKind::request: return "certificate request";
    case BlockKind::revocations: return "revocation list";
    case BlockKind::dh_parameters: return "DH parameters";
    case BlockKind::parameters: return "parameters of a key";
    case BlockKind::pkcs7: return "PKCS#7";
    case BlockKind::pkcs12: return "PKCS#12";
    case BlockKind::other: break;
    }
    return "something else";
}

BlockKind block_kind(std::string_view label) {
    if (key_format(label)) return BlockKind::private_key;
    const auto* const row = std::find_if(std::begin(kinds), std::end(kinds),
                                         [&](const auto& each) { return each.first == label; });
    return row == std::end(kinds) ? BlockKind::other : row->second;
}

PemLimits limits_for(Expectation expectation) {
    switch (expectation) {
    case Expectation::authorities:
    case Expectation::revocations: return bundle_limits;
    case Expectation::chain:
    case Expectation::private_key:
    case Expectation::dh_parameters: break;
    }
    return {};
}

FileContents read_pem_file(std::string_view bytes, Expectation expectation,
                           std::span<const std::string_view> passwords, Arena& arena,
                           ByteOrderMark mark) {
    return FileReader(expectation, passwords, arena, mark).read(bytes);
}

}  // namespace tlslint::x509
