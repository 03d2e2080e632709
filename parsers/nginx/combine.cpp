// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/overruling.hpp"
#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/server_block.hpp"
#include "parsers/openssl/levels.hpp"

#include <algorithm>
#include <array>

namespace tlslint::nginx {
namespace {

// Why a statement has no effect (name_decides_protocols).
constexpr std::string_view before_names_decide = "before nginx 1.29.2";
constexpr std::string_view beside_standard = "beside the default server's";

class Combiner {
  public:
    Combiner(Model& model, Offers& offers, const ServerBlock& server, const Socket& socket,
             Endpoint& endpoint)
        : model_(model), offers_(offers), own_(server.tls),
          // In a fragment the default server of the address may stand elsewhere: each block is
          // taken at its word.
          standard_(server.scope.is_open() ? server.tls : socket.default_server->tls),
          // A block without a certificate leaves the default server's context in place.
          chosen_(own_.has_certificate() || own_.rejects.value || server.scope.is_open()
                      ? own_
                      : standard_),
          by_name_(name_decides_protocols(model.facts.server)
                   && model.facts.library.version >= openssl::Version::v1_1_1),
          socket_(socket), endpoint_(endpoint) {}

    void run() {
        endpoint_.security_level = chosen_.security_level;
        endpoint_.rejects = from(chosen_, &TlsContext::rejects);
        endpoint_.rejects_unknown = {standard_.rejects.value,
                                     from(standard_, standard_.rejects.origin)};
        endpoint_.certificate_is_default = &chosen_ != &own_;
        endpoint_.certificates = from(chosen_, &TlsContext::certificates);
        add_versions();
        add_offers();
        endpoint_.dh = from(chosen_, &TlsContext::dh);
        endpoint_.legacy_renegotiation = {chosen_.settings.unsafe_renegotiation,
                                          from(chosen_, &TlsContext::renegotiation)};
        add_preference();
        add_sessions();
        add_alpn();
        endpoint_.client_auth = from(chosen_, &TlsContext::client_auth);
        endpoint_.stapling = from(chosen_, &TlsContext::stapling);
        endpoint_.client_trust = chosen_.client_trust;
        endpoint_.resolvers = chosen_.resolvers;
    }

  private:
    // What another block has written holds here as if inherited.
    [[nodiscard]] Origin from(const TlsContext& context, Origin origin) const {
        if (&context == &own_) return origin;
        if (origin.kind == Origin::Kind::written) {
            origin.kind = Origin::Kind::inherited;
            origin.authority = "default server's";
        }
        // It would do nothing to write it here.
        if (origin.kind == Origin::Kind::server && origin.trail.empty())
            origin.trail = socket_.default_trail;
        return origin;
    }

    // The same, where this block's own statement may be left without effect.
    [[nodiscard]] Origin from(const TlsContext& context, Origin TlsContext::*member) const {
        Origin origin = from(context, context.*member);
        const bool by_version =
            member == &TlsContext::protocols || member == &TlsContext::ciphersuites
            || member == &TlsContext::preference || member == &TlsContext::tickets;
        note_overruled(own_.*member, origin, by_version ? before_names_decide : beside_standard);
        return origin;
    }
    template <class T>
    [[nodiscard]] Setting<T> from(const TlsContext& context, Setting<T> TlsContext::*member) const {
        Setting<T> setting{(context.*member).value, from(context, (context.*member).origin)};
        note_overruled((own_.*member).origin, setting.origin, beside_standard);
        return setting;
    }
    void note_overruled(const Origin& own, Origin& winner, std::string_view why) const {
        tlslint::note_overruled(model_, own, winner,
                                &chosen_ == &own_ ? why : "without a certificate in its block");
    }

    [[nodiscard]] const TlsContext& by_version() const { return by_name_ ? chosen_ : standard_; }

    // The bounds are copied into the connection when it begins, long before a name is known.
    void add_versions() {
        const TlsContext& decides = by_version();
        openssl::Context settings = decides.settings;
        settings.oldest = standard_.settings.oldest;
        settings.newest = standard_.settings.newest;
        auto& enabled = endpoint_.enabled_versions;
        enabled = {settings.enabled(), from(decides, &TlsContext::protocols)};
        if (endpoint_.listen.transport == Listen::Transport::quic)
            enabled.value = enabled.value & openssl::ProtocolSet{openssl::Protocol::tls1_3};
        if (enabled.value == decides.settings.protocols || !enabled.origin.is_known()) return;
        if (settings.newest) enabled.origin = from(standard_, standard_.newest);
        if (settings.oldest) enabled.origin = from(standard_, standard_.oldest);
    }

