// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/sections.hpp"

#include <algorithm>
#include <utility>

namespace tlslint::apache {
namespace {

// The groups of sections, in the order in which a request passes them.
enum class Group { directory, directory_match, files, location, expression, none };

Group group_of(const Statement& section) {
    if (!section.is_section) return Group::none;
    const std::string_view name = section.name;
    const bool pattern = !section.args.empty() && section.args.front().text == "~";
    if (name == "directory") return pattern ? Group::directory_match : Group::directory;
    if (name == "directorymatch") return Group::directory_match;
    if (name == "files" || name == "filesmatch") return Group::files;
    if (name == "location" || name == "locationmatch") return Group::location;
    if (name == "if" || name == "elseif" || name == "else") return Group::expression;
    return Group::none;
}

// Chains of <If>, <ElseIf> and <Else> are decided one after the other.
class Chain {
  public:
    Truth next(const Statement& section, const Asked& asked) {
        const Truth own = section.name == "else" ? Truth::yes
                          : section.args.empty()
                              ? Truth::unknown
                              : expression_holds(section.args.front().text, asked);
        if (section.name == "if") taken_ = Truth::no;
        const Truth before = taken_;
        if (own == Truth::yes)
            taken_ = Truth::yes;
        else if (own == Truth::unknown && taken_ == Truth::no)
            taken_ = Truth::unknown;
        if (before == Truth::yes) return Truth::no;
        return before == Truth::unknown && own != Truth::no ? Truth::unknown : own;
    }

  private:
    Truth taken_ = Truth::no;
};

// A directory's own file comes behind its sections.
std::pair<std::ptrdiff_t, bool> depth(const Statement& directory) {
    const std::string_view path = without_slash(directory.args.front().text);
    return {path == "/" ? 0 : std::count(path.begin(), path.end(), '/'),
            directory.access != nullptr};
}

bool is_anothers(const Statement& section, const Vhost& vhost) {
    return section.access && section.access->server != vhost.scope.section();
}

void add_expressions(const Configuration& configuration, const Statement* section,
                     const Asked& asked, std::vector<Section>& found) {
    Chain chain;
    for_each_but_vhosts(configuration, section, [&](const Statement& statement) {
        if (group_of(statement) != Group::expression
            || standing(statement.condition) == Standing::absent)
            return;
        const Truth applies = chain.next(statement, asked);
        if (applies == Truth::no) return;
        found.push_back({&statement, applies});
        add_expressions(configuration, &statement, asked, found);
    });
}

}  // namespace

std::string_view without_slash(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path;
}

bool lies_in(std::string_view directory, std::string_view outer) {
    return outer == "/" || directory == outer
           || (directory.starts_with(outer) && directory[outer.size()] == '/');
}

std::string_view document_root(const Vhost& vhost) {
    return without_slash(deciding(vhost.scope, "documentroot").value());
}

bool covers_all(const Statement& section, const Vhost& vhost) {
    if (section.args.empty()) return false;
    if (section.access) return true;
    const bool pattern = section.args.front().text == "~" && section.args.size() > 1;
    const std::string_view path =
        without_slash(pattern ? section.args[1].text : section.args[0].text);
    if (section.name == "locationmatch" || (section.name == "location" && pattern))
        return matches_everything(path);
    if (section.name == "location") return path == "/" || path == "/*";
    if (section.name != "directory" || pattern) return false;
    const std::string_view root = document_root(vhost);
    return path == "/" || (!root.empty() && lies_in(root, path));
}

std::vector<Section> sections_for(const Vhost& vhost, const Statement* inner, const Asked& asked) {
    std::vector<Section> found;
    const Configuration& configuration = vhost.scope.configuration();
    for (const Group group :
         {Group::directory, Group::directory_match, Group::files, Group::location}) {
        const std::size_t begin = found.size();
        for (const Scope* scope : {vhost.scope.outer(), &vhost.scope}) {
            if (!scope) continue;
            for (const Statement* statement : scope->sections()) {
                if (group_of(*statement) != group || is_anothers(*statement, vhost)
                    || (statement != inner && !covers_all(*statement, vhost)))
                    continue;
                const bool sure = standing(statement->condition) != Standing::perhaps;
                found.push_back({statement, sure ? Truth::yes : Truth::unknown});
            }
        }
        // Shorter paths come first, whichever server they belong to.
        if (group == Group::directory)
            std::stable_sort(found.begin() + static_cast<std::ptrdiff_t>(begin), found.end(),
                             [](const Section& a, const Section& b) {
                                 return depth(*a.statement) < depth(*b.statement);
                             });
    }
    // Those of <If> come last, wherever they stand.
    const std::vector<Section> around = found;
    if (vhost.scope.outer()) add_expressions(configuration, nullptr, asked, found);
    add_expressions(configuration, vhost.scope.section(), asked, found);
    for (const Section& section : around)
        add_expressions(configuration, section.statement, asked, found);
    return found;
}

std::vector<const Statement*> inner_sections(const Vhost& vhost) {
    std::vector<const Statement*> found;
    for (const Scope* scope : {vhost.scope.outer(), &vhost.scope}) {
        if (!scope) continue;
        for (const Statement* statement : scope->sections()) {
            const Group group = group_of(*statement);
            if (group != Group::none && group != Group::expression
                && !is_anothers(*statement, vhost) && !covers_all(*statement, vhost))
                found.push_back(statement);
        }
    }
    return found;
}

bool is_location(const Statement& section) {
    return section.name == "location" || section.name == "locationmatch";
}

bool is_for_files(const Statement& section) {
    for (const Statement* at = &section; at; at = at->section) {
        const Group group = group_of(*at);
        if (group == Group::directory || group == Group::directory_match || group == Group::files)
            return true;
    }
    return false;
}

std::string_view match_of(const Statement& section) {
    std::string_view text = section.raw;
    // One word loses its quotes.
    return section.args.size() == 1 ? section.args.front().text : text;
}

}  // namespace tlslint::apache
