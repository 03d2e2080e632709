// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/answer.hpp"
#include "audit/live/judgement.hpp"
#include "audit/live/target.hpp"
#include "parsers/openssl/simulate.hpp"
#include "parsers/openssl/versions.hpp"
#include "parsers/values/hsts.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::live {

/// A version that was answered with a ServerHello.
struct ObservedVersion {
    openssl::Protocol version = openssl::Protocol::tls1_2;
    std::vector<std::uint32_t> suites;  // all accepted, in the order in which the server picks them
    bool complete = false;              // the last hello without them was refused
    std::optional<openssl::Order> preference{};
};

struct ObservedDh {
    int bits = 0;
    std::string common_prime;  // a known group's name, or ""
};

/// A leaf, and with what it is shown.
struct ObservedCertificate {
    Shown shown;
    bool with_sni = false;
    bool without_sni = false;
    Verification verification{};
};

struct ObservedExtensions {
    std::optional<bool> secure_renegotiation{}, client_renegotiation{}, compression{},
        extended_master_secret{}, encrypt_then_mac{}, fallback_scsv{}, heartbeat{};
};

struct ObservedSession {
    std::optional<bool> resumption_id{}, resumption_ticket{};
    std::optional<int> tls13_tickets{};
    std::optional<std::uint32_t> ticket_lifetime_s{}, max_early_data{};
};

/// What a plain request is answered with.
struct ObservedPlain {
    std::string address;
    int status = 0;
    std::string location;
    bool redirects_to_https = false;
};

struct ObservedHttp {
    int status = 0;
    std::string server, location, content_encoding;
    std::optional<Hsts> hsts{};  // the first, which is what counts; nothing: not sent
    std::vector<Hsts> all_hsts{};
};

enum class AsksCertificate : std::uint8_t { none, optional, required };

/// A client as it would fare.
struct ObservedClient {
    std::string_view profile;
    bool ok = false;
    std::uint16_t version = 0, suite = 0, group = 0;
    std::string why{};         // it fails
    std::string_view cause{};  // of the nine
};

/// Which findings of `live/` stand for a target without TLS.
enum class NoTls : std::uint8_t { unreachable, timeout, reset, not_tls, handshake_failed };

/// Everything that was found out about one target. Optional facts that are missing were not looked
/// at, or could not be told.
struct Observed {
    std::string address;
    std::vector<std::string> addresses;
    bool reachable = false, tls = false, complete = true;
    int connections = 0;
    // Of a target without TLS.
    NoTls failure = NoTls::unreachable;
    std::string failed_step, failure_in_words;
    std::optional<Alert> refusal{};  // that came

    std::vector<ObservedVersion> versions;  // the oldest first
    std::vector<std::uint16_t> groups_tls13, groups_tls12;
    bool groups_tls13_known = false, groups_tls12_known = false;
    std::optional<ObservedDh> dh{};
    bool dh_known = false;
    std::optional<std::vector<std::uint16_t>> signature_algorithms{};
    std::optional<std::vector<std::string>> alpn{};
    std::vector<ObservedCertificate> certificates;
    ObservedExtensions extensions;
    ObservedSession session;
    std::optional<std::vector<std::string>> intolerance{};  // hellos that it hangs up on
    std::optional<AsksCertificate> client_auth{};
    // By a probe.
    std::optional<bool> heartbleed{}, ccs_injection{}, ticketbleed{}, robot{}, padding_oracle{};
    std::optional<ObservedHttp> http{};
    std::optional<ObservedPlain> plain{};
    std::vector<ObservedClient> clients;
    bool clients_known = false;
    double resolve_ms = 0, connect_ms = 0, handshake_ms = 0, total_ms = 0;
    std::vector<Observed> others;  // the name's other addresses, at quick depth

    [[nodiscard]] const ObservedVersion* version(openssl::Protocol wanted) const {
        for (const ObservedVersion& each : versions) {
            if (each.version == wanted) return &each;
        }
        return nullptr;
    }
};

enum class Vulnerable : std::uint8_t { no, yes, unknown };
struct Vulnerability {
    std::string_view id;  // "sweet32"
    Vulnerable state = Vulnerable::unknown;
};
/// What the facts say of each attack, in the contract's order (live.md 2). Those that need a probe
/// which was not made are unknown.
[[nodiscard]] std::vector<Vulnerability> vulnerabilities(const Observed& observed);

}  // namespace tlslint::live
