// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/refusals.hpp"

#include "parsers/apache/defaults.hpp"
#include "parsers/apache/directives.hpp"
#include "parsers/apache/protocols.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/apache/tls_context.hpp"
#include "parsers/apache/vhosts.hpp"
#include "parsers/openssl/context.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tlslint::apache {
namespace {

Place place_of_section(std::string_view name) {
    if (name == "virtualhost") return Place::vhost;
    if (name == "proxy" || name == "proxymatch") return Place::proxy;
    if (name == "mdomainset" || name == "mdomain") return Place::domain;
    constexpr std::string_view directories[] = {
        "directory", "directorymatch", "files", "filesmatch", "location", "locationmatch",
        "if",        "elseif",         "else"};
    const bool known = std::find(std::begin(directories), std::end(directories), name)
                       != std::end(directories);
    return known ? Place::directory : Place::nowhere;
}

class Refuser {
  public:
    explicit Refuser(Model& model) : model_(model) {}

    void look_at(const Statement& statement) {
        if (statement.gap || standing(statement.condition) == Standing::absent) return;
        const DirectiveFacts* const row = find_directive(statement.name);
        if (!row) return look_at_unknown(statement);
        if (!is_in_version(*row)) return refuse_version(statement, *row);
        if (!stands_well(statement, *row)) return;
        if (std::any_of(statement.args.begin(), statement.args.end(),
                        [](const Argument& word) { return word.open; }))
            return;
        if (!statement.is_section && counts_well(statement, *row)) check_value(statement, *row);
    }

    void publish() {
        for (std::size_t file = 0; file < found_.size(); ++file)
            model_.trees[file].add_problems(std::move(found_[file]));
    }

  private:
    void add(Problem::Kind kind, Span at, std::string message) {
        if (!known_.emplace(at.file, at.begin, message).second) return;
        const auto file = static_cast<std::size_t>(at.file);
        if (found_.size() <= file) found_.resize(file + 1);
        found_[file].push_back({kind, at, std::move(message)});
    }
    void refuse(const Statement& statement, std::string message) {
        add(Problem::Kind::refused, statement.span, std::move(message));
    }

    void look_at_unknown(const Statement& statement) {
        if (statement.is_section) return;
        const bool of_ssl = statement.name.starts_with("ssl");
        const std::string_view nearest = nearest_directive(statement.name);
        if (!of_ssl && nearest.empty()) return;
        add(Problem::Kind::unknown, statement.span,
            fmt::format("Invalid command '{}', perhaps misspelled or defined by a module not "
                        "included in the server configuration{}",
                        statement.written,
                        nearest.empty() ? std::string()
                                        : fmt::format("; did you mean {}?", nearest)));
    }

    [[nodiscard]] bool is_in_version(const DirectiveFacts& row) const {
        const ServerVersion version = model_.facts.server;
        return version >= row.since && (row.until == ServerVersion{} || version <= row.until);
    }
    void refuse_version(const Statement& statement, const DirectiveFacts& row) {
        const ServerVersion bound = row.until == ServerVersion{} ? row.since : row.until;
        add(Problem::Kind::not_in_version, statement.span,
            row.until == ServerVersion{}
                ? fmt::format("{} came with Apache httpd {}.{}.{}", row.name, bound.major,
                              bound.minor, bound.patch)
                : fmt::format("{} directive is no longer supported", row.name));
    }

    bool stands_well(const Statement& statement, const DirectiveFacts& row) {
        Place place = Place::main;
        const Statement* around = statement.section;
        for (; around; around = around->section) {
            place = place_of_section(around->name);
            if (place != Place::nowhere) break;
        }
        if (!around) place = Place::main;
        // In a fragment of a virtual host, what surrounds the file is not in it.
        if (!around && model_.surroundings.size() > 1) place = Place::vhost;
        if (contains(row.places, place)) return true;
        if (place == Place::proxy && contains(row.places, Place::directory)) return true;
        if (place == Place::domain) return true;
        std::string message;
        if (!around || row.places == Place::domain)
            message = row.places == Place::vhost
                          ? fmt::format("{} only used in <VirtualHost>", row.name)
                      : row.places == Place::domain
                          ? fmt::format("{} is only valid inside a '<MDomainSet' context, not here",
                                        row.name)
                          : fmt::format("{} not allowed here", row.name);
        else if (place == Place::vhost)
            message = fmt::format("{} cannot occur within <VirtualHost> section", row.name);
        else
            message = fmt::format("{} not allowed in <{}> context", row.name, around->written);
        add(Problem::Kind::misplaced, statement.span, std::move(message));
        return false;
    }

