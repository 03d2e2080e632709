// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/include.hpp"

#include "parsers/text/glob.hpp"
#include "parsers/text/path.hpp"

#include <fmt/format.h>

namespace tlslint::apache {
namespace {

constexpr std::size_t deepest_directory = 20;  // AP_MAX_INCLUDE_DIR_DEPTH
constexpr std::size_t most_entries = 100'000;  // of all directories
constexpr std::size_t most_components = 256;

class Search {
  public:
    explicit Search(const FileSystem& files) : files_(files) {}

    // `rest` is what is left of the name below `directory`. As deep as the name has wildcards.
    void below(const std::string& directory, std::string_view rest, std::size_t depth) {
        std::string path = directory;
        std::string_view component;
        while (true) {
            const std::size_t slash = rest.find('/');
            component = rest.substr(0, slash);
            rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
            if (has_wildcard(component)) break;
            if (!component.empty()) path = joined(path, component);
            if (rest.empty()) return take(path, 0);
        }
        while (rest.starts_with('/')) rest.remove_prefix(1);
        if (depth == most_components)
            return end(Inclusion::State::limit, path, "too many directories in one name");
        const auto listing = entries(path);
        if (!listing) return;
        bool any = false;
        for (const Listing::Entry& entry : listing->entries) {
            if (stopped()) return;
            if (!matches(component, entry.name)) continue;
            const std::string found = joined(path, entry.name);
            if (rest.empty()) {
                any = true;
                take(found, 0);
            } else if (is_directory(entry, found)) {  // a link to one is passed over here
                any = true;
                below(found, rest, depth + 1);
            }
        }
        if (!any) end(Inclusion::State::empty, joined(path, component), "");
    }

    NamedFiles result;

  private:
    [[nodiscard]] bool stopped() const { return result.state == Inclusion::State::limit; }

    // The first trouble is what httpd stops at.
    void end(Inclusion::State state, const std::string& at, std::string detail) {
        if (result.state != Inclusion::State::read) return;
        result.state = state;
        result.at = at;
        result.detail = std::move(detail);
    }

    [[nodiscard]] bool is_directory(const Listing::Entry& entry, const std::string& path) const {
        if (entry.type != Listing::Type::unknown) return entry.type == Listing::Type::directory;
        return files_.status(path).kind == FileStatus::Kind::directory;
    }

    std::optional<Listing> entries(const std::string& path) {
        auto listing = files_.entries(path, most_entries - looked_at_);
        if (!listing) {
            const bool missing = files_.status(path).kind == FileStatus::Kind::missing;
            end(missing ? Inclusion::State::missing : Inclusion::State::unreadable, path,
                listing.error());
            return std::nullopt;
        }
        looked_at_ += listing->entries.size();
        if (listing->past_limit || looked_at_ >= most_entries) {
            end(Inclusion::State::limit, path,
                fmt::format("more than {} names in directories", most_entries));
            return std::nullopt;
        }
        return std::move(*listing);
    }

    // A file, or everything in a directory, hidden files and backups included.
    void take(const std::string& path, std::size_t depth) {
        if (files_.status(path).kind != FileStatus::Kind::directory) {
            result.paths.push_back(path);
            return;
        }
        if (depth > deepest_directory) {
            return end(Inclusion::State::unreadable, path,
                       fmt::format("directories nest deeper than {} levels", deepest_directory));
        }
        const auto listing = entries(path);
        if (!listing) return;
        for (const Listing::Entry& entry : listing->entries) {
            if (stopped()) return;
            take(joined(path, entry.name), depth + 1);
        }
    }

    const FileSystem& files_;
    std::size_t looked_at_ = 0;
};

}  // namespace

bool has_wildcard(std::string_view name) {
    bool bracket = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '*' || name[i] == '?') return true;
        if (name[i] == '\\')
            ++i;
        else if (name[i] == '[')
            bracket = true;
        else if (name[i] == ']' && bracket)
            return true;
    }
    return false;
}

NamedFiles files_of(const FileSystem& files, const std::string& path) {
    Search search(files);
    if (!has_wildcard(path)) {
        // One name, be it of a directory.
        search.below(path, "", 0);
        return std::move(search.result);
    }
    const bool absolute = path.starts_with('/');
    search.below(absolute ? "/" : ".", std::string_view(path).substr(absolute ? 1 : 0), 0);
    return std::move(search.result);
}

}  // namespace tlslint::apache
