// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/interpret.hpp"

#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/files.hpp"
#include "parsers/nginx/headers.hpp"
#include "parsers/nginx/listen.hpp"
#include "parsers/nginx/scope.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tlslint::nginx {
namespace {

// A server block while its endpoints are worked out.
struct ServerBlock {
    Scope scope;
    Span at;  // the statement that opens it
    std::vector<ListenStatement> listens;
    std::vector<std::string_view> names;
};

// What listens on one socket. Flags belong to the socket, not to the block (section 5.2.4 of the
// reference).
struct Socket {
    const ServerBlock* default_server = nullptr;
    bool has_default_flag = false;
    std::optional<Span> ssl;  // the statement that makes it speak TLS
};

// A fragment that does not say where it listens is taken for TLS if it sets up any.
bool sets_tls(const Scope& server) {
    return std::any_of(server.settings().begin(), server.settings().end(), [](Directive directive) {
        return directive.name().text.starts_with("ssl_");
    });
}

// nginx compares the names of values without regard to case (ngx_conf_set_bitmask_slot).
std::optional<openssl::Protocol> protocol_named(std::string_view word) {
    for (const openssl::Protocol protocol : openssl::ProtocolSet::all()) {
        if (equal_ignoring_case(word, openssl::name(protocol))) return protocol;
    }
    return std::nullopt;
}

// Works through one http, stream or mail block.
class Layer {
  public:
    Layer(Model& model, NamedFiles& named_files, Endpoint::Layer kind, Block block)
        : model_(model), named_files_(named_files), kind_(kind), scope_(model, nullptr, block) {}

    void open() { scope_.open(); }
    void read_servers();
    /// The block of one server; `open` if statements outside of it may be part of it.
    void read_server(Block block, Span at, bool open);
    void add_endpoints();

  private:
    void group_by_socket();
    [[nodiscard]] const Socket& socket(const ListenStatement& listen) const {
        return sockets_.at(socket_of(listen.listen));
    }
    [[nodiscard]] const ListenStatement* first_tls_listen(const ServerBlock& server) const;
    [[nodiscard]] Endpoint common_part(const ServerBlock& server);
    void add_endpoint(const ServerBlock& server, const ListenStatement& listen, Endpoint endpoint);
    [[nodiscard]] Setting<bool> speaks_tls(const ServerBlock& server,
                                           const ListenStatement& listen);
    [[nodiscard]] const ServerBlock& decides_versions(const ServerBlock& server,
                                                      const ListenStatement& listen) const;
    [[nodiscard]] Setting<openssl::ProtocolSet> enabled_versions(const ServerBlock& server,
                                                                 const ServerBlock& decides);
    [[nodiscard]] int security_level(const ServerBlock& server) const;
    [[nodiscard]] std::string_view id_of(const ServerBlock& server, const Listen& listen);
    [[nodiscard]] std::string_view default_of_nginx();

    Model& model_;
    NamedFiles& named_files_;
    Endpoint::Layer kind_;
    Scope scope_;
    std::deque<ServerBlock> servers_;
    std::unordered_map<std::string, Socket> sockets_;
    Setting<Hsts> own_hsts_;  // what the block around the servers sends
    std::string_view default_of_nginx_;
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
        servers_.emplace_back(ServerBlock{Scope(model_, &scope_, block), at, {}, {}});
    if (open) server.scope.open();
    server.listens = listens_of(model_.arena, server.scope, kind_, open, at);
    for (const Directive names : server.scope.own("server_name")) {
        for (const Word name : names.args()) {
            if (!name.text.empty()) server.names.push_back(name.text);
        }
    }
}

void Layer::add_endpoints() {
    group_by_socket();
    if (kind_ == Endpoint::Layer::http) own_hsts_ = hsts_of(model_, scope_);
    for (const ServerBlock& server : servers_) {
        const Endpoint common = common_part(server);
        for (const ListenStatement& listen : server.listens) add_endpoint(server, listen, common);
    }
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
        }
    }
    if (!knows_ssl_on(model_.facts.server)) return;
    // `ssl on` counts in the default server of a socket and does nothing elsewhere.
    for (auto& [name, socket] : sockets_) {
        const Deciding ssl = deciding(socket.default_server->scope, "ssl");
        if (!socket.ssl && flag(ssl).value_or(false)) socket.ssl = ssl.one().span();
    }
}

