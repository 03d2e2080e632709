// SPDX-License-Identifier: Apache-2.0
#include "audit/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace tlslint {
namespace {

// FNV-1a, 64 bits: the same on all machines and in all releases, which std::hash is not.
class Hash {
  public:
    Hash& add(std::string_view text) {
        for (const char c : text) mix(static_cast<unsigned char>(c));
        mix(0);  // keeps "ab","c" apart from "a","bc"
        return *this;
    }
    Hash& add(std::uint64_t number) {
        for (int shift = 0; shift < 64; shift += 8)
            mix(static_cast<unsigned char>(number >> static_cast<unsigned>(shift)));
        return *this;
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }
    [[nodiscard]] std::string hex() const { return fmt::format("{:016x}", value_); }

  private:
    void mix(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3ULL; }
    std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

/// The last statement that begins at an offset or before it; `size` where there is none.
std::uint32_t last_statement(const SyntaxTree& tree, std::uint32_t offset) {
    std::uint32_t low = 0;
    std::uint32_t high = tree.size();
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (Directive(tree, middle).span().begin <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? tree.size() : low - 1;
}

constexpr std::string_view blanks = " \t\r\n";

/// The words between blanks, as they are written.
std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = line.find_first_not_of(blanks); at < line.size();
         at = line.find_first_not_of(blanks, at)) {
        const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

}  // namespace

std::string fingerprint(const Subject& subject) {
    Hash hash;
    hash.add(subject.rule).add(subject.where).add(subject.enclosing);
    hash.add(subject.statement.size());
    for (const std::string_view word : subject.statement) hash.add(word);
    for (const std::string_view word : subject.part) hash.add(word);
    return hash.hex();
}

void tell_equals_apart(std::vector<report::Item>& items) {
    std::unordered_map<std::string_view, std::uint64_t> seen;  // first ones stay as they are
    for (report::Item& item : items) {
        const std::uint64_t before = seen[item.fingerprint]++;
        if (before > 0) item.fingerprint = Hash().add(item.fingerprint).add(before).hex();
    }
}

std::string StableNames::of(const SourceFile& file) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path absolute = fs::absolute(file.path(), error).lexically_normal();
    if (error || absolute != fs::path(file.deployed_path()).lexically_normal())
        return file.deployed_path();
    // What lies in /etc is known by its place there, though etckeeper may make a repository of it.
    if (absolute.native().starts_with("/etc/")) return absolute.string();
    const fs::path& repository = repository_of(absolute.parent_path());
    if (repository.empty()) return fs::path(file.path()).lexically_normal().string();
    return absolute.lexically_relative(repository).string();
}

const std::filesystem::path& StableNames::repository_of(const std::filesystem::path& directory) {
    const auto [entry, is_new] = known_.try_emplace(directory);
    if (!is_new) return entry->second;
    std::error_code error;
    if (std::filesystem::exists(directory / ".git", error)) return entry->second = directory;
    const std::filesystem::path above = directory.parent_path();
    if (above != directory) entry->second = repository_of(above);
    return entry->second;
}

Fingerprinter::Fingerprinter(const Model& model, StableNames& names)
    : model_(model), names_(names) {
    // nginx's server blocks have no words of their own: a site's name tells them apart.
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.names.empty())
            sites_.try_emplace({endpoint.block.file, endpoint.block.begin}, endpoint.names.front());
    }
}

const Fingerprinter::Outline& Fingerprinter::outline_of(FileId file) {
    const auto [entry, is_new] = outlines_.try_emplace(file);
    Outline& outline = entry->second;
    if (!is_new) return outline;
    outline.name = names_.of(model_.sources[file]);
    const SyntaxTree& tree = model_.tree(file);
    std::size_t outer = 0;
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
        const Directive directive(tree, i);
        if (directive.shape() != Shape::block) continue;
        const std::uint32_t begin = directive.span().begin;
        while (outer > 0 && outline.blocks[outer - 1].close < begin)
            outer = outline.blocks[outer - 1].outer;
        Hash hash;
        hash.add(outer > 0 ? outline.blocks[outer - 1].digest : 0).add(directive.name().text);
        for (const Word word : directive.args()) hash.add(word.text);
        if (const auto site = sites_.find({file, begin}); site != sites_.end())
            hash.add(site->second);
        outline.blocks.push_back({begin, directive.close(), outer, hash.value()});
        outer = outline.blocks.size();
    }
    return outline;
}

std::string Fingerprinter::of(std::string_view rule, Span at) {
    const Outline& outline = outline_of(at.file);
    const SyntaxTree& tree = model_.tree(at.file);
    Subject subject{.rule = rule, .where = outline.name};
    const std::uint32_t index = last_statement(tree, at.begin);
    const bool inside = index < tree.size() && at.begin < Directive(tree, index).span().end;
    const std::uint32_t begin = inside ? Directive(tree, index).span().begin : at.begin;
    if (inside) {
        const Directive directive(tree, index);
        const auto add = [&](const Word& word) {
            subject.statement.push_back(word.text);
            const bool meant = word.span.begin >= at.begin && word.span.begin < at.end;
            if (meant && at.begin > begin) subject.part.push_back(word.text);
        };
        add(directive.name());
        for (const Word word : directive.args()) add(word);
        // Less than a word: a piece of a cipher string.
        if (subject.part.empty() && at.begin > begin)
            subject.part = words_of(model_.sources.text({at.file, at.begin, at.end}));
    } else {
        const SourceFile& source = model_.sources[at.file];
        subject.statement = words_of(source.line(source.position(at.begin).line));
    }
    // The innermost block around it; a block's own words are not inside of it.
    auto block = std::partition_point(outline.blocks.begin(), outline.blocks.end(),
                                      [&](const OpenBlock& b) { return b.begin < begin; })
                 - outline.blocks.begin();
    while (block > 0 && outline.blocks[static_cast<std::size_t>(block) - 1].close < begin)
        block =
            static_cast<std::ptrdiff_t>(outline.blocks[static_cast<std::size_t>(block) - 1].outer);
    if (block > 0) subject.enclosing = outline.blocks[static_cast<std::size_t>(block) - 1].digest;
    return fingerprint(subject);
}

}  // namespace tlslint
