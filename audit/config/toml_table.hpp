// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::config {

/// What is wrong with a TOML file, and where. Lines and columns count from 1; 0: nowhere.
struct TomlProblem {
    std::string file;
    std::uint32_t line = 0, column = 0;
    std::string message;
};
/// "tlslint.toml:3:1: message"
std::string in_words(const TomlProblem& problem);

/// A parsed file. Tables that were taken from it share it.
class TomlFile;
using TomlFilePtr = std::shared_ptr<TomlFile>;

/// Fails with place and reason. Refuses files of more than 1 MiB.
Result<TomlFilePtr> parse_toml(const std::string& name, std::string_view text);
/// `over` upon `under`: tables are merged, everything else of `over` wins. Places stay those of the
/// files that things come from.
TomlFilePtr merged(const TomlFile& under, const TomlFile& over);

/// A table that is read key by key. Reading a key declares it: `finish` complains of all others, so
/// what is known cannot drift from what is read.
class TomlTable {
  public:
    explicit TomlTable(TomlFilePtr file);

    /// Whether the key is there, of whatever type.
    [[nodiscard]] bool has(std::string_view key) const;
    /// Nothing where the key is missing or, with a complaint, of another type.
    std::optional<std::string> text(std::string_view key);
    std::optional<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most);
    std::optional<bool> flag(std::string_view key);
    std::optional<std::vector<std::string>> texts(std::string_view key);
    /// The same where one text alone stands for a list of it.
    std::optional<std::vector<std::string>> text_or_texts(std::string_view key);
    std::optional<TomlTable> table(std::string_view key);
    std::vector<TomlTable> tables(std::string_view key);
    /// All keys with their texts, for tables whose keys are the user's own.
    std::vector<std::pair<std::string, std::string>> entries();

    /// About the value of `key`, or the table where there is none.
    void complain(std::string_view key, std::string message);
    /// The same about one text of a list.
    void complain_of(std::string_view key, std::size_t index, std::string message);
    /// Where the key's value stands, and one text of it where it is a list.
    [[nodiscard]] TomlProblem place_of(std::string_view key) const;
    [[nodiscard]] TomlProblem place_of(std::string_view key, std::size_t index) const;
    /// Complains of keys that nobody asked for.
    void finish();
    [[nodiscard]] const std::vector<TomlProblem>& problems() const;

  private:
    TomlTable(TomlFilePtr file, const void* table, std::string path);
    const void* find(std::string_view key);
    void expected(std::string_view key, std::string_view what);

    TomlFilePtr file_;
    const void* table_;  // a toml::table of the file
    std::string path_;   // "versions.", "" for the whole file
    std::set<std::string, std::less<>> known_;
};

}  // namespace tlslint::config
