// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/negotiation.hpp"

#include "parsers/openssl/levels.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint::openssl {
namespace {

using enum Protocol;

std::size_t index(Protocol protocol) {
    return static_cast<std::size_t>(protocol);
}

class Negotiator {
  public:
    explicit Negotiator(const ServerSide& server) : server_(server) {}

    Negotiable run() {
        for (const Protocol protocol : server_.enabled) {
            if (protocol == tls1_3 || !usable(protocol)) continue;
            collect(protocol);
        }
        if (server_.enabled.contains(tls1_3)) add_tls13();
        merge_ciphers();
        collect_groups();
        return std::move(result_);
    }

  private:
    [[nodiscard]] bool usable(Protocol protocol) const {
        return built_protocols(server_.library->version).contains(protocol)
               && protocol_allowed(protocol, *server_.library, server_.security_level);
    }

    // A key of that kind can sign a handshake of that version.
    [[nodiscard]] bool can_sign(Keys kinds, Protocol protocol) const {
        const bool tls13 = protocol == tls1_3;
        for (const Keys key :
             {Keys::rsa, Keys::rsa_pss, Keys::ecdsa_p256, Keys::ecdsa_p384, Keys::ecdsa_p521,
              Keys::ecdsa_other, Keys::ed25519, Keys::ed448, Keys::dsa}) {
            if (!has(server_.keys, key) || !has(kinds, key) || has(server_.refused, key)) continue;
            const bool modern = has(Keys::rsa_pss | Keys::ed25519 | Keys::ed448, key);
            if (modern && protocol < tls1_2) continue;
            if (protocol < tls1_2 && has(ecdsa_keys | Keys::dsa, key) && !signs_with_sha1())
                continue;
            if (tls13 && has(Keys::ecdsa_other | Keys::dsa, key)
                && server_.library->version >= Version::v1_1_1)
                continue;
            if (protocol < tls1_2 || !server_.signatures) return true;
            const auto& listed = server_.signatures->algorithms;
            if (std::any_of(listed.begin(), listed.end(), [&](const SignatureList::Listed& item) {
                    return signs_with(*item.algorithm, key, tls13);
                }))
                return true;
        }
        return false;
    }

    // Before TLS 1.2, ECDSA and DSA sign SHA-1 alone, RSA MD5 and SHA-1 together, which 1.1.1 takes
    // for stronger (tls1_get_legacy_sigalg).
    [[nodiscard]] bool signs_with_sha1() const {
        return server_.library->version < Version::v1_1_1 || server_.security_level < 2;
    }

    // Whether or not the key may then sign and its certificate be shown (ssl_set_masks).
    [[nodiscard]] bool has_key_for(const Suite& suite, Protocol protocol) const {
        const bool modern = protocol >= tls1_2;
        switch (suite.authentication) {
        case Authentication::none: return true;
        case Authentication::rsa:
            return has(server_.keys, modern && suite.key_exchange != KeyExchange::rsa
                                         ? Keys::rsa | Keys::rsa_pss
                                         : Keys::rsa);
        case Authentication::ecdsa:
            return has(server_.keys,
                       modern ? ecdsa_keys | Keys::ed25519 | Keys::ed448 : ecdsa_keys);
        case Authentication::dss: return has(server_.keys, Keys::dsa);
        default: return false;
        }
    }

    [[nodiscard]] bool authenticates(const Suite& suite, Protocol protocol) const {
        switch (suite.authentication) {
        case Authentication::none: return true;
        case Authentication::rsa:
            // Decrypting needs no signature.
            if (suite.key_exchange == KeyExchange::rsa)
                return has(server_.keys, Keys::rsa) && !has(server_.refused, Keys::rsa);
            return can_sign(Keys::rsa | Keys::rsa_pss, protocol);
        case Authentication::ecdsa:
            return can_sign(ecdsa_keys | Keys::ed25519 | Keys::ed448, protocol);
        case Authentication::dss: return can_sign(Keys::dsa, protocol);
        default: return false;
        }
    }

    [[nodiscard]] bool agrees(const Suite& suite, Protocol protocol) const {
        if (suite.key_exchange == KeyExchange::dhe) return server_.has_dh_parameters;
        if (suite.key_exchange != KeyExchange::ecdhe) return true;
        return std::any_of(
            server_.groups->groups.begin(), server_.groups->groups.end(),
            [&](const GroupList::Listed& item) { return group_usable(*item.group, protocol); });
    }

    // Since 3.5 key shares are chosen from before the name may bring another context.
    [[nodiscard]] bool group_usable(const Group& group, Protocol protocol) const {
        const bool first = protocol == tls1_3 && server_.library->version >= Version::v3_5;
        const int level = first ? server_.tls13_level : server_.security_level;
        return fits(group, protocol, server_.library->version)
               && (server_.library->version == Version::v1_0_2
                   || group.bits >= minimum_bits(level));
    }

