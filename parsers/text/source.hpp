// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// Which file of a SourceSet; an index.
enum class FileId : std::uint32_t {};

/// A range of bytes in one file: [begin, end), offsets from 0. Line and column are computed when
/// printing.
struct Span {
    FileId file{};
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    friend bool operator==(const Span&, const Span&) = default;
};

/// Line and column as people count: both from 1, columns in bytes.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    friend bool operator==(const Position&, const Position&) = default;
};

/// One file's bytes, read once. Never moves or changes, so views of its text stay valid as long as
/// its SourceSet.
class SourceFile {
  public:
    SourceFile(std::string path, std::string deployed_path, std::string text)
        : path_(std::move(path)), deployed_path_(std::move(deployed_path)), text_(std::move(text)) {
    }
    SourceFile(const SourceFile&) = delete;
    SourceFile& operator=(const SourceFile&) = delete;

    /// The path to print: it opens from where the user stands.
    [[nodiscard]] const std::string& path() const { return path_; }
    /// Where the file lies on the machine that it is meant for.
    [[nodiscard]] const std::string& deployed_path() const { return deployed_path_; }
    [[nodiscard]] std::string_view text() const { return text_; }

    /// Offsets past the end count as the end.
    [[nodiscard]] Position position(std::uint32_t offset) const;
    /// The text of a line (from 1) without its line end; empty for a line that is not there.
    [[nodiscard]] std::string_view line(std::uint32_t number) const;

  private:
    [[nodiscard]] const std::vector<std::uint32_t>& line_starts() const;

    std::string path_;
    std::string deployed_path_;
    std::string text_;
    mutable std::vector<std::uint32_t>
        line_starts_;  // filled by the first question; one thread per SourceSet
};

/// The files of one run over one configuration, in the order in which they were first read.
class SourceSet {
  public:
    /// Takes the bytes over.
    FileId add(std::string path, std::string deployed_path, std::string text);

    [[nodiscard]] const SourceFile& operator[](FileId id) const {
        return files_[static_cast<std::size_t>(id)];
    }
    [[nodiscard]] std::size_t size() const { return files_.size(); }
    [[nodiscard]] std::string_view text(Span span) const {
        return (*this)[span.file].text().substr(span.begin, span.end - span.begin);
    }
    [[nodiscard]] Position position(Span span) const {
        return (*this)[span.file].position(span.begin);
    }

  private:
    std::deque<SourceFile> files_;  // a deque never moves its elements
};

}  // namespace tlslint
