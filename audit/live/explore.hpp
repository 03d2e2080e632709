// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/observed.hpp"
#include "audit/live/session.hpp"
#include "audit/live/target.hpp"
#include "audit/live/turnstile.hpp"
#include "parsers/x509/trust.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace tlslint::live {

enum class Depth : std::uint8_t { quick, full };

struct ExploreOptions {
    Depth depth = Depth::full;
    const x509::Trust* trust = nullptr;
    std::chrono::sys_seconds now{};
    std::chrono::milliseconds silence{5000}, most{60000};
    Pace pace{};
    std::optional<Place> plain{};  // where plain HTTP is asked
    std::optional<ClientCredential> credential{};
};

/// Finds out what each target offers; `jobs` targets at a time, results in the order of the
/// targets.
[[nodiscard]] std::vector<Observed> explore(const std::vector<Target>& targets,
                                            const ExploreOptions& options, unsigned jobs);

}  // namespace tlslint::live
