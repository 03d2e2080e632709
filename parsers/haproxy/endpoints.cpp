// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/endpoints.hpp"

#include "parsers/haproxy/ticket_keys.hpp"
#include "parsers/haproxy/versions.hpp"
#include "parsers/model/ids.hpp"
#include "parsers/model/strength.hpp"
#include "parsers/openssl/levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace tlslint::haproxy {
namespace {

using openssl::Protocol;
using openssl::ProtocolSet;

class Builder {
  public:
    Builder(Model& model, NamedFiles& files, Offers& offers, const Globals& globals,
            const HttpRules& rules, Proxy& proxy)
        : model_(model), files_(files), offers_(offers), globals_(globals), rules_(rules),
          proxy_(proxy) {}

    void run() {
        for (BindLine& bind : proxy_.binds) {
            for (const Listen& listen : bind.listens) {
                if (model_.endpoints.size() >= endpoint_limit) return;
                add(bind, listen);
            }
        }
    }

  private:
    // The bind's own words, or the list's where it says something.
    [[nodiscard]] const Said& pick(Said TlsWords::*member) const {
        return own_ && own_->*member ? own_->*member : bind_->words.*member;
    }
    [[nodiscard]] Origin of(const Said& said) {
        return said ? origin_of(model_, said) : by_haproxy();
    }
    [[nodiscard]] Origin by_haproxy() {
        return {.kind = Origin::Kind::server, .authority = files_.default_of_haproxy()};
    }
    [[nodiscard]] Origin by_openssl(bool by_system) {
        return {.kind = by_system ? Origin::Kind::system : Origin::Kind::server,
                .authority = files_.default_of_openssl()};
    }
    [[nodiscard]] Origin written(Span at) {
        return {.kind = Origin::Kind::written, .trail = model_.arena.keep(std::vector{at})};
    }

    void add(BindLine& bind, const Listen& listen) {
        bind_ = &bind;
        own_ = nullptr;
        Endpoint endpoint;
        endpoint.layer = proxy_.layer;
        endpoint.at = bind.at;
        endpoint.block = bind.at;
        endpoint.condition = bind.condition;
        endpoint.has_gaps = !bind.condition.empty();
        endpoint.listen = listen;
        endpoint.listen.is_default = true;
        endpoint.listen.behind_proxy = static_cast<bool>(bind.words.accept_proxy);
        const bool quic = listen.transport == Listen::Transport::quic;
        const bool tls = bind.words.ssl || quic;
        endpoint.listen.tls = {tls, bind.words.ssl ? origin_of(model_, bind.words.ssl)
                                    : quic         ? written(bind.at)
                                                   : by_haproxy()};
        if (bind.words.open && !tls) {
            endpoint.listen.tls.origin = {.kind = Origin::Kind::unknown,
                                          .authority = "a variable decides"};
        }
        rules_.fill(proxy_, endpoint);
        std::vector<const LoadedCertificate*> common;
        std::vector<const LoadedCertificate*> apart;
        for (const Certificates* group : bind.certificates) {
            for (const LoadedCertificate& one : *group)
                (one.words ? apart : common).push_back(&one);
        }
        endpoint.listen.is_default_by_order =
            tls && !bind.words.strict_sni
            && std::none_of(bind.words.sources.begin(), bind.words.sources.end(),
                            [](const TlsWords::Source& source) { return source.fallback; });
        hidden_ = find_hidden(bind.certificates);
        const bool alone = !apart.empty() && common.empty();
        if (!alone) add_one(bind, endpoint, common);
        for (const LoadedCertificate* one : apart) {
            own_ = one->words;
            endpoint.at = endpoint.block = one->at;
            endpoint.names = model_.arena.keep(one->filters);
            const bool first = alone && one == apart.front();
            endpoint.listen.is_default = first;
            endpoint.listen.is_default_by_order = first && endpoint.listen.is_default_by_order;
            add_one(bind, endpoint, {one});
        }
    }

