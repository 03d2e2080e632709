// SPDX-License-Identifier: Apache-2.0
#include "rules/policy/compliance.hpp"

#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint {
namespace {

using openssl::Protocol;

template <class T, class Picks>
std::vector<T> picked(std::span<const T> from, const Picks& picks) {
    std::vector<T> some;
    std::copy_if(from.begin(), from.end(), std::back_inserter(some), picks);
    return some;
}

class Examination {
  public:
    Examination(const Endpoint& endpoint, const Policy& policy, openssl::Version version)
        : endpoint_(endpoint), policy_(policy), version_(version) {}

    Compliance run() {
        if (know(endpoint_.versions.origin, true)) check_versions();
        if (offers_older()) check_suites();
        if (endpoint_.versions.value.contains(Protocol::tls1_3)) check_suites13();
        if (!endpoint_.versions.value.empty()) check_groups();
        check_keys();
        check_rest();
        return std::move(result_);
    }

  private:
    /// Whether a setting that the policy speaks of can be judged.
    bool know(const Origin& origin, bool spoken_of) {
        if (!spoken_of) return false;
        if (!origin.is_known()) result_.undecided.push_back(&origin);
        return origin.is_known();
    }

    Violation& add(std::string_view clause, const Origin& origin, std::string message,
                   std::string remedy) {
        return result_.violations.emplace_back(
            Violation{clause, std::move(message), std::move(remedy), &origin});
    }

    std::string names(const std::vector<const openssl::Suite*>& suites) const {
        std::vector<std::string_view> names;
        for (const openssl::Suite* suite : suites) names.push_back(openssl_name(*suite, version_));
        return abridged(names);
    }

    static std::string names(const std::vector<const openssl::Group*>& groups) {
        std::vector<std::string_view> names;
        for (const openssl::Group* group : groups) names.push_back(group->openssl);
        return abridged(names);
    }

    void check_versions() {
        const openssl::ProtocolSet offered = endpoint_.versions.value;
        if (const auto outside = offered & policy_.forbidden_versions; !outside.empty()) {
            add("versions.forbid", endpoint_.versions.origin,
                fmt::format("offers {}, which {} forbids", in_words(outside), policy_.name),
                fmt::format("Offer {} only.", in_words(policy_.versions)));
        }
        if (const auto missing = policy_.required_versions - offered;
            !missing.empty() && !offered.empty()) {
            add("versions.require", endpoint_.versions.origin,
                fmt::format("does not offer {}, which {} requires", in_words(missing),
                            policy_.name),
                fmt::format("Enable {}.", in_words(missing)));
        }
    }

    bool offers_older() const {
        const auto older = endpoint_.versions.value - openssl::ProtocolSet{Protocol::tls1_3};
        return endpoint_.versions.origin.is_known() && !older.empty();
    }

    void check_suites() {
        const SuiteClause& clause = policy_.suites;
        const Origin& origin = endpoint_.ciphers.origin;
        const bool judged = clause.mode != SuiteClause::Mode::any;
        if (know(origin, judged)) {
            const auto offered = endpoint_.ciphers.value.suites;
            const auto outside = picked(offered, [&](const auto* s) { return clause.forbids(*s); });
            if (!outside.empty()) {
                add(clause.mode == SuiteClause::Mode::allow    ? "suites.allow"
                    : clause.mode == SuiteClause::Mode::forbid ? "suites.forbid"
                                                               : "suites.must_not",
                    origin,
                    fmt::format("offers {}, which {} does not allow", names(outside), policy_.name),
                    clause.allow.empty()
                        ? "Take these suites out of the list."
                        : fmt::format("Keep of its {} suites those that your "
                                      "certificates can serve; `tlslint policies show "
                                      "{}` lists them.",
                                      clause.allow.size(), policy_.name));
            }
            const auto advised_against = picked(offered, [&](const auto* s) {
                return !clause.forbids(*s) && clause.should_not.covers(*s);
            });
            if (!advised_against.empty()) {
                add("suites.should_not", origin,
                    fmt::format("offers {}, which {} advises against", names(advised_against),
                                policy_.name),
                    "Take these suites out of the list.")
                    .advice = true;
            }
        }
        if (clause.server_preference == true && know(endpoint_.preference.origin, true)
            && endpoint_.preference.value == Preference::client) {
            add("suites.server_preference", endpoint_.preference.origin,
                fmt::format("leaves the choice of suite to the client, which {} gives to the "
                            "server",
                            policy_.name),
                "Let the server's order decide.");
        }
    }

