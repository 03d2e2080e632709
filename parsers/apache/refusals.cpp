// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/refusals.hpp"

#include "parsers/apache/defaults.hpp"
#include "parsers/apache/protocols.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/apache/tls_context.hpp"
#include "parsers/apache/vhosts.hpp"
#include "parsers/openssl/context.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <vector>

namespace tlslint::apache {
namespace {

// Sections whose settings are those of a place below the server.
bool is_directory(const Statement* section) {
    constexpr std::string_view names[] = {"directory",  "directorymatch", "files",
                                          "filesmatch", "location",       "locationmatch",
                                          "if",         "elseif",         "else"};
    return section
           && std::find(std::begin(names), std::end(names), section->name) != std::end(names);
}

// The module that a cache of sessions or responses lives in: "shmcb:/run/cache(512000)".
std::string_view provider_of(std::string_view cache) {
    return cache.substr(0, cache.find(':'));
}

class Refuser {
  public:
    Refuser(Model& model, const Configuration& configuration, Problems& problems)
        : model_(model), configuration_(configuration), problems_(problems) {}

    void look_at(const Statement& statement) {
        if (statement.gap || statement.is_section
            || standing(statement.condition) == Standing::absent || statement.args.empty())
            return;
        if (std::any_of(statement.args.begin(), statement.args.end(), holds_variable)) return;
        check_value(statement, statement.args.front().text);
    }

  private:
    void refuse(const Statement& statement, std::string message) {
        problems_.add(Problem::Kind::refused, statement.span, std::move(message));
    }

    void check_value(const Statement& statement, std::string_view first) {
        const std::string_view name = statement.name;
        if (name == "sslengine") {
            const bool fine = flag(statement).has_value() || equal_ignoring_case(first, "optional");
            if (!fine) refuse(statement, "Argument must be On or Off");
        } else if (name == "sslprotocol" || name == "sslproxyprotocol") {
            check_protocols(statement);
        } else if (name == "sslciphersuite" || name == "sslproxyciphersuite") {
            check_slot(statement);
        } else if (name == "sslverifyclient" || name == "sslproxyverify") {
            if (!client_auth_named(first))
                refuse(statement,
                       fmt::format("{}: Invalid argument '{}'", statement.written, first));
        } else if (name == "sslverifydepth" || name == "sslproxyverifydepth") {
            if (!is_number(first))
                refuse(statement, fmt::format("{}: Invalid argument", statement.written));
        } else if (name == "sslopensslconfcmd" && statement.args.size() == 2) {
            openssl::Context context;
            if (openssl::apply(first, statement.args[1].text, model_.facts.library, context)
                == openssl::Command::unknown_command)
                refuse(statement,
                       fmt::format("'{}': invalid OpenSSL configuration command", first));
        } else if (name == "sslstaplingcache" || name == "sslsessioncache") {
            check_cache(statement, first, name == "sslstaplingcache");
        } else if (name == "servername") {
            if (first.find_first_of("*?[") != std::string_view::npos && !first.starts_with('['))
                refuse(statement, fmt::format("Invalid ServerName \"{}\" use ServerAlias to set "
                                              "multiple server names.",
                                              first));
        } else if (name == "sslcompression") {
            check_compression(statement);
        } else if (name == "listen") {
            check_listen(statement);
        } else if (name == "header") {
            check_header(statement);
        }
    }

    static bool is_number(std::string_view text) {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() && value >= 0;
    }

    void check_protocols(const Statement& statement) {
        std::vector<std::string_view> words;
        for (const Argument& word : statement.args) words.push_back(word.text);
        const std::string_view name =
            statement.name == "sslprotocol" ? "SSLProtocol" : "SSLProxyProtocol";
        const ProtocolLine line = read_protocols(words, name, known_protocols(model_.facts));
        if (line.refused)
            problems_.add(Problem::Kind::refused, statement.args[*line.refused].span, line.refusal);
    }

