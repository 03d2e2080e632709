// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/redirects.hpp"

#include "parsers/apache/managed.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>
#include <string>

namespace tlslint::apache {
namespace {

bool is_move(std::uint16_t status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool starts(std::string_view text, std::string_view with) {
    return text.size() > with.size() && equal_ignoring_case(text.substr(0, with.size()), with);
}
bool goes_to_https(std::string_view url) {
    return starts(url, "https://");
}
bool is_url(std::string_view text) {
    return goes_to_https(text) || starts(text, "http://") || starts(text, "%{REQUEST_SCHEME}://");
}

std::optional<std::uint16_t> status_named(std::string_view word) {
    constexpr std::pair<std::string_view, std::uint16_t> names[] = {
        {"permanent", 301}, {"temp", 302}, {"seeother", 303}, {"gone", 410}};
    for (const auto& [name, status] : names) {
        if (equal_ignoring_case(word, name)) return status;
    }
    std::uint16_t status = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), status);
    if (error != std::errc() || end != word.data() + word.size() || status < 100)
        return std::nullopt;
    return status;
}

// A name out of a pattern that is one: "^www\.example\.org$".
std::optional<std::string> plain_name(std::string_view pattern) {
    if (pattern.starts_with('^')) pattern.remove_prefix(1);
    if (pattern.ends_with('$')) pattern.remove_suffix(1);
    std::string name;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size() && pattern[i + 1] == '.') continue;
        if (std::string_view("\\*+?()[]{}|^$").find(pattern[i]) != std::string_view::npos)
            return std::nullopt;
        name += to_lower(pattern[i]);
    }
    return name;
}

class Answering {
  public:
    Answering(Model& model, const Vhost& vhost, const Asked& asked)
        : model_(model), vhost_(vhost), asked_(asked) {}

    Answer run(const Statement* inner) {
        answer_.redirect.origin = default_origin(vhost_.scope, "httpd redirects nothing by itself");
        answer_.by_server = answer_.before_files =
            managed() || rewrite(rewriting_scopes(vhost_)) || redirect(vhost_.scope, Truth::yes)
            || (vhost_.scope.outer() && redirect(*vhost_.scope.outer(), Truth::yes));
        if (answer_.by_server) return answer_;
        const std::vector<Section> sections = sections_for(vhost_, inner, asked_);
        answer_.before_files = redirects_in_location(sections);
        if (answer_.before_files) return answer_;
        if (denies(sections)) return answer_;
        if (rewrite_in(sections)) return answer_;
        for (auto section = sections.rbegin(); section != sections.rend(); ++section) {
            const Scope scope(model_, vhost_.scope.configuration(), section->statement, nullptr);
            const Setting<Redirect> before = answer_.redirect;
            if (redirect(scope, section->applies)) {
                // A section behind it may have sent the request elsewhere.
                if (before.origin.kind == Origin::Kind::unknown) answer_.redirect = before;
                answer_.by_alias_of_files = true;
                return answer_;
            }
        }
        return answer_;
    }

  private:
    [[nodiscard]] Origin origin_at(const Statement& statement) {
        const bool own = stands_in(statement, vhost_.scope.section());
        return {.kind = own ? Origin::Kind::written : Origin::Kind::inherited,
                .trail = model_.arena.keep(std::vector{statement.span})};
    }
    bool give(const Statement& statement, std::uint16_t status, std::string_view target) {
        answer_.given = true;
        answer_.status = status;
        // What names leave over is refused or redirected elsewhere.
        if (answer_.redirect.value.status != 0) return true;
        answer_.redirect.origin = origin_at(statement);
        if (is_move(status) && goes_to_https(target)) answer_.redirect.value = {status, target};
        return true;
    }
    void doubt(const Statement& statement, std::string_view target) {
        if (answer_.redirect.value.status != 0 || !goes_to_https(target)) return;
        answer_.redirect.origin = {.kind = Origin::Kind::unknown,
                                   .trail = model_.arena.keep(std::vector{statement.span}),
                                   .authority =
                                       "a request decides whether the redirect's condition holds"};
    }

