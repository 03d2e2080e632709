// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/refusals.hpp"
#include "parsers/haproxy/tls_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace tlslint::haproxy {
namespace {

struct OneWord {
    std::string_view statement;
    std::string_view expects;
};
// Statements of one word, and what is said where it is missing.
constexpr OneWord one_word[] = {
    {"ca-base", "a directory path as an argument."},
    {"crt-base", "a directory path as an argument."},
    {"issuers-chain-path", "a directory path as an argument."},
    {"ssl-default-bind-ciphers", "a cipher suite as an argument."},
    {"ssl-default-bind-ciphersuites", "a cipher suite as an argument."},
    {"ssl-default-bind-curves", "a curves suite as an arguments."},
    {"ssl-default-server-ciphers", "a cipher suite as an argument."},
    {"ssl-default-server-ciphersuites", "a cipher suite as an argument."}};

// Statements that stand alone, and those of one word: `haproxy -c` with one more.
constexpr std::string_view of_none[] = {"busy-polling",
                                        "daemon",
                                        "external-check",
                                        "h1-accept-payload-with-any-method",
                                        "h2-workaround-bogus-websocket-clients",
                                        "insecure-fork-wanted",
                                        "insecure-setuid-wanted",
                                        "no-memory-trimming",
                                        "noepoll",
                                        "noevports",
                                        "nogetaddrinfo",
                                        "nokqueue",
                                        "nopoll",
                                        "noreuseport",
                                        "nosplice",
                                        "pp2-never-send-local",
                                        "quiet",
                                        "set-dumpable",
                                        "strict-limits",
                                        "zero-warning"};
constexpr std::string_view of_one[] = {"chroot",
                                       "cluster-secret",
                                       "fd-hard-limit",
                                       "gid",
                                       "group",
                                       "h1-case-adjust-file",
                                       "httpclient.resolvers.id",
                                       "httpclient.resolvers.prefer",
                                       "httpclient.ssl.ca-file",
                                       "httpclient.ssl.verify",
                                       "localpeer",
                                       "log-tag",
                                       "max-spread-checks",
                                       "maxcompcpuusage",
                                       "maxcomprate",
                                       "maxconn",
                                       "maxconnrate",
                                       "maxpipes",
                                       "maxsessrate",
                                       "maxsslconn",
                                       "maxsslrate",
                                       "maxzlibmem",
                                       "mworker-max-reloads",
                                       "nbthread",
                                       "node",
                                       "pidfile",
                                       "profiling.tasks",
                                       "spread-checks",
                                       "ssl-server-verify",
                                       "thread-groups",
                                       "uid",
                                       "ulimit-n",
                                       "user"};

template <class Table>
bool holds(const Table& table, std::string_view name) {
    return std::binary_search(std::begin(table), std::end(table), name);
}

bool is_version(std::string_view text) {
    return text == "SSLv3" || text == "TLSv1.0" || text == "TLSv1.1" || text == "TLSv1.2"
           || text == "TLSv1.3";
}

bool is_option(std::string_view word, bool for_bind, const ServerVersion& version) {
    if (version_excluded(word) || word == "no-tls-tickets") return true;
    if (word.starts_with("force-"))
        return version_excluded(fmt::format("no-{}", word.substr(6))).has_value();
    if (for_bind) {
        const bool newer = version >= ServerVersion{3, 2, 0};
        return word == "prefer-client-ciphers"
               || (newer
                   && (word == "tls-tickets" || word == "strict-sni" || word == "no-strict-sni"));
    }
    return version >= ServerVersion{3, 3, 0} && (word == "renegotiate" || word == "no-renegotiate");
}

std::optional<Refusal> refuse_options(const Model& model, Directive line, bool for_bind) {
    const std::string_view name = line.name().text;
    const Words words = line.args();
    const auto refused = [&](std::size_t i, std::string message) {
        return Refusal{i < words.size() ? words[i].span : line.name().span, std::move(message)};
    };
    if (words.empty() || words[0].text.empty())
        return refused(
            0, fmt::format("global statement '{}' expects an option as an argument.", name));
    for (std::size_t i = 0; i < words.size() && !words[i].text.empty(); ++i) {
        const std::string_view word = words[i].text;
        if (is_open(model, words[i])) return std::nullopt;
        if (word == "ssl-min-ver" || word == "ssl-max-ver") {
            ++i;
            if (i >= words.size() || words[i].text.empty())
                return refused(i - 1, fmt::format("'{}' : missing the ssl/tls version on global "
                                                  "statement '{}'.",
                                                  word, name));
            if (!is_version(words[i].text) && !is_open(model, words[i]))
                return refused(i, fmt::format("'{}' : unknown ssl/tls version on global statement "
                                              "'{}'.",
                                              words[i].text, name));
        } else if (!is_option(word, for_bind, model.facts.server)) {
            return refused(
                i, fmt::format("unknown option '{}' on global statement '{}'.", word, name));
        }
    }
    return std::nullopt;
}

std::optional<Refusal> refuse_extra_files(Directive line) {
    const Words words = line.args();
    const std::string expects =
        "'ssl-load-extra-files' expects one or multiple arguments (none, all, bundle, sctl, ocsp, "
        "issuer).";
    if (words.empty()) return Refusal{line.name().span, expects};
    for (const Word word : words) {
        const std::string_view text = word.text;
        const bool alone = text == "none" || text == "all";
        if (alone && words.size() > 1)
            return Refusal{word.span,
                           "'ssl-load-extra-files' 'none' and 'all' can be only used alone"};
        if (!alone && text != "bundle" && text != "sctl" && text != "ocsp" && text != "issuer"
            && text != "key")
            return Refusal{word.span, expects};
    }
    return std::nullopt;
}

std::optional<Refusal> refuse_default_path(Directive line) {
    const Words words = line.args();
    const std::string_view mode = words.empty() ? std::string_view() : words[0].text;
    if (mode == "origin" && words.size() < 2)
        return Refusal{words[0].span, "'default-path origin' expects a directory as an argument."};
    if (mode != "current" && mode != "config" && mode != "parent" && mode != "origin")
        return Refusal{words.empty() ? line.name().span : words[0].span,
                       fmt::format("unsupported default-path mode '{}' for 'default-path', "
                                   "supported modes include 'current', 'config', 'parent', and "
                                   "'origin'.",
                                   mode)};
    return std::nullopt;
}

std::optional<long> number(std::string_view text) {
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// A value out of a few.
std::optional<Refusal> refuse_value(Directive line) {
    const std::string_view name = line.name().text;
    const Words words = line.args();
    const std::string_view value = words.empty() ? std::string_view() : words[0].text;
    const Span at = words.empty() ? line.name().span : words[0].span;
    if ((name == "ssl-server-verify" || name == "httpclient.ssl.verify") && value != "none"
        && value != "required")
        return Refusal{at, fmt::format("'{}' expects 'none' or 'required' as argument.", name)};
    if (name == "tune.ssl.keylog" && value != "on" && value != "off")
        return Refusal{at,
                       fmt::format("'{}' expects either 'on' or 'off' but got '{}'.", name, value)};
    if (name == "tune.ssl.default-dh-param" && number(value).value_or(0) < 1024)
        return Refusal{at, value.empty() ? fmt::format("'{}' expects an integer argument.", name)
                                         : fmt::format("'{}' expects a value >= 1024.", name)};
    if (name == "ssl-dh-param-file" && value.empty())
        return Refusal{at, fmt::format("'{}' expects a file path as an argument.", name)};
    if (name == "tune.ssl.lifetime") {
        const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
        const std::string_view unit = value.substr(digits);
        if (value.empty())
            return Refusal{at, fmt::format("'{}' expects ssl sessions <lifetime> in seconds as "
                                           "argument.",
                                           name)};
        if (unit != "" && unit != "us" && unit != "ms" && unit != "s" && unit != "m" && unit != "h"
            && unit != "d")
            return Refusal{at, fmt::format("unexpected character '{}' in argument to <{}>.",
                                           unit.front(), name)};
    }
    return std::nullopt;
}

std::optional<Refusal> refuse_environment(Directive line) {
    const std::string_view name = line.name().text;
    const std::size_t count = line.args().size();
    if ((name == "setenv" || name == "presetenv") && count != 2)
        return Refusal{line.name().span, fmt::format("'{}' expects a name and a value.", name)};
    if (name == "unsetenv" && count == 0)
        return Refusal{line.name().span,
                       fmt::format("'{}' expects at least one variable name.", name)};
    return std::nullopt;
}

std::optional<Refusal> refuse_extra_word(Directive line, std::size_t most) {
    const Words words = line.args();
    if (words.size() <= most) return std::nullopt;
    return Refusal{words[most].span, fmt::format("'{}' cannot handle unexpected argument '{}'.",
                                                 line.name().text, words[most].text)};
}

std::optional<Refusal> refuse_stats(Directive line) {
    const Words words = line.args();
    if (words.empty() || words[0].text != "socket") return std::nullopt;
    if (words.size() < 2 || words[1].text.empty())
        return Refusal{words[0].span, "'stats socket' in global section expects an address or a "
                                      "path to a UNIX socket"};
    if (words[1].text.find('$') != std::string_view::npos) return std::nullopt;
    const std::string wrong = wrong_address(words[1].text);
    if (wrong.empty()) return std::nullopt;
    return Refusal{words[1].span, fmt::format("'stats socket' : {}", wrong)};
}

}  // namespace

std::optional<Refusal> refuse_repeated(Directive line, bool said) {
    const std::string_view name = line.name().text;
    if (!said || (name != "crt-base" && name != "ca-base" && name != "key-base"))
        return std::nullopt;
    return Refusal{line.span(), fmt::format("'{}' already specified.", name)};
}

std::optional<Refusal> refuse_global(const Model& model, Directive line) {
    const std::string_view name = line.name().text;
    const Words words = line.args();
    if (std::any_of(words.begin(), words.end(),
                    [&](const Word& word) { return is_open(model, word); }))
        return std::nullopt;
    if (name == "ssl-default-bind-options" || name == "ssl-default-server-options")
        return refuse_options(model, line, name == "ssl-default-bind-options");
    if (name == "ssl-load-extra-files") return refuse_extra_files(line);
    if (name == "default-path") return refuse_default_path(line);
    const auto* const row =
        std::find_if(std::begin(one_word), std::end(one_word),
                     [&](const OneWord& each) { return each.statement == name; });
    if (row != std::end(one_word)) {
        if (words.empty() || words[0].text.empty())
            return Refusal{line.name().span,
                           fmt::format("global statement '{}' expects {}", name, row->expects)};
        return refuse_extra_word(line, 1);
    }
    if (name == "tune.ssl.force-private-cache" || holds(of_none, name))
        return refuse_extra_word(line, 0);
    if (auto refusal = refuse_value(line)) return refusal;
    if (name == "stats") return refuse_stats(line);
    if (name.starts_with("tune.ssl.") || name == "ssl-dh-param-file" || holds(of_one, name))
        return refuse_extra_word(line, 1);
    return refuse_environment(line);
}

}  // namespace tlslint::haproxy
