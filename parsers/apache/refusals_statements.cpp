// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/refusals_statements.hpp"

#include "parsers/apache/directives.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <vector>

namespace tlslint::apache {
namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// What may stand inside is what may stand around it.
constexpr std::string_view transparent[] = {"virtualhost", "limit",      "limitexcept",
                                            "requireall",  "requireany", "requirenone",
                                            "mdomain",     "mdomainset"};
constexpr std::string_view directories[] = {"directory",  "directorymatch", "files",
                                            "filesmatch", "location",       "locationmatch",
                                            "if",         "elseif",         "else"};

class Refuser {
  public:
    Refuser(const Model& model, const Configuration& configuration, Problems& problems)
        : model_(model), configuration_(configuration), problems_(problems) {
        const auto& modules = configuration.modules;
        all_known_ = configuration.knows_all_directives();
        // Whoever loads these one by one has no others built in.
        is_modular_ =
            !configuration.is_open
            && std::any_of(modules.begin(), modules.end(), [](const auto& module) {
                   return module.first == "authz_core_module" || module.first.starts_with("mpm_");
               });
    }

    void look_at(const Statement& statement) {
        if (statement.gap || standing(statement.condition) == Standing::absent
            || statement.written.find('$') != std::string_view::npos)
            return;
        if (out_of_its_time(statement)) return;
        const auto rows = find_directives(statement.written, statement.is_section);
        if (rows.empty()) return unknown(statement);
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const DirectiveFacts& facts) {
            return has(facts.module) != Truth::no;
        });
        if (row == rows.end()) {
            if (is_modular_ && !statement.condition)
                refuse(Problem::Kind::no_module, statement, invalid(statement));
            return;
        }
        if (!in_its_place(statement, *row) || statement.is_section) return;
        if (fitting_arguments(statement, *row) && row->not_in_vhost && is_in_vhost(statement)) {
            refuse(Problem::Kind::misplaced, statement,
                   fmt::format("{} cannot occur within <VirtualHost> section", row->name));
        }
    }

  private:
    void refuse(Problem::Kind kind, const Statement& statement, std::string message) {
        problems_.add(kind, statement.span, std::move(message));
    }

    // The directives of all MPMs are in the table as one's, those of the two for CGI likewise.
    [[nodiscard]] Truth has(std::string_view module) const {
        if (module.starts_with("mpm_")) return Truth::yes;
        const Truth loaded = configuration_.has_module(module);
        if (loaded == Truth::no && module == "cgid_module")
            return configuration_.has_module("cgi_module");
        return loaded;
    }

    // What a test of the version stands around is meant for another one.
    bool out_of_its_time(const Statement& statement) {
        const Life life = life_of(statement.written);
        const ServerVersion now = model_.facts.server;
        const bool early = now < life.since;
        const bool late = life.gone > ServerVersion{} && now >= life.gone;
        if ((!early && !late) || statement.condition) return false;
        const ServerVersion& at = early ? life.since : life.gone;
        refuse(Problem::Kind::not_in_version, statement,
               fmt::format("{}, {} httpd {}.{}.{}", invalid(statement),
                           early ? "which comes with" : "gone since", at.major, at.minor,
                           at.patch));
        return true;
    }

    static std::string invalid(const Statement& statement) {
        return fmt::format("Invalid command '{}{}', perhaps misspelled or defined by a module not "
                           "included in the server configuration",
                           statement.is_section ? "<" : "", statement.written);
    }

    static bool starts_with_ssl(std::string_view name) {
        return equal_ignoring_case(name.substr(0, 3), "SSL");
    }
    void unknown(const Statement& statement) {
        if (statement.condition) return;
        const std::string_view nearest = nearest_directive(statement.written, statement.is_section);
        // Nobody but mod_ssl has names like these, whatever else is loaded.
        const bool is_for_tls = starts_with_ssl(statement.written) || starts_with_ssl(nearest);
        if (!is_for_tls && (!all_known_ || !is_modular_)) return;
        const bool is_like_one = is_for_tls || !nearest.empty();
        refuse(is_like_one ? Problem::Kind::unknown : Problem::Kind::refused, statement,
               invalid(statement));
    }

    static bool is_in_vhost(const Statement& statement) {
        for (const Statement* around = statement.section; around; around = around->section) {
            if (around->name == "virtualhost") return true;
        }
        return false;
    }

    // Nothing where that is not known: what surrounds a fragment, or a section of a third party.
    [[nodiscard]] std::optional<unsigned> places_of(const Statement* section) const {
        bool in_vhost = false;
        for (; section; section = section->section) {
            if (section->access) return std::nullopt;  // the reader has looked
            if (is_one_of(section->name, directories)) return place::in_directory;
            if (section->name == "proxy" || section->name == "proxymatch")
                return place::in_directory | place::proxy;
            if (!is_one_of(section->name, transparent)) return std::nullopt;
            in_vhost = in_vhost || section->name == "virtualhost";
        }
        if (model_.is_fragment() && !in_vhost) return std::nullopt;
        return place::in_server;
    }

    bool in_its_place(const Statement& statement, const DirectiveFacts& row) {
        const auto places = places_of(statement.section);
        if (!places) return true;
        if (statement.name == "virtualhost" && is_in_vhost(statement)) {
            refuse(Problem::Kind::misplaced, statement,
                   "<VirtualHost> cannot occur within <VirtualHost> section");
            return false;
        }
        if ((*places & row.places) != 0) return true;
        refuse(Problem::Kind::misplaced, statement,
               statement.section ? fmt::format("{} not allowed in <{}> context", row.name,
                                               statement.section->written)
                                 : fmt::format("{} not allowed here", row.name));
        return false;
    }

    bool fitting_arguments(const Statement& statement, const DirectiveFacts& row) {
        std::vector<std::string_view> words;
        for (const Argument& argument : statement.args) {
            if (argument.open) return true;  // it may be several words
            words.push_back(argument.text);
        }
        const std::string_view complaint = argument_complaint(row.arguments, words);
        if (complaint.empty()) return true;
        const bool helps = !row.help.empty() && row.arguments != Arguments::none
                           && row.arguments != Arguments::flag;
        refuse(Problem::Kind::refused, statement,
               fmt::format("{} {}{}{}", row.name, complaint, helps ? ", " : "",
                           helps ? row.help : ""));
        return false;
    }

    const Model& model_;
    const Configuration& configuration_;
    Problems& problems_;
    bool all_known_ = false;   // every directive that could be in force is in our table
    bool is_modular_ = false;  // what is not loaded is not there
};

}  // namespace

void refuse_statements(const Model& model, const Configuration& configuration, Problems& problems) {
    // The table is that of 2.4.
    if (model.facts.server < ServerVersion{2, 4, 0} || model.facts.server >= ServerVersion{2, 5, 0})
        return;
    Refuser refuser(model, configuration, problems);
    for (const Statement& statement : configuration.statements) refuser.look_at(statement);
}

}  // namespace tlslint::apache