    // `Redirect URL` in a <Location>, before anybody asks which file is meant
    // (translate_alias_redir).
    bool redirects_in_location(const std::vector<Section>& sections) {
        for (auto section = sections.rbegin(); section != sections.rend(); ++section) {
            if (!is_location(*section->statement)) continue;
            const Scope scope(model_, vhost_.scope.configuration(), section->statement, nullptr);
            if (redirect(scope, section->applies, true)) return true;
        }
        return false;
    }

    bool redirect(const Scope& scope, Truth applies, bool without_path = false) {
        for (const Statement* statement : scope.common()) {
            const auto line = read_redirect(*statement);
            if (!line || !is_for_all(*line, scope)) continue;
            if (without_path && (line->pattern || !line->path.empty())) continue;
            if (applies == Truth::yes && standing(statement->condition) != Standing::perhaps)
                return give(*statement, line->status, line->target);
            doubt(*statement, line->target);
        }
        return false;
    }
    static bool is_for_all(const RedirectLine& line, const Scope& scope) {
        const bool in_section = scope.section() && scope.section()->name != "virtualhost";
        if (line.pattern) return matches_everything(line.path);
        return line.path == "/" || (line.path.empty() && in_section);
    }

    // mod_md is asked before all others.
    bool managed() {
        if (asked_.over_tls || vhost_.names.empty()) return false;
        const auto [required, for_all] = requires_https(vhost_.scope, vhost_.names);
        if (!required) return false;
        if (!for_all) {
            doubt(*required.statement, "https://%{HTTP_HOST}");
            return false;
        }
        const bool stays = equal_ignoring_case(required.value(), "permanent");
        return give(
            *required.statement, stays ? 301 : 302,
            model_.arena.keep(fmt::format("https://{}%{{REQUEST_URI}}", vhost_.names.front())));
    }

    // Of all sections the last one's rules count, and the last word on whether they are looked at
    // (config_perdir_merge).
    bool rewrite_in(const std::vector<Section>& sections) {
        bool on = flag(deciding(vhost_.scope, "rewriteengine")).value_or(false);
        std::optional<Scope> last;
        for (const Section& section : sections) {
            Scope scope(model_, vhost_.scope.configuration(), section.statement, nullptr);
            const auto engine = scope.own("rewriteengine");
            const bool has_rules = !scope.own("rewriterule").empty();
            if (section.applies != Truth::yes || (engine.empty() && !has_rules)) continue;
            if (!engine.empty()) on = flag(*engine.back()).value_or(on);
            last.emplace(std::move(scope));
        }
        return on && last && rewrite({&*last});
    }

    // Conditions stand before the rule that they are for.
    bool rewrite(const std::vector<const Scope*>& scopes) {
        return std::any_of(scopes.begin(), scopes.end(),
                           [&](const Scope* scope) { return rewrite(*scope); });
    }
    bool rewrite(const Scope& scope) {
        std::vector<RewriteCondition> conditions;
        for (const Statement* statement : scope.common()) {
            if (statement->name == "rewritecond") {
                conditions.push_back(rewrite_condition(*statement, asked_));
                continue;
            }
            const auto line = read_rewrite(*statement);
            if (!line) continue;
            std::set<std::string> hosts;
            const Truth holds = all_hold(conditions, hosts);
            conditions.clear();
            if (!matches_everything(line->pattern) || holds == Truth::no) continue;
            if (holds == Truth::yes && !hosts.empty()) {
                add_hosts(*statement, *line, hosts);
                continue;
            }
            if (holds == Truth::unknown) {
                if (is_move(line->status)) doubt(*statement, line->target);
                continue;
            }
            if (line->status != 0) return give(*statement, line->status, line->target);
            if (line->last) return false;
        }
        return false;
    }

