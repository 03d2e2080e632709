// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/signature_algorithms.hpp"

#include "parsers/openssl/list.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint::openssl {
namespace {

using enum Signer;
using enum Digest;
using enum Version;
constexpr std::nullopt_t no_digest = std::nullopt;

// sigalg_lookup_tbl of ssl/t1_lib.c in 1.1.1w, 3.0.20 and 3.5.7, in its order: of two with one key
// and hash the first is meant. ML-DSA: providers/common/capabilities.c of 3.5.7. The names without
// an IANA entry are new in 3.5.
// clang-format off
constexpr SignatureAlgorithm table[] = {
    {0x0403, "ecdsa_secp256r1_sha256", ecdsa, sha256, v1_0_2, v1_1_1, true},
    {0x0503, "ecdsa_secp384r1_sha384", ecdsa, sha384, v1_0_2, v1_1_1, true},
    {0x0603, "ecdsa_secp521r1_sha512", ecdsa, sha512, v1_0_2, v1_1_1, true},
    {0x0807, "ed25519", ed25519, no_digest, v1_1_1, v1_1_1, true},
    {0x0808, "ed448", ed448, no_digest, v1_1_1, v1_1_1, true},
    {0x0303, "ecdsa_sha224", ecdsa, sha224, v1_0_2, v3_5, false},
    {0x0203, "ecdsa_sha1", ecdsa, sha1, v1_0_2, v3_5, false},
    {0x081A, "ecdsa_brainpoolP256r1tls13_sha256", ecdsa, sha256, v3_2, v3_5, true,
     "ecdsa_brainpoolP256r1_sha256"},
    {0x081B, "ecdsa_brainpoolP384r1tls13_sha384", ecdsa, sha384, v3_2, v3_5, true,
     "ecdsa_brainpoolP384r1_sha384"},
    {0x081C, "ecdsa_brainpoolP512r1tls13_sha512", ecdsa, sha512, v3_2, v3_5, true,
     "ecdsa_brainpoolP512r1_sha512"},
    {0x0804, "rsa_pss_rsae_sha256", rsa_pss, sha256, v1_1_1, v1_1_1, true},
    {0x0805, "rsa_pss_rsae_sha384", rsa_pss, sha384, v1_1_1, v1_1_1, true},
    {0x0806, "rsa_pss_rsae_sha512", rsa_pss, sha512, v1_1_1, v1_1_1, true},
    {0x0809, "rsa_pss_pss_sha256", rsa_pss_key, sha256, v1_1_1, v1_1_1, true},
    {0x080A, "rsa_pss_pss_sha384", rsa_pss_key, sha384, v1_1_1, v1_1_1, true},
    {0x080B, "rsa_pss_pss_sha512", rsa_pss_key, sha512, v1_1_1, v1_1_1, true},
    {0x0401, "rsa_pkcs1_sha256", rsa, sha256, v1_0_2, v1_1_1, false},
    {0x0501, "rsa_pkcs1_sha384", rsa, sha384, v1_0_2, v1_1_1, false},
    {0x0601, "rsa_pkcs1_sha512", rsa, sha512, v1_0_2, v1_1_1, false},
    {0x0301, "rsa_pkcs1_sha224", rsa, sha224, v1_0_2, v1_1_1, false},
    {0x0201, "rsa_pkcs1_sha1", rsa, sha1, v1_0_2, v1_1_1, false},
    {0x0402, "dsa_sha256", dsa, sha256, v1_0_2, v3_5, false},
    {0x0502, "dsa_sha384", dsa, sha384, v1_0_2, v3_5, false},
    {0x0602, "dsa_sha512", dsa, sha512, v1_0_2, v3_5, false},
    {0x0302, "dsa_sha224", dsa, sha224, v1_0_2, v3_5, false},
    {0x0202, "dsa_sha1", dsa, sha1, v1_0_2, v3_5, false},
    {0x0904, "mldsa44", mldsa, no_digest, v3_5, v3_5, true},
    {0x0905, "mldsa65", mldsa, no_digest, v3_5, v3_5, true},
    {0x0906, "mldsa87", mldsa, no_digest, v3_5, v3_5, true},
};
// clang-format on

constexpr std::size_t longest_item = 39;  // TLS_MAX_SIGSTRING_LEN

struct SignerName {
    std::string_view text;
    Signer signer;
};
constexpr SignerName signer_names[] = {
    {"RSA", rsa}, {"RSA-PSS", rsa_pss}, {"PSS", rsa_pss}, {"DSA", dsa}, {"ECDSA", ecdsa}};

// Hashes go by their short or their long object name, with its case in every version.
struct DigestName {
    std::string_view short_name;
    std::string_view long_name;
    Digest digest;
};
constexpr DigestName digest_names[] = {{"SHA1", "sha1", sha1},
                                       {"SHA224", "sha224", sha224},
                                       {"SHA256", "sha256", sha256},
                                       {"SHA384", "sha384", sha384},
                                       {"SHA512", "sha512", sha512}};

bool is_name(std::string_view text, std::string_view known, Version version) {
    return version >= v3_5 ? equal_without_case(text, known) : text == known;
}

const SignatureAlgorithm* find_named(std::string_view name, Version version) {
    for (const SignatureAlgorithm& algorithm : table) {
        if (version >= algorithm.named_since && is_name(name, algorithm.name, version)) {
            return &algorithm;
        }
        if (version >= v3_2 && !name.empty() && is_name(name, algorithm.former_name, version)) {
            return &algorithm;
        }
    }
    return nullptr;
}

const SignatureAlgorithm* find_pair(std::string_view first, std::string_view second,
                                    Version version) {
    std::optional<Signer> signer;
    std::optional<Digest> digest;
    for (const std::string_view part : {first, second}) {
        for (const SignerName& known : signer_names) {
            if (is_name(part, known.text, version)) signer = known.signer;
        }
        for (const DigestName& known : digest_names) {
            if (part == known.short_name || part == known.long_name) digest = known.digest;
        }
    }
    if (!signer || !digest) return nullptr;
    for (const SignatureAlgorithm& algorithm : table) {
        if (algorithm.signer == signer && algorithm.digest == digest
            && version >= algorithm.since) {
            return &algorithm;
        }
    }
    return nullptr;
}

const SignatureAlgorithm* find_item(std::string_view item, Version version) {
    const std::size_t plus = item.find('+');
    if (plus == std::string_view::npos) return find_named(item, version);
    return find_pair(item.substr(0, plus), item.substr(plus + 1), version);
}

// What else is not even ignored behind a '?': too long, or nothing after the first '+'.
bool is_item(std::string_view item) {
    const std::size_t plus = item.find('+');
    const bool is_complete = plus == std::string_view::npos || plus + 1 < item.size();
    return is_complete && item.size() <= longest_item;
}

}  // namespace

