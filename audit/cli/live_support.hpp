// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/clients/profile.hpp"
#include "audit/live/explore.hpp"
#include "audit/live/session.hpp"
#include "audit/live/target.hpp"
#include "parsers/text/result.hpp"
#include "parsers/x509/trust.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace tlslint {

/// What the options say about how to connect and judge (live.md 1).
struct LiveInputs {
    const clients::Profile* client = nullptr;  // null: a modern one
    std::optional<live::ClientCredential> credential{};
    std::unique_ptr<x509::Trust> trust;
    std::chrono::sys_seconds now{};
    std::chrono::milliseconds silence{5000};
    std::optional<live::Place> plain{};               // where plain HTTP is asked
    std::optional<std::chrono::milliseconds> most{};  // nothing: the command's own
};

/// Fails on what cannot be meant: an unknown client, a file that cannot be read.
Result<LiveInputs> live_inputs(const Options& options);
live::TargetOptions target_options(const Options& options);

/// Asks them all, as fast as the options allow; says on a terminal how far it is.
std::vector<live::Observed> explore(const std::vector<live::Inquiry>& inquiries,
                                    const Options& options, const LiveInputs& inputs, Io& io);

}  // namespace tlslint
