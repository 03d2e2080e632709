// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/clients/profile.hpp"
#include "audit/live/diagnose.hpp"
#include "audit/live/explore.hpp"
#include "parsers/text/result.hpp"
#include "parsers/x509/trust.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlslint {

/// A TLS connection that a configuration makes, as a target.
struct UpstreamTarget {
    std::string id;    // "nginx:upstream/app.internal:443"
    std::string file;  // and line: the statement that passes requests on
    std::uint32_t line = 0;
    std::vector<std::string> of;  // endpoints whose requests take it
    live::Target target;
    clients::Profile client;  // what the server's own hello says
    live::Verifies verifies = live::Verifies::nothing;
    int most_authorities = 0;
    std::unique_ptr<x509::Trust> trust{};  // its authorities, where it verifies
    std::optional<live::ClientCredential> credential{};
};

struct UpstreamTargets {
    std::vector<UpstreamTarget> all;
    std::vector<std::string> skipped;  // what cannot be asked, a sentence each
};

/// Of the configurations that --upstream-of names.
Result<UpstreamTargets> upstreams_of(const Options& options, Io& io);

}  // namespace tlslint
