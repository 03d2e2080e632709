// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/git_index.hpp"

#include "parsers/text/files.hpp"

#include <cstdint>
#include <filesystem>

namespace tlslint {
namespace {

constexpr std::uint64_t index_limit = 256ULL << 20;
constexpr std::size_t paths_limit = 1'000'000;
constexpr std::size_t most_directories = 64;  // upwards

class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    [[nodiscard]] bool failed() const { return failed_; }
    std::string_view take(std::size_t size) {
        if (size > bytes_.size()) {
            failed_ = true;
            size = bytes_.size();
        }
        const std::string_view taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }
    std::uint32_t number(std::size_t size) {
        std::uint32_t value = 0;
        for (const char c : take(size)) value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    // Up to a NUL, which is taken too.
    std::string_view text() {
        const std::string_view result = take(
            bytes_.find('\0') == std::string_view::npos ? bytes_.size() + 1 : bytes_.find('\0'));
        take(1);
        return result;
    }
    // Git's offsets: seven bits a byte, one added for each further one.
    std::size_t offset() {
        std::size_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const std::uint32_t byte = number(1);
            value = value << 7 | (byte & 0x7F);
            if ((byte & 0x80) == 0) return value;
            ++value;
        }
        failed_ = true;
        return 0;
    }

  private:
    std::string_view bytes_;
    bool failed_ = false;
};

// The directory of the repository's own files; empty if there is none here.
std::string repository_at(const std::filesystem::path& directory) {
    const FileSystem disk = FileSystem::disk();
    const std::string git = (directory / ".git").string();
    const FileStatus status = disk.status(git);
    if (status.kind == FileStatus::Kind::directory) return git;
    if (status.kind != FileStatus::Kind::regular) return "";
    // A worktree or submodule: "gitdir: PATH".
    constexpr std::string_view mark = "gitdir: ";
    const Result<std::string> text = disk.read(git, 4096);
    if (!text || !text->starts_with(mark)) return "";
    const std::string target = text->substr(mark.size(), text->find_first_of("\r\n") - mark.size());
    return (directory / target).string();
}

}  // namespace

std::optional<std::unordered_set<std::string>> parse_git_index(std::string_view bytes) {
    Reader reader(bytes);
    if (reader.take(4) != "DIRC") return std::nullopt;
    const std::uint32_t version = reader.number(4);
    const std::uint32_t count = reader.number(4);
    if (version < 2 || version > 4 || count > paths_limit) return std::nullopt;
    std::unordered_set<std::string> paths;
    std::string path;
    for (std::uint32_t i = 0; i < count; ++i) {
        constexpr std::size_t fixed = 40 + 20;  // times, numbers, mode, size, SHA-1
        constexpr std::uint32_t extended = 0x4000;
        reader.take(fixed);
        const std::uint32_t flags = reader.number(2);
        std::size_t size = fixed + 2;
        if (version > 2 && (flags & extended) != 0) {
            reader.take(2);
            size += 2;
        }
        if (version == 4) {
            // The end of the path before is cut, then something put on.
            const std::size_t cut = reader.offset();
            if (cut > path.size()) return std::nullopt;
            path.resize(path.size() - cut);
            path.append(reader.text());
        } else {
            path = reader.text();
            constexpr std::size_t unit = 8;
            size += path.size() + 1;
            reader.take((unit - size % unit) % unit);
        }
        if (reader.failed()) return std::nullopt;
        paths.insert(path);
    }
    return paths;
}

bool GitIndexes::track(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path whole = fs::absolute(path, error).lexically_normal();
    if (error) return false;
    fs::path directory = whole.parent_path();
    for (std::size_t i = 0; i < most_directories; ++i, directory = directory.parent_path()) {
        const std::string repository = repository_at(directory);
        if (repository.empty()) {
            if (directory == directory.parent_path()) return false;
            continue;
        }
        // etckeeper's: it lies on the server itself, and for root alone.
        if (directory == "/etc") return false;
        const auto [place, is_new] = by_repository_.try_emplace(repository);
        if (is_new) {
            const Result<std::string> index =
                FileSystem::disk().read(repository + "/index", index_limit);
            if (index) place->second = parse_git_index(*index);
        }
        return place->second
               && place->second->contains(whole.lexically_relative(directory).string());
    }
    return false;
}

}  // namespace tlslint
