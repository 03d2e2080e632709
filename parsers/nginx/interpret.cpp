// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/interpret.hpp"

#include "parsers/model/ids.hpp"
#include "parsers/model/offers.hpp"
#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/files.hpp"
#include "parsers/nginx/headers.hpp"
#include "parsers/nginx/listen.hpp"
#include "parsers/nginx/public_directories.hpp"
#include "parsers/nginx/redirects.hpp"
#include "parsers/nginx/refusals_servers.hpp"
#include "parsers/nginx/refusals_walk.hpp"
#include "parsers/nginx/requests.hpp"
#include "parsers/nginx/scope.hpp"
#include "parsers/nginx/server_block.hpp"
#include "parsers/nginx/upstreams.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tlslint::nginx {
namespace {

// A fragment that does not say where it listens is taken for TLS if it sets up any.
bool sets_tls(const Scope& server) {
    return std::any_of(server.settings().begin(), server.settings().end(), [](Directive directive) {
        return directive.name().text.starts_with("ssl_");
    });
}

// Works through one http, stream or mail block.
class Layer {
  public:
    Layer(Model& model, NamedFiles& named_files, Offers& offers, Endpoint::Layer kind, Block block)
        : model_(model), named_files_(named_files), offers_(offers), kind_(kind),
          scope_(model, nullptr, block) {}

    void open() { scope_.open(); }
    void read_servers();
    /// The block of one server; `open` if statements outside of it may be part of it.
    void read_server(Block block, Span at, bool open);
    void add_endpoints();
    /// What nginx would refuse of the settings as they are merged; `bound` where that is known.
    void add_refusals(Refusals& refusals, const BoundSockets* bound);

  private:
    void group_by_socket();
    [[nodiscard]] const Socket& socket(const ListenStatement& listen) const {
        return sockets_.at(socket_of(listen.listen));
    }
    void add_starttls();
    void note_preread(const ServerBlock& server);
    void note_bounds(const ServerBlock& server);
    void note_ticket_keys(const ServerBlock& server);
    [[nodiscard]] bool has_tls(const ServerBlock& server) const;
    [[nodiscard]] const ListenStatement* first_tls_listen(const ServerBlock& server) const;
    /// Where something that the server lacks is pointed out.
    [[nodiscard]] Span opening_line(const ServerBlock& server) const;
    [[nodiscard]] Endpoint common_part(const ServerBlock& server, bool over_tls);
    void add_endpoint(const ServerBlock& server, const ListenStatement& listen, Endpoint endpoint);
    [[nodiscard]] Setting<bool> speaks_tls(const ServerBlock& server,
                                           const ListenStatement& listen);