    bool counts_well(const Statement& statement, const DirectiveFacts& row) {
        std::size_t count = 0;
        while (count < statement.args.size() && !statement.args[count].text.empty()) ++count;
        const bool more = statement.args.size() > count;
        struct Range {
            std::size_t least, most;
            std::string_view words;
        };
        const auto range = [&]() -> Range {
            constexpr std::size_t any = SIZE_MAX;
            switch (row.arguments) {
            case Arguments::none: return {0, 0, "takes no arguments"};
            case Arguments::one: return {1, 1, "takes one argument"};
            case Arguments::two: return {2, 2, "takes two arguments"};
            case Arguments::three: return {3, 3, "takes three arguments"};
            case Arguments::one_two: return {1, 2, "takes 1-2 arguments"};
            case Arguments::two_three: return {2, 3, "takes two or three arguments"};
            case Arguments::one_three: return {1, 3, "takes one, two or three arguments"};
            case Arguments::each: return {1, any, "requires at least one argument"};
            case Arguments::flag:
            case Arguments::raw: break;
            }
            return {0, any, ""};
        }();
        if (count >= range.least && count <= range.most && !(more && range.most != SIZE_MAX))
            return true;
        refuse(statement, fmt::format("{} {}", row.name, range.words));
        return false;
    }

    void check_value(const Statement& statement, const DirectiveFacts& row) {
        const std::string_view name = statement.name;
        const std::string_view first =
            statement.args.empty() ? std::string_view() : statement.args.front().text;
        if (row.arguments == Arguments::flag) {
            if (!flag(statement)) refuse(statement, fmt::format("{} must be On or Off", row.name));
        } else if (name == "sslengine") {
            const bool fine = flag(statement).has_value() || equal_ignoring_case(first, "optional");
            if (!fine) refuse(statement, "Argument must be On or Off");
        } else if (name == "sslprotocol" || name == "sslproxyprotocol") {
            check_protocols(statement, row);
        } else if (name == "sslciphersuite" || name == "sslproxyciphersuite") {
            check_slot(statement);
        } else if (name == "sslverifyclient" || name == "sslproxyverify") {
            if (!client_auth_named(first))
                refuse(statement, fmt::format("{}: Invalid argument '{}'", row.name, first));
        } else if (name == "sslverifydepth" || name == "sslproxyverifydepth") {
            if (!is_number(first))
                refuse(statement, fmt::format("{}: Invalid argument", row.name));
        } else if (name == "sslopensslconfcmd") {
            openssl::Context context;
            if (openssl::apply(first, statement.args[1].text, model_.facts.library, context)
                == openssl::Command::unknown_command)
                refuse(statement,
                       fmt::format("'{}': invalid OpenSSL configuration command", first));
        } else if (name == "sslstaplingcache") {
            if (equal_ignoring_case(first, "none"))
                refuse(statement, "'none' stapling cache not supported");
        } else if (name == "listen") {
            if (statement.args.empty() || statement.args.size() > 2)
                refuse(statement, "Listen requires 1 or 2 arguments.");
            else if (!read_listen(statement))
                refuse(statement, "Port must be specified");
        } else if (name == "servername") {
            if (first.find_first_of("*?[") != std::string_view::npos && !first.starts_with('['))
                refuse(statement, fmt::format("Invalid ServerName \"{}\" use ServerAlias to set "
                                              "multiple server names.",
                                              first));
        } else if (name == "header") {
            check_header(statement);
        }
    }

    static bool is_number(std::string_view text) {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() && value >= 0;
    }

    void check_protocols(const Statement& statement, const DirectiveFacts& row) {
        std::vector<std::string_view> words;
        for (const Argument& word : statement.args) words.push_back(word.text);
        const ProtocolLine line = read_protocols(words, row.name, known_protocols(model_.facts));
        if (line.refused)
            add(Problem::Kind::refused, statement.args[*line.refused].span, line.refusal);
    }

    void check_slot(const Statement& statement) {
        if (statement.args.size() != 2) return;
        const std::string_view slot = statement.args[0].text;
        if (slot == "SSL") return;
        const bool known = slot == "TLSv1.3"
                           && model_.facts.library.version >= openssl::Version::v1_1_1;
        if (!known) {
            add(Problem::Kind::refused, statement.args[0].span,
                fmt::format("protocol '{}' not supported", slot));
        } else if (statement.section && place_of_section(statement.section->name) == Place::directory) {
            refuse(statement, "TLSv1.3 ciphers cannot be set inside a directory context");
        }
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
    std::set<std::tuple<FileId, std::uint32_t, std::string>> known_;
    std::vector<std::vector<Problem>> found_;  // by file
};

}  // namespace

void refuse_statements(Model& model, const Configuration& configuration) {
    Refuser refuser(model);
    for (const Statement& statement : configuration.statements) refuser.look_at(statement);
    refuser.publish();
}

}  // namespace tlslint::apache
