// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/nginx/scope.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tlslint::nginx {

/// What a block does with a request by itself, in the order of its statements, as far as that is
/// certain.
struct Answer {
    bool given = false;        // the block answers, whatever the request is
    std::uint16_t status = 0;  // of that answer
    Setting<Redirect> redirect;
};

/// How requests reach a server.
struct Asked {
    bool over_tls = false;
    std::span<const std::string_view> names{};  // a redirect for each of them is one for all
};

Answer answer_of(Model& model, const Scope& block, const Asked& asked);

/// Where a request to a server is sent that no other location answers.
Setting<Redirect> redirect_of(Model& model, const Scope& server, const Asked& asked);

}  // namespace tlslint::nginx
