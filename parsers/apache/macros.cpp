// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/macros.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::apache {

Line Bindings::replace(const Line& original) const {
    if (outer) {
        Bindings own{values};
        return own.replace(outer->replace(original));
    }
    const std::string_view text = original.text();
    LineEditor editor(original);
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::pair<std::string, std::string>* best = nullptr;
        for (const auto& value : values) {
            const bool fits = text.substr(at).starts_with(value.first);
            if (fits && (!best || value.first.size() > best->first.size())) best = &value;
        }
        if (!best) {
            ++at;
            continue;
        }
        editor.copy(done, at);
        editor.replace(at, at + best->first.size(), best->second);
        done = at += best->first.size();
    }
    editor.copy(done, text.size());
    return editor.take();
}

Bindings Macro::bind(const std::vector<std::string>& given) const {
    Bindings bindings{{}, outer};
    for (std::size_t i = 0; i < parameters.size() && i < given.size(); ++i) {
        const bool quotes = parameters[i].starts_with('@');
        bindings.values.emplace_back(parameters[i],
                                     quotes ? fmt::format("\"{}\"", given[i]) : given[i]);
    }
    return bindings;
}

}  // namespace tlslint::apache
