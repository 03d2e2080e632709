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

/// How much is asked of a target.
enum class Depth : std::uint8_t {
    clear,   // where plain HTTP leads, and no TLS
    name,    // which certificate the name is answered with
    quick,   // versions, certificate, preferred suites, HTTP
    listed,  // and as many suites and groups as usual configurations have
    full     // everything
};

struct Inquiry {
    Target target;
    Depth depth = Depth::full;
    // Where they are not those of all.
    const x509::Trust* trust = nullptr;
    std::optional<ClientCredential> credential{};
};

struct ExploreOptions {
    const x509::Trust* trust = nullptr;
    std::chrono::sys_seconds now{};
    std::chrono::milliseconds silence{5000}, most{60000};
    Pace pace{};
    std::optional<Place> plain{};  // where plain HTTP is asked
    std::optional<ClientCredential> credential{};
    bool fetches_revocation = false;
    /// Told how many targets are done, whenever that changes.
    std::function<void(std::size_t)> progress{};
};

/// Finds out what each target offers; `jobs` targets at a time, results in the order of the
/// inquiries.
[[nodiscard]] std::vector<Observed> explore(const std::vector<Inquiry>& inquiries,
                                            const ExploreOptions& options, unsigned jobs);

}  // namespace tlslint::live
