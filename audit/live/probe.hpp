// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/clients/profile.hpp"
#include "audit/live/answer.hpp"
#include "audit/live/connection.hpp"
#include "audit/live/names.hpp"
#include "audit/live/starttls.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::live {

/// Whom to ask, and how long to wait.
struct Peer {
    asio::io_context& context;
    Address address;
    const Target& target;
    Patience patience;
};

/// What came of one connection with a hello of our own.
struct Exchange {
    StartResult start{};      // of connecting, and of STARTTLS
    bool connected = false;   // TCP
    bool sent = false;        // the hello
    Break how = Break::none;  // what ended it before the answer did
    Answer answer{};
    Clock::time_point connected_at{}, started_at{}, sent_at{}, answered_at{};

    [[nodiscard]] bool has_hello() const { return answer.hello.has_value(); }
};

/// Connects, sends the hello, reads the first flight and says goodbye.
[[nodiscard]] asio::awaitable<Exchange> ask(Peer peer, Offer offer);
/// What a server does when after its flight something comes that has no place there.
struct Reaction {
    Exchange exchange{};               // until the end of the flight
    Break how = Break::none;           // in place of a record; timed_out: silence
    std::optional<Content> content{};  // of the first record behind the flight
    std::optional<Alert> alert{};
};
/// Sends the hello, reads the flight of TLS 1.2 or older, sends the bytes one after the other, each
/// when the one before was met with silence, and says how the last was taken.
[[nodiscard]] asio::awaitable<Reaction> provoke(Peer peer, Offer offer, std::vector<Buffer> bytes);
/// As ask(), with SSL 2.0's hello; nothing if that is not answered.
[[nodiscard]] asio::awaitable<std::optional<Ssl2Hello>> ask_ssl2(Peer peer);

/// Everything that could be negotiated in that version (SSL 3.0 and newer): all registered suites
/// that need no shared secret, all groups and signature algorithms. No key shares, so TLS 1.3
/// servers answer with the group that they like best.
[[nodiscard]] Offer everything_in(openssl::Protocol version, const Target& target);
/// What that client says.
[[nodiscard]] Offer offer_of(const clients::Profile& profile, const Target& target);

/// What came in place of a hello: "alert 70 (protocol_version)", "connection closed by the peer".
[[nodiscard]] std::string describe(const Exchange& exchange);

}  // namespace tlslint::live
