// SPDX-License-Identifier: Apache-2.0
#include "audit/clients/connect.hpp"

#include "parsers/model/pairs.hpp"
#include "parsers/openssl/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <iterator>

namespace tlslint::clients {
namespace {

using openssl::CertificateKey;
using openssl::Disagreement;
using openssl::Handshake;
using openssl::Protocol;
using openssl::ProtocolSet;
using Result = Connection::Result;
using Keys = std::vector<CertificateKey>;

constexpr Cause version_mismatch{3, "version-mismatch"};
constexpr Cause no_shared_cipher{4, "no-shared-cipher"};
constexpr Cause misconfiguration{7, "server-misconfiguration"};

// The kinds that public authorities certify and nearly everybody uses (CA/Browser Forum, Baseline
// Requirements 6.1.5): what a certificate out of sight may hold.
Keys usual_keys() {
    using enum openssl::Keys;
    return {{rsa, nullptr},
            {ecdsa_p256, openssl::find_group_anywhere("prime256v1")},
            {ecdsa_p384, openssl::find_group_anywhere("secp384r1")}};
}

openssl::Order order_of(Preference preference) {
    switch (preference) {
    case Preference::client: return openssl::Order::client;
    case Preference::server: return openssl::Order::server;
    case Preference::server_chacha: return openssl::Order::server_chacha;
    }
    return openssl::Order::client;
}

// An endpoint as OpenSSL offers it, once for each set of keys that it may have.
class Server {
  public:
    Server(const Model& model, const Endpoint& endpoint)
        : model_(model), endpoint_(endpoint), enabled_(enabled()) {
        add_keys();
        add_dh_bits();
    }

    Connection meet(const Profile& client) const {
        Connection result{.client = &client, .answers = &endpoint_};
        if (!endpoint_.enabled_versions.origin.is_known())
            return unknown(std::move(result), endpoint_.enabled_versions.origin);
        if (endpoint_.rejects.value)
            return fail(std::move(result), misconfiguration, "every handshake is refused");
        std::vector<Handshake> ends;
        for (const Keys& keys : keys_) ends.push_back(simulate(client.offers(), offering(keys)));
        // Whatever else is unknown, without a common version it is over.
        if (const auto all = [](const Handshake& end) { return is_over(end); };
            std::all_of(ends.begin(), ends.end(), all))
            return conclude(std::move(result), ends.front());
        if (const Origin* origin = unknown_part(ends)) return unknown(std::move(result), *origin);
        if (endpoint_.certificates.value.empty() && endpoint_.certificates.origin.is_known()) {
            result.why = "no certificate is configured";
            return result;
        }
        const bool same_end = std::all_of(ends.begin(), ends.end(), [&](const Handshake& end) {
            return end.failure == ends.front().failure;
        });
        if (!same_end) {
            result.why = fmt::format("fails if the certificate's key, not known here, is {}",
                                     failing_keys(ends));
            return result;
        }
        // The library gives up before it reads the first byte (openssl::can_begin).
        if (ends.front().completes() && endpoint_.versions.value.empty())
            return fail(std::move(result), misconfiguration, "no handshake can begin");
        return judge_dh(conclude(std::move(result), merge(ends)), client);
    }

  private:
    static bool is_over(const Handshake& end) { return end.failure == Disagreement::version; }

    static Connection unknown(Connection result, const Origin& origin) {
        result.why = origin.authority;
        return result;
    }
    static Connection fail(Connection result, const Cause& cause, std::string why) {
        result.result = Result::failed;
        result.cause = &cause;
        result.why = std::move(why);
        return result;
    }

    // What the library and its level let happen, suites or not.
    [[nodiscard]] ProtocolSet enabled() const {
        ProtocolSet set = endpoint_.enabled_versions.value & endpoint_.handshake.begun_with
                          & built_protocols(model_.facts.library.version);
        for (const Protocol protocol : set) {
            if (!protocol_allowed(protocol, model_.facts.library, endpoint_.security_level))
                set.erase(protocol);
        }
        return set;
    }

