// SPDX-License-Identifier: Apache-2.0
// The statements that httpd carries out while it reads.
#include "parsers/apache/include.hpp"
#include "parsers/apache/modules.hpp"
#include "parsers/apache/reader.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/path.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::apache {
namespace {

constexpr int most_entries = 8;  // of one file that includes itself, directly or not

// A template's marker: what it stands for is not known here.
bool has_placeholder(std::string_view word) {
    return word.find("{{") != std::string_view::npos || word.find("<%") != std::string_view::npos
           || word.find("{%") != std::string_view::npos;
}

}  // namespace

bool Reader::read_phase(const Text& text, const Place& place) {
    const std::string_view name = text.name;
    const bool section = text.directive.shape() != Shape::simple;
    const auto refuse = [&](std::string message) {
        problem(Problem::Kind::refused, text.directive.name().span, std::move(message));
    };
    if (section) {
        if (name != "macro") return false;
        define_macro(text, place);
        return true;
    }
    if (name == "include" || name == "includeoptional") {
        if (text.args.size() == 1) {
            include(text, place, name == "includeoptional");
        } else {
            refuse(fmt::format("{} takes one argument, {}", text.written,
                               name == "include"
                                   ? "Name(s) of the config file(s) to be included; shell-style "
                                     "wildcard characters permitted"
                                   : "Name or pattern of the config file(s) to be included; "
                                     "ignored if the file does not exist or the pattern does not "
                                     "match any files"));
        }
    } else if (name == "define") {
        define(text, place);
    } else if (name == "undefine") {
        if (text.args.size() == 1) {
            variables_.undefine(text.args[0].text, !place.condition);
        } else {
            refuse(fmt::format("{} takes one argument, Undefine the existence of a variable. Undo "
                               "a Define.",
                               text.written));
        }
    } else if (name == "loadmodule") {
        load_module(text, place);
    } else if (name == "serverroot") {
        server_root(text);
    } else if (name == "use") {
        use_macro(text, place);
    } else if (name == "undefmacro") {
        if (text.args.empty()) {
            refuse("no macro name specified with UndefMacro");
        } else if (macros_.erase(lowered(text.args[0].text)) == 0 && !configuration_.is_open) {
            refuse(fmt::format("cannot remove undefined macro '{}'", lowered(text.args[0].text)));
        }
    } else {
        return name == "loadfile" || name == "defaultruntimedir" || name == "unclist";
    }
    return true;
}

void Reader::define(const Text& text, const Place& place) {
    const Span at = text.directive.name().span;
    if (text.args.empty() || text.args.size() > 2) {
        return problem(Problem::Kind::refused, at,
                       fmt::format("{} takes 1-2 arguments, Define a variable, optionally to a "
                                   "value.  Same as passing -D to the command line.",
                                   text.written));
    }
    const std::string_view name = text.args[0].text;
    if (name.find(':') != std::string_view::npos)
        return problem(Problem::Kind::refused, at, "Variable name must not contain ':'");
    std::optional<std::string_view> value;
    if (text.args.size() == 2) value = text.args[1].text;
    const bool certain = !place.condition && !(value && text.args[1].open);
    variables_.define(name, value, certain);
}

void Reader::load_module(const Text& text, const Place& place) {
    if (text.args.size() != 2) {
        return problem(Problem::Kind::refused, text.directive.name().span,
                       fmt::format("{} takes two arguments, a module name and the name of a shared "
                                   "object file from which it is loaded",
                                   text.written));
    }
    loads_modules_ = true;
    const auto load = [&](std::string_view symbol) {
        Truth& loaded =
            configuration_.modules.try_emplace(std::string(symbol), Truth::unknown).first->second;
        if (!place.condition) loaded = Truth::yes;
        configuration_.load_order.emplace_back(symbol);
    };
    load(text.args[0].text);
    // Third parties' symbols and source files may have names of their own.
    std::string_view object = filename_of(text.args[1].text);
    if (!object.ends_with(".so") || !object.starts_with("mod_")) return;
    object.remove_suffix(3);
    const std::string file = module_symbol(fmt::format("{}.c", object));
    if (!file.empty()) load(file);
}

