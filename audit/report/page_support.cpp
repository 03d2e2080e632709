// SPDX-License-Identifier: Apache-2.0
#include "audit/report/page_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/json_value_support.hpp"
#include "audit/report/page_texts.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace tlslint::report {
namespace {

constexpr std::size_t most_names = 12;

struct Column {
    std::string_view name;  // in script.js
    std::string PageFinding::*member;
};

constexpr std::array<Column, 12> columns_of_page{{{"state", &PageFinding::state},
                                                  {"rule", &PageFinding::rule},
                                                  {"message", &PageFinding::message},
                                                  {"host", &PageFinding::host},
                                                  {"group", &PageFinding::group},
                                                  {"owner", &PageFinding::owner},
                                                  {"place", &PageFinding::place},
                                                  {"names", &PageFinding::names},
                                                  {"cause", &PageFinding::cause},
                                                  {"source", &PageFinding::source},
                                                  {"remedy", &PageFinding::remedy},
                                                  {"detail", &PageFinding::detail}}};

std::string_view class_of(Severity severity) {
    switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "";
}

/// JSON inside of an element <script>: no '<' can end it or begin a comment in it (HTML 4.12.1.3).
std::string in_script(const Json& value) {
    std::string text;
    for (const char c : print(value)) {
        if (c == '<') {
            text += "\\u003c";
        } else {
            text += c;
        }
    }
    return text;
}

template <class Number>
void write_numbers(std::string_view name, const std::vector<Number>& numbers, std::ostream& out) {
    fmt::print(out, ",\n\"{}\":[{}]", name, fmt::join(numbers, ","));
}

Json json_of(const RuleInfo& rule) {
    Json references = Json::array();
    for (const Reference& reference : rule.references)
        references.push_back({printable(reference.title), printable(reference.url)});
    return {{"summary", printable(rule.summary)},
            {"reason", printable(rule.reason)},
            {"remedy", printable(rule.remedy)},
            {"references", std::move(references)}};
}

std::string badge(Severity severity) {
    return fmt::format("<span class=\"badge {0}\">{1}</span>", class_of(severity), spell(severity));
}

std::string show(const PageTile& tile) {
    return fmt::format("<li class=\"{}\"><b>{}</b> {}{}</li>\n", class_of(tile.tone),
                       html_text(tile.value), html_text(tile.label),
                       tile.note.empty() ? ""
                                         : fmt::format("<small>{}</small>", html_text(tile.note)));
}

std::string show(const PageCause& cause) {
    std::string html =
        fmt::format("<li><details><summary>{}<span class=\"what\"><strong>{}</strong>",
                    badge(cause.severity), html_text(safe_text(cause.title)));
    if (!cause.subject.empty())
        html += fmt::format("<code>{}</code>", html_text(safe_text(cause.subject)));
    html += fmt::format("</span><span class=\"number\"><b>{}</b> {}{}</span></summary>\n",
                        grouped(cause.number), html_text(cause.unit), cause.number == 1 ? "" : "s");
    if (!cause.remedy.empty()) html += fmt::format("<p>{}</p>", html_text(safe_text(cause.remedy)));
    if (!cause.members.empty()) {
        html += "<p class=\"members\">";
        for (const std::string& member : cause.members)
            html += fmt::format("<span>{}</span> ", html_text(member));
        if (cause.number > cause.members.size())
            html += fmt::format("and {} more", grouped(cause.number - cause.members.size()));
        html += "</p>\n";
    }
    html += fmt::format("<p><code>{}</code>", html_text(cause.rule));
    if (!cause.cause.empty())
        html += fmt::format(" <button type=\"button\" data-field=\"cause\" data-value=\"{}\">show "
                            "the findings</button>",
                            html_text(cause.cause));
    return html + "</p></details></li>\n";
}

std::string show(const PageTable& table) {
    std::string html = fmt::format("<section class=\"facts\"><h3>{}</h3>", html_text(table.title));
    if (!table.about.empty()) html += fmt::format("<p>{}</p>", html_text(table.about));
    html += "\n<div class=\"wide\" tabindex=\"0\"><table><thead><tr>";
    for (const std::string& head : table.heads)
        html += fmt::format("<th scope=\"col\">{}</th>", html_text(head));
    html += "</tr></thead><tbody>\n";
    for (const std::vector<PageTable::Cell>& row : table.rows) {
        html += "<tr>";
        for (const PageTable::Cell& cell : row)
            html += fmt::format("<td class=\"{}\">{}</td>", class_of(cell.tone),
                                html_text(safe_text(cell.text)));
        html += "</tr>\n";
    }
    html += "</tbody></table></div>\n";
    if (table.more > 0) html += fmt::format("<p>and {} more</p>\n", grouped(table.more));
    return html + "</section>\n";
}

/// Several of a kind below a headline; nothing where there are none.
template <class Parts, class Show>
void write_section(std::string_view id, std::string_view title, std::string_view element,
                   const Parts& parts, const Show& show_part, std::ostream& out) {
    if (parts.empty()) return;
    fmt::print(out,
               "<section id=\"{0}\" aria-labelledby=\"{0}-title\"><h2 id=\"{0}-title\">{1}</h2>\n",
               id, html_text(title));
    fmt::print(out, "<{} class=\"{}\">\n", element, id);
    for (const auto& part : parts) out << show_part(part);
    fmt::print(out, "</{}>\n</section>\n", element);
}

/// What the script makes visible once it runs.
constexpr std::string_view list_of_findings =
    R"(<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings <span id="count" role="status"></span></h2>
<noscript><p>The list of findings needs JavaScript; everything above does not.</p></noscript>
<div id="tools" hidden>
<label class="search">Search <input id="search" type="search" autocomplete="off" spellcheck="false"
placeholder="words of anything: example.com tls.conf" aria-keyshortcuts="/"></label>
<span id="filters"></span>
<label>Order <select id="order"></select></label>
</div>
<p id="chips" hidden></p>
<div id="list" tabindex="0" role="listbox" aria-labelledby="findings-title" hidden><div id="space"></div><div id="rows"></div></div>
<p id="keys" hidden><kbd>/</kbd> search <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> details <kbd>Esc</kbd> close</p>
<dialog id="details" aria-labelledby="details-title"><form method="dialog"><button aria-label="Close" id="close">×</button></form><div id="details-body"></div></dialog>
</section>
)";

