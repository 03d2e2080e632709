// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/catalogue.hpp"

#include "parsers/openssl/preference_list.hpp"

#include <utility>

namespace tlslint::openssl {
namespace {

using Set = std::uint64_t;
template <class Enum>
constexpr Set bit(Enum value) {
    return Set{1} << static_cast<unsigned>(value);
}
// Values that only cipher strings distinguish.
constexpr Set own_bit(unsigned number) {
    return Set{1} << (48 + number);
}

// Key exchange and authentication as OpenSSL counts them: static Diffie-Hellman by the signature on
// its certificate.
constexpr Set rsa = bit(KeyExchange::rsa);
constexpr Set dhe = bit(KeyExchange::dhe);
constexpr Set ecdhe = bit(KeyExchange::ecdhe);
constexpr Set krb5 = bit(KeyExchange::krb5);
constexpr Set srp = bit(KeyExchange::srp);
constexpr Set psk = bit(KeyExchange::psk);
constexpr Set rsa_psk = bit(KeyExchange::rsa_psk);
constexpr Set dhe_psk = bit(KeyExchange::dhe_psk);
constexpr Set ecdhe_psk = bit(KeyExchange::ecdhe_psk);
constexpr Set static_dh_rsa = own_bit(0);
constexpr Set static_dh_dss = own_bit(1);
constexpr Set static_dh = static_dh_rsa | static_dh_dss;
constexpr Set static_ecdh_rsa = own_bit(2);
constexpr Set static_ecdh_ecdsa = own_bit(3);
constexpr Set static_ecdh = static_ecdh_rsa | static_ecdh_ecdsa;

constexpr Set by_nobody = bit(Authentication::none);
constexpr Set by_rsa = bit(Authentication::rsa);
constexpr Set by_dss = bit(Authentication::dss);
constexpr Set by_ecdsa = bit(Authentication::ecdsa);
constexpr Set by_psk = bit(Authentication::psk);
constexpr Set by_srp = bit(Authentication::srp);
constexpr Set by_krb5 = bit(Authentication::krb5);
constexpr Set by_static_dh = own_bit(0);
constexpr Set by_static_ecdh = own_bit(1);
constexpr Set by_somebody =
    by_rsa | by_dss | by_ecdsa | by_psk | by_srp | by_krb5 | by_static_dh | by_static_ecdh;

constexpr Set null = bit(Encryption::null);
constexpr Set des = bit(Encryption::des_cbc) | bit(Encryption::des40_cbc);
constexpr Set triple_des = bit(Encryption::triple_des_cbc);
constexpr Set idea = bit(Encryption::idea_cbc);
constexpr Set seed = bit(Encryption::seed_cbc);
constexpr Set rc2 = bit(Encryption::rc2_cbc) | bit(Encryption::rc2_cbc_40);
constexpr Set rc4 = bit(Encryption::rc4_128) | bit(Encryption::rc4_40);
constexpr Set aes_cbc = bit(Encryption::aes_128_cbc) | bit(Encryption::aes_256_cbc);
constexpr Set aes_gcm = bit(Encryption::aes_128_gcm) | bit(Encryption::aes_256_gcm);
constexpr Set aes_ccm = bit(Encryption::aes_128_ccm) | bit(Encryption::aes_256_ccm);
constexpr Set aes_ccm_8 = bit(Encryption::aes_128_ccm_8) | bit(Encryption::aes_256_ccm_8);
constexpr Set aes = aes_cbc | aes_gcm | aes_ccm | aes_ccm_8;
constexpr Set aes_128 = bit(Encryption::aes_128_cbc) | bit(Encryption::aes_128_gcm)
                        | bit(Encryption::aes_128_ccm) | bit(Encryption::aes_128_ccm_8);
constexpr Set aes_256 = aes & ~aes_128;
constexpr Set camellia_128 = bit(Encryption::camellia_128_cbc);
constexpr Set camellia_256 = bit(Encryption::camellia_256_cbc);
constexpr Set aria_128 = bit(Encryption::aria_128_gcm);
constexpr Set aria_256 = bit(Encryption::aria_256_gcm);
constexpr Set chacha20 = bit(Encryption::chacha20_poly1305);
constexpr Set cbc = des | triple_des | rc2 | idea | seed | aes_cbc | camellia_128 | camellia_256;
constexpr Set encrypting = cbc | rc4 | aes | chacha20 | aria_128 | aria_256;

// Beside the grades.
constexpr Set fips = own_bit(0);
constexpr Set export_40 = own_bit(1);
constexpr Set export_56 = own_bit(2);

// Of Attributes::exported.
constexpr Set yes = 1;
constexpr Set no = 2;

struct Keyword {
    std::string_view name;
    Version first;
    Version last;
    Attributes attributes;
};

using enum Version;
constexpr Keyword keywords[] = {
#include "parsers/openssl/keywords.inc"
};

Set key_exchange_of(const Suite& suite) {
    const bool rsa_signed = suite.authentication == Authentication::rsa;
    if (suite.key_exchange == KeyExchange::dh) return rsa_signed ? static_dh_rsa : static_dh_dss;
    if (suite.key_exchange == KeyExchange::ecdh)
        return rsa_signed ? static_ecdh_rsa : static_ecdh_ecdsa;
    return bit(suite.key_exchange);
}

Set authentication_of(const Suite& suite) {
    if (suite.key_exchange == KeyExchange::dh) return by_static_dh;
    if (suite.key_exchange == KeyExchange::ecdh) return by_static_ecdh;
    if (suite.authentication == Authentication::rsa_psk) return by_rsa;
    return bit(suite.authentication);
}

// The algorithms that FIPS 140 approved when the tables were written (SSL_FIPS in ssl/s3_lib.c);
// SRP never was.
bool is_fips(const Suite& suite) {
    return (bit(suite.encryption) & (aes_cbc | aes_gcm | triple_des | null)) != 0
           && suite.mac != Mac::md5 && suite.key_exchange != KeyExchange::srp;
}

Attributes attributes_of(const Suite& suite, Version version) {
    return {.key_exchange = key_exchange_of(suite),
            .authentication = authentication_of(suite),
            .encryption = bit(suite.encryption),
            .mac = bit(suite.mac),
            .exported = version == v1_0_2 ? no : 0,
            .grade = bit(suite.grade(version)) | (is_fips(suite) ? fips : 0),
            .not_default = suite.is_default(version) || suite.is_null() ? 0U : 1U,
            .protocol = bit(oldest_protocol(suite, version))};
}

// The preference that every string starts with (ssl_create_cipher_list of ssl/ssl_ciph.c;
// cipher-strings.md 5).
std::vector<Candidate> in_initial_order(std::vector<Candidate> candidates, Version version) {
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& a, const Candidate& b) { return a.suite->id > b.suite->id; });
    PreferenceList list(candidates);
    const auto with = [](const Attributes& wanted) {
        return [selector = Selector{wanted}](const Candidate& candidate) {
            return selector.matches(candidate);
        };
    };
    const auto everything = with({});