void Reader::server_root(const Text& text) {
    const Span at = text.directive.name().span;
    if (text.args.size() != 1) {
        return problem(Problem::Kind::refused, at,
                       fmt::format("{} takes one argument, Common directory of server-related "
                                   "files (logs, confs, etc.)",
                                   text.written));
    }
    const Argument& argument = text.args[0];
    if (argument.open || has_placeholder(argument.text)) return;
    std::string path(argument.text);
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    const bool is_here = files_.status(path).kind == FileStatus::Kind::directory;
    if (is_here && path.starts_with('/')) {
        root_ = path;
        root_guessed_ = false;
        moved_from_.clear();
        return;
    }
    // The configuration was taken from where it is meant for: what would lie there lies around the
    // main file.
    moved_from_ = path;
}

void Reader::include(const Text& text, const Place& place, bool optional) {
    const Argument& name = text.args[0];
    Inclusion inclusion{.at = name.span, .deployed = joined(root_, name.text)};
    const auto cut = [&](Inclusion::State state, std::string detail) {
        inclusion.state = state;
        inclusion.detail = std::move(detail);
        finish(text, place, std::move(inclusion));
    };
    if (!options_.follow_includes)
        return cut(Inclusion::State::skipped, "includes are not followed");
    if (has_placeholder(name.text))
        return cut(Inclusion::State::skipped, "the name holds a template placeholder");
    if (name.open) {
        return cut(
            Inclusion::State::unknown,
            fmt::format("which file {} is depends on a variable that is not known", name.text));
    }
    std::string path = inclusion.deployed;
    const bool below_moved = !moved_from_.empty() && path.starts_with(moved_from_ + "/");
    if (below_moved) path = joined(root_, std::string_view(path).substr(moved_from_.size() + 1));
    NamedFiles named = files_of(files_, path);
    for (const std::string& file : named.paths)
        include_file(text, place, file, optional, inclusion);
    if (inclusion.state != Inclusion::State::read || named.state == Inclusion::State::read)
        return finish(text, place, std::move(inclusion));

    const bool absent = options_.is_absent(files_.deployed(files_.printed(path)));
    const bool nothing =
        named.state == Inclusion::State::empty || named.state == Inclusion::State::missing;
    inclusion.deployed = named.at;
    if (nothing && absent) return cut(Inclusion::State::absent, "");
    if (nothing && root_guessed_ && !name.text.starts_with('/')) {
        return cut(Inclusion::State::unknown,
                   "the directory that relative names start from is not known");
    }
    if (nothing && optional) return cut(Inclusion::State::empty, "");
    cut(nothing ? Inclusion::State::missing : named.state, named.detail);
}

void Reader::include_file(const Text& text, const Place& place, const std::string& path,
                          bool optional, Inclusion& inclusion) {
    const auto cut = [&](Inclusion::State state, std::string detail) {
        if (inclusion.state != Inclusion::State::read) return;  // the first one counts
        inclusion.state = state;
        inclusion.deployed = path;
        inclusion.detail = std::move(detail);
    };
    const IncludedFiles::File known = included_.read(path);
    if (!known.error.empty()) {
        if (known.missing && options_.is_absent(files_.deployed(files_.printed(path))))
            return cut(Inclusion::State::absent, "");
        if (known.missing && root_guessed_ && !text.args[0].text.starts_with('/')) {
            return cut(Inclusion::State::unknown,
                       "the directory that relative names start from is not known");
        }
        const bool tolerated = optional && model_.facts.server >= ServerVersion{2, 4, 30};
        if (known.missing && tolerated) return cut(Inclusion::State::empty, "");
        return cut(known.limit     ? Inclusion::State::limit
                   : known.missing ? Inclusion::State::missing
                                   : Inclusion::State::unreadable,
                   known.error);
    }
    int& entries = on_stack_[known.file];
    // httpd goes on until it is 128 files deep. A file may include itself once more where a
    // condition ends that.
    if (entries == most_entries || (entries > 0 && recursion_met_)) {
        recursion_met_ = true;
        return cut(Inclusion::State::cycle, model_.sources[known.file].path());
    }
    // Whoever walks the trees is to come to an end.
    if (entries == 0) inclusion.files.push_back(known.file);
    ++entries;
    Place inside = place;
    ++inside.depth;
    walk(model_.tree(known.file).directives(), inside);
    --on_stack_[known.file];
}

