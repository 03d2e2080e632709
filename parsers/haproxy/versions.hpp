// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/tls_words.hpp"

namespace tlslint::haproxy {

/// The protocol versions that HAProxy lets OpenSSL speak (sections 4.1 and 4.2 of the reference).
struct Versions {
    openssl::ProtocolSet enabled;
    Origin origin;
    bool flags_ignored = false;  // no-* beside a bound
    bool ambiguous = false;      // a maximum below the default minimum, which gives way
};

enum class Side : std::uint8_t { bind, server };

Versions versions_of(Model& model, const TlsWords& words, Side side, std::string_view authority);

}  // namespace tlslint::haproxy
