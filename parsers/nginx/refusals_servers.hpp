// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/nginx/refusals_sockets.hpp"
#include "parsers/nginx/refusals_tls.hpp"
#include "parsers/nginx/server_block.hpp"

#include <deque>

namespace tlslint::nginx {

/// What nginx refuses when it merges the settings of a server block
/// (ngx_http_ssl_merge_srv_conf, ngx_stream_ssl_merge_srv_conf, ngx_mail_ssl_merge_conf).
void refuse_server(TlsRefusals& tls, const ServerBlock& server, Endpoint::Layer layer);

/// TLS addresses whose servers have no certificate, and QUIC without TLS 1.3 (ngx_http_ssl_init,
/// ngx_stream_ssl_init). The servers are those that the sockets count.
void refuse_sockets(TlsRefusals& tls, const BoundSockets& bound,
                    const std::deque<ServerBlock>& servers);

/// What nginx refuses about the TLS connections that it opens itself, in the locations of a
/// server of http or in one of stream (ngx_http_proxy_set_ssl and its like).
void refuse_upstreams(TlsRefusals& tls, const Model& model, const ServerBlock& server,
                      Endpoint::Layer layer);

}  // namespace tlslint::nginx
