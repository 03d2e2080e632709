// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/source.hpp"

#include <algorithm>
#include <cstring>

namespace tlslint {

const std::vector<std::uint32_t>& SourceFile::line_starts() const {
    if (!line_starts_.empty()) return line_starts_;
    line_starts_.push_back(0);
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    for (const char* at = begin; at != end;) {
        const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        if (!found) break;
        at = static_cast<const char*>(found) + 1;
        line_starts_.push_back(static_cast<std::uint32_t>(at - begin));
    }
    return line_starts_;
}

Position SourceFile::position(std::uint32_t offset) const {
    offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    const auto& starts = line_starts();
    const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
    return {static_cast<std::uint32_t>(after - starts.begin()), offset - *(after - 1) + 1};
}

std::string_view SourceFile::line(std::uint32_t number) const {
    const auto& starts = line_starts();
    if (number == 0 || number > starts.size()) return {};
    const std::uint32_t begin = starts[number - 1];
    const std::size_t end = number < starts.size() ? starts[number] - 1 : text_.size();
    std::string_view line = text().substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

FileId SourceSet::add(std::string path, std::string deployed_path, std::string text) {
    files_.emplace_back(std::move(path), std::move(deployed_path), std::move(text));
    return FileId{static_cast<std::uint32_t>(files_.size() - 1)};
}

}  // namespace tlslint
