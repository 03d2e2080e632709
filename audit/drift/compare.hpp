// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/drift/plan.hpp"
#include "audit/live/observed.hpp"
#include "parsers/model/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::drift {

/// Where a server differs from its configuration.
struct Difference {
    std::string_view rule;  // "live/drift-version"
    Origin origin;          // of the configured value
    std::string message, configured, observed;
};
/// What could not be compared.
struct Doubt {
    std::string_view rule;
    const Origin* origin = nullptr;
    std::string why;
};
struct Comparison {
    std::vector<Difference> differences;
    std::vector<Doubt> doubts;
};

struct Sides {
    const Model& model;  // of the configuration
    const Visit& visit;
    const Endpoint& observed;  // what was seen as an endpoint (live::model_of)
    const live::Observed& facts;
    /// Which release runs there is assumed, no more: its defaults may be others.
    bool defaults_are_assumed = false;
};

/// Setting by setting; only what both sides are known to have.
[[nodiscard]] Comparison compare(const Sides& sides);

/// compare_certificates.cpp
void compare_certificates(const Sides& sides, Comparison& result);
/// Whether the name is answered at all, and with a certificate of its own; false: what else differs
/// is another site's.
[[nodiscard]] bool compare_name(const Sides& sides, Comparison& result);
/// compare_answers.cpp: HTTP
void compare_answers(const Sides& sides, Comparison& result);
void compare_redirect(const Sides& sides, Comparison& result);

}  // namespace tlslint::drift
