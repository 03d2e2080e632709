// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/text.hpp"

#include "audit/report/escape_support.hpp"

#include <algorithm>
#include <type_traits>

namespace tlslint::fleet {

void clean(std::string& text) {
    const auto is_plain = [](char c) { return static_cast<unsigned char>(c - 1) < 0x7f; };
    if (std::all_of(text.begin(), text.end(), is_plain)) return;
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const report::CodePoint point = report::decode(text, at);
        if (point.valid && point.value != 0) {
            result.append(text, at, point.bytes);
        } else {
            result += "\xef\xbf\xbd";
        }
        at += point.bytes;
    }
    text = std::move(result);
}

void clean(Audit& audit) {
    const auto each = [](std::string_view, auto& member) {
        using Member = std::decay_t<decltype(member)>;
        if constexpr (std::is_same_v<Member, std::string>) {
            clean(member);
        } else if constexpr (std::is_same_v<Member, Strings>) {
            for (std::string& text : member) clean(text);
        }
    };
    for_each_list(audit, [&](auto& list) {
        using Row = typename std::decay_t<decltype(list)>::value_type;
        for (Row& row : list) Fields<Row>::visit(row, each);
    });
}

}  // namespace tlslint::fleet
