// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/refusals.hpp"

#include "parsers/haproxy/expression.hpp"
#include "parsers/haproxy/tls_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace tlslint::haproxy {
namespace {

using Texts = std::vector<std::string_view>;

constexpr std::string_view options[] = {
#include "parsers/haproxy/options.inc"
};
constexpr std::string_view actions[] = {
#include "parsers/haproxy/actions.inc"
};
// Our lists are those of 2.6: of what is newer, or gone before, nobody can say from them that it is
// wrong.
constexpr ServerVersion complete_from{2, 4, 0}, complete_until{2, 7, 0};

// Where a section may not have a statement (`haproxy -c` on each pair).
constexpr std::string_view not_in_defaults[] = {
    "bind",           "description", "dispatch",   "force-persist", "id",
    "ignore-persist", "monitor",     "redirect",   "server",        "server-template",
    "stick",          "use-server",  "use_backend"};
constexpr std::string_view not_in_anonymous_defaults[] = {"acl", "http-request", "http-response",
                                                          "http-after-response"};
constexpr std::string_view not_in_frontends[] = {"server", "server-template", "default-server"};

struct Arity {
    std::string_view action;
    std::size_t words;
    std::string_view expects;
};
// Actions whose words end in front of the condition (http_act.c).
constexpr Arity arities[] = {{"add-header", 2, "expects exactly 2 arguments."},
                             {"allow", 0, ""},
                             {"reject", 0, ""},
                             {"replace-header", 3, "expects exactly 3 arguments."},
                             {"replace-path", 2, "expects exactly 2 arguments."},
                             {"replace-uri", 2, "expects exactly 2 arguments."},
                             {"replace-value", 3, "expects exactly 3 arguments."},
                             {"set-header", 2, "expects exactly 2 arguments."},
                             {"wait-for-handshake", 0, ""}};

// Of all versions.
constexpr std::string_view modes[] = {"http", "tcp", "health", "log", "spop", "haterm"};

constexpr std::string_view timeouts[] = {
    "check",        "client",     "client-fin", "connect",    "http-keep-alive",
    "http-request", "queue",      "server",     "server-fin", "tarpit",
    "tunnel",       "clitimeout", "contimeout", "srvtimeout"};

template <class Table>
bool holds(const Table& table, std::string_view name) {
    return std::find(std::begin(table), std::end(table), name) != std::end(table);
}

std::optional<Refusal> refuse_place(const Proxy& proxy, Directive line) {
    const std::string_view name = line.name().text;
    const auto misplaced = [&](std::string message) {
        return Refusal{line.name().span, std::move(message), Problem::Kind::misplaced};
    };
    if (proxy.keyword == "defaults") {
        if (holds(not_in_defaults, name))
            return misplaced(fmt::format("'{}' not allowed in 'defaults' section.", name));
        if (proxy.name.empty() && holds(not_in_anonymous_defaults, name))
            return misplaced(
                fmt::format("'{}' not allowed in anonymous 'defaults' section.", name));
        const bool tcp = name == "tcp-request" || name == "tcp-response";
        if (proxy.name.empty() && tcp && !line.args().empty())
            return misplaced(fmt::format("{} {} is not allowed in anonymous 'defaults' sections",
                                         name, line.args()[0].text));
    }
    if (proxy.keyword == "frontend" && holds(not_in_frontends, name))
        return misplaced(fmt::format("'{}' not allowed because frontend '{}' has no backend "
                                     "capability.",
                                     name, proxy.name));
    return std::nullopt;
}

class Rules {
  public:
    Rules(const Proxy& proxy, Directive line, Names names)
        : proxy_(proxy), name_(line.name().text), line_(line), words_(words_of(line)),
          names_(names) {
        for (const Word& word : words_) texts_.push_back(word.text);
    }

    std::optional<Refusal> refuse() const {
        if (name_ == "acl") return refuse_acl();
        if (name_ == "redirect") return refuse_redirect(0);
        if (name_ == "use_backend") return refuse_use();
        if (name_ == "http-request" || name_ == "http-response" || name_ == "http-after-response")
            return refuse_action();
        if (name_ == "tcp-request" || name_ == "tcp-response") return refuse_tcp();
        return std::nullopt;
    }

