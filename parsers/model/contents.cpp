// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/endpoint.hpp"
#include "parsers/x509/der.hpp"
#include "parsers/x509/dh.hpp"
#include "parsers/x509/pem.hpp"

#include <vector>

namespace tlslint {
namespace {

using Reading = FileContents::Reading;

// The labels that OpenSSL looks for (check_pem of crypto/pem/pem_lib.c); other blocks are skipped.
bool is_wanted(std::string_view label, FileUse use, bool first) {
    switch (use) {
    case FileUse::certificate:
        return label == "CERTIFICATE" || label == "X509 CERTIFICATE"
               || (first && label == "TRUSTED CERTIFICATE");
    case FileUse::trusted_ca:
    case FileUse::client_ca:
        return label == "CERTIFICATE" || label == "X509 CERTIFICATE"
               || label == "TRUSTED CERTIFICATE" || label == "X509 CRL";
    case FileUse::crl: return label == "X509 CRL" || label == "CERTIFICATE";
    case FileUse::dh_parameters: return label == "DH PARAMETERS" || label == "X9.42 DH PARAMETERS";
    case FileUse::key:
    case FileUse::password:
    case FileUse::ticket_key:
    case FileUse::stapling: break;
    }
    return false;
}

// One value that fills the block: what is inside is not looked at.
bool is_der(x509::Bytes der) {
    x509::DerReader reader(der);
    reader.take(x509::der::sequence);
    return !reader.failed();
}

// Goes through the blocks as OpenSSL does, up to the first that it refuses.
class Reader {
  public:
    Reader(Arena& arena, FileUse use, openssl::Version version)
        : arena_(arena), use_(use), version_(version) {}

    FileContents run(const x509::PemText& pem) {
        if (pem.too_large || pem.too_many) contents_.reading = Reading::unknown;
        for (const x509::PemBlock& block : pem.blocks) {
            if (block.after_bom && version_ < openssl::Version::v3_0) continue;
            if (!read(block)) break;
        }
        if (!any_ && contents_.reading == Reading::fine) refuse("no start line");
        contents_.certificates = arena_.keep(certificates_);
        return contents_;
    }

  private:
    bool refuse(std::string_view why) {
        contents_.reading = any_ ? Reading::later_refused : Reading::first_refused;
        contents_.refusal = why;
        return false;
    }

    bool read(const x509::PemBlock& block) {
        // The rest of a file of DH parameters is not read.
        if (use_ == FileUse::dh_parameters && any_) return false;
        if (block.problem != x509::PemProblem::none) return refuse(describe(block.problem));
        if (!is_wanted(block.label, use_, !any_)) return true;
        if (block.headers != x509::PemHeaders::none) return refuse("encrypted or with headers");
        const x509::Bytes der = block.der;
        if (!is_der(der)) return refuse("no certificate or parameters in it");
        if (use_ == FileUse::dh_parameters) {
            if (const auto parameters = x509::parse_dh_parameters(der))
                contents_.dh_bits = parameters->bits;
            else
                contents_.reading = Reading::unknown;
        }
        if (holds_certificates() && block.label != "X509 CRL") add_certificate(der);
        any_ = true;
        return true;
    }

    bool holds_certificates() const {
        return use_ == FileUse::certificate || use_ == FileUse::trusted_ca
               || use_ == FileUse::client_ca;
    }

    void add_certificate(x509::Bytes der) {
        // Longer chains do not exist; the bundles of public authorities hold some 150.
        const std::size_t most_certificates = use_ == FileUse::certificate ? 64 : 1024;
        if (certificates_.size() == most_certificates) return;
        if (const auto certificate = x509::parse_certificate(der, arena_))
            certificates_.push_back(*certificate);
        else
            contents_.reading = Reading::unknown;
    }

    Arena& arena_;
    FileUse use_;
    openssl::Version version_;
    bool any_ = false;
    FileContents contents_;
    std::vector<x509::Certificate> certificates_;
};

}  // namespace

openssl::Keys key_kind(const x509::PublicKey& key) {
    using enum x509::KeyType;
    switch (key.type) {
    case rsa: return openssl::Keys::rsa;
    case rsa_pss: return openssl::Keys::rsa_pss;
    case dsa: return openssl::Keys::dsa;
    case ec:
        if (key.curve == "prime256v1") return openssl::Keys::ecdsa_p256;
        if (key.curve == "secp384r1") return openssl::Keys::ecdsa_p384;
        if (key.curve == "secp521r1") return openssl::Keys::ecdsa_p521;
        return openssl::Keys::ecdsa_other;
    case ed25519: return openssl::Keys::ed25519;
    case ed448: return openssl::Keys::ed448;
    case other: break;
    }
    return openssl::Keys::any;
}

std::string_view key_type_name(const x509::PublicKey& key) {
    return key.type == x509::KeyType::ec ? "EC" : x509::name(key.type);
}

const FileContents* read_contents(Arena& arena, const FileSystem& files, const std::string& path,
                                  FileUse use, openssl::Version version) {
    const bool bundle = use == FileUse::trusted_ca || use == FileUse::client_ca;
    const x509::PemLimits limits = bundle ? x509::bundle_limits : x509::PemLimits{};
    Result<std::string> text = files.read(path, limits.bytes);
    if (!text) return nullptr;
    const x509::PemText pem = x509::split_pem(*text, limits);
    const FileContents contents = Reader(arena, use, version).run(pem);
    x509::wipe(*text);  // a key may stand beside the certificate
    return arena.keep_one(contents);
}

}  // namespace tlslint
