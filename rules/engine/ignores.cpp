// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/ignores.hpp"

#include "parsers/model/comments.hpp"
#include "parsers/text/nearest.hpp"
#include "rules/engine/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlslint {
namespace {

constexpr std::string_view mark = "tlslint";
// Of a configuration; those of a comment.
constexpr std::size_t most_ignores = 10'000, most_mistakes = 1'000, most_patterns = 100;
constexpr std::array<std::string_view, 4> keys{"ignore", "ignore-file", "until", "reason"};

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// KEY=VALUE; of a quoted value, what stands between the quotes.
struct Setting {
    std::string_view key, value;
    std::size_t at, value_at;  // offsets in the comment
    bool closed = true;        // its quotes
};

// Takes one setting from the front of what is left of a comment.
class Words {
  public:
    explicit Words(std::string_view text) : text_(text) {}

    /// False at the end, and at a `#`: another comment begins.
    bool skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
        return at_ < text_.size() && text_[at_] != '#';
    }

    Setting take() {
        Setting setting{{}, {}, at_, at_};
        while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '=') ++at_;
        setting.key = text_.substr(setting.at, at_ - setting.at);
        if (at_ == text_.size() || text_[at_] != '=') return setting;
        setting.value_at = ++at_;
        if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
            const std::size_t end = text_.find(text_[at_], at_ + 1);
            setting.closed = end != std::string_view::npos;
            setting.value_at = at_ + 1;
            at_ = setting.closed ? end + 1 : text_.size();
            setting.value =
                text_.substr(setting.value_at, (setting.closed ? end : at_) - setting.value_at);
        } else {
            take_list();
            setting.value = text_.substr(setting.value_at, at_ - setting.value_at);
        }
        return setting;
    }

  private:
    // Up to a blank; one behind a comma belongs to the list.
    void take_list() {
        for (bool behind_comma = false; at_ < text_.size(); ++at_) {
            if (!is_blank(text_[at_])) {
                behind_comma = text_[at_] == ',';
            } else if (!behind_comma) {
                break;
            }
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

// One comment, from "tlslint" on.
class Reader {
  public:
    Reader(const Comment& comment, std::string_view text) : comment_(comment), text_(text) {
        ignore_.at = comment.at;
        ignore_.first_line = comment.first_line;
        ignore_.last_line = comment.last_line;
        ignore_.in_force = comment.active == Truth::yes;
    }

    std::optional<Ignore> read() {
        std::string_view rest = text_.substr(mark.size());
        const bool spoken_to = !rest.empty() && rest.front() == ':';
        if (spoken_to) rest.remove_prefix(1);
        // "# tlslint found this" is prose; a forgotten colon is not.
        if (!spoken_to && !begins_with_key(rest)) return std::nullopt;
        if (!spoken_to) broken(mark.size(), mark.size(), "expected \":\" behind tlslint");
        const std::size_t begin = text_.size() - rest.size();
        Words words(rest);
        while (words.skip_blanks()) apply(words.take(), begin);
        if (ignore_.patterns.empty() && ignore_.mistakes.empty())
            broken(0, text_.size(), "says neither ignore=RULE nor ignore-file=RULE");
        return std::move(ignore_);
    }

  private:
    static bool begins_with_key(std::string_view rest) {
        while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
        return rest.starts_with("ignore=") || rest.starts_with("ignore-file=");
    }

    [[nodiscard]] Span span(std::size_t begin, std::size_t end) const {
        return {comment_.at.file, comment_.at.begin + static_cast<std::uint32_t>(begin),
                comment_.at.begin + static_cast<std::uint32_t>(end)};
    }
    void mistake(std::size_t begin, std::size_t end, std::string message) {
        ignore_.mistakes.push_back({span(begin, end), std::move(message)});
    }
    void broken(std::size_t begin, std::size_t end, std::string message) {
        ignore_.broken = true;
        mistake(begin, end, std::move(message));
    }

    // `begin`: where the settings begin in the comment.
    void apply(const Setting& setting, std::size_t begin) {
        const std::size_t value = begin + setting.value_at;
        const std::size_t end = value + setting.value.size();
        if (std::find(keys.begin(), keys.end(), setting.key) == keys.end())
            return unknown(setting, begin + setting.at);
        if (setting.value.empty())
            return broken(begin + setting.at, end, fmt::format("{}= has no value", setting.key));
        if (!setting.closed) return broken(value - 1, end, "the quotes are not closed");
        if (setting.key == "reason") {
            ignore_.reason = setting.value;
        } else if (setting.key == "until") {
            ignore_.until = parse_day(setting.value);
            if (!ignore_.until)
                broken(value, end,
                       fmt::format("{} is no day; expected one such as 2027-03-31", setting.value));
        } else {
            const bool whole_file = setting.key == "ignore-file";
            if (!ignore_.patterns.empty() && ignore_.whole_file != whole_file)
                return broken(begin + setting.at, end,
                              "both ignore and ignore-file in one comment");
            ignore_.whole_file = whole_file;
            add_patterns(setting.value, value);
        }
    }

    void unknown(const Setting& setting, std::size_t at) {
        Nearest nearest(setting.key);
        std::string_view likely;
        for (const std::string_view key : keys) {
            if (nearest.offer(key)) likely = key;
        }
        std::string message =
            fmt::format("\"{}\" is none of {}", setting.key, fmt::join(keys, ", "));
        if (!likely.empty()) message += fmt::format("; did you mean {}?", likely);
        broken(at, at + setting.key.size(), std::move(message));
    }

    void add_patterns(std::string_view list, std::size_t at) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t comma = std::min(list.find(',', begin), list.size());
            std::size_t first = begin;
            std::size_t last = comma;
            while (first < last && is_blank(list[first])) ++first;
            while (last > first && is_blank(list[last - 1])) --last;
            begin = comma + 1;
            if (first == last) continue;
            if (ignore_.patterns.size() + ignore_.mistakes.size() == most_patterns)
                return broken(at + first, at + list.size(),
                              fmt::format("more than {} rules in one comment (a limit of tlslint)",
                                          most_patterns));
            const std::string_view pattern = list.substr(first, last - first);
            if (std::string complaint = complaint_about_pattern(pattern); !complaint.empty()) {
                mistake(at + first, at + last, std::move(complaint));
            } else {
                ignore_.patterns.push_back({std::string(pattern), span(at + first, at + last)});
            }
        }
    }

    const Comment& comment_;
    std::string_view text_;
    Ignore ignore_;
};

}  // namespace