    // A certificate that cannot be read has one of the usual kinds: each is tried.
    void add_keys() {
        Keys known;
        unsigned hidden = 0;
        const auto pairs = endpoint_.certificates.value;
        for (const CertificatePair& pair : pairs) {
            if (lacks_key(pair, pairs)) continue;
            const FileContents* const contents = pair.certificate->contents;
            if (!contents || contents->certificates.empty()) {
                ++hidden;
                continue;
            }
            const x509::PublicKey& key = contents->certificates.front().key;
            known.push_back({key_kind(key), openssl::find_group_anywhere(key.curve),
                             is_too_weak(pair, model_.facts.library, endpoint_.security_level)});
        }
        if (!endpoint_.certificates.origin.is_known() || pairs.empty()) ++hidden;
        known_keys_ = known.size();
        if (hidden == 0) keys_.push_back(known);
        const Keys usual = usual_keys();
        for (unsigned set = 1; hidden > 0 && set < 1U << usual.size(); ++set) {
            if (static_cast<unsigned>(std::popcount(set)) > hidden) continue;
            Keys keys = known;
            for (std::size_t i = 0; i < usual.size(); ++i) {
                if ((set >> i & 1U) != 0) keys.push_back(usual[i]);
            }
            keys_.push_back(std::move(keys));
        }
    }

    void add_dh_bits() {
        for (const FileReference* file : endpoint_.files) {
            if (file->use == FileUse::dh_parameters && file->contents)
                dh_bits_ = file->contents->dh_bits;
        }
    }

    [[nodiscard]] std::optional<openssl::Offering::Retry> retry() const {
        const HandshakeRules& rules = endpoint_.handshake;
        if (!rules.retry_ciphersuites) return std::nullopt;
        return openssl::Offering::Retry{*rules.retry_ciphersuites,
                                        order_of(rules.retry_preference)};
    }

    [[nodiscard]] openssl::Offering offering(const Keys& keys) const {
        return {.version = model_.facts.library.version,
                .security_level = endpoint_.security_level,
                .enabled = enabled_,
                .by_version = endpoint_.ciphers.value.by_version,
                .considered = endpoint_.ciphers.value.considered,
                .ciphersuites = endpoint_.ciphersuites.value,
                .retry = retry(),
                .groups = endpoint_.groups.value,
                .tuples = endpoint_.handshake.tuples,
                .signatures = endpoint_.handshake.signatures,
                .keys = keys,
                .asks_for_name = endpoint_.handshake.asks_for_name,
                .order = order_of(endpoint_.handshake.preference),
                .tls13_order = order_of(endpoint_.handshake.tls13_preference)};
    }

    // A setting that decides in one of these versions and is not known.
    [[nodiscard]] const Origin* unknown_part(const std::vector<Handshake>& ends) const {
        for (const Handshake& end : ends) {
            if (is_over(end)) continue;
            const Origin& suites = end.version == Protocol::tls1_3 ? endpoint_.ciphersuites.origin
                                                                   : endpoint_.ciphers.origin;
            for (const Origin* origin :
                 {&suites, &endpoint_.groups.origin, &endpoint_.preference.origin}) {
                if (!origin->is_known()) return origin;
            }
        }
        return nullptr;
    }

    // "RSA, P-384", "RSA and P-256"
    [[nodiscard]] std::string failing_keys(const std::vector<Handshake>& ends) const {
        std::string text;
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (ends[i].completes()) continue;
            std::string set;
            for (std::size_t k = known_keys_; k < keys_[i].size(); ++k) {
                const openssl::Group* const curve = keys_[i][k].curve;
                set += (set.empty() ? "" : " and ")
                       + std::string(curve ? curve->nist : std::string_view("RSA"));
            }
            text += (text.empty() ? "" : ", ") + set;
        }
        return text;
    }

    // What several ends have in common.
    static Handshake merge(const std::vector<Handshake>& ends) {
        Handshake common = ends.front();
        for (const Handshake& end : ends) {
            if (end.suite != common.suite) common.suite = nullptr;
            if (end.group != common.group) common.group = nullptr;
        }
        return common;
    }

