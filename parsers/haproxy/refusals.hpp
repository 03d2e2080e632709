// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/proxy.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::haproxy {

/// Why HAProxy refuses a statement, in the words of 2.6.12, as far as the statement alone tells.
struct Refusal {
    Span at;
    std::string message;
    Problem::Kind kind = Problem::Kind::refused;
};

std::optional<Refusal> refuse_global(const Model& model, Directive line);
/// `said`: a statement of global that may not be repeated stands above.
std::optional<Refusal> refuse_repeated(Directive line, bool said);
/// `proxy`: with the lines above this one.
std::optional<Refusal> refuse_statement(const Model& model, const Proxy& proxy, Directive line);
/// A section that takes over what a defaults section says, rules among it.
std::optional<Refusal> refuse_inheritance(const Proxy& proxy, const Proxy& from);
/// What is wrong with an address to listen at, "" if nothing is.
std::string wrong_address(std::string_view address);
/// A server or server-template line. `no_quic`: that version has none for servers.
std::optional<Refusal> refuse_server(const Proxy& proxy, Directive line, bool no_quic);
/// A line's words up to the first empty one: there it ends.
std::vector<Word> words_of(Directive line);
/// "3" and "2-5" of server-template; nothing if it is wrong.
std::optional<std::pair<int, int>> template_range(std::string_view text);
/// An address of a bind line.
std::optional<Refusal> refuse_address(const Model& model, Directive line);

}  // namespace tlslint::haproxy
