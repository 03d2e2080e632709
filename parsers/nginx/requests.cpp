// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/requests.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace tlslint::nginx {
namespace {

constexpr std::string_view passes[] = {"proxy_pass", "fastcgi_pass", "uwsgi_pass",
                                       "scgi_pass",  "grpc_pass",    "memcached_pass"};

bool is_script(std::string_view name) {
    return name.find("_by_lua") != std::string_view::npos || name.starts_with("js_")
           || name == "perl" || name == "passenger_enabled" || name == "passenger_app_root";
}

bool has_own(const Scope& block, std::string_view name) {
    return !block.own(name).empty();
}

bool passes_on(const Model& model, const Scope& block) {
    if (std::any_of(std::begin(passes), std::end(passes),
                    [&](std::string_view pass) { return has_own(block, pass); }))
        return true;
    return std::any_of(block.blocks().begin(), block.blocks().end(), [&](Directive inner) {
        const std::string_view name = inner.name().text;
        return (name == "if" || name == "limit_except")
               && passes_on(model, Scope(model, &block, inner.block()));
    });
}

// A script of an outer block acts on the answers of this one, too.
bool runs_script(const Scope& block) {
    for (const Scope* at = &block; at; at = at->outer()) {
        const auto is = [](Directive directive) { return is_script(directive.name().text); };
        if (std::any_of(at->settings().begin(), at->settings().end(), is)
            || (at->outer() && std::any_of(at->blocks().begin(), at->blocks().end(), is)))
            return true;
    }
    return false;
}

bool denies_everybody(const Scope& block) {
    if (has_own(block, "allow")) return false;
    const auto denials = block.own("deny");
    return std::any_of(denials.begin(), denials.end(), [](Directive denial) {
        return denial.args().size() == 1 && denial.args()[0].text == "all";
    });
}

bool is_move(std::uint16_t status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_url(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://")
           || text.starts_with("$scheme");
}

void add_return(Directive directive, std::vector<Move>& moves) {
    const Words args = directive.args();
    if (args.size() == 1 && is_url(args[0].text)) {
        moves.push_back({302, args[0].text, directive.span()});
    } else if (args.size() == 2) {
        const std::string_view code = args[0].text;
        std::uint16_t status = 0;
        const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
        if (error == std::errc() && is_move(status))
            moves.push_back({status, args[1].text, directive.span()});
    }
}

void collect_moves(const Model& model, Block block, std::vector<Move>& moves) {
    for_each_statement(model, block, [&](Directive directive) {
        const std::string_view name = directive.name().text;
        const Words args = directive.args();
        if (directive.shape() == Shape::block) {
            if (name == "location" || name == "if") collect_moves(model, directive.block(), moves);
        } else if (name == "return") {
            add_return(directive, moves);
        } else if (name == "rewrite" && args.size() >= 2 && is_url(args[1].text)) {
            const bool permanent = args.size() > 2 && args[2].text == "permanent";
            moves.push_back({static_cast<std::uint16_t>(permanent ? 301 : 302), args[1].text,
                             directive.span()});
        }
    });
}

// Statements that only tell people, after the fact or not at all, and names of files.
bool only_tells(std::string_view name) {
    return name.starts_with("ssl_") || name == "include" || name == "log_format"
           || name == "access_log" || name == "error_log" || name == "add_header";
}

template <class Visit>
void for_each_word(const Model& model, Block block, const Visit& visit) {
    for_each_statement(model, block, [&](Directive directive) {
        if (only_tells(directive.name().text)) return;
        for (const Word word : directive.args()) visit(word.text);
        if (directive.shape() == Shape::block) for_each_word(model, directive.block(), visit);
    });
}

// The words of one block; of that around the servers, without them.
template <class Visit>
void for_each_word(const Model& model, const Scope& block, const Visit& visit) {
    for (const Directive directive : block.settings()) {
        if (only_tells(directive.name().text)) continue;
        for (const Word word : directive.args()) visit(word.text);
    }
    for (const Directive directive : block.blocks()) {
        if (directive.name().text == "server") continue;
        for (const Word word : directive.args()) visit(word.text);
        for_each_word(model, directive.block(), visit);
    }
}

bool mentions(std::string_view text, std::string_view what) {
    return text.find(what) != std::string_view::npos;
}

}  // namespace

Answerer answerer_of(Model& model, const Scope& block, const Asked& asked) {
    const Answer answer = answer_of(model, block, asked);
    if (answer.given) {
        if (is_move(answer.status)) return Answerer::redirects;
        return answer.status >= 400 ? Answerer::rejects : Answerer::text;
    }
    if (answer.redirect.value.status != 0) return Answerer::redirects;
    if (denies_everybody(block)) return Answerer::rejects;
    if (runs_script(block)) return Answerer::script;
    if (passes_on(model, block)) return Answerer::upstream;
    return has_own(block, "stub_status") ? Answerer::text : Answerer::files;
}

bool is_restricted(const Scope& block) {
    return has_own(block, "internal") || has_own(block, "deny") || has_own(block, "allow");
}

std::vector<Move> moves_of(Model& model, const Scope& server) {
    std::vector<Move> moves;
    for (const Directive directive : server.in_order()) {
        const std::string_view name = directive.name().text;
        if (directive.shape() == Shape::block) {
            if (name == "location" || name == "if") collect_moves(model, directive.block(), moves);
        } else if (name == "return") {
            add_return(directive, moves);
        } else if (name == "rewrite" && directive.args().size() >= 2
                   && is_url(directive.args()[1].text)) {
            const bool permanent =
                directive.args().size() > 2 && directive.args()[2].text == "permanent";
            moves.push_back({static_cast<std::uint16_t>(permanent ? 301 : 302),
                             directive.args()[1].text, directive.span()});
        }
    }
    return moves;
}

Hints hints_of(const Model& model, const Scope& block) {
    Hints found;
    found.behind_proxy = has_own(block, "set_real_ip_from") || has_own(block, "real_ip_header");
    for_each_word(model, block, [&](std::string_view word) {
        if (word.find('$') == std::string_view::npos && !mentions(word, "ssl_client_")) return;
        if (mentions(word, "ssl_client_")) found.checks.result = true;
        for (const std::string_view subject :
             {"ssl_client_s_dn", "ssl_client_i_dn", "ssl_client_fingerprint", "ssl_client_serial",
              "ssl_client_cert", "ssl_client_escaped_cert", "ssl_client_raw_cert"}) {
            if (mentions(word, subject)) found.checks.subject = true;
        }
        if (mentions(word, "$http_x_forwarded_proto") || mentions(word, "$http_x_forwarded_ssl")
            || mentions(word, "$http_cf_visitor") || mentions(word, "$proxy_protocol_"))
            found.behind_proxy = true;
    });
    return found;
}

}  // namespace tlslint::nginx
