// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/nginx/refusals.hpp"
#include "parsers/nginx/refusals_listen.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace tlslint::nginx {

/// The addresses that the servers of one http, stream or mail block listen on, as nginx collects
/// them while it reads (ngx_http_add_listen, ngx_stream_add_listen, ngx_mail_core_listen). Servers
/// have numbers, in their order.
class BoundSockets {
  public:
    BoundSockets(Endpoint::Layer layer, ServerVersion version) : layer_(layer), version_(version) {}

    struct Socket {
        std::string address;
        bool quic = false;
        bool ssl = false;
        bool has_default = false;
        bool has_options = false;
        std::size_t default_server = 0;
        std::vector<std::size_t> servers;
        Span first_tls{};  // the first `listen` with ssl or quic
    };

    /// A `listen` of a server, which must be the newest one.
    void add(std::size_t server, Directive listen, const ListenReading& reading,
             Refusals& refusals);
    /// What http does at the end of a server without any.
    void add_implied(std::size_t server);

    [[nodiscard]] Endpoint::Layer layer() const { return layer_; }
    [[nodiscard]] const std::vector<Socket>& all() const { return sockets_; }

  private:
    void bind(std::size_t server, Directive listen, const ListenReading& reading,
              const std::string& address, Refusals& refusals);
    [[nodiscard]] bool shares_addresses() const;

    Endpoint::Layer layer_;
    ServerVersion version_;
    std::vector<Socket> sockets_;
    std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace tlslint::nginx
