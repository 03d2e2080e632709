// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <string>
#include <string_view>
#include <unordered_set>

namespace tlslint {

/// The names that some endpoint of a configuration serves over TLS.
class NamesWithTls {
  public:
    explicit NamesWithTls(const Model& model);
    [[nodiscard]] bool contain(std::string_view name) const;
    /// One of the endpoint's names is among them.
    [[nodiscard]] bool serve(const Endpoint& endpoint) const;

  private:
    std::unordered_set<std::string> names_;  // in lower case; "*.example.org" as written
};

}  // namespace tlslint
