// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/vhosts.hpp"

#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace tlslint::apache {
namespace {

constexpr std::string_view any_v4 = "0.0.0.0";

std::optional<std::uint16_t> number(std::string_view text) {
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0) return std::nullopt;
    return value;
}

// As apr_parse_addr_port splits it; ports are what follows the last colon outside of brackets.
struct HostAndPort {
    std::string_view host;  // without brackets; "" where only a port is written
    std::optional<std::uint16_t> port;
};
std::optional<HostAndPort> split_address(std::string_view text) {
    if (const auto alone = number(text)) return HostAndPort{"", alone};
    HostAndPort result;
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        result.host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
    } else {
        const std::size_t colon = std::min(text.rfind(':'), text.size());
        result.host = text.substr(0, colon);
        rest = text.substr(colon);
    }
    if (result.host.empty()) return std::nullopt;
    if (rest.empty()) return result;
    result.port = number(rest.substr(1));
    if (!rest.starts_with(':') || !result.port) return std::nullopt;
    return result;
}

bool is_any(std::string_view host) {
    return host == "*" || equal_ignoring_case(host, "_default_") || host == any_v4 || host == "::";
}

bool is_v6(std::string_view host) {
    return host.find(':') != std::string_view::npos;
}

bool names_https(std::string_view server_name) {
    return server_name.starts_with("https://");
}

bool fits(const VhostAddress& address, std::string_view host, std::uint16_t port) {
    return address.host == host && address.port == port;
}

}  // namespace

std::optional<ListenLine> read_listen(const Statement& statement) {
    if (statement.args.empty() || statement.args.front().open) return std::nullopt;
    const auto address = split_address(statement.args.front().text);
    if (!address || !address->port) return std::nullopt;
    ListenLine line{.host = address->host, .port = *address->port, .statement = &statement};
    // "*" is what httpd itself writes for any; of the others the family counts.
    if (line.host == "*") line.host = "";
    line.protocol = statement.args.size() > 1 ? statement.args[1].text
                    : line.port == 443        ? std::string_view("https")
                                              : std::string_view("http");
    return line;
}

std::optional<VhostAddress> read_vhost_address(const Argument& word, std::uint16_t main_port) {
    std::string_view text = word.text;
    bool any_port = text == "*";
    if (text.ends_with(":*")) {
        text.remove_suffix(2);
        any_port = true;
    }
    const auto address = split_address(text);
    if (!address || address->host.empty()) return std::nullopt;
    VhostAddress result{.host = address->host, .at = word.span};
    if (is_any(result.host)) result.host = "";
    if (address->port)
        result.port = *address->port;
    else if (!any_port)
        result.port = main_port;
    return result;
}

std::string_view host_of_server_name(std::string_view value) {
    if (const std::size_t scheme = value.find("://"); scheme != std::string_view::npos)
        value.remove_prefix(scheme + 3);
    if (value.starts_with('[')) return value.substr(0, value.find(']') + 1);
    return value.substr(0, value.find(':'));
}

std::uint16_t port_of_server_name(std::string_view value) {
    const std::string_view host = host_of_server_name(value);
    const std::string_view rest =
        value.substr(static_cast<std::size_t>(host.data() - value.data()) + host.size());
    return rest.starts_with(':') ? number(rest.substr(1)).value_or(0) : 0;
}

Vhosts::Vhosts(Model& model, const Configuration& configuration)
    : model_(model), configuration_(configuration) {
    Vhost& main = vhosts_.emplace_back(
        Vhost{.scope = Scope(model, configuration, nullptr, nullptr), .at = {model.root, 0, 0}});
    const auto& all = main.scope.statements();
    const auto telling = std::find_if(all.begin(), all.end(), [](const Statement* statement) {
        return statement->name == "servername" || statement->name == "sslengine";
    });
    if (!all.empty()) main.at = (telling != all.end() ? *telling : all.front())->span;
    std::uint16_t main_port = 0;
    // What the ServerName of the main server says counts for the sections behind it.
    for (const Statement* statement : main.scope.statements()) {
        if (statement->name == "listen") {
            if (const auto line = read_listen(*statement)) listens_.push_back(*line);
        } else if (statement->name == "servername" && !statement->args.empty()) {
            const std::string_view value = statement->args.front().text;
            main_port = port_of_server_name(value);
            main.names.assign({host_of_server_name(value)});
            main.https_by_name = names_https(value);
            main.names_at = statement->span;
        } else if (statement->name == "virtualhost") {
            add_vhost(*statement);
            for (const Argument& word : statement->args) {
                if (word.open) continue;
                if (const auto address = read_vhost_address(word, main_port))
                    vhosts_.back().addresses.push_back(*address);
            }
        }
    }
    find_sockets();
}