    Model& model_;
    NamedFiles& named_files_;
    Offers& offers_;
    Endpoint::Layer kind_;
    Scope scope_;
    std::deque<ServerBlock> servers_;
    std::unordered_map<std::string, Socket> sockets_;
    Setting<Hsts> own_hsts_;  // what the block around the servers sends
    Hints around_;            // what that block shows
};

void Layer::read_servers() {
    for (const Directive directive : scope_.blocks()) {
        if (directive.name().text != "server") continue;
        const Span at = directive.span();
        if (model_.endpoints.size() + servers_.size() >= endpoint_limit) {
            model_.trees[static_cast<std::size_t>(at.file)].add_problems(
                {{Problem::Kind::limit, at,
                  fmt::format("more than {} servers (a limit of tlslint): the rest is not judged",
                              endpoint_limit)}});
            return;
        }
        read_server(directive.block(), at, false);
    }
}

void Layer::read_server(Block block, Span at, bool open) {
    ServerBlock& server =
        servers_.emplace_back(ServerBlock{Scope(model_, &scope_, block), at, {}, {}, {}});
    if (open) server.scope.open();
    server.listens = listens_of(model_, server.scope, kind_, open, at);
    // mail{} may name its servers once for all.
    const auto named = kind_ == Endpoint::Layer::mail
                           ? deciding(server.scope, "server_name").statements
                           : server.scope.own("server_name");
    for (const Directive names : named) {
        for (const Word name : names.args()) {
            if (!name.text.empty()) server.names.push_back(name.text);
        }
    }
}

void Layer::add_endpoints() {
    group_by_socket();
    for (ServerBlock& server : servers_) {
        // nginx loads the certificates of every server of http and stream that has any, whether or
        // not it speaks TLS.
        const bool loads =
            kind_ == Endpoint::Layer::http
            || (kind_ == Endpoint::Layer::stream && knows_stream_names(model_.facts.server))
            || has_tls(server);
        server.tls = read_tls(model_, named_files_, offers_, server.scope, kind_, loads);
    }
    around_ = hints_of(model_, scope_);
    if (kind_ == Endpoint::Layer::http) own_hsts_ = hsts_of(model_, scope_);
    for (const ServerBlock& server : servers_) {
        std::array<std::optional<Endpoint>, 2> common;  // in clear and over TLS
        std::vector<const Endpoint*> own;
        for (const ListenStatement& listen : server.listens) {
            const bool quic = listen.listen.transport == Listen::Transport::quic;
            if (quic && !knows_quic(model_.facts.server)) continue;  // nginx refuses the statement
            const bool over_tls = speaks_tls(server, listen).value;
            auto& of_kind = common.at(over_tls ? 1 : 0);
            if (!of_kind) of_kind = common_part(server, over_tls);
            add_endpoint(server, listen, *of_kind);
            own.push_back(&model_.endpoints.back());
        }
        add_upstreams(model_, named_files_, offers_, server.scope, kind_, model_.arena.keep(own));
        if (kind_ == Endpoint::Layer::stream) note_preread(server);
        note_bounds(server);
        note_ticket_keys(server);
    }
}

void Layer::add_refusals(Refusals& refusals, const BoundSockets* bound) {
    TlsRefusals tls(model_, named_files_, offers_, refusals);
    for (const ServerBlock& server : servers_) {
        refuse_server(tls, server, kind_);
        if (refusals.sees_upstreams()) refuse_upstreams(tls, model_, server, kind_);
    }
    if (bound) refuse_sockets(tls, *bound, servers_);
}

// ssl_preread reads the ClientHello after the phase that has ended TLS already: it finds nothing.
void Layer::note_preread(const ServerBlock& server) {
    const Deciding preread = deciding(server.scope, "ssl_preread");
    if (!flag(preread).value_or(false)) return;
    const ListenStatement* const tls = first_tls_listen(server);
    if (!tls) return;
    model_.remarks.push_back({Remark::Kind::no_effect, preread.one().span(), "ssl_preread",
                              tls->listen.at, "TLS ends here"});
}

// The bounds of the default server hold for every name of the address, in every version.
void Layer::note_bounds(const ServerBlock& server) {
    for (const Directive command : server.scope.own("ssl_conf_command")) {
        const Words words = command.args();
        const bool bound = words.size() == 2
                           && (equal_ignoring_case(words[0].text, "MinProtocol")
                               || equal_ignoring_case(words[0].text, "MaxProtocol"));
        if (!bound) continue;
        const auto is_same = [&](const Directive other) {
            return other.args().size() == 2
                   && equal_ignoring_case(other.args()[0].text, words[0].text)
                   && equal_ignoring_case(other.args()[1].text, words[1].text);
        };
        const auto holds = [&](const ListenStatement& listen) {
            const Socket& at = socket(listen);
            if (!at.ssl && listen.listen.transport != Listen::Transport::quic) return false;
            if (at.default_server == &server) return true;
            const auto commands = deciding(at.default_server->scope, "ssl_conf_command").statements;
            return std::any_of(commands.begin(), commands.end(), is_same);
        };
        if (!has_tls(server) || server.scope.is_open()
            || std::any_of(server.listens.begin(), server.listens.end(), holds))
            continue;
        model_.remarks.push_back({Remark::Kind::no_effect,
                                  command.span(),
                                  words[0].text,
                                  {},
                                  "the default server of the address decides"});
    }
}

// Tickets are sealed before anybody looks at the name: with the keys of the default server.
void Layer::note_ticket_keys(const ServerBlock& server) {
    const std::vector<Directive> keys = server.scope.own("ssl_session_ticket_key");
    if (keys.empty() || server.scope.is_open()) return;
    const auto is_first = [&](const Directive other) {
        return !other.args().empty() && !keys.front().args().empty()
               && other.args()[0].text == keys.front().args()[0].text;
    };
    bool speaks = false;
    for (const ListenStatement& listen : server.listens) {
        const Socket& at = socket(listen);
        if (!at.ssl && listen.listen.transport != Listen::Transport::quic) continue;
        speaks = true;
        if (at.default_server == &server) return;
        const auto theirs = deciding(at.default_server->scope, "ssl_session_ticket_key").statements;
        if (std::any_of(theirs.begin(), theirs.end(), is_first)) return;
    }
    if (!speaks) return;
    model_.remarks.push_back({Remark::Kind::no_effect,
                              keys.front().span(),
                              "ssl_session_ticket_key",
                              {},
                              "the default server of the address decides"});
}

void Layer::group_by_socket() {
    for (const ServerBlock& server : servers_) {
        for (const ListenStatement& listen : server.listens) {
            Socket& socket = sockets_[socket_of(listen.listen)];
            if (!socket.default_server || (listen.default_server && !socket.has_default_flag)) {
                socket.default_server = &server;
                socket.has_default_flag = listen.default_server;
            }
            if (!socket.ssl && listen.ssl) socket.ssl = listen.listen.at;
            if (!socket.http2 && listen.http2) socket.http2 = listen.listen.at;
        }
    }
    if (kind_ == Endpoint::Layer::mail) add_starttls();
    // `ssl on` counts in the default server of a socket and does nothing elsewhere.
    if (knows_ssl_on(model_.facts.server)) {
        for (auto& [name, socket] : sockets_) {
            const Deciding ssl = deciding(socket.default_server->scope, "ssl");
            if (!socket.ssl && flag(ssl).value_or(false)) socket.ssl = ssl.one().span();
        }
    }
    for (auto& [name, socket] : sockets_)
        socket.default_trail = model_.arena.keep(std::vector{opening_line(*socket.default_server)});
}

// A client may go over to TLS; with `only` it must.
void Layer::add_starttls() {
    for (auto& [name, socket] : sockets_) {
        const Deciding written = deciding(socket.default_server->scope, "starttls");
        if (socket.ssl || !written || written.one().args().empty()) continue;
        const std::string_view value = written.one().args()[0].text;
        socket.starttls_at = written.one().span();
        socket.starttls = equal_ignoring_case(value, "only") ? Starttls::only
                          : equal_ignoring_case(value, "on") ? Starttls::on
                                                             : Starttls::off;
        if (socket.starttls != Starttls::off) socket.ssl = socket.starttls_at;
    }
}

bool Layer::has_tls(const ServerBlock& server) const {
    return first_tls_listen(server) != nullptr;
}

const ListenStatement* Layer::first_tls_listen(const ServerBlock& server) const {
    const auto found =
        std::find_if(server.listens.begin(), server.listens.end(),
                     [&](const ListenStatement& listen) { return socket(listen).ssl.has_value(); });
    return found == server.listens.end() ? nullptr : &*found;
}

Span Layer::opening_line(const ServerBlock& server) const {
    const ListenStatement* const tls = first_tls_listen(server);
    return tls ? tls->listen.at : server.listens.front().listen.at;
}

// What is the same on every address that the block listens on.
Endpoint Layer::common_part(const ServerBlock& server, bool over_tls) {
    Endpoint endpoint;
    endpoint.layer = kind_;
    endpoint.names = model_.arena.keep(server.names);
    if (const auto named = server.scope.own("server_name"); !named.empty())
        endpoint.names_at = named.front().span();
    endpoint.at = opening_line(server);
    endpoint.block = server.at;
    endpoint.files = server.tls.files;
    if (kind_ == Endpoint::Layer::http) {
        endpoint.hsts = hsts_of(model_, server.scope);
        endpoint.outer_hsts = own_hsts_;
        const Asked asked{.over_tls = over_tls, .names = server.names};
        endpoint.redirect = redirect_of(model_, server.scope, asked);
        endpoint.paths = model_.arena.keep(paths_of(model_, server.scope, endpoint.hsts, asked));
        endpoint.answerer = answerer_of(model_, server.scope, asked);
        endpoint.moves = model_.arena.keep(moves_of(model_, server.scope));
    }
    endpoint.has_gaps = server.scope.has_gaps();
    const Hints own = hints_of(model_, server.scope);
    endpoint.client_checks = {own.checks.result || around_.checks.result,
                              own.checks.subject || around_.checks.subject};
    endpoint.listen.behind_proxy = own.behind_proxy || around_.behind_proxy;
    return endpoint;
}

void Layer::add_endpoint(const ServerBlock& server, const ListenStatement& listen,
                         Endpoint endpoint) {
    const bool behind_proxy = endpoint.listen.behind_proxy || listen.listen.behind_proxy;
    endpoint.listen = listen.listen;
    endpoint.listen.is_known = listen.known;
    endpoint.listen.behind_proxy = behind_proxy;
    endpoint.listen.is_default =
        socket(listen).default_server == &server && !server.scope.is_open();
    endpoint.listen.is_default_by_order =
        endpoint.listen.is_default && !socket(listen).has_default_flag;
    endpoint.listen.tls = speaks_tls(server, listen);
    endpoint.listen.tls_by_another = endpoint.listen.tls.origin.kind == Origin::Kind::inherited;
    endpoint.listen.starttls = socket(listen).starttls;
    endpoint.listen.starttls_at = socket(listen).starttls_at;
    combine(model_, offers_, server, socket(listen), endpoint);
    endpoint.id = endpoint_id(model_, listen.listen,
                              server.names.empty() ? std::string_view() : server.names.front());
    model_.endpoints.push_back(endpoint);
}

Setting<bool> Layer::speaks_tls(const ServerBlock& server, const ListenStatement& listen) {
    if (!listen.known) {
        return {.value = sets_tls(server.scope),
                .origin = {.kind = Origin::Kind::unknown,
                           .authority = listen.refused ? "nginx refuses the statement"
                                                       : "listens outside of what was read"}};
    }
    const auto decided = [&](Origin::Kind kind, Span at) {
        return Setting<bool>{true, {.kind = kind, .trail = model_.arena.keep(std::vector{at})}};
    };
    if (listen.listen.transport == Listen::Transport::quic)
        return decided(Origin::Kind::written, listen.listen.at);
    if (listen.ssl) return decided(Origin::Kind::written, listen.listen.at);
    const std::optional<Span> ssl = socket(listen).ssl;
    if (!ssl)
        return {
            .value = false,
            .origin = {.kind = Origin::Kind::server, .authority = named_files_.default_of_nginx()}};
    if (const Deciding own = deciding(server.scope, "ssl"); flag(own).value_or(false))
        return decided(Origin::Kind::written, own.one().span());
    return decided(Origin::Kind::inherited, *ssl);
}

std::optional<Endpoint::Layer> layer_named(std::string_view name) {
    if (name == "http") return Endpoint::Layer::http;
    if (name == "stream") return Endpoint::Layer::stream;
    if (name == "mail") return Endpoint::Layer::mail;
    return std::nullopt;
}

void interpret_whole(Model& model, NamedFiles& named_files, Offers& offers, Block root,
                     Refusals& refusals, const std::deque<BoundSockets>& bound) {
    const Scope main(model, nullptr, root);
    auto sockets = bound.begin();
    for (const Directive directive : main.blocks()) {
        const auto kind = layer_named(directive.name().text);
        if (!kind) continue;
        Layer layer(model, named_files, offers, *kind, directive.block());
        layer.read_servers();
        layer.add_endpoints();
        const bool known = sockets != bound.end() && sockets->layer() == *kind;
        layer.add_refusals(refusals, known ? &*sockets++ : nullptr);
    }
}

// The statements of a fragment stand in blocks that are not here and that may hold anything else.
void interpret_fragment(Model& model, NamedFiles& named_files, Offers& offers, Block root,
                        Refusals& refusals) {
    const auto kind = layer_named(model.surroundings.front());
    if (!kind) return;
    const bool in_server = model.surroundings.size() == 2 && model.surroundings[1] == "server";
    if (model.surroundings.size() > 1 && !in_server) return;  // a location alone listens nowhere
    const SyntaxTree& tree = model.tree(model.root);
    Layer layer(model, named_files, offers, *kind, in_server ? Block(tree, 0, 0) : root);
    layer.open();
    if (in_server) {
        const Span at = tree.size() > 0 ? (*root.begin()).span() : Span{model.root, 0, 0};
        layer.read_server(root, at, true);
    } else {
        layer.read_servers();
    }
    layer.add_endpoints();
    layer.add_refusals(refusals, nullptr);
}

}  // namespace

void interpret(Model& model, const FileSystem& files, const ReadOptions& options) {
    NamedFiles named_files(model, files, options);
    Offers offers(model);
    Refusals refusals(model);
    const std::deque<BoundSockets> bound = refuse_statements(model, named_files, refusals);
    refusals.publish();
    const Block root = model.tree(model.root).directives();
    if (model.is_fragment()) {
        interpret_fragment(model, named_files, offers, root, refusals);
    } else {
        interpret_whole(model, named_files, offers, root, refusals, bound);
    }
    refusals.publish();
    add_public_directories(model);
}

}  // namespace tlslint::nginx
