// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/upstreams.hpp"

#include "parsers/haproxy/address.hpp"
#include "parsers/haproxy/versions.hpp"
#include "parsers/model/ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace tlslint::haproxy {
namespace {

using Endpoints = std::vector<const Endpoint*>;

// The name in str(NAME), as a literal.
std::string_view literal_name(std::string_view expression) {
    if (!expression.starts_with("str(") || !expression.ends_with(')')) return "";
    std::string_view name = expression.substr(4, expression.size() - 5);
    if (name.size() > 1 && (name.front() == '\'' || name.front() == '"')
        && name.back() == name.front())
        name = name.substr(1, name.size() - 2);
    return name.find_first_of("(),") == std::string_view::npos ? name : "";
}

class Adder {
  public:
    Adder(Model& model, NamedFiles& files, Offers& offers, const Said& verify)
        : model_(model), files_(files), offers_(offers), verify_(verify) {}

    void add(const Proxy& proxy, const ServerLine& server, std::span<const Endpoint* const> of) {
        const ServerAddress address = server_address(model_, server.address);
        const Peer peer{.host = address.host, .port = address.port, .at = server.at};
        const Target target{.host = address.host,
                            .port = address.port,
                            .peers = model_.arena.keep(std::vector{peer})};
        const bool http = proxy.layer == Endpoint::Layer::http;
        if (!server.words.ssl) {
            if (server.words.open) return;
            refuse_check(proxy, server);
            model_.plain_passes.push_back(
                {.of = of, .scheme = http ? "http" : "tcp", .target = target, .at = server.at});
            return;
        }
        Upstream upstream{.layer = proxy.layer,
                          .of = of,
                          .scheme = http ? "https" : "tls",
                          .host = address.host,
                          .port = address.port,
                          .target = target,
                          .condition = server.condition,
                          .at = server.at};
        add_offers(server, upstream);
        add_verification(proxy, server, upstream);
        upstream.id = upstream_id(model_, address.host, address.port);
        model_.upstreams.push_back(upstream);
    }

  private:
    // Of a server that speaks TLS to health checks alone, or whose default-server did.
    void refuse_check(const Proxy& proxy, const ServerLine& server) {
        const TlsWords& words = server.words;
        const Said& verify = words.verify ? words.verify : verify_;
        if ((!words.check_ssl && !words.keeps_context && !proxy.checks_tls) || words.ca_file
            || verify.text() == "none")
            return;
        model_.trees[static_cast<std::size_t>(server.at.file)].add_problems(
            {{Problem::Kind::refused, server.at,
              fmt::format("'server {}/{}' : verify is enabled{} but no CA file specified.",
                          proxy.name, server.name, words.verify ? "" : " by default")}});
    }

    Origin by_haproxy() {
        return {.kind = Origin::Kind::server, .authority = files_.default_of_haproxy()};
    }
    Origin of(const Said& said) { return said ? origin_of(model_, said) : by_haproxy(); }

    void add_offers(const ServerLine& server, Upstream& upstream) {
        const TlsWords& words = server.words;
        const Versions versions =
            versions_of(model_, words, Side::server, files_.default_of_haproxy());
        note_exclusions(model_, words, versions);
        upstream.enabled_versions = {versions.enabled, versions.origin};
        upstream.versions = upstream.enabled_versions;
        upstream.ciphers.origin = words.ciphers ? origin_of(model_, words.ciphers)
                                                : Origin{.kind = model_.facts.system.ciphers.empty()
                                                                     ? Origin::Kind::server
                                                                     : Origin::Kind::system,
                                                         .authority = files_.default_of_openssl()};
        int level = server.security_level.value_or(model_.facts.security_level);
        if (words.ciphers) {
            const openssl::Evaluation& evaluation = offers_.ciphers(words.ciphers.text());
            if (evaluation.security_level) level = *evaluation.security_level;
            if (!evaluation.ok()) {
                upstream.ciphers.origin.make_unknown("OpenSSL refuses this cipher string");
                if (!is_open(model_, words.ciphers.word))
                    model_.trees[static_cast<std::size_t>(words.ciphers.word.span.file)]
                        .add_problems({{Problem::Kind::no_cipher, words.ciphers.word.span,
                                        fmt::format("unable to set SSL cipher list to '{}'",
                                                    words.ciphers.text())}});
            }
        }
        if (!upstream.ciphers.origin.is_known()) return;
        // The peer brings certificate and parameters.
        const Offers::Answer& answer = offers_({.enabled = versions.enabled,
                                                .ciphers = words.ciphers.text(),
                                                .ciphersuites = words.ciphersuites.text(),
                                                .groups = words.curves.text(),
                                                .signatures = words.sigalgs.text(),
                                                .security_level = level,
                                                .tls13_level = level,
                                                .keys = openssl::Keys::any,
                                                .has_dh_parameters = true});
        upstream.versions.value = answer.versions;
        upstream.ciphers.value = answer.ciphers;
    }

