// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

/// The addresses of a bind line (section 3.2 of the reference): a list with commas, each with the
/// family in front and a port or a range of ports behind the last colon.
std::vector<Listen> listens_of(Model& model, const Word& word, Span at);

/// Where a server line connects to.
struct ServerAddress {
    std::string_view host;   // "" unknown; "unix:/path"
    std::uint16_t port = 0;  // 0: the client's own port, or unknown
};
ServerAddress server_address(Model& model, const Word& word);

}  // namespace tlslint::haproxy