  private:
    [[nodiscard]] Refusal at(std::size_t i, std::string message) const {
        return {i < words_.size() ? words_[i].span : line_.name().span, std::move(message)};
    }
    [[nodiscard]] bool is_acl(std::string_view name) const {
        const auto declares = [&](const std::vector<Directive>& rules) {
            return std::any_of(rules.begin(), rules.end(), [&](const Directive& rule) {
                return rule.name().text == "acl" && !rule.args().empty()
                       && rule.args()[0].text == name;
            });
        };
        return declares(proxy_.rules) || (proxy_.defaults && declares(proxy_.defaults->rules));
    }
    [[nodiscard]] bool is_condition(std::size_t i) const {
        return i < texts_.size() && (texts_[i] == "if" || texts_[i] == "unless");
    }
    // In the words of whoever asks, with the condition's own at the end.
    [[nodiscard]] std::optional<Refusal> refuse_condition(std::size_t i,
                                                          std::string_view prefix) const {
        if (!is_condition(i)) return std::nullopt;
        const std::string wrong = wrong_condition(
            std::span(texts_).subspan(i + 1), [&](std::string_view name) { return is_acl(name); },
            names_);
        if (wrong.empty()) return std::nullopt;
        return at(i, fmt::format("{}{}", prefix, wrong));
    }

    [[nodiscard]] std::optional<Refusal> refuse_acl() const {
        if (texts_.empty())
            return line_.args().empty() ? std::nullopt
                                        : std::optional(at(0, "an acl without a name"));
        const auto bad = std::find_if_not(texts_[0].begin(), texts_[0].end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '_' || c == '-' || c == '.' || c == ':';
        });
        if (bad != texts_[0].end())
            return at(0, fmt::format("character '{}' is not permitted in acl name '{}'.", *bad,
                                     texts_[0]));
        Texts condition(texts_.begin() + 1, texts_.end());
        condition.insert(condition.begin(), "{");
        condition.push_back("}");
        const std::string wrong = wrong_condition(
            condition, [](std::string_view) { return true; }, names_);
        if (wrong.empty()) return std::nullopt;
        return at(1, fmt::format("error detected while parsing ACL '{}' : {}", texts_[0], wrong));
    }

    [[nodiscard]] std::optional<Refusal> refuse_use() const {
        if (texts_.empty()) return at(0, "'use_backend' expects a backend name.");
        if (texts_.size() == 1) return std::nullopt;
        if (!is_condition(1))
            return at(1, fmt::format("unexpected keyword '{}' after switching rule, only 'if' and "
                                     "'unless' are allowed.",
                                     texts_[1]));
        return refuse_condition(1, "error detected while parsing switching rule : ");
    }

    [[nodiscard]] std::optional<Refusal> refuse_redirect(std::size_t first) const {
        const std::string prefix =
            name_ == "redirect"
                ? fmt::format("error detected in {} '{}' while parsing redirect rule : ", kind(),
                              proxy_.name)
                : fmt::format("error detected in {} '{}' while parsing '{} redirect' rule : ",
                              kind(), proxy_.name, name_);
        const auto refused = [&](std::size_t i, std::string_view message) {
            return at(i, fmt::format("{}{}", prefix, message));
        };
        bool leads = false;
        for (std::size_t i = first; i < texts_.size(); ++i) {
            const std::string_view word = texts_[i];
            if (is_condition(i)) {
                if (auto refusal = refuse_condition(i, prefix + "error in condition: "))
                    return refusal;
                break;
            }
            const bool target = word == "location" || word == "prefix" || word == "scheme";
            if (target || word == "code" || word == "set-cookie" || word == "clear-cookie") {
                if (i + 1 >= texts_.size())
                    return refused(i, fmt::format("missing argument for '{}'.", word));
                ++i;
                leads = leads || target;
                const std::string_view value = texts_[i];
                if (word == "code" && value != "301" && value != "302" && value != "303"
                    && value != "307" && value != "308")
                    return refused(i, fmt::format("'code': unsupported HTTP code '{}' (must be one "
                                                  "of 301, 302, 303, 307 or 308).",
                                                  value));
                const std::string wrong = wrong_text(value);
                if (target && !wrong.empty()) return refused(i, wrong);
            } else if (names_ == Names::judged && word != "drop-query" && word != "append-slash"
                       && word != "ignore-empty") {
                return refused(i, fmt::format("expects 'code', 'prefix', 'location', 'scheme', "
                                              "'set-cookie', 'clear-cookie', 'drop-query', "
                                              "'ignore-empty' or 'append-slash' (was '{}').",
                                              word));
            }
        }
        if (!leads)
            return refused(first, "redirection type expected ('prefix', 'location', or 'scheme').");
        return std::nullopt;
    }
    [[nodiscard]] std::string_view kind() const {
        return proxy_.keyword == "listen" ? "proxy" : proxy_.keyword;
    }

