// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/files.hpp"

#include "parsers/text/disk.hpp"
#include "parsers/text/memory_tree.hpp"
#include "parsers/text/watch.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tlslint {

using text::normal;

namespace {

/// A path of the disk as seen from `/`, links not looked at.
std::string absolute_on_disk(std::string_view path) {
    if (path.starts_with('/')) return normal(path);
    std::error_code
        no_directory;  // removed meanwhile: then nothing relative opens, whatever is said here
    const std::string directory = std::filesystem::current_path(no_directory).string();
    return normal(fmt::format("{}/{}", directory, path));
}

/// Component by component: /etc/nginx2 is not below /etc/nginx. Both are normal.
bool is_below(std::string_view path, std::string_view directory) {
    if (directory == "/") return true;
    return path.starts_with(directory)
           && (path.size() == directory.size() || path[directory.size()] == '/');
}

/// Moves a normal path from below one directory to below another, which may be spelled anyhow.
std::string moved(std::string_view path, std::string_view from, std::string_view to) {
    const std::string_view rest = from == "/" ? path : path.substr(from.size());
    const std::size_t last = to.find_last_not_of('/');
    const std::string_view start = last == std::string_view::npos ? "" : to.substr(0, last + 1);
    if (rest.empty() || rest == "/") return std::string(start.empty() ? "/" : start);
    return fmt::format("{}{}", start, rest);
}

std::string without_leading_dot(std::string_view path) {
    while (path.starts_with("./")) {
        const std::size_t next = path.find_first_not_of('/', 1);
        if (next == std::string_view::npos) return ".";
        path.remove_prefix(next);
    }
    return std::string(path);
}

// Of what a file system may be: the first is the disk, the last memory.
template <class Where>
bool on_disk(const Where& where) {
    return where.index() == 0;
}
template <class Where>
bool in_memory(const Where& where) {
    return where.index() == std::variant_size_v<Where> - 1;
}

}  // namespace

FileSystem FileSystem::disk() {
    return {};
}

Result<FileSystem> FileSystem::rooted(const std::string& directory) {
    text::Opened opened = text::DiskTree{}.open(directory, O_PATH | O_DIRECTORY);
    if (opened.error != 0) return Error{text::words(opened.error)};
    FileSystem files;
    files.where_.emplace<Rooted>(
        Rooted{directory, std::make_shared<const text::Descriptor>(std::move(opened.file))});
    return files;
}

FileSystem FileSystem::memory(std::map<std::string, std::string> files) {
    FileSystem system;
    system.where_.emplace<Memory>(std::make_shared<const text::MemoryTree>(std::move(files)));
    return system;
}

void FileSystem::map(std::string_view from, std::string to) {
    maps_.push_back({absolute(from), to.empty() ? "." : std::move(to)});
}

std::string FileSystem::absolute(std::string_view path) const {
    return std::holds_alternative<Disk>(where_) ? absolute_on_disk(path) : normal(path);
}

const FileSystem::Map* FileSystem::map_of(std::string_view normal_path) const {
    const Map* best = nullptr;
    for (const Map& map : maps_) {
        if (!is_below(normal_path, map.from)) continue;
        if (best == nullptr || map.from.size() >= best->from.size()) best = &map;
    }
    return best;
}

/// Whether a path enters a mapped directory and goes up again, past what need not exist here.
bool FileSystem::leaves_map(std::string_view path) const {
    for (std::size_t at = path.find("/.."); at != std::string_view::npos;
         at = path.find("/..", at + 1)) {
        if (map_of(absolute(path.substr(0, at))) != nullptr) return true;
    }
    return false;
}

/// Hands the tree and the path in it to `use`.
template <class Use>
auto FileSystem::at(std::string_view path, Use use) const {
    std::string here(path);
    if (!maps_.empty() && !path.empty()) {
        const std::string whole = absolute(path);
        if (const Map* map = map_of(whole)) {
            const std::string_view slash = path.ends_with('/') ? "/" : "";
            return use(text::DiskTree{}, moved(whole, map->from, map->to).append(slash));
        }
        if (leaves_map(path)) here = whole;
    }
    if (const auto* root = std::get_if<Rooted>(&where_))
        return use(text::DiskTree{root->handle->number()}, here);
    if (const auto* memory = std::get_if<Memory>(&where_)) return use(**memory, here);
    return use(text::DiskTree{}, here);
}

