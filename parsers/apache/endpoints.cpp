// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/endpoints.hpp"

#include "parsers/apache/certificates.hpp"
#include "parsers/apache/combine.hpp"
#include "parsers/apache/defaults.hpp"
#include "parsers/apache/gnutls.hpp"
#include "parsers/apache/headers.hpp"
#include "parsers/apache/refusals_tls.hpp"
#include "parsers/apache/requests.hpp"
#include "parsers/apache/upstreams.hpp"
#include "parsers/model/ids.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tlslint::apache {
namespace {

bool sets_tls(const Scope& scope) {
    return std::any_of(
        scope.statements().begin(), scope.statements().end(),
        [](const Statement* statement) { return statement->name.starts_with("ssl"); });
}

// The tags around a virtual host that could not be decided, the outermost first.
std::string text_of(const Condition* condition) {
    constexpr std::pair<std::string_view, std::string_view> tags[] = {
        {"ifmodule", "IfModule"}, {"ifdefine", "IfDefine"},       {"ifversion", "IfVersion"},
        {"iffile", "IfFile"},     {"ifdirective", "IfDirective"}, {"ifsection", "IfSection"}};
    std::string text;
    for (; condition; condition = condition->around) {
        for (const auto& [name, tag] : tags) {
            if (name != condition->container) continue;
            text = fmt::format("<{} {}{}>{}{}", tag, condition->negated ? "!" : "",
                               condition->subject, text.empty() ? "" : " ", text);
        }
    }
    return text;
}

// Another module than mod_ssl speaks TLS for a server: "mod_gnutls", "mod_tls"; "" for none.
std::string_view other_module(const Scope& scope) {
    if (deciding(scope, "sslengine")) return "";
    if (flag(deciding(scope, "gnutlsenable")).value_or(false)) return "mod_gnutls";
    if (flag(deciding(scope, "tlsengine")).value_or(false)) return "mod_tls";
    return "";
}

// What that module makes of its own directives, and of defaults, is not known here.
void make_unknown(Endpoint& endpoint, std::string_view why) {
    for (Origin* const origin :
         {&endpoint.enabled_versions.origin, &endpoint.versions.origin, &endpoint.ciphers.origin,
          &endpoint.ciphersuites.origin, &endpoint.groups.origin, &endpoint.dh.origin,
          &endpoint.preference.origin, &endpoint.session_tickets.origin,
          &endpoint.session_cache.origin, &endpoint.session_lifetime,
          &endpoint.legacy_renegotiation.origin, &endpoint.compression.origin,
          &endpoint.client_auth.origin, &endpoint.stapling.origin, &endpoint.alpn.origin,
          &endpoint.rejects_unknown.origin, &endpoint.client_trust.ca.origin})
        origin->make_unknown(why);
    if (endpoint.certificates.value.empty()) endpoint.certificates.origin.make_unknown(why);
}

class Builder {
  public:
    Builder(Model& model, NamedFiles& files, Offers& offers, const Vhosts& vhosts,
            Problems& problems)
        : model_(model), files_(files), offers_(offers), vhosts_(vhosts), problems_(problems) {}

    void run() {
        for (const Vhost& vhost : vhosts_.all()) {
            const Setting<bool>& tls = tls_.emplace(&vhost, speaks_tls(vhost)).first->second;
            const TlsContext& context =
                contexts_
                    .emplace(&vhost,
                             read_tls(model_, files_, offers_, vhost.scope, vhost.names, tls.value))
                    .first->second;
            if (tls.value && other_module(vhost.scope).empty())
                refuse_setup(model_, files_, offers_, vhost.scope, context,
                             vhost.names.empty() ? std::string_view() : vhost.names.front(),
                             problems_);
        }
        // In the order of the text.
        std::unordered_map<const Vhost*, std::vector<const Socket*>> of;
        for (const Socket& socket : vhosts_.sockets()) {
            for (const Vhost* vhost : socket.vhosts) of[vhost].push_back(&socket);
        }
        for (const Vhost& vhost : vhosts_.all()) {
            const auto found = of.find(&vhost);
            if (found != of.end())
                add(vhost, found->second);
            else
                note_unreached(vhost);
        }
    }

