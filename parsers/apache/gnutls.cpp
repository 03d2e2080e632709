// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/gnutls.hpp"

#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/suite.hpp"
#include "parsers/x509/priority.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace tlslint::apache {
namespace {

bool serves(openssl::Keys keys, const openssl::Suite& suite) {
    switch (suite.authentication) {
    case openssl::Authentication::none: return true;
    case openssl::Authentication::rsa:
        return has(keys, openssl::Keys::rsa)
               || (suite.key_exchange != openssl::KeyExchange::rsa
                   && has(keys, openssl::Keys::rsa_pss));
    case openssl::Authentication::ecdsa:
        return has(keys, openssl::ecdsa_keys | openssl::Keys::ed25519 | openssl::Keys::ed448);
    case openssl::Authentication::dss: return has(keys, openssl::Keys::dsa);
    default: return false;  // needs a file of passwords or secrets, which mod_gnutls may have
    }
}

}  // namespace

void add_priorities(Model& model, const Scope& scope, openssl::Keys keys, Problems& problems,
                    Endpoint& endpoint) {
    // Its words are not taken apart: quotes become part of the string.
    const Deciding written = deciding(scope, "gnutlspriorities");
    if (!written || written.statement->raw.empty()) return;
    const Origin origin = origin_of(model.arena, written);
    if (!origin.is_known()) return;
    const std::string_view text = written.statement->raw;
    const x509::Priority priority = x509::read_priority(text);
    if (!priority.ok) {
        if (!priority.refused_at.empty())
            problems.add(Problem::Kind::refused, written.statement->span,
                         fmt::format("GnuTLS: Syntax error parsing priorities string at: {}",
                                     priority.refused_at));
        return;
    }
    openssl::ProtocolSet enabled;
    for (const std::uint16_t version : priority.versions)
        enabled.insert(static_cast<openssl::Protocol>(version - 0x0300
                                                      + static_cast<int>(openssl::Protocol::ssl3)));
    std::vector<const openssl::Group*> groups;
    for (const std::string_view name : priority.groups) {
        if (const openssl::Group* group = openssl::find_group_anywhere(name))
            groups.push_back(group);
    }
    std::vector<const openssl::Suite*> older, tls13;
    for (const std::uint16_t id : priority.suites) {
        const openssl::Suite* const suite = openssl::find_suite(id);
        if (!suite) continue;
        if (suite->is_tls13())
            tls13.push_back(suite);
        else if (serves(keys, *suite))
            older.push_back(suite);
    }
    CipherList list{.suites = {}, .by_version = {}, .considered = {}, .spec = text};
    openssl::ProtocolSet versions;
    std::vector<const openssl::Suite*> used;
    for (const openssl::Protocol protocol : enabled) {
        if (protocol == openssl::Protocol::tls1_3) {
            if (!tls13.empty()) versions.insert(protocol);
            continue;
        }
        std::vector<const openssl::Suite*> usable;
        std::copy_if(older.begin(), older.end(), std::back_inserter(usable),
                     [&](const openssl::Suite* suite) { return suite->protocol <= protocol; });
        if (usable.empty()) continue;
        versions.insert(protocol);
        list.by_version.at(static_cast<std::size_t>(protocol)) = model.arena.keep(usable);
        used = std::move(usable);  // those of the newest version are all
    }
    list.suites = model.arena.keep(used);
    endpoint.security_level = 0;
    endpoint.enabled_versions = {enabled, origin};
    endpoint.versions = {versions, origin};
    endpoint.ciphers = {list, origin};
    endpoint.ciphersuites = {model.arena.keep(tls13), origin};
    endpoint.groups = {model.arena.keep(groups), origin};
    endpoint.preference = {priority.server_decides ? Preference::server : Preference::client,
                           origin};
}

}  // namespace tlslint::apache
