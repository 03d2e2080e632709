// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/connection.hpp"

#include <string>

namespace tlslint::live {

/// How the dialogue before TLS ended.
struct StartResult {
    Break how = Break::none;  // of the connection
    std::string
        problem{};  // what the peer said or did instead of agreeing; printable only by chance

    [[nodiscard]] bool ok() const { return how == Break::none && problem.empty(); }
};

/// Asks a peer to change to TLS, in the words of the protocol; `host` is whom it is asked as. At
/// most 64 lines of 4 KiB are read. Nothing may follow the peer's consent before TLS begins.
[[nodiscard]] asio::awaitable<StartResult> start_tls(Connection& connection, StartProtocol protocol,
                                                     std::string host);

}  // namespace tlslint::live