const Ignore::Pattern* Ignore::pattern_for(std::string_view rule) const {
    const auto found = std::find_if(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
        return names_rule(pattern.text, rule);
    });
    return found == patterns.end() ? nullptr : &*found;
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
    int parts[3] = {0, 0, 0};
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    for (std::size_t at = 0, part = 0; at < text.size(); ++at) {
        if (at == 4 || at == 7) {
            ++part;
        } else if (text[at] >= '0' && text[at] <= '9') {
            parts[part] = parts[part] * 10 + (text[at] - '0');
        } else {
            return std::nullopt;
        }
    }
    const std::chrono::year_month_day day{std::chrono::year(parts[0]),
                                          std::chrono::month(static_cast<unsigned>(parts[1])),
                                          std::chrono::day(static_cast<unsigned>(parts[2]))};
    return day.ok() ? std::optional(std::chrono::sys_days(day)) : std::nullopt;
}

std::string in_words(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::vector<Ignore> read_ignores(const Model& model) {
    std::vector<Ignore> ignores;
    std::size_t mistakes = 0;
    for (std::size_t i = 0; i < model.sources.size(); ++i) {
        for (const Comment& comment : comments_with(model, static_cast<FileId>(i), mark)) {
            auto ignore = Reader(comment, model.sources.text(comment.at)).read();
            if (!ignore) continue;
            mistakes += ignore->mistakes.size();
            ignores.push_back(std::move(*ignore));
            if (ignores.size() < most_ignores && mistakes < most_mistakes) continue;
            ignores.back().mistakes.push_back(
                {comment.at, fmt::format("the comments behind this one are not read: more than {} "
                                         "ignores or {} mistakes in them (limits of tlslint)",
                                         most_ignores, most_mistakes)});
            return ignores;
        }
    }
    return ignores;
}

}  // namespace tlslint