void Vhosts::add_vhost(const Statement& section) {
    Vhost& vhost =
        vhosts_.emplace_back(Vhost{.scope = Scope(model_, configuration_, &section, &main().scope),
                                   .at = section.span,
                                   .condition = section.condition});
    const auto named = vhost.scope.own("servername");
    if (!named.empty() && !named.back()->args.empty()) {
        const std::string_view value = named.back()->args.front().text;
        vhost.names.push_back(host_of_server_name(value));
        vhost.https_by_name = names_https(value);
        vhost.names_at = named.back()->span;
    }
    for (const Statement* alias : vhost.scope.own("serveralias")) {
        if (vhost.names_at.file != alias->span.file || vhost.names.empty())
            vhost.names_at = alias->span;
        for (const Argument& word : alias->args) vhost.names.push_back(word.text);
    }
}

void Vhosts::find_sockets() {
    for (const ListenLine& listen : listens_) add_sockets_of(listen);
    if (!listens_.empty()) return;
    add_guessed_sockets();
    // Settings of a server that stands elsewhere.
    if (model_.is_fragment() && vhosts_.size() == 1 && !main().scope.statements().empty())
        sockets_.push_back({"", 0, nullptr, {&main()}});
}

// A wildcard Listen reaches the addresses that vhosts name one by one, and all others.
void Vhosts::add_sockets_of(const ListenLine& listen) {
    const bool any = listen.host.empty() || is_any(listen.host);
    if (!any) {
        add_socket(listen.host, false, listen.port, &listen, true);
        return;
    }
    std::set<std::string_view> named;
    for (const Vhost& vhost : vhosts_) {
        for (const VhostAddress& address : vhost.addresses) {
            const bool family = listen.host != any_v4 || !is_v6(address.host);
            if (!address.host.empty() && family
                && (address.port == listen.port || address.port == 0)
                && named.insert(address.host).second)
                add_socket(address.host, false, listen.port, &listen, true);
        }
    }
    add_socket(listen.host.empty() ? any_v4 : listen.host, true, listen.port, &listen, true);
}

// An address and port goes before an address, and that before any address.
void Vhosts::add_socket(std::string_view host, bool any_host, std::uint16_t port,
                        const ListenLine* listen, bool main_serves) {
    const auto at = [&](std::string_view wanted_host, std::uint16_t wanted_port) {
        std::vector<const Vhost*> found;
        for (const Vhost& vhost : vhosts_) {
            if (std::any_of(vhost.addresses.begin(), vhost.addresses.end(),
                            [&](const VhostAddress& address) {
                                return fits(address, wanted_host, wanted_port);
                            }))
                found.push_back(&vhost);
        }
        return found;
    };
    std::vector<const Vhost*> found;
    if (!any_host) found = at(host, port);
    if (found.empty() && !any_host) found = at(host, 0);
    if (found.empty()) found = at("", port);
    if (found.empty()) found = at("", 0);
    if (found.empty() && main_serves) found.push_back(&main());
    if (!found.empty()) sockets_.push_back({host, port, listen, std::move(found)});
}

// A fragment, or a configuration without any Listen: vhosts are taken at their word.
void Vhosts::add_guessed_sockets() {
    std::set<std::pair<std::string_view, std::uint16_t>> seen;
    for (const Vhost& vhost : vhosts_) {
        for (const VhostAddress& address : vhost.addresses) {
            if (!seen.emplace(address.host, address.port).second) continue;
            const bool any = address.host.empty();
            add_socket(any ? any_v4 : address.host, any, address.port, nullptr, false);
        }
    }
}

const ListenLine* Vhosts::listen_of(const Vhost& vhost) const {
    const auto matches = [](const ListenLine& listen, const VhostAddress& address) {
        const bool any = listen.host.empty() || is_any(listen.host);
        return listen.port == address.port
               && (any ? address.host.empty() : address.host == listen.host);
    };
    for (const VhostAddress& address : vhost.addresses) {
        for (const ListenLine& listen : listens_) {
            if (matches(listen, address)) return &listen;
        }
    }
    return nullptr;
}

bool Vhosts::is_reached(const Vhost& vhost) const {
    return std::any_of(sockets_.begin(), sockets_.end(), [&](const Socket& socket) {
        return std::find(socket.vhosts.begin(), socket.vhosts.end(), &vhost) != socket.vhosts.end();
    });
}

}  // namespace tlslint::apache
