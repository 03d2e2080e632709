// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/variables.hpp"

#include "parsers/text/ascii.hpp"

namespace tlslint::apache {
namespace {

// Calls use(begin, end, name) for each ${name} of a text.
template <class Use>
void for_each_variable(std::string_view text, const Use& use) {
    for (std::size_t at = 0; (at = text.find("${", at)) != std::string_view::npos;) {
        const std::size_t close = text.find('}', at + 2);
        if (close == std::string_view::npos) return;
        use(at, close + 1, text.substr(at + 2, close - at - 2));
        at = close + 1;
    }
}

}  // namespace

void Variables::define(std::string_view name, std::optional<std::string_view> value, bool certain) {
    Truth& flag = flags_.try_emplace(std::string(name), Truth::unknown).first->second;
    if (certain) flag = Truth::yes;
    if (!value || value->empty()) return;
    values_.insert_or_assign(lowered(name), Value{std::string(*value), certain, true});
}

void Variables::undefine(std::string_view name, bool certain) {
    flags_.insert_or_assign(std::string(name), certain ? Truth::no : Truth::unknown);
    values_.insert_or_assign(lowered(name), Value{"", certain, false});
}

Truth Variables::has_flag(std::string_view name) const {
    const auto found = flags_.find(name);
    if (found != flags_.end()) return found->second;
    return flags_complete_ ? Truth::no : Truth::unknown;
}

Variables::Found Variables::find(std::string_view name) const {
    if (const auto found = values_.find(lowered(name)); found != values_.end()) {
        const Value& value = found->second;
        if (!value.certain) return {std::nullopt, true};
        if (value.set) return {value.text, false};
    }
    const auto found = environment_->find(name);
    if (found != environment_->end()) return {found->second, false};
    // A colon is for rewrite maps: nobody defines such a name.
    return {std::nullopt, !complete_ && name.find(':') == std::string_view::npos};
}

Line Variables::replace(const Line& line) const {
    const std::string_view text = line.text();
    LineEditor editor(line);
    std::size_t done = 0;
    for_each_variable(text, [&](std::size_t begin, std::size_t end, std::string_view name) {
        const Found found = find(name);
        if (!found.text) return;
        editor.copy(done, begin);
        editor.replace(begin, end, *found.text);
        done = end;
    });
    editor.copy(done, text.size());
    return editor.take();
}

bool Variables::depends_on_unknown(std::string_view text) const {
    bool depends = false;
    for_each_variable(text, [&](std::size_t, std::size_t, std::string_view name) {
        depends = depends || find(name).open;
    });
    return depends;
}

}  // namespace tlslint::apache
