// SPDX-License-Identifier: Apache-2.0
#include "parsers/syntax/tree_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlslint {

TreeBuilder::TreeBuilder(FileId file, std::string_view text, const TreeLimits& limits)
    : limits_(limits), tree_(file, text) {
    // What ordinary files need; growing costs a fifth of the parse (bench/parse).
    tree_.words_.reserve(text.size() / 20 + 8);
    tree_.nodes_.reserve(text.size() / 50 + 8);
}

void TreeBuilder::too_many_words(std::uint32_t begin, std::uint32_t end) {
    if (std::exchange(words_cut_, true)) return;
    problem(Problem::Kind::limit, begin, end,
            fmt::format("more than {} words in one directive (a limit of tlslint)",
                        limits_.words_per_directive));
}

void TreeBuilder::word(std::uint32_t begin, std::uint32_t end, bool quoted,
                       std::string_view decoded) {
    const std::size_t before = tree_.words_.size();
    word(begin, end, quoted);
    if (tree_.words_.size() == before) return;
    tree_.words_.back().length |= SyntaxTree::WordRecord::decoded;
    tree_.decoded_.push_back({static_cast<std::uint32_t>(before),
                              static_cast<std::uint32_t>(tree_.decoded_text_.size()),
                              static_cast<std::uint32_t>(decoded.size())});
    tree_.decoded_text_ += decoded;
}

std::string_view TreeBuilder::pending_name() const {
    return pending() ? tree_.word(first_word_).text : std::string_view();
}

void TreeBuilder::add_node(Shape shape, std::uint32_t terminator) {
    const auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
    tree_.nodes_.push_back({first_word_, terminator, terminator, index + 1, shape, active_});
    first_word_ = static_cast<std::uint32_t>(tree_.words_.size());
    words_cut_ = false;
}

void TreeBuilder::drop_pending() {
    while (!tree_.decoded_.empty() && tree_.decoded_.back().word >= first_word_) {
        tree_.decoded_text_.resize(tree_.decoded_.back().begin);
        tree_.decoded_.pop_back();
    }
    tree_.words_.resize(first_word_);
    words_cut_ = false;
}

void TreeBuilder::close_simple(std::uint32_t terminator) {
    if (too_deep_ > 0) return drop_pending();
    add_node(Shape::simple, terminator);
}

void TreeBuilder::open_block(std::uint32_t terminator) {
    if (open_.size() == limits_.depth) {
        if (too_deep_++ == 0) {
            problem(Problem::Kind::limit, terminator, terminator + 1,
                    fmt::format("blocks nest deeper than {} levels (a limit of tlslint): what is "
                                "inside is not read",
                                limits_.depth));
        }
        return drop_pending();
    }
    open_.push_back(static_cast<std::uint32_t>(tree_.nodes_.size()));
    tree_.nesting_ = std::max(tree_.nesting_, static_cast<std::uint32_t>(open_.size()));
    add_node(Shape::block, terminator);
}

bool TreeBuilder::close_block(std::uint32_t at) {
    if (too_deep_ > 0) {
        --too_deep_;
        return true;
    }
    if (open_.empty()) return false;
    SyntaxTree::Node& node = tree_.nodes_[open_.back()];
    node.close = at;
    node.end = static_cast<std::uint32_t>(tree_.nodes_.size());
    open_.pop_back();
    return true;
}

void TreeBuilder::close_body(std::uint32_t terminator, std::uint32_t body_begin,
                             std::uint32_t body_end) {
    if (too_deep_ > 0) return drop_pending();
    tree_.words_.push_back({body_begin, body_end - body_begin});
    add_node(Shape::body, terminator);
    tree_.nodes_.back().close = body_end;
}

void TreeBuilder::problem(Problem::Kind kind, std::uint32_t begin, std::uint32_t end,
                          std::string message, Span opened) {
    if (tree_.problems_.size() > limits_.problems) return;
    if (tree_.problems_.size() == limits_.problems) {
        kind = Problem::Kind::limit;
        message = fmt::format(
            "more than {} problems in this file (a limit of tlslint): the rest is not reported",
            limits_.problems);
    }
    tree_.problems_.push_back({kind, {tree_.file_, begin, end}, std::move(message), opened});
}

Span TreeBuilder::unfinished() const {
    if (pending()) return tree_.word(first_word_).span;
    return open_.empty() ? Span{} : tree_.word(tree_.nodes_[open_.back()].first_word).span;
}

SyntaxTree TreeBuilder::finish() {
    const auto end = static_cast<std::uint32_t>(tree_.text_.size());
    if (pending()) close_simple(end);
    while (too_deep_ > 0 || !open_.empty()) close_block(end);
    tree_.words_.shrink_to_fit();
    tree_.nodes_.shrink_to_fit();
    return std::move(tree_);
}

void TreeBuilder::decide(SyntaxTree& tree, const std::vector<Truth>& active) {
    for (std::size_t i = 0; i < tree.nodes_.size() && i < active.size(); ++i)
        tree.nodes_[i].active = active[i];
}

}  // namespace tlslint
