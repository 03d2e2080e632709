// SPDX-License-Identifier: Apache-2.0
#include "parsers/syntax/directive.hpp"

#include <algorithm>

namespace tlslint {

Word SyntaxTree::word(std::uint32_t index) const {
    const WordRecord& record = words_[index];
    const std::uint32_t length = record.length & ~(WordRecord::quoted | WordRecord::decoded);
    const bool quoted = (record.length & WordRecord::quoted) != 0;
    Word word{.text = text_.substr(record.begin, length),
              .span = {file_, record.begin, record.begin + length},
              .quoted = quoted};
    if (record.length & WordRecord::decoded) {
        const auto found =
            std::lower_bound(decoded_.begin(), decoded_.end(), index,
                             [](const Decoded& d, std::uint32_t i) { return d.word < i; });
        word.text = std::string_view(decoded_text_).substr(found->begin, found->length);
    } else if (quoted) {
        word.text = word.text.substr(1, length - 2);
    }
    return word;
}

void SyntaxTree::add_problems(const std::vector<Problem>& found) {
    for (const Problem& problem : found) {
        // What stands where the server has given up already is noticed last.
        const auto place =
            problem.at.begin >= trusted_
                ? problems_.end()
                : std::find_if(problems_.begin(), problems_.end(),
                               [&](const Problem& p) { return p.at.begin > problem.at.begin; });
        problems_.insert(place, problem);
    }
}

Span Directive::span() const {
    const Span name = this->name().span;
    const auto end = static_cast<std::uint32_t>(tree_->text().size());
    return {name.file, name.begin, std::min(tree_->nodes_[index_].terminator + 1, end)};
}

}  // namespace tlslint