    void add_one(BindLine& bind, Endpoint endpoint,
                 const std::vector<const LoadedCertificate*>& certificates) {
        add_certificates(endpoint, certificates);
        add_client_auth(endpoint);
        add_versions(endpoint);
        add_offers(endpoint);
        add_sessions(endpoint);
        add_alpn(endpoint);
        endpoint.rejects.origin = by_haproxy();
        // It starts without a certificate, and nobody gets through.
        if (bind.words.strict_sni && bind.certificates.empty())
            endpoint.rejects = {true, of(bind.words.strict_sni)};
        endpoint.rejects_unknown = {static_cast<bool>(bind.words.strict_sni),
                                    of(bind.words.strict_sni)};
        endpoint.early_data = {static_cast<bool>(pick(&TlsWords::early_data)),
                               of(pick(&TlsWords::early_data))};
        endpoint.early_data.value =
            endpoint.early_data.value && endpoint.versions.value.contains(Protocol::tls1_3);
        endpoint.files = model_.arena.keep(used_);
        endpoint.id = endpoint_id(model_, endpoint.listen, proxy_.name);
        model_.endpoints.push_back(endpoint);
        bind.endpoints.push_back(&model_.endpoints.back());
    }

    void add_certificates(Endpoint& endpoint,
                          const std::vector<const LoadedCertificate*>& certificates) {
        used_.clear();
        shown_.clear();
        any_key_ = certificates.empty();
        serves_tls13_ = reach_tls13(certificates, model_.facts.server);
        dh_sizes_.clear();
        std::vector<CertificatePair> pairs;
        std::vector<Span> trail, words;
        for (const LoadedCertificate* one : certificates) {
            pairs.push_back(one->pair);
            used_.insert(used_.end(), one->files.begin(), one->files.end());
            if (const FileContents* contents = one->pair.certificate->contents;
                contents && !contents->certificates.empty()) {
                shown_.push_back(contents->certificates);
            } else {
                any_key_ = true;
            }
            // Those in the file come before global's; keys for ECDSA have no use for any.
            const bool ecdsa = one->pair.leaf() && one->pair.leaf()->key.type == x509::KeyType::ec;
            if (!ecdsa) dh_sizes_.push_back(one->dh_bits > 0 ? one->dh_bits : bind_->dh_bits);
            if (one->ocsp || one->updates_ocsp) staple(endpoint, *one);
        }
        if (dh_sizes_.empty()) dh_sizes_.push_back(bind_->dh_bits);
        for (const TlsWords::Source& source : bind_->words.sources) {
            if (trail.empty()) trail.push_back(source.said.statement);
            words.push_back(source.said.word.span);
        }
        for (const Directive line : bind_->used) {
            if (trail.empty()) trail.push_back(line.span());
            words.push_back(line.span());
        }
        endpoint.certificates.value = model_.arena.keep(pairs);
        endpoint.certificates.origin =
            trail.empty() ? Origin{.kind = Origin::Kind::server, .authority = "HAProxy has none"}
                          : Origin{.kind = Origin::Kind::written,
                                   .trail = model_.arena.keep(trail),
                                   .words = model_.arena.keep(words)};
        // Words for TLS on a line that never says `ssl`, certificates or not.
        if (trail.empty() && !endpoint.listen.tls.value && !bind_->words.open
            && std::any_of(bind_->words.inert.begin(), bind_->words.inert.end(),
                           [](const Said& word) { return !word.text().starts_with("no-"); }))
            endpoint.certificates.origin = written(bind_->at);
        // HAProxy refuses the line at that word, which may have been about a certificate.
        if (trail.empty() && bind_->words.unknown)
            endpoint.certificates.origin.make_unknown("a word of the line is not known");
        std::vector<Overruled> lost;
        for (const LoadedCertificate* one : certificates) {
            if (const auto found = hidden_.find(one); found != hidden_.end())
                lost.push_back({one->at, found->second->at, one->pair.certificate->written,
                                "an earlier one for its names has", false});
        }
        endpoint.certificates.origin.overruled = model_.arena.keep(lost);
        if (endpoint.stapling.origin.kind == Origin::Kind::unset)
            endpoint.stapling.origin = by_haproxy();
    }

