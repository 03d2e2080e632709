// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/tls_context.hpp"

#include "parsers/model/overruling.hpp"
#include "parsers/model/pairs.hpp"
#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/numbers.hpp"
#include "parsers/openssl/levels.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tlslint::nginx {
namespace {

class Reader {
  public:
    Reader(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
           Endpoint::Layer layer, bool loaded)
        : model_(model), files_(files), offers_(offers), server_(server), layer_(layer),
          loaded_(loaded) {}

    TlsContext run() {
        read_protocols();
        read_ciphers();
        read_groups();
        read_preference();
        read_tickets();
        read_session_cache();
        read_client_auth();
        read_certificates();
        const int loaded_at = ciphers_come_first(model_.facts.server) ? context_.security_level
                                                                      : model_.facts.security_level;
        apply_commands();
        context_.refused = kinds_refused(context_.certificates.value, model_.facts.library,
                                         loaded_at, context_.security_level);
        read_stapling();
        context_.early_data = read_flag("ssl_early_data", false);
        context_.rejects = read_flag("ssl_reject_handshake", false);
        context_.http2 = read_flag("http2", false);
        read_alpn();
        read_resolvers();
        context_.files = model_.arena.keep(used_);
        return std::move(context_);
    }

  private:
    [[nodiscard]] std::string_view authority() { return files_.default_of_nginx(); }
    [[nodiscard]] Origin origin(const Deciding& written) {
        return written ? origin_of(model_.arena, written) : default_origin(server_, authority());
    }
    [[nodiscard]] static std::string_view value_of(const Deciding& written) {
        return written && !written.one().args().empty() ? written.one().args()[0].text
                                                        : std::string_view();
    }
    Setting<bool> read_flag(std::string_view name, bool otherwise) {
        const Deciding written = deciding(server_, name);
        return {.value = flag(written).value_or(otherwise), .origin = origin(written)};
    }

    void read_protocols() {
        const Deciding written = deciding(server_, "ssl_protocols");
        context_.protocols = origin(written);
        context_.oldest = context_.newest = default_origin(server_, authority());
        openssl::ProtocolSet& set = context_.settings.protocols;
        set = written ? openssl::ProtocolSet{} : default_protocols(model_.facts.server);
        for (const Directive statement : written.statements) {
            for (const Word word : statement.args()) {
                if (const auto protocol = protocol_named(word.text))
                    set.insert(*protocol);
                else
                    context_.protocols.make_unknown(
                        "a word of ssl_protocols names no protocol version");
            }
        }
        context_.protocols_of_directive = set;
    }

    void read_ciphers() {
        const Deciding written = deciding(server_, "ssl_ciphers");
        context_.ciphers = origin(written);
        context_.settings.ciphers =
            written ? value_of(written) : default_ciphers(model_.facts.server);
        context_.security_level = model_.facts.security_level;
        set_level(context_.settings.ciphers);
        context_.ciphersuites = default_origin(server_, files_.default_of_openssl());
        if (!model_.facts.system.ciphersuites.empty())
            context_.ciphersuites.kind = Origin::Kind::system;
    }

    void set_level(std::string_view ciphers) {
        const openssl::Evaluation& evaluation = offers_.ciphers(ciphers);
        if (evaluation.security_level) context_.security_level = *evaluation.security_level;
        if (!evaluation.ok()) context_.ciphers.make_unknown("OpenSSL refuses this cipher string");
    }

    void read_groups() {
        const Deciding written = deciding(server_, "ssl_ecdh_curve");
        context_.groups = origin(written);
        std::string_view value = value_of(written);
        if (!written) value = default_groups(model_.facts.server);
        if (value != "auto") {
            context_.settings.groups = value;
            check_groups(value);
        } else if (!written) {
            context_.groups = default_origin(server_, files_.default_of_openssl());
            if (!model_.facts.system.groups.empty()) context_.groups.kind = Origin::Kind::system;
        }
    }

