// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/suite.hpp"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>

namespace tlslint::openssl {
namespace {

constexpr Build build_of(char letter) {
    switch (letter) {
    case 'y': return Build::yes;
    case 'w': return Build::weak;
    case 'p': return Build::provider;
    case 'e': return Build::engine;
    default: return Build::no;
    }
}

constexpr Grade grade_of(char letter) {
    switch (letter) {
    case 'H': return Grade::high;
    case 'M': return Grade::medium;
    case 'L': return Grade::low;
    case 'E': return Grade::exported;
    default: return Grade::none;
    }
}

constexpr bool default_of(char letter) {
    return letter == 'y';
}

constexpr Recommended recommended_of(char letter) {
    switch (letter) {
    case 'Y': return Recommended::yes;
    case 'N': return Recommended::no;
    case 'D': return Recommended::discouraged;
    default: return Recommended::unregistered;
    }
}

template <class T>
constexpr PerVersion<T> per_version(const char (&letters)[versions.size() + 1], T (*read)(char)) {
    PerVersion<T> values{};
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = read(letters[i]);
    return values;
}

// clang-format off
#define TLSLINT_SUITE(id, registry, iana, openssl, gnutls, kx, auth, enc, mac, key, bits, oldest,  \
                      builds, grades, defaults, recommended)                                       \
    {id, Registry::registry, iana, openssl, gnutls, KeyExchange::kx, Authentication::auth,         \
     Encryption::enc, Mac::mac, key, bits, Protocol::oldest, per_version(builds, build_of),        \
     per_version(grades, grade_of), per_version(defaults, default_of), recommended_of(recommended)},
constexpr Suite table[] = {
#include "parsers/openssl/suites.inc"
};
#undef TLSLINT_SUITE

constexpr std::string_view key_exchange_names[] = {
    "-", "RSA", "DH", "DHE", "ECDH", "ECDHE", "PSK", "DHE-PSK", "ECDHE-PSK", "RSA-PSK", "SRP",
    "KRB5", "ECCPWD", "GOST", "CECPQ1", "any"};
constexpr std::string_view authentication_names[] = {
    "-", "RSA", "DSS", "ECDSA", "PSK", "RSA+PSK", "SRP", "KRB5", "ECCPWD", "GOST", "GOST94",
    "GOST01", "any"};
constexpr std::string_view encryption_names[] = {
    "-", "NULL", "RC4-40", "RC4-64", "RC4", "RC2-CBC-40", "RC2-CBC", "DES40-CBC", "DES-CBC",
    "DES-CFB", "3DES-EDE-CBC", "IDEA-CBC", "SEED-CBC", "AES-128-CBC", "AES-256-CBC", "AES-128-GCM",
    "AES-256-GCM", "AES-128-CCM", "AES-256-CCM", "AES-128-CCM-8", "AES-256-CCM-8",
    "CAMELLIA-128-CBC", "CAMELLIA-256-CBC", "CAMELLIA-128-GCM", "CAMELLIA-256-GCM", "ARIA-128-CBC",
    "ARIA-256-CBC", "ARIA-128-GCM", "ARIA-256-GCM", "CHACHA20-POLY1305", "CHACHA20-POLY1305-DRAFT",
    "SM4-GCM", "SM4-CCM", "AEGIS-128L", "AEGIS-256", "ASCON-AEAD128", "GOST28147-CNT",
    "KUZNYECHIK-CTR", "KUZNYECHIK-MGM", "MAGMA-CTR", "MAGMA-MGM"};
constexpr std::string_view mac_names[] = {
    "-", "MD5", "SHA1", "SHA256", "SHA384", "AEAD", "OMAC", "IMIT", "GOST94", "STREEBOG256", "M1"};
// clang-format on
static_assert(std::size(key_exchange_names) == static_cast<std::size_t>(KeyExchange::any) + 1);
static_assert(std::size(authentication_names) == static_cast<std::size_t>(Authentication::any) + 1);
static_assert(std::size(encryption_names) == static_cast<std::size_t>(Encryption::magma_mgm) + 1);
static_assert(std::size(mac_names) == static_cast<std::size_t>(Mac::m1) + 1);

// Other names of DHE suites with DES: 1.0.2 calls the first two so, and reads the others as well
// (its aliases).
struct Spelling {
    std::string_view name;
    std::uint32_t id;
};
constexpr Spelling spellings[] = {
    {"EDH-DSS-DES-CBC3-SHA", 0x0013},    {"EDH-RSA-DES-CBC3-SHA", 0x0016},
    {"DHE-DSS-DES-CBC-SHA", 0x0012},     {"DHE-RSA-DES-CBC-SHA", 0x0015},
    {"EXP-DHE-DSS-DES-CBC-SHA", 0x0011}, {"EXP-DHE-RSA-DES-CBC-SHA", 0x0014},
};
constexpr std::span<const Spelling> printed_by_1_0_2{spellings, 2};

using Names = std::unordered_map<std::string_view, const Suite*>;

// Each is made when it is first asked: most runs need one or two of them. Of several suites with
// one name the first stays: SSL 2.0's stand at the end of the table.
Names names_by(std::string_view Suite::*spelling) {
    Names names;
    names.reserve(std::size(table));
    for (const Suite& suite : table) {
        if (!(suite.*spelling).empty()) names.emplace(suite.*spelling, &suite);
    }
    return names;
}

Names names_of_openssl() {
    Names names = names_by(&Suite::openssl);
    for (const Spelling& spelling : spellings)
        names.emplace(spelling.name, find_suite(spelling.id));
    return names;
}

const Suite* look_up(const Names& names, std::string_view name) {
    const auto found = names.find(name);
    return found == names.end() ? nullptr : found->second;
}

template <class T>
bool is_one_of(T value, std::initializer_list<T> some) {
    return std::find(some.begin(), some.end(), value) != some.end();
}

}  // namespace