    void check_slot(const Statement& statement) {
        if (statement.args.size() != 2) return;
        const std::string_view slot = statement.args[0].text;
        if (slot == "SSL") return;
        const bool known =
            slot == "TLSv1.3" && model_.facts.library.version >= openssl::Version::v1_1_1;
        if (!known) {
            problems_.add(Problem::Kind::refused, statement.args[0].span,
                          fmt::format("protocol '{}' not supported", slot));
        } else if (is_directory(statement.section)) {
            refuse(statement, "TLSv1.3 ciphers cannot be set inside a directory context");
        }
    }

    void check_cache(const Statement& statement, std::string_view value, bool stapling) {
        const std::string_view provider = provider_of(value);
        const std::string_view kind = stapling ? "stapling" : "session";
        if (equal_ignoring_case(value, "none") || equal_ignoring_case(value, "nonenotnull")) {
            if (stapling) refuse(statement, "'none' stapling cache not supported");
            return;
        }
        const std::string module = fmt::format("socache_{}_module", provider);
        if (configuration_.has_module(module) != Truth::no) return;
        problems_.add(Problem::Kind::no_module, statement.span,
                      fmt::format("'{}' {} cache not supported. Maybe you need to load the "
                                  "appropriate socache module (mod_socache_{}?).",
                                  provider, kind, provider));
    }

    // Since 2.4.30; OpenSSL itself has none but where it was built so.
    void check_compression(const Statement& statement) {
        if (model_.facts.server < ServerVersion{2, 4, 30} || !flag(statement).value_or(false)
            || model_.facts.library.version < openssl::Version::v1_1_1)
            return;
        refuse(statement, "This version of OpenSSL does not have any compression methods "
                          "available, cannot enable SSLCompression.");
    }

    // The kernel takes an address beside a wildcard of its port for one in use.
    void check_listen(const Statement& statement) {
        const auto line = read_listen(statement);
        if (!line || statement.condition) return;
        for (const ListenLine& earlier : listens_) {
            if (earlier.port != line->port) continue;
            if (earlier.host == line->host)
                return refuse(statement, "Cannot define multiple Listeners on the same IP:port");
            if (earlier.host.empty() != line->host.empty())
                return refuse(statement,
                              fmt::format("Address already in use: could not bind to address {}:{}",
                                          line->host.empty() ? "[::]" : line->host, line->port));
        }
        listens_.push_back(*line);
    }

    // What stands behind a value that should have been quoted.
    void check_header(const Statement& statement) {
        const auto& args = statement.args;
        std::size_t next = 0;
        const auto is = [&](std::size_t at, std::string_view word) {
            return at < args.size() && equal_ignoring_case(args[at].text, word);
        };
        if (is(0, "always") || is(0, "onsuccess")) ++next;
        const bool edits = is(next, "edit") || is(next, "edit*");
        const bool has_value = !is(next, "unset") && !is(next, "echo") && !is(next, "note");
        next += edits ? 4 : has_value ? 3 : 2;
        if (args.size() <= next) return;
        const std::string_view word = args[next].text;
        if (args.size() > next + 1) {
            refuse(statement, "Too many arguments to directive");
        } else if (word != "early" && !word.starts_with("env=") && !word.starts_with("expr=")) {
            refuse(statement, fmt::format("Unknown parameter: {}", word));
        }
    }

    Model& model_;
    const Configuration& configuration_;
    Problems& problems_;
    std::vector<ListenLine> listens_;
};

}  // namespace

void Problems::add(Problem::Kind kind, Span at, std::string message) {
    if (!known_.emplace(at.file, at.begin, message).second) return;
    const auto file = static_cast<std::size_t>(at.file);
    if (found_.size() <= file) found_.resize(file + 1);
    found_[file].push_back({kind, at, std::move(message)});
}

void Problems::publish(Model& model) {
    for (std::size_t file = 0; file < found_.size(); ++file)
        model.trees[file].add_problems(std::move(found_[file]));
    found_.clear();
}

void refuse_values(Model& model, const Configuration& configuration, Problems& problems) {
    Refuser refuser(model, configuration, problems);
    for (const Statement& statement : configuration.statements) refuser.look_at(statement);
}

}  // namespace tlslint::apache