FileStatus FileSystem::status(std::string_view path) const {
    FileStatus status =
        at(path, [](const auto& tree, const std::string& here) { return tree.status(here); });
    if (const Watch* const watch = Watch::current())
        watch->tell(
            {Asked::What::status, path, 0,
             fmt::format("{} {:o} {}", static_cast<int>(status.kind), status.mode, status.error),
             on_disk(where_)});
    return status;
}

bool FileSystem::has(std::string_view path) const {
    const bool has =
        at(path, [](const auto& tree, const std::string& here) { return tree.has(here); });
    if (const Watch* const watch = Watch::current(); watch && !in_memory(where_))
        watch->tell({Asked::What::has, path, 0, has ? "yes" : "no", on_disk(where_)});
    return has;
}

Result<std::string> FileSystem::read(std::string_view path, std::uint64_t limit) const {
    Result<std::string> text =
        at(path, [&](const auto& tree, const std::string& here) { return tree.read(here, limit); });
    const Watch* const watch = in_memory(where_) ? nullptr : Watch::current();
    if (watch && text) watch->tell({Asked::What::read, path, limit, *text, on_disk(where_)});
    if (watch && !text)
        watch->tell({Asked::What::read, path, limit, "not read: " + text.error(), on_disk(where_)});
    return text;
}

Result<Listing> FileSystem::entries(std::string_view path, std::size_t limit) const {
    Result<Listing> listing = at(
        path, [&](const auto& tree, const std::string& here) { return tree.entries(here, limit); });
    const Watch* const watch = in_memory(where_) ? nullptr : Watch::current();
    if (!watch) return listing;
    std::string answer;
    if (!listing) {
        answer = "not read: " + listing.error();
    } else if (listing->past_limit) {
        answer = "too many";
    } else {
        // Names cannot hold a NUL.
        for (const Listing::Entry& entry : listing->entries)
            answer.append(entry.name)
                .append({'\0', static_cast<char>('0' + static_cast<int>(entry.type))});
    }
    watch->tell({Asked::What::entries, path, limit, answer, on_disk(where_)});
    return listing;
}

Result<std::vector<std::string>> FileSystem::list(std::string_view path, std::size_t limit) const {
    Result<Listing> listing = entries(path, limit);
    if (!listing) return Error{listing.error()};
    if (listing->past_limit) return Error{fmt::format("more than {} directory entries", limit)};
    std::vector<std::string> names;
    names.reserve(listing->entries.size());
    for (Listing::Entry& entry : listing->entries) names.push_back(std::move(entry.name));
    return names;
}

std::string FileSystem::printed(std::string_view path) const {
    const auto* root = std::get_if<Rooted>(&where_);
    if (maps_.empty() && root == nullptr) return without_leading_dot(path);
    const std::string whole = absolute(path);
    if (const Map* map = map_of(whole))
        return without_leading_dot(moved(whole, map->from, map->to));
    if (root != nullptr) return without_leading_dot(moved(whole, "/", root->directory));
    return leaves_map(path) ? whole : without_leading_dot(path);
}

std::string FileSystem::deployed(std::string_view path) const {
    std::string typed = absolute_on_disk(path);
    std::string from;  // the longest directory of the disk that the path lies below
    std::string to;
    const auto consider = [&](std::string_view disk, std::string_view deployed) {
        const std::string directory = absolute_on_disk(disk);
        if (!is_below(typed, directory) || directory.size() < from.size()) return;
        from = directory;
        to = deployed;
    };
    if (const auto* root = std::get_if<Rooted>(&where_)) consider(root->directory, "/");
    for (const Map& map : maps_) consider(map.to, map.from);
    if (!from.empty()) return moved(typed, from, to);
    if (std::holds_alternative<Disk>(where_)) return typed;
    std::string whole = normal(path);
    if (std::holds_alternative<Memory>(where_) && !path.starts_with('/')) whole.erase(0, 1);
    return whole.empty() ? "." : whole;
}

}  // namespace tlslint
