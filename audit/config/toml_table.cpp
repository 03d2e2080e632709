// SPDX-License-Identifier: Apache-2.0
#include "audit/config/toml_table.hpp"

#include "parsers/text/nearest.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

namespace tlslint::config {

class TomlFile {
  public:
    toml::table root;
    std::vector<TomlProblem> problems;
};

namespace {

constexpr std::size_t most_bytes = 1 << 20;

TomlProblem place_of_source(const toml::source_region& source, std::string message) {
    return {source.path ? *source.path : "", source.begin.line, source.begin.column,
            std::move(message)};
}

const toml::table& as_table(const void* table) {
    return *static_cast<const toml::table*>(table);
}

void merge(toml::table& under, const toml::table& over) {
    for (const auto& [key, value] : over) {
        toml::node* const old = under.get(key.str());
        if (old && old->is_table() && value.is_table())
            merge(*old->as_table(), *value.as_table());
        else
            under.insert_or_assign(key, value);
    }
}

}  // namespace

std::string in_words(const TomlProblem& problem) {
    if (problem.line == 0) return fmt::format("{}: {}", problem.file, problem.message);
    return fmt::format("{}:{}:{}: {}", problem.file, problem.line, problem.column, problem.message);
}

Result<TomlFilePtr> parse_toml(const std::string& name, std::string_view text) {
    if (text.size() > most_bytes) return Error{name + ": larger than 1 MiB"};
    auto file = std::make_shared<TomlFile>();
    try {
        file->root = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        std::string message(error.description());
        return Error{in_words(place_of_source(error.source(), std::move(message)))};
    }
    return file;
}

TomlFilePtr merged(const TomlFile& under, const TomlFile& over) {
    auto file = std::make_shared<TomlFile>();
    file->root = under.root;
    merge(file->root, over.root);
    return file;
}

TomlTable::TomlTable(TomlFilePtr file) : file_(std::move(file)), table_(&file_->root) {}

TomlTable::TomlTable(TomlFilePtr file, const void* table, std::string path)
    : file_(std::move(file)), table_(table), path_(std::move(path)) {}

const void* TomlTable::find(std::string_view key) {
    known_.emplace(key);
    return as_table(table_).get(key);
}

bool TomlTable::has(std::string_view key) const {
    return as_table(table_).contains(key);
}

std::optional<std::string> TomlTable::text(std::string_view key) {
    const auto* const node = static_cast<const toml::node*>(find(key));
    if (!node) return std::nullopt;
    if (const auto* value = node->as_string()) return value->get();
    expected(key, "a string");
    return std::nullopt;
}

std::optional<std::int64_t> TomlTable::number(std::string_view key, std::int64_t least,
                                              std::int64_t most) {
    const auto* const node = static_cast<const toml::node*>(find(key));
    if (!node) return std::nullopt;
    const auto* const value = node->as_integer();
    if (value && value->get() >= least && value->get() <= most) return value->get();
    expected(key, fmt::format("a number from {} to {}", least, most));
    return std::nullopt;
}

std::optional<bool> TomlTable::flag(std::string_view key) {
    const auto* const node = static_cast<const toml::node*>(find(key));
    if (!node) return std::nullopt;
    if (const auto* value = node->as_boolean()) return value->get();
    expected(key, "true or false");
    return std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::texts(std::string_view key) {
    const auto* const node = static_cast<const toml::node*>(find(key));
    if (!node) return std::nullopt;
    std::vector<std::string> texts;
    if (const auto* array = node->as_array()) {
        for (const toml::node& item : *array) {
            const auto* const value = item.as_string();
            if (!value) return expected(key, "a list of strings"), std::nullopt;
            texts.push_back(value->get());
        }
        return texts;
    }
    expected(key, "a list of strings");
    return std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::text_or_texts(std::string_view key) {
    const auto* const node = static_cast<const toml::node*>(find(key));
    if (!node || node->is_array()) return texts(key);
    if (const auto* value = node->as_string()) return std::vector{value->get()};
    expected(key, "a string or a list of strings");
    return std::nullopt;
}

std::optional<TomlTable> TomlTable::table(std::string_view key) {
    const auto* const node = static_cast<const toml::node*>(find(key));
    if (!node) return std::nullopt;
    if (const auto* value = node->as_table())
        return TomlTable(file_, value, fmt::format("{}{}.", path_, key));
    expected(key, "a table");
    return std::nullopt;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) {
    std::vector<TomlTable> tables;
    const auto* const node = static_cast<const toml::node*>(find(key));
    if (!node) return tables;
    const auto* const array = node->as_array();
    if (!array || !array->is_homogeneous(toml::node_type::table)) {
        if (!array || !array->empty()) expected(key, fmt::format("[[{}{}]] tables", path_, key));
        return tables;
    }
    for (const toml::node& item : *array)
        tables.push_back(TomlTable(file_, item.as_table(), fmt::format("{}{}.", path_, key)));
    return tables;
}

std::vector<std::pair<std::string, std::string>> TomlTable::entries() {
    std::vector<std::pair<std::string, std::string>> entries;
    for (const auto& [key, value] : as_table(table_)) {
        const std::string name(key.str());
        if (const auto found = text(name)) entries.emplace_back(name, *found);
    }
    return entries;
}

TomlProblem TomlTable::place_of(std::string_view key) const {
    const toml::table& table = as_table(table_);
    const toml::node* const node = table.get(key);
    return place_of_source(node ? node->source() : table.source(), "");
}

TomlProblem TomlTable::place_of(std::string_view key, std::size_t index) const {
    const toml::node* const node = as_table(table_).get(key);
    const toml::array* const array = node ? node->as_array() : nullptr;
    const toml::node* const item = array ? array->get(index) : nullptr;
    return item ? place_of_source(item->source(), "") : place_of(key);
}

void TomlTable::expected(std::string_view key, std::string_view what) {
    complain(key, fmt::format("{}{}: expected {}", path_, key, what));
}

void TomlTable::complain(std::string_view key, std::string message) {
    TomlProblem problem = place_of(key);
    problem.message = std::move(message);
    file_->problems.push_back(std::move(problem));
}

void TomlTable::complain_of(std::string_view key, std::size_t index, std::string message) {
    TomlProblem problem = place_of(key, index);
    problem.message = std::move(message);
    file_->problems.push_back(std::move(problem));
}

void TomlTable::finish() {
    for (const auto& [key, value] : as_table(table_)) {
        if (known_.find(key.str()) != known_.end()) continue;
        Nearest nearest(key.str());
        std::string_view likely;
        for (const std::string& known : known_) {
            if (nearest.offer(known)) likely = known;
        }
        file_->problems.push_back(place_of_source(
            key.source(), likely.empty() ? fmt::format("there is no key {}{}", path_, key.str())
                                         : fmt::format("there is no key {}{}; did you mean {}?",
                                                       path_, key.str(), likely)));
    }
}

const std::vector<TomlProblem>& TomlTable::problems() const {
    return file_->problems;
}

}  // namespace tlslint::config