std::string_view name(KeyExchange key_exchange) {
    return key_exchange_names[static_cast<std::size_t>(key_exchange)];
}
std::string_view name(Authentication authentication) {
    return authentication_names[static_cast<std::size_t>(authentication)];
}
std::string_view name(Encryption encryption) {
    return encryption_names[static_cast<std::size_t>(encryption)];
}
std::string_view name(Mac mac) {
    return mac_names[static_cast<std::size_t>(mac)];
}

bool Suite::is_cbc() const {
    return name(encryption).find("-CBC") != std::string_view::npos;
}

bool Suite::has_small_block() const {
    using enum Encryption;
    return is_one_of(encryption, {rc2_cbc_40, rc2_cbc, des40_cbc, des_cbc, des_cfb, triple_des_cbc,
                                  idea_cbc, gost28147_cnt, magma_ctr, magma_mgm});
}

bool Suite::is_anonymous() const {
    using enum KeyExchange;
    return authentication == Authentication::none && is_one_of(key_exchange, {dh, dhe, ecdhe});
}

bool Suite::has_forward_secrecy() const {
    using enum KeyExchange;
    return is_one_of(key_exchange, {dhe, ecdhe, dhe_psk, ecdhe_psk, eccpwd, cecpq1, any});
}

bool Suite::needs_shared_secret() const {
    using enum KeyExchange;
    return is_one_of(key_exchange, {psk, dhe_psk, ecdhe_psk, rsa_psk, srp, eccpwd});
}

std::span<const Suite> suites() {
    return table;
}

const Suite* find_suite(std::uint32_t id) {
    static const std::unordered_map<std::uint32_t, const Suite*> suites = [] {
        std::unordered_map<std::uint32_t, const Suite*> ids;
        ids.reserve(std::size(table));
        for (const Suite& suite : table) ids.emplace(suite.id, &suite);
        return ids;
    }();
    const auto found = suites.find(id);
    return found == suites.end() ? nullptr : found->second;
}
const Suite* find_iana(std::string_view name) {
    static const Names names = names_by(&Suite::iana);
    return look_up(names, name);
}
const Suite* find_openssl(std::string_view name) {
    static const Names names = names_of_openssl();
    return look_up(names, name);
}
const Suite* find_gnutls(std::string_view name) {
    static const Names names = names_by(&Suite::gnutls);
    return look_up(names, name);
}

std::string_view openssl_name(const Suite& suite, Version version) {
    if (version == Version::v1_0_2) {
        for (const Spelling& spelling : printed_by_1_0_2) {
            if (spelling.id == suite.id) return spelling.name;
        }
    }
    return suite.openssl;
}

int strength_bits(const Suite& suite, Version version) {
    using enum Encryption;
    const bool has_short_tag = is_one_of(suite.encryption, {aes_128_ccm_8, aes_256_ccm_8});
    return has_short_tag && version >= Version::v3_2 ? 64 : suite.bits;
}

Protocol oldest_protocol(const Suite& suite, Version version) {
    if (suite.protocol != Protocol::tls1_0) return suite.protocol;
    if (version == Version::v1_0_2) return Protocol::ssl3;
    using enum KeyExchange;
    const bool is_elliptic = is_one_of(suite.key_exchange, {ecdhe, ecdhe_psk});
    const bool is_psk_of_rfc5487 = is_one_of(suite.key_exchange, {psk, dhe_psk, rsa_psk})
                                   && is_one_of(suite.mac, {Mac::sha256, Mac::sha384});
    return is_elliptic || is_psk_of_rfc5487 ? Protocol::tls1_0 : Protocol::ssl3;
}

bool fits(const Suite& suite, Protocol protocol, Version version) {
    if (suite.is_tls13() || protocol == Protocol::tls1_3)
        return suite.is_tls13() && protocol == Protocol::tls1_3;
    if (suite.protocol == Protocol::ssl2 || protocol == Protocol::ssl2)
        return suite.protocol == protocol;
    // TLS 1.2 dropped IDEA (RFC 5469); the table says so since 1.1.0 (max_tls of ssl/s3_lib.c).
    const bool was_dropped = suite.encryption == Encryption::idea_cbc && version >= Version::v1_1_1;
    if (was_dropped && protocol >= Protocol::tls1_2) return false;
    return protocol >= oldest_protocol(suite, version);
}

}  // namespace tlslint::openssl