  private:
    [[nodiscard]] Origin nobody(const Vhost& vhost) {
        return default_origin(vhost.scope, files_.default_of_httpd());
    }

    // Section 3.5 of the reference.
    Setting<bool> speaks_tls(const Vhost& vhost) {
        const Deciding engine = deciding(vhost.scope, "sslengine");
        if (engine) {
            const std::string_view word = engine.value();
            Setting<bool> tls{equal_ignoring_case(word, "on"), origin_of(model_.arena, engine)};
            if (!flag(engine) && !equal_ignoring_case(word, "optional") && tls.origin.is_known())
                tls.origin.make_unknown("httpd refuses this SSLEngine");
            return tls;
        }
        for (const std::string_view other : {"gnutlsenable", "tlsengine"}) {
            const Deciding written = deciding(vhost.scope, other);
            if (flag(written).value_or(false)) return {true, origin_of(model_.arena, written)};
        }
        // A fragment that does not say where it listens is taken for TLS if it sets up any.
        if (vhost.is_main() && vhost.scope.is_open())
            return {
                sets_tls(vhost.scope),
                {.kind = Origin::Kind::unknown, .authority = "listens outside of what was read"}};
        if (certificate_pairs(vhost.scope).empty()) return {false, nobody(vhost)};
        if (const Deciding protocol = deciding(vhost.scope, "protocol"))
            return {protocol.value() == "https", origin_of(model_.arena, protocol)};
        if (const ListenLine* listen = vhosts_.listen_of(vhost)) {
            return {listen->protocol == "https",
                    {.kind = Origin::Kind::inherited,
                     .trail = model_.arena.keep(std::vector{listen->statement->span}),
                     .authority = "implied by Listen"}};
        }
        // Nobody is seen to listen: 443 is the port that means https without a word.
        const bool implied =
            vhosts_.listens().empty() && !vhost.is_main()
            && std::any_of(vhost.addresses.begin(), vhost.addresses.end(),
                           [](const VhostAddress& address) { return address.port == 443; });
        return {implied, nobody(vhost)};
    }

    void add(const Vhost& vhost, const std::vector<const Socket*>& sockets) {
        std::array<std::optional<Endpoint>, 2> common;  // in clear and over TLS
        std::vector<const Endpoint*> own;
        for (const Socket* socket : sockets) {
            if (model_.endpoints.size() >= endpoint_limit) return note_limit(vhost);
            const bool over_tls = tls_.at(socket->vhosts.front()).value;
            auto& of_kind = common.at(over_tls ? 1 : 0);
            if (!of_kind) of_kind = common_part(vhost, over_tls, socket->port);
            add_endpoint(vhost, *socket, *of_kind);
            own.push_back(&model_.endpoints.back());
        }
        add_upstreams(model_, files_, offers_, vhosts_, vhost, model_.arena.keep(own));
    }

    void note_limit(const Vhost& vhost) {
        if (limited_) return;
        limited_ = true;
        model_.trees[static_cast<std::size_t>(vhost.at.file)].add_problems(
            {{Problem::Kind::limit, vhost.at,
              fmt::format("more than {} servers (a limit of tlslint): the rest is not judged",
                          endpoint_limit)}});
    }

    // No connection comes here, and it is set up all the same: without a certificate httpd does not
    // start.
    void note_unreached(const Vhost& vhost) {
        const Setting<bool>& tls = tls_.at(&vhost);
        const auto& certificates = contexts_.at(&vhost).certificates;
        if (!tls.value || !tls.origin.is_written() || !certificates.value.empty()
            || !certificates.origin.is_known() || vhost.scope.is_open())
            return;
        const Span at = vhost.is_main() ? tls.origin.trail.front() : vhost.at;
        model_.remarks.push_back({Remark::Kind::certificate_missing, at,
                                  vhost.is_main() ? "the main server speaks TLS, too, and has no "
                                                    "certificate"
                                                  : "speaks TLS and has no certificate"});
    }

