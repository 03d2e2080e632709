// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"
#include "parsers/model/model.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint {

/// What a finding is about, without where that stands today: no line numbers, no layout, none of
/// the message's words (they may hold a date, and get better with each release).
struct Subject {
    std::string_view rule;
    std::string_view where;                   // the file; of a live finding the target
    std::uint64_t enclosing = 0;              // the blocks around the statement, as a digest
    std::vector<std::string_view> statement;  // its words; of a live finding the address
    std::vector<std::string_view> part;       // those of the words that are meant, if not all
};

/// 16 hexadecimal digits, the same on every machine and in every release.
std::string fingerprint(const Subject& subject);

/// Gives those of the items that have equal fingerprints (one statement twice in a block) ones of
/// their own, by their order: when some of them go, what is left has fingerprints that were there
/// before.
void tell_equals_apart(std::vector<report::Item>& items);

/// What files are called wherever the checkout lies and whatever directory the user stands in.
class StableNames {
  public:
    /// The deployed path where a root or a map says it, else the path from the root of the git
    /// repository, else the path as given.
    std::string of(const SourceFile& file);

  private:
    const std::filesystem::path& repository_of(const std::filesystem::path& directory);
    std::map<std::filesystem::path, std::filesystem::path> known_;  // directory -> its repository
};

/// Fingerprints of what rules find in one model. Both arguments must outlive it.
class Fingerprinter {
  public:
    Fingerprinter(const Model& model, StableNames& names);
    std::string of(std::string_view rule, Span at);

  private:
    struct OpenBlock {
        std::uint32_t begin, close;  // offsets
        std::size_t outer;           // one more than its index, 0 for none
        std::uint64_t digest;        // of its words and those around it
    };
    struct Outline {
        std::string name;  // of the file
        std::vector<OpenBlock> blocks;
    };
    const Outline& outline_of(FileId file);

    const Model& model_;
    StableNames& names_;
    std::map<FileId, Outline> outlines_;
    std::map<std::pair<FileId, std::uint32_t>, std::string_view> sites_;  // names of blocks
};

}  // namespace tlslint