    // The name that is sent is the one that is verified, then verifyhost, then none (section 7.2).
    void add_verification(const Proxy& proxy, const ServerLine& server, Upstream& upstream) {
        const TlsWords& words = server.words;
        if (words.verify)
            upstream.verify = {words.verify.text() != "none", origin_of(model_, words.verify)};
        else if (verify_)
            upstream.verify = {verify_.text() != "none", origin_of(model_, verify_)};
        else
            upstream.verify = {true, by_haproxy()};
        if (!words.verify && verify_) upstream.verify.origin.kind = Origin::Kind::inherited;
        const bool automatic = model_.facts.server >= ServerVersion{3, 3, 0}
                               && proxy.layer == Endpoint::Layer::http && !words.no_sni_auto;
        upstream.sends_name = {words.sni || automatic,
                               of(words.sni ? words.sni : words.no_sni_auto)};
        upstream.name.origin = by_haproxy();
        if (words.sni) {
            upstream.name = {literal_name(words.sni.text()), origin_of(model_, words.sni)};
        } else if (!automatic && words.verifyhost) {
            upstream.name = {words.verifyhost.text(), origin_of(model_, words.verifyhost)};
        }
        if ((words.sni || automatic) && upstream.name.value.empty()) {
            upstream.name.origin.make_unknown("a request decides which name that is");
        }
        if (http_verified(proxy, upstream)) note_client_name(words, automatic);
        const Said& elsewhere = words.check_port ? words.check_port : words.check_address;
        // Another port is another service's.
        const std::string_view port = words.check_port.text();
        const bool another =
            words.check_port && upstream.port != 0 && port != fmt::format("{}", upstream.port);
        if (words.check && elsewhere && !words.check_ssl && !another)
            model_.remarks.push_back({Remark::Kind::check_in_clear, elsewhere.word.span,
                                      "port or addr without check-ssl"});
        upstream.trusted_ca = {server.ca, of(words.ca_file)};
        std::vector<Span> verification;
        for (const Said* said : {&words.ca_file, &words.crl_file, &words.verifyhost}) {
            if (*said && !said->inherited) verification.push_back(said->statement);
        }
        upstream.verification = model_.arena.keep(verification);
        upstream.certificates.origin = by_haproxy();
        upstream.client_key.origin = by_haproxy();
        if (!server.certificate) return;
        const Origin origin = origin_of(model_, words.sources.front().said);
        upstream.certificates = {model_.arena.keep(std::vector{*server.certificate}), origin};
        upstream.client_key = {server.certificate->key, origin};
    }

    static bool http_verified(const Proxy& proxy, const Upstream& upstream) {
        return proxy.layer == Endpoint::Layer::http && upstream.verify.value
               && upstream.verify.origin.is_known();
    }
    void note_client_name(const TlsWords& words, bool automatic) {
        if (words.sni.text().find("ssl_fc_sni") != std::string_view::npos)
            model_.remarks.push_back(
                {Remark::Kind::name_from_client, words.sni.word.span, words.sni.text()});
        else if (automatic && !words.sni && words.verifyhost)
            model_.remarks.push_back({Remark::Kind::name_from_client, words.verifyhost.word.span,
                                      "the Host header, not verifyhost"});
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    const Said& verify_;
};

}  // namespace

void add_upstreams(Model& model, NamedFiles& files, Offers& offers, const HttpRules& rules,
                   const Said& verify, const std::deque<Proxy>& proxies) {
    std::unordered_map<const Proxy*, Endpoints> users;
    for (const Proxy& proxy : proxies) {
        const auto reaches = [&](const Proxy& to) {
            Endpoints& all = users[&to];
            for (const BindLine& bind : proxy.binds)
                all.insert(all.end(), bind.endpoints.begin(), bind.endpoints.end());
        };
        if (!proxy.servers.empty()) reaches(proxy);
        std::vector<const Proxy*> seen{&proxy};
        for (const BackendUse& use : proxy.backends) {
            const Proxy* to = rules.backend(use.name.text);
            if (!to || std::find(seen.begin(), seen.end(), to) != seen.end()) continue;
            seen.push_back(to);
            reaches(*to);
        }
    }
    Adder adder(model, files, offers, verify);
    for (const Proxy& proxy : proxies) {
        if (proxy.disabled) continue;
        const auto of = model.arena.keep(users[&proxy]);
        for (const ServerLine& server : proxy.servers) adder.add(proxy, server, of);
    }
}

}  // namespace tlslint::haproxy
