// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/endpoint.hpp"

#include <optional>
#include <vector>

namespace tlslint {
namespace {

using Reading = FileContents::Reading;

// What OpenSSL looks for; nothing for files that it does not read as PEM.
std::optional<x509::Expectation> expectation(FileUse use) {
    switch (use) {
    case FileUse::certificate: return x509::Expectation::chain;
    case FileUse::key: return x509::Expectation::private_key;
    // X509_load_cert_crl_file, which takes either.
    case FileUse::trusted_ca:
    case FileUse::client_ca:
    case FileUse::crl: return x509::Expectation::authorities;
    case FileUse::dh_parameters: return x509::Expectation::dh_parameters;
    case FileUse::password:
    case FileUse::ticket_key:
    case FileUse::stapling: break;
    }
    return std::nullopt;
}

Reading reading_of(const x509::FileContents& file) {
    using enum x509::FileProblem;
    switch (file.problem) {
    case none: return Reading::fine;
    case too_large:
    case too_many: return Reading::unknown;
    case empty:
    case binary:
    case not_pem:
    case indented:
    case wrong_kind: return Reading::first_refused;
    case damaged_pem:
    case damaged_der: break;
    }
    const bool any = !file.certificates.empty() || !file.lists.empty();
    return any ? Reading::later_refused : Reading::first_refused;
}

Reading reading_of(const x509::PrivateKey& key) {
    using enum x509::KeyProblem;
    switch (key.problem) {
    case none: return Reading::fine;
    case locked:
    case wrong_password: return Reading::first_refused;
    case damaged:
    case unsupported:
    case too_slow:
    case unknown_format: break;
    }
    return Reading::unknown;
}

std::string_view refusal_of(const x509::FileContents& file) {
    using enum x509::FileProblem;
    switch (file.problem) {
    case none:
    case too_large:
    case too_many: break;
    case empty:
    case binary:
    case not_pem:
    case indented:
    case wrong_kind: return "no start line";
    case damaged_pem:
        return file.damage == x509::PemProblem::none ? "encrypted or with headers"
                                                     : describe(file.damage);
    case damaged_der: return "no certificate or parameters in it";
    }
    return "";
}

FileContents summary(Arena& arena, const x509::FileContents& file) {
    FileContents contents{.reading = reading_of(file),
                          .refusal = refusal_of(file),
                          .problem = file.problem,
                          .damage = file.damage,
                          .found = file.found,
                          .line = file.line,
                          .key = file.key,
                          .lists = file.lists};
    std::vector<x509::Certificate> certificates;
    for (const x509::FileCertificate& each : file.certificates) certificates.push_back(each.facts);
    contents.certificates = arena.keep(certificates);
    if (file.expectation == x509::Expectation::chain)
        contents.chain = sort_chain(contents.certificates, arena);
    if (file.dh) {
        contents.dh_bits = file.dh->bits;
        contents.dh_is_x942 = file.dh->x942;
    }
    if (file.key && file.problem == x509::FileProblem::none) {
        contents.reading = reading_of(*file.key);
        if (contents.reading == Reading::first_refused)
            contents.refusal = file.key->problem == x509::KeyProblem::locked
                                   ? "encrypted, no password"
                                   : "encrypted, wrong password";
    }
    return contents;
}

FileContents read_response(Arena& arena, std::string_view text) {
    FileContents contents;
    if (const auto response = x509::parse_ocsp_response(x509::bytes_of(text), arena)) {
        contents.response = arena.keep_one(*response);
    } else {
        contents.reading = Reading::first_refused;
        contents.problem = text.empty() ? x509::FileProblem::empty : x509::FileProblem::damaged_der;
    }
    return contents;
}

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
                                  FileUse use, openssl::Version version,
                                  std::span<const std::string_view> passwords) {
    const auto expected = expectation(use);
    if (!expected && use != FileUse::stapling) return nullptr;
    Result<std::string> text =
        files.read(path, expected ? limits_for(*expected).bytes : x509::PemLimits{}.bytes);
    if (!text) return nullptr;
    if (!expected) return arena.keep_one(read_response(arena, *text));
    const auto mark = version < openssl::Version::v3_0 ? x509::ByteOrderMark::hides_block
                                                       : x509::ByteOrderMark::passed;
    const x509::FileContents file = read_pem_file(*text, *expected, passwords, arena, mark);
    x509::wipe(*text);  // a key may stand beside the certificate
    return arena.keep_one(summary(arena, file));
}

}  // namespace tlslint
