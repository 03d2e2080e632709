// SPDX-License-Identifier: Apache-2.0
// Handshakes as `openssl s_server` and `s_client` of this machine make them, over loopback.
#include "parsers/openssl/levels.hpp"
#include "parsers/openssl/simulate.hpp"
#include "tests/support/openssl.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>

namespace tlslint::test {
namespace {

using namespace openssl;
using Words = std::vector<std::string>;

std::string join(const Words& words, char joint) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : std::string(1, joint)) + word;
    return text;
}

// Both ends as they are given to the two programs.
struct Pair {
    std::string server_ciphers, client_ciphers;
    std::string server_suites, client_suites;  // of TLS 1.3
    std::string server_groups, client_groups;  // "": the library's own
    std::string client_signatures;
    ProtocolSet server_versions, client_versions;
    Words keys;  // names of certificates
    int level = 0;
    Order order = Order::client;
    bool dhe = true;
};

constexpr std::string_view flag_of(Protocol protocol) {
    switch (protocol) {
    case Protocol::ssl2: return "";
    case Protocol::ssl3: return "";
    case Protocol::tls1_0: return "tls1";
    case Protocol::tls1_1: return "tls1_1";
    case Protocol::tls1_2: return "tls1_2";
    case Protocol::tls1_3: return "tls1_3";
    }
    return "";
}

struct KeyKind {
    std::string name;
    Words options;
    CertificateKey key;
};
const std::vector<KeyKind>& key_kinds() {
    static const std::vector<KeyKind> kinds{
        {"rsa", {"rsa:2048"}, {Keys::rsa, nullptr}},
        {"p256",
         {"ec", "-pkeyopt", "ec_paramgen_curve:P-256"},
         {Keys::ecdsa_p256, find_group_anywhere("P-256")}},
        {"p384",
         {"ec", "-pkeyopt", "ec_paramgen_curve:P-384"},
         {Keys::ecdsa_p384, find_group_anywhere("P-384")}},
        {"k1",
         {"ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"},
         {Keys::ecdsa_other, find_group_anywhere("secp256k1")}},
        {"ed25519", {"ed25519"}, {Keys::ed25519, nullptr}},
    };
    return kinds;
}

// What happened, or is expected to, in words: "TLSv1.3 TLS_AES_128_GCM_SHA256 X25519", "fails".
using Outcome = std::string;

class Simulation : public testing::Test {
  protected:
    void SetUp() override {
        const auto found = machine();
        if (!found) GTEST_SKIP() << "there is no OpenSSL to compare with";
        library = *found;
        std::ofstream(file("req", "cnf")) << "[req]\ndistinguished_name=dn\n[dn]\n";
        for (const KeyKind& kind : key_kinds()) {
            Words words{"req",   "-x509", "-nodes", "-config", file("req", "cnf"),
                        "-subj", "/CN=a", "-days",  "30",      "-newkey"};
            words.insert(words.end(), kind.options.begin(), kind.options.end());
            words.insert(words.end(),
                         {"-keyout", file(kind.name, "key"), "-out", file(kind.name, "pem")});
            ASSERT_TRUE(ask(words).ok);
        }
    }
    [[nodiscard]] std::string file(const std::string& name, const char* ending) const {
        return (home.path() / (name + "." + ending)).string();
    }

    [[nodiscard]] Outcome real(const Pair& pair) const {
        Words server{"-cipher", pair.server_ciphers, "-ciphersuites", pair.server_suites};
        const char* prefix = "-";
        for (const std::string& key : pair.keys) {
            server.insert(server.end(), {std::string(prefix) + "cert", file(key, "pem"),
                                         std::string(prefix) + "key", file(key, "key")});
            prefix = "-d";
        }
        for (const Protocol protocol :
             ProtocolSet::range(Protocol::tls1_0, Protocol::tls1_3) - pair.server_versions)
            server.push_back("-no_" + std::string(flag_of(protocol)));
        if (!pair.server_groups.empty())
            server.insert(server.end(), {"-groups", pair.server_groups});
        if (pair.order != Order::client) server.emplace_back("-serverpref");
        if (pair.order == Order::server_chacha) server.emplace_back("-prioritize_chacha");
        if (!pair.dhe) server.emplace_back("-no_dhe");
        const TlsServer running(server);
        if (running.address().empty()) return "no server: " + running.output();

        Words client{"s_client", "-connect",          running.address(), "-brief",
                     "-cipher",  pair.client_ciphers, "-ciphersuites",   pair.client_suites};
        for (const Protocol protocol :
             ProtocolSet::range(Protocol::tls1_0, Protocol::tls1_3) - pair.client_versions)
            client.push_back("-no_" + std::string(flag_of(protocol)));
        if (!pair.client_groups.empty())
            client.insert(client.end(), {"-groups", pair.client_groups});
        if (!pair.client_signatures.empty())
            client.insert(client.end(), {"-sigalgs", pair.client_signatures});
        return in_words(ask(client).output);
    }

