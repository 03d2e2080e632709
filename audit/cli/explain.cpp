// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/rule_page_support.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {
namespace {

constexpr std::string_view formats[] = {"text", "markdown"};

Exit run(const Options& options, Io& io) {
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    const std::string& topic = options.arguments.front();
    if (const Rule* rule = rules::find(topic)) {
        io.out << (*format == "markdown" ? markdown_page(*rule) : terminal_page(*rule, io.width));
        return Exit::clean;
    }
    const Rule* const like = rules::nearest(topic);
    fmt::print(io.err, "tlslint: nothing is known about \"{}\"{}\n", topic,
               like ? fmt::format("; did you mean {}?", like->name)
                    : std::string("; `tlslint rules` lists the rules"));
    return Exit::failed;
}

constexpr std::string_view options[] = {"format"};

}  // namespace

namespace commands {
extern const Command explain;
const Command explain{.name = "explain",
                      .summary = "say what a rule means, why, and what to do",
                      .arguments = "TOPIC",
                      .about_arguments = "a rule, such as protocol/obsolete-version",
                      .least = 1,
                      .most = 1,
                      .options = options,
                      .run = run};
}  // namespace commands
}  // namespace tlslint
