// SPDX-License-Identifier: Apache-2.0
#include "audit/report/words_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/secret_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tlslint::report {

std::string_view spell(Severity severity) {
    switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "";
}

std::string grouped(std::size_t number) {
    std::string text = fmt::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
    return text;
}

std::string count(std::size_t number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string location(const Place& place) {
    return fmt::format("{}:{}:{}", printable(place.file), place.line, place.column);
}

std::string location(const Item& item) {
    if (item.place) return location(*item.place);
    std::string where = printable(item.target.value_or(item.host.value_or("")));
    if (!item.address) return where;
    const std::string address = printable(*item.address);
    return where.empty() || where == address ? address : fmt::format("{} ({})", where, address);
}

std::string spell(const Suppression& suppression) {
    std::string text = suppression.kind == "inline"     ? "by a comment"
                       : suppression.kind == "baseline" ? "by the baseline"
                       : suppression.kind == "project"  ? "by the project file"
                                                        : printable(suppression.kind);
    if (!suppression.reason.empty()) text += ": " + safe_text(suppression.reason);
    if (suppression.until) text += ", until " + printable(*suppression.until);
    return text;
}

std::string describe_skipped(const Summary& summary) {
    std::string text;
    if (summary.unreadable > 0) text = count(summary.unreadable, "file") + " could not be read";
    if (summary.with_problems > 0) {
        if (!text.empty()) text += ", ";
        text += count(summary.with_problems, "file")
                + (summary.with_problems == 1 ? " was" : " were") + " understood only in part";
    }
    return text;
}

std::string describe_undetermined(const std::vector<Undetermined>& undetermined) {
    std::set<std::string_view> rules;
    std::set<std::string_view> endpoints;
    for (const Undetermined& entry : undetermined) {
        rules.insert(entry.rule);
        endpoints.insert(entry.endpoints.begin(), entry.endpoints.end());
    }
    std::string text = count(rules.size(), "rule") + " could not decide";
    if (!endpoints.empty()) text += " " + count(endpoints.size(), "endpoint");
    return text
           + (undetermined.size() == 1 ? " (--format json says why)"
                                       : " (--format json lists them)");
}

std::string cut(std::string_view text, std::size_t room) {
    std::size_t used = 0;
    std::size_t kept = 0;  // bytes in front of a "…"
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t bytes = decode(text, at).bytes;
        used += columns(text.substr(at, bytes));
        if (used > room) return std::string(text.substr(0, kept)) + "…";
        at += bytes;
        if (used < room) kept = at;
    }
    return std::string(text);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = std::min(text.find_first_not_of(' ', at), text.size());
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::size_t blanks = begin - at;
        const std::string_view word = text.substr(begin, end - begin);
        const std::size_t size = columns(word);
        if (used > 0 && used + blanks + size > width) {
            lines.emplace_back(word);
            used = size;
        } else {
            lines.back() += text.substr(at, end - at);
            used += blanks + size;
        }
        at = end;
    }
    return lines;
}

std::string paragraph(std::string_view lead, std::string_view text, std::size_t width) {
    const std::size_t indent = columns(lead);
    std::string result;
    for (const std::string& line : wrap(text, width - std::min(indent, width))) {
        if (result.empty()) {
            result += lead;
        } else {
            result.append(indent, ' ');
        }
        result += line;
        result += '\n';
    }
    return result;
}

}  // namespace tlslint::report
