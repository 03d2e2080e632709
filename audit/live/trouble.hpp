// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/diagnose.hpp"
#include "audit/live/judgement.hpp"
#include "audit/live/probe.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tlslint::live {

/// What went wrong at a step, before anybody asks why.
struct Trouble {
    StepName step = StepName::tcp_connect;
    std::string what{};  // in words
    Break how = Break::none;
    Fault fault = Fault::none;
    std::optional<Alert> alert{};
    bool is_damaged = false;                 // a record did not decrypt
    bool certificate_was_wanted = false;     // the peer had asked for one
    std::vector<Reason> reasons{};           // of refusing what the server showed
    int dh_bits = 0;                         // of a group that is too short
    std::optional<std::uint16_t> version{};  // that the server chose and nobody had offered
};

/// What went wrong with a hello of our own; nothing if the server chose something of it.
[[nodiscard]] std::optional<Trouble> trouble_of(const Exchange& exchange, const Offer& offer);
/// Of a real handshake that has failed; `how` is what became of its connection.
[[nodiscard]] Trouble trouble_of(const Session& session, Break how);

struct Causes {
    std::vector<NamedCause> all;  // the first is the cause
    const explain::Diagnosis* help = nullptr;
};

/// Which of the nine it is. May ask the peer again, up to eight times; `client` is null for a
/// modern one.
[[nodiscard]] asio::awaitable<Causes> find_causes(Peer peer, Trouble trouble,
                                                  const clients::Profile* client);

/// The profile that stands for a modern client where its hello is our own.
[[nodiscard]] const clients::Profile& modern_profile();

}  // namespace tlslint::live
