// SPDX-License-Identifier: Apache-2.0
#include "audit/report/chart_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace tlslint::report {
namespace {

constexpr double column_height = 120;    // pixels
constexpr std::size_t most_labels = 16;  // below columns, so that they do not touch

std::size_t sum(const Chart::Row& row) {
    return std::accumulate(row.values.begin(), row.values.end(), std::size_t{0});
}

std::size_t largest(const Chart& chart) {
    std::size_t most = 1;
    for (const Chart::Row& row : chart.rows) most = std::max(most, sum(row));
    return most;
}

/// "shop: 3 errors, 1 warning", for who does not see the bar.
std::string in_words(const Chart& chart, const Chart::Row& row) {
    std::string text = row.label + ":";
    std::string_view joint = " ";
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        if (row.values[i] == 0) continue;
        text += fmt::format("{}{} {}", joint, row.values[i], chart.series[i].name);
        joint = ", ";
    }
    return joint == " " ? text + " 0" : text;
}

std::string legend(const Chart& chart) {
    if (chart.series.size() < 2) return "";
    std::string html = "<ul class=\"legend\">";
    for (const Chart::Series& series : chart.series)
        html += fmt::format("<li><svg width=\"10\" height=\"10\" aria-hidden=\"true\"><rect "
                            "width=\"10\" height=\"10\" rx=\"2\" class=\"{}\"/></svg>{}</li>",
                            class_of(series.tone), html_text(series.name));
    return html + "</ul>";
}

std::string bar(const Chart& chart, const Chart::Row& row, double scale) {
    std::string html = "<li>";
    const std::string label = html_text(row.label);
    html += chart.field.empty()
                ? fmt::format("<span class=\"label\" title=\"{0}\">{0}</span>", label)
                : fmt::format("<button type=\"button\" class=\"label\" data-field=\"{1}\" "
                              "data-value=\"{0}\" title=\"{0}\">{0}</button>",
                              label, chart.field);
    html += fmt::format("<svg class=\"bar\" role=\"img\" aria-label=\"{}\">",
                        html_text(in_words(chart, row)));
    double at = 0;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        if (row.values[i] == 0) continue;
        const double width = static_cast<double>(row.values[i]) * scale;
        html += fmt::format("<rect x=\"{:.3f}%\" width=\"{:.3f}%\" height=\"100%\" class=\"{}\"/>",
                            at, width, class_of(chart.series[i].tone));
        at += width;
    }
    html += fmt::format("</svg><span class=\"value\">{}</span></li>\n",
                        row.note.empty() ? grouped(sum(row)) : html_text(row.note));
    return html;
}

std::string draw_bars(const Chart& chart) {
    const double scale = 100.0 / static_cast<double>(largest(chart));
    std::string html = "<ul class=\"bars\">\n";
    for (const Chart::Row& row : chart.rows) html += bar(chart, row, scale);
    return html + "</ul>\n";
}

std::string column(const Chart& chart, std::size_t index, double scale) {
    const Chart::Row& row = chart.rows[index];
    const double step = 100.0 / static_cast<double>(chart.rows.size());
    const double left = static_cast<double>(index) * step;
    std::string html = fmt::format("<g><title>{}</title>", html_text(in_words(chart, row)));
    double floor = column_height;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const double height = static_cast<double>(row.values[i]) * scale;
        floor -= height;
        if (row.values[i] > 0)
            html += fmt::format("<rect x=\"{:.3f}%\" y=\"{:.1f}\" width=\"{:.3f}%\" "
                                "height=\"{:.1f}\" class=\"{}\"/>",
                                left + step * 0.12, floor + 16, step * 0.76, height,
                                class_of(chart.series[i].tone));
    }
    const double middle = left + step / 2;
    if (sum(row) > 0)
        html += fmt::format("<text x=\"{:.3f}%\" y=\"{:.1f}\" class=\"figure\">{}</text>", middle,
                            floor + 12, grouped(sum(row)));
    const std::size_t every = (chart.rows.size() + most_labels - 1) / most_labels;
    if (index % every == 0)
        html += fmt::format("<text x=\"{:.3f}%\" y=\"{}\">{}</text>", middle, column_height + 32,
                            html_text(row.label));
    return html + "</g>\n";
}

std::string draw_columns(const Chart& chart) {
    const double scale = column_height / static_cast<double>(largest(chart));
    std::string html =
        fmt::format("<div class=\"wide\"><svg class=\"columns\" height=\"{}\" role=\"img\" "
                    "aria-label=\"{}\">\n",
                    column_height + 40, html_text(chart.title));
    for (std::size_t i = 0; i < chart.rows.size(); ++i) html += column(chart, i, scale);
    html += fmt::format("<line x1=\"0\" x2=\"100%\" y1=\"{0}\" y2=\"{0}\" class=\"axis\"/>",
                        column_height + 16.5);
    return html + "</svg></div>\n";
}

}  // namespace

std::string_view class_of(Tone tone) {
    switch (tone) {
    case Tone::neutral: return "neutral";
    case Tone::error: return "error";
    case Tone::warning: return "warning";
    case Tone::info: return "info";
    case Tone::good: return "good";
    case Tone::faint: return "faint";
    }
    return "";
}

std::string html_text(std::string_view text) {
    std::string result;
    for (const char c : printable(text)) {
        switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\'': result += "&#39;"; break;
        default: result += c;
        }
    }
    return result;
}

std::string draw(const Chart& chart) {
    std::string html =
        fmt::format("<figure class=\"chart{}\"><figcaption><h3>{}</h3>",
                    chart.kind == Chart::Kind::columns ? " long" : "", html_text(chart.title));
    if (!chart.about.empty()) html += fmt::format("<p>{}</p>", html_text(chart.about));
    html += legend(chart) + "</figcaption>\n";
    switch (chart.kind) {
    case Chart::Kind::bars: html += draw_bars(chart); break;
    case Chart::Kind::columns: html += draw_columns(chart); break;
    }
    return html + "</figure>\n";
}

}  // namespace tlslint::report