const ListenStatement* Layer::first_tls_listen(const ServerBlock& server) const {
    const auto found =
        std::find_if(server.listens.begin(), server.listens.end(),
                     [&](const ListenStatement& listen) { return socket(listen).ssl.has_value(); });
    return found == server.listens.end() ? nullptr : &*found;
}

// What is the same on every address that the block listens on.
Endpoint Layer::common_part(const ServerBlock& server) {
    Endpoint endpoint;
    endpoint.layer = kind_;
    endpoint.names = model_.arena.keep(server.names);
    const ListenStatement* const tls = first_tls_listen(server);
    endpoint.at = tls ? tls->listen.at : server.listens.front().listen.at;
    // nginx loads the certificates of every http and stream server that has any, whether or not it
    // speaks TLS.
    const bool loads = tls || kind_ != Endpoint::Layer::mail;
    endpoint.certificates = named_files_.certificates(server.scope, loads);
    named_files_.look_at_others(server.scope, loads && endpoint.certificates.origin.is_written());
    const Deciding rejects = deciding(server.scope, "ssl_reject_handshake");
    endpoint.rejects = {.value = flag(rejects).value_or(false),
                        .origin = rejects ? origin_of(model_.arena, rejects)
                                          : default_origin(server.scope, default_of_nginx())};
    endpoint.security_level = security_level(server);
    if (kind_ == Endpoint::Layer::http) {
        endpoint.hsts = hsts_of(model_, server.scope);
        endpoint.outer_hsts = own_hsts_;
        endpoint.paths = model_.arena.keep(paths_of(model_, server.scope));
    }
    return endpoint;
}

void Layer::add_endpoint(const ServerBlock& server, const ListenStatement& listen,
                         Endpoint endpoint) {
    endpoint.listen = listen.listen;
    endpoint.listen.is_default =
        socket(listen).default_server == &server && !server.scope.is_open();
    endpoint.listen.tls = speaks_tls(server, listen);
    endpoint.enabled_versions = enabled_versions(server, decides_versions(server, listen));
    endpoint.versions = endpoint.enabled_versions;
    endpoint.versions.value =
        endpoint.enabled_versions.value
        & openssl::usable_protocols(model_.facts.openssl.version, endpoint.security_level);
    endpoint.id = id_of(server, listen.listen);
    model_.endpoints.push_back(endpoint);
}

Setting<bool> Layer::speaks_tls(const ServerBlock& server, const ListenStatement& listen) {
    if (!listen.known) {
        return {.value = sets_tls(server.scope),
                .origin = {.kind = Origin::Kind::unknown,
                           .authority = "listens outside of what was read"}};
    }
    if (listen.listen.transport == Listen::Transport::quic) {
        return {.value = true,
                .origin = {.kind = Origin::Kind::written,
                           .trail = model_.arena.keep(std::vector{listen.listen.at})}};
    }
    const std::optional<Span> ssl = socket(listen).ssl;
    if (!ssl)
        return {.value = false,
                .origin = {.kind = Origin::Kind::server, .authority = default_of_nginx()}};
    return {.value = true,
            .origin = {.kind = *ssl == listen.listen.at ? Origin::Kind::written
                                                        : Origin::Kind::inherited,
                       .trail = model_.arena.keep(std::vector{*ssl})}};
}

// Whose ssl_protocols hold for a client that asks for this server's name. In a fragment the default
// server of the address may stand elsewhere: each block is taken at its word.
const ServerBlock& Layer::decides_versions(const ServerBlock& server,
                                           const ListenStatement& listen) const {
    if (scope_.is_open() || name_decides_protocols(model_.facts.server)) return server;
    return *socket(listen).default_server;
}

