// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/comments.hpp"

#include <algorithm>
#include <cstring>

namespace tlslint {
namespace {

// A statement from its name to its ';' or '{'.
struct Statement {
    std::uint32_t begin, end;
    Truth active;
};

// Words and statements of one file, each in the order of the text and without overlap.
struct Layout {
    std::vector<Span> words;
    std::vector<Statement> statements;
};

Layout layout_of(const SyntaxTree& tree) {
    Layout layout;
    for_each_directive(tree.directives(), [&](Directive directive) {
        const Span span = directive.span();
        layout.statements.push_back({span.begin, span.end, directive.active()});
        layout.words.push_back(directive.name().span);
        for (const Word word : directive.args()) layout.words.push_back(word.span);
    });
    std::sort(layout.words.begin(), layout.words.end(),
              [](Span a, Span b) { return a.begin < b.begin; });
    return layout;
}

class Reader {
  public:
    Reader(const SourceFile& source, FileId file, const SyntaxTree* tree)
        : source_(source), text_(source.text()), file_(file) {
        if (tree) layout_ = layout_of(*tree);
        is_list_ = !tree;
    }

    void read(std::uint32_t at, std::vector<Comment>& into) {
        std::uint32_t sign = at;
        while (sign > 0 && is_blank(text_[sign - 1])) --sign;
        if (sign == 0 || text_[sign - 1] != '#' || in_word(sign - 1)) return;
        if (at >= line_.end) look_at_line_of(at);
        if (is_list_ && !alone_) return;
        Comment comment = spoken_of_;
        comment.at = {file_, at, line_.end};
        while (is_blank(text_[comment.at.end - 1]) || text_[comment.at.end - 1] == '\r')
            --comment.at.end;
        into.push_back(comment);
    }

  private:
    struct Line {
        std::uint32_t begin, end;
    };

    static bool is_blank(char c) { return c == ' ' || c == '\t'; }
    [[nodiscard]] bool only_blanks(std::uint32_t begin, std::uint32_t end) const {
        return std::all_of(text_.begin() + begin, text_.begin() + end, is_blank);
    }

    [[nodiscard]] Line line_at(std::uint32_t at) const {
        const std::size_t before = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
        const std::size_t after = text_.find('\n', at);
        return {before == std::string_view::npos ? 0 : static_cast<std::uint32_t>(before + 1),
                static_cast<std::uint32_t>(std::min(after, text_.size()))};
    }

    [[nodiscard]] bool in_word(std::uint32_t at) const {
        const auto next =
            std::upper_bound(layout_.words.begin(), layout_.words.end(), at,
                             [](std::uint32_t offset, Span word) { return offset < word.begin; });
        return next != layout_.words.begin() && at < std::prev(next)->end;
    }

    // Where the line's comment begins, or its end.
    [[nodiscard]] std::uint32_t comment_of(Line line) const {
        for (std::uint32_t at = line.begin; at < line.end; ++at) {
            if (text_[at] == '#' && !in_word(at)) return at;
        }
        return line.end;
    }

    // All comments of a line speak of the same; so do those that stand one above the other.
    void look_at_line_of(std::uint32_t at) {
        line_ = line_at(at);
        const std::uint32_t opening = comment_of(line_);
        alone_ = opening != line_.end && only_blanks(line_.begin, opening);
        if (!alone_) {
            spoken_of_ = statements_on(line_);
        } else if (line_.begin >= below_.begin) {
            below_ = below(line_);
            spoken_of_ = statements_on(below_);
        }
    }

    // The next line that is no comment alone; an empty one at the end of the file.
    [[nodiscard]] Line below(Line line) const {
        while (line.end < text_.size()) {
            line = line_at(line.end + 1);
            const std::uint32_t opening = comment_of(line);
            if (opening == line.end || !only_blanks(line.begin, opening)) return line;
        }
        return {line.end, line.end};
    }

    [[nodiscard]] Comment statements_on(Line line) const {
        Comment comment;
        comment.first_line = comment.last_line = source_.position(line.begin).line;
        auto statement = std::partition_point(
            layout_.statements.begin(), layout_.statements.end(),
            [&](const Statement& earlier) { return earlier.end <= line.begin; });
        for (; statement != layout_.statements.end() && statement->begin < line.end; ++statement) {
            const std::uint32_t first = source_.position(statement->begin).line;
            const std::uint32_t last = source_.position(statement->end - 1).line;
            comment.first_line = std::min(comment.first_line, first);
            comment.last_line = std::max(comment.last_line, last);
            if (statement->active != Truth::yes) comment.active = statement->active;
        }
        return comment;
    }

    const SourceFile& source_;
    std::string_view text_;
    FileId file_;
    Layout layout_;
    bool is_list_ = false;  // has no statements: whole lines are comments, nothing else
    Line line_{0, 0};       // with the comment that was read last
    Line below_{0, 0};      // what the comments alone on their lines speak of
    bool alone_ = false;
    Comment spoken_of_;
};

}  // namespace

std::vector<Comment> comments_with(const Model& model, FileId file, std::string_view word) {
    const SourceFile& source = model.sources[file];
    const std::string_view text = source.text();
    // Nearly no file has any: this search is all that the others cost.
    const auto find = [&](std::size_t from) -> std::size_t {
        const void* const found =
            memmem(text.data() + from, text.size() - from, word.data(), word.size());
        return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data())
                     : text.size();
    };
    std::vector<Comment> comments;
    std::size_t at = find(0);
    if (at == text.size()) return comments;
    const bool has_tree = static_cast<std::size_t>(file) < model.trees.size();
    Reader reader(source, file, has_tree ? &model.tree(file) : nullptr);
    for (; at < text.size(); at = find(at + word.size()))
        reader.read(static_cast<std::uint32_t>(at), comments);
    return comments;
}

}  // namespace tlslint
