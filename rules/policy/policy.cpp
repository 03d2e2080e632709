// SPDX-License-Identifier: Apache-2.0
#include "rules/policy/policy.hpp"

namespace tlslint::policies {

const Policy& standard() {
    using enum openssl::Protocol;
    // https://ssl-config.mozilla.org/guidelines/6.0.json
    static constexpr Policy policy{.name = "mozilla-intermediate@6.0",
                                   .versions = {tls1_2, tls1_3}};
    return policy;
}

}  // namespace tlslint::policies
