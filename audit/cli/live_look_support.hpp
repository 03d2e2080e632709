// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/live_support.hpp"
#include "audit/drift/compare.hpp"
#include "audit/resolve.hpp"

#include <memory>
#include <vector>

namespace tlslint {

/// A configuration whose servers are looked at.
struct Subject {
    const Model* model = nullptr;
    /// Its release was taken from this host for want of anything better.
    bool taken_from_host = false;
};

/// What one look at an endpoint has shown.
struct Look {
    std::size_t subject = 0;
    drift::Visit visit;
    live::Observed observed;
    std::unique_ptr<Model> model;  // the same as an endpoint
};

struct Looks {
    std::vector<Look> all;
    std::vector<std::vector<drift::Skipped>> skipped;  // by subject
};

/// Goes to the endpoints of the configurations (live.md 4). Fails on a --connect that nothing is
/// there for.
Result<Looks> look_at(const std::vector<Subject>& subjects, const Options& options,
                      const LiveInputs& inputs, Io& io);

/// Adds what differs, and what else the looks have shown, to the judgements; subjects and
/// judgements are in one order.
void add_looks(const Looks& looks, const std::vector<Subject>& subjects,
               std::vector<Judged>& judged);

}  // namespace tlslint
