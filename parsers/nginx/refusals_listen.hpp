// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/nginx/repeats.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tlslint::nginx {

/// One `listen` statement as nginx reads it (ngx_parse_url, ngx_http_core_listen and those of
/// stream and mail).
struct ListenReading {
    std::optional<RefusedValue> refused;
    /// What is bound, as nginx prints it: "0.0.0.0:443", "[::]:443", "unix:/run/x". Empty where
    /// that depends on a name's addresses, a variable or a template.
    std::vector<std::string> addresses;
    bool datagram = false;  // quic, udp
    bool quic = false;
    bool ssl = false;
    bool default_server = false;
    bool has_options = false;  // that may be set once for an address
};

ListenReading read_listen(Words words, Endpoint::Layer layer, ServerVersion version);

}  // namespace tlslint::nginx
