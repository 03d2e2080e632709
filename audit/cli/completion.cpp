// SPDX-License-Identifier: Apache-2.0
// Completions for shells, made of the tables of commands, options, rules, targets and policies.
#include "audit/cli/command.hpp"
#include "audit/config/policies.hpp"
#include "audit/config/target.hpp"
#include "audit/report/report.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

using Words = std::vector<std::string>;

/// What may follow an option, or stand as an argument.
struct Values {
    Words words;
    bool files = false;
};

Words rule_names() {
    Words names;
    for (const Rule* rule : rules::all()) names.emplace_back(rule->name);
    return names;
}

Words policy_names() {
    Words names;
    for (const config::BuiltInPolicy& policy : config::built_in_policies())
        names.emplace_back(policy.file);
    return names;
}

Words target_names() {
    Words names;
    for (const config::Target& target : config::targets()) names.emplace_back(target.name);
    return names;
}

Words format_names() {
    Words names;
    for (const report::Reporter* reporter : report::reporters()) names.emplace_back(reporter->name);
    return names;
}

/// What may stand first, or after the name of a family.
Words command_names(std::string_view family) {
    Words names;
    if (family.empty()) {
        for (const Family& each : families()) names.emplace_back(each.name);
    }
    for (const Command* command : commands::all()) {
        const auto [of, own] = name_of(*command);
        if (of == family) names.emplace_back(own);
    }
    std::sort(names.begin(), names.end());
    return names;
}

Values values_of(const OptionInfo& option) {
    if (!option.choices.empty()) return {option.choices};
    if (option.value == "RULES" || option.value == "RULE=LEVEL") return {rule_names()};
    if (option.flag == "--target") return {target_names()};
    if (option.flag == "--policy") return {policy_names(), true};
    if (option.value == "FORMAT") return {format_names()};
    const bool files = option.value == "FILE" || option.value == "DIR" || option.value == "PATH";
    return {{}, files};
}

/// What stands where a command's arguments do: the words of "a|b|c", names that it knows, files.
Values arguments_of(const Command& command) {
    const std::string_view form = command.arguments;
    if (form.find('|') != std::string_view::npos && form.find(' ') == std::string_view::npos) {
        Words words;
        for (std::size_t at = 0; at <= form.size();) {
            const std::size_t end = std::min(form.find('|', at), form.size());
            words.emplace_back(form.substr(at, end - at));
            at = end + 1;
        }
        return {words};
    }
    if (form == "TOPIC") return {rule_names()};
    if (form == "[show NAME]") {
        Words words = policy_names();
        words.insert(words.begin(), "show");
        return {words};
    }
    return {{}, form.find("PATH") != std::string_view::npos};
}

/// In single quotes, for a shell; `inner` is escaped by a backslash inside of them.
std::string quoted(std::string_view text, std::string_view inner) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') {
            result += "'\\''";
            continue;
        }
        if (inner.find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result + "'";
}

void write_bash(std::ostream& out) {
    fmt::print(out,
               "# bash completion for tlslint, made by `tlslint completion bash`\n"
               "_tlslint() {{\n"
               "    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}\n"
               "    local command=${{COMP_WORDS[1]}} words='' files=\n"
               "    if ((COMP_CWORD == 1)); then\n"
               "        words='{} --help --version'\n",
               fmt::join(command_names(""), " "));
    for (const Family& family : families())
        fmt::print(out,
                   "    elif ((COMP_CWORD == 2)) && [ \"$command\" = {} ]; then\n"
                   "        words='{} --help'\n",
                   family.name, fmt::join(command_names(family.name), " "));
    out << "    else\n";
    for (const Family& family : families())
        fmt::print(out, "        [ \"$command\" != {} ] || command+=\" ${{COMP_WORDS[2]}}\"\n",
                   family.name);
    out << "        case \"$command $before\" in\n";
    for (const Command* command : commands::all()) {
        std::string flags;
        for (const OptionInfo& option : options_of(*command)) {
            flags += " " + option.flag;
            if (option.value.empty()) continue;
            const Values values = values_of(option);
            fmt::print(out, "        '{} {}') words='{}'{} ;;\n", command->name, option.flag,
                       fmt::join(values.words, " "), values.files ? " files=1" : "");
        }
        const Values arguments = arguments_of(*command);
        fmt::print(out,
                   "        '{} '*)\n"
                   "            case $word in -*) words='{}' ;; *) words='{}'{} ;; esac ;;\n",
                   command->name, flags.empty() ? flags : flags.substr(1),
                   fmt::join(arguments.words, " "), arguments.files ? " files=1" : "");
    }
    out << "        esac\n"
           "    fi\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"\n"
           "        [ -z \"$files\" ] || compgen -f -- \"$word\")\n"
           "    [ -z \"$files\" ] || compopt -o filenames\n"
           "}\n"
           "complete -F _tlslint tlslint\n";
}