    void staple(Endpoint& endpoint, const LoadedCertificate& one) {
        Stapling& stapling = endpoint.stapling.value;
        stapling.on = stapling.asked_for = true;
        stapling.file = one.pair.response;
        if (one.ocsp) stapling.source = one.ocsp->deployed;
        endpoint.stapling.origin = written(one.at);
    }

    void add_client_auth(Endpoint& endpoint) {
        const Said& verify = pick(&TlsWords::verify);
        endpoint.client_auth.origin = of(verify);
        if (verify.text() == "required") endpoint.client_auth.value = ClientAuth::required;
        if (verify.text() == "optional") endpoint.client_auth.value = ClientAuth::optional;
        const bool opened = endpoint.client_auth.value != ClientAuth::none;
        for (const Said* ignored : {&bind_->words.ca_ignore, &bind_->words.crt_ignore}) {
            if (ignored->text() == "all" && opened && !endpoint.client_checks.result)
                model_.remarks.push_back(
                    {Remark::Kind::errors_ignored, ignored->word.span,
                     ignored == &bind_->words.ca_ignore ? "ca-ignore-err" : "crt-ignore-err"});
        }
        // Since 2.2 they are loaded where they are read, whether or not anybody asks.
        const bool loads = model_.facts.server >= ServerVersion{2, 2, 0};
        const auto file = [&](Said TlsWords::*member, FileUse use,
                              Setting<const FileReference*>& into) {
            const Said& said = pick(member);
            into.origin = of(said);
            if (!said) return;
            into.value = files_.look_at(said.word, files_.resolve(said.text(), globals_.ca_base),
                                        use, opened || loads);
            used_.push_back(into.value);
        };
        file(&TlsWords::ca_file, FileUse::client_ca, endpoint.client_trust.ca);
        file(&TlsWords::ca_verify_file, FileUse::trusted_ca, endpoint.client_trust.trusted);
        file(&TlsWords::crl_file, FileUse::crl, endpoint.client_trust.crl);
        endpoint.client_trust.ocsp.origin = by_haproxy();
        endpoint.resolvers.origin = by_haproxy();
    }

    void add_versions(Endpoint& endpoint) {
        if (endpoint.listen.transport == Listen::Transport::quic) {
            endpoint.enabled_versions = {ProtocolSet{Protocol::tls1_3}, written(bind_->at)};
            return;
        }
        const Versions bind =
            versions_of(model_, bind_->words, Side::bind, files_.default_of_haproxy());
        endpoint.enabled_versions = {bind.enabled, bind.origin};
        bind_versions_ = bind.enabled;
        if (endpoint.listen.tls.value) note_exclusions(model_, bind_->words, bind);
        if (!own_ || bind.enabled.empty() || !(own_->min_said || own_->max_said)) return;
        // A list's words replace the bounds that the bind comes to, each its own.
        endpoint.enabled_versions.value =
            ProtocolSet::range(own_->min.value_or(bind.enabled.oldest()),
                               own_->max.value_or(bind.enabled.newest()))
            & openssl::built_protocols(model_.facts.library.version);
        endpoint.enabled_versions.value.erase(Protocol::ssl2);
        endpoint.enabled_versions.origin = versions_of(model_, *own_, Side::server, "").origin;
        if (own_->min && *own_->min < bind.enabled.oldest() && *own_->min < Protocol::tls1_2)
            model_.remarks.push_back({Remark::Kind::floor_lowered, own_->min_said.word.span,
                                      own_->min_said.text(), bind_->at,
                                      openssl::name(bind.enabled.oldest())});
    }