    // What is the same on every address that the server answers on.
    Endpoint common_part(const Vhost& vhost, bool over_tls, std::uint16_t port) {
        const Asked asked{.over_tls = over_tls,
                          .sets_https = over_tls && tls_.at(&vhost).value,
                          .port = port,
                          .names = vhost.names,
                          .https_by_name = vhost.https_by_name};
        Endpoint endpoint;
        endpoint.names = model_.arena.keep(vhost.names);
        endpoint.names_at = vhost.names_at;
        endpoint.at = endpoint.block = vhost.at;
        endpoint.has_gaps = vhost.scope.has_gaps();
        endpoint.condition = model_.arena.keep(std::string_view(text_of(vhost.condition)));
        endpoint.files = contexts_.at(&vhost).files;
        const Answer answer = answer_of(model_, vhost, nullptr, asked);
        endpoint.hsts = hsts_of(model_, vhost, nullptr, asked, answer);
        endpoint.outer_hsts.origin = {.kind = Origin::Kind::server,
                                      .authority = "nothing stands around a virtual host"};
        endpoint.redirect = answer.redirect;
        endpoint.answerer = answerer_of(vhost, nullptr, answer, asked);
        endpoint.paths = model_.arena.keep(paths_of(model_, vhost, asked));
        endpoint.moves = model_.arena.keep(moves_of(vhost));
        const Hints hints = hints_of(vhost);
        endpoint.client_checks = hints.checks;
        endpoint.listen.behind_proxy = hints.behind_proxy;
        return endpoint;
    }

    void add_endpoint(const Vhost& vhost, const Socket& socket, Endpoint endpoint) {
        const Vhost& first = *socket.vhosts.front();
        endpoint.listen.address = socket.address;
        endpoint.listen.port = socket.port;
        endpoint.listen.is_known = socket.port != 0;
        endpoint.listen.at =
            socket.listen && vhost.is_main() ? socket.listen->statement->span : vhost.at;
        endpoint.listen.is_default = &first == &vhost && !vhost.scope.is_open();
        endpoint.listen.is_default_by_order = endpoint.listen.is_default;
        endpoint.listen.tls = tls_.at(&first);
        if (const Setting<bool>& own = tls_.at(&vhost); &first != &vhost) {
            if (own.value == endpoint.listen.tls.value) {
                endpoint.listen.tls.origin = own.origin;
            } else if (endpoint.listen.tls.origin.is_known()) {
                Origin& origin = endpoint.listen.tls.origin;
                if (!origin.is_written()) origin.trail = model_.arena.keep(std::vector{first.at});
                origin.kind = Origin::Kind::inherited;
                origin.authority = "first vhost's";
                endpoint.listen.tls_by_another = own.origin.is_known();
                if (own.origin.kind == Origin::Kind::written)
                    endpoint.listen.tls_at = own.origin.trail.front();
            }
        }
        const bool has_context = tls_.at(&vhost).value || !endpoint.listen.tls.value;
        combine(model_, offers_, files_, has_context ? &contexts_.at(&vhost) : nullptr,
                contexts_.at(vhost.scope.is_open() ? &vhost : &first), endpoint);
        // Whether or not mod_ssl set anything up for the vhost that SNI selects.
        endpoint.alpn = contexts_.at(&vhost).alpn;
        if (const std::string_view other = other_module(first.scope); !other.empty()) {
            make_unknown(endpoint, model_.arena.keep(
                                       std::string_view(fmt::format("{} speaks TLS here", other))));
            // It looks for the name before it looks at anything else.
            if (other_module(vhost.scope) == "mod_gnutls")
                add_priorities(model_, vhost.scope, contexts_.at(&vhost).keys, problems_, endpoint);
        }
        endpoint.id = endpoint_id(model_, endpoint.listen,
                                  vhost.names.empty() ? std::string_view() : vhost.names.front());
        model_.endpoints.push_back(endpoint);
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    const Vhosts& vhosts_;
    Problems& problems_;
    std::unordered_map<const Vhost*, Setting<bool>> tls_;
    std::unordered_map<const Vhost*, TlsContext> contexts_;
    bool limited_ = false;
};

}  // namespace

void add_endpoints(Model& model, NamedFiles& files, Offers& offers, const Vhosts& vhosts,
                   Problems& problems) {
    Builder(model, files, offers, vhosts, problems).run();
}

}  // namespace tlslint::apache
