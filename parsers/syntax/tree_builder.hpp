// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/syntax/directive.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// Bounds on what one file may cost, whatever its bytes are. Each is named in a problem when it is
/// reached.
struct TreeLimits {
    std::uint32_t depth = 128;  // nested blocks
    std::uint32_t words_per_directive = 100'000;
    std::uint32_t problems = 1'000;  // per file
};

/// Receives words and terminators from a server's grammar in the order of the text and builds the
/// tree. It owns nesting, recovery and limits, so that grammars need no recursion: a million braces
/// are a problem report.
class TreeBuilder {
  public:
    TreeBuilder(FileId file, std::string_view text, const TreeLimits& limits = {});

    /// A word of the pending statement as written in [begin, end), quotes included.
    void word(std::uint32_t begin, std::uint32_t end, bool quoted) {
        if (tree_.words_.size() - first_word_ >= limits_.words_per_directive)
            return too_many_words(begin, end);
        tree_.words_.push_back(
            {begin, (end - begin) | (quoted ? SyntaxTree::WordRecord::quoted : 0U)});
    }
    /// The same, where the server sees another text than the slice that is written.
    void word(std::uint32_t begin, std::uint32_t end, bool quoted, std::string_view decoded);
    [[nodiscard]] bool pending() const { return tree_.words_.size() > first_word_; }
    /// The text of the pending statement's first word.
    [[nodiscard]] std::string_view pending_name() const;

    /// Whether the statements that follow are in force.
    void activity(Truth active) { active_ = active; }
    void close_simple(std::uint32_t terminator);
    void open_block(std::uint32_t terminator);
    /// False where no block is open: the grammar says so in its server's words.
    bool close_block(std::uint32_t at);
    /// Ends the pending statement as one with a raw body, which becomes its last argument.
    void close_body(std::uint32_t terminator, std::uint32_t body_begin, std::uint32_t body_end);
    [[nodiscard]] std::uint32_t depth() const {
        return static_cast<std::uint32_t>(open_.size()) + too_deep_;
    }

    void problem(Problem::Kind kind, std::uint32_t begin, std::uint32_t end, std::string message,
                 Span opened = {});
    /// The first word of the statement that is pending or, where none is, whose block is open.
    [[nodiscard]] Span unfinished() const;

    /// From here on the text is read on a guess: the server has given up.
    void distrust(std::uint32_t offset) { tree_.trusted_ = std::min(tree_.trusted_, offset); }

    /// Closes what is still open at the end of the text (saying so is the grammar's business) and
    /// hands the tree out.
    SyntaxTree finish();

    /// Says of each statement of a finished tree, by index, whether it is in force: for servers
    /// where that depends on more than the file.
    static void decide(SyntaxTree& tree, const std::vector<Truth>& active);

  private:
    void add_node(Shape shape, std::uint32_t terminator);
    void drop_pending();
    void too_many_words(std::uint32_t begin, std::uint32_t end);

    TreeLimits limits_;
    SyntaxTree tree_;
    std::vector<std::uint32_t> open_;  // nodes whose block is open
    std::uint32_t first_word_ = 0;     // of the pending statement
    Truth active_ = Truth::yes;
    bool words_cut_ = false;      // the pending statement has reached its limit
    std::uint32_t too_deep_ = 0;  // open blocks beyond the depth limit: counted, not kept
};

}  // namespace tlslint
