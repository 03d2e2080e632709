// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "audit/report/report.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tlslint::report {
namespace {

void write(const Document& document, const Style&, std::ostream& out) {
    for (const Item& item : document.items) {
        out << fmt::format("{}: {}: {} [{}]", location(item), spell(item.severity),
                           safe_text(item.message), printable(item.rule->name));
        if (item.suppression) out << " (suppressed " << spell(*item.suppression) << ")";
        out << '\n';
    }
    // Silence would say that all is well.
    if (const std::string skipped = describe_skipped(document.summary); !skipped.empty()) {
        out << skipped << '\n';
    }
    if (!document.undetermined.empty()) out << describe_undetermined(document.undetermined) << '\n';
}

}  // namespace

namespace formats {
extern const Reporter concise;
const Reporter concise{"concise", "one line a finding, for pipes and editors", write};
}  // namespace formats
}  // namespace tlslint::report
