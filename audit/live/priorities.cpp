// SPDX-License-Identifier: Apache-2.0
// What GnuTLS is told to offer, in its own language (gnutls_priority_init(3)).
#include "audit/live/session.hpp"
#include "parsers/x509/library.hpp"

#include <fmt/format.h>
#include <gnutls/gnutls.h>

#include <algorithm>
#include <array>

namespace tlslint::live {
namespace {

constexpr std::string_view all_groups =
    ":+GROUP-X25519:+GROUP-SECP256R1:+GROUP-X448:+GROUP-SECP521R1:+GROUP-SECP384R1"
    ":+GROUP-FFDHE2048:+GROUP-FFDHE3072:+GROUP-FFDHE4096:+GROUP-FFDHE6144:+GROUP-FFDHE8192";
// That OpenSSL 3.5's client offers at its level 2.
constexpr std::string_view modern_signatures =
    ":+SIGN-ECDSA-SECP256R1-SHA256:+SIGN-ECDSA-SECP384R1-SHA384:+SIGN-ECDSA-SECP521R1-SHA512"
    ":+SIGN-EDDSA-ED25519:+SIGN-EDDSA-ED448:+SIGN-RSA-PSS-SHA256:+SIGN-RSA-PSS-SHA384"
    ":+SIGN-RSA-PSS-SHA512:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-PSS-RSAE-SHA384"
    ":+SIGN-RSA-PSS-RSAE-SHA512:+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:+SIGN-RSA-SHA512"
    ":+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SHA384:+SIGN-ECDSA-SHA512:+SIGN-ECDSA-SHA224:+SIGN-RSA-SHA224";
constexpr std::string_view old_signatures = ":+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:+SIGN-DSA-SHA1"
                                            ":+SIGN-DSA-SHA256";

}  // namespace

std::string modern_priority() {
    return fmt::format("NONE:+VERS-TLS1.3:+VERS-TLS1.2:+AES-256-GCM:+CHACHA20-POLY1305"
                       ":+AES-128-GCM:+AES-256-CBC:+AES-128-CBC:+AEAD:+SHA384:+SHA256:+SHA1"
                       ":+ECDHE-ECDSA:+ECDHE-RSA:+DHE-RSA:+RSA:+COMP-NULL:+CTYPE-X509{}{}",
                       all_groups, modern_signatures);
}

std::string tls12_priority(TicketUse tickets) {
    return fmt::format("NONE:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+AES-256-GCM:+CHACHA20-POLY1305"
                       ":+AES-128-GCM:+AES-256-CBC:+AES-128-CBC:+3DES-CBC:+AEAD:+SHA384:+SHA256"
                       ":+SHA1:+ECDHE-ECDSA:+ECDHE-RSA:+DHE-RSA:+RSA:+COMP-NULL:+CTYPE-X509{}{}{}"
                       ":%VERIFY_ALLOW_SIGN_WITH_SHA1:%UNSAFE_RENEGOTIATION{}",
                       all_groups, modern_signatures, old_signatures,
                       tickets == TicketUse::wanted ? "" : ":%NO_TICKETS");
}

namespace {

// Those that TLS 1.3 signs handshakes with (RFC 8446 4.2.3).
struct Tls13Signature {
    std::uint16_t id;
    std::string_view name;
};
constexpr std::array<Tls13Signature, 11> signatures_of_tls13{{{0x0403, "ECDSA-SECP256R1-SHA256"},
                                                              {0x0503, "ECDSA-SECP384R1-SHA384"},
                                                              {0x0603, "ECDSA-SECP521R1-SHA512"},
                                                              {0x0807, "EDDSA-ED25519"},
                                                              {0x0808, "EDDSA-ED448"},
                                                              {0x0804, "RSA-PSS-RSAE-SHA256"},
                                                              {0x0805, "RSA-PSS-RSAE-SHA384"},
                                                              {0x0806, "RSA-PSS-RSAE-SHA512"},
                                                              {0x0809, "RSA-PSS-SHA256"},
                                                              {0x080a, "RSA-PSS-SHA384"},
                                                              {0x080b, "RSA-PSS-SHA512"}}};

}  // namespace

std::vector<std::uint16_t> tls13_signatures() {
    std::vector<std::uint16_t> all;
    for (const Tls13Signature& each : signatures_of_tls13) all.push_back(each.id);
    return all;
}

std::string tls13_priority(const std::vector<std::uint16_t>& signatures) {
    std::string names;
    for (const Tls13Signature& each : signatures_of_tls13) {
        if (std::find(signatures.begin(), signatures.end(), each.id) != signatures.end())
            names += fmt::format(":+SIGN-{}", each.name);
    }
    return fmt::format("NONE:+VERS-TLS1.3:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM"
                       ":+AES-128-CCM:+AEAD:+SHA384:+SHA256:+ECDHE-ECDSA:+ECDHE-RSA:+COMP-NULL"
                       ":+CTYPE-X509{}{}",
                       all_groups, names);
}

std::string priority_of(std::uint16_t version, std::uint16_t suite) {
    constexpr std::array<std::string_view, 4> names{"TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"};
    if (version < 0x0301 || version > 0x0304) return "";
    x509::start_gnutls();
    std::array<unsigned char, 2> id{};
    gnutls_kx_algorithm_t exchange{};
    gnutls_cipher_algorithm_t cipher{};
    gnutls_mac_algorithm_t mac{};
    gnutls_protocol_t least{};
    for (std::size_t i = 0;
         gnutls_cipher_suite_info(i, id.data(), &exchange, &cipher, &mac, &least); ++i) {
        if ((id[0] << 8 | id[1]) != suite) continue;
        const bool is_tls13 = version == 0x0304;
        return fmt::format("NONE:+VERS-{}:+{}:+{}:+{}:+COMP-NULL:+CTYPE-X509{}{}{}"
                           ":%VERIFY_ALLOW_SIGN_WITH_SHA1",
                           names[version - 0x0301U], gnutls_cipher_get_name(cipher),
                           gnutls_mac_get_name(mac),
                           is_tls13 ? "ECDHE-ECDSA:+ECDHE-RSA" : gnutls_kx_get_name(exchange),
                           all_groups, modern_signatures, old_signatures);
    }
    return "";
}

}  // namespace tlslint::live
