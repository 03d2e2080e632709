// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/ciphersuites.hpp"

#include "parsers/openssl/levels.hpp"
#include "parsers/openssl/list.hpp"

#include <algorithm>

namespace tlslint::openssl {
namespace {

// The names that ssl3_get_cipher_by_std_name finds: all that was compiled, for any protocol
// version, the signalling values too, whether or not its algorithms can be loaded.
const Suite* find_compiled(std::string_view name, Version version) {
    const Suite* const suite = find_iana(name);
    if (suite == nullptr) return nullptr;
    if (suite->registry == Registry::scsv) return suite;
    switch (suite->build(version)) {
    case Build::yes:
    case Build::provider: return suite;
    // Of the GOST suites only the draft ones of 2001 have such a name there.
    case Build::engine: return suite->registry == Registry::iana ? nullptr : suite;
    case Build::no:
    case Build::weak: return nullptr;
    }
    return nullptr;
}

// What cannot be loaded is left out of the result since 3.0 (update_cipher_list).
bool is_listed(const Suite& suite, Version version) {
    return version < Version::v3_0 || suite.build(version) == Build::yes
           || suite.registry == Registry::scsv;
}

}  // namespace

Ciphersuites parse_ciphersuites(std::string_view text, Version version) {
    constexpr std::size_t longest_name = 79;
    Ciphersuites list;
    if (version == Version::v1_0_2 || text.size() > max_text) return list;
    list.ok = true;
    if (text.empty()) return list;

    bool found = false;
    for (const std::string_view item : split(text, ':')) {
        const Suite* const suite =
            item.size() > longest_name ? nullptr : find_compiled(item, version);
        if (suite == nullptr) {
            list.unknown.push_back(range_in(text, item));
        } else {
            found = true;
            if (is_listed(*suite, version)) list.suites.push_back({suite, range_in(text, item)});
        }
    }
    list.ok = found && (version >= Version::v3_0 || list.unknown.empty());
    if (!list.ok) list.suites.clear();
    return list;
}

std::vector<const Suite*> negotiable(const Ciphersuites& list, Version version,
                                     int security_level) {
    std::vector<const Suite*> left;
    for (const Ciphersuites::Listed& listed : list.suites) {
        const bool is_double = std::find(left.begin(), left.end(), listed.suite) != left.end();
        if (is_double || !listed.suite->is_tls13()) continue;
        if (suite_allowed(*listed.suite, version, security_level)) left.push_back(listed.suite);
    }
    return left;
}

std::string_view default_ciphersuites(Version version) {
    // TLS_DEFAULT_CIPHERSUITES of ssl.h
    return version == Version::v1_0_2
               ? ""
               : "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
}

}  // namespace tlslint::openssl
