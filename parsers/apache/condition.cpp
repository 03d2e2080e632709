// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/condition.hpp"

#include "parsers/apache/line.hpp"
#include "parsers/apache/words.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <regex.h>
#include <vector>

namespace tlslint::apache {
namespace {

// match_version of mod_version: a leading blank is passed over, missing parts are 0.
std::optional<std::array<std::uint32_t, 3>> numbers(std::string_view text) {
    std::array<std::uint32_t, 3> parts{};
    text = trimmed(text);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts[i]);
        if (error != std::errc()) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.empty()) return parts;
        if (text.front() != '.' || i + 1 == parts.size()) return std::nullopt;
        text.remove_prefix(1);
    }
    return std::nullopt;
}

// As far as httpd's regular expressions and the C library's agree, and no pattern takes long.
Truth version_matches(std::string_view pattern, const ServerVersion& version) {
    constexpr std::size_t longest = 64;
    if (pattern.size() > longest
        || pattern.find_first_not_of("0123456789.\\^$[]()|*+?-") != std::string_view::npos)
        return Truth::unknown;
    for (std::size_t at = pattern.find('\\'); at != std::string_view::npos;
         at = pattern.find('\\', at + 2)) {
        if (at + 1 == pattern.size() || (pattern[at + 1] >= '0' && pattern[at + 1] <= '9'))
            return Truth::unknown;
    }
    regex_t compiled;
    if (regcomp(&compiled, std::string(pattern).c_str(), REG_EXTENDED | REG_NOSUB) != 0)
        return Truth::unknown;
    const std::string text = fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
    const bool found = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
    regfree(&compiled);
    return found ? Truth::yes : Truth::no;
}

VersionTest refused(std::string error) {
    return {Truth::unknown, false, std::move(error)};
}

}  // namespace

VersionTest test_version(std::string_view arguments, const ServerVersion& version) {
    std::vector<std::string> words;
    for (std::size_t at = 0; words.size() < 4;) {
        const auto word = next_word(arguments, at);
        if (!word) break;
        words.push_back(unescaped(arguments, *word));
    }
    if (words.empty() || words.size() > 3)
        return refused("<IfVersion takes one, two or three arguments, a comparison operator, a "
                       "version (and a delimiter)");
    if (words.size() == 1) words.insert(words.begin(), "=");
    const bool last_alone = words.size() == 3 && words[2] == ">";
    if (words.size() == 2 && words[1] == ">") words = {"=", words[0], ">"};
    std::string_view wanted = words[1];
    const bool bracket_apart = words.size() == 3 && words[2] == ">";
    if (wanted.empty() || (!last_alone && !bracket_apart && !wanted.ends_with('>')))
        return refused("<IfVersion> directive missing closing '>'");
    if (!bracket_apart) wanted.remove_suffix(1);

    std::string_view op = words[0];
    VersionTest test;
    if (op.starts_with('!')) {
        test.negated = true;
        if (op.size() > 1) op.remove_prefix(1);
    }
    const char kind = op.empty() ? '\0' : op.front();
    const bool or_equal = op.size() == 2 && op[1] == '=' && kind != '~';
    if (op.size() != 1 && !or_equal)
        return refused(fmt::format("unrecognized operator '{}'", words[0]));
    if (kind == '~' || (kind == '=' && wanted.starts_with('/'))) {
        const std::size_t slash = wanted.starts_with('/') ? 1 : 0;
        if (slash != 0 && wanted.ends_with('/') && wanted.size() > 1) wanted.remove_suffix(1);
        const Truth found = version_matches(wanted.substr(slash), version);
        if (found != Truth::unknown)
            test.truth = (found == Truth::yes) != test.negated ? Truth::yes : Truth::no;
        return test;
    }
    if (kind != '=' && kind != '<' && kind != '>')
        return refused(fmt::format("unrecognized operator '{}'", words[0]));
    const auto parts = numbers(wanted);
    if (!parts)
        return refused(fmt::format(
            "Version appears to be invalid. It must have the format major[.minor[.patch]]: '{}'",
            wanted));
    const std::array<std::uint32_t, 3> running{version.major, version.minor, version.patch};
    const bool holds = kind == '='   ? running == *parts
                       : kind == '<' ? running < *parts || (or_equal && running == *parts)
                                     : running > *parts || (or_equal && running == *parts);
    test.truth = holds != test.negated ? Truth::yes : Truth::no;
    return test;
}

ConditionSubject condition_subject(std::string_view arguments) {
    ConditionSubject subject;
    arguments = trimmed(arguments);
    if (arguments.starts_with('!')) {
        subject.negated = true;
        arguments.remove_prefix(1);
    }
    std::size_t at = 0;
    if (const auto word = next_word(arguments, at)) subject.text = unescaped(arguments, *word);
    return subject;
}

}  // namespace tlslint::apache
