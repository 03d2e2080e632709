// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/glob.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>
#include <utility>

// nginx expands `include` by glob(3) with flags 0 in the C locale, so right is what glibc does,
// oddities included
// ("?//" finds "a//", "??/" finds "ab/"; "ab/" finds a file "ab", "a/" none).
// tests/parsers/text/glob_test.cpp compares with it on random input. Unlike ::glob this is bounded
// and goes through a FileSystem.

namespace tlslint {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// The C library stops at a NUL.
std::string_view c_string(std::string_view text) {
    return text.substr(0, text.find('\0'));
}

bool is_class(std::string_view name) {
    constexpr std::string_view names[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                          "lower", "print", "punct", "space", "upper", "xdigit"};
    return std::ranges::find(names, name) != std::end(names);
}

/// Whether a byte belongs to a class of the C locale; `name` is one of is_class().
bool is_in_class(unsigned char byte, std::string_view name) {
    const bool lower = byte >= 'a' && byte <= 'z';
    const bool upper = byte >= 'A' && byte <= 'Z';
    const bool digit = byte >= '0' && byte <= '9';
    const bool graph = byte > ' ' && byte < 0x7f;
    if (name == "alnum") return lower || upper || digit;
    if (name == "alpha") return lower || upper;
    if (name == "blank") return byte == ' ' || byte == '\t';
    if (name == "cntrl") return byte < ' ' || byte == 0x7f;
    if (name == "digit") return digit;
    if (name == "graph") return graph;
    if (name == "lower") return lower;
    if (name == "print") return graph || byte == ' ';
    if (name == "punct") return graph && !lower && !upper && !digit;
    if (name == "space") return byte == ' ' || (byte >= '\t' && byte <= '\r');
    if (name == "upper") return upper;
    return digit || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');  // xdigit
}

/// One reading of a bracket expression for one byte. Where the expression ends can depend on the
/// byte: once the byte is found, fnmatch(3) only skips the rest, by laxer rules than those by which
/// it searches.
class Bracket {
  public:
    /// `start` is the offset behind the '['.
    Bracket(std::string_view pattern, std::size_t start, unsigned char byte)
        : pattern_(pattern), start_(start), at_(start), byte_(byte) {}

    /// The offset behind the expression if the expression takes the byte, else `none`.
    std::size_t end_if_taken() {
        const bool negated = peek() == '!' || peek() == '^';
        if (negated) ++at_;
        Outcome outcome = search();
        if (outcome == Outcome::found) outcome = skip();
        switch (outcome) {
        case Outcome::found: return negated ? none : at_;
        case Outcome::absent: return negated ? at_ : none;
        case Outcome::unterminated: return byte_ == '[' ? start_ : none;  // an ordinary '['
        case Outcome::broken: return none;
        }
        return none;
    }

  private:
    enum class Outcome : std::uint8_t { found, absent, unterminated, broken };

    [[nodiscard]] unsigned char peek(std::size_t ahead = 0) const {
        const std::size_t at = at_ + ahead;
        return at < pattern_.size() ? static_cast<unsigned char>(pattern_[at]) : '\0';
    }
    unsigned char next() {
        const unsigned char byte = peek();
        ++at_;
        return byte;
    }

    /// Where the ":]" of a "[:class:]" is, seen from its first ':'; `none` if this is none. glibc
    /// leaves out 'z'.
    [[nodiscard]] std::size_t class_end() const {
        std::size_t end = at_ + 1;
        while (end < pattern_.size() && pattern_[end] >= 'a' && pattern_[end] < 'z') ++end;
        return pattern_.substr(std::min(end, pattern_.size())).starts_with(":]") ? end : none;
    }
    /// Where the ".]" of a "[.symbol.]" is, seen from its first '.'.
    [[nodiscard]] std::size_t symbol_end() const { return pattern_.find(".]", at_ + 1); }
    /// Whether "[=x=]" stands here, seen from its first '='.
    [[nodiscard]] bool at_equivalent() const {
        return peek(1) != '\0' && peek(2) == '=' && peek(3) == ']';
    }
    /// The byte that a "[.x.]" names; '\0' if it names none. The C locale has only symbols of one
    /// byte.
    unsigned char symbol() {
        if (symbol_end() != at_ + 2) return '\0';
        const unsigned char byte = peek(1);
        at_ += 4;
        return byte;
    }

    Outcome search() {
        unsigned char item = next();
        do {
            if (item == '\0') return Outcome::unterminated;
            if (item == '[' && peek() == ':' && class_end() != none) {
                const std::size_t end = class_end();
                const std::string_view name = pattern_.substr(at_ + 1, end - at_ - 1);
                if (!is_class(name)) return Outcome::broken;
                at_ = end + 2;
                if (is_in_class(byte_, name)) return Outcome::found;
                item = next();
            } else if (item == '[' && peek() == '=' && at_equivalent()) {
                const unsigned char equivalent = peek(1);
                at_ += 4;
                if (byte_ == equivalent) return Outcome::found;
                item = next();
            } else {
                const Outcome outcome = search_range(item);
                if (outcome != Outcome::absent) return outcome;
                item = next();
            }
        } while (item != ']');
        return Outcome::absent;
    }

