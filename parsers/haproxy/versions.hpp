// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/tls_words.hpp"

namespace tlslint::haproxy {

/// The protocol versions that HAProxy lets OpenSSL speak (sections 4.1 and 4.2 of the reference).
struct Versions {
    openssl::ProtocolSet enabled;
    Origin origin;
    bool flags_ignored = false;    // no-* beside a bound
    openssl::ProtocolSet holes{};  // excluded, and enabled for all that
    bool ambiguous = false;        // a maximum below the default minimum, which gives way
};

/// What 2.9 brought, and maintenance of the versions before it, in November 2023.
bool has_mends_of_2023(const ServerVersion& version);

enum class Side : std::uint8_t { bind, server };

Versions versions_of(Model& model, const TlsWords& words, Side side, std::string_view authority);

/// Remarks on the words that exclude a version and do not.
void note_exclusions(Model& model, const TlsWords& words, const Versions& versions);

}  // namespace tlslint::haproxy