    if (version >= v1_1_1) list.add(with({.key_exchange = ecdhe, .authentication = by_ecdsa}), 0);
    list.add(with({.key_exchange = ecdhe}), 0);
    list.remove(with({.key_exchange = ecdhe}));
    if (version >= v1_1_1) {
        list.add(with({.encryption = aes_gcm}), 0);
        list.add(with({.encryption = chacha20}), 0);
    }
    list.add(with({.encryption = aes}), 0);
    list.add(everything, 0);

    list.order(with({.mac = bit(Mac::md5)}));
    list.order(with({.authentication = by_nobody}));
    if (version == v1_0_2) list.order(with({.authentication = by_static_ecdh}));
    list.order(with({.key_exchange = rsa}));
    list.order(with({.key_exchange = psk}));
    list.order(with({.key_exchange = krb5}));
    list.order(with({.encryption = rc4}));
    list.sort_by_strength();
    if (version >= v1_1_1) {
        list.bump(with({.protocol = bit(Protocol::tls1_2)}));
        list.bump(with({.mac = bit(Mac::aead)}));
        list.bump(with({.key_exchange = dhe | ecdhe}));
        list.bump(with({.key_exchange = dhe | ecdhe, .mac = bit(Mac::aead)}));
    }

    std::vector<Candidate> ordered;
    ordered.reserve(candidates.size());
    for (const PreferenceList::Entry& entry : list.entries()) ordered.push_back(*entry.candidate);
    return ordered;
}

