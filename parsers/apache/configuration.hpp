// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// A word of a statement's arguments as httpd hands it over.
struct Argument {
    std::string_view text;  // variables replaced, quotes removed, escapes undone
    Span span;              // where it is written; in a macro, in its body
    bool open = false;      // holds a variable that something outside of what was read may set; it
                            // stands in the text as written
};

/// A condition around statements that could not be decided.
struct Condition {
    std::string_view container;  // "ifmodule"
    std::string_view subject;    // "ssl_module"; of <IfVersion>, the whole condition
    bool negated = false;
    Span at;                            // its open tag
    const Condition* around = nullptr;  // the next undecided one
};

/// A macro's use that statements come from.
struct MacroUse {
    std::string_view macro;  // its name in lower case
    Span at;
    const MacroUse* around = nullptr;  // the use inside whose macro it stands
};

struct Statement;

/// What makes a <Directory> of an .htaccess file.
struct AccessFile {
    const Statement* server = nullptr;  // the virtual host whose requests read it; nullptr: the
                                        // main server's
    unsigned overrides = 0;  // what AllowOverride lets it say, bits of directives.hpp's place
};

/// One statement as httpd's second phase meets it.
struct Statement {
    std::string_view name;     // in lower case, a section's without '<': "sslengine", "virtualhost"
    std::string_view written;  // as written
    std::string_view raw;      // the arguments as one text, variables replaced; a section's up to
                               // its last '>'
    std::span<const Argument> args;
    Span span;  // the whole line, with its continuations
    bool is_section = false;
    const Condition* condition = nullptr;  // the innermost one that is not decided
    const MacroUse* use = nullptr;
    /// Of an Include whose files could not all be read: anything may stand in its place. Its name
    /// is "include". Includes that were read are not statements.
    const Inclusion* gap = nullptr;
    const Statement* section = nullptr;  // around it
    /// Of a section that stands for an .htaccess file: its directory's, behind all others.
    const AccessFile* access = nullptr;
    std::uint32_t index = 0;  // its place among all statements
    std::uint32_t end = 0;    // one past the last statement inside it

    /// Whether it is in force.
    [[nodiscard]] Truth active() const { return condition ? Truth::unknown : Truth::yes; }
};

/// What is left of a configuration when httpd has read it: includes in place, conditions decided as
/// far as they can be (what is certainly not in force is not here), macros and variables replaced.
/// The texts belong to the model.
struct Configuration {
    std::deque<Statement> statements;  // in the order of execution, sections before what is inside

    std::deque<Inclusion> gaps;  // what statements' `gap` points at

    /// Modules may be loaded, names defined and variables set by something that was not read: this
    /// is a fragment, or a main file that loads no module.
    bool is_open = false;
    /// By symbol ("ssl_module"): loaded, or perhaps. Those that are built in are among them.
    std::map<std::string, Truth, std::less<>> modules;

    /// The statements outside of all sections, and the sections, but for the virtual hosts: what
    /// every virtual host is looked up against, found once however many there are.
    std::vector<const Statement*> common;

    /// Symbols in the order in which LoadModule names them.
    std::vector<std::string> load_order;

    /// Whether one module's hooks are asked before another's of equal rank; where nothing says so,
    /// in the order of their names, as Debian and Fedora load them.
    [[nodiscard]] bool loads_before(std::string_view one, std::string_view other) const;
    /// By symbol, or by the name of its source file ("mod_ssl.c").
    [[nodiscard]] Truth has_module(std::string_view name) const;
    /// Whether every module that may be loaded is one whose directives the table has.
    [[nodiscard]] bool knows_all_directives() const;
};

/// Calls `visit(statement)` for each statement directly inside a section, in order; `section` is
/// nullptr for the top level.
template <class Visit>
void for_each_statement(const Configuration& configuration, const Statement* section,
                        const Visit& visit) {
    const auto end =
        section ? section->end : static_cast<std::uint32_t>(configuration.statements.size());
    for (std::uint32_t at = section ? section->index + 1 : 0; at < end;) {
        const Statement& statement = configuration.statements[at];
        visit(statement);
        at = statement.end;
    }
}

/// The same without virtual hosts.
template <class Visit>
void for_each_but_vhosts(const Configuration& configuration, const Statement* section,
                         const Visit& visit) {
    if (section) return for_each_statement(configuration, section, visit);
    for (const Statement* statement : configuration.common) visit(*statement);
}

}  // namespace tlslint::apache
