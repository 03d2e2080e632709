// SPDX-License-Identifier: Apache-2.0
// What httpd reads with each request: .htaccess files on the way to a server's documents, as far as
// AllowOverride lets it (section 2.6 of the reference; ap_directory_walk of server/request.c).
#include "parsers/apache/directives.hpp"
#include "parsers/apache/reader.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/apache/sections.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/path.hpp"

#include <algorithm>

namespace tlslint::apache {
namespace {

using Sections = std::vector<const Statement*>;

constexpr std::size_t longest_path = 4096;  // PATH_MAX

// The last statement of that name directly inside a section, or outside of all.
const Statement* last_of(const Configuration& configuration, const Statement* section,
                         std::string_view name) {
    const Statement* found = nullptr;
    for_each_statement(configuration, section, [&](const Statement& statement) {
        if (statement.name == name && !statement.args.empty() && !statement.args.front().open
            && standing(statement.condition) != Standing::absent)
            found = &statement;
    });
    return found;
}

unsigned overrides_of(const Statement& statement) {
    using namespace place;
    constexpr struct {
        std::string_view word;
        unsigned bits;
    } words[] = {{"all", limit | options | file_info | authentication | indexes},
                 {"none", 0},
                 {"authconfig", authentication},
                 {"fileinfo", file_info},
                 {"indexes", indexes},
                 {"limit", limit},
                 {"options", options}};
    unsigned overrides = 0;
    for (const Argument& argument : statement.args) {
        const std::string_view word = argument.text.substr(0, argument.text.find('='));
        for (const auto& known : words) {
            if (equal_ignoring_case(word, known.word)) overrides |= known.bits;
        }
    }
    return overrides;
}

// What decides about access files, of one server or outside of all.
struct Access {
    const Statement* root = nullptr;   // DocumentRoot
    const Statement* names = nullptr;  // AccessFileName
    Sections directories;              // with a path
};

Access access_of(const Configuration& configuration, const Statement* section) {
    Access access;
    for_each_statement(configuration, section, [&](const Statement& statement) {
        if (statement.args.empty() || statement.args.front().open || statement.access
            || standing(statement.condition) == Standing::absent)
            return;
        if (statement.name == "documentroot")
            access.root = &statement;
        else if (statement.name == "accessfilename")
            access.names = &statement;
        else if (statement.name == "directory" && statement.args.size() == 1)
            access.directories.push_back(&statement);
    });
    return access;
}

// A virtual host's behind the main server's; sections in the order in which they are merged.
Access merged(const Access& common, const Access& own) {
    Access access{.root = own.root ? own.root : common.root,
                  .names = own.names ? own.names : common.names,
                  .directories = common.directories};
    access.directories.insert(access.directories.end(), own.directories.begin(),
                              own.directories.end());
    std::stable_sort(access.directories.begin(), access.directories.end(),
                     [](const Statement* a, const Statement* b) {
                         return without_slash(a->args.front().text).size()
                                < without_slash(b->args.front().text).size();
                     });
    return access;
}

unsigned overrides_at(const Configuration& configuration, const Sections& sections,
                      std::string_view directory) {
    // Where nobody says None the file is read, and may say next to nothing.
    unsigned overrides = place::unset;
    for (const Statement* section : sections) {
        if (!lies_in(directory, without_slash(section->args.front().text))) continue;
        if (const auto* statement = last_of(configuration, section, "allowoverride"))
            overrides = overrides_of(*statement);
    }
    return overrides;
}

}  // namespace

void Reader::read_access_files() {
    std::vector<const Statement*> servers{nullptr};
    for_each_statement(configuration_, nullptr, [&](const Statement& statement) {
        if (statement.name == "virtualhost") servers.push_back(&statement);
    });
    const Access common = access_of(configuration_, nullptr);
    for (const Statement* server : servers) {
        const Access access = merged(common, server ? access_of(configuration_, server) : Access());
        if (!access.root || access.root->args.front().text.size() > longest_path) continue;
        const Argument standard{.text = ".htaccess", .span = {}};
        const auto names = access.names ? access.names->args : std::span(&standard, 1);
        const std::string root = joined(root_, access.root->args.front().text);
        const std::string_view directory = without_slash(root);
        // From "/" down, each directory on the way.
        for (std::size_t end = 0; end != std::string_view::npos;) {
            end = directory.find('/', end + 1);
            const std::string_view each = directory.substr(0, end);
            if (const unsigned overrides = overrides_at(configuration_, access.directories, each))
                read_access_file(server, each, names, overrides);
        }
    }
}

void Reader::read_access_file(const Statement* server, std::string_view directory,
                              std::span<const Argument> names, unsigned overrides) {
    for (const Argument& name : names) {
        const std::string path = joined(directory, name.text);
        // Most directories have none, and what is not there is not worth a word.
        const auto [known_to_be, is_new] = access_files_.try_emplace(path);
        if (is_new) known_to_be->second = files_.status(path).kind == FileStatus::Kind::regular;
        if (!known_to_be->second) continue;
        const IncludedFiles::File& known = included_.read(path);
        if (!known.error.empty()) return;
        Statement& section = configuration_.statements.emplace_back();
        section.name = "directory";
        section.written = "Directory";
        section.raw = model_.arena.keep(directory);
        section.span = {.file = known.file, .begin = 0, .end = 0};
        section.args = model_.arena.keep(std::vector{Argument{section.raw, section.span}});
        section.is_section = true;
        section.access = model_.arena.keep_one(AccessFile{server, overrides});
        section.index = static_cast<std::uint32_t>(configuration_.statements.size() - 1);
        access_ = section.access;
        walk(model_.tree(known.file).directives(),
             {.section = &section, .sections = 1, .depth = 1});
        access_ = nullptr;
        section.end = static_cast<std::uint32_t>(configuration_.statements.size());
        return;
    }
}

bool Reader::may_stand_in_access_file(const Text& text, unsigned overrides) const {
    const bool section = text.directive.shape() != Shape::simple;
    const auto rows = find_directives(text.written, section);
    return rows.empty() || std::any_of(rows.begin(), rows.end(), [&](const DirectiveFacts& row) {
               return (row.places & overrides) != 0;
           });
}

}  // namespace tlslint::apache
