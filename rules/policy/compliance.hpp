// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "rules/policy/policy.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// One clause of a policy that an endpoint does not keep.
struct Violation {
    std::string_view clause;  // as in the policy's file: "versions.allow"
    std::string message;      // "offers TLSv1.2, which mozilla-modern@6.0 does not allow"
    std::string remedy;
    const Origin* origin = nullptr;  // of the setting
    bool advice = false;             // the policy advises against it, no more
};

/// How an endpoint that serves TLS stands against a policy.
struct Compliance {
    std::vector<Violation> violations;
    std::vector<const Origin*> undecided;  // settings that the policy speaks of, and are unknown

    [[nodiscard]] bool complies() const;
};

/// Names are those of the given version of OpenSSL.
Compliance comply(const Endpoint& endpoint, const Policy& policy, openssl::Version version);

}  // namespace tlslint