Setting<openssl::ProtocolSet> Layer::enabled_versions(const ServerBlock& server,
                                                      const ServerBlock& decides) {
    for (const Directive command : deciding(decides.scope, "ssl_conf_command").statements) {
        const std::string_view key =
            command.args().empty() ? std::string_view() : command.args()[0].text;
        if (equal_ignoring_case(key, "Protocol") || equal_ignoring_case(key, "MinProtocol")
            || equal_ignoring_case(key, "MaxProtocol") || equal_ignoring_case(key, "Options")) {
            return {.origin = {.kind = Origin::Kind::unknown,
                               .trail = model_.arena.keep(std::vector{command.span()}),
                               .authority = "ssl_conf_command may change the protocol versions"}};
        }
    }
    const Deciding written = deciding(decides.scope, "ssl_protocols");
    if (!written) {
        return {.value = default_protocols(model_.facts.server),
                .origin = default_origin(decides.scope, default_of_nginx())};
    }
    Setting<openssl::ProtocolSet> setting{.origin = origin_of(model_.arena, written)};
    if (&server != &decides) setting.origin.kind = Origin::Kind::inherited;
    for (const Directive statement : written.statements) {
        for (const Word word : statement.args()) {
            const auto protocol = protocol_named(word.text);
            if (protocol) {
                setting.value.insert(*protocol);
            } else {
                setting.origin.kind = Origin::Kind::unknown;
                setting.origin.authority = "a word of ssl_protocols names no protocol version";
            }
        }
    }
    return setting;
}

// The last @SECLEVEL of the cipher string is in force; without one, the library's.
int Layer::security_level(const ServerBlock& server) const {
    const Deciding ciphers = deciding(server.scope, "ssl_ciphers");
    if (!ciphers || ciphers.one().args().empty()) return model_.facts.security_level;
    constexpr std::string_view command = "@SECLEVEL=";
    const std::string_view text = ciphers.one().args()[0].text;
    const std::size_t at = text.rfind(command);
    if (at == std::string_view::npos || at + command.size() >= text.size())
        return model_.facts.security_level;
    const char digit = text[at + command.size()];
    return digit >= '0' && digit <= '0' + openssl::max_security_level ? digit - '0'
                                                                      : model_.facts.security_level;
}

std::string_view Layer::id_of(const ServerBlock& server, const Listen& listen) {
    const std::string_view name = server.names.empty() ? "_" : server.names.front();
    std::string where;
    if (listen.transport == Listen::Transport::local) {
        where = fmt::format("unix:{}", listen.path);
    } else if (listen.address.find(':') != std::string_view::npos) {
        where = fmt::format("[{}]:{}", listen.address, listen.port);
    } else {
        where = fmt::format("{}:{}", listen.address.empty() ? "*" : listen.address, listen.port);
    }
    std::string id = fmt::format("{}:{}/{}", model_.server->name, where, name);
    const int count = ++model_.ids[id];
    if (count > 1) id += fmt::format("#{}", count);
    return model_.arena.keep(id);
}

std::string_view Layer::default_of_nginx() {
    if (default_of_nginx_.empty()) {
        default_of_nginx_ =
            model_.arena.keep(fmt::format("default of nginx {}", model_.facts.server_text));
    }
    return default_of_nginx_;
}

std::optional<Endpoint::Layer> layer_named(std::string_view name) {
    if (name == "http") return Endpoint::Layer::http;
    if (name == "stream") return Endpoint::Layer::stream;
    if (name == "mail") return Endpoint::Layer::mail;
    return std::nullopt;
}

void interpret_whole(Model& model, NamedFiles& named_files, Block root) {
    const Scope main(model, nullptr, root);
    for (const Directive directive : main.blocks()) {
        const auto kind = layer_named(directive.name().text);
        if (!kind) continue;
        Layer layer(model, named_files, *kind, directive.block());
        layer.read_servers();
        layer.add_endpoints();
    }
}

// The statements of a fragment stand in blocks that are not here and that may hold anything else.
void interpret_fragment(Model& model, NamedFiles& named_files, Block root) {
    const auto kind = layer_named(model.surroundings.front());
    if (!kind) return;
    const bool in_server = model.surroundings.size() == 2 && model.surroundings[1] == "server";
    if (model.surroundings.size() > 1 && !in_server) return;  // a location alone listens nowhere
    const SyntaxTree& tree = model.tree(model.root);
    Layer layer(model, named_files, *kind, in_server ? Block(tree, 0, 0) : root);
    layer.open();
    if (in_server) {
        const Span at = tree.size() > 0 ? (*root.begin()).span() : Span{model.root, 0, 0};
        layer.read_server(root, at, true);
    } else {
        layer.read_servers();
    }
    layer.add_endpoints();
}

}  // namespace

void interpret(Model& model, const FileSystem& files, const ReadOptions& options) {
    NamedFiles named_files(model, files, options);
    const Block root = model.tree(model.root).directives();
    if (model.is_fragment()) {
        interpret_fragment(model, named_files, root);
    } else {
        interpret_whole(model, named_files, root);
    }
}

}  // namespace tlslint::nginx