    // Groups of alternatives, all of which have to hold; `hosts`: where they hold for these alone.
    static Truth all_hold(const std::vector<RewriteCondition>& conditions,
                          std::set<std::string>& hosts) {
        for (std::size_t i = 0; i < conditions.size();) {
            bool yes = false, unknown = false;
            std::set<std::string> named;
            bool more = true;
            for (; more && i < conditions.size(); ++i) {
                const RewriteCondition& one = conditions[i];
                const auto name =
                    one.host.empty() || one.host_differs ? std::nullopt : plain_name(one.host);
                if (name)
                    named.insert(*name);
                else if (one.holds == Truth::yes)
                    yes = true;
                else if (one.holds == Truth::unknown)
                    unknown = true;
                more = one.or_next;
            }
            if (yes) continue;
            if (unknown || (!named.empty() && !hosts.empty())) return Truth::unknown;
            if (named.empty()) return Truth::no;
            hosts = named;
        }
        return Truth::yes;
    }

    // Certbot writes one condition for each name.
    void add_hosts(const Statement& statement, const RewriteLine& line,
                   const std::set<std::string>& hosts) {
        if (!is_move(line.status) || !goes_to_https(line.target)) return;
        covered_.insert(hosts.begin(), hosts.end());
        const bool all =
            std::all_of(asked_.names.begin(), asked_.names.end(),
                        [&](std::string_view name) { return covered_.contains(lowered(name)); });
        if (!all || asked_.names.empty()) return;
        answer_.redirect = {{line.status, line.target}, origin_at(statement)};
    }

    // Nobody gets in, or nobody in clear.
    bool denies(const std::vector<Section>& sections) {
        const Statement* denial = nullptr;
        for (const Section& section : sections) {
            if (section.applies != Truth::yes) continue;
            const Scope scope(model_, vhost_.scope.configuration(), section.statement, nullptr);
            const auto required = scope.own("require");
            if (!required.empty()) denial = nullptr;
            for (const Statement* statement : required) {
                if (statement->args.size() < 1) continue;
                const std::string_view what = statement->args[0].text;
                const bool nobody = equal_ignoring_case(what, "all") && statement->args.size() == 2
                                    && equal_ignoring_case(statement->args[1].text, "denied");
                const bool not_in_clear = equal_ignoring_case(what, "ssl") && !asked_.over_tls;
                if (required.size() == 1 && (nobody || not_in_clear)) denial = statement;
            }
            if (!asked_.over_tls && !scope.own("sslrequiressl").empty())
                denial = scope.own("sslrequiressl").front();
        }
        if (!denial) return false;
        give(*denial, 403, "");
        return true;
    }

    Model& model_;
    const Vhost& vhost_;
    const Asked& asked_;
    Answer answer_;
    std::set<std::string> covered_;
};

// What stands directly in a scope; of mod_rewrite where that is looked at.
void collect(const Scope& scope, bool with_rewrite, std::vector<Move>& moves) {
    for (const Statement* statement : scope.common()) {
        if (const auto line = read_redirect(*statement)) {
            if (is_move(line->status) && is_url(line->target))
                moves.push_back({line->status, line->target, statement->span});
        } else if (const auto rule = read_rewrite(*statement); rule && with_rewrite) {
            if (is_move(rule->status))
                moves.push_back({rule->status, rule->target, statement->span});
        }
    }
}

void collect_inside(const Scope& scope, const Vhost& vhost, std::vector<Move>& moves) {
    for (const Statement* section : scope.sections()) {
        const Scope inner(scope.model(), scope.configuration(), section, nullptr);
        collect(inner, rewrites(inner, vhost), moves);
        collect_inside(inner, vhost, moves);
    }
}

}  // namespace

std::optional<RedirectLine> read_redirect(const Statement& statement) {
    RedirectLine line;
    std::size_t next = 0;
    const auto& args = statement.args;
    if (statement.name == "redirectpermanent") {
        line.status = 301;
    } else if (statement.name == "redirectmatch" || statement.name == "redirect") {
        line.pattern = statement.name == "redirectmatch";
        const auto status = args.empty() ? std::nullopt : status_named(args[0].text);
        if (status) {
            line.status = *status;
            ++next;
        }
    } else if (statement.name != "redirecttemp") {
        return std::nullopt;
    }
    if (args.size() <= next) return std::nullopt;
    const bool has_path = args.size() > next + 1 || !is_move(line.status);
    if (has_path) line.path = args[next++].text;
    if (args.size() > next) line.target = args[next].text;
    return line;
}

