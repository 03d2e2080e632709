// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/clients/profile.hpp"
#include "audit/explain/explain.hpp"
#include "audit/live/answer.hpp"
#include "audit/live/session.hpp"
#include "audit/live/target.hpp"
#include "parsers/x509/trust.hpp"
#include "rules/engine/rule.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::live {

/// Steps of a handshake, as `diagnose` shows them (live.md 3).
enum class StepName : std::uint8_t {
    tcp_connect,
    starttls,  // for targets with STARTTLS only
    client_hello,
    server_hello,
    certificate,
    verify,
    key_exchange,
    change_cipher_spec,
    finished
};
/// "tcp-connect"
[[nodiscard]] std::string_view name(StepName step);

struct StepReport {
    enum class Status : std::uint8_t { ok, failed, skipped };
    StepName step;
    Status status = Status::skipped;
    double ms = 0;
    std::string detail{};  // holds what peers say: escape it
};

/// One of the nine causes, and what shows that it is this one.
struct NamedCause {
    Cause cause = Cause::none;
    std::string_view id;
    std::string evidence;  // escape it
};

struct Diagnosed {
    std::string address;  // that was connected to; "" if there is none
    bool ok = false;
    std::optional<Negotiated> negotiated{};
    std::vector<StepReport> steps;
    std::optional<NamedCause> cause{};
    std::vector<NamedCause> also{};  // further reasons
    std::optional<Alert> alert{};    // that came
    const explain::Diagnosis* help = nullptr;
};

/// How strict the client is that a handshake is made for.
enum class Verifies : std::uint8_t {
    as_browsers,  // everything of Fail
    as_proxies,   // what OpenSSL does for a server that is a client itself
    nothing
};

struct DiagnoseOptions {
    const clients::Profile* client = nullptr;  // null: a modern one
    Verifies verifies = Verifies::as_browsers;
    int most_authorities = 0;  // of a chain, for a proxy; 0: any number
    std::optional<ClientCredential> credential{};
    const x509::Trust* trust = nullptr;
    std::chrono::sys_seconds now{};
    std::chrono::milliseconds silence{5000}, most{20000};
    bool fetches_revocation = false;
};

/// Makes one handshake and looks at each step of it; after a failure asks up to eight times more to
/// tell the causes apart. Blocks for as long as the options say at most.
[[nodiscard]] Diagnosed diagnose(const Target& target, const DiagnoseOptions& options);

}  // namespace tlslint::live