    /// A single byte or a range that starts with `item`, which has been read.
    Outcome search_range(unsigned char item) {
        const bool is_symbol = item == '[' && peek() == '.';
        unsigned char low = item;
        if (item == '\\') low = next();
        if (is_symbol) low = symbol();
        if (low == '\0') return Outcome::broken;
        // "[[.a.]-]" is not a range and yet does not hold 'a'.
        const bool starts_range = peek() == '-' && peek(1) != '\0' && (peek(1) != ']' || is_symbol);
        if (!starts_range && byte_ == low) return Outcome::found;
        if (peek() != '-' || peek(1) == ']') return Outcome::absent;
        ++at_;
        unsigned char high = next();
        if (high == '[' && peek() == '.') {
            high = symbol();
        } else if (high == '\\') {
            high = next();
        }
        if (high == '\0') return Outcome::broken;
        return low <= byte_ && byte_ <= high ? Outcome::found : Outcome::absent;
    }

    Outcome skip() {
        for (unsigned char item = next(); item != ']'; item = next()) {
            if (item == '\0') return Outcome::unterminated;
            if (item == '\\' && next() == '\0') return Outcome::broken;
            if (item != '[') continue;
            if (peek() == ':' && class_end() != none) {
                at_ = class_end() + 2;
            } else if (peek() == '=') {
                if (!at_equivalent()) return Outcome::broken;
                at_ += 4;
            } else if (peek() == '.') {
                if (symbol_end() == none) return Outcome::broken;
                at_ = symbol_end() + 2;
            }
        }
        return Outcome::found;
    }

    std::string_view pattern_;
    std::size_t start_;
    std::size_t at_;
    unsigned char byte_;
};

/// A pattern for one path component. Reads each bracket expression once for each byte, however many
/// names follow.
class Component {
  public:
    explicit Component(std::string_view pattern) : pattern_(pattern) {}

    /// fnmatch(3) with FNM_PERIOD. The last '*' alone is ever tried again, so time is pattern times
    /// name.
    bool matches(std::string_view name) {
        std::size_t at = 0;
        std::size_t byte = 0;
        std::size_t retry_at = none;  // behind the last '*'
        std::size_t retry_byte = 0;
        bool guards_period =
            true;  // a wildcard does not take a '.' here; after "*?" still so, as in glibc
        for (;;) {
            if (at < pattern_.size() && pattern_[at] == '*') {
                if (guards_period && byte < name.size() && name[byte] == '.') return false;
                for (; at < pattern_.size() && (pattern_[at] == '*' || pattern_[at] == '?'); ++at) {
                    if (pattern_[at] == '?' && ++byte > name.size()) return false;
                }
                if (at == pattern_.size()) return true;
                retry_at = at;
                retry_byte = byte;
                continue;
            }
            if (at == pattern_.size() && byte == name.size()) return true;
            const bool ended = at == pattern_.size() || byte == name.size();
            at = ended ? none : step(at, static_cast<unsigned char>(name[byte]), guards_period);
            if (at != none) {
                ++byte;
            } else if (retry_at == none || ++retry_byte >= name.size()) {
                return false;
            } else {
                at = retry_at;
                byte = retry_byte;
            }
            guards_period = false;
        }
    }

  private:
    /// The offset behind the element at `at` if it takes the byte, else `none`.
    std::size_t step(std::size_t at, unsigned char byte, bool guards_period) {
        switch (pattern_[at]) {
        case '?': return guards_period && byte == '.' ? none : at + 1;
        case '[': return guards_period && byte == '.' ? none : bracket(at, byte);
        case '\\': return at + 1 < pattern_.size() && is(at + 1, byte) ? at + 2 : none;
        default: return is(at, byte) ? at + 1 : none;
        }
    }

    [[nodiscard]] bool is(std::size_t at, unsigned char byte) const {
        return static_cast<unsigned char>(pattern_[at]) == byte;
    }

    std::size_t bracket(std::size_t at, unsigned char byte) {
        constexpr std::size_t unread = 0;  // no expression ends at 0
        std::size_t& end = brackets_[at][byte];
        if (end == unread) end = Bracket(pattern_, at + 1, byte).end_if_taken();
        return end;
    }

    std::string_view pattern_;
    std::unordered_map<std::size_t, std::array<std::size_t, 256>> brackets_;
};

/// One level of the search: `name` is looked for in every directory found so far.
struct Step {
    std::string_view name;
    bool directories = false;  // leave out what is no directory, as far as it is listed
    bool mark = false;         // append '/' to directories
};

/// A pattern as glob(3) takes it apart: from the end, at every '/', even one in brackets.
struct Plan {
    std::string start;        // the part without wildcards; "" for a relative pattern
    std::vector<Step> steps;  // the last comes first
};

/// "foo\/bar": the backslash belongs to the '/'.
std::string_view without_lone_backslash(std::string_view text) {
    const std::size_t last = text.find_last_not_of('\\');
    const std::size_t count = text.size() - (last == none ? 0 : last + 1);
    return text.substr(0, text.size() - count % 2);
}

std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && ++i == text.size()) break;
        plain += text[i];
    }
    return plain;
}

