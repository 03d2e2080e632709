// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/redirects.hpp"

namespace tlslint::apache {

/// Who answers requests for a server's root or, with `inner`, for what that section covers.
Answerer answerer_of(const Vhost& vhost, const Statement* inner, const Answer& answer,
                     const Asked& asked);

/// Sections of a server with answers, headers or client authentication of their own.
std::vector<Path> paths_of(Model& model, const Vhost& vhost, const Asked& asked);

/// What a server's directives look at in clients' certificates and whether something stands in
/// front of it.
struct Hints {
    ClientChecks checks;
    bool behind_proxy = false;
};
Hints hints_of(const Vhost& vhost);

/// Where requests are passed on to: ProxyPass and its kin, with the path that they are for.
struct Pass {
    const Statement* statement;
    std::string_view path;  // as written; "" for all
    const Argument* target;
};
std::vector<Pass> passes_of(const Vhost& vhost);

}  // namespace tlslint::apache
