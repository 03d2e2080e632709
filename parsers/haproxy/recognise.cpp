// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/recognise.hpp"

#include "parsers/haproxy/sections.hpp"
#include "parsers/text/path.hpp"

#include <algorithm>
#include <utility>

namespace tlslint::haproxy {
namespace {

constexpr std::size_t most_lines = 20'000;  // looked at

std::string_view take_word(std::string_view& line) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t\r#"), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

bool is_name(std::string_view word) {
    return word.find_first_of("{};=<>()") == std::string_view::npos;
}

// A line that opens a section, and nothing else: no brace, no semicolon, few words.
bool opens_section(std::string_view line) {
    const std::string_view keyword = take_word(line);
    const Section* section = find_section(keyword);
    if (!section) return false;
    const std::string_view name = take_word(line);
    const std::string_view rest = take_word(line);
    const bool tail_fits = rest.empty() || rest == "from" || rest.front() == '#';
    switch (section->name) {
    case Section::Name::none: return name.empty();
    case Section::Name::optional: return is_name(name) && tail_fits;
    case Section::Name::required: return !name.empty() && is_name(name) && tail_fits;
    }
    return false;
}

}  // namespace

Likeness recognise(std::string_view path, std::string_view text) {
    const std::string_view file = filename_of(path);
    const bool named = file.starts_with("haproxy") && file.ends_with(".cfg");
    std::size_t sections = 0;
    std::size_t lines = 0;
    bool first = true;
    bool first_opens = false;
    while (!text.empty() && ++lines < most_lines) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t content = line.find_first_not_of(" \t\r");
        if (content == std::string_view::npos || line[content] == '#' || line[content] == '.')
            continue;
        const bool opens = opens_section(line);
        if (std::exchange(first, false)) first_opens = opens;
        if (opens && ++sections >= 2 && first_opens) return Likeness::main;
    }
    if (sections > 0 && (named || first_opens)) return Likeness::main;
    return named ? Likeness::fragment : Likeness::no;
}

}  // namespace tlslint::haproxy