    void check_groups(std::string_view value) {
        if (!offers_.groups(value).ok())
            context_.groups.make_unknown("OpenSSL refuses this list of groups");
    }

    void read_preference() {
        const Deciding written = deciding(server_, "ssl_prefer_server_ciphers");
        context_.preference = origin(written);
        context_.settings.server_preference = flag(written).value_or(false);
    }

    void read_tickets() {
        const Deciding written = deciding(server_, "ssl_session_tickets");
        context_.tickets = origin(written);
        context_.settings.tickets = flag(written).value_or(true);
        std::vector<const FileReference*> keys;
        for (const Directive statement : deciding(server_, "ssl_session_ticket_key").statements) {
            if (!statement.args().empty())
                keys.push_back(look_at(statement.args()[0], FileUse::ticket_key, true));
        }
        context_.ticket_keys = model_.arena.keep(keys);
    }

    // The built-in and the shared part are merged apart: `off` and `none` stand for the first.
    void read_session_cache() {
        const Deciding written = deciding(server_, "ssl_session_cache");
        Setting<SessionCache>& cache = context_.session_cache;
        cache.origin = origin(written);
        for (const Directive statement : written.statements) {
            for (const Word word : statement.args()) {
                using enum SessionCache::Kind;
                if (word.text == "off") cache.value.kind = off;
                if (word.text == "none") cache.value.kind = none;
                if (word.text.starts_with("builtin") && cache.value.kind != shared)
                    cache.value.kind = builtin;
                if (word.text.starts_with("shared:")) cache.value.kind = shared;
            }
        }
        const Deciding timeout = deciding(server_, "ssl_session_timeout");
        cache.value.seconds = parse_time(value_of(timeout), TimeUnit::seconds).value_or(300);
        context_.session_lifetime = origin(timeout);
    }

    void read_client_auth() {
        const Deciding written = deciding(server_, "ssl_verify_client");
        Setting<ClientAuth>& auth = context_.client_auth;
        auth.origin = origin(written);
        const std::string_view value = value_of(written);
        if (equal_ignoring_case(value, "on")) auth.value = ClientAuth::required;
        if (equal_ignoring_case(value, "optional")) auth.value = ClientAuth::optional;
        if (equal_ignoring_case(value, "optional_no_ca"))
            auth.value = ClientAuth::optional_unverified;
    }

    const FileReference* look_at(Word word, FileUse use, bool opened) {
        const FileReference* file = files_.look_at(word, use, loaded_ && opened);
        used_.push_back(file);
        return file;
    }

