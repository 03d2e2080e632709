// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/nginx/scope.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tlslint::nginx {

/// One `listen` statement (ngx_http_core_listen, ngx_parse_url).
struct ListenStatement {
    Listen listen;  // address, port and transport; whether TLS is spoken the address decides
    bool ssl = false;
    bool http2 = false;
    bool default_server = false;
    bool known = true;     // false: the address cannot be read, as in a template
    bool refused = false;  // by nginx: what it would mean is not known either
};

/// The listen statements of a server block, one for each port of a range, at least one: without
/// any, an http server listens on *:80 (section 5.2.2 of the reference), and one that may have some
/// outside of what was read (`open`) somewhere unknown. Those point at `block`.
std::vector<ListenStatement> listens_of(Model& model, const Scope& server, Endpoint::Layer layer,
                                        bool open, Span block);

/// What tells two listening sockets apart: "tcp 0.0.0.0:443".
std::string socket_of(const Listen& listen);

}  // namespace tlslint::nginx
