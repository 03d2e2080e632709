// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/line.hpp"
#include "parsers/syntax/tree_builder.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::apache {

struct WordAt;

/// Takes logical lines from the grammar and makes statements and sections of them, as
/// ap_build_config does.
class LineReader {
  public:
    LineReader(FileId file, std::string_view text);

    /// Whether the line goes on behind this LF.
    [[nodiscard]] bool joins(const char* newline);
    /// One logical line as written, its end excluded.
    void line(const char* from, const char* to);
    SyntaxTree finish();

  private:
    struct Open {
        std::string name;  // as written
        Span at;
        bool condition = false;
        bool macro = false;
    };

    void statement(const Line& line, const WordAt& name_word, std::string_view name,
                   std::size_t rest);
    void open(const Line& line, const WordAt& name_word, std::string_view name, std::size_t rest);
    void close(const Line& line, const WordAt& name_word, std::string_view name);
    void leave_until(std::size_t depth, std::uint32_t at);
    [[nodiscard]] std::size_t enclosing(std::string_view name) const;
    void marker(const Line& line);
    bool in_foreign_text(const Line& line);
    void words(const Line& line, std::size_t from, std::size_t to);
    void word(const Line& line, std::size_t begin, std::size_t end, std::string_view text);
    void problem(Span at, std::string message, Span opened = {});
    [[nodiscard]] std::uint32_t offset(const char* at) const {
        return static_cast<std::uint32_t>(at - text_.data());
    }

    FileId file_;
    std::string_view text_;
    TreeBuilder builder_;
    std::vector<Open> open_;
    std::vector<std::size_t> macros_;  // those of them that are macros
    std::uint32_t line_begin_ = 0, line_end_ = 0;
    const char* joined_ = nullptr;      // behind the last joint of this line
    std::size_t left_backslashes_ = 0;  // at the end of what is joined so far
    std::string foreign_;               // the close tag of a section in another language
    std::uint32_t foreign_begin_ = 0;
    bool marker_seen_ = false;
};

}  // namespace tlslint::apache
