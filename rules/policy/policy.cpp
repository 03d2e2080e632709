// SPDX-License-Identifier: Apache-2.0
#include "rules/policy/policy.hpp"

#include <algorithm>

namespace tlslint {
namespace policies {

const Policy& standard() {
    using enum openssl::Protocol;
    // https://ssl-config.mozilla.org/guidelines/6.0.json
    static constexpr std::string_view suites[] = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    };
    // CA/Browser Forum, Baseline Requirements 6.3.2; ballots 193, SC31 and SC-081v3.
    using std::chrono::days;
    using std::chrono::year;
    static constexpr Policy::Lifetime lifetimes[] = {
        {year(2029) / 3 / 15, days(47)},  {year(2027) / 3 / 15, days(100)},
        {year(2026) / 3 / 15, days(200)}, {year(2020) / 9 / 1, days(398)},
        {year(2018) / 3 / 1, days(825)},
    };
    static constexpr Policy policy{.name = "mozilla-intermediate@6.0",
                                   .versions = {tls1_2, tls1_3},
                                   .suites = suites,
                                   .hsts_seconds = 15'768'000,          // half a year
                                   .hsts_preload_seconds = 31'536'000,  // https://hstspreload.org
                                   .private_authorities = 20,
                                   .rsa_bits = 2048,
                                   .curve_bits = 256,
                                   .expiring_days = 21,
                                   .expiring_share = 4,
                                   .lifetimes = lifetimes};
    return policy;
}

}  // namespace policies

bool Policy::allows(const openssl::Suite& suite) const {
    return std::find(suites.begin(), suites.end(), suite.iana) != suites.end();
}

}  // namespace tlslint