    void check_suites13() {
        const SuiteClause& clause = policy_.suites13;
        const Origin& origin = endpoint_.ciphersuites.origin;
        if (!know(origin, clause.mode != SuiteClause::Mode::any)) return;
        const auto outside =
            picked(endpoint_.ciphersuites.value, [&](const auto* s) { return clause.forbids(*s); });
        if (outside.empty()) return;
        add("suites13.allow", origin,
            fmt::format("offers {}, which {} does not allow", names(outside), policy_.name),
            fmt::format("Offer {} in TLS 1.3.", names(clause.allow)));
    }

    void check_groups() {
        const GroupClause& clause = policy_.groups;
        const Origin& origin = endpoint_.groups.origin;
        const bool judged = clause.mode != GroupClause::Mode::any || !clause.forbid.empty()
                            || !clause.require.empty();
        if (!know(origin, judged)) return;
        const auto offered = endpoint_.groups.value;
        const auto offers = [&](const openssl::Group* group) {
            return std::find(offered.begin(), offered.end(), group) != offered.end();
        };
        const auto outside = picked(offered, [&](const auto* g) { return clause.forbids(*g); });
        if (!outside.empty()) {
            add(clause.mode == GroupClause::Mode::allow ? "groups.allow" : "groups.forbid", origin,
                fmt::format("offers groups {}, which {} does not allow", names(outside),
                            policy_.name),
                clause.allow.empty() ? "Take these groups out of the list."
                                     : fmt::format("Offer groups out of {}.", names(clause.allow)));
        }
        const auto missing = picked(std::span<const openssl::Group* const>(clause.require),
                                    [&](const auto* g) { return !offers(g); });
        if (!missing.empty()) {
            add("groups.require", origin,
                fmt::format("does not offer group {}, which {} requires", names(missing),
                            policy_.name),
                fmt::format("Add {} to the groups.", names(missing)));
        }
        const auto& wanted = clause.require_any;
        if (!wanted.empty() && std::none_of(wanted.begin(), wanted.end(), offers)) {
            add("groups.require_any", origin,
                fmt::format("offers none of {}, one of which {} requires", names(wanted),
                            policy_.name),
                fmt::format("Add {} to the groups; it takes an OpenSSL that has it.",
                            wanted.front()->openssl));
        }
    }

    void check_keys() {
        const Origin& origin = endpoint_.certificates.origin;
        if (!know(origin, policy_.rsa_min_bits > 0 || policy_.ec_min_bits > 0)) return;
        for (const CertificatePair& pair : endpoint_.certificates.value) {
            const FileContents* const contents =
                pair.certificate ? pair.certificate->contents : nullptr;
            if (!contents || contents->certificates.empty()) continue;
            const x509::PublicKey& key = contents->certificates.front().key;
            const bool rsa = key.type == x509::KeyType::rsa || key.type == x509::KeyType::rsa_pss;
            const bool elliptic = key.type == x509::KeyType::ec;
            const int least = rsa ? policy_.rsa_min_bits : elliptic ? policy_.ec_min_bits : 0;
            if (static_cast<int>(key.bits) >= least) continue;
            add(rsa ? "keys.rsa_min_bits" : "keys.ec_min_bits", origin,
                fmt::format("its {} key has {} bits, {} demands {}", rsa ? "RSA" : "EC", key.bits,
                            policy_.name, least),
                fmt::format("Have a certificate issued for a key of {} bits or more.", least));
        }
    }

    void check_rest() {
        const Stapling& stapling = endpoint_.stapling.value;
        if (know(endpoint_.stapling.origin, policy_.staple == Policy::Staple::required)
            && !stapling.asked_for) {
            add("stapling.mode", endpoint_.stapling.origin,
                fmt::format("staples no OCSP response, which {} requires", policy_.name),
                "Switch stapling on, with a certificate that names a responder.");
        }
        if (know(endpoint_.early_data.origin, policy_.early_data == false)
            && endpoint_.early_data.value) {
            add("early_data.allowed", endpoint_.early_data.origin,
                fmt::format("takes early data, which {} does not allow", policy_.name),
                "Switch early data off.");
        }
    }

    const Endpoint& endpoint_;
    const Policy& policy_;
    const openssl::Version version_;
    Compliance result_;
};

}  // namespace

bool Compliance::complies() const {
    return std::all_of(violations.begin(), violations.end(),
                       [](const Violation& violation) { return violation.advice; });
}

Compliance comply(const Endpoint& endpoint, const Policy& policy, openssl::Version version) {
    return Examination(endpoint, policy, version).run();
}

}  // namespace tlslint