    [[nodiscard]] Connection conclude(Connection result, const Handshake& end) const {
        const auto& client = *result.client;
        if (end.completes()) {
            result.result = Result::ok;
            result.version = end.version;
            result.suite = end.suite;
            result.group = end.group;
            if (!end.suite)
                result.why = "the suite depends on the certificate's key, which is not known here";
            return result;
        }
        switch (end.failure) {
        case Disagreement::none: break;
        case Disagreement::version:
            return fail(std::move(result), version_mismatch,
                        enabled_.empty()
                            ? fmt::format("the server speaks no version at security level {}",
                                          endpoint_.security_level)
                            : fmt::format("no common version: speaks {}, the server {}",
                                          names(client.versions), names(enabled_)));
        case Disagreement::suite:
            if (end.changed_mind)
                return fail(
                    std::move(result), no_shared_cipher,
                    fmt::format("asks for another key share, and settles for another cipher suite "
                                "than {} when it has the name",
                                end.suite->openssl));
            return fail(std::move(result), no_shared_cipher,
                        fmt::format("no common cipher suite in {}", name(end.version)));
        case Disagreement::group:
            return fail(std::move(result), no_shared_cipher,
                        fmt::format("no common group in {}", name(end.version)));
        case Disagreement::certificate:
            return fail(
                std::move(result), misconfiguration,
                fmt::format("the server's certificate is too weak for its security level {}",
                            endpoint_.security_level));
        case Disagreement::signature:
            return fail(std::move(result), no_shared_cipher,
                        fmt::format("no signature algorithm for the certificate's key in {}",
                                    name(end.version)));
        }
        return result;
    }

    // The server does not ask how large groups may be: the client hangs up.
    [[nodiscard]] Connection judge_dh(Connection result, const Profile& client) const {
        if (result.result != Result::ok || !result.suite
            || result.suite->key_exchange != openssl::KeyExchange::dhe)
            return result;
        if (client.least_dh_bits == 0 && client.most_dh_bits == 0) return result;
        if (dh_bits_ == 0) {
            result.result = Result::unknown;
            result.why = fmt::format("{}, and the size of the server's Diffie-Hellman group is not "
                                     "known here",
                                     limits(client));
            return result;
        }
        const bool fits = dh_bits_ >= client.least_dh_bits
                          && (client.most_dh_bits == 0 || dh_bits_ <= client.most_dh_bits);
        if (fits) return result;
        return fail(std::move(result), no_shared_cipher,
                    fmt::format("{}, the server has {}", limits(client), dh_bits_));
    }
    static std::string limits(const Profile& client) {
        if (client.most_dh_bits == 0)
            return fmt::format("takes Diffie-Hellman groups from {} bits on", client.least_dh_bits);
        return fmt::format("takes Diffie-Hellman groups up to {} bits", client.most_dh_bits);
    }

    const Model& model_;
    const Endpoint& endpoint_;
    ProtocolSet enabled_;
    std::vector<Keys> keys_;  // one of these sets it is; the keys that are known come first
    std::size_t known_keys_ = 0;
    int dh_bits_ = 0;
};

bool same_socket(const Listen& a, const Listen& b) {
    return a.transport == b.transport && a.address == b.address && a.port == b.port
           && a.path == b.path;
}

// Who answers clients that send no name.
const Endpoint* nameless(const Model& model, const Endpoint& endpoint) {
    if (endpoint.listen.is_default) return &endpoint;
    const auto& all = model.endpoints;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Endpoint& other) {
        return other.listen.is_default && same_socket(other.listen, endpoint.listen);
    });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name(Connection::Result result) {
    switch (result) {
    case Result::ok: return "ok";
    case Result::failed: return "failed";
    case Result::unknown: return "unknown";
    }
    return "";
}

std::vector<Connection> connect(const Model& model, const Endpoint& endpoint) {
    const bool over_tcp = endpoint.listen.transport == Listen::Transport::tcp
                          || endpoint.listen.transport == Listen::Transport::local;
    if (endpoint.role != Endpoint::Role::server || !over_tcp || !endpoint.listen.tls.value)
        return {};
    const Server named(model, endpoint);
    const Endpoint* const standard = nameless(model, endpoint);
    std::optional<Server> other;
    if (standard && standard != &endpoint) other.emplace(model, *standard);
    std::vector<Connection> connections;
    for (const Profile& client : profiles()) {
        if (client.sends_name || standard == &endpoint) {
            connections.push_back(named.meet(client));
        } else if (other) {
            connections.push_back(other->meet(client));
        } else {
            connections.push_back(
                {.client = &client,
                 .why = "sends no name, and the address has no default server here"});
        }
    }
    return connections;
}

}  // namespace tlslint::clients
