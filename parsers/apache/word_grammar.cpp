// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/line.hpp"
#include "parsers/apache/words.hpp"

#include <boost/spirit/home/x3.hpp>

namespace tlslint::apache {
namespace {

namespace x3 = boost::spirit::x3;

struct Bare : x3::char_parser<Bare> {
    using attribute_type = char;
    static constexpr bool has_attribute = false;
    template <class Char, class Context>
    bool test(Char c, const Context&) const {
        return !is_blank(c);
    }
};
constexpr Bare bare{};

struct WordTag;
template <class Context>
WordAt& word_of(const Context& context) {
    return x3::get<WordTag>(context).get();
}
const auto note_quote = [](auto& context) {
    word_of(context).quoted = true;
    word_of(context).closed = false;
};
const auto note_close = [](auto& context) { word_of(context).closed = true; };
const auto note_escape = [](auto& context) { word_of(context).escaped = true; };

// Outside of quotes a backslash undoes another one only, and never keeps a blank in the word.
// clang-format off
auto quoted(char quote) {
    const auto escaped = ('\\' >> x3::omit[x3::char_('\\') | x3::char_(quote)])[note_escape];
    return x3::lit(quote)[note_quote] >> *(escaped | x3::omit[x3::char_ - quote])
           >> -x3::lit(quote)[note_close];
}
auto const escaped  = x3::lit("\\\\")[note_escape];
auto const any_word = quoted('"') | quoted('\'') | +(escaped | bare);
// clang-format on

}  // namespace

std::optional<WordAt> next_word(std::string_view line, std::size_t& at) {
    while (at < line.size() && is_blank(line[at])) ++at;
    if (at == line.size()) return std::nullopt;
    WordAt found{.begin = at};
    const char* from = line.data() + at;
    x3::parse(from, line.data() + line.size(), x3::with<WordTag>(std::ref(found))[any_word]);
    at = found.end = static_cast<std::size_t>(from - line.data());
    return found;
}

std::string_view content(std::string_view line, const WordAt& word) {
    const std::size_t begin = word.begin + (word.quoted ? 1 : 0);
    const std::size_t end = word.end - (word.quoted && word.closed ? 1 : 0);
    return line.substr(begin, end - begin);
}

std::string unescaped(std::string_view line, const WordAt& word) {
    const std::string_view written = content(line, word);
    std::string text;
    text.reserve(written.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        const bool undone =
            written[i] == '\\' && i + 1 < written.size()
            && (written[i + 1] == '\\' || (word.quoted && written[i + 1] == line[word.begin]));
        if (undone) ++i;
        text += written[i];
    }
    return text;
}

}  // namespace tlslint::apache