    void add_offers() {
        const TlsContext& tls13 = by_version();
        endpoint_.versions = endpoint_.enabled_versions;
        endpoint_.ciphers.origin = from(chosen_, &TlsContext::ciphers);
        endpoint_.ciphersuites.origin = from(tls13, &TlsContext::ciphersuites);
        endpoint_.groups.origin = from(standard_, &TlsContext::groups);
        if (!endpoint_.listen.tls.value || endpoint_.rejects.value) {
            endpoint_.versions.value = {};
            return;
        }
        if (!chosen_.ciphers.is_known() || !standard_.groups.is_known()) {
            // The server does not start; what it would do is not known.
            endpoint_.versions.value =
                endpoint_.enabled_versions.value
                & openssl::usable_protocols(model_.facts.library.version, chosen_.security_level);
            return;
        }
        // The default server's settings are looked at first, whatever the name will be.
        const bool begins = offers_.can_begin({.enabled = standard_.settings.enabled(),
                                               .ciphers = standard_.settings.ciphers,
                                               .ciphersuites = standard_.settings.ciphersuites,
                                               .security_level = standard_.security_level});
        if (!begins) {
            endpoint_.versions.value = {};
            return;
        }
        Offers::Question question{
            .enabled = endpoint_.enabled_versions.value & begun_with(),
            .ciphers = chosen_.settings.ciphers,
            .ciphersuites = tls13.settings.ciphersuites,
            .groups = standard_.settings.groups,
            .signatures = chosen_.settings.signature_algorithms,
            .security_level = chosen_.security_level,
            .tls13_level = tls13.security_level,
            // Without a certificate nginx does not start: nothing is known of its key.
            .keys = chosen_.has_certificate() ? chosen_.keys : openssl::Keys::any,
            .refused = chosen_.refused,
            .has_dh_parameters = chosen_.dh.value.given && chosen_.dh_allowed};
        const Offers::Answer& answer = offers_(question);
        endpoint_.versions.value = answer.versions;
        endpoint_.ciphers.value = answer.ciphers;
        endpoint_.ciphersuites.value = answer.ciphersuites;
        endpoint_.groups.value = answer.groups;
        endpoint_.handshake = {.tuples = answer.tuples,
                               .signatures = answer.signatures,
                               .asks_for_name = asks_for_name(),
                               .begun_with = begun_with(),
                               .preference = preference_of(chosen_.settings),
                               .tls13_preference = preference_of(tls13.settings)};
        add_retry(question);
    }

    // The second hello after a HelloRetryRequest comes when the name has brought its own context.
    void add_retry(Offers::Question question) {
        const Preference preference = preference_of(chosen_.settings);
        const bool same_suites =
            chosen_.settings.ciphersuites == by_version().settings.ciphersuites;
        if (same_suites && preference == endpoint_.handshake.tls13_preference) return;
        question.ciphersuites = chosen_.settings.ciphersuites;
        endpoint_.handshake.retry_ciphersuites = offers_(question).ciphersuites;
        endpoint_.handshake.retry_preference = preference;
    }
    // SSL_CTX_set_tlsext_servername_callback is called, by stream also while it had no server_name.
    [[nodiscard]] bool asks_for_name() const { return endpoint_.layer != Endpoint::Layer::mail; }

    // Versions that the level of whoever is asked first lets a connection begin with.
    [[nodiscard]] openssl::ProtocolSet begun_with() const {
        return openssl::ProtocolSet::range(
            openssl::oldest_at_level(model_.facts.library.version, by_version().security_level),
            openssl::Protocol::tls1_3);
    }

