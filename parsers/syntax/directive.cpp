// SPDX-License-Identifier: Apache-2.0
#include "parsers/syntax/directive.hpp"

#include <algorithm>

namespace tlslint {

Word SyntaxTree::unlike_its_text(const WordRecord& record, std::uint32_t index) const {
    const std::uint32_t length = record.length & ~WordRecord::unlike_its_text;
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

void SyntaxTree::add_problems(std::vector<Problem> found) {
    const auto earlier = [](const Problem& a, const Problem& b) { return a.at.begin < b.at.begin; };
    std::stable_sort(found.begin(), found.end(), earlier);
    // What stands where the server has given up already is noticed last.
    const auto untrusted = std::find_if(found.begin(), found.end(), [&](const Problem& problem) {
        return problem.at.begin >= trusted_;
    });
    const auto middle = static_cast<std::ptrdiff_t>(problems_.size());
    problems_.insert(problems_.end(), std::make_move_iterator(found.begin()),
                     std::make_move_iterator(untrusted));
    std::inplace_merge(problems_.begin(), problems_.begin() + middle, problems_.end(), earlier);
    problems_.insert(problems_.end(), std::make_move_iterator(untrusted),
                     std::make_move_iterator(found.end()));
}

Span Directive::span() const {
    const Span name = this->name().span;
    const auto end = static_cast<std::uint32_t>(tree_->text().size());
    return {name.file, name.begin, std::min(tree_->nodes_[index_].terminator + 1, end)};
}

}  // namespace tlslint