    // The keys decide which suites anybody can get.
    void read_certificates() {
        context_.certificates = files_.certificates(server_, loaded_);
        for (const CertificatePair& pair : context_.certificates.value) {
            used_.push_back(pair.certificate);
            if (pair.key) used_.push_back(pair.key);
        }
        const auto kept = last_of_each_type(model_.arena, context_.certificates.value,
                                            context_.certificates.origin);
        context_.certificates.value = model_.arena.keep(kept);
        context_.keys =
            context_.certificates.origin.is_known() ? kinds_of_keys(kept) : openssl::Keys::any;
        const bool configured =
            context_.has_certificate() || read_flag("ssl_reject_handshake", false).value;
        const bool asks = configured && context_.client_auth.value != ClientAuth::none;
        const bool trusts = asks || (configured && loads_authorities(layer_, model_.facts.server));
        const struct {
            std::string_view directive;
            FileUse use;
            bool opened;
            Setting<const FileReference*>* trust = nullptr;
        } rows[] = {
            {"ssl_trusted_certificate", FileUse::trusted_ca, trusts,
             &context_.client_trust.trusted},
            {"ssl_client_certificate", FileUse::client_ca, asks, &context_.client_trust.ca},
            {"ssl_crl", FileUse::crl, trusts, &context_.client_trust.crl},
            {"ssl_password_file", FileUse::password, true},  // read while parsing
            {"ssl_stapling_file", FileUse::stapling,
             configured && flag(deciding(server_, "ssl_stapling")).value_or(false)},
        };
        for (const auto& row : rows) {
            const Deciding written = deciding(server_, row.directive);
            const FileReference* file = nullptr;
            if (written && written.one().args().size() == 1 && !value_of(written).empty())
                file = look_at(written.one().args()[0], row.use, row.opened);
            if (row.use == FileUse::stapling) context_.stapling.value.file = file;
            if (!row.trust) continue;
            *row.trust = {file, origin(written)};
            if (written && written.one().args().size() != 1)  // nginx refuses the statement
                row.trust->origin = {.kind = Origin::Kind::unknown,
                                     .trail = row.trust->origin.trail,
                                     .authority = "names no file"};
        }
        context_.client_trust.ocsp = {
            .value = equal_ignoring_case(value_of(deciding(server_, "ssl_ocsp")), "on")
                     || equal_ignoring_case(value_of(deciding(server_, "ssl_ocsp")), "leaf"),
            .origin = origin(deciding(server_, "ssl_ocsp"))};
        const Deciding dh = deciding(server_, "ssl_dhparam");
        if (dh && dh.one().args().size() == 1) {
            set_dh(look_at(dh.one().args()[0], FileUse::dh_parameters, configured), origin(dh));
        } else {
            const bool builtin = has_builtin_dh(model_.facts.server);
            context_.dh = {{builtin, builtin ? 1024 : 0}, origin(dh)};
        }
    }

    // Too small ones are refused at start or, before OpenSSL 3, at each handshake.
    void set_dh(const FileReference* file, const Origin& origin) {
        const int bits = file && file->contents ? file->contents->dh_bits : 0;
        context_.dh = {{true, bits}, origin};
        context_.dh_allowed =
            bits == 0
            || openssl::key_allowed(openssl::KeyType::dh, bits, model_.facts.library.version,
                                    context_.security_level);
    }

    // Applied last, one after the other; each overrules the directive of its own subject.
    void apply_commands() {
        context_.renegotiation = default_origin(server_, files_.default_of_openssl());
        for (const Directive statement : deciding(server_, "ssl_conf_command").statements) {
            if (statement.args().size() != 2) continue;
            const openssl::Context before = context_.settings;
            openssl::Context& now = context_.settings;
            const Word value = statement.args()[1];
            const auto done =
                openssl::apply(statement.args()[0].text, value.text, model_.facts.library, now);
            if (done != openssl::Command::done) continue;
            const Deciding written = deciding(server_, "ssl_conf_command");
            Origin origin{.kind =
                              written.inherited ? Origin::Kind::inherited : Origin::Kind::written,
                          .trail = model_.arena.keep(std::vector{statement.span()}),
                          .words = model_.arena.keep(std::vector{value.span})};
            const auto set = [&](bool changed, Origin& place, bool contradicts = true) {
                if (!changed) return;
                if (contradicts) overrule(place, origin);
                place = origin;
                origin.overruled = {};
            };
            if (now.enabled() != before.enabled() && now.protocols == before.protocols)
                overrule(context_.protocols, origin);  // by a bound
            set(now.protocols != before.protocols, context_.protocols);
            set(now.oldest != before.oldest, context_.oldest);
            set(now.newest != before.newest, context_.newest);
            set(now.ciphersuites.data() != before.ciphersuites.data(), context_.ciphersuites);
            set(now.groups.data() != before.groups.data(), context_.groups);
            set(now.server_preference != before.server_preference
                    || now.prioritize_chacha != before.prioritize_chacha,
                context_.preference, now.server_preference != before.server_preference);
            set(now.tickets != before.tickets, context_.tickets);
            set(now.unsafe_renegotiation != before.unsafe_renegotiation, context_.renegotiation);
            if (now.ciphers.data() != before.ciphers.data()) {
                set(now.ciphers != before.ciphers, context_.ciphers);
                set_level(now.ciphers);
            }
            if (now.verify != before.verify) {
                context_.client_auth = {.value = now.verify == openssl::Context::Verify::require
                                                     ? ClientAuth::required
                                                     : ClientAuth::optional_unverified,
                                        .origin = origin};
            }
            if (now.dh_parameters.data() != before.dh_parameters.data())
                set_dh(look_at(value, FileUse::dh_parameters, true), origin);
            if (now.certificate.data() != before.certificate.data()) {
                const CertificatePair added{.certificate =
                                                look_at(value, FileUse::certificate, true)};
                context_.keys = context_.keys | kinds_of_keys({&added, 1});
            }
        }
    }

