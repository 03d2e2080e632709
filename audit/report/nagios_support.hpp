// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

/// What Nagios, Icinga and their kin read of a plug-in (monitoring-plugins.org, guidelines 2).
namespace tlslint::report {

enum class MonitorState : std::uint8_t { ok = 0, warning = 1, critical = 2, unknown = 3 };

/// A figure to be drawn: `label=value;warn;crit;min;max`, the limits as that writes them.
struct Perfdata {
    std::string_view label;
    std::int64_t value = 0;
    std::string_view warn{}, crit{}, least = "0";
};

struct MonitorOutput {
    MonitorState state = MonitorState::unknown;
    std::string text;  // what the page of all services shows
    std::vector<Perfdata> perfdata;
    std::vector<std::string> lines;  // more, as far as it fits
};

/// Texts are printable; what would end them or start markup is replaced.
void write_monitor_output(const MonitorOutput& output, std::ostream& out);

}  // namespace tlslint::report
