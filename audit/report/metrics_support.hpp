// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::report {

/// One measurement: `labels` in the order in which they are written.
struct Sample {
    std::vector<std::pair<std::string_view, std::string>> labels;
    std::int64_t value = 0;
};

/// A gauge of Prometheus' text format: its name without "tlslint_".
struct Metric {
    std::string_view name;
    std::string_view help;
    std::vector<Sample> samples;
};

/// Writes it, its samples sorted; nothing where it has none. Values of labels may hold any bytes.
void write_metric(Metric metric, std::ostream& out);

}  // namespace tlslint::report