    static std::string behind(const std::string& text, std::string_view label) {
        const std::size_t at = text.find(label);
        if (at == std::string::npos) return "";
        const std::size_t begin = at + label.size();
        return text.substr(begin, text.find('\n', begin) - begin);
    }

    // "ECDH, prime256v1, 256 bits", "X25519, 253 bits", "DH, 2048 bits"; or 3.5's own line.
    static std::string group_in(const std::string& output, bool tls13) {
        if (const std::string named = behind(output, "Negotiated TLS1.3 group: "); !named.empty())
            return std::string(find_group_anywhere(named)->openssl);
        std::string key = behind(output, "Server Temp Key: ");
        if (key.empty()) key = behind(output, "Peer Temp Key: ");
        if (key.starts_with("DH, "))
            return tls13 ? "ffdhe" + key.substr(4, key.find(' ', 4) - 4) : "";
        if (key.starts_with("ECDH, ")) key = key.substr(6);
        key = key.substr(0, key.find(','));
        const Group* const group = find_group_anywhere(key);
        return group ? std::string(group->openssl) : key;
    }

    static Outcome in_words(const std::string& output) {
        if (output.find("CONNECTION ESTABLISHED") == std::string::npos) return "fails";
        const std::string version = behind(output, "Protocol version: ");
        return fmt::format("{} {} {}", version, behind(output, "Ciphersuite: "),
                           group_in(output, version == "TLSv1.3"));
    }

    [[nodiscard]] Handshake simulated(const Pair& pair) const {
        const Evaluation ciphers = evaluate(pair.server_ciphers, library);
        const Ciphersuites suites = parse_ciphersuites(pair.server_suites, library.version);
        const GroupList groups = parse_groups(
            pair.server_groups.empty() ? default_groups(library.version) : pair.server_groups,
            library.version);
        std::vector<CertificateKey> keys;
        Keys kinds = Keys::none;
        for (const KeyKind& kind : key_kinds()) {
            if (std::find(pair.keys.begin(), pair.keys.end(), kind.name) == pair.keys.end())
                continue;
            keys.push_back(kind.key);
            kinds = kinds | kind.key.kind;
        }
        const ProtocolSet enabled =
            pair.server_versions & usable_protocols(library.version, pair.level);
        const Negotiable offer = negotiate({.library = &library,
                                            .security_level = pair.level,
                                            .tls13_level = pair.level,
                                            .enabled = enabled,
                                            .ciphers = &ciphers,
                                            .ciphersuites = &suites,
                                            .groups = &groups,
                                            .keys = kinds,
                                            .has_dh_parameters = pair.dhe});
        Offering server{.version = library.version,
                        .security_level = pair.level,
                        .enabled = enabled,
                        .ciphersuites = offer.ciphersuites,
                        .groups = offer.groups,
                        .tuples = offer.tuples,
                        .keys = keys,
                        .order = pair.order,
                        .tls13_order = pair.order};
        for (std::size_t i = 0; i < offer.by_version.size(); ++i) {
            server.by_version[i] = offer.by_version[i];
            server.considered[i] = offer.considered[i];
        }
        return simulate_with(pair, server);
    }