    void collect(Protocol protocol) {
        auto& suites = result_.by_version[index(protocol)];
        suites = negotiable(*server_.ciphers, protocol, *server_.library, server_.security_level);
        std::erase_if(suites, [&](const Suite* suite) { return !agrees(*suite, protocol); });
        if ((protocol < tls1_2 && !signs_with_sha1()) || server_.refused != Keys::none) {
            auto& considered = result_.considered[index(protocol)];
            std::copy_if(suites.begin(), suites.end(), std::back_inserter(considered),
                         [&](const Suite* suite) { return has_key_for(*suite, protocol); });
        }
        std::erase_if(suites, [&](const Suite* suite) { return !authenticates(*suite, protocol); });
        if (!suites.empty()) result_.versions.insert(protocol);
    }

    void add_tls13() {
        if (!usable(tls1_3) || !server_.ciphersuites || !can_sign(Keys::any, tls1_3)) return;
        result_.ciphersuites = negotiable(*server_.ciphersuites, server_.library->version,
                                          std::max(server_.security_level, server_.tls13_level));
        const auto& listed = server_.groups->groups;
        const bool agrees =
            std::any_of(listed.begin(), listed.end(), [&](const GroupList::Listed& item) {
                return group_usable(*item.group, tls1_3);
            });
        if (!agrees) result_.ciphersuites.clear();
        if (!result_.ciphersuites.empty()) result_.versions.insert(tls1_3);
    }

    void merge_ciphers() {
        for (const Chosen& chosen : server_.ciphers->suites) {
            const bool offered = std::any_of(
                result_.by_version.begin(), result_.by_version.end(), [&](const auto& suites) {
                    return std::find(suites.begin(), suites.end(), chosen.suite) != suites.end();
                });
            if (offered) result_.ciphers.push_back(chosen.suite);
        }
    }

    void collect_groups() {
        for (const GroupList::Listed& item : server_.groups->groups) {
            const bool offered = std::any_of(
                result_.versions.begin(), result_.versions.end(), [&](Protocol protocol) {
                    return uses_groups(protocol) && group_usable(*item.group, protocol);
                });
            if (offered
                && std::find(result_.groups.begin(), result_.groups.end(), item.group)
                       == result_.groups.end()) {
                result_.groups.push_back(item.group);
                result_.tuples.push_back(item.tuple);
            }
        }
    }

    [[nodiscard]] bool uses_groups(Protocol protocol) const {
        if (protocol == tls1_3) return true;
        const auto& suites = result_.by_version[index(protocol)];
        return std::any_of(suites.begin(), suites.end(), [](const Suite* suite) {
            return suite->key_exchange == KeyExchange::ecdhe;
        });
    }

    const ServerSide& server_;
    Negotiable result_;
};

}  // namespace

bool can_begin(ProtocolSet enabled, const Evaluation& ciphers, const Ciphersuites& ciphersuites,
               const Library& library, int security_level) {
    const Version version = library.version;
    if (version < Version::v1_1_1) return true;
    const ProtocolSet spoken =
        enabled & built_protocols(version)
        & ProtocolSet::range(oldest_at_level(version, security_level), tls1_3);
    if (spoken.empty()) return false;
    Protocol newest = spoken.oldest();
    for (const Protocol protocol : spoken) {
        if (static_cast<int>(protocol) - static_cast<int>(newest) > 1) break;
        newest = protocol;
    }
    const auto suits = [&](const auto& item) { return fits(*item.suite, newest, version); };
    return std::any_of(ciphers.suites.begin(), ciphers.suites.end(), suits)
           || std::any_of(ciphersuites.suites.begin(), ciphersuites.suites.end(), suits);
}

bool signs_with(const SignatureAlgorithm& algorithm, Keys key, bool tls13) {
    switch (algorithm.signer) {
    case Signer::rsa: return key == Keys::rsa && !tls13;
    case Signer::rsa_pss: return key == Keys::rsa;
    case Signer::rsa_pss_key: return key == Keys::rsa_pss;
    case Signer::ecdsa:
        if (!tls13) return has(ecdsa_keys, key);
        return algorithm.digest
               && ((key == Keys::ecdsa_p256 && *algorithm.digest == Digest::sha256)
                   || (key == Keys::ecdsa_p384 && *algorithm.digest == Digest::sha384)
                   || (key == Keys::ecdsa_p521 && *algorithm.digest == Digest::sha512));
    case Signer::ed25519: return key == Keys::ed25519;
    case Signer::ed448: return key == Keys::ed448;
    case Signer::dsa: return key == Keys::dsa && !tls13;
    case Signer::mldsa: return false;
    }
    return false;
}

bool fits(const Group& group, Protocol protocol, Version version) {
    if (version < group.since || protocol < group.oldest) return false;
    // 1.1.1 takes any curve in TLS 1.3.
    if (version == Version::v1_1_1 && group.kind == GroupKind::curve) return true;
    return protocol <= group.newest;
}

Negotiable negotiate(const ServerSide& server) {
    return Negotiator(server).run();
}

}  // namespace tlslint::openssl
