// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/scope.hpp"

#include <span>
#include <string_view>

namespace tlslint::apache {

/// A domain of mod_md: MDomain or <MDomainSet>.
struct ManagedDomain {
    const Statement* statement = nullptr;  // nullptr: none covers the name
    explicit operator bool() const { return statement != nullptr; }
};
/// The one that gets the certificates of a server of those names (section 4.3 of the reference).
ManagedDomain managed_domain(const Scope& server, std::span<const std::string_view> names);

/// MDRequireHttps for a server of those names: "temporary", "permanent".
struct RequiredHttps {
    Deciding written;      // nothing where mod_md has no say
    bool for_all = false;  // the domain has every name of the server
};
RequiredHttps requires_https(const Scope& server, std::span<const std::string_view> names);

/// The statement that decides a setting of mod_md: inside the domain's section, else of the server
/// or all.
Deciding deciding(const Scope& server, const ManagedDomain& domain, std::string_view name);

}  // namespace tlslint::apache
