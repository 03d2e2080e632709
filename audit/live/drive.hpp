// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/connection.hpp"
#include "audit/live/session.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace tlslint::live {

/// Milliseconds; 0 where `to` comes first.
[[nodiscard]] inline double ms_between(Clock::time_point from, Clock::time_point to) {
    return std::max(0.0, std::chrono::duration<double, std::milli>(to - from).count());
}

/// How far a handshake got over a connection.
struct Driven {
    Break how = Break::none;         // what ended the connection, if anything did
    Clock::time_point hello_sent{};  // unset: it never was
};
/// Lets a session shake hands, until it is done or has failed.
[[nodiscard]] asio::awaitable<Driven> drive(Connection& connection, Session& session);

/// Reads on for up to half a second after a handshake of TLS 1.3: true if an alert comes, for want
/// of a client certificate say.
[[nodiscard]] asio::awaitable<bool> late_alert_comes(Connection& connection, Session& session);

/// Sends a request through the session and reads the head of the answer, at most 64 KiB; "" if
/// there is none.
[[nodiscard]] asio::awaitable<std::string> ask_for_head(Connection& connection, Session& session,
                                                        std::string request);

}  // namespace tlslint::live
