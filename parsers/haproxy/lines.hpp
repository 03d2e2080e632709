// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/environment.hpp"
#include "parsers/haproxy/word.hpp"
#include "parsers/model/model.hpp"
#include "parsers/syntax/tree_builder.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

struct Section;

/// Takes words and line ends from the grammar and does with each line what readcfgfile does, in its
/// order: words, conditions, directives, sections, keywords.
class LineReader {
  public:
    LineReader(const Model& model, FileId file, std::string_view text);

    /// The word being read has quotes or escapes.
    void note_special() { special_ = true; }
    [[nodiscard]] bool knows_quotes() const { return version_ >= ServerVersion{1, 6, 0}; }
    void word(const char* from, const char* to);
    /// `at`: the LF.
    void end_line(const char* at);
    /// `at`: where the grammar stopped.
    SyntaxTree finish(const char* at);

  private:
    struct Word {
        std::uint32_t begin = 0, end = 0;
        bool quoted = false;
        bool changed = false;  // `text` is not what is written
        std::string_view text;
    };
    // A block of `.if`.
    struct Branch {
        Truth around = Truth::yes;  // what the blocks outside of it come to
        Truth active = Truth::yes;  // with them
        Truth taken = Truth::no;    // whether an earlier branch of it was
        bool after_else = false;
    };

    void begin_word(Word word, std::string text);
    void problem(Problem::Kind kind, std::uint32_t begin, std::uint32_t end, std::string message);
    void refuse(const Word& word, std::string message) {
        problem(Problem::Kind::syntax, word.begin, word.end, std::move(message));
    }
    void process_line();
    bool is_condition();
    void open_condition();
    void next_branch();
    void end_condition();
    Truth evaluate();
    void message_line();
    bool has_empty_word();
    bool negation();
    bool section_line();
    void statement();
    void check_keyword();
    void change_environment();
    void keep(bool opens_block);
    void close_section();
    [[nodiscard]] Truth active() const {
        return branches_.empty() ? Truth::yes : branches_.back().active;
    }
    [[nodiscard]] std::uint32_t offset(const char* at) const {
        return static_cast<std::uint32_t>(at - text_.data());
    }

    const Model& model_;
    ServerVersion version_;
    std::string_view text_;
    TreeBuilder builder_;
    Environment environment_;
    std::vector<Word> words_;          // of the line being read
    std::deque<std::string> changed_;  // texts of words that are not as written
    std::size_t changed_count_ = 0;    // used by this line
    std::vector<Branch> branches_;
    std::uint32_t line_begin_ = 0;
    std::uint32_t line_number_ = 1;
    bool special_ = false;  // in the word being read
    bool glued_ = false;    // the next word goes on in the last
    bool line_refused_ = false;
    bool stopped_ = false;  // nothing after this is read
    std::uint32_t failures_ = 0;
    const Section* section_ = nullptr;
    bool in_section_ = false;  // a block is open
    bool orphans_ = false;     // its lines belong to no section: HAProxy has refused to open it
    std::string section_name_;
};

}  // namespace tlslint::haproxy
