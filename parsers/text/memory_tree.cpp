// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/memory_tree.hpp"

#include "parsers/text/disk.hpp"

#include <climits>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace tlslint::text {
namespace {

/// Takes the first component off a path; "" at the end.
std::string_view take_component(std::string_view& path) {
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    const std::string_view component = path.substr(0, path.find('/'));
    path.remove_prefix(component.size());
    return component;
}

void append(std::string& key, std::string_view component) {
    if (component == ".") return;
    if (component == "..") {
        key.erase(std::min(key.rfind('/'), key.size()));
    } else {
        key.append("/").append(component);
    }
}

}  // namespace

std::string normal(std::string_view path) {
    std::string key;
    for (auto part = take_component(path); !part.empty(); part = take_component(path))
        append(key, part);
    return key.empty() ? "/" : key;
}

MemoryTree::MemoryTree(std::map<std::string, std::string>&& files) {
    for (auto& [path, text] : files) files_.try_emplace(normal(path), File{std::move(text), 0});
    std::uint64_t number = 0;
    for (auto& [key, file] : files_) file.number = ++number;
}

bool MemoryTree::is_directory(const std::string& key) const {
    if (key.empty()) return true;
    const auto below = files_.lower_bound(key + '/');
    return below != files_.end() && below->first.starts_with(key + '/');
}

MemoryTree::Found MemoryTree::find(std::string_view path) const {
    if (path.empty()) return {{}, ENOENT};
    if (path.size() >= PATH_MAX) return {{}, ENAMETOOLONG};
    const bool wants_directory = path.ends_with('/');
    std::string key;
    for (auto part = take_component(path); !part.empty(); part = take_component(path)) {
        if (!is_directory(key)) return {{}, files_.contains(key) ? ENOTDIR : ENOENT};
        append(key, part);
    }
    const bool is_file = files_.contains(key);
    if (!is_file && !is_directory(key)) return {{}, ENOENT};
    if (wants_directory && !is_directory(key)) return {{}, ENOTDIR};
    return {std::move(key), 0};
}

FileStatus MemoryTree::status(std::string_view path) const {
    const Found found = find(path);
    if (found.error != 0) return unreachable(found.error);
    // A directory is known by the first file below it and by its depth.
    constexpr unsigned depth_bits = 16;
    if (const auto file = files_.find(found.key); file != files_.end()) {
        return {.kind = FileStatus::Kind::regular,
                .size = file->second.text.size(),
                .mode = 0600,  // nobody said that others may read it
                .device = 0,
                .inode = file->second.number << depth_bits,
                .error = {}};
    }
    const auto first = files_.lower_bound(found.key + '/');
    const auto depth = static_cast<std::uint64_t>(std::ranges::count(found.key, '/'));
    const std::uint64_t number = first == files_.end() ? 0 : first->second.number;
    return {.kind = FileStatus::Kind::directory,
            .size = 0,
            .mode = 0755,
            .device = 0,
            .inode = (number << depth_bits) + depth + 1,
            .error = {}};
}

Result<std::string> MemoryTree::read(std::string_view path, std::uint64_t limit) const {
    const Found found = find(path);
    if (found.error != 0) return Error{words(found.error)};
    const auto file = files_.find(found.key);
    if (file == files_.end()) return Error{words(EISDIR)};
    if (file->second.text.size() > limit) return larger_than(limit);
    return file->second.text;
}

Result<Listing> MemoryTree::entries(std::string_view path, std::size_t limit) const {
    const Found found = find(path);
    if (found.error != 0) return Error{words(found.error)};
    if (!is_directory(found.key)) return Error{words(ENOTDIR)};
    const std::string prefix = found.key + '/';
    Listing listing;
    auto file = files_.lower_bound(prefix);
    while (file != files_.end() && file->first.starts_with(prefix)) {
        const std::string_view rest = std::string_view(file->first).substr(prefix.size());
        const std::string name(rest.substr(0, rest.find('/')));
        const bool is_file = name.size() == rest.size();
        listing.entries.push_back(
            {name, is_file ? Listing::Type::other : Listing::Type::directory});
        if (listing.entries.size() > limit) return Listing{.entries = {}, .past_limit = true};
        // '0' comes after '/': the next name, past everything below this one.
        file = is_file ? std::next(file) : files_.lower_bound(prefix + name + '0');
    }
    std::ranges::stable_sort(listing.entries, {}, &Listing::Entry::name);
    const auto are_one = [](const Listing::Entry& a, const Listing::Entry& b) {
        return a.name == b.name;
    };
    auto& all = listing.entries;
    all.erase(std::unique(all.begin(), all.end(), are_one), all.end());  // a file and a directory
    return listing;
}

}  // namespace tlslint::text
