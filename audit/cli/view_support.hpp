// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/text/result.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tlslint {

/// What is shown of a model.
struct View {
    const Model* model = nullptr;
    std::vector<const Endpoint*> endpoints;
    std::vector<const Upstream*> upstreams;
    std::string_view policy{};  // the name of the one that applies
};

/// The endpoints that have one of these names, and the connections that they open; all without
/// names. A name is one of a server's, a host that its wildcards cover, or the beginning of an id.
/// An error for a name that nothing has.
Result<std::vector<View>> view(const std::vector<std::unique_ptr<Model>>& models,
                               std::span<const std::string> names);

}  // namespace tlslint