    // Notes in a command's origin that a directive's value is without effect.
    void overrule(const Origin& directive, Origin& command) {
        if (!directive.is_written() || directive.trail.empty()) return;
        command.overruled = model_.arena.keep(std::vector{
            Overruled{directive.trail.front(), command.trail.front(),
                      written_value(model_, directive), "beside ssl_conf_command", true}});
    }

    void read_stapling() {
        const Deciding written = deciding(server_, "ssl_stapling");
        Setting<Stapling>& stapling = context_.stapling;
        stapling.origin = origin(written);
        stapling.value.asked_for = flag(written).value_or(false);
        const Deciding responder = deciding(server_, "ssl_stapling_responder");
        stapling.value.responder = {value_of(responder), origin(responder)};
        stapling.value.verified = read_flag("ssl_stapling_verify", false);
        stapling.value.on = stapling.value.asked_for && context_.has_certificate();
        if (!stapling.value.on) return;
        if (const Deciding file = deciding(server_, "ssl_stapling_file")) {
            stapling.value.source = value_of(file);
            return;
        }
        stapling.value.source = value_of(responder);
        const FileReference* certificate = context_.certificates.value.front().certificate;
        const FileContents* contents = certificate ? certificate->contents : nullptr;
        if (!contents || contents->certificates.empty()) {
            if (context_.certificates.origin.is_written() && certificate
                && certificate->deployed.empty())
                stapling.value.on = false;  // nginx gives up on certificates named by variables
            return;
        }
        if (responder) return;
        const auto& urls = contents->certificates.front().ocsp_urls;
        stapling.value.on = !urls.empty() && urls.front().starts_with("http://");
        if (stapling.value.on) stapling.value.source = urls.front();
    }

    void read_resolvers() {
        const Deciding written = deciding(server_, "resolver");
        context_.resolvers.origin = origin(written);
        if (!written) return;
        std::vector<std::string_view> servers;
        for (const Word word : written.one().args()) {
            if (word.text.find('=') == std::string_view::npos) servers.push_back(word.text);
        }
        context_.resolvers.value = model_.arena.keep(servers);
    }

    void read_alpn() {
        if (layer_ != Endpoint::Layer::stream) return;
        const Deciding written = deciding(server_, "ssl_alpn");
        context_.alpn.origin = origin(written);
        if (!written) return;
        std::vector<std::string_view> names;
        for (const Word word : written.one().args()) names.push_back(word.text);
        context_.alpn.value = model_.arena.keep(names);
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    const Scope& server_;
    Endpoint::Layer layer_;
    bool loaded_;
    TlsContext context_;
    std::vector<const FileReference*> used_;
};

}  // namespace

TlsContext read_tls(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                    Endpoint::Layer layer, bool loaded) {
    return Reader(model, files, offers, server, layer, loaded).run();
}

// nginx compares the names of values without regard to case (ngx_conf_set_bitmask_slot).
std::optional<openssl::Protocol> protocol_named(std::string_view word) {
    for (const openssl::Protocol protocol : openssl::ProtocolSet::all()) {
        if (equal_ignoring_case(word, openssl::name(protocol))) return protocol;
    }
    return std::nullopt;
}

}  // namespace tlslint::nginx
