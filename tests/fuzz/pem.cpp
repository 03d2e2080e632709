// SPDX-License-Identifier: Apache-2.0
// A file as each thing that a server may look for in it (the first byte says which), or DER as it
// is (D).

#include "parsers/x509/file.hpp"
#include "parsers/x509/names.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace tlslint;
using namespace tlslint::x509;

constexpr std::size_t longest_input = 64 * 1024;

void require(bool holds) {
    if (!holds) std::abort();
}

void check(const FileContents& contents, std::string_view text) {
    std::uint32_t end = 0;
    for (const FileBlock& block : contents.blocks) {
        require(end <= block.begin && block.begin < block.end && block.end <= text.size());
        require(block.line >= 1 && block.label.size() < 256);
        end = block.end;
    }
    require(contents.certificates.size() <= contents.blocks.size());
    for (const FileCertificate& certificate : contents.certificates) {
        const Certificate& facts = certificate.facts;
        require(facts.names.size() <= names_limit && (facts.has_names || facts.names.empty()));
        require(!facts.self_signed || facts.self_issued);
        for (const Name& name : facts.names) {
            // A name that is a host matches itself.
            if (name.kind == Name::Kind::ip
                && name.text.find_first_of(".:") != std::string_view::npos) {
                require(matches(facts.names, name.text));
            }
        }
    }
    if (contents.expectation == Expectation::private_key && contents.key) {
        require(contents.private_keys > 0);
        require(contents.key->problem == KeyProblem::none || !contents.key->key);
    }
}

void check_blocks(const PemText& pem) {
    for (const PemBlock& block : pem.blocks) {
        require(block.problem == PemProblem::none ? !block.der.empty() : block.der.empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > longest_input) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'D') {
        // DER as it is: mutants survive base64 seldom.
        Arena arena;
        const Bytes der = bytes_of(text);
        if (const auto facts = parse_certificate(der, arena)) {
            require(facts->serial.size() <= 2 * der.size());
            may_have_issued(*facts, *facts);
        }
        parse_public_key(der);
        parse_dh_parameters(der);
        for (const std::string_view label : {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY",
                                             "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
            PemBlock block;
            block.label = label;
            block.der.assign(der.begin(), der.end());
            parse_private_key(block, {});
        }
        return 0;
    }
    constexpr Expectation expectations[] = {Expectation::chain, Expectation::private_key,
                                            Expectation::authorities, Expectation::revocations,
                                            Expectation::dh_parameters};
    constexpr std::string_view passwords[] = {"", "secret"};
    Arena arena;
    check(read_pem_file(text, expectations[data[0] % std::size(expectations)], passwords, arena),
          text);
    check_blocks(split_pem(text, {}));
    return 0;
}
