// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/upstreams.hpp"

#include "parsers/apache/defaults.hpp"
#include "parsers/apache/protocols.hpp"
#include "parsers/apache/requests.hpp"
#include "parsers/apache/tls_context.hpp"
#include "parsers/model/ids.hpp"
#include "parsers/openssl/catalogue.hpp"
#include "parsers/openssl/context.hpp"
#include "parsers/text/ascii.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace tlslint::apache {
namespace {

// What stands behind a URL of ProxyPass.
struct Url {
    std::string_view scheme, host;
    std::uint16_t port = 0;
};
std::optional<Url> read_url(std::string_view text) {
    if (text.starts_with("proxy:")) text.remove_prefix(6);
    // "unix:/run/app.sock|http://localhost/": the socket is where it goes.
    const bool local = text.starts_with("unix:");
    const std::string_view socket = text.substr(0, text.find('|'));
    if (local && socket.size() < text.size()) text.remove_prefix(socket.size() + 1);
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    Url url{.scheme = text.substr(0, colon), .host = "", .port = 0};
    std::string_view authority = text.substr(colon + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (local) {
        url.host = socket;
        return url;
    }
    std::size_t end = authority.starts_with('[') ? authority.find(']') + 1 : authority.rfind(':');
    if (end == 0 || end > authority.size()) end = authority.size();
    url.host = authority.substr(0, end);
    const std::string_view port = authority.substr(end);
    if (port.starts_with(':'))
        std::from_chars(port.data() + 1, port.data() + port.size(), url.port);
    // What a request says is not known.
    if (url.host.find_first_of("$%") != std::string_view::npos) url.host = "";
    return url;
}

bool speaks_tls(std::string_view scheme) {
    return equal_ignoring_case(scheme, "https") || equal_ignoring_case(scheme, "wss")
           || equal_ignoring_case(scheme, "h2");
}
std::uint16_t usual_port(std::string_view scheme) {
    if (speaks_tls(scheme)) return 443;
    return equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "ws")
                   || equal_ignoring_case(scheme, "h2c")
               ? 80
               : 0;
}

class Finder {
  public:
    Finder(Model& model, NamedFiles& files, Offers& offers, const Vhosts& vhosts,
           const Vhost& vhost, std::span<const Endpoint* const> of)
        : model_(model), files_(files), offers_(offers), vhosts_(vhosts), vhost_(vhost), of_(of) {}

    void run() {
        for (const Pass& pass : passes_of(vhost_)) add(pass);
        if (vhost_.is_main()) return;
        // Those of the main server hold in every vhost.
        for (const Pass& pass : passes_of(vhosts_.main())) {
            if (!pass.statement->section && pass.statement->name != "rewriterule") add(pass);
        }
    }

  private:
    void add(const Pass& pass) {
        const std::string_view text = pass.target->text;
        const auto url = read_url(text);
        if (!url || pass.target->open) return;
        if (!equal_ignoring_case(url->scheme, "balancer")) {
            add(pass, *url, text, text, pass.statement->span);
            return;
        }
        for (const Scope* scope : {&vhost_.scope, vhost_.scope.outer()}) {
            if (!scope) continue;
            for (const Statement* section : scope->own("proxy")) {
                if (section->args.empty() || !is_same_balancer(section->args.front().text, text))
                    continue;
                const Scope members(model_, scope->configuration(), section, nullptr);
                for (const Statement* member : members.own("balancermember")) {
                    if (member->args.empty()) continue;
                    const std::string_view to = member->args.front().text;
                    if (const auto peer = read_url(to)) add(pass, *peer, text, to, member->span);
                }
            }
        }
    }
    static bool is_same_balancer(std::string_view section, std::string_view url) {
        while (section.ends_with('/')) section.remove_suffix(1);
        return url.size() >= section.size()
               && equal_ignoring_case(url.substr(0, section.size()), section)
               && (url.size() == section.size() || url[section.size()] == '/');
    }

