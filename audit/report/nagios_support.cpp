// SPDX-License-Identifier: Apache-2.0
#include "audit/report/nagios_support.hpp"

#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tlslint::report {
namespace {

constexpr std::size_t most_bytes = 4000;    // Nagios 3 reads 4 KiB, newer ones 8
constexpr std::size_t first_columns = 240;  // of the line that lists of services show

std::string_view spell(MonitorState state) {
    switch (state) {
    case MonitorState::ok: return "OK";
    case MonitorState::warning: return "WARNING";
    case MonitorState::critical: return "CRITICAL";
    case MonitorState::unknown: return "UNKNOWN";
    }
    return "";
}

// A '|' begins perfdata on any line. Pages of Nagios escape markup only if they are told to
// (cgi.cfg, escape_html_tags).
std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '|') {
            result += "¦";
        } else if (c == '<' || c == '>') {
            result += c == '<' ? "‹" : "›";
        } else {
            result += c;
        }
    }
    return result;
}

}  // namespace

void write_monitor_output(const MonitorOutput& output, std::ostream& out) {
    std::string text =
        fmt::format("TLSLINT {} - {}", spell(output.state), plain(cut(output.text, first_columns)));
    std::string_view joint = " | ";
    for (const Perfdata& data : output.perfdata) {
        text += fmt::format("{}{}={};{};{};{}", joint, data.label, data.value, data.warn, data.crit,
                            data.least);
        joint = " ";
    }
    text += '\n';
    for (std::size_t i = 0; i < output.lines.size(); ++i) {
        const std::string line = plain(output.lines[i]) + "\n";
        if (text.size() + line.size() > most_bytes) {
            text += fmt::format("and {} more\n", output.lines.size() - i);
            break;
        }
        text += line;
    }
    out << text;
}

}  // namespace tlslint::report