/// The first wildcard that no backslash escapes.
std::size_t first_wildcard(std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
            ++i;
        } else if (is_pattern(pattern.substr(i, 1))) {
            return i;
        }
    }
    return none;
}

Plan plan(std::string_view pattern) {
    Plan plan;
    const std::size_t wildcard = first_wildcard(pattern);
    std::string_view rest = pattern;  // always a beginning of the pattern
    bool directories = false;
    bool mark = false;
    while (!rest.empty()) {
        directories = directories || rest.ends_with('/');
        const std::size_t slash = rest.rfind('/');
        if (slash == none || slash == 0 || rest.substr(0, slash) == "\\") {
            if (slash != none) plan.start = "/";
            plan.steps.push_back({rest.substr(slash + 1), directories, mark});  // npos + 1 is 0
            break;
        }
        std::string_view directory = rest.substr(0, slash);
        if (slash + 1 == rest.size() && slash > 1) {
            directory = without_lone_backslash(directory);
            while (directory.size() > 1 && directory.ends_with("//")) directory.remove_suffix(1);
            mark = true;
        } else {
            plan.steps.push_back({rest.substr(slash + 1), directories, mark});
            if (wildcard >= slash) {
                plan.start = unescaped(directory);
                break;
            }
            directory = without_lone_backslash(directory);
            directories = true;
            mark = false;
        }
        rest = directory;
    }
    return plan;
}

/// One run over a file system, within limits.
class Search {
  public:
    Search(const FileSystem& files, const GlobLimits& limits)
        : files_(files), limits_(limits), entries_left_(limits.entries) {}

    GlobResult run(const Plan& plan) {
        std::vector<std::string> found;
        if (!plan.steps.empty()) found.push_back(plan.start);
        for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
            const bool is_last = step + 1 == plan.steps.rend();
            found = take(*step, found);
            if (!cut_.empty() && !is_last) found.clear();  // halves of paths
        }
        std::ranges::sort(found);
        return {std::move(found), std::move(cut_)};
    }

  private:
    std::vector<std::string> take(const Step& step, const std::vector<std::string>& directories) {
        std::vector<std::string> found;
        Component component(step.name);
        const bool is_listed = step.name.find_first_of("*?[\\") != none;
        for (const std::string& directory : directories) {
            const std::string opened = directory.empty() ? "." : directory;
            const std::string prefix =
                directory.empty() || directory == "/" ? directory : directory + '/';
            if (is_listed) {
                list(step, component, opened, prefix, found);
            } else if (looks() && files_.has(fmt::format("{}/{}", opened, step.name))) {
                add(prefix, step.name, found);
            }
            if (!cut_.empty()) break;
        }
        if (step.mark) {
            for (std::string& path : found) {
                if (looks() && is_directory(path)) path += '/';
            }
        }
        return found;
    }

    void list(const Step& step, Component& component, const std::string& opened,
              const std::string& prefix, std::vector<std::string>& found) {
        using enum Listing::Type;
        Result<Listing> listing = files_.entries(opened, entries_left_);
        if (!listing) return;  // as glob(3) without GLOB_ERR
        if (listing->past_limit) return cut_entries();
        entries_left_ -= listing->entries.size();
        listing->entries.push_back({".", directory});
        listing->entries.push_back({"..", directory});
        for (const Listing::Entry& entry : listing->entries) {
            if (step.directories && entry.type == other) continue;
            if (!component.matches(entry.name)) continue;
            if (step.directories && entry.type != directory) {
                if (!looks() || !is_directory(fmt::format("{}/{}", opened, entry.name))) continue;
            }
            add(prefix, entry.name, found);
            if (!cut_.empty()) return;
        }
    }

    void add(const std::string& prefix, std::string_view name, std::vector<std::string>& found) {
        if (found.size() < limits_.results) {
            found.push_back(prefix + std::string(name));
        } else {
            cut_ = fmt::format("more than {} paths", limits_.results);
        }
    }

    /// Pays for one look at a name.
    bool looks() {
        if (entries_left_ == 0) cut_entries();
        if (cut_.empty()) --entries_left_;
        return cut_.empty();
    }

    void cut_entries() { cut_ = fmt::format("more than {} directory entries", limits_.entries); }

    [[nodiscard]] bool is_directory(std::string_view path) const {
        return files_.status(path).kind == FileStatus::Kind::directory;
    }

    const FileSystem& files_;
    const GlobLimits& limits_;
    std::size_t entries_left_;
    std::string cut_;
};

}  // namespace

bool is_pattern(std::string_view name) {
    return c_string(name).find_first_of("*?[") != none;
}

bool matches(std::string_view pattern, std::string_view name) {
    return Component(c_string(pattern)).matches(c_string(name));
}

GlobResult glob(const FileSystem& files, std::string_view pattern, const GlobLimits& limits) {
    const std::string_view text = c_string(pattern);
    if (text.size() > limits.pattern) {
        return {{}, fmt::format("more than {} bytes of pattern", limits.pattern)};
    }
    return Search(files, limits).run(plan(text));
}

}  // namespace tlslint