    // Of what is newer than our lists nobody can say that it is wrong.
    [[nodiscard]] std::string wrong_text(std::string_view text) const {
        return names_ == Names::judged ? wrong_format(text) : std::string();
    }
    [[nodiscard]] bool knows(std::string_view action) const {
        if (names_ == Names::trusted || action.starts_with("lua.")) return true;
        return std::any_of(std::begin(actions), std::end(actions), [&](std::string_view row) {
            if (!row.starts_with(name_) || row[name_.size()] != ' ') return false;
            std::string_view known = row.substr(name_.size() + 1);
            if (!known.ends_with('*')) return known == action;
            known.remove_suffix(1);
            return action.starts_with(known);
        });
    }

    [[nodiscard]] std::optional<Refusal> refuse_action() const {
        const std::string_view action = texts_.empty() ? std::string_view() : texts_[0];
        if (action == "redirect") return refuse_redirect(1);
        if (!knows(action)) return at(0, fmt::format("'{}' does not expect '{}'", name_, action));
        if (action.starts_with("set-var(") && texts_.size() > 1 && names_ == Names::judged) {
            const std::string wrong = wrong_expression(texts_[1]);
            if (!wrong.empty())
                return at(1, fmt::format("error detected in {} '{}' while parsing '{} {}' rule : "
                                         "{}.",
                                         kind(), proxy_.name, name_, action, wrong));
        }
        if (action == "deny" || action == "tarpit" || action == "return")
            return refuse_reply(action);
        const auto* const arity =
            std::find_if(std::begin(arities), std::end(arities),
                         [&](const Arity& each) { return each.action == action; });
        if (arity == std::end(arities)) return refuse_any_condition(action);
        const std::string prefix = fmt::format("error detected in {} '{}' while parsing '{} {}' "
                                               "rule : ",
                                               kind(), proxy_.name, name_, action);
        if (texts_.size() < 1 + arity->words) return at(0, prefix + std::string(arity->expects));
        for (std::size_t i = 1; i <= arity->words; ++i) {
            if (const std::string wrong = wrong_text(texts_[i]); !wrong.empty())
                return at(i, prefix + wrong);
        }
        const std::size_t next = 1 + arity->words;
        if (next >= texts_.size()) return std::nullopt;
        if (!is_condition(next))
            return at(next, fmt::format("'{} {}' expects either 'if' or 'unless' followed by a "
                                        "condition but found '{}'.",
                                        name_, action, texts_[next]));
        return refuse_any_condition(action);
    }
    [[nodiscard]] std::optional<Refusal> refuse_tcp() const {
        const bool request = name_ == "tcp-request";
        const std::string in = fmt::format("in {} '{}'", kind(), proxy_.name);
        const std::string_view stage = texts_.empty() ? std::string_view() : texts_[0];
        if (stage == "inspect-delay") {
            const std::string wrong = texts_.size() > 1 ? wrong_delay(texts_[1]) : "";
            if (texts_.size() > 1 && wrong.empty()) return std::nullopt;
            return at(1, fmt::format("'{} inspect-delay' expects a positive delay in "
                                     "milliseconds, {}{}",
                                     name_, in, wrong.empty() ? "" : fmt::format(" ({})", wrong)));
        }
        if (stage.empty()) return at(0, fmt::format("missing argument for '{}' {}", name_, in));
        if (stage != "content" && !(request && (stage == "connection" || stage == "session")))
            return at(0, fmt::format("'{}' expects {} {} (got '{}')", name_,
                                     request ? "'inspect-delay', 'connection', or 'content'"
                                             : "'inspect-delay' or 'content'",
                                     in, stage));
        const std::string action =
            fmt::format("{} {}", stage, texts_.size() > 1 ? texts_[1] : std::string_view());
        if (!knows(action))
            return at(1, fmt::format("'{} {}' does not expect '{}'", name_, stage,
                                     texts_.size() > 1 ? texts_[1] : std::string_view()));
        const bool alone = texts_[1] == "accept" || texts_[1] == "reject" || texts_[1] == "close";
        if (alone && texts_.size() > 2 && !is_condition(2))
            return at(2, fmt::format("'{} {}' only accepts 'if' or 'unless', {} (got '{}')", name_,
                                     action, in, texts_[2]));
        for (std::size_t i = 2; i < texts_.size(); ++i) {
            if (is_condition(i))
                return refuse_condition(i, fmt::format("'{} {}' : error detected {} while parsing "
                                                       "'{}' condition : ",
                                                       name_, action, in, texts_[i]));
        }
        return std::nullopt;
    }
    // What an answer of HAProxy's own is made of, then the condition.
    [[nodiscard]] std::optional<Refusal> refuse_reply(std::string_view action) const {
        std::size_t i = 1;
        while (i < texts_.size() && !is_condition(i)) {
            const std::string_view word = texts_[i];
            constexpr std::string_view of_one[] = {"content-type", "deny_status", "errorfile",
                                                   "errorfiles",   "file",        "lf-file",
                                                   "lf-string",    "status",      "string"};
            if (word == "default-errorfiles")
                i += 1;
            else if (word == "hdr")
                i += 3;
            else if (holds(of_one, word))
                i += 2;
            else if (names_ == Names::trusted)
                return std::nullopt;
            else
                return at(i, fmt::format("'{} {}' expects either 'if' or 'unless' followed by a "
                                         "condition but found '{}'.",
                                         name_, action, word));
        }
        return refuse_any_condition(action);
    }
    [[nodiscard]] std::optional<Refusal> refuse_any_condition(std::string_view action) const {
        for (std::size_t i = 1; i < texts_.size(); ++i) {
            if (is_condition(i))
                return refuse_condition(i, fmt::format("error detected while parsing an '{} {}' "
                                                       "condition : ",
                                                       name_, action));
        }
        return std::nullopt;
    }