    // TLS 1.3 looks at the options before the name is known, unless the name comes first. Where
    // older versions leave no choice, it is the one that counts.
    void add_preference() {
        const bool by_tls13 = endpoint_.versions.value.contains(openssl::Protocol::tls1_3)
                              && endpoint_.ciphers.value.suites.size() < 2;
        const TlsContext& decides = by_tls13 ? by_version() : chosen_;
        endpoint_.preference = {preference_of(decides.settings),
                                from(decides, &TlsContext::preference)};
    }
    static Preference preference_of(const openssl::Context& settings) {
        if (!settings.server_preference) return Preference::client;
        return settings.prioritize_chacha ? Preference::server_chacha : Preference::server;
    }

    void add_sessions() {
        const openssl::ProtocolSet versions = endpoint_.versions.value;
        const bool tls13 = versions.contains(openssl::Protocol::tls1_3);
        const bool older = !versions.empty() && versions.oldest() < openssl::Protocol::tls1_3;
        const bool standard_counts = older && !by_name_ && !standard_.settings.tickets;
        const TlsContext& decides = standard_counts ? standard_ : chosen_;
        // A client's ticket is looked at before the name is, unless the name comes first.
        const int level = by_name_ ? chosen_.security_level
                                   : std::max(chosen_.security_level, standard_.security_level);
        const bool allowed =
            !older || openssl::tickets_allowed(model_.facts.library.version, level);
        endpoint_.session_tickets = {{decides.settings.tickets && allowed, standard_.ticket_keys},
                                     from(decides, &TlsContext::tickets)};
        // Whose tickets they are and with which keys is the default server's matter.
        if (decides.tickets.kind == Origin::Kind::server
            && standard_.tickets.kind == Origin::Kind::server)
            endpoint_.session_tickets.origin = from(standard_, standard_.tickets);
        endpoint_.session_cache = from(standard_, &TlsContext::session_cache);
        if (chosen_.session_cache.value.kind == SessionCache::Kind::off) {
            endpoint_.session_cache.value.kind = SessionCache::Kind::off;
            endpoint_.session_cache.origin = from(chosen_, chosen_.session_cache.origin);
        } else if (standard_.session_cache.value.kind == SessionCache::Kind::off) {
            endpoint_.session_cache.value.kind = SessionCache::Kind::none;
        }
        endpoint_.session_lifetime = from(standard_, &TlsContext::session_lifetime);
        endpoint_.early_data = from(standard_, &TlsContext::early_data);
        endpoint_.early_data.value = endpoint_.early_data.value && tls13;
    }

    void add_alpn() {
        auto& alpn = endpoint_.alpn;
        const ServerVersion version = model_.facts.server;
        if (endpoint_.layer == Endpoint::Layer::stream) {
            alpn = {chosen_.alpn.value, from(chosen_, chosen_.alpn.origin)};
        } else if (endpoint_.layer == Endpoint::Layer::mail) {
            alpn.origin = {.kind = Origin::Kind::server, .authority = "nginx takes no notice"};
        } else if (endpoint_.listen.transport == Listen::Transport::quic) {
            static constexpr std::array<std::string_view, 1> http3{"h3"};
            alpn = {http3, endpoint_.listen.tls.origin};
        } else {
            static constexpr std::array<std::string_view, 4> names{"h2", "http/1.1", "http/1.0",
                                                                   "http/0.9"};
            const bool http2 = socket_.http2 || own_.http2.value;
            const std::size_t count = http_protocols(version);
            alpn.value = std::span(names).subspan(http2 ? 0 : 1, http2 ? count + 1 : count);
            alpn.origin = own_.http2.origin;
            if (socket_.http2)
                alpn.origin = {.kind = *socket_.http2 == endpoint_.listen.at
                                           ? Origin::Kind::written
                                           : Origin::Kind::inherited,
                               .trail = model_.arena.keep(std::vector{*socket_.http2})};
        }
    }

    Model& model_;
    Offers& offers_;
    const TlsContext& own_;
    const TlsContext& standard_;  // the default server's
    const TlsContext& chosen_;    // the one that SNI selects
    bool by_name_;                // the name is known before the version is chosen
    const Socket& socket_;
    Endpoint& endpoint_;
};

}  // namespace

void combine(Model& model, Offers& offers, const ServerBlock& server, const Socket& socket,
             Endpoint& endpoint) {
    Combiner(model, offers, server, socket, endpoint).run();
}

}  // namespace tlslint::nginx
