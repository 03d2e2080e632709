// SPDX-License-Identifier: Apache-2.0
#include "audit/drift/compare.hpp"

#include "audit/live/names.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/negotiation.hpp"
#include "parsers/openssl/suite.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::drift {
namespace {

using live::Observed, live::ObservedVersion;
using openssl::Group, openssl::Order, openssl::Protocol, openssl::ProtocolSet, openssl::Suite;

constexpr std::size_t shown = 6;  // names in a message

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), shown); ++i)
        text += (i > 0 ? ", " : "") + names[i];
    if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
    return text;
}

template <class T>
bool contains(const std::vector<T>& list, const T& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}
template <class T>
std::vector<T> without(const std::vector<T>& list, const std::vector<T>& others) {
    std::vector<T> rest;
    std::copy_if(list.begin(), list.end(), std::back_inserter(rest),
                 [&](const T& each) { return !contains(others, each); });
    return rest;
}

std::string_view in_words(Order order) {
    switch (order) {
    case Order::client: return "the client's order decides";
    case Order::server: return "the server's order decides";
    case Order::server_chacha:
        return "the server's order decides, after ChaCha20 where the client has it first";
    }
    return "";
}

Order order_of(Preference preference) {
    switch (preference) {
    case Preference::client: return Order::client;
    case Preference::server: return Order::server;
    case Preference::server_chacha: return Order::server_chacha;
    }
    return Order::client;
}

class Comparer {
  public:
    Comparer(const Sides& sides, Comparison& result)
        : configured_(*sides.visit.endpoint), facts_(sides.facts), sides_(sides), result_(result) {}

    void versions() {
        const auto& setting = configured_.versions;
        if (!comparable("live/drift-version", setting.origin, facts_.complete)) return;
        ProtocolSet seen;
        for (const ObservedVersion& each : facts_.versions) seen.insert(each.version);
        if (seen == setting.value) return;
        std::string message;
        const auto add = [&](std::string_view lead, ProtocolSet set) {
            if (set.empty()) return;
            message += fmt::format("{}{} {}", message.empty() ? "" : "; ", lead,
                                   openssl::names(set, ", "));
        };
        add("also speaks", seen - setting.value);
        add("does not speak", setting.value - seen);
        result_.differences.push_back({"live/drift-version", setting.origin, message,
                                       openssl::names(setting.value), openssl::names(seen)});
    }

    void suites() {
        const Origin& before = configured_.ciphers.origin;
        if (comparable("live/drift-cipher", before, true)) {
            for (const Protocol version :
                 {Protocol::tls1_2, Protocol::tls1_1, Protocol::tls1_0, Protocol::ssl3}) {
                const auto index = static_cast<std::size_t>(version);
                // Older versions have a part of the same list: one finding is enough.
                if (differ(version, configured_.ciphers.value.by_version[index], before,
                           configured_.handshake.preference))
                    break;
            }
        }
        const Origin& tls13 = configured_.ciphersuites.origin;
        if (comparable("live/drift-cipher", tls13, true))
            differ(Protocol::tls1_3, configured_.ciphersuites.value, tls13,
                   configured_.handshake.tls13_preference);
    }

    void groups() {
        const auto& setting = configured_.groups;
        const Protocol version =
            facts_.version(Protocol::tls1_3) ? Protocol::tls1_3 : Protocol::tls1_2;
        const bool is_tls13 = version == Protocol::tls1_3;
        const auto& seen = is_tls13 ? facts_.groups_tls13 : facts_.groups_tls12;
        const bool known = is_tls13 ? facts_.groups_tls13_known : facts_.groups_tls12_known;
        if (!facts_.version(version) || !configured_.versions.value.contains(version)
            || !comparable("live/drift-group", setting.origin, known))
            return;
        std::vector<std::string> configured, observed;
        for (const Group* group : setting.value) {
            if (fits(*group, version, sides_.model.facts.library.version))
                configured.emplace_back(live::group_name(group->id));
        }
        for (const std::uint16_t id : seen) observed.push_back(live::group_name(id));
        // In TLS 1.2 a curve that goes may take an ECDSA certificate with it.
        const bool whole = is_tls13 || !has_curve_certificate();
        report("live/drift-group", setting.origin, "", configured, observed, whole);
    }

