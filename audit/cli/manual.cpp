// SPDX-License-Identifier: Apache-2.0
// The manual page, made of the tables of commands, options and formats.
#include "audit/cli/command.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/report.hpp"
#include "audit/version.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {
namespace {

/// As text for troff (groff_char(7)): no escapes, no requests, hyphens that can be copied.
std::string troff(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) >= 0x80) {
            const report::CodePoint point = report::decode(text, at);
            result += fmt::format("\\[u{:04X}]", static_cast<unsigned>(point.value));
            at += point.bytes - 1;
        } else if (c == '\\') {
            result += "\\e";
        } else if (c == '-') {
            result += "\\-";
        } else if (c == '\'') {
            result += "\\(aq";
        } else if (c == '`') {
            result += "\\(ga";
        } else {
            result += c;
        }
    }
    // A point at the beginning of a line would be a request.
    return result.starts_with('.') ? "\\&" + result : result;
}

void write_command(const Command& command, std::ostream& out) {
    fmt::print(out, ".SS tlslint {} {}\n{}.\n", troff(command.name), troff(command.arguments),
               troff(command.summary));
    if (!command.about_arguments.empty())
        fmt::print(out, ".TP\n.I {}\n{}\n", troff(command.arguments),
                   troff(command.about_arguments));
    for (const OptionInfo& option : options_of(command)) {
        fmt::print(out, ".TP\n.B {}", troff(option.flag));
        if (!option.value.empty()) fmt::print(out, " \\fI{}\\fR", troff(option.value));
        fmt::print(out, "\n{}", troff(option.help));
        if (!option.choices.empty())
            fmt::print(out, ": {}", troff(fmt::format("{}", fmt::join(option.choices, ", "))));
        out << '\n';
    }
}

Exit run(const Options&, Io& io) {
    std::ostream& out = io.out;
    fmt::print(out,
               ".\\\" Made by `tlslint manual`.\n"
               ".TH TLSLINT 1 \"\" \"tlslint {}\" \"User Commands\"\n"
               ".SH NAME\n"
               "tlslint \\- linter for the TLS side of web\\-server configuration\n"
               ".SH SYNOPSIS\n",
               troff(version));
    std::string_view joint;
    for (const Command* command : commands::all()) {
        fmt::print(out, "{}.B tlslint {}\n", joint, troff(command->name));
        fmt::print(out, "{}", command->options.empty() ? "" : ".RI [ options ]\n");
        if (!command->arguments.empty()) fmt::print(out, ".I {}\n", troff(command->arguments));
        joint = ".br\n";
    }
    out << ".SH DESCRIPTION\n"
           "Reads the configuration of web servers and load balancers as they do, works out what "
           "TLS each endpoint will really speak,\nand says what is wrong, where, why, and what to "
           "do.\n"
           ".SH COMMANDS\n";
    for (const Command* command : commands::all()) write_command(*command, out);
    out << ".SH FORMATS\nOf\n.BR \"tlslint check \\-\\-format\" :\n";
    for (const report::Reporter* reporter : report::reporters())
        fmt::print(out, ".TP\n.B {}\n{}\n", troff(reporter->name), troff(reporter->summary));
    out << ".SH EXIT STATUS\n"
           ".TP\n.B 0\nnothing at or above\n.B \\-\\-fail\\-on\n"
           ".TP\n.B 1\nfindings\n"
           ".TP\n.B 2\nthe work could not be done: wrong usage, unreadable files, no "
           "configuration found\n"
           ".SH ENVIRONMENT\n"
           ".TP\n.B NO_COLOR\nwhere set and not empty, no colours\n"
           ".TP\n.B FORCE_COLOR\nwhere set and not empty, colours without a terminal too\n"
           ".SH SEE ALSO\n"
           ".BR nginx (8),\n.BR apache2 (8),\n.BR haproxy (1),\n.BR openssl\\-ciphers (1)\n";
    return Exit::clean;
}

}  // namespace

namespace commands {
extern const Command manual;
const Command manual{.name = "manual",
                     .summary = "print the manual page, for man(1)",
                     .arguments = "",
                     .about_arguments = "",
                     .options = {},
                     .run = run};
}  // namespace commands
}  // namespace tlslint
