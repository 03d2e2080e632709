// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/combine.hpp"

#include "parsers/apache/defaults.hpp"
#include "parsers/model/overruling.hpp"
#include "parsers/openssl/levels.hpp"

#include <algorithm>

namespace tlslint::apache {
namespace {

using openssl::Protocol;
using openssl::ProtocolSet;

// Why a statement of a later vhost has no effect.
constexpr std::string_view before_names_decide = "before Apache httpd 2.4.42";
constexpr std::string_view beside_first = "beside the first vhost's";

class Combiner {
  public:
    Combiner(Model& model, Offers& offers, NamedFiles& files, const TlsContext* own,
             const TlsContext& standard, Endpoint& endpoint)
        : model_(model), offers_(offers), files_(files), own_(own), standard_(standard),
          chosen_(own ? *own : standard), endpoint_(endpoint),
          by_name_(name_decides_protocols(model.facts)) {}

    void run() {
        endpoint_.security_level = chosen_.security_level;
        endpoint_.rejects.origin = nothing();
        endpoint_.rejects_unknown = from(standard_, &TlsContext::strict);
        endpoint_.certificate_is_default = !own_;
        endpoint_.certificates = from(chosen_, &TlsContext::certificates);
        add_versions();
        add_offers();
        endpoint_.dh = from(chosen_, &TlsContext::dh);
        endpoint_.legacy_renegotiation =
            either(&openssl::Context::unsafe_renegotiation, true, &TlsContext::renegotiation);
        endpoint_.compression = from(chosen_, &TlsContext::compression);
        add_preference();
        add_sessions();
        endpoint_.client_auth = from(chosen_, &TlsContext::client_auth);
        endpoint_.client_trust = chosen_.client_trust;
        endpoint_.stapling = from(chosen_, &TlsContext::stapling);
        endpoint_.resolvers.origin = nothing();
        endpoint_.early_data.origin = nothing();
    }

  private:
    [[nodiscard]] Origin nothing() {
        return {.kind = Origin::Kind::server, .authority = files_.default_of_httpd()};
    }
    // What the first vhost has written holds here as if inherited.
    [[nodiscard]] Origin from(const TlsContext& context, Origin origin) const {
        if (&context != own_ && origin.kind == Origin::Kind::written) {
            origin.kind = Origin::Kind::inherited;
            origin.authority = "first vhost's";
        }
        return origin;
    }
    [[nodiscard]] Origin from(const TlsContext& context, Origin TlsContext::*member,
                              std::string_view why) const {
        Origin origin = from(context, context.*member);
        if (own_) note_overruled(model_, own_->*member, origin, why);
        return origin;
    }
    template <class T>
    [[nodiscard]] Setting<T> from(const TlsContext& context, Setting<T> TlsContext::*member) const {
        Setting<T> setting{(context.*member).value, from(context, (context.*member).origin)};
        if (own_) note_overruled(model_, (own_->*member).origin, setting.origin, beside_first);
        return setting;
    }
    // Options of the two contexts are joined (SSL_set_options): what one of them switches to
    // `decisive` stays so.
    [[nodiscard]] Setting<bool> either(bool openssl::Context::*flag, bool decisive,
                                       Origin TlsContext::*origin) const {
        const bool first = standard_.settings.*flag == decisive;
        const TlsContext& decides = first ? standard_ : chosen_;
        return {decides.settings.*flag, from(decides, origin, beside_first)};
    }

    // The bounds of the selected vhost are taken over where SSLProtocol holds for it; options are
    // joined in any case.
    void add_versions() {
        const TlsContext& decides = by_name_ && chosen_.sets_protocols ? chosen_ : standard_;
        openssl::Context settings = decides.settings;
        if (by_name_)
            settings.protocols = standard_.settings.protocols & chosen_.settings.protocols;
        auto& enabled = endpoint_.enabled_versions;
        enabled = {settings.enabled(), from(decides, &TlsContext::protocols, before_names_decide)};
        if (decides.bounds && enabled.origin.is_known())
            enabled.origin = from(decides, *decides.bounds);
    }

