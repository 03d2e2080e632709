// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/scope.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// A Listen directive.
struct ListenLine {
    std::string_view host;  // "127.0.0.1", "::1"; "" for any
    std::uint16_t port = 0;
    std::string_view protocol;  // "https", "http"; from the port where it is not written
    const Statement* statement = nullptr;
};
/// Nothing where it names no port.
std::optional<ListenLine> read_listen(const Statement& statement);

/// One address of a <VirtualHost>.
struct VhostAddress {
    std::string_view host;   // "" for any (`*`, `_default_`), else an address or a name
    std::uint16_t port = 0;  // 0 for any
    Span at;
};
/// Nothing where httpd takes it for no address. `main_port`: of the ServerName before it; 0: none.
std::optional<VhostAddress> read_vhost_address(const Argument& word, std::uint16_t main_port);

/// What a server answers to, without scheme and port.
std::string_view host_of_server_name(std::string_view value);
/// Its port; 0 for none.
std::uint16_t port_of_server_name(std::string_view value);

/// The main server or a virtual one.
struct Vhost {
    Scope scope;
    Span at;  // the section; of the main server a directive that tells of it
    std::vector<VhostAddress> addresses{};  // none of the main server
    std::vector<std::string_view> names{};  // ServerName, then each ServerAlias
    bool https_by_name = false;             // ServerName begins with https://
    Span names_at{};                        // the first directive that gives one; empty: none
    const Condition* condition = nullptr;   // under which it exists
    [[nodiscard]] bool is_main() const { return scope.outer() == nullptr; }
};

/// Servers that share a local address: the first one is asked before a name is known.
struct Socket {
    std::string_view address;  // a literal
    std::uint16_t port = 0;
    const ListenLine* listen = nullptr;  // nullptr where nothing was read that says so
    std::vector<const Vhost*> vhosts;    // in the order of the text
};

/// Every server of a configuration, and where connections meet them.
class Vhosts {
  public:
    Vhosts(Model& model, const Configuration& configuration);

    [[nodiscard]] const Vhost& main() const { return vhosts_.front(); }
    /// The main one first.
    [[nodiscard]] const std::deque<Vhost>& all() const { return vhosts_; }
    [[nodiscard]] const std::deque<ListenLine>& listens() const { return listens_; }
    [[nodiscard]] const std::deque<Socket>& sockets() const { return sockets_; }
    /// By which Listen httpd takes the protocol of a server (ap_setup_listeners): the first whose
    /// address is one of its own.
    [[nodiscard]] const ListenLine* listen_of(const Vhost& vhost) const;
    /// Of a vhost that no connection reaches: nobody listens on its port.
    [[nodiscard]] bool is_reached(const Vhost& vhost) const;

  private:
    void add_vhost(const Statement& section);
    void find_sockets();
    void add_sockets_of(const ListenLine& listen);
    void add_socket(std::string_view host, bool any_family, std::uint16_t port,
                    const ListenLine* listen, bool main_serves);
    void add_guessed_sockets();

    Model& model_;
    const Configuration& configuration_;
    std::deque<Vhost> vhosts_;
    std::deque<ListenLine> listens_;
    std::deque<Socket> sockets_;
};

}  // namespace tlslint::apache
