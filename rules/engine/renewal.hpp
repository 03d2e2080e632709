// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/certificate.hpp"
#include "rules/policy/policy.hpp"

#include <algorithm>
#include <chrono>

namespace tlslint {

/// How long before its end a certificate has to be replaced: short ones are renewed late in their
/// life, and yet in time.
inline std::chrono::seconds least_left(const x509::Certificate& certificate, const Policy& policy) {
    return std::min<std::chrono::seconds>(std::chrono::days(policy.expiring_days),
                                          (certificate.not_after - certificate.not_before)
                                              / policy.expiring_share);
}

}  // namespace tlslint
