// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/explore.hpp"
#include "parsers/model/model.hpp"
#include "parsers/text/result.hpp"

#include <optional>
#include <string>
#include <vector>

/// Configurations against the servers that they were written for (live.md 4).
namespace tlslint::drift {

/// "NAME=ADDR:PORT", or "NAME:PORT=ADDR:PORT" where the name's port says which endpoint is meant.
struct Mapping {
    std::string name;
    std::uint16_t port = 0;  // 0: not said
    live::Place to;
    bool is_used = false;
};
[[nodiscard]] Result<std::vector<Mapping>> parse_mappings(const std::vector<std::string>& texts);

/// One look at an endpoint's server.
struct Visit {
    const Endpoint* endpoint = nullptr;
    live::Inquiry inquiry;
    /// Nobody but the name's resolution says where it is; that may lead nowhere.
    bool by_name = false;
    bool is_here = false;  // an address of this host
    /// Where else to look if nothing listens here: an endpoint on every address may be another
    /// host's.
    std::optional<live::Target> elsewhere{};
};

/// An endpoint that cannot be looked at.
struct Skipped {
    const Endpoint* endpoint = nullptr;
    std::string why;
};

struct Plan {
    std::vector<Visit> visits;  // the whole one of an endpoint before those of its further names
    std::vector<Skipped> skipped;
};

/// Whom to ask for the endpoints of a configuration. Marks the mappings that it used.
[[nodiscard]] Plan plan(const Model& model, live::Depth depth, std::vector<Mapping>& mappings);

}  // namespace tlslint::drift