    // The client's first message as s_client writes it, at level 0.
    [[nodiscard]] Handshake simulate_with(const Pair& pair, const Offering& server) const {
        const ProtocolSet versions = pair.client_versions & usable_protocols(library.version, 0);
        const GroupList list = parse_groups(
            pair.client_groups.empty() ? default_groups(library.version) : pair.client_groups,
            library.version);
        std::vector<const Group*> groups;
        for (const auto& listed : list.groups) groups.push_back(listed.group);
        std::vector<const SignatureAlgorithm*> signatures;
        if (pair.client_signatures.empty()) {
            for (const SignatureAlgorithm& algorithm : signature_algorithms())
                signatures.push_back(&algorithm);
        } else {
            for (const auto& listed :
                 parse_signatures(pair.client_signatures, library.version).algorithms)
                signatures.push_back(listed.algorithm);
        }
        // s_client leaves out suites that none of its signature algorithms goes with
        // (ssl_set_client_disabled).
        const auto signs = [&](const Suite& suite) {
            return std::any_of(signatures.begin(), signatures.end(), [&](const auto* algorithm) {
                const bool rsa = algorithm->signer == Signer::rsa
                                 || algorithm->signer == Signer::rsa_pss
                                 || algorithm->signer == Signer::rsa_pss_key;
                return rsa == (suite.authentication == Authentication::rsa);
            });
        };
        std::vector<const Suite*> suites;
        if (versions.contains(Protocol::tls1_3)) {
            for (const auto& listed :
                 parse_ciphersuites(pair.client_suites, library.version).suites)
                suites.push_back(listed.suite);
        }
        for (const Chosen& chosen : evaluate(pair.client_ciphers, library).suites) {
            const bool any = std::any_of(versions.begin(), versions.end(), [&](Protocol protocol) {
                return fits(*chosen.suite, protocol, library.version);
            });
            if (any && signs(*chosen.suite)) suites.push_back(chosen.suite);
        }
        const std::vector<const Group*> shares = key_shares(list, library.version);
        return simulate({.versions = versions,
                         .suites = suites,
                         .groups = groups,
                         .key_shares = shares,
                         .signatures = signatures},
                        server);
    }

    [[nodiscard]] Outcome in_words(const Handshake& handshake) const {
        if (!handshake.completes()) return "fails";
        return fmt::format("{} {} {}", name(handshake.version),
                           openssl_name(*handshake.suite, library.version),
                           handshake.group ? handshake.group->openssl : std::string_view());
    }

    TemporaryDirectory home;
    Library library;
};

// Draws both ends at random, always the same ones: no distributions, which differ by library.
class Draw {
  public:
    explicit Draw(unsigned seed) : engine_(seed) {}
    [[nodiscard]] bool one_in(unsigned n) { return engine_() % n == 0; }
    [[nodiscard]] std::size_t below(std::size_t n) { return engine_() % n; }
    // Some of them, in any order, at least one.
    Words some(Words words) {
        shuffle(words);
        words.resize(1 + below(words.size()));
        return words;
    }

