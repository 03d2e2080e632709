// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/offers.hpp"
#include "parsers/nginx/files.hpp"
#include "parsers/nginx/scope.hpp"

#include <span>

namespace tlslint::nginx {

/// Adds the TLS connections that a server opens itself: `proxy_pass https://`, `grpc_pass
/// grpcs://`, `uwsgi_pass suwsgi://` in any of its blocks, `proxy_ssl on` in stream (section 4.2 of
/// the reference). `of`: the server's endpoints.
void add_upstreams(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                   Endpoint::Layer layer, std::span<const Endpoint* const> of);

}  // namespace tlslint::nginx
