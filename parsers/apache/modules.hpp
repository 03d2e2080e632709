// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tlslint::apache {

/// The symbols of the modules that are linked into httpd: everybody's, and those of Debian's
/// packages.
[[nodiscard]] std::span<const std::string_view> built_in_modules(bool debian);

/// The symbol of the module that a name means to <IfModule>, which takes symbols ("ssl_module") and
/// names of source files ("mod_ssl.c"); "" for a name that no module can have ("ssl",
/// "mod_ssl.so").
[[nodiscard]] std::string module_symbol(std::string_view name);

}  // namespace tlslint::apache
