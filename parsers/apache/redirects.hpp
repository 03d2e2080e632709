// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/sections.hpp"
#include "parsers/model/endpoint.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// What requests are answered with by redirects and refusals alone.
struct Answer {
    bool given = false;              // every request gets one
    bool by_server = false;          // and no section has a say in it
    bool before_files = false;       // or only <Location>: directories have none
    bool by_alias_of_files = false;  // by mod_alias, once the file is known
    std::uint16_t status = 0;
    Setting<Redirect> redirect;  // to https
};
/// For the root of a server or, with `inner`, for what that section covers: mod_rewrite of the
/// server, mod_alias of the server, then of the sections (section 8.2 of the reference).
Answer answer_of(Model& model, const Vhost& vhost, const Statement* inner, const Asked& asked);

/// A directive of mod_alias that sends requests elsewhere.
struct RedirectLine {
    std::uint16_t status = 302;
    std::string_view path;    // "/" or a pattern; "" inside a section
    std::string_view target;  // "" for none: 410 and the like
    bool pattern = false;     // RedirectMatch
};
/// Nothing for other directives.
std::optional<RedirectLine> read_redirect(const Statement& statement);

/// A RewriteRule.
struct RewriteLine {
    std::string_view pattern, target;
    std::uint16_t status = 0;  // of a redirect, or of a refusal; 0: rewrites inside the server
    bool proxies = false;      // [P]
    bool last = false;         // no rule behind it is looked at
};
std::optional<RewriteLine> read_rewrite(const Statement& statement);

/// The rules of mod_rewrite that a server looks at, in order: scopes that they stand in; none where
/// it looks at none.
std::vector<const Scope*> rewriting_scopes(const Vhost& vhost);
/// Whether a section's rules are looked at: its own word, else the server's.
bool rewrites(const Scope& section, const Vhost& vhost);

/// All that can send requests to a server elsewhere, whatever the conditions.
std::vector<Move> moves_of(const Vhost& vhost);

}  // namespace tlslint::apache
