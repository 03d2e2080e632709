// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlslint::haproxy {

/// Why HAProxy refuses a file of `tls-ticket-keys`, in its words; "" for a good one. Nothing is
/// decoded: the keys' sizes tell (src/cfgparse-ssl.c, bind_parse_tls_ticket_keys).
std::string refusal_of_ticket_keys(std::string_view text);

}  // namespace tlslint::haproxy
