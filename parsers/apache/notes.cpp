// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/notes.hpp"

#include "parsers/apache/defaults.hpp"
#include "parsers/apache/directives.hpp"
#include "parsers/apache/protocols.hpp"
#include "parsers/apache/redirects.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tlslint::apache {
namespace {

// Directives of mod_ssl of which the last one of a server holds, without a word from httpd.
constexpr std::string_view last_wins[] = {"sslcertificatechainfile",
                                          "sslciphersuite",
                                          "sslcompression",
                                          "sslengine",
                                          "sslhonorcipherorder",
                                          "sslinsecurerenegotiation",
                                          "sslopensslconfcmd",
                                          "sslprotocol",
                                          "sslproxyciphersuite",
                                          "sslproxyengine",
                                          "sslproxyprotocol",
                                          "sslproxyverify",
                                          "sslsessioncache",
                                          "sslsessiontickets",
                                          "sslstaplingcache",
                                          "sslstrictsnivhostcheck",
                                          "sslusestapling",
                                          "sslverifyclient",
                                          "sslverifydepth",
                                          "sslproxycheckpeername",
                                          "sslproxycacertificatefile",
                                          "sslcacertificatefile",
                                          "sslproxycheckpeerexpire"};

struct Replaced {
    std::string_view directive;
    ServerVersion since;
    std::string_view by;
};
// CHANGES of 2.4.8 and 2.3.11; the manual's word on SSLRequire.
constexpr Replaced replaced[] = {
    {"sslcertificatechainfile", {2, 4, 8}, "a chain in SSLCertificateFile"},
    {"namevirtualhost", {2, 3, 11}, "<VirtualHost> by itself"},
    {"sslrandomseed", {2, 4, 0}, "OpenSSL by itself, since 1.1.1,"},
    {"sslrequire", {2, 4, 0}, "Require expr"}};

// A dialog that runs what only prints its arguments (exec: has none).
bool prints_its_arguments(std::string_view dialog) {
    if (!dialog.starts_with('|')) return false;
    std::string_view program = dialog.substr(1, dialog.find(' ') - 1);
    program = program.substr(program.rfind('/') + 1);
    return program == "echo" || program == "printf";
}

bool fits_pattern(std::string_view name, std::string_view pattern) {
    std::size_t at = 0, star = std::string_view::npos, retry = 0, from = 0;
    while (from < name.size()) {
        if (at < pattern.size()
            && (pattern[at] == '?' || to_lower(pattern[at]) == to_lower(name[from]))) {
            ++at, ++from;
        } else if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            retry = from;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            from = ++retry;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

class Notes {
  public:
    Notes(Model& model, const Configuration& configuration, const Vhosts& vhosts)
        : model_(model), configuration_(configuration), vhosts_(vhosts) {}

    void run() {
        for (const Statement& statement : configuration_.statements) {
            if (statement.gap || standing(statement.condition) == Standing::absent) continue;
            look_at(statement);
        }
        std::map<std::pair<FileId, std::uint32_t>, const Vhost*> by_place;
        for (const Vhost& vhost : vhosts_.all()) {
            note_repeated(vhost);
            note_inert(vhost);
            by_place[{vhost.at.file, vhost.at.begin}] = &vhost;
        }
        for (const Endpoint& endpoint : model_.endpoints) {
            const auto found = by_place.find({endpoint.block.file, endpoint.block.begin});
            if (found == by_place.end()) continue;
            if (endpoint.versions.value.contains(openssl::Protocol::tls1_3))
                with_tls13_.insert(found->second);
            note_second_stapling(endpoint, *found->second);
            note_http_versions(endpoint, *found->second);
            note_stapled_errors(endpoint, *found->second);
        }
        for (const Socket& socket : vhosts_.sockets()) {
            note_hidden(socket);
            note_shared(socket);
        }
    }

  private:
    void add(Remark::Kind kind, Span at, std::string_view value, Span related = {},
             std::string_view detail = {}) {
        model_.remarks.push_back(
            {kind, at, model_.arena.keep(value), related, model_.arena.keep(detail)});
    }

    void look_at(const Statement& statement) {
        for (const Replaced& each : replaced) {
            if (each.directive == statement.name && model_.facts.server >= each.since
                && (each.directive != "sslrandomseed"
                    || model_.facts.library.version >= openssl::Version::v1_1_1))
                add(Remark::Kind::deprecated, statement.span, statement.written, {}, each.by);
        }
        for (const Argument& word : statement.args) {
            const std::size_t begin = word.text.find("${");
            if (word.open || begin == std::string_view::npos) continue;
            const std::string_view name =
                word.text.substr(begin, word.text.find('}', begin) - begin + 1);
            // Maps of mod_rewrite have a colon there.
            if (name.ends_with('}') && name.find(':') == std::string_view::npos)
                add(Remark::Kind::variable_undefined, word.span, name, {},
                    "and stays as it is written");
        }
        if (statement.name == "documentroot" && !statement.args.empty())
            publish(statement, statement.args.front());
        if (statement.name == "alias" && statement.args.size() == 2)
            publish(statement, statement.args[1]);
        if (statement.name == "sslprotocol" || statement.name == "sslproxyprotocol")
            note_lost_versions(statement);
        note_secret(statement);
        note_swallowed(statement);
    }

    void publish(const Statement& statement, const Argument& directory) {
        if (directory.open || directory.text.empty()) return;
        model_.public_directories.push_back(
            {model_.arena.keep(std::string_view(joined(model_.prefix, directory.text))),
             statement.span});
    }

    // Nobody misses obsolete versions below one that stays.
    void note_lost_versions(const Statement& statement) {
        std::vector<std::string_view> words;
        for (const Argument& word : statement.args) words.push_back(word.text);
        const ProtocolLine line =
            read_protocols(words, statement.written, known_protocols(model_.facts));
        const openssl::ProtocolSet kept = without_gaps(line.listed, model_.facts.library.version);
        const openssl::ProtocolSet lost = line.listed - kept;
        if (line.refused || lost.empty() || kept.contains(openssl::Protocol::tls1_2)) return;
        add(Remark::Kind::versions_lost, statement.span, names(kept, ", "), {}, names(lost, ", "));
    }

    void note_secret(const Statement& statement) {
        if (statement.args.empty() || statement.args.front().open) return;
        const std::string_view name = statement.name;
        if (name == "gnutlspin" || name == "gnutlssrkpin") {
            add(Remark::Kind::secret_written, statement.span,
                "the PIN of the key stands in the configuration");
        } else if (name == "mdexternalaccountbinding" && statement.args.size() > 1) {
            add(Remark::Kind::secret_written, statement.span,
                "the key of the ACME account binding stands in the configuration");
        } else if (name == "sslpassphrasedialog"
                   && prints_its_arguments(statement.args.front().text)) {
            add(Remark::Kind::secret_written, statement.span,
                "the passphrase of the key stands in the configuration");
        }
    }

    // A flag looks at its first word; a list takes a comment for more of it.
    void note_swallowed(const Statement& statement) {
        if (statement.is_section || statement.args.size() < 2) return;
        const auto rows = find_directives(statement.written, false);
        if (rows.empty()) return;
        const Arguments kind = rows.front().arguments;
        const Argument* first = nullptr;
        if (kind == Arguments::flag) {
            first = &statement.args[1];
        } else if (kind == Arguments::iterate || kind == Arguments::iterate2
                   || kind == Arguments::list || statement.name == "serveralias") {
            const auto comment =
                std::find_if(statement.args.begin() + 1, statement.args.end(),
                             [](const Argument& word) { return word.text.starts_with('#'); });
            if (comment != statement.args.end()) first = &*comment;
        }
        if (!first) return;
        const Span at{first->span.file, first->span.begin, statement.args.back().span.end};
        add(Remark::Kind::words_swallowed, at, model_.sources.text(at), {},
            kind == Arguments::flag ? "without effect" : "taken for more values");
    }

    // The packages' defaults are there to be overridden, from another file; a server's own are not.
    void note_repeated(const Vhost& vhost) {
        std::map<std::pair<std::string_view, std::string_view>, const Statement*> last;
        for (const Statement* statement : vhost.scope.common()) {
            const bool judged =
                std::find(std::begin(last_wins), std::end(last_wins), statement->name)
                != std::end(last_wins);
            if (!judged || statement->condition || statement->args.empty()) continue;
            const auto [place, is_new] =
                last.try_emplace({statement->name, subject_of(*statement)}, statement);
            if (is_new) continue;
            const Statement& earlier = *std::exchange(place->second, statement);
            const bool overrides = vhost.is_main() && earlier.span.file != statement->span.file;
            if (overrides || earlier.raw == statement->raw) continue;
            add(Remark::Kind::repeated, earlier.span, statement->written, statement->span,
                vhost.is_main() ? "in the main server" : "in this virtual host");
        }
    }
    // What a statement sets where one directive is for several things.
    static std::string_view subject_of(const Statement& statement) {
        if (statement.name == "sslopensslconfcmd") return statement.args.front().text;
        const bool slots =
            statement.name == "sslciphersuite" || statement.name == "sslproxyciphersuite";
        return slots && statement.args.size() > 1 ? statement.args.front().text
               : slots                            ? std::string_view("SSL")
                                                  : std::string_view();
    }

    // Names are compared in the order of the servers, patterns included.
    void note_hidden(const Socket& socket) {
        struct Pattern {
            const Vhost* of;
            std::string_view text;
        };
        std::vector<Pattern> patterns;
        for (const Vhost* const vhost : socket.vhosts) {
            for (const std::string_view name : vhost->names) {
                if (name.find_first_of("*?$") != std::string_view::npos) continue;
                const auto taken =
                    std::find_if(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
                        return pattern.of != vhost && fits_pattern(name, pattern.text);
                    });
                if (taken == patterns.end()) continue;
                add(Remark::Kind::name_hidden, vhost->names_at,
                    fmt::format("{} is answered by an earlier server, as {}", name, taken->text),
                    taken->of->names_at);
            }
            for (const std::string_view name : vhost->names) {
                if (name.find_first_of("*?") != std::string_view::npos)
                    patterns.push_back({vhost, name});
            }
        }
    }

    struct Demand {
        std::string_view ca;
        bool asks = false;
        friend bool operator==(const Demand&, const Demand&) = default;
    };
    static Demand demand_of(const Vhost& vhost, Deciding& verify) {
        verify = deciding(vhost.scope, "sslverifyclient");
        const bool asks = verify && !equal_ignoring_case(verify.value(), "none");
        return {asks ? deciding(vhost.scope, "sslcacertificatefile").value() : std::string_view(),
                asks};
    }
    static bool is_strict(const Vhost& vhost) {
        return flag(deciding(vhost.scope, "sslstrictsnivhostcheck")).value_or(false);
    }

    // CVE-2025-23048: with TLS 1.3, a session of one server resumes at another (2.4.35 to 2.4.63).
    void note_shared(const Socket& socket) {
        const ServerVersion& version = model_.facts.server;
        const bool resumes = version >= ServerVersion{2, 4, 35} && version < ServerVersion{2, 4, 64}
                             && model_.facts.library.version >= openssl::Version::v1_1_1;
        const Deciding policy = deciding(vhosts_.main().scope, "sslvhostsnipolicy");
        const bool unchecked = equal_ignoring_case(policy.value(), "insecure");
        if (!resumes && !unchecked) return;
        for (const Vhost* vhost : socket.vhosts) {
            Deciding verify, other;
            const Demand own = demand_of(*vhost, verify);
            if (!own.asks || is_strict(*vhost)) continue;
            const bool resumes_here = resumes && with_tls13_.contains(vhost);
            const auto differing =
                std::find_if(socket.vhosts.begin(), socket.vhosts.end(), [&](const Vhost* each) {
                    return each != vhost && !is_strict(*each) && demand_of(*each, other) != own;
                });
            if (differing == socket.vhosts.end()) continue;
            if (resumes_here)
                add(Remark::Kind::sessions_shared, verify.statement->span,
                    fmt::format("CVE-2025-23048, httpd {}", model_.facts.server_text),
                    (*differing)->at);
            if (unchecked)
                add(Remark::Kind::names_unchecked, policy.statement->span,
                    "SSLVHostSNIPolicy insecure lets requests of other names in",
                    verify.statement->span);
        }
    }

    // mod_md takes over and mod_ssl wants its cache all the same (section 7).
    void note_second_stapling(const Endpoint& endpoint, const Vhost& vhost) {
        const Deciding asked = deciding(vhost.scope, "sslusestapling");
        if (!endpoint.serves_tls() || vhost.scope.is_open() || vhost.scope.has_gaps()
            || !flag(asked).value_or(false) || !vhosts_.main().scope.own("sslstaplingcache").empty()
            || !flag(deciding(vhost.scope, "mdstapling")).value_or(false))
            return;
        add(Remark::Kind::staple_cache_missing, asked.statement->span,
            "stapling is on and there is no SSLStaplingCache");
    }

    // Redirects of mod_rewrite at which nobody looks.
    void note_inert(const Vhost& vhost) {
        const Scope& scope = vhost.scope;
        if (scope.has_gaps() || (scope.is_open() && model_.surroundings.size() > 1)) return;
        const Statement* const rule = first_redirect(scope);
        if (rule && vhost.is_main() && serves_none()) {
            const bool taken =
                std::any_of(vhosts_.all().begin(), vhosts_.all().end(), [&](const Vhost& each) {
                    const auto scopes = rewriting_scopes(each);
                    return !each.is_main()
                           && std::find(scopes.begin(), scopes.end(), &scope) != scopes.end();
                });
            if (!taken)
                add(Remark::Kind::redirect_inert, rule->span,
                    "virtual hosts do not inherit the rules of the main server: never looked at");
        } else if (rule && is_off(deciding(scope, "rewriteengine"))) {
            add(Remark::Kind::redirect_inert, rule->span,
                "RewriteRule without RewriteEngine On here: never looked at");
        }
        if (is_off(deciding(scope, "rewriteengine"))) note_inert_inside(scope);
    }
    // A section inherits the word of those that it lies in, which only a request tells.
    void note_inert_inside(const Scope& scope) {
        std::vector<const Statement*> rules;
        for (const Statement* section : scope.sections()) {
            const Scope inside(model_, configuration_, section, nullptr);
            const auto engine = inside.own("rewriteengine");
            if (!engine.empty() && !is_off({engine.back()})) return;
            if (const Statement* const rule = first_redirect(inside)) rules.push_back(rule);
        }
        for (const Statement* rule : rules)
            add(Remark::Kind::redirect_inert, rule->span,
                "RewriteRule without RewriteEngine On here: never looked at");
    }
    // Connections all go to virtual hosts.
    [[nodiscard]] bool serves_none() const {
        return vhosts_.all().size() > 1 && !vhosts_.is_reached(vhosts_.main());
    }
    static const Statement* first_redirect(const Scope& scope) {
        for (const Statement* statement : scope.own("rewriterule")) {
            const auto line = read_rewrite(*statement);
            if (line
                && (line->target.starts_with("https://") || line->target.starts_with("http://")))
                return statement;
        }
        return nullptr;
    }
    static bool is_off(const Deciding& engine) {
        return !engine
               || (!flag(engine).value_or(false)
                   && !holds_variable(engine.statement->args.front()));
    }

    // Both are on by default; mod_md, which knows neither, does not use mod_ssl's stapling.
    void note_stapled_errors(const Endpoint& endpoint, const Vhost& vhost) {
        const Deciding stapling = deciding(vhost.scope, "sslusestapling");
        if (!endpoint.serves_tls() || !flag(stapling).value_or(false)
            || !endpoint.stapling.origin.is_written() || vhost.scope.has_gaps())
            return;
        const Deciding made_up = deciding(vhost.scope, "sslstaplingfaketrylater");
        const Deciding passed = deciding(vhost.scope, "sslstaplingreturnrespondererrors");
        if (!made_up && !passed) {
            if (!vhost.scope.is_open())
                add(Remark::Kind::errors_stapled, stapling.statement->span,
                    "SSLStaplingFakeTryLater and SSLStaplingReturnResponderErrors are on by "
                    "default");
            return;
        }
        note_stapled_error(stapling, made_up, "SSLStaplingFakeTryLater", vhost.scope.is_open());
        note_stapled_error(stapling, passed, "SSLStaplingReturnResponderErrors",
                           vhost.scope.is_open());
    }
    void note_stapled_error(const Deciding& stapling, const Deciding& written,
                            std::string_view name, bool open) {
        if (!flag(written).value_or(!open)) return;
        add(Remark::Kind::errors_stapled,
            written ? written.statement->span : stapling.statement->span,
            fmt::format("{} is on{}", name, written ? "" : " by default"));
    }

    // A vhost's list replaces the main server's; that one may be meant for others.
    void note_http_versions(const Endpoint& endpoint, const Vhost& vhost) {
        const bool own = !vhost.scope.own("protocols").empty();
        const Scope* const scope = own ? &vhost.scope : vhost.scope.outer();
        if (!scope) return;
        for (const Statement* statement : scope->own("protocols")) {
            for (const Argument& word : statement->args) note_http_version(endpoint, word, own);
        }
    }
    void note_http_version(const Endpoint& endpoint, const Argument& word, bool own) {
        const std::string_view version = word.text;
        const bool h2 = version == "h2", h2c = version == "h2c";
        if (!h2 && !h2c) return;
        if (configuration_.has_module("http2_module") == Truth::no) {
            add(Remark::Kind::http_version_missing, word.span,
                fmt::format("{} is listed, and mod_http2 is not loaded", version));
        } else if (endpoint.listen.is_known && !endpoint.listen.tls.value
                   && endpoint.listen.tls.origin.is_known()) {
            if (h2 && own)
                add(Remark::Kind::http_version_missing, word.span,
                    "h2 is listed, and no TLS is spoken here");
            const std::string_view address = endpoint.listen.address;
            if (h2c && !address.starts_with("127.") && address != "::1")
                add(Remark::Kind::http_version_missing, word.span,
                    "h2c is HTTP/2 in clear, on an address that others reach");
        }
    }

    Model& model_;
    const Configuration& configuration_;
    const Vhosts& vhosts_;
    std::set<const Vhost*> with_tls13_;
};

}  // namespace

void add_notes(Model& model, const Configuration& configuration, const Vhosts& vhosts) {
    Notes(model, configuration, vhosts).run();
}

}  // namespace tlslint::apache
