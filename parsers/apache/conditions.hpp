// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/configuration.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// A request, as far as the endpoint that it comes in by says what it is.
struct Asked {
    bool over_tls = false;
    bool sets_https = false;  // and the virtual host that answers has its own SSLEngine on
    std::uint16_t port = 0;   // 0: unknown
    std::span<const std::string_view> names;
    bool https_by_name = false;  // the ServerName says so, whatever is spoken
};

/// A pattern that every path fits, or all but one place.
bool matches_everything(std::string_view pattern);

/// Whether an expression of <If>, `expr=` or Require is true of every such request (ap_expr); only
/// comparisons of what an endpoint decides are looked into.
Truth expression_holds(std::string_view expression, const Asked& asked);

/// The same of `env=NAME` and `env=!NAME`: mod_ssl sets HTTPS for headers without being asked to,
/// where the virtual host has its engine on (ssl_hook_Fixup).
Truth variable_is_set(std::string_view name, const Asked& asked);

/// What a RewriteCond asks.
struct RewriteCondition {
    Truth holds = Truth::unknown;
    std::string_view host;      // the one name that it is true of
    bool host_differs = false;  // it is true of all names but that one
    bool or_next = false;
};
RewriteCondition rewrite_condition(const Statement& statement, const Asked& asked);

}  // namespace tlslint::apache