void write_head(const Page& page, std::ostream& out) {
    // Nothing is fetched, and no other script or style takes effect: whatever slips into the page
    // stays text.
    fmt::print(out,
               "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
               "script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; "
               "form-action 'none'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n"
               "<meta name=\"generator\" content=\"tlslint {}\">\n"
               "<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>",
               base64_of_hex(page_texts::script_sha256), base64_of_hex(page_texts::style_sha256),
               html_text(page.version), html_text(page.title));
    out << page_texts::style << "</style>\n</head>\n";
}

}  // namespace

PageFindings::PageFindings() : columns_(columns_of_page.size()) {
    number_of("");  // 0, everywhere
}

std::uint32_t PageFindings::number_of(const std::string& text) {
    const auto [entry, is_new] =
        numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.push_back(text);
    return entry->second;
}

void PageFindings::add(const PageFinding& finding) {
    severities_.push_back(static_cast<std::uint8_t>(finding.severity));
    for (std::size_t i = 0; i < columns_of_page.size(); ++i)
        columns_[i].push_back(number_of(finding.*columns_of_page[i].member));
}

void PageFindings::write(const std::vector<RuleInfo>& rules, std::ostream& out) const {
    out << "{\"texts\":[";
    std::string_view joint = "\n";
    for (const std::string& text : texts_) {
        out << joint << in_script(safe_text(text));
        joint = ",\n";
    }
    out << "],\n\"rules\":{";
    joint = "\n";
    for (const RuleInfo& rule : rules) {
        out << joint << in_script(printable(rule.name)) << ':' << in_script(json_of(rule));
        joint = ",\n";
    }
    out << '}';
    write_numbers("severity", severities_, out);
    for (std::size_t i = 0; i < columns_of_page.size(); ++i)
        write_numbers(columns_of_page[i].name, columns_[i], out);
    out << "}\n";
}

std::string base64_of_hex(std::string_view hex) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : hex) {
        bits = bits << 4U | static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
        held += 4;
        if (held < 6) continue;
        held -= 6;
        text += digits[bits >> held & 0x3FU];
    }
    if (held > 0) text += digits[bits << (6 - held) & 0x3FU];
    while (text.size() % 4 != 0) text += '=';
    return text;
}

std::string list_of(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i)
        text += (i > 0 ? ", " : "") + names[i];
    if (names.size() > most_names) text += fmt::format(" and {} more", names.size() - most_names);
    return text;
}

void write_page(const Page& page, std::ostream& out) {
    write_head(page, out);
    fmt::print(out,
               "<body>\n<a class=\"skip\" href=\"#findings\">To the findings</a>\n<header>\n<div "
               "class=\"top\"><h1>{}</h1>"
               "<button type=\"button\" id=\"theme\" hidden>theme</button></div>\n"
               "<p>{}</p>\n",
               html_text(page.title), html_text(page.subtitle));
    for (const std::string& note : page.notes)
        fmt::print(out, "<p class=\"note\">{}</p>\n", html_text(safe_text(note)));
    out << "<ul class=\"tiles\">\n";
    for (const PageTile& tile : page.tiles) out << show(tile);
    out << "</ul>\n</header>\n<main>\n";
    const auto show_part = [](const auto& part) { return show(part); };
    write_section("causes", page.causes_title, "ol", page.causes, show_part, out);
    if (page.more_causes > 0)
        fmt::print(out, "<p>and {} more, all among the findings below</p>\n",
                   grouped(page.more_causes));
    write_section(
        "charts", "At a glance", "div", page.charts, [](const Chart& chart) { return draw(chart); },
        out);
    write_section("tables", "Facts", "div", page.tables, show_part, out);
    out << list_of_findings << "</main>\n";
    fmt::print(out, "<footer>tlslint {}</footer>\n", html_text(page.version));
    out << "<script type=\"application/json\" id=\"data\">";
    page.findings.write(page.rules, out);
    out << "</script>\n<script>" << page_texts::script << "</script>\n</body>\n</html>\n";
}

}  // namespace tlslint::report