    void add_offers() {
        const TlsContext& tls13 = by_name_ ? chosen_ : standard_;
        endpoint_.versions = endpoint_.enabled_versions;
        endpoint_.ciphers.origin = from(chosen_, chosen_.ciphers);
        endpoint_.ciphersuites.origin = from(tls13, &TlsContext::ciphersuites, before_names_decide);
        endpoint_.groups.origin = from(standard_, &TlsContext::groups, beside_first);
        if (!endpoint_.listen.tls.value) {
            endpoint_.versions.value = {};
            return;
        }
        endpoint_.ciphers.value.spec = chosen_.settings.ciphers;
        if (!chosen_.ciphers.is_known() || !standard_.groups.is_known()
            || !endpoint_.ciphersuites.origin.is_known()) {
            if (refused()) {
                // The server does not start; what it would do is not known.
                endpoint_.versions.value = endpoint_.enabled_versions.value
                                           & openssl::usable_protocols(model_.facts.library.version,
                                                                       chosen_.security_level);
                return;
            }
        }
        const bool begins = offers_.can_begin({.enabled = standard_.settings.enabled(),
                                               .ciphers = standard_.settings.ciphers,
                                               .ciphersuites = standard_.settings.ciphersuites,
                                               .security_level = standard_.security_level,
                                               .rewriting = standard_.rewriting});
        if (!begins) {
            endpoint_.versions.value = {};
            return;
        }
        const Offers::Answer& answer =
            offers_({.enabled = endpoint_.enabled_versions.value & begun_with(),
                     .ciphers = chosen_.settings.ciphers,
                     .ciphersuites = tls13.settings.ciphersuites,
                     .groups = standard_.settings.groups,
                     .signatures = chosen_.settings.signature_algorithms,
                     .security_level = chosen_.security_level,
                     .tls13_level = tls13.security_level,
                     // Without a certificate httpd does not start: nothing is known of its key.
                     .keys = chosen_.has_certificate() ? chosen_.keys : openssl::Keys::any,
                     .refused = chosen_.refused,
                     .has_dh_parameters = chosen_.dh.value.given && chosen_.dh_allowed,
                     .rewriting = chosen_.rewriting});
        endpoint_.versions.value = answer.versions;
        endpoint_.ciphers.value = answer.ciphers;
        endpoint_.ciphersuites.value = answer.ciphersuites;
        endpoint_.groups.value = answer.groups;
        const Preference preference =
            either(&openssl::Context::server_preference, true, &TlsContext::preference).value
                ? Preference::server
                : Preference::client;
        endpoint_.handshake = {.tuples = answer.tuples,
                               .signatures = answer.signatures,
                               .asks_for_name = true,
                               .begun_with = begun_with(),
                               .preference = preference,
                               .tls13_preference = preference};
    }
    // By OpenSSL, for good; a value that is only uncertain is taken as it stands.
    [[nodiscard]] bool refused() {
        return !offers_.ciphers(chosen_.settings.ciphers, chosen_.rewriting).ok()
               || (standard_.settings.groups.data()
                   && !offers_.groups(standard_.settings.groups).ok())
               || (chosen_.settings.ciphersuites.data()
                   && !offers_.ciphersuites(chosen_.settings.ciphersuites).ok);
    }

    // Versions that the level of whoever is asked first lets a connection begin with.
    [[nodiscard]] ProtocolSet begun_with() const {
        const TlsContext& first = by_name_ ? chosen_ : standard_;
        return ProtocolSet::range(
            openssl::oldest_at_level(model_.facts.library.version, first.security_level),
            Protocol::tls1_3);
    }

    void add_preference() {
        const Setting<bool> server =
            either(&openssl::Context::server_preference, true, &TlsContext::preference);
        const bool chacha =
            standard_.settings.prioritize_chacha || chosen_.settings.prioritize_chacha;
        endpoint_.preference = {!server.value ? Preference::client
                                : chacha      ? Preference::server_chacha
                                              : Preference::server,
                                server.origin};
    }

    void add_sessions() {
        const ProtocolSet versions = endpoint_.versions.value;
        const bool older = !versions.empty() && versions.oldest() < Protocol::tls1_3;
        const int level = by_name_ ? chosen_.security_level
                                   : std::max(chosen_.security_level, standard_.security_level);
        const bool allowed =
            !older || openssl::tickets_allowed(model_.facts.library.version, level);
        const Setting<bool> tickets =
            either(&openssl::Context::tickets, false, &TlsContext::tickets);
        // The first vhost's context asks for a key, and the selected one has it
        // (ssl_callback_SessionTicket). Where that has read none, it is all zeros, with which
        // OpenSSL 3.0 and later seal nothing.
        const bool asks = !standard_.ticket_keys.empty();
        const auto keys =
            asks && own_ ? own_->ticket_keys : std::span<const FileReference* const>();
        const bool seals =
            !asks || !keys.empty() || model_.facts.library.version < openssl::Version::v3_0;
        endpoint_.session_tickets = {{tickets.value && allowed && seals, keys}, tickets.origin};
        endpoint_.session_cache = from(standard_, &TlsContext::session_cache);
        endpoint_.session_lifetime = standard_.session_lifetime;
    }

    Model& model_;
    Offers& offers_;
    NamedFiles& files_;
    const TlsContext* own_;       // nullptr: mod_ssl sets none up for the vhost
    const TlsContext& standard_;  // the first vhost's
    const TlsContext& chosen_;    // the one that SNI selects
    Endpoint& endpoint_;
    bool by_name_;  // the name is known before the version is chosen
};

}  // namespace

void combine(Model& model, Offers& offers, NamedFiles& files, const TlsContext* own,
             const TlsContext& standard, Endpoint& endpoint) {
    Combiner(model, offers, files, own, standard, endpoint).run();
}

}  // namespace tlslint::apache