    // `asked` and `to`: the URLs that <Proxy> sections may be about.
    void add(const Pass& pass, const Url& url, std::string_view asked, std::string_view to,
             Span at) {
        const std::uint16_t port = url.port != 0 ? url.port : usual_port(url.scheme);
        const Peer peer{.host = url.host, .port = port, .at = at};
        const Target target{
            .host = url.host, .port = port, .peers = model_.arena.keep(std::vector{peer})};
        if (!speaks_tls(url.scheme)) {
            model_.plain_passes.push_back(
                {.of = of_, .scheme = url.scheme, .target = target, .at = at});
            return;
        }
        const Statement* const section = section_for(asked, to);
        std::optional<Scope> inner;
        if (section) inner.emplace(model_, vhost_.scope.configuration(), section, &vhost_.scope);
        const Scope& scope = inner ? *inner : vhost_.scope;
        Upstream upstream{.of = of_,
                          .path = pass.path,
                          .scheme = "https",
                          .host = url.host,
                          .port = port,
                          .target = target,
                          .at = at};
        add_offers(scope, upstream);
        add_verification(scope, upstream);
        upstream.id = upstream_id(model_, url.host, port);
        model_.upstreams.push_back(upstream);
    }

    // The last <Proxy> whose URL begins the one that is asked for.
    const Statement* section_for(std::string_view asked, std::string_view to) {
        if (model_.facts.server < ServerVersion{2, 4, 30}) return nullptr;
        const auto covers = [](const Statement& section, std::string_view url) {
            const std::string_view prefix = section.args.front().text;
            return prefix == "*"
                   || (url.size() >= prefix.size()
                       && equal_ignoring_case(url.substr(0, prefix.size()), prefix));
        };
        const Statement* found = nullptr;
        for (const Scope* scope : {vhost_.scope.outer(), &vhost_.scope}) {
            if (!scope) continue;
            for (const Statement* section : scope->own("proxy")) {
                if (!section->args.empty() && (covers(*section, asked) || covers(*section, to)))
                    found = section;
            }
        }
        return found;
    }

    Origin origin(const Scope& scope, const Deciding& written) {
        return written ? origin_of(model_.arena, written)
                       : default_origin(scope, files_.default_of_httpd());
    }
    Setting<bool> read_flag(const Scope& scope, std::string_view name, bool otherwise) {
        const Deciding written = deciding(scope, name);
        return {flag(written).value_or(otherwise), origin(scope, written)};
    }

    void add_offers(const Scope& scope, Upstream& upstream) {
        // Without the engine every request to it fails: nothing is spoken there.
        const Setting<bool> engine = read_flag(scope, "sslproxyengine", false);
        if (!engine.value) {
            upstream.enabled_versions = upstream.versions = {{}, engine.origin};
            upstream.ciphers.origin = engine.origin;
            return;
        }
        const Deciding protocol = deciding(scope, "sslproxyprotocol");
        openssl::ProtocolSet listed = default_protocols(model_.facts);
        upstream.enabled_versions.origin = origin(scope, protocol);
        if (protocol) {
            std::vector<std::string_view> words;
            for (const Argument& word : protocol.statement->args) words.push_back(word.text);
            listed =
                read_protocols(words, "SSLProxyProtocol", known_protocols(model_.facts)).listed;
        }
        upstream.enabled_versions.value = without_gaps(listed, model_.facts.library.version);
        upstream.versions = upstream.enabled_versions;
        const auto slot = [](const Statement& statement) -> std::string_view {
            return statement.args.size() > 1 ? statement.args[0].text : std::string_view("SSL");
        };
        const Deciding older =
            deciding(scope, "sslproxyciphersuite",
                     [&](const Statement& statement) { return slot(statement) == "SSL"; });
        const Deciding tls13 =
            deciding(scope, "sslproxyciphersuite",
                     [&](const Statement& statement) { return slot(statement) == "TLSv1.3"; });
        upstream.ciphers.origin = origin(scope, older);
        const std::string_view ciphers =
            older && !older.statement->args.empty()
                ? older.statement->args.back().text
                : openssl::default_ciphers(model_.facts.library.version);
        const openssl::Rewriting rewritten = rewriting(model_.facts.server);
        const openssl::Evaluation& evaluation = offers_.ciphers(ciphers, rewritten);
        if (!evaluation.ok()) {
            upstream.ciphers.origin.make_unknown("OpenSSL refuses this cipher string");
            return;
        }
        const int level = evaluation.security_level.value_or(model_.facts.security_level);
        // The peer brings certificate and parameters.
        const Offers::Answer& answer =
            offers_({.enabled = upstream.enabled_versions.value,
                     .ciphers = ciphers,
                     .ciphersuites = tls13 && !tls13.statement->args.empty()
                                         ? tls13.statement->args.back().text
                                         : std::string_view(),
                     .security_level = level,
                     .tls13_level = level,
                     .keys = openssl::Keys::any,
                     .has_dh_parameters = true,
                     .rewriting = rewritten});
        upstream.versions.value = answer.versions;
        upstream.ciphers.value = answer.ciphers;
    }

