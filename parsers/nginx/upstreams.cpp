// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/upstreams.hpp"

#include "parsers/model/ids.hpp"
#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/include.hpp"
#include "parsers/nginx/tls_context.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/values/address.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace tlslint::nginx {
namespace {

// A way to pass requests on.
struct Kind {
    std::string_view pass;    // the directive
    std::string_view scheme;  // that means TLS
    std::string_view prefix;  // of its settings
    std::uint16_t port;       // where none is written
};
constexpr Kind kinds[] = {
    {"proxy_pass", "https", "proxy_ssl_", 443},
    {"grpc_pass", "grpcs", "grpc_ssl_", 443},
    {"uwsgi_pass", "suwsgi", "uwsgi_ssl_", 0},
};
constexpr Kind stream_kind{"proxy_pass", "", "proxy_ssl_", 0};
constexpr Kind stream_plain_kind{"proxy_pass", "tcp", "", 0};

// Ways that never speak TLS, or not with this scheme.
constexpr Kind plain_kinds[] = {
    {"proxy_pass", "http", "", 80},     {"grpc_pass", "grpc", "", 80},
    {"fastcgi_pass", "fastcgi", "", 0}, {"uwsgi_pass", "uwsgi", "", 0},
    {"scgi_pass", "scgi", "", 0},
};

bool is_address(std::string_view host) {
    if (host.starts_with('[') || host.find(':') != std::string_view::npos) return true;
    return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

class Finder {
  public:
    Finder(Model& model, NamedFiles& files, Offers& offers, Endpoint::Layer layer,
           std::span<const Endpoint* const> of)
        : model_(model), files_(files), offers_(offers), layer_(layer), of_(of) {}

    void look_into(const Scope& scope, std::string_view path) {
        if (layer_ == Endpoint::Layer::stream) {
            for (const Directive pass : scope.own("proxy_pass")) {
                const bool tls = flag(deciding(scope, "proxy_ssl")).value_or(false);
                if (pass.args().empty()) continue;
                if (tls)
                    add(scope, path, stream_kind, pass);
                else
                    add_plain(scope, stream_plain_kind, pass);
            }
            return;
        }
        for (const Kind& kind : kinds) {
            for (const Directive pass : scope.own(kind.pass)) {
                if (!pass.args().empty() && may_be_tls(kind, pass.args()[0].text))
                    add(scope, path, kind, pass);
            }
        }
        for (const Kind& kind : plain_kinds) {
            for (const Directive pass : scope.own(kind.pass)) {
                if (!pass.args().empty() && is_plain(kind, pass.args()[0].text))
                    add_plain(scope, kind, pass);
            }
        }
        for (const Directive block : scope.blocks()) {
            const std::string_view name = block.name().text;
            if (name != "location" && name != "if" && name != "limit_except") continue;
            const Scope inner(model_, &scope, block.block());
            look_into(inner, name == "location" ? match_of(block) : path);
        }
    }

  private:
    static bool may_be_tls(const Kind& kind, std::string_view value) {
        const std::size_t colon = value.find("://");
        return colon != std::string_view::npos
               && (equal_ignoring_case(value.substr(0, colon), kind.scheme)
                   || value.substr(0, colon).find('$') != std::string_view::npos);
    }

    // Without a scheme nginx speaks the way's own protocol in clear; proxy_pass wants one.
    static bool is_plain(const Kind& kind, std::string_view value) {
        const std::size_t colon = value.find("://");
        if (colon == std::string_view::npos)
            return kind.scheme != "http" && !value.starts_with('$');
        return equal_ignoring_case(value.substr(0, colon), kind.scheme);
    }

    void add_plain(const Scope& scope, const Kind& kind, Directive pass) {
        model_.plain_passes.push_back({.of = of_,
                                       .scheme = kind.scheme,
                                       .target = target_of(scope, pass.args()[0].text, kind),
                                       .at = pass.span()});
    }

    std::string_view match_of(Directive block) {
        std::string text;
        for (const Word word : block.args()) {
            if (!text.empty()) text += ' ';
            text += model_.sources.text(word.span);
        }
        return model_.arena.keep(text);
    }

    Deciding written(const Scope& scope, const Kind& kind, std::string_view suffix) {
        name_.assign(kind.prefix).append(suffix);
        return deciding(scope, name_);
    }
    Origin origin(const Scope& scope, const Deciding& written) {
        return written ? origin_of(model_.arena, written)
                       : default_origin(scope, files_.default_of_nginx());
    }
    static std::string_view value_of(const Deciding& written) {
        return written && !written.one().args().empty() ? written.one().args()[0].text
                                                        : std::string_view();
    }

    void add(const Scope& scope, std::string_view path, const Kind& kind, Directive pass) {
        Upstream upstream;
        upstream.layer = layer_;
        upstream.of = of_;
        upstream.path = path;
        upstream.at = pass.span();
        upstream.scheme = layer_ == Endpoint::Layer::stream ? "tls" : kind.scheme;
        const std::string_view url = pass.args()[0].text;
        upstream.scheme_varies = layer_ != Endpoint::Layer::stream
                                 && url.substr(0, url.find("://")).find('$') < url.size();
        upstream.target = target_of(scope, url, kind);
        upstream.host = upstream.target.host;
        upstream.port = upstream.target.port;
        add_versions(scope, kind, upstream);
        add_verification(scope, kind, upstream);
        upstream.id = upstream_id(model_, upstream.host, upstream.port);
        model_.upstreams.push_back(upstream);
    }

    Peer peer_of(std::string_view value, std::uint16_t otherwise, Span at) {
        if (value.starts_with("unix:"))  // the request's path stands behind a second colon
            return {.host = model_.arena.keep(value.substr(0, value.find(':', 5))), .at = at};
        value = value.substr(0, value.find('/'));
        if (is_variable(value)) return {.at = at};  // only a request can say
        const auto address = parse_address(value);
        if (!address) return {.at = at};
        return {.host = model_.arena.keep(address->host),
                .port = address->port != 0 ? address->port : otherwise,
                .at = at};
    }

    // A host without a port may be the name of a group of upstreams.
    Target target_of(const Scope& scope, std::string_view value, const Kind& kind) {
        if (const std::size_t colon = value.find("://"); colon != std::string_view::npos)
            value.remove_prefix(colon + 3);
        const Peer peer = peer_of(value, kind.port, {});
        Target target{.host = peer.host, .port = peer.port};
        std::vector<Peer> peers{peer};
        if (const auto group = group_named(scope, peer.host)) {
            target.group = group->span();
            peers.clear();
            for_each_statement(model_, group->block(), [&](Directive server) {
                if (server.name().text == "server" && !server.args().empty())
                    peers.push_back(peer_of(server.args()[0].text, 80, server.span()));
            });
        }
        target.peers = model_.arena.keep(peers);
        return target;
    }

    static std::optional<Directive> group_named(const Scope& scope, std::string_view name) {
        if (name.empty()) return std::nullopt;
        for (const Scope* at = &scope; at; at = at->outer()) {
            if (const auto group = at->group(name)) return group;
        }
        return std::nullopt;
    }

    void add_versions(const Scope& scope, const Kind& kind, Upstream& upstream) {
        openssl::Context settings;
        const Deciding protocols = written(scope, kind, "protocols");
        settings.protocols =
            protocols ? openssl::ProtocolSet{} : default_protocols(model_.facts.server);
        upstream.enabled_versions.origin = origin(scope, protocols);
        for (const Directive statement : protocols.statements) {
            for (const Word word : statement.args()) {
                if (const auto protocol = protocol_named(word.text))
                    settings.protocols.insert(*protocol);
                else
                    upstream.enabled_versions.origin.kind = Origin::Kind::unknown;
            }
        }
        const Deciding ciphers = written(scope, kind, "ciphers");
        settings.ciphers = ciphers ? value_of(ciphers) : "DEFAULT";
        upstream.ciphers.origin = origin(scope, ciphers);
        int level = model_.facts.security_level;
        const auto read_level = [&] {
            const openssl::Evaluation& evaluation = offers_.ciphers(settings.ciphers);
            if (evaluation.security_level) level = *evaluation.security_level;
            return evaluation.ok();
        };
        bool known = read_level();
        for (const Directive statement : written(scope, kind, "conf_command").statements) {
            if (statement.args().size() != 2) continue;
            const openssl::Context before = settings;
            openssl::apply(statement.args()[0].text, statement.args()[1].text, model_.facts.library,
                           settings);
            const Origin at{.kind = Origin::Kind::written,
                            .trail = model_.arena.keep(std::vector{statement.span()})};
            if (settings.enabled() != before.enabled()) upstream.enabled_versions.origin = at;
            if (settings.ciphers.data() == before.ciphers.data()) continue;
            upstream.ciphers.origin = at;
            known = read_level();
        }
        upstream.enabled_versions.value = settings.enabled();
        upstream.versions = upstream.enabled_versions;
        if (!known) {
            upstream.ciphers.origin.make_unknown("OpenSSL refuses this cipher string");
            return;
        }
        // The peer brings certificate and parameters.
        const Offers::Answer& answer = offers_({.enabled = settings.enabled(),
                                                .ciphers = settings.ciphers,
                                                .ciphersuites = settings.ciphersuites,
                                                .groups = settings.groups,
                                                .signatures = settings.signature_algorithms,
                                                .security_level = level,
                                                .tls13_level = level,
                                                .keys = openssl::Keys::any,
                                                .has_dh_parameters = true});
        upstream.versions.value = answer.versions;
        upstream.ciphers.value = answer.ciphers;
    }

    void add_verification(const Scope& scope, const Kind& kind, Upstream& upstream) {
        const Deciding verify = written(scope, kind, "verify");
        upstream.verify = {flag(verify).value_or(false), origin(scope, verify)};
        const Deciding name = written(scope, kind, "name");
        upstream.name.origin = origin(scope, name);
        upstream.name.value = name ? value_of(name) : upstream.host;
        if (is_variable(upstream.name.value) || upstream.name.value.empty()) {
            upstream.name.origin.make_unknown("a request decides which name that is");
        }
        const Deciding sends = written(scope, kind, "server_name");
        upstream.sends_name = {flag(sends).value_or(false) && !is_address(upstream.name.value),
                               origin(scope, sends)};
        const Deciding trusted = written(scope, kind, "trusted_certificate");
        upstream.trusted_ca.origin = origin(scope, trusted);
        if (trusted && !trusted.one().args().empty())
            upstream.trusted_ca.value =
                files_.look_at(trusted.one().args()[0], FileUse::trusted_ca, upstream.verify.value);
        std::vector<Span> verification;
        for (const std::string_view suffix : {"trusted_certificate", "crl", "verify_depth"}) {
            if (const Deciding setting = written(scope, kind, suffix))
                verification.push_back(setting.one().span());
        }
        upstream.verification = model_.arena.keep(verification);
        const Deciding certificate = written(scope, kind, "certificate");
        upstream.certificates.origin = origin(scope, certificate);
        const Deciding client_key = written(scope, kind, "certificate_key");
        upstream.client_key.origin = origin(scope, client_key);
        if (!value_of(client_key).empty())
            upstream.client_key.value =
                files_.look_at(client_key.one().args()[0], FileUse::key, true);
        if (value_of(certificate).empty()) return;
        CertificatePair pair{
            .certificate = files_.look_at(certificate.one().args()[0], FileUse::certificate, true)};
        pair.key = upstream.client_key.value;
        name_.assign(kind.prefix).append("password_file");
        files_.read_key(pair, scope, name_);
        upstream.certificates.value = model_.arena.keep(std::vector{pair});
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    Endpoint::Layer layer_;
    std::span<const Endpoint* const> of_;
    std::string name_;  // of the setting that is looked for
};

}  // namespace

void add_upstreams(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                   Endpoint::Layer layer, std::span<const Endpoint* const> of) {
    if (layer == Endpoint::Layer::mail) return;
    Finder(model, files, offers, layer, of).look_into(server, "");
}

}  // namespace tlslint::nginx
