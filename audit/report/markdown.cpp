// SPDX-License-Identifier: Apache-2.0
// GitHub-flavoured Markdown for job summaries and comments. What comes from the input cannot start
// markup, leave its table cell, link, or call a person.
#include "audit/report/escape_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <map>
#include <ostream>

namespace tlslint::report {
namespace {

constexpr std::size_t most_bytes = 900'000;  // GitHub's job summaries end at 1 MiB

/// Printable text in which nothing is markup: character references never are (CommonMark 2.5).
std::string plain(std::string_view text) {
    constexpr std::string_view markup = "\\`*_[]<>#|~&@$!:";
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool links = c != ':' || text.substr(i).starts_with("://");
        const bool is_www = c == '.' && i >= 3 && text.substr(i - 3, 3) == "www";
        if ((markup.find(c) == std::string_view::npos || !links) && !is_www) {
            result += c;
        } else {
            result += fmt::format("&#{};", static_cast<int>(c));
        }
        // GitHub looks for @names and #numbers in the finished text.
        if (c == '@' || c == '#') result += "<!-- -->";
    }
    return result;
}

std::string code(std::string_view text) {
    return "<code>" + plain(text) + "</code>";
}

std::string row_of(const Item& item) {
    std::string message = plain(safe_text(item.message));
    if (!item.names.empty()) {
        message += " · " + plain(printable(item.names.front()));
        if (item.names.size() > 1) message += fmt::format(" and {} more", item.names.size() - 1);
    }
    return fmt::format("| {} | {} | {} | {} |\n", spell(item.severity), message,
                       code(location(item)), code(printable(item.rule->name)));
}

std::string link(const Reference& reference) {
    // Brackets end a target; ours come from rules and have none.
    const bool plain_target = reference.url.find_first_of("<>\\ \t\r\n") == std::string::npos;
    const std::string title = plain(printable(reference.title));
    return plain_target ? fmt::format("[{}](<{}>)", title, printable(reference.url)) : title;
}

/// What to do, once for each rule.
std::string advice_on(const std::vector<const Item*>& items) {
    std::map<std::string_view, const Item*> rules;
    for (const Item* item : items) rules.try_emplace(item->rule->name, item);
    std::string text = "\n<details><summary>What to do</summary>\n\n";
    for (const auto& [name, item] : rules) {
        text += fmt::format("- {}: {}", code(printable(name)), plain(safe_text(item->remedy())));
        for (const Reference& reference : item->rule->references) text += " " + link(reference);
        text += '\n';
    }
    return text + "\n</details>\n";
}

std::string headline(const Document& document) {
    const Summary& summary = document.summary;
    const std::size_t found = summary.errors + summary.warnings + summary.infos;
    std::string text = "### tlslint: ";
    text += found == 0
                ? "nothing to report"
                : fmt::format("{}, {}, {}", count(summary.errors, "error"),
                              count(summary.warnings, "warning"), count(summary.infos, "info"));
    text += fmt::format("\n\n{}, {}", count(summary.files, "file"),
                        count(summary.endpoints, "endpoint"));
    if (summary.suppressed > 0) text += fmt::format(", {} suppressed", summary.suppressed);
    if (const std::string skipped = describe_skipped(summary); !skipped.empty())
        text += ". **" + skipped + "**";
    if (!document.undetermined.empty())
        text += ". " + plain(describe_undetermined(document.undetermined));
    return text + ".\n";
}

void write(const Document& document, const Style&, std::ostream& out) {
    std::string text = headline(document);
    const std::vector<const Item*> items = worst_first(document);
    if (!items.empty()) {
        text += "\n| | what | where | rule |\n|---|---|---|---|\n";
        const std::string advice = advice_on(items);
        std::size_t written = 0;
        for (const Item* item : items) {
            const std::string row = row_of(*item);
            if (text.size() + row.size() + advice.size() > most_bytes) break;
            text += row;
            ++written;
        }
        if (written < items.size())
            text += fmt::format("\n{} more, less severe, left out.\n", items.size() - written);
        text += advice;
    }
    out << text;
}

}  // namespace

namespace formats {
extern const Reporter markdown;
const Reporter markdown{"markdown", "a table for job summaries and comments", write};
}  // namespace formats
}  // namespace tlslint::report
