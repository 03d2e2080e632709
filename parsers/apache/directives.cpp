// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/directives.hpp"

#include "parsers/text/ascii.hpp"
#include "parsers/text/nearest.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace tlslint::apache {
namespace {

constexpr DirectiveFacts table[] = {
#include "parsers/apache/directives.inc"
};

// As the rows are sorted: by the name in lower case.
bool before(std::string_view a, std::string_view b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](char x, char y) { return to_lower(x) < to_lower(y); });
}

std::span<const DirectiveFacts> rows_of(std::string_view name) {
    const auto* const first =
        std::lower_bound(std::begin(table), std::end(table), name,
                         [](const DirectiveFacts& row, std::string_view wanted) {
                             return before(row.name, wanted);
                         });
    const auto* last = first;
    while (last != std::end(table) && equal_ignoring_case(last->name, name)) ++last;
    return {first, last};
}

struct Lived {
    std::string_view name;
    Life life;
};
// CHANGES of each release; section 4 of the reference.
constexpr Lived lives[] = {
    {"SSLCompression", {{2, 4, 3}, {}}},
    {"SSLLog", {{}, {2, 0, 0}}},
    {"SSLLogLevel", {{}, {2, 0, 0}}},
    {"SSLMutex", {{}, {2, 4, 0}}},
    {"SSLOCSPNoVerify", {{2, 4, 26}, {}}},
    {"SSLOCSPProxyURL", {{2, 4, 19}, {}}},
    {"SSLOCSPResponderCertificateFile", {{2, 4, 26}, {}}},
    {"SSLOCSPUseRequestNonce", {{2, 4, 10}, {}}},
    {"SSLOpenSSLConfCmd", {{2, 4, 8}, {}}},
    {"SSLPKCS7CertificateFile", {{}, {2, 4, 0}}},
    {"SSLProxyCheckPeerName", {{2, 4, 5}, {}}},
    {"SSLSessionTickets", {{2, 4, 11}, {}}},
    {"SSLSRPUnknownUserSeed", {{2, 4, 4}, {}}},
    {"SSLSRPVerifierFile", {{2, 4, 4}, {}}},
    {"SSLVHostSNIPolicy", {{2, 4, 66}, {}}},
    {"H2ModernTLSOnly", {{2, 4, 18}, {}}},
    {"MDCertificateFile", {{2, 4, 40}, {}}},
    {"MDCertificateKeyFile", {{2, 4, 40}, {}}},
    {"MDContactEmail", {{2, 4, 42}, {}}},
    {"MDExternalAccountBinding", {{2, 4, 52}, {}}},
    {"MDInitialDelay", {{2, 4, 66}, {}}},
    {"MDMatchNames", {{2, 4, 58}, {}}},
    {"MDomain", {{2, 4, 30}, {}}},
    {"MDProfile", {{2, 4, 64}, {}}},
    {"MDProfileMandatory", {{2, 4, 64}, {}}},
    {"MDRenewViaARI", {{2, 4, 66}, {}}},
    {"MDStapleOthers", {{2, 4, 42}, {}}},
    {"MDStapling", {{2, 4, 42}, {}}},
    {"Protocols", {{2, 4, 17}, {}}},
    {"StrictHostCheck", {{2, 4, 49}, {}}},
};

// Modules without directives; those that have some are in the table.
constexpr std::string_view silent_modules[] = {"allowmethods_module",
                                               "asis_module",
                                               "authn_anon_module",
                                               "authz_host_module",
                                               "authz_owner_module",
                                               "authz_user_module",
                                               "socache_dbm_module",
                                               "socache_memcache_module",
                                               "socache_shmcb_module",
                                               "socache_redis_module",
                                               "slotmem_shm_module",
                                               "slotmem_plain_module",
                                               "lbmethod_bybusyness_module",
                                               "lbmethod_byrequests_module",
                                               "lbmethod_bytraffic_module",
                                               "proxy_ajp_module",
                                               "proxy_fcgi_module",
                                               "proxy_http_module",
                                               "proxy_scgi_module",
                                               "proxy_uwsgi_module",
                                               "proxy_wstunnel_module",
                                               "proxy_hcheck_module",
                                               "proxy_http2_module",
                                               "proxy_fdpass_module",
                                               "proxy_connect_module",
                                               "proxy_balancer_module",
                                               "http_module",
                                               "dav_lock_module",
                                               "data_module",
                                               "dialup_module",
                                               "echo_module",
                                               "ratelimit_module",
                                               "status_module",
                                               "systemd_module",
                                               "unique_id_module",
                                               "suexec_module",
                                               "cgi_module"};

}  // namespace

std::span<const DirectiveFacts> find_directives(std::string_view name, bool section) {
    if (!section) return rows_of(name);
    return rows_of(std::string("<").append(name));
}

Life life_of(std::string_view name) {
    const auto* const found =
        std::find_if(std::begin(lives), std::end(lives),
                     [&](const Lived& row) { return equal_ignoring_case(row.name, name); });
    return found == std::end(lives) ? Life{} : found->life;
}

std::string_view nearest_directive(std::string_view name, bool section) {
    Nearest best(name);
    std::string_view result;
    for (const DirectiveFacts& row : table) {
        if (row.name.starts_with('<') != section) continue;
        const std::string_view candidate = row.name.substr(section ? 1 : 0);
        if (best.offer(candidate)) result = candidate;
    }
    return result;
}

bool is_known_module(std::string_view symbol) {
    if (symbol.starts_with("mpm_"))
        return symbol == "mpm_event_module" || symbol == "mpm_worker_module";
    return std::any_of(std::begin(table), std::end(table),
                       [&](const DirectiveFacts& row) { return row.module == symbol; })
           || std::find(std::begin(silent_modules), std::end(silent_modules), symbol)
                  != std::end(silent_modules);
}

std::string_view argument_complaint(Arguments kind, std::span<const std::string_view> words) {
    const std::size_t count = words.size();
    const auto has = [&](std::size_t index) { return index < count && !words[index].empty(); };
    switch (kind) {
    case Arguments::raw:
    case Arguments::list: return "";
    case Arguments::none: return count == 0 ? "" : "takes no arguments";
    case Arguments::take1: return has(0) && count == 1 ? "" : "takes one argument";
    case Arguments::take2: return has(0) && has(1) && count == 2 ? "" : "takes two arguments";
    case Arguments::take3:
        return has(0) && has(1) && has(2) && count == 3 ? "" : "takes three arguments";
    case Arguments::take12: return has(0) && count <= 2 ? "" : "takes 1-2 arguments";
    case Arguments::take23:
        return has(0) && has(1) && count <= 3 ? "" : "takes two or three arguments";
    case Arguments::take123: return has(0) && count <= 3 ? "" : "takes one, two or three arguments";
    case Arguments::take13:
        return has(0) && (count == 1 || count == 3) ? "" : "takes one or three arguments";
    case Arguments::iterate: return has(0) ? "" : "requires at least one argument";
    case Arguments::iterate2: return has(0) && count >= 2 ? "" : "requires at least two arguments";
    case Arguments::flag: {
        const bool fits =
            has(0) && (equal_ignoring_case(words[0], "on") || equal_ignoring_case(words[0], "off"));
        return fits ? "" : "must be On or Off";
    }
    }
    return "";
}

}  // namespace tlslint::apache
