// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/modules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::apache {
namespace {

constexpr std::string_view built_in[] = {"core_module", "so_module", "http_module"};
// `apache2 -l` of Debian 12
constexpr std::string_view built_in_debian[] = {
    "core_module",       "so_module",    "http_module",    "watchdog_module",
    "log_config_module", "logio_module", "version_module", "unixd_module"};

// Modules whose source file is not called mod_NAME.c (their `<IfModule>` names).
struct Source {
    std::string_view file;
    std::string_view symbol;
};
constexpr Source sources[] = {
    {"core.c", "core_module"},
    {"http_core.c", "http_module"},
    {"event.c", "mpm_event_module"},
    {"worker.c", "mpm_worker_module"},
    {"prefork.c", "mpm_prefork_module"},
    {"mpm_winnt.c", "mpm_winnt_module"},
    {"mpm_netware.c", "mpm_netware_module"},
    {"mpm_itk.c", "mpm_itk_module"},
};

// Symbols that do not end in _module.
constexpr std::string_view odd_symbols[] = {"mod_shib", "mod_auth_kerb", "mod_cloudflare"};

}  // namespace

std::span<const std::string_view> built_in_modules(bool debian) {
    if (debian) return built_in_debian;
    return built_in;
}

std::string module_symbol(std::string_view name) {
    const auto* const known =
        std::find_if(std::begin(sources), std::end(sources),
                     [&](const Source& source) { return source.file == name; });
    if (known != std::end(sources)) return std::string(known->symbol);
    // No source file is called after these symbols.
    if (name.starts_with("mod_mpm_")) return "";
    for (const std::string_view ending : {".c", ".cpp"}) {
        if (name.starts_with("mod_") && name.ends_with(ending) && name.size() > 4 + ending.size())
            return fmt::format("{}_module", name.substr(4, name.size() - 4 - ending.size()));
    }
    if (name.ends_with("_module")) return std::string(name);
    const bool odd =
        std::find(std::begin(odd_symbols), std::end(odd_symbols), name) != std::end(odd_symbols);
    return odd ? std::string(name) : std::string();
}

}  // namespace tlslint::apache