    const Proxy& proxy_;
    std::string_view name_;
    Directive line_;
    std::vector<Word> words_;
    Names names_;
    Texts texts_;
};

// "hdr(name)" and the like count by their first part.
bool is_balance(std::string_view value) {
    constexpr std::string_view names[] = {"roundrobin", "static-rr", "leastconn", "source", "uri",
                                          "url_param",  "first",     "random",    "hdr",    "hash",
                                          "rdp-cookie", "log-hash",  "log-sticky"};
    return holds(names, value.substr(0, value.find('(')));
}

// Options of one word.
bool stands_alone(std::string_view option) {
    constexpr std::string_view with_words[] = {
        "external-check", "forwardfor",  "http-restrict-req-hdr-names",
        "httpchk",        "httplog",     "httpslog",
        "ldap-check",     "mysql-check", "originalto",
        "pgsql-check",    "redis-check", "redispatch",
        "smtpchk",        "spop-check",  "tcp-check",
        "tcplog",         "forceclose",  "http-tunnel",
        "http_proxy"};
    return !holds(with_words, option);
}

// The four that came between 2.7 and 3.2 are all (`haproxy -dKcfg` of 3.2).
bool knows_option(std::string_view name, const ServerVersion& version) {
    constexpr std::string_view newer[] = {
        "accept-unsafe-violations-in-http-request", "accept-unsafe-violations-in-http-response",
        "http-drop-request-trailers", "http-drop-response-trailers"};
    if (version < ServerVersion{2, 2, 0} || version >= ServerVersion{3, 3, 0}) return true;
    return holds(options, name) || (version >= complete_until && holds(newer, name));
}