Catalogue make_catalogue(Version version, bool has_idea) {
    const auto is_absent = [&](Set encryption) { return !has_idea && encryption == idea; };
    std::vector<Candidate> candidates;
    for (const Suite& suite : suites()) {
        if (suite.build(version) != Build::yes || suite.is_tls13()
            || is_absent(bit(suite.encryption)))
            continue;
        candidates.push_back(
            {&suite, attributes_of(suite, version), strength_bits(suite, version)});
    }

    Catalogue catalogue{in_initial_order(std::move(candidates), version), {}};
    for (const Candidate& candidate : catalogue.candidates) {
        Selector named{candidate.attributes, candidate.suite};
        named.attributes.protocol = 0;  // a suite's own version is never part of what is looked for
        catalogue.words.emplace(openssl_name(*candidate.suite, version), named);
        if (version >= v3_2) catalogue.words.emplace(candidate.suite->iana, named);
    }
    for (const Keyword& keyword : keywords) {
        if (version < keyword.first || version > keyword.last
            || is_absent(keyword.attributes.encryption))
            continue;
        catalogue.words.emplace(keyword.name, Selector{keyword.attributes});
    }
    return catalogue;
}

// Made when it is first asked for, 70 µs each.
template <Version version>
const Catalogue& made(bool has_idea) {
    if (has_idea) {
        static const Catalogue with = make_catalogue(version, true);
        return with;
    }
    static const Catalogue without = make_catalogue(version, false);
    return without;
}

bool meets(Set wanted, Set has) {
    return wanted == 0 || (wanted & has) != 0;
}

// False if both sets say something and have nothing in common.
bool narrow(Set& set, Set by) {
    if (by == 0) return true;
    set = set == 0 ? by : set & by;
    return set != 0;
}

}  // namespace

bool Selector::matches(const Candidate& candidate) const {
    if (suite != nullptr && suite != candidate.suite) return false;
    const Attributes& has = candidate.attributes;
    return meets(attributes.key_exchange, has.key_exchange)
           && meets(attributes.authentication, has.authentication)
           && meets(attributes.encryption, has.encryption) && meets(attributes.mac, has.mac)
           && meets(attributes.exported, has.exported) && meets(attributes.grade, has.grade)
           && meets(attributes.not_default, has.not_default)
           && meets(attributes.protocol, has.protocol);
}

bool Selector::join(const Selector& word, Version version) {
    suite = word.suite;
    // Since 1.1.0 the first grade of a join overwrites the field that also holds "not in the
    // default": after COMPLEMENTOFDEFAULT, HIGH means all of HIGH (ssl_cipher_process_rulestr,
    // `algo_strength =`).
    if (version >= v1_1_1 && attributes.grade == 0 && word.attributes.grade != 0)
        attributes.not_default = 0;
    return narrow(attributes.key_exchange, word.attributes.key_exchange)
           && narrow(attributes.authentication, word.attributes.authentication)
           && narrow(attributes.encryption, word.attributes.encryption)
           && narrow(attributes.mac, word.attributes.mac)
           && narrow(attributes.exported, word.attributes.exported)
           && narrow(attributes.grade, word.attributes.grade)
           && narrow(attributes.not_default, word.attributes.not_default)
           && narrow(attributes.protocol, word.attributes.protocol);
}

const Selector* Catalogue::find(std::string_view word) const {
    const auto found = words.find(word);
    return found == words.end() ? nullptr : &found->second;
}

const Catalogue& catalogue(const Library& library) {
    switch (library.version) {
    case v1_0_2: return made<v1_0_2>(library.has_idea);
    case v1_1_1: return made<v1_1_1>(library.has_idea);
    case v3_0: return made<v3_0>(library.has_idea);
    case v3_2: return made<v3_2>(library.has_idea);
    case v3_5: return made<v3_5>(library.has_idea);
    }
    return made<v3_5>(library.has_idea);
}

std::string_view default_ciphers(Version version) {
    // SSL_DEFAULT_CIPHER_LIST of 1.0.2's ssl.h, OSSL_default_cipher_list of ssl/ssl_ciph.c.
    return version == v1_0_2 ? "ALL:!EXPORT:!LOW:!aNULL:!eNULL:!SSLv2"
                             : "ALL:!COMPLEMENTOFDEFAULT:!eNULL";
}

}  // namespace tlslint::openssl
