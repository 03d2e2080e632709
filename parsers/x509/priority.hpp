// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::x509 {

/// What a GnuTLS priority string lets a server speak, by the GnuTLS that this program runs with.
/// All in the order of the string.
struct Priority {
    bool ok = false;
    std::string refused_at;  // the rest of the string, from the word that GnuTLS does not take
    std::vector<std::uint16_t> versions{};   // as on the wire: 0x0303 is TLS 1.2
    std::vector<std::uint16_t> suites{};     // code points, those of TLS 1.3 too
    std::vector<std::string_view> groups{};  // GnuTLS's names, such as "SECP256R1"
    bool server_decides = false;             // %SERVER_PRECEDENCE
};

/// Source: gnutls_priority_init. A string that begins with '@' names a list of the machine's own
/// configuration, which is not read: it is not ok, with nothing in `refused_at`.
[[nodiscard]] Priority read_priority(std::string_view text);

}  // namespace tlslint::x509
