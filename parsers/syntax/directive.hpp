// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/arena.hpp"
#include "parsers/text/source.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// Three-valued logic of conditions: what cannot be decided is `unknown`, never guessed.
enum class Truth : std::uint8_t { no, yes, unknown };

/// How a statement is written.
enum class Shape : std::uint8_t {
    simple,  // name args ;
    block,   // name args { statements }
    body     // name args { text in another language }: the text is the last argument
};

class SyntaxTree;

/// One word of a statement. `text` is what the server sees (quotes removed, escapes undone); `span`
/// is what is written.
struct Word {
    std::string_view text;
    Span span;
    bool quoted = false;
};

/// The words of one statement.
class Words {
  public:
    class Iterator;
    Words(const SyntaxTree& tree, std::uint32_t first, std::uint32_t count)
        : tree_(&tree), first_(first), count_(count) {}
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] Word operator[](std::size_t index) const;
    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;

  private:
    const SyntaxTree* tree_;
    std::uint32_t first_;
    std::uint32_t count_;
};

class Block;

/// One statement of a configuration file: a handle, cheap to copy, valid as long as its tree.
class Directive {
  public:
    Directive(const SyntaxTree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}

    [[nodiscard]] Word name() const;
    [[nodiscard]] Words args() const;
    [[nodiscard]] Shape shape() const;
    [[nodiscard]] Truth active() const;
    [[nodiscard]] Block block() const;
    /// From the first byte of the name up to and including the `;` or `{` (or what stands for
    /// them).
    [[nodiscard]] Span span() const;
    /// The closing brace's offset; of a simple statement its own end.
    [[nodiscard]] std::uint32_t close() const;
    [[nodiscard]] const SyntaxTree& tree() const { return *tree_; }
    [[nodiscard]] std::uint32_t index() const { return index_; }
    friend bool operator==(const Directive&, const Directive&) = default;

  private:
    const SyntaxTree* tree_;
    std::uint32_t index_;
};

/// The statements directly inside a block, in order.
class Block {
  public:
    class Iterator;
    Block(const SyntaxTree& tree, std::uint32_t begin, std::uint32_t end)
        : tree_(&tree), begin_(begin), end_(end) {}
    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;
    [[nodiscard]] bool empty() const { return begin_ == end_; }

  private:
    const SyntaxTree* tree_;
    std::uint32_t begin_;
    std::uint32_t end_;
};

/// What is wrong with the text of a file, in the server's own words and at its place.
struct Problem {
    enum class Kind : std::uint8_t {
        syntax,          // the server's reader refuses it
        limit,           // a limit of ours: named in the message
        placeholder,     // a template's marker that the reader refuses: the file is not a
                         // configuration yet
        marker,          // one that the reader takes for ordinary words
        refused,         // the reader takes it; the server refuses what it says
        misplaced,       // a statement that the server knows, but not in such a block
        unknown,         // one that no version knows, much like one that it does
        incomplete,      // the server refuses it for what is missing, which rules of their own tell
        not_in_version,  // one that only newer or older versions of the server know (here)
        no_cipher,       // refused: a cipher string that selects no suite
        unknown_group,   // refused: a list of groups with one that OpenSSL does not know
        no_module,       // refused: the module that it belongs to or needs is not loaded
    };
    Kind kind = Kind::syntax;
    Span at;
    std::string message;
    Span opened{};  // the statement or block above that is not finished; empty for none
    friend bool operator==(const Problem&, const Problem&) = default;
};

/// One file's statements in a flat array, parents before children: 20 bytes a statement, 8 a word,
/// no pointers. Filled by a TreeBuilder, then constant.
class SyntaxTree {
  public:
    /// The words are views of `text`, which must outlive the tree (a SourceFile's does).
    SyntaxTree(FileId file, std::string_view text) : file_(file), text_(text) {}

