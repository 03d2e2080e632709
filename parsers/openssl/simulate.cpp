// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/simulate.hpp"

#include "parsers/openssl/levels.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <vector>

namespace tlslint::openssl {
namespace {

using enum Protocol;
using Suites = std::span<const Suite* const>;
using Groups = std::span<const Group* const>;

template <class List, class T>
bool lists(const List& list, T item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_chacha(const Suite* suite) {
    return suite->encryption == Encryption::chacha20_poly1305;
}

// Strength of a signature algorithm, as levels count it (tls12_sigalg_allowed, sigalg_security_bits
// of ssl/t1_lib.c).
int strength(const SignatureAlgorithm& algorithm, Version version) {
    if (!algorithm.digest) return algorithm.signer == Signer::ed448 ? 224 : 128;
    switch (*algorithm.digest) {
    case Digest::md5: return version >= Version::v3_0 ? 39 : 64;
    case Digest::sha1: return version >= Version::v3_0 ? 64 : 80;
    case Digest::sha224: return 112;
    case Digest::sha256: return 128;
    case Digest::sha384: return 192;
    case Digest::sha512: return 256;
    }
    return 0;
}

class Server {
  public:
    Server(const ClientSide& client, const Offering& offering)
        : client_(client), server_(offering) {}

    Handshake run() {
        const auto version = choose_version();
        if (!version) return {.failure = Disagreement::version};
        result_.version = *version;
        *version == tls1_3 ? shake_tls13() : shake_older();
        return result_;
    }

  private:
    // The newest that both have, whether or not anything else fits: there is no second try.
    [[nodiscard]] std::optional<Protocol> choose_version() const {
        ProtocolSet common = client_.versions & server_.enabled;
        if (!can_tls13()) common.erase(tls1_3);
        // Without TLS 1.3 a client names its newest version only; it may refuse what it then gets.
        ProtocolSet served = server_.enabled;
        served.erase(tls1_3);
        const ProtocolSet older = client_.versions - ProtocolSet{tls1_3};
        if (client_.versions.contains(tls1_3))
            return common.empty() ? std::nullopt : std::optional(common.newest());
        if (older.empty()) return std::nullopt;
        served = served & ProtocolSet::range(ssl3, older.newest());
        if (served.empty() || !older.contains(served.newest())) return std::nullopt;
        return served.newest();
    }

    // A key that TLS 1.3 has no signature for rules it out from the start, unless others may come
    // with the name (is_tls13_capable).
    [[nodiscard]] bool can_tls13() const {
        return server_.asks_for_name
               || std::any_of(server_.keys.begin(), server_.keys.end(), [](const auto& key) {
                      return key.kind != Keys::ecdsa_other && key.kind != Keys::dsa;
                  });
    }

    void shake_older() {
        const bool by_server = server_.order != Order::client;
        const auto version = static_cast<std::size_t>(result_.version);
        const Suites own = server_.by_version[version];
        const Suites considered = server_.considered[version];
        result_.group = shared_group(by_server);
        const Suites mine = considered.empty() ? own : considered;
        const Suites theirs = client_.suites;
        const Suite* found = nullptr;
        bool group_missing = false;
        bool signature_missing = false;
        for (const Suite* suite : in_order(mine, theirs, server_.order)) {
            if (!lists(by_server ? theirs : mine, suite)) continue;
            if (suite->key_exchange == KeyExchange::ecdhe && !result_.group) {
                group_missing = true;
                continue;
            }
            if (!authenticates(*suite)) {
                signature_missing = true;
                continue;
            }
            found = suite;
            break;
        }
        if (!found) {
            result_.group = nullptr;
            return fail(group_missing       ? Disagreement::group
                        : signature_missing ? Disagreement::signature
                                            : Disagreement::suite);
        }
        result_.suite = found;
        if (found->key_exchange != KeyExchange::ecdhe) result_.group = nullptr;
        if (shows_refused(*found))
            fail(Disagreement::certificate);
        else if (!lists(own, found) || !signs(*found))
            fail(Disagreement::signature);
    }

    // Up to TLS 1.2 the suite says which kind of certificate is shown.
    [[nodiscard]] bool shows_refused(const Suite& suite) const {
        const auto shown =
            std::find_if(server_.keys.begin(), server_.keys.end(),
                         [&](const auto& key) { return goes_with(key.kind, suite); });
        return shown != server_.keys.end() && shown->refused;
    }

    [[nodiscard]] const Suite* first_suite(Suites mine, Order order) const {
        const Suites theirs = client_.suites;
        for (const Suite* suite : in_order(mine, theirs, order)) {
            if (lists(order == Order::client ? mine : theirs, suite)) return suite;
        }
        return nullptr;
    }

    void shake_tls13() {
        const bool by_server = server_.tls13_order != Order::client;
        result_.suite = first_suite(server_.ciphersuites, server_.tls13_order);
        if (!result_.suite) return fail(Disagreement::suite);
        choose_tls13_group(by_server);
        if (!result_.group) return fail(Disagreement::group);
        if (result_.retried && server_.retry) {
            // tls_early_post_process_client_hello: SSL_R_BAD_CIPHER if it is not the same again.
            const Suite* const again =
                first_suite(server_.retry->ciphersuites, server_.retry->order);
            if (again != result_.suite) {
                result_.changed_mind = true;
                return fail(Disagreement::suite);
            }
        }
        const bool signed_by_any =
            std::any_of(server_.keys.begin(), server_.keys.end(),
                        [&](const CertificateKey& key) { return shares_signature(key); });
        if (!signed_by_any) return fail(Disagreement::signature);
        if (shows_refused_in_tls13(by_server)) fail(Disagreement::certificate);
    }

    // In TLS 1.3 the first signature algorithm that some key can make says so.
    [[nodiscard]] bool shows_refused_in_tls13(bool by_server) const {
        const bool has_refused = std::any_of(server_.keys.begin(), server_.keys.end(),
                                             [](const CertificateKey& key) { return key.refused; });
        if (!has_refused) return false;
        std::vector<const SignatureAlgorithm*> order(client_.signatures.begin(),
                                                     client_.signatures.end());
        if (by_server) {
            std::vector<const SignatureAlgorithm*> own(server_.signatures.begin(),
                                                       server_.signatures.end());
            if (own.empty()) {
                for (const SignatureAlgorithm& each : signature_algorithms()) own.push_back(&each);
            }
            std::erase_if(own, [&](const auto* each) { return !lists(order, each); });
            order = std::move(own);
        }
        for (const SignatureAlgorithm* const algorithm : order) {
            for (const CertificateKey& key : server_.keys) {
                if (takes(*algorithm, key)) return key.refused;
            }
        }
        return false;
    }

    void fail(Disagreement about) { result_.failure = about; }

    // The suites to go through.
    static std::vector<const Suite*> in_order(Suites mine, Suites theirs, Order order) {
        const Suites first = order == Order::client ? theirs : mine;
        std::vector<const Suite*> list(first.begin(), first.end());
        if (order == Order::server_chacha && !theirs.empty() && is_chacha(theirs.front()))
            std::stable_partition(list.begin(), list.end(), is_chacha);
        return list;
    }

    [[nodiscard]] bool usable(const Group* group) const {
        return fits(*group, result_.version, server_.version);
    }

    // Up to TLS 1.2 the first of whoever decides.
    [[nodiscard]] const Group* shared_group(bool by_server) const {
        const Groups first = by_server ? server_.groups : client_.groups;
        const Groups second = by_server ? client_.groups : server_.groups;
        for (const Group* group : first) {
            if (lists(second, group) && usable(group)) return group;
        }
        return nullptr;
    }

    // Since 3.5 tuple by tuple: in each a share that is there already before one to ask for.
    // Before, the client's first share that the server takes, else the server's first group.
    void choose_tls13_group(bool by_server) {
        const bool has_tuples = server_.version >= Version::v3_5 && !server_.tuples.empty();
        const std::uint32_t last = has_tuples ? server_.tuples.back() : 0;
        for (std::uint32_t tuple = 0; tuple <= last; ++tuple) {
            const std::vector<const Group*> own = tuple_of(tuple, has_tuples);
            const bool own_first = by_server && server_.version >= Version::v3_5;
            if ((result_.group = first_common(own, client_.key_shares, own_first))) return;
            // What to ask for was the server's choice before there were tuples.
            const bool ask_own = by_server || server_.version < Version::v3_5;
            if ((result_.group = first_common(own, client_.groups, ask_own))) {
                result_.retried = true;
                return;
            }
        }
    }
    [[nodiscard]] std::vector<const Group*> tuple_of(std::uint32_t number, bool has_tuples) const {
        std::vector<const Group*> groups;
        for (std::size_t i = 0; i < server_.groups.size(); ++i) {
            if ((!has_tuples || server_.tuples[i] == number) && usable(server_.groups[i]))
                groups.push_back(server_.groups[i]);
        }
        return groups;
    }
    static const Group* first_common(Groups own, Groups theirs, bool own_first) {
        const Groups first = own_first ? own : theirs;
        const Groups second = own_first ? theirs : own;
        const auto found = std::find_if(first.begin(), first.end(),
                                        [&](const Group* group) { return lists(second, group); });
        return found == first.end() ? nullptr : *found;
    }

    // Whether some key can prove the server's identity in that suite (ssl_set_masks). With RSA the
    // client's signature algorithms are looked at only afterwards.
    [[nodiscard]] bool authenticates(const Suite& suite) const {
        if (suite.authentication == Authentication::none) return true;
        return std::any_of(server_.keys.begin(), server_.keys.end(), [&](const auto& key) {
            if (!goes_with(key.kind, suite)) return false;
            if (key.kind == Keys::rsa || key.kind == Keys::dsa) return true;
            // A certificate's curve must be among the client's, where it names any.
            if (has(ecdsa_keys, key.kind) && key.curve && !client_.groups.empty()
                && !lists(client_.groups, key.curve))
                return false;
            return result_.version < tls1_2 || shares_signature(key);
        });
    }

    [[nodiscard]] bool signs(const Suite& suite) const {
        if (suite.authentication == Authentication::none || result_.version < tls1_2) return true;
        return std::any_of(server_.keys.begin(), server_.keys.end(), [&](const auto& key) {
            return goes_with(key.kind, suite) && shares_signature(key);
        });
    }

    [[nodiscard]] bool goes_with(Keys key, const Suite& suite) const {
        switch (suite.authentication) {
        case Authentication::rsa:
            return key == Keys::rsa
                   || (key == Keys::rsa_pss && suite.key_exchange != KeyExchange::rsa);
        case Authentication::ecdsa:
            return has(ecdsa_keys, key)
                   || (result_.version >= tls1_2 && has(Keys::ed25519 | Keys::ed448, key));
        case Authentication::dss: return key == Keys::dsa;
        default: return false;
        }
    }

    // A signature algorithm that both have and that key can make.
    [[nodiscard]] bool shares_signature(const CertificateKey& key) const {
        if (client_.signatures.empty()) return result_.version < tls1_3 && has_legacy(key);
        return std::any_of(
            client_.signatures.begin(), client_.signatures.end(),
            [&](const SignatureAlgorithm* algorithm) { return takes(*algorithm, key); });
    }

    // Who names none has SHA-1 (RFC 5246 7.4.1.4.1).
    [[nodiscard]] bool has_legacy(const CertificateKey& key) const {
        const auto all = signature_algorithms();
        return std::any_of(all.begin(), all.end(), [&](const SignatureAlgorithm& algorithm) {
            return algorithm.digest == Digest::sha1 && takes(algorithm, key);
        });
    }

    [[nodiscard]] bool takes(const SignatureAlgorithm& algorithm, const CertificateKey& key) const {
        const bool tls13 = result_.version == tls1_3;
        if (server_.version < algorithm.since) return false;
        if (!server_.signatures.empty() && !lists(server_.signatures, &algorithm)) return false;
        if (strength(algorithm, server_.version) < minimum_bits(server_.security_level))
            return false;
        if (tls13 && !algorithm.in_tls13) return false;
        return signs_with(algorithm, key.kind, tls13);
    }

    const ClientSide& client_;
    const Offering& server_;
    Handshake result_;
};

}  // namespace

std::string_view name(Disagreement about) {
    switch (about) {
    case Disagreement::none: return "";
    case Disagreement::version: return "version";
    case Disagreement::suite: return "suite";
    case Disagreement::group: return "group";
    case Disagreement::signature: return "signature";
    case Disagreement::certificate: return "certificate";
    }
    return "";
}

Handshake simulate(const ClientSide& client, const Offering& server) {
    return Server(client, server).run();
}

}  // namespace tlslint::openssl