std::span<const SignatureAlgorithm> signature_algorithms() {
    return table;
}

SignatureList parse_signatures(std::string_view text, Version version) {
    if (text.size() > max_text) return {.refusal = SignaturesRefusal::limit};
    const auto refused = [&](SignaturesRefusal why, std::string_view at) {
        return SignatureList{.refusal = why, .refused_at = range_in(text, at)};
    };
    SignatureList list;
    for (const std::string_view item : split(text, ':')) {
        if (item.empty()) return refused(SignaturesRefusal::empty_item, item);
        const bool is_optional = version >= v3_5 && item.front() == '?';
        const std::string_view name = item.substr(is_optional ? 1 : 0);
        if (!is_item(name)) return refused(SignaturesRefusal::unknown, item);
        const SignatureAlgorithm* const known = find_item(name, version);
        if (known == nullptr) {
            if (!is_optional) return refused(SignaturesRefusal::unknown, item);
            list.ignored.push_back(range_in(text, item));
            continue;
        }
        const bool is_listed =
            std::any_of(list.algorithms.begin(), list.algorithms.end(),
                        [&](const auto& listed) { return listed.algorithm == known; });
        if (!is_listed) {
            list.algorithms.push_back({known, range_in(text, item)});
        } else if (version < v3_5) {
            return refused(SignaturesRefusal::duplicate, item);
        }
    }
    if (list.algorithms.empty()) return refused(SignaturesRefusal::nothing_left, text);
    return list;
}

}  // namespace tlslint::openssl
