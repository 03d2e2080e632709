// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/explain.hpp"

#include "audit/cli/answer_json_support.hpp"
#include "audit/cli/answer_page_support.hpp"
#include "audit/cli/command.hpp"
#include "audit/report/escape_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

constexpr std::string_view formats[] = {"text", "json", "markdown"};

/// The topic under which the whole guide is printed.
constexpr std::string_view guide = "handshake-errors";

/// An alert number that IANA has not given away is an answer too.
bool is_unassigned(std::string_view topic) {
    if (topic.starts_with("alert ")) topic.remove_prefix(6);
    return !topic.empty() && topic.size() <= 3
           && std::all_of(topic.begin(), topic.end(), [](char c) { return c >= '0' && c <= '9'; })
           && std::stoi(std::string(topic)) <= 255;
}

Exit refuse(const std::string& topic, Io& io) {
    std::string like;
    for (const std::string_view name : explain::nearest(topic))
        like += fmt::format("{}{}", like.empty() ? "" : ", or ", name);
    // A pasted line may be long, and hold anything.
    const std::string shown = report::printable(topic.substr(0, 200));
    fmt::print(io.err, "tlslint: nothing is known about \"{}{}\"{}\n", shown,
               topic.size() > 200 ? "…" : "",
               like.empty() ? "; `tlslint explain handshake-errors` shows all that is known, "
                              "`tlslint rules` lists the rules"
                            : fmt::format("; did you mean {}?", like));
    return Exit::failed;
}

Exit run(const Options& options, Io& io) {
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    // A message pasted without quotes arrives as many words.
    const std::string topic = fmt::format("{}", fmt::join(options.arguments, " "));
    if (topic == guide) {
        io.out << (*format == "json" ? json_answer(topic, explain::everything()) : guide_page());
        return Exit::clean;
    }
    const explain::Answer answer = explain::find(topic);
    if (answer.matches.empty() && is_unassigned(topic) && *format != "json") {
        fmt::print(io.out,
                   "{} is not assigned: no TLS version has such an alert. Whoever sent it speaks "
                   "something else, or breaks the rules.\n",
                   report::printable(topic));
        return Exit::clean;
    }
    if (answer.matches.empty()) return refuse(topic, io);
    if (*format == "json")
        io.out << json_answer(topic, answer);
    else
        io.out << (*format == "markdown" ? markdown_answer(answer)
                                         : terminal_answer(answer, io.width));
    return Exit::clean;
}

constexpr std::string_view options[] = {"format"};

}  // namespace

namespace commands {
extern const Command explain;
const Command explain{
    .name = "explain",
    .summary = "say what a rule, a cause, an alert or an error message means, and what to do",
    .arguments = "TOPIC",
    .about_arguments =
        "a rule (protocol/obsolete-version), one of the nine causes (name-mismatch), "
        "a TLS alert (40, handshake_failure), an error message or a whole log line; "
        "handshake-errors for the guide",
    .least = 1,
    .most = 1000,
    .options = options,
    .run = run};
}  // namespace commands
}  // namespace tlslint
