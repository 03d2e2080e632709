// SPDX-License-Identifier: Apache-2.0
#include "audit/live/observed.hpp"
#include "parsers/openssl/suite.hpp"

#include <algorithm>

namespace tlslint::live {
namespace {

using openssl::Protocol;
using openssl::ProtocolSet;
using openssl::Suite;
using enum Vulnerable;

constexpr ProtocolSet before_tls13 = ProtocolSet::range(Protocol::ssl3, Protocol::tls1_2);

Vulnerable of(bool is) {
    return is ? yes : no;
}
Vulnerable of(std::optional<bool> is) {
    return is ? of(*is) : unknown;
}

// Whether some suite of these versions is one of those. Without the whole list, a "no" is not
// known.
template <class Picks>
Vulnerable any_suite(const Observed& observed, ProtocolSet versions, const Picks& picks) {
    bool certain = observed.complete;
    for (const ObservedVersion& version : observed.versions) {
        if (!versions.contains(version.version)) continue;
        for (const std::uint32_t id : version.suites) {
            const Suite* const suite = openssl::find_suite(id);
            if (suite && picks(*suite)) return yes;
        }
        certain = certain && version.complete;
    }
    return certain ? no : unknown;
}

bool is_dhe_export(const Suite& suite) {
    return suite.is_export() && suite.key_exchange == openssl::KeyExchange::dhe;
}

Vulnerable logjam(const Observed& observed) {
    const Vulnerable exported = any_suite(observed, before_tls13, is_dhe_export);
    if (exported == yes) return yes;
    if (observed.dh)
        return of(observed.dh->bits < 1024
                  || (observed.dh->bits == 1024 && !observed.dh->common_prime.empty()));
    return observed.dh_known ? exported : unknown;
}

// A "no" wherever no version or suite is there that it needs; else what was tried counts.
Vulnerable by_probe(Vulnerable ground, std::optional<bool> found) {
    return ground == no ? no : of(found);
}

}  // namespace

std::vector<Vulnerability> vulnerabilities(const Observed& observed) {
    const auto has = [&](Protocol version) { return observed.version(version) != nullptr; };
    const auto cbc = [](const Suite& suite) { return suite.is_cbc(); };
    const Vulnerable any_old = any_suite(observed, before_tls13, [](const Suite&) { return true; });
    const Vulnerable any_cbc = any_suite(observed, before_tls13, cbc);
    const auto unless_old = [&](std::optional<bool> fact) { return any_old == no ? no : of(fact); };
    const ObservedExtensions& extensions = observed.extensions;
    const auto lucky = [&] {
        if (any_cbc != yes) return any_cbc;
        return extensions.encrypt_then_mac ? of(!*extensions.encrypt_then_mac) : unknown;
    };
    const auto inverted = [](std::optional<bool> fact) -> std::optional<bool> {
        if (!fact) return std::nullopt;
        return !*fact;
    };
    const Vulnerable rsa = any_suite(observed, before_tls13, [](const Suite& suite) {
        return suite.key_exchange == openssl::KeyExchange::rsa;
    });
    const Vulnerable heartbeat = unless_old(extensions.heartbeat);
    const int below = static_cast<int>(std::count_if(
        observed.versions.begin(), observed.versions.end(),
        [](const ObservedVersion& each) { return before_tls13.contains(each.version); }));
    return {
        {"heartbleed", heartbeat == no ? no : of(observed.heartbleed)},
        {"ccs-injection", unless_old(observed.ccs_injection)},
        {"ticketbleed", observed.session.resumption_ticket == false
                            ? no
                            : by_probe(any_old, observed.ticketbleed)},
        {"robot", by_probe(rsa, observed.robot)},
        {"drown",
         has(Protocol::ssl2) ? yes : of(observed.complete ? std::optional(false) : std::nullopt)},
        {"poodle-ssl", any_suite(observed, {Protocol::ssl3}, cbc)},
        {"poodle-tls", by_probe(any_cbc, observed.padding_oracle)},
        {"freak", any_suite(observed, before_tls13,
                            [](const Suite& suite) {
                                return suite.is_export()
                                       && suite.key_exchange == openssl::KeyExchange::rsa;
                            })},
        {"logjam", logjam(observed)},
        {"sweet32", any_suite(observed, before_tls13,
                              [](const Suite& suite) { return suite.has_small_block(); })},
        {"crime", unless_old(extensions.compression)},
        {"breach", observed.http && observed.http->status > 0
                       ? (observed.http->content_encoding.empty() ? no : yes)
                       : unknown},
        {"beast", any_suite(observed, {Protocol::ssl3, Protocol::tls1_0}, cbc)},
        {"lucky13", lucky()},
        {"rc4", any_suite(observed, before_tls13,
                          [](const Suite& suite) {
                              return suite.encryption == openssl::Encryption::rc4_128
                                     || suite.encryption == openssl::Encryption::rc4_64
                                     || suite.encryption == openssl::Encryption::rc4_40;
                          })},
        {"insecure-renegotiation", unless_old(inverted(extensions.secure_renegotiation))},
        {"client-renegotiation", unless_old(extensions.client_renegotiation)},
        {"no-fallback-scsv",
         below < 2 && observed.complete ? no : of(inverted(extensions.fallback_scsv))},
    };
}

}  // namespace tlslint::live