std::optional<Refusal> refuse_simple(Directive line, bool judge_names,
                                     const ServerVersion& version) {
    const std::string_view name = line.name().text;
    const std::vector<Word> words = words_of(line);
    const std::string_view value = words.empty() ? std::string_view() : words[0].text;
    const Span at = words.empty() ? line.name().span : words[0].span;
    if (name == "mode" && !holds(modes, value))
        return Refusal{at, fmt::format("unknown proxy mode '{}'.", value)};
    if (name == "option" && value.empty()) return Refusal{at, "'option' expects an option name."};
    if (name == "option" && !knows_option(value, version))
        return Refusal{at, fmt::format("unknown option '{}'.", value)};
    if (judge_names && words.size() > 1
        && (name == "mode" || (name == "option" && stands_alone(value))))
        return Refusal{words[1].span,
                       fmt::format("'{}{}' cannot handle unexpected argument '{}'.", name,
                                   name == "option" ? fmt::format(" {}", value) : "",
                                   words[1].text)};
    if (name == "option" && value == "httplog" && words.size() > 1 && words[1].text != "clf")
        return Refusal{words[1].span, "keyword 'httplog' only supports option 'clf'."};
    if (name == "balance" && judge_names && !value.empty() && !is_balance(value))
        return Refusal{at, "balance only supports 'roundrobin', 'static-rr', 'leastconn', "
                           "'source', 'uri', 'url_param', 'hdr(name)' and 'rdp-cookie(name)' "
                           "options."};
    if (name == "compression" && judge_names && value != "algo" && value != "type"
        && value != "offload")
        return Refusal{at, "'compression' expects 'algo', 'type' or 'offload'"};
    if (name == "default_backend" && value.empty())
        return Refusal{at, "'default_backend' expects a backend name."};
    if (name == "timeout") {
        if (judge_names && !holds(timeouts, value))
            return Refusal{at, fmt::format("'timeout' supports 'client', 'server', 'connect', "
                                           "'check', 'queue', 'http-keep-alive', 'http-request', "
                                           "'tunnel', 'tarpit', 'client-fin' and 'server-fin' "
                                           "(got '{}')",
                                           value)};
        if (words.size() < 2)
            return Refusal{at, fmt::format("'timeout {}' expects an integer value (in "
                                           "milliseconds)",
                                           value)};
        const std::string bad = wrong_delay(words[1].text);
        if (!bad.empty())
            return Refusal{words[1].span, fmt::format("{} in 'timeout {}'", bad, value)};
        if (words.size() > 2)
            return Refusal{words[2].span, fmt::format("'timeout {}' : unexpected extra argument "
                                                      "'{}' after value '{}'.",
                                                      value, words[2].text, words[1].text)};
    }
    return std::nullopt;
}

}  // namespace

std::vector<Word> words_of(Directive line) {
    std::vector<Word> words;
    for (const Word word : line.args()) {
        if (word.text.empty()) break;
        words.push_back(word);
    }
    return words;
}

std::optional<Refusal> refuse_inheritance(const Proxy& proxy, const Proxy& from) {
    bool any = false, connection = false, response = false;
    for (const Directive rule : from.rules) {
        const std::string_view name = rule.name().text;
        const std::string_view stage =
            rule.args().empty() ? std::string_view() : rule.args()[0].text;
        const bool tcp = name.starts_with("tcp-") && stage != "inspect-delay";
        any = any || tcp || name.starts_with("http-");
        connection = connection || (tcp && (stage == "connection" || stage == "session"));
        response = response || (name == "tcp-response" && stage == "content");
    }
    const std::string_view keyword = proxy.keyword;
    const auto refused = [&](std::string_view why) {
        return Refusal{proxy.at, fmt::format("a {} section cannot inherit from a defaults section "
                                             "defining {}",
                                             keyword, why)};
    };
    if (any && (keyword == "defaults" || keyword == "listen")) return refused("TCP/HTTP rules");
    if (any
        && ((keyword == "frontend" && from.serves_backends)
            || (keyword == "backend" && from.serves_frontends)))
        return Refusal{proxy.at, "frontends and backends cannot inherit from the same defaults "
                                 "section if it defines TCP/HTTP rules"};
    if (connection && keyword == "backend")
        return refused("'tcp-request connection' or 'tcp-request session' rules");
    if (response && keyword == "frontend") return refused("'tcp-response content' rules");
    return std::nullopt;
}

std::optional<Refusal> refuse_statement(const Model& model, const Proxy& proxy, Directive line) {
    const bool is_section = proxy.keyword == "frontend" || proxy.keyword == "backend"
                            || proxy.keyword == "listen" || proxy.keyword == "defaults";
    if (!is_section) return std::nullopt;
    if (auto refusal = refuse_place(proxy, line)) return refusal;
    const Words words = line.args();
    if (std::any_of(words.begin(), words.end(),
                    [&](const Word& word) { return is_open(model, word); }))
        return std::nullopt;
    const bool judge_names =
        model.facts.server >= complete_from && model.facts.server < complete_until;
    if (auto refusal = refuse_simple(line, judge_names, model.facts.server)) return refusal;
    const std::string_view name = line.name().text;
    if (name == "server" || name == "server-template")  // QUIC came to them with 3.3
        return refuse_server(proxy, line, model.facts.server < ServerVersion{3, 3, 0});
    return Rules(proxy, line, judge_names ? Names::judged : Names::trusted).refuse();
}

}  // namespace tlslint::haproxy
