// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/proxy.hpp"

#include <deque>
#include <string_view>
#include <unordered_map>

namespace tlslint::haproxy {

/// What rules for HTTP come to (section 8 of the reference): the header for HSTS, redirects, who
/// answers.
class HttpRules {
  public:
    HttpRules(Model& model, const std::deque<Proxy>& proxies);

    /// Fills in what requests to an address of the proxy meet.
    void fill(const Proxy& proxy, Endpoint& endpoint) const;
    /// The section that `use_backend` and the like name; nullptr if there is none.
    [[nodiscard]] const Proxy* backend(std::string_view name) const;

  private:
    Setting<Hsts> hsts_through(const Proxy& front, const Proxy* back,
                               const Endpoint& endpoint) const;

    Model& model_;
    std::unordered_map<std::string_view, const Proxy*> backends_;
};

}  // namespace tlslint::haproxy
