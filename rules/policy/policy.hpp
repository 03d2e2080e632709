// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/suite.hpp"
#include "parsers/openssl/versions.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tlslint {

/// What is acceptable: rules take their lists and thresholds from here, never from their own code.
struct Policy {
    std::string_view name;                     // "mozilla-intermediate@6.0"
    openssl::ProtocolSet versions;             // that may be offered
    std::span<const std::string_view> suites;  // that may be offered, before TLS 1.3; IANA's names

    std::int64_t hsts_seconds = 0;          // that browsers are to remember TLS for, at least
    std::int64_t hsts_preload_seconds = 0;  // the same for preload lists
    std::size_t private_authorities = 0;    // more in one file are the public ones

    int rsa_bits = 0;  // of keys in certificates, at least
    int curve_bits = 0;
    int expiring_days = 0;   // that a certificate is to have left, at least
    int expiring_share = 1;  // and of short ones this part of their life
    /// How long public certificates may live, by the date of issue, the latest first.
    struct Lifetime {
        std::chrono::sys_days since;
        std::chrono::days most;
    };
    std::span<const Lifetime> lifetimes;

    /// The name for all its versions: "mozilla-intermediate".
    [[nodiscard]] std::string_view family() const { return name.substr(0, name.find('@')); }
    [[nodiscard]] bool allows(const openssl::Suite& suite) const;
};

namespace policies {
/// The newest mozilla-intermediate: Mozilla Server Side TLS guidelines 6.0, 2026-04-06.
const Policy& standard();
}  // namespace policies

}  // namespace tlslint
