// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/rule_page_support.hpp"

#include "audit/report/words_support.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

namespace tlslint {
namespace {

std::string servers_of(const Rule& rule) {
    return in_words(std::vector<std::string_view>(rule.servers.begin(), rule.servers.end()));
}

std::string indented(std::string_view text) {
    std::string result = "    ";
    for (const char c : text) {
        result += c;
        if (c == '\n') result += "    ";
    }
    return result + "\n";
}

std::string cause_of(const Rule& rule) {
    return fmt::format("cause {} of 9, {}", static_cast<int>(rule.cause), name(rule.cause));
}

}  // namespace

std::string terminal_page(const Rule& rule, unsigned width) {
    std::string page = fmt::format("{}\n\n", rule.name);
    page += report::paragraph("", fmt::format("{}.", rule.summary), width);
    page +=
        fmt::format("{} · {} · since {}{}\n\n", name(rule.severity), servers_of(rule), rule.since,
                    rule.cause == Cause::none ? std::string() : " · " + cause_of(rule));
    page += report::paragraph("Why     ", rule.why, width);
    page += report::paragraph("Remedy  ", rule.remedy, width);
    page += "\nWrong\n" + indented(rule.bad) + "\nRight\n" + indented(rule.good) + "\nSources\n";
    for (const Reference& reference : rule.references)
        page += fmt::format("    {}\n      {}\n", reference.title, reference.url);
    return page;
}

std::string markdown_page(const Rule& rule) {
    std::string page = fmt::format("# {}\n\n{}.\n\n", rule.name, rule.summary);
    page +=
        fmt::format("| severity | servers | cause of a failed handshake | since "
                    "|\n|---|---|---|---|\n| {} | {} | {} | {} |\n\n",
                    name(rule.severity), servers_of(rule),
                    rule.cause == Cause::none ? std::string("none") : cause_of(rule), rule.since);
    page += fmt::format("## Why\n{}\n\n## Remedy\n{}\n\n", rule.why, rule.remedy);
    page += fmt::format("## Example\nWrong:\n```\n{}\n```\nRight:\n```\n{}\n```\n\n## Sources\n",
                        rule.bad, rule.good);
    for (const Reference& reference : rule.references)
        page += fmt::format("- [{}]({})\n", reference.title, reference.url);
    page += "\n<!-- Made by `./dev docs` from rules/; do not edit. -->\n";
    return page;
}

}  // namespace tlslint