    // Without certificates HAProxy refuses to start; what it would do is not known.
    void add_offers(Endpoint& endpoint) {
        const bool quic = endpoint.listen.transport == Listen::Transport::quic;
        const Said& ciphers = pick(&TlsWords::ciphers);
        const Said& ciphersuites = pick(&TlsWords::ciphersuites);
        const Said& groups = groups_said();
        const Said& signatures = pick(&TlsWords::sigalgs);
        const openssl::SystemSettings& system = model_.facts.system;
        int level = bind_->security_level.value_or(model_.facts.security_level);
        const openssl::Evaluation& evaluation = offers_.ciphers(ciphers.text());
        const bool known = !ciphers || evaluation.ok();
        if (ciphers && evaluation.security_level) level = *evaluation.security_level;
        endpoint.security_level = level;
        endpoint.versions = endpoint.enabled_versions;
        endpoint.ciphers.origin =
            ciphers ? origin_of(model_, ciphers) : by_openssl(!system.ciphers.empty());
        endpoint.ciphersuites.origin = ciphersuites ? origin_of(model_, ciphersuites)
                                                    : by_openssl(!system.ciphersuites.empty());
        endpoint.groups.origin =
            groups ? origin_of(model_, groups) : by_openssl(!system.groups.empty());
        const Said& client_first = pick(&TlsWords::prefer_client);
        endpoint.preference = {client_first ? Preference::client : chacha_preference(),
                               of(client_first)};
        const int dh_bits = dh_bits_at(level);
        const int given = *std::max_element(dh_sizes_.begin(), dh_sizes_.end());
        endpoint.dh = {{given > 0, dh_bits > 0 ? dh_bits : given}, of(bind_->dh_said)};
        endpoint.legacy_renegotiation.origin = by_haproxy();
        if (!endpoint.listen.tls.value) {
            endpoint.versions.value = {};
            return;
        }
        const bool groups_known = !groups || offers_.groups(groups.text()).ok();
        if (!known) {
            endpoint.ciphers.origin.make_unknown("OpenSSL refuses this cipher string");
            problem(Problem::Kind::no_cipher, ciphers, "unable to set SSL cipher list to '{}'");
        }
        if (!groups_known) {
            endpoint.groups.origin.make_unknown("OpenSSL refuses this list of groups");
            if (bind_->words.curves)
                problem(Problem::Kind::unknown_group, groups,
                        "unable to set SSL curves list to '{}'");
            else
                problem(Problem::Kind::unknown_group, groups,
                        "unable to set elliptic named curve to '{}'");
        }
        if (ciphersuites && !offers_.ciphersuites(ciphersuites.text()).ok) {
            endpoint.ciphersuites.origin.make_unknown("OpenSSL refuses this list of suites");
            problem(Problem::Kind::refused, ciphersuites,
                    "unable to set TLS 1.3 cipher suites to '{}'");
        }
        if (!endpoint.ciphers.origin.is_known() || !endpoint.groups.origin.is_known()) {
            endpoint.versions.value =
                endpoint.enabled_versions.value
                & openssl::usable_protocols(model_.facts.library.version, level);
            return;
        }
        if (!quic && !begins()) {
            endpoint.versions.value = {};
            return;
        }
        ProtocolSet enabled = endpoint.enabled_versions.value;
        if (!serves_tls13_) enabled.erase(Protocol::tls1_3);
        const Offers::Answer& answer =
            offers_({.enabled = enabled,
                     .ciphers = ciphers.text(),
                     // Of QUIC, too: the list of quic_ssl.c is the first context's, which the
                     // certificate's replaces (asked 3.0.11 and 3.2.26).
                     .ciphersuites = ciphersuites.text(),
                     .groups = groups ? groups.text() : default_groups(),
                     .signatures = signatures.text(),
                     .security_level = level,
                     .tls13_level = level,
                     .keys = keys_at(level),
                     .has_dh_parameters = dh_bits > 0});
        endpoint.versions.value = answer.versions;
        endpoint.ciphers.value = answer.ciphers;
        endpoint.ciphersuites.value = answer.ciphersuites;
        endpoint.groups.value = answer.groups;
        endpoint.handshake = {
            .tuples = answer.tuples,
            .signatures = answer.signatures,
            .asks_for_name = true,
            .begun_with = ProtocolSet::range(
                openssl::oldest_at_level(model_.facts.library.version, level), Protocol::tls1_3),
            .preference = endpoint.preference.value,
            .tls13_preference = endpoint.preference.value};
    }
    // A connection begins with the bind's own context, which a list's line replaces once the name
    // is known; groups stay (SSL_set_SSL_CTX leaves s->ext.supportedgroups alone) until HAProxy
    // hands them over itself (3.2.26: crt-list curves ignored with AWS-LC; observed with OpenSSL).
    [[nodiscard]] const Said& groups_said() const {
        const ServerVersion& version = model_.facts.server;
        const bool hands_over =
            version >= ServerVersion{3, 5, 0}
            || (version.major == 3 && version.minor == 2 && version.patch >= 26);
        if (own_ && hands_over) {
            const Said& curves = pick(&TlsWords::curves);
            return curves ? curves : pick(&TlsWords::ecdhe);
        }
        return bind_->words.curves ? bind_->words.curves : bind_->words.ecdhe;
    }
    // Before HAProxy 1.8 and OpenSSL 1.1.1 it set one itself (ECDHE_DEFAULT_CURVE).
    [[nodiscard]] std::string_view default_groups() const {
        const bool own = model_.facts.server < ServerVersion{1, 8, 0}
                         || model_.facts.library.version < openssl::Version::v1_1_1;
        return own ? "prime256v1" : std::string_view();
    }
    [[nodiscard]] bool begins() {
        const TlsWords& words = bind_->words;
        int level = bind_->security_level.value_or(model_.facts.security_level);
        if (words.ciphers)
            level = offers_.ciphers(words.ciphers.text()).security_level.value_or(level);
        return offers_.can_begin({.enabled = bind_versions_,
                                  .ciphers = words.ciphers.text(),
                                  .ciphersuites = words.ciphersuites.text(),
                                  .security_level = level});
    }
    // In HAProxy's words, once a word.
    void problem(Problem::Kind kind, const Said& said, fmt::format_string<std::string_view> words) {
        if (is_open(model_, said.word) || !refused_.insert(said.word.span.begin).second) return;
        model_.trees[static_cast<std::size_t>(said.word.span.file)].add_problems(
            {{kind, said.word.span, fmt::format(words, said.text())}});
    }
    [[nodiscard]] openssl::Keys keys_at(int level) const {
        openssl::Keys keys = any_key_ ? openssl::Keys::any : openssl::Keys::none;
        for (const auto chain : shown_) {
            // One that the level refuses, or one behind it that it does, is loaded, and ends each
            // handshake that would show it.
            if (std::none_of(chain.begin(), chain.end(), [&](const x509::Certificate& each) {
                    return ends_handshakes(each, model_.facts.library, level);
                }))
                keys = keys | key_kind(chain.front().key);
        }
        return keys;
    }
    // Of the weakest parameters in use; 0: none.
    [[nodiscard]] int dh_bits_at(int level) const {
        int weakest = 0;
        for (const int each : dh_sizes_) {
            const int bits = dh_bits_at(level, each);
            if (bits > 0 && (weakest == 0 || bits < weakest)) weakest = bits;
        }
        return weakest;
    }
    // They are set before the cipher string, whose level comes too late to let weaker ones in.
    [[nodiscard]] int dh_bits_at(int level, int bits) const {
        if (bits == 0) return 0;
        const openssl::Version library = model_.facts.library.version;
        const int before = bind_->security_level.value_or(model_.facts.security_level);
        const auto allows = [&](int at) {
            return openssl::key_allowed(openssl::KeyType::dh, bits, library, at);
        };
        // In place of those that are refused, OpenSSL was asked for some that fit the key
        // (SSL_CTX_set_dh_auto in ssl_sock_load_dh_params; 2.6 no longer does).
        const ServerVersion& version = model_.facts.server;
        if (!allows(before) && version >= ServerVersion{2, 0, 0} && version < ServerVersion{2, 6, 0}
            && library >= openssl::Version::v1_1_1)
            return 2048;
        return allows(std::max(level, before)) ? bits : 0;
    }
    // SSL_OP_PRIORITIZE_CHACHA is set since 1.9 (section 4.3).
    [[nodiscard]] Preference chacha_preference() const {
        return model_.facts.server >= ServerVersion{1, 9, 0}
                       && model_.facts.library.version >= openssl::Version::v1_1_1
                   ? Preference::server_chacha
                   : Preference::server;
    }