    void client_auth() {
        const auto& setting = configured_.client_auth;
        if (!comparable("live/drift-client-auth", setting.origin, facts_.client_auth.has_value()))
            return;
        using live::AsksCertificate;
        const bool asks = *facts_.client_auth != AsksCertificate::none;
        const bool should = setting.value != ClientAuth::none;
        const bool refuses = *facts_.client_auth == AsksCertificate::required;
        std::string message;
        if (asks && !should) message = "asks clients for a certificate";
        if (!asks && should) message = "asks no client for a certificate";
        if (asks && should && refuses && setting.value != ClientAuth::required)
            message = "refuses clients without a certificate";
        // Where the handshake goes on without one, HTTP has to say no.
        const bool goes_on = facts_.http && facts_.http->status < 400;
        if (asks && should && !refuses && goes_on && setting.value == ClientAuth::required)
            message = "answers clients without a certificate";
        if (message.empty()) return;
        const std::string_view seen = !asks ? "none" : refuses ? "required" : "optional";
        result_.differences.push_back({"live/drift-client-auth", setting.origin, message,
                                       std::string(name(setting.value)), std::string(seen)});
    }

    void stapling() {
        const auto& setting = configured_.stapling;
        if (!comparable("live/drift-stapling", setting.origin,
                        sides_.observed.stapling.origin.is_known()))
            return;
        for (const live::ObservedCertificate& each : facts_.certificates) {
            if (!each.with_sni) continue;
            const bool configured = is_stapled(each);
            const bool observed = !each.shown.staple.empty();
            if (configured == observed) continue;
            result_.differences.push_back(
                {"live/drift-stapling", setting.origin,
                 observed ? "staples an OCSP response, which is not configured"
                          : "staples no OCSP response",
                 configured ? "on" : "off", observed ? "a response" : "no response"});
            return;
        }
    }

  private:
    // Whether both sides are known well enough. What a server was left to do by itself depends on
    // its release.
    bool comparable(std::string_view rule, const Origin& origin, bool was_seen) {
        if (!was_seen) return false;
        const bool by_default =
            origin.kind == Origin::Kind::server || origin.kind == Origin::Kind::system;
        if (origin.is_known() && !(by_default && sides_.defaults_are_assumed)) return true;
        result_.doubts.push_back(
            {rule, &origin,
             origin.is_known()
                 ? "it is left to the server, and which release that is, is not known (--target)"
                 : std::string(origin.authority)});
        return false;
    }

    [[nodiscard]] bool has_curve_certificate() const {
        const auto pairs = sides_.observed.certificates.value;
        return std::any_of(pairs.begin(), pairs.end(), [](const CertificatePair& pair) {
            return pair.leaf() && pair.leaf()->key.type == x509::KeyType::ec;
        });
    }

    [[nodiscard]] bool is_stapled(const live::ObservedCertificate& seen) const {
        Arena arena;
        const auto chain = live::parse_chain({{seen.shown.certificates.front()}, {}}, arena);
        for (const CertificatePair& pair : configured_.certificates.value) {
            if (pair.stapled && pair.leaf() && !chain.empty()
                && pair.leaf()->sha256 == chain.front().sha256)
                return *pair.stapled;
        }
        return configured_.stapling.value.on;
    }

    // A suite that the keys of the server's certificates can serve. Keys that are not known here
    // let every suite through.
    [[nodiscard]] bool is_servable(const Suite& suite) const {
        const auto configured = configured_.certificates.value;
        const bool known =
            std::all_of(configured.begin(), configured.end(),
                        [](const CertificatePair& pair) { return pair.leaf() != nullptr; });
        if (known || suite.is_tls13() || suite.is_anonymous()) return true;
        const bool wants_curve = suite.authentication == openssl::Authentication::ecdsa;
        const auto seen = sides_.observed.certificates.value;
        return std::any_of(seen.begin(), seen.end(), [&](const CertificatePair& pair) {
            return pair.leaf() && (pair.leaf()->key.type != x509::KeyType::rsa) == wants_curve;
        });
    }