    void add_verification(const Scope& scope, Upstream& upstream) {
        const Deciding verify = deciding(scope, "sslproxyverify");
        const auto kind = client_auth_named(verify.value()).value_or(ClientAuth::none);
        upstream.verify = {kind == ClientAuth::required || kind == ClientAuth::optional,
                           origin(scope, verify)};
        add_name(scope, upstream);
        upstream.checks_expiry = read_flag(scope, "sslproxycheckpeerexpire", true);
        const Deciding depth = deciding(scope, "sslproxyverifydepth");
        const std::string_view digits = depth ? depth.value() : std::string_view("1");
        upstream.depth = {0, origin(scope, depth)};
        std::from_chars(digits.data(), digits.data() + digits.size(), upstream.depth.value);
        const Deciding ca = deciding(scope, "sslproxycacertificatefile");
        const Deciding directory = deciding(scope, "sslproxycacertificatepath");
        upstream.trusted_ca.origin = origin(scope, ca);
        const bool used = upstream.verify.value;
        if (!ca.value().empty()) {
            upstream.trusted_ca.value =
                files_.look_at(ca.statement->args.front(), FileUse::trusted_ca, used);
        } else if (directory) {
            upstream.trusted_ca.origin = origin(scope, directory);
            upstream.trusted_ca.origin.make_unknown("a directory of authorities is given");
        }
        std::vector<Span> verification;
        for (const std::string_view name :
             {"sslproxycacertificatefile", "sslproxycacertificatepath", "sslproxycarevocationfile",
              "sslproxycarevocationpath", "sslproxyverifydepth"}) {
            const Deciding written = deciding(scope, name);
            if (written && !written.inherited) verification.push_back(written.statement->span);
        }
        upstream.verification = model_.arena.keep(verification);
        const Deciding own = deciding(scope, "sslproxymachinecertificatefile");
        upstream.certificates.origin = upstream.client_key.origin = origin(scope, own);
        if (own.value().empty()) return;
        const Argument& word = own.statement->args.front();
        CertificatePair pair{.certificate = files_.look_at(word, FileUse::certificate, true)};
        if (const x509::Certificate* leaf = pair.leaf()) pair.key_type = key_type_name(leaf->key);
        const FileContents* const read = files_.read_as(*pair.certificate, FileUse::key);
        if (!read || read->key) {  // else a certificate alone
            pair.key = files_.look_at(word, FileUse::key, true);
            pair.key_contents = read;
        }
        upstream.certificates.value = model_.arena.keep(std::vector{pair});
        upstream.client_key.value = pair.key;
    }

    // The host of the URL or, with ProxyPreserveHost, of the request; addresses are not sent.
    void add_name(const Scope& scope, Upstream& upstream) {
        const Setting<bool> preserved = read_flag(scope, "proxypreservehost", false);
        const bool address =
            upstream.host.starts_with('[')
            || upstream.host.find_first_not_of("0123456789.") == std::string_view::npos;
        upstream.sends_name = {preserved.value || !address,
                               default_origin(scope, files_.default_of_httpd())};
        upstream.name = {upstream.host, upstream.sends_name.origin};
        // Either check off is no check at all, but for a written SSLProxyCheckPeerName on
        // (ssl_io_filter_handshake of modules/ssl/ssl_engine_io.c), and one old pair of settings
        // (section 4.2).
        const Setting<bool> by_name = read_flag(scope, "sslproxycheckpeername", true);
        const Setting<bool> by_cn = read_flag(scope, "sslproxycheckpeercn", true);
        const bool any_off = model_.facts.server >= ServerVersion{2, 4, 21};
        const bool checked = any_off ? by_name.value && (by_cn.value || by_name.origin.is_written())
                                     : by_name.value || by_cn.value;
        if (!checked) {
            upstream.name = {"", by_name.value ? by_cn.origin : by_name.origin};
            return;
        }
        if (preserved.value || upstream.host.empty() || upstream.host.starts_with("unix:")) {
            upstream.name = {"",
                             {.kind = Origin::Kind::unknown,
                              .authority = "a request decides which name that is"}};
        }
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    const Vhosts& vhosts_;
    const Vhost& vhost_;
    std::span<const Endpoint* const> of_;
};

}  // namespace

void add_upstreams(Model& model, NamedFiles& files, Offers& offers, const Vhosts& vhosts,
                   const Vhost& vhost, std::span<const Endpoint* const> of) {
    Finder(model, files, offers, vhosts, vhost, of).run();
}

}  // namespace tlslint::apache