void write_zsh(std::ostream& out) {
    // Of a specification: what ends the help, separates its parts, or is a pattern.
    constexpr std::string_view special = "[]:\\";
    out << "#compdef tlslint\n# zsh completion for tlslint, made by `tlslint completion zsh`\n"
           "_tlslint() {\n    local -a commands\n    commands=(\n";
    const auto describe = [&](std::string_view name, std::string_view summary) {
        fmt::print(out, "        {}\n", quoted(fmt::format("{}:{}", name, summary), ""));
    };
    for (const Family& family : families()) describe(family.name, family.summary);
    for (const Command* command : commands::all()) {
        if (name_of(*command).family.empty()) describe(command->name, command->summary);
    }
    out << "    )\n    if ((CURRENT == 2)); then\n        _describe command commands\n"
           "        return\n    fi\n    local command=$words[2]\n    shift words\n"
           "    ((CURRENT--))\n";
    for (const Family& family : families())
        fmt::print(out,
                   "    if [[ $command == {} ]]; then\n"
                   "        if ((CURRENT == 2)); then\n            compadd {}\n"
                   "            return\n        fi\n        command+=\" $words[2]\"\n"
                   "        shift words\n        ((CURRENT--))\n    fi\n",
                   family.name, fmt::join(command_names(family.name), " "));
    out << "    case $command in\n";
    const auto action = [](const Values& values) {
        if (!values.words.empty()) return fmt::format("({})", fmt::join(values.words, " "));
        return std::string(values.files ? "_files" : " ");
    };
    for (const Command* command : commands::all()) {
        fmt::print(out, "    '{}')\n        _arguments", command->name);
        for (const OptionInfo& option : options_of(*command)) {
            std::string spec = "*" + option.flag + "[";
            for (const char c : option.help) {
                if (special.find(c) != std::string_view::npos) spec += '\\';
                spec += c;
            }
            spec += "]";
            if (!option.value.empty()) spec += ":" + option.value + ":" + action(values_of(option));
            fmt::print(out, " \\\n            {}", quoted(spec, ""));
        }
        if (command->most > 0)
            fmt::print(out, " \\\n            {}",
                       quoted("*:argument:" + action(arguments_of(*command)), ""));
        out << " ;;\n";
    }
    out << "    esac\n}\n_tlslint \"$@\"\n";
}

void write_fish(std::ostream& out) {
    constexpr std::string_view special = "\\";
    out << "# fish completion for tlslint, made by `tlslint completion fish`\n"
           "complete -c tlslint -f\n"
           "complete -c tlslint -n __fish_use_subcommand -l version -d 'its version'\n";
    std::string no_family;
    for (const Family& family : families()) {
        fmt::print(out, "complete -c tlslint -n __fish_use_subcommand -a {} -d {}\n", family.name,
                   quoted(family.summary, special));
        no_family += fmt::format("; and not __fish_seen_subcommand_from {}", family.name);
    }
    for (const Command* command : commands::all()) {
        const auto [family, own] = name_of(*command);
        const std::string before = family.empty()
                                       ? "__fish_use_subcommand"
                                       : fmt::format("'__fish_seen_subcommand_from {}; and not "
                                                     "__fish_seen_subcommand_from {}'",
                                                     family, fmt::join(command_names(family), " "));
        fmt::print(out, "complete -c tlslint -n {} -a {} -d {}\n", before, own,
                   quoted(command->summary, special));
        const std::string when = fmt::format(
            "complete -c tlslint -n '__fish_seen_subcommand_from {}{}'", own,
            family.empty() ? no_family
                           : fmt::format("; and __fish_seen_subcommand_from {}", family));
        for (const OptionInfo& option : options_of(*command)) {
            const Values values = values_of(option);
            fmt::print(out, "{} -l {} -d {}", when, option.flag.substr(2),
                       quoted(option.help, special));
            if (!option.value.empty()) out << " -r" << (values.files ? " -F" : " -f");
            if (!values.words.empty()) fmt::print(out, " -a '{}'", fmt::join(values.words, " "));
            out << '\n';
        }
        const Values arguments = arguments_of(*command);
        if (!arguments.words.empty())
            fmt::print(out, "{} -a '{}'\n", when, fmt::join(arguments.words, " "));
        if (arguments.files) out << when << " -F\n";
    }
}

Exit run(const Options& options, Io& io) {
    const std::string& shell = options.arguments.front();
    if (shell == "bash") {
        write_bash(io.out);
    } else if (shell == "zsh") {
        write_zsh(io.out);
    } else if (shell == "fish") {
        write_fish(io.out);
    } else {
        complain(io, fmt::format("completion {}: there is bash, zsh, fish", shell));
        return Exit::failed;
    }
    return Exit::clean;
}

}  // namespace

namespace commands {
extern const Command completion;
const Command completion{.name = "completion",
                         .summary = "print a shell's completions",
                         .arguments = "bash|zsh|fish",
                         .about_arguments = "the shell; source what is printed, or put it where "
                                            "the shell looks",
                         .least = 1,
                         .most = 1,
                         .options = {},
                         .run = run};
}  // namespace commands
}  // namespace tlslint
