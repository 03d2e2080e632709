// SPDX-License-Identifier: Apache-2.0
#include "audit/report/json_support.hpp"
#include "audit/report/report.hpp"

#include <ostream>

namespace tlslint::report {
namespace {

void write(const Document& document, const Style&, std::ostream& out) {
    for (const Item& item : document.items) out << to_json(item) << '\n';
}

}  // namespace

namespace formats {
extern const Reporter jsonl;
const Reporter jsonl{"jsonl", "one JSON object a line, the findings alone", write, true};
}  // namespace formats
}  // namespace tlslint::report
