// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/line.hpp"

#include <algorithm>

namespace tlslint::apache {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

Line::Line(std::string_view file, std::uint32_t begin, std::uint32_t end) {
    const std::string_view written = file.substr(begin, end - begin);
    if (written.find_first_of(std::string_view("\n\0", 2)) == std::string_view::npos) {
        text_ = trimmed(written);
        begin = static_cast<std::uint32_t>(text_.data() - file.data());
        pieces_.push_back({0, begin, begin + static_cast<std::uint32_t>(text_.size()), true});
        return;
    }
    built_ = true;
    for (std::uint32_t at = begin; at < end;) {
        const auto line_end =
            static_cast<std::uint32_t>(std::min<std::size_t>(file.find('\n', at), end));
        const std::string_view line = file.substr(at, line_end - at);
        const std::size_t nul = line.find('\0');
        add(line.substr(0, nul), at, at + static_cast<std::uint32_t>(std::min(nul, line.size())),
            true);
        if (nul != std::string_view::npos) break;
        if (line_end < end) {  // a continuation: its backslash goes, and a CR behind it
            std::size_t size = owned_.size();
            if (size > 0 && owned_[size - 1] == '\r') --size;
            if (size > 0 && owned_[size - 1] == '\\') cut_back(size - 1);
        }
        at = line_end + 1;
    }
    const std::string_view whole = owned_;
    const std::string_view content = trimmed(whole);
    if (content.size() == whole.size()) return;
    const auto from = static_cast<std::size_t>(content.data() - whole.data());
    LineEditor editor(*this);
    editor.copy(from, from + content.size());
    Line inner = editor.take();
    owned_ = std::move(inner.owned_);
    pieces_ = std::move(inner.pieces_);
}

void Line::add(std::string_view text, std::uint32_t begin, std::uint32_t end, bool verbatim) {
    if (text.empty() && verbatim) return;
    pieces_.push_back({static_cast<std::uint32_t>(owned_.size()), begin, end, verbatim});
    owned_ += text;
}

void Line::cut_back(std::size_t size) {
    owned_.resize(size);
    while (!pieces_.empty() && pieces_.back().at >= size) pieces_.pop_back();
    if (pieces_.empty()) return;
    Piece& last = pieces_.back();
    last.end = last.begin + static_cast<std::uint32_t>(size - last.at);
}

const Line::Piece& Line::piece_at(std::size_t at) const {
    const auto behind =
        std::upper_bound(pieces_.begin(), pieces_.end(), at,
                         [](std::size_t offset, const Piece& piece) { return offset < piece.at; });
    return behind == pieces_.begin() ? *behind : *(behind - 1);
}

Span Line::span(FileId file, std::size_t begin, std::size_t end) const {
    if (pieces_.empty()) return {file, 0, 0};
    const Piece& first = piece_at(begin);
    const Piece& last = piece_at(end > begin ? end - 1 : begin);
    const auto offset = [](const Piece& piece, std::size_t at, std::uint32_t otherwise) {
        if (!piece.verbatim) return otherwise;
        return std::min(piece.begin + static_cast<std::uint32_t>(at - piece.at), piece.end);
    };
    const std::uint32_t from = offset(first, begin, first.begin);
    return {file, from, std::max(from, offset(last, end, last.end))};
}

void LineEditor::copy(std::size_t begin, std::size_t end) {
    const std::string_view text = from_.text();
    while (begin < end) {
        const Line::Piece& piece = from_.piece_at(begin);
        const auto next = std::upper_bound(
            from_.pieces_.begin(), from_.pieces_.end(), begin,
            [](std::size_t offset, const Line::Piece& other) { return offset < other.at; });
        const std::size_t stop =
            next == from_.pieces_.end() ? end : std::min<std::size_t>(end, next->at);
        const auto skipped = static_cast<std::uint32_t>(begin - piece.at);
        if (piece.verbatim) {
            const std::uint32_t from = piece.begin + skipped;
            result_.add(text.substr(begin, stop - begin), from,
                        from + static_cast<std::uint32_t>(stop - begin), true);
        } else {
            result_.add(text.substr(begin, stop - begin), piece.begin, piece.end, false);
        }
        begin = stop;
    }
}

void LineEditor::replace(std::size_t begin, std::size_t end, std::string_view text) {
    const Span place = from_.span(FileId{}, begin, end);
    result_.add(text, place.begin, place.end, false);
}

}  // namespace tlslint::apache