void Reader::finish(const Text& text, const Place& place, Inclusion inclusion) {
    const bool gap =
        inclusion.state != Inclusion::State::read && inclusion.state != Inclusion::State::empty;
    if (gap) {
        // Anything may have been said there.
        configuration_.is_open = true;
        variables_.lose_track();
        Text statement = text;
        statement.name = "include";
        emit(statement, place);
        configuration_.statements.back().gap = &configuration_.gaps.emplace_back(inclusion);
    }
    const bool is_new =
        said_.emplace(inclusion.at.file, inclusion.at.begin, inclusion.state, inclusion.deployed)
            .second;
    if (is_new) inclusions_.emplace_back(text.directive, std::move(inclusion));
}

void Reader::define_macro(const Text& text, const Place& place) {
    const Span at = text.directive.name().span;
    if (!text.closed)
        return problem(Problem::Kind::refused, at, "<Macro> directive missing closing '>'");
    if (text.args.empty()) {
        return problem(Problem::Kind::refused, at, "<Macro macro definition: empty name");
    }
    if (text.args[0].text.empty())
        return problem(Problem::Kind::refused, at, "<Macro macro definition: name not found");
    Macro macro{.name = lowered(text.args[0].text),
                .parameters = {},
                .section = text.directive,
                .outer = place.bindings};
    for (const Argument& parameter : text.args.subspan(1)) {
        if (parameter.text.empty()) {
            return problem(Problem::Kind::refused, parameter.span,
                           fmt::format("macro '{}' (defined on {}): empty argument #{} name",
                                       macro.name, place_of(at), macro.parameters.size() + 1));
        }
        const auto same =
            std::find(macro.parameters.begin(), macro.parameters.end(), parameter.text);
        if (same != macro.parameters.end()) {
            return problem(
                Problem::Kind::refused, parameter.span,
                fmt::format("argument name conflict in macro '{}' (defined on {}): argument '{}': "
                            "#{} and #{}, change argument names!",
                            macro.name, place_of(at), parameter.text,
                            same - macro.parameters.begin() + 1, macro.parameters.size() + 1));
        }
        macro.parameters.emplace_back(parameter.text);
    }
    macros_.insert_or_assign(macro.name, std::move(macro));
}

void Reader::use_macro(const Text& text, const Place& place) {
    const Span at = text.directive.name().span;
    const auto refuse = [&](std::string message) {
        problem(Problem::Kind::refused, at, std::move(message));
    };
    if (macros_.empty() && !configuration_.is_open) return refuse("no macro defined before Use");
    if (text.args.empty()) return refuse("no macro name specified with Use");
    const std::string name = lowered(text.args[0].text);
    const auto found = macros_.find(name);
    if (found == macros_.end()) {
        if (configuration_.is_open) {
            return finish(text, place,
                          {.at = text.args[0].span,
                           .state = Inclusion::State::unknown,
                           .deployed = name,
                           .detail = fmt::format("the macro {} is not defined here", name)});
        }
        return refuse(fmt::format("macro '{}' undefined", name));
    }
    const Macro macro = found->second;
    const std::string where = place_of(macro.section.name().span);
    const std::size_t given = text.args.size() - 1;
    if (given != macro.parameters.size()) {
        return refuse(fmt::format("macro '{}' (defined on {}) used with {} arguments instead of {}",
                                  name, where, given, macro.parameters.size()));
    }
    if (std::find(macros_in_use_.begin(), macros_in_use_.end(), name) != macros_in_use_.end())
        return refuse(fmt::format("recursive use of macro '{}' is invalid", name));
    std::vector<std::string> values;
    for (const Argument& value : text.args.subspan(1)) values.emplace_back(value.text);
    const Bindings& bindings = bindings_.emplace_back(macro.bind(values));

    Place inside = place;
    ++inside.depth;
    inside.bindings = &bindings;
    inside.use = model_.arena.keep_one(MacroUse{interned(name), at, place.use});
    macros_in_use_.push_back(name);
    walk(macro.section.block(), inside);
    macros_in_use_.pop_back();
}

}  // namespace tlslint::apache
