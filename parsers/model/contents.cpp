// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/endpoint.hpp"
#include "parsers/x509/dh.hpp"
#include "parsers/x509/pem.hpp"

#include <vector>

namespace tlslint {

std::string_view key_type_name(const x509::PublicKey& key) {
    return key.type == x509::KeyType::ec ? "EC" : x509::name(key.type);
}

const FileContents* read_contents(Arena& arena, const FileSystem& files, const std::string& path) {
    constexpr x509::PemLimits limits;
    constexpr std::size_t most_certificates = 64;  // longer chains do not exist
    Result<std::string> text = files.read(path, limits.bytes);
    if (!text) return nullptr;
    FileContents contents;
    std::vector<x509::Certificate> certificates;
    const x509::PemText pem = x509::split_pem(*text, limits);
    for (const x509::PemBlock& block : pem.blocks) {
        if (block.problem != x509::PemProblem::none) continue;
        const x509::Bytes der = block.der;
        if (block.label.ends_with("DH PARAMETERS") && contents.dh_bits == 0) {
            if (const auto parameters = x509::parse_dh_parameters(der))
                contents.dh_bits = parameters->bits;
        } else if (block.label.ends_with("CERTIFICATE")
                   && certificates.size() < most_certificates) {
            if (const auto certificate = x509::parse_certificate(der, arena))
                certificates.push_back(*certificate);
        }
    }
    x509::wipe(*text);  // a key may stand beside the certificate
    contents.certificates = arena.keep(certificates);
    return arena.keep_one(contents);
}

}  // namespace tlslint
