// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/nginx/listen.hpp"
#include "parsers/nginx/scope.hpp"
#include "parsers/nginx/tls_context.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint::nginx {

/// A server block while its endpoints are worked out.
struct ServerBlock {
    Scope scope;
    Span at;  // the statement that opens it
    std::vector<ListenStatement> listens;
    std::vector<std::string_view> names;
    TlsContext tls;
};

/// What listens on one socket. Flags belong to the socket, not to the block (section 5.2.4 of the
/// reference).
struct Socket {
    const ServerBlock* default_server = nullptr;
    std::span<const Span> default_trail;  // where what that one lacks is pointed out
    bool has_default_flag = false;
    std::optional<Span> ssl;    // the statement that makes it speak TLS
    std::optional<Span> http2;  // `listen … http2`
    Starttls starttls = Starttls::absent;
    Span starttls_at;
};

/// Fills in what a client gets that asks for `server`'s name on the socket: some settings are the
/// default server's, whatever the name is (section 5.3 of the reference).
void combine(Model& model, Offers& offers, const ServerBlock& server, const Socket& socket,
             Endpoint& endpoint);

}  // namespace tlslint::nginx
