// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/source.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::apache {

/// SP HT LF VT FF CR, and nothing else.
[[nodiscard]] constexpr bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// A text that httpd works on, and where in a file its bytes come from: a line of the file as it is
/// or, with continuations joined or variables replaced, put together from pieces.
class Line {
  public:
    Line() = default;
    /// What httpd makes of the bytes [begin, end) of a file that are one of its lines:
    /// continuations joined, cut at a NUL in each physical line, trimmed.
    Line(std::string_view file, std::uint32_t begin, std::uint32_t end);

    [[nodiscard]] std::string_view text() const { return built_ ? owned_ : text_; }
    /// Its bytes are those of the file, in one run.
    [[nodiscard]] bool is_as_written() const { return !built_; }
    /// Where [begin, end) of the text is written.
    [[nodiscard]] Span span(FileId file, std::size_t begin, std::size_t end) const;

  private:
    friend class LineEditor;
    struct Piece {
        std::uint32_t at;  // offset in the text
        std::uint32_t begin;
        std::uint32_t end;  // in the file
        bool verbatim;      // byte by byte
    };
    void add(std::string_view text, std::uint32_t begin, std::uint32_t end, bool verbatim);
    void cut_back(std::size_t size);
    [[nodiscard]] const Piece& piece_at(std::size_t at) const;

    bool built_ = false;
    std::string_view text_;  // where it is not built
    std::string owned_;
    std::vector<Piece> pieces_;
};

/// Makes another text out of a line: pieces are appended in order.
class LineEditor {
  public:
    explicit LineEditor(const Line& from) : from_(from) { result_.built_ = true; }
    /// [begin, end) of the original.
    void copy(std::size_t begin, std::size_t end);
    /// Another text in the place of [begin, end).
    void replace(std::size_t begin, std::size_t end, std::string_view text);
    Line take() { return std::move(result_); }

  private:
    const Line& from_;
    Line result_;
};

}  // namespace tlslint::apache
