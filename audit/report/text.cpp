// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "audit/report/excerpt_support.hpp"
#include "audit/report/report.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/summary_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tlslint::report {
namespace {

constexpr unsigned narrowest = 40;  // columns; below that lines break anyway

/// How a finding's lines stand: `width` columns, of which the line number takes `gutter`.
struct Page {
    std::size_t width;
    std::size_t gutter;
    std::string_view colour;  // the finding's, empty for none
};

std::string_view colour_of(Severity severity) {
    switch (severity) {
    case Severity::info: return "\x1b[1;36m";
    case Severity::warning: return "\x1b[1;33m";
    case Severity::error: return "\x1b[1;31m";
    }
    return "";
}

std::string paint(std::string_view colour, std::string_view text) {
    return colour.empty() ? std::string(text) : fmt::format("{}{}\x1b[0m", colour, text);
}

/// `error: message      [rule]`, the rule at the right edge of the message's last line or of one of
/// its own.
std::string headline(const Item& item, const Page& page) {
    const std::string_view severity = spell(item.severity);
    const std::string rule = "[" + printable(item.rule->name) + "]";
    const std::size_t indent = severity.size() + 2;
    std::string text = paint(page.colour, severity) + ": ";
    std::size_t used = 0;
    for (const std::string& line : wrap(safe_text(item.message), page.width - indent)) {
        if (used > 0) text += "\n" + std::string(indent, ' ');
        text += line;
        used = indent + columns(line);
    }
    if (used + 1 + rule.size() > page.width) {
        text += "\n";
        used = 0;
    }
    text.append(page.width - std::min(page.width, used + rule.size()), ' ');
    return text + paint(page.colour.empty() ? "" : "\x1b[1m", rule) + "\n";
}

std::string margin(const Page& page, std::string_view mark) {
    return fmt::format("{:{}} {} ", "", page.gutter, mark);
}

std::string note(const Page& page, std::string_view text) {
    return paragraph(margin(page, "="), text, page.width);
}

/// A source line behind its number.
std::string numbered(const Page& page, std::uint32_t line, const Excerpt& excerpt) {
    return fmt::format("{:>{}} | {}\n", line, page.gutter, excerpt.line);
}

std::size_t room_for_source(const Page& page) {
    return page.width - page.gutter - 3;
}

struct Source {
    std::string text;
    bool says_reason;
};

/// The source line with its carets and, where it fits behind them, the reason.
Source show_source(const Place& place, std::string_view reason, const Page& page) {
    const std::size_t room = room_for_source(page);
    const Excerpt excerpt = make_excerpt(place, room);
    const std::size_t used = excerpt.indent.size() + excerpt.carets.size() + 1;
    const bool fits = !reason.empty() && used + columns(reason) <= room;
    std::string text = fmt::format("{:{}} |\n", "", page.gutter);
    text += numbered(page, place.line, excerpt);
    text += margin(page, "|") + excerpt.indent + paint(page.colour, excerpt.carets);
    if (fits) text.append(" ").append(reason);
    return {text + "\n", fits};
}

std::string show_names(const std::vector<std::string>& names, const Page& page) {
    if (names.empty()) return "";
    std::string text = "in force for " + printable(names.front());
    if (names.size() == 2) text += " and " + printable(names.back());
    if (names.size() > 2) text += fmt::format(" and {} more", names.size() - 1);
    return note(page, text);
}

std::string show_fix(const Item& item, const Page& page) {
    if (!item.fix || item.fix->description.empty()) {
        return item.remedy().empty() ? "" : note(page, "fix: " + safe_text(item.remedy()));
    }
    std::string text = "fix: " + safe_text(item.fix->description);
    if (item.fix->safety == "safe") text += "   (tlslint fix)";
    if (item.fix->safety == "unsafe") text += "   (tlslint fix --unsafe)";
    return note(page, text);
}

std::string show_related(const Related& related, const Page& page) {
    const std::string lead = fmt::format("{:{}}::: ", "", page.gutter);
    std::string text =
        paragraph(lead, location(related.place) + "  " + safe_text(related.message), page.width);
    if (!related.place.source.empty()) {
        const Excerpt excerpt = make_excerpt(related.place, room_for_source(page));
        if (excerpt.whole) text += numbered(page, related.place.line, excerpt);
    }
    return text;
}

Page lay_out(const Item& item, const Style& style) {
    std::uint32_t last = item.place ? item.place->line : 0;
    for (const Related& related : item.related) last = std::max(last, related.place.line);
    return {.width = style.width,
            .gutter = std::max<std::size_t>(2, fmt::formatted_size("{}", last)),
            .colour = style.colour ? colour_of(item.severity) : ""};
}

std::string show(const Item& item, const Style& style) {
    const Page page = lay_out(item, style);
    const std::string reason = safe_text(item.reason());
    bool says_reason = reason.empty();
    std::string text = headline(item, page);
    text += fmt::format("{:{}}--> {}\n", "", page.gutter, location(item));
    if (item.place && !item.place->source.empty()) {
        const Source source = show_source(*item.place, reason, page);
        text += source.text;
        says_reason = says_reason || source.says_reason;
    }
    for (const Related& related : item.related) text += show_related(related, page);
    if (!says_reason) text += note(page, reason);
    if (item.configured) text += note(page, "configured: " + safe_text(*item.configured));
    if (item.observed) text += note(page, "observed: " + safe_text(*item.observed));
    text += show_names(item.names, page);
    for (const std::string& sentence : item.provenance) text += note(page, safe_text(sentence));
    if (item.suppression) text += note(page, "suppressed " + spell(*item.suppression));
    return text + show_fix(item, page) + "\n";
}

void write(const Document& document, const Style& wanted, std::ostream& out) {
    Style style = wanted;
    style.width = std::max(wanted.width, narrowest);
    for (const Item& item : document.items) out << show(item, style);
    out << summarise(document, style);
}

}  // namespace

namespace formats {
extern const Reporter text;
const Reporter text{"text", "for people at a terminal: excerpts, reasons, fixes, a summary", write};
}  // namespace formats
}  // namespace tlslint::report
