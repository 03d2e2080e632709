// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/dump.hpp"

#include <algorithm>
#include <set>

namespace tlslint::nginx {
namespace {

constexpr std::string_view heading = "# configuration file ";

// The path of a heading line, or "".
std::string_view path_of(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with(heading) || !line.ends_with(':')) return {};
    line.remove_prefix(heading.size());
    line.remove_suffix(1);
    return line.starts_with('/') ? line : std::string_view();
}

// Lines that may stand before the dump: nginx's own messages.
bool is_talk(std::string_view line) {
    return line.empty() || line == "\r" || line.starts_with("nginx: ") || line.starts_with("20");
}

}  // namespace

std::vector<DumpedFile> split_dump(std::string_view text) {
    std::vector<DumpedFile> files;
    std::set<std::string_view> paths;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t line_end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, line_end - at);
        const std::string_view path = path_of(line);
        const std::size_t next = std::min(line_end + 1, text.size());
        if (!path.empty() && paths.insert(path).second) {  // nginx dumps each file once
            files.push_back({path, text.substr(next, 0)});
        } else if (files.empty()) {
            if (!is_talk(line)) return {};
        } else {
            DumpedFile& file = files.back();
            file.text = {file.text.data(),
                         static_cast<std::size_t>(text.data() + next - file.text.data())};
        }
        at = next;
    }
    // nginx ends each file with a line feed of its own.
    for (DumpedFile& file : files) {
        if (file.text.ends_with('\n')) file.text.remove_suffix(1);
    }
    return files;
}

}  // namespace tlslint::nginx