    bool differ(Protocol version, std::span<const Suite* const> list, const Origin& origin,
                Preference preference) {
        const ObservedVersion* const seen = facts_.version(version);
        if (!seen || !configured_.versions.value.contains(version)) return false;
        std::vector<std::string> configured, observed;
        for (const Suite* suite : list) {
            if (!suite->needs_shared_secret() && is_servable(*suite))
                configured.push_back(live::suite_name(static_cast<std::uint16_t>(suite->id)));
        }
        for (const std::uint32_t id : seen->suites)
            observed.push_back(live::suite_name(static_cast<std::uint16_t>(id)));
        if (report("live/drift-cipher", origin, fmt::format("{}: ", name(version)), configured,
                   observed, seen->complete))
            return true;
        if (!seen->complete) {
            result_.doubts.push_back({"live/drift-cipher", &origin,
                                      fmt::format("{}: only the first {} suites were asked for "
                                                  "(--depth full asks for all)",
                                                  name(version), observed.size())});
            return false;
        }
        return differ_in_order(version, *seen, origin, order_of(preference), configured, observed);
    }

    bool differ_in_order(Protocol version, const ObservedVersion& seen, const Origin& origin,
                         Order wanted, const std::vector<std::string>& configured,
                         const std::vector<std::string>& observed) {
        if (!seen.preference || configured.size() < 2 || !configured_.preference.origin.is_known())
            return false;
        // That ChaCha20 comes first for some cannot be seen where it is first anyway, or nowhere.
        const auto is_chacha = [](const std::string& each) {
            return each.find("CHACHA20") != each.npos;
        };
        const bool can_move = !is_chacha(configured.front())
                              && std::any_of(configured.begin(), configured.end(), is_chacha);
        if (wanted == Order::server_chacha && !can_move) wanted = Order::server;
        const bool same_kind = *seen.preference == wanted;
        if (same_kind && (wanted == Order::client || configured == observed)) return false;
        // A server that chooses the certificate first has an order for each kind of key.
        const auto is_for_curves = [](const std::string& each) {
            return each.find("ECDSA") != each.npos;
        };
        std::vector<std::string> by_key = configured;
        std::stable_partition(by_key.begin(), by_key.end(), is_for_curves);
        if (same_kind && by_key == observed) return false;
        result_.differences.push_back({"live/drift-cipher",
                                       same_kind ? origin : origin_of_order(origin),
                                       fmt::format("{}: {}", name(version),
                                                   same_kind ? "has the suites in another order"
                                                             : in_words(*seen.preference)),
                                       same_kind ? fmt::format("{}", fmt::join(configured, ":"))
                                                 : std::string(in_words(wanted)),
                                       same_kind ? fmt::format("{}", fmt::join(observed, ":"))
                                                 : std::string(in_words(*seen.preference))});
        return true;
    }
    [[nodiscard]] const Origin& origin_of_order(const Origin& of_suites) const {
        return configured_.preference.origin.is_written() ? configured_.preference.origin
                                                          : of_suites;
    }

    // `whole`: what is not among the observed is not there.
    bool report(std::string_view rule, const Origin& origin, const std::string& lead,
                const std::vector<std::string>& configured,
                const std::vector<std::string>& observed, bool whole) {
        const auto extra = without(observed, configured);
        const auto missing = whole ? without(configured, observed) : std::vector<std::string>();
        if (extra.empty() && missing.empty()) return false;
        std::string message = lead;
        if (!extra.empty()) message += "also accepts " + listed(extra);
        if (!extra.empty() && !missing.empty()) message += "; ";
        if (!missing.empty()) message += "does not accept " + listed(missing);
        const std::string_view separator = rule == "live/drift-cipher" ? ":" : " ";
        result_.differences.push_back({rule, origin, message,
                                       fmt::format("{}", fmt::join(configured, separator)),
                                       fmt::format("{}", fmt::join(observed, separator))});
        return true;
    }

    const Endpoint& configured_;
    const Observed& facts_;
    const Sides& sides_;
    Comparison& result_;
};

}  // namespace

Comparison compare(const Sides& sides) {
    Comparison result;
    if (sides.visit.inquiry.depth == live::Depth::clear) {
        compare_redirect(sides, result);
        return result;
    }
    if (!compare_name(sides, result)) return result;
    if (!sides.facts.tls) return result;
    compare_certificates(sides, result);
    if (sides.visit.inquiry.depth == live::Depth::name) return result;
    Comparer comparer(sides, result);
    comparer.versions();
    comparer.suites();
    comparer.groups();
    comparer.client_auth();
    comparer.stapling();
    compare_answers(sides, result);
    return result;
}

}  // namespace tlslint::drift