std::optional<RewriteLine> read_rewrite(const Statement& statement) {
    if (statement.name != "rewriterule" || statement.args.size() < 2) return std::nullopt;
    RewriteLine line{.pattern = statement.args[0].text, .target = statement.args[1].text};
    if (statement.args.size() > 2) {
        std::string_view flags = statement.args[2].text;
        if (flags.starts_with('[')) flags.remove_prefix(1);
        if (flags.ends_with(']')) flags.remove_suffix(1);
        while (!flags.empty()) {
            const std::size_t comma = std::min(flags.find(','), flags.size());
            std::string_view one = flags.substr(0, comma);
            while (one.starts_with(' ')) one.remove_prefix(1);
            const std::size_t equal = std::min(one.find('='), one.size());
            const std::string_view name = one.substr(0, equal);
            const std::string_view value = one.substr(std::min(equal + 1, one.size()));
            const auto is = [&](std::string_view brief, std::string_view full) {
                return equal_ignoring_case(name, brief) || equal_ignoring_case(name, full);
            };
            if (is("R", "redirect")) line.status = status_named(value).value_or(302);
            if (is("F", "forbidden")) line.status = 403;
            if (is("G", "gone")) line.status = 410;
            if (is("P", "proxy")) line.proxies = true;
            if (is("L", "last") || is("END", "END")) line.last = true;
            flags.remove_prefix(std::min(comma + 1, flags.size()));
        }
    }
    if (line.status == 0 && !line.proxies && is_url(line.target)) line.status = 302;
    return line;
}

// A server without any directive of mod_rewrite has the main server's settings, whose rules are not
// for it (hook_uri2file); any other inherits what it does not say, rules on demand only
// (config_server_merge).
std::vector<const Scope*> rewriting_scopes(const Vhost& vhost) {
    const Scope& own = vhost.scope;
    const bool has_any =
        std::any_of(own.common().begin(), own.common().end(), [](const Statement* statement) {
            return statement->name.starts_with("rewrite") && statement->name != "rewritebase";
        });
    if (!has_any || !flag(deciding(own, "rewriteengine")).value_or(false)) return {};
    const Scope* const outer = own.outer();
    if (!outer) return {&own};
    const auto asks = [&](const Scope& scope, std::string_view option) {
        const auto lines = scope.own("rewriteoptions");
        return std::any_of(lines.begin(), lines.end(), [&](const Statement* line) {
            return std::any_of(line->args.begin(), line->args.end(), [&](const Argument& word) {
                return equal_ignoring_case(word.text, option);
            });
        });
    };
    const Scope& options = own.own("rewriteoptions").empty() ? *outer : own;
    const bool takes_down = !asks(options, "IgnoreInherit");
    if (asks(options, "Inherit") || (takes_down && asks(*outer, "InheritDown")))
        return {&own, outer};
    if (asks(options, "InheritBefore") || (takes_down && asks(*outer, "InheritDownBefore")))
        return {outer, &own};
    return {&own};
}

bool rewrites(const Scope& section, const Vhost& vhost) {
    const auto engine = section.own("rewriteengine");
    return flag(engine.empty() ? deciding(vhost.scope, "rewriteengine") : Deciding{engine.back()})
        .value_or(false);
}

std::vector<Move> moves_of(const Vhost& vhost) {
    std::vector<Move> moves;
    const std::vector<const Scope*> rewriting = rewriting_scopes(vhost);
    const auto is_looked_at = [&](const Scope* scope) {
        return std::find(rewriting.begin(), rewriting.end(), scope) != rewriting.end();
    };
    collect(vhost.scope, is_looked_at(&vhost.scope), moves);
    collect_inside(vhost.scope, vhost, moves);
    if (vhost.scope.outer())
        collect(*vhost.scope.outer(), is_looked_at(vhost.scope.outer()), moves);
    return moves;
}

Answer answer_of(Model& model, const Vhost& vhost, const Statement* inner, const Asked& asked) {
    return Answering(model, vhost, asked).run(inner);
}

}  // namespace tlslint::apache