    [[nodiscard]] FileId file() const { return file_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] Block directives() const { return {*this, 0, size()}; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
    /// How deep its blocks nest; 0 for a file without blocks.
    [[nodiscard]] std::uint32_t nesting() const { return nesting_; }
    /// In the order in which the server would notice them.
    [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
    /// Puts what a look at whole statements found in among what the reader found.
    void add_problems(std::vector<Problem> found);

  private:
    friend class TreeBuilder;
    friend class Directive;
    friend class Words;
    friend class Block;

    struct WordRecord {
        static constexpr std::uint32_t quoted = 1U << 31, decoded = 1U << 30;
        static constexpr std::uint32_t unlike_its_text = quoted | decoded;
        std::uint32_t begin;   // offset in the text
        std::uint32_t length;  // bytes as written, with the flags above; quotes included
    };
    struct Node {
        std::uint32_t
            first_word;  // the name; the statement's words end where the next node's begin
        std::uint32_t terminator;  // offset of the ';' or '{'
        std::uint32_t close;       // offset of the '}'; = terminator for a simple statement
        std::uint32_t
            end;  // index one past the last node of its block; = own index + 1 if it has none
        Shape shape;
        Truth active;
    };
    [[nodiscard]] Word word(std::uint32_t index) const {
        const WordRecord& record = words_[index];
        if (record.length & WordRecord::unlike_its_text) return unlike_its_text(record, index);
        return {.text = text_.substr(record.begin, record.length),
                .span = {file_, record.begin, record.begin + record.length}};
    }
    [[nodiscard]] Word unlike_its_text(const WordRecord& record, std::uint32_t index) const;
    [[nodiscard]] std::uint32_t words_end(std::uint32_t node) const {
        return node + 1 < nodes_.size() ? nodes_[node + 1].first_word
                                        : static_cast<std::uint32_t>(words_.size());
    }

    FileId file_;
    std::string_view text_;
    std::vector<Node> nodes_;
    std::vector<WordRecord> words_;
    struct Decoded {
        std::uint32_t word;
        std::uint32_t begin;  // in decoded_text_
        std::uint32_t length;
    };
    std::vector<Decoded>
        decoded_;  // by word, ascending: the few words whose text is not a slice of the source
    std::string decoded_text_;
    std::vector<Problem> problems_;
    std::uint32_t nesting_ = 0;
    std::uint32_t trusted_ = UINT32_MAX;  // from this offset on the text is read on a guess
};

class Words::Iterator {
  public:
    using value_type = Word;
    using pointer = void;
    using reference = Word;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    Iterator(const Words& words, std::uint32_t index) : words_(words), index_(index) {}
    Word operator*() const { return words_[index_]; }
    Iterator& operator++() { return ++index_, *this; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }

  private:
    Words words_;
    std::uint32_t index_;
};

class Block::Iterator {
  public:
    using value_type = Directive;
    using pointer = void;
    using reference = Directive;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    Iterator(const SyntaxTree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}
    Directive operator*() const { return {*tree_, index_}; }
    Iterator& operator++() { return index_ = tree_->nodes_[index_].end, *this; }
    friend bool operator==(const Iterator&, const Iterator&) = default;

  private:
    const SyntaxTree* tree_;
    std::uint32_t index_;
};

inline Word Words::operator[](std::size_t index) const {
    return tree_->word(first_ + static_cast<std::uint32_t>(index));
}
inline Words::Iterator Words::begin() const {
    return {*this, 0};
}
inline Words::Iterator Words::end() const {
    return {*this, count_};
}
inline Block::Iterator Block::begin() const {
    return {*tree_, begin_};
}
inline Block::Iterator Block::end() const {
    return {*tree_, end_};
}

inline Word Directive::name() const {
    return tree_->word(tree_->nodes_[index_].first_word);
}
inline Words Directive::args() const {
    const std::uint32_t first = tree_->nodes_[index_].first_word + 1;
    return {*tree_, first, tree_->words_end(index_) - first};
}
inline Shape Directive::shape() const {
    return tree_->nodes_[index_].shape;
}
inline Truth Directive::active() const {
    return tree_->nodes_[index_].active;
}
inline Block Directive::block() const {
    return {*tree_, index_ + 1, tree_->nodes_[index_].end};
}
inline std::uint32_t Directive::close() const {
    return tree_->nodes_[index_].close;
}

/// Visits every statement of a block and, after each, those inside it. As deep as the tree builder
/// lets blocks nest.
template <class Visit>
void for_each_directive(Block block, const Visit& visit) {
    for (const Directive directive : block) {
        visit(directive);
        for_each_directive(directive.block(), visit);
    }
}

}  // namespace tlslint