    Pair pair(Version version) {
        const Words ciphers{"ECDHE-RSA-AES128-GCM-SHA256",
                            "ECDHE-ECDSA-AES128-GCM-SHA256",
                            "ECDHE-RSA-AES256-GCM-SHA384",
                            "ECDHE-ECDSA-AES256-GCM-SHA384",
                            "ECDHE-RSA-CHACHA20-POLY1305",
                            "ECDHE-ECDSA-CHACHA20-POLY1305",
                            "DHE-RSA-AES128-GCM-SHA256",
                            "DHE-RSA-CHACHA20-POLY1305",
                            "AES128-GCM-SHA256",
                            "AES256-SHA256",
                            "ECDHE-RSA-AES128-SHA",
                            "ECDHE-ECDSA-AES128-SHA",
                            "AES128-SHA",
                            "DHE-RSA-AES256-SHA"};
        const Words suites{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                           "TLS_CHACHA20_POLY1305_SHA256"};
        Words groups{"X25519", "P-256", "P-384", "P-521", "X448"};
        if (version >= Version::v3_0) groups.insert(groups.end(), {"ffdhe2048", "ffdhe3072"});
        if (version >= Version::v3_5) groups.insert(groups.end(), {"X25519MLKEM768", "MLKEM768"});
        Pair drawn;
        drawn.level = one_in(3) ? 2 : 0;
        const std::string level = fmt::format(":@SECLEVEL={}", drawn.level);
        drawn.server_ciphers = one_in(4) ? "ALL:!aNULL" + level : join(some(ciphers), ':') + level;
        drawn.client_ciphers = join(some(ciphers), ':') + ":@SECLEVEL=0";
        drawn.server_suites = join(some(suites), ':');
        drawn.client_suites = join(some(suites), ':');
        if (!one_in(3)) drawn.server_groups = join(some(groups), separator(version));
        if (!one_in(3)) drawn.client_groups = join(some(groups), ':');
        if (one_in(4))
            drawn.client_signatures =
                join(some({"RSA+SHA256", "ECDSA+SHA256", "ECDSA+SHA384", "rsa_pss_rsae_sha256",
                           "ed25519", "RSA+SHA1", "ECDSA+SHA1"}),
                     ':');
        drawn.server_versions = some_versions();
        drawn.client_versions =
            one_in(2) ? ProtocolSet{Protocol::tls1_2, Protocol::tls1_3} : some_versions();
        for (const KeyKind& kind : key_kinds()) {
            if (one_in(4)) drawn.keys.push_back(kind.name);
        }
        if (drawn.keys.empty()) drawn.keys = {one_in(2) ? "rsa" : "p256"};
        // One key a kind, and s_server takes two at most.
        if (drawn.keys.size() > 2) drawn.keys.resize(2);
        const auto is_ec = [](const std::string& key) {
            return key == "p256" || key == "p384" || key == "k1";
        };
        if (std::all_of(drawn.keys.begin(), drawn.keys.end(), is_ec)) drawn.keys.resize(1);
        drawn.order = static_cast<Order>(below(3));
        drawn.dhe = !one_in(3);
        return drawn;
    }

  private:
    void shuffle(Words& words) {
        for (std::size_t i = words.size(); i > 1; --i) std::swap(words[i - 1], words[below(i)]);
    }
    char separator(Version version) { return version >= Version::v3_5 && one_in(3) ? '/' : ':'; }
    // A client's range has no holes: s_client would refuse.
    ProtocolSet some_versions() {
        constexpr std::size_t count = 4;
        const std::size_t oldest = below(count);
        const std::size_t newest = oldest + below(count - oldest);
        const auto at = [](std::size_t i) {
            return static_cast<Protocol>(static_cast<std::size_t>(Protocol::tls1_0) + i);
        };
        return ProtocolSet::range(at(oldest), at(newest));
    }
    std::mt19937 engine_;
};

std::string describe(const Pair& pair) {
    const auto names = [](ProtocolSet set) {
        std::string text;
        for (const Protocol protocol : set) text += std::string(name(protocol)) + " ";
        return text;
    };
    return fmt::format("server: {}| {} | {} | groups {} | keys {} | order {} | dhe {}\n"
                       "client: {}| {} | {} | groups {} | signatures {}",
                       names(pair.server_versions), pair.server_ciphers, pair.server_suites,
                       pair.server_groups, join(pair.keys, ' '), static_cast<int>(pair.order),
                       pair.dhe, names(pair.client_versions), pair.client_ciphers,
                       pair.client_suites, pair.client_groups, pair.client_signatures);
}

TEST_F(Simulation, IsWhatTheMachinesOpensslDoes) {
    int count = 30;
    const std::string wanted = environment("TLSLINT_PROVE_HANDSHAKES", "30");
    std::from_chars(wanted.data(), wanted.data() + wanted.size(), count);
    Draw draw(
        static_cast<unsigned>(std::atoi(environment("TLSLINT_PROVE_SEED", "20261125").c_str())));
    std::map<Outcome, int> seen;
    for (int i = 0; i < count; ++i) {
        const Pair pair = draw.pair(library.version);
        const Outcome truth = real(pair);
        ASSERT_FALSE(truth.starts_with("no server")) << describe(pair) << '\n' << truth;
        const Handshake handshake = simulated(pair);
        EXPECT_EQ(in_words(handshake), truth)
            << describe(pair) << "\nfailure: " << name(handshake.failure);
        ++seen[truth.substr(0, truth.find(' '))];
    }
    EXPECT_GT(seen["TLSv1.3"], count / 10);
    EXPECT_GT(seen["TLSv1.2"], count / 10);
    EXPECT_GT(seen["fails"], count / 10);
}

}  // namespace
}  // namespace tlslint::test
