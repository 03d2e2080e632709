// SPDX-License-Identifier: Apache-2.0
#include "audit/report/metrics_support.hpp"

#include "audit/report/escape_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

namespace tlslint::report {
namespace {

// A label's value in quotes (prometheus.io/docs/instrumenting/exposition_formats): line ends are
// none of printable text's characters.
std::string quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : printable(value)) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + "\"";
}

}  // namespace

void write_metric(Metric metric, std::ostream& out) {
    if (metric.samples.empty()) return;
    std::sort(metric.samples.begin(), metric.samples.end(),
              [](const Sample& a, const Sample& b) { return a.labels < b.labels; });
    fmt::print(out, "# HELP tlslint_{} {}\n# TYPE tlslint_{} gauge\n", metric.name, metric.help,
               metric.name);
    for (const Sample& sample : metric.samples) {
        std::string labels;
        for (const auto& [name, value] : sample.labels) {
            labels += labels.empty() ? "{" : ",";
            labels.append(name).append("=").append(quoted(value));
        }
        fmt::print(out, "tlslint_{}{}{} {}\n", metric.name, labels, labels.empty() ? "" : "}",
                   sample.value);
    }
}

}  // namespace tlslint::report