    void add_sessions(Endpoint& endpoint) {
        const ProtocolSet versions = endpoint.versions.value;
        const bool older = !versions.empty() && versions.oldest() < Protocol::tls1_3;
        const bool allowed =
            !older
            || openssl::tickets_allowed(model_.facts.library.version, endpoint.security_level);
        std::vector<const FileReference*> keys;
        for (const Said& said : bind_->words.ticket_keys) {
            keys.push_back(files_.look_at(said.word, files_.resolve(said.text(), ""),
                                          FileUse::ticket_key, endpoint.listen.tls.value));
            used_.push_back(keys.back());
            check_ticket_keys(model_, files_.cache().system(), *keys.back());
        }
        const Said& off = bind_->words.no_tickets;
        endpoint.session_tickets = {{!off && allowed, model_.arena.keep(keys)}, of(off)};
        endpoint.session_cache = {globals_.cache, of(globals_.cache_said)};
        endpoint.session_lifetime = of(globals_.lifetime_said);
        if (endpoint.session_lifetime.is_written())
            endpoint.session_lifetime.kind = Origin::Kind::inherited;
        if (endpoint.session_cache.origin.is_written())
            endpoint.session_cache.origin.kind = Origin::Kind::inherited;
    }

    void add_alpn(Endpoint& endpoint) {
        static constexpr std::array<std::string_view, 1> http3{"h3"};
        static constexpr std::array<std::string_view, 2> http2{"h2", "http/1.1"};
        const bool quic = endpoint.listen.transport == Listen::Transport::quic;
        // The later word of a line counts, and a list's line before the bind's.
        const bool own = own_ && (own_->alpn || own_->no_alpn);
        const TlsWords& words = own ? *own_ : bind_->words;
        const Said& said = words.alpn;
        const Said& none = words.no_alpn;
        const bool off =
            none && !(said && said.word.span.begin > none.word.span.begin && !none.inherited);
        endpoint.alpn.origin = of(off ? none : said);
        if (off) return;
        if (!said) {
            if (quic)
                endpoint.alpn.value = http3;
            else if (endpoint.layer == Endpoint::Layer::http
                     && model_.facts.server >= ServerVersion{2, 8, 0})
                endpoint.alpn.value = http2;
            return;
        }
        std::vector<std::string_view> names;
        for (std::string_view rest = said.text(); !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            names.push_back(rest.substr(0, comma));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
        endpoint.alpn.value = model_.arena.keep(names);
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    const Globals& globals_;
    const HttpRules& rules_;
    Proxy& proxy_;
    const BindLine* bind_ = nullptr;
    const TlsWords* own_ = nullptr;  // of a list's line
    std::vector<const FileReference*> used_;
    std::vector<std::span<const x509::Certificate>> shown_;  // each leaf with its chain
    HiddenCertificates hidden_;
    bool serves_tls13_ = true;
    bool any_key_ = false;  // of a certificate that could not be read
    ProtocolSet bind_versions_{};
    std::set<std::uint32_t> refused_;  // places of words
    std::vector<int> dh_sizes_;        // of the parameters beside each certificate
};

}  // namespace

void add_endpoints(Model& model, NamedFiles& files, Offers& offers, const Globals& globals,
                   const HttpRules& rules, Proxy& proxy) {
    Builder(model, files, offers, globals, rules, proxy).run();
}

}  // namespace tlslint::haproxy
