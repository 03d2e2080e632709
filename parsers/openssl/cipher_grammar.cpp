// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/cipher_grammar.hpp"

#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <array>

namespace tlslint::openssl {
namespace {

namespace x3 = boost::spirit::x3;

// One table look-up a byte decides everything.
enum Class : unsigned char {
    plain = 1,       // letters, digits, '-', '.': in a word since ever
    equals = 2,      // '=': since 1.1.0
    underscore = 4,  // '_': since 3.2
    separator = 8    // ':' ' ' ';' ',': a TAB is none
};
constexpr unsigned char word_1_0_2 = plain;
constexpr unsigned char word_1_1_0 = plain | equals;
constexpr unsigned char word_3_2 = plain | equals | underscore;

constexpr std::array<unsigned char, 256> classes = [] {
    std::array<unsigned char, 256> table{};
    for (unsigned char c = '0'; c <= '9'; ++c) table[c] = plain;
    for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = plain;
    for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = plain;
    table['-'] = table['.'] = plain;
    table['='] = equals;
    table['_'] = underscore;
    table[':'] = table[' '] = table[';'] = table[','] = separator;
    return table;
}();

bool is_in(char c, unsigned char wanted) {
    return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

template <unsigned char wanted>
struct InClass : x3::char_parser<InClass<wanted>> {
    using attribute_type = char;
    static constexpr bool has_attribute = false;
    template <class Char, class Context>
    bool test(Char c, const Context&) const {
        return is_in(c, wanted);
    }
};
template <unsigned char wanted>
constexpr InClass<wanted> in{};

// What the actions of one rule fill in.
struct State {
    CipherRule& rule;
    std::vector<std::string_view>& words;
};

template <Action action>
constexpr auto set = [](auto& context) { x3::get<State>(context).get().rule.action = action; };

constexpr auto add_word = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::get<State>(context).get().words.emplace_back(range.begin(), range.end());
};

constexpr auto missing = [](auto& context) {
    x3::get<State>(context).get().rule.word_missing = true;
};

// The first character decides; actions only append. A separator right after an operator is not
// skipped: there a word is missing. A command takes one word, and '+' after it does not join.
// clang-format off
template <unsigned char word_class>
constexpr auto word    = x3::raw[+in<word_class>][add_word];
template <unsigned char word_class>
constexpr auto words   = (word<word_class> % '+' >> -x3::lit('+')[missing])
                       | x3::eps[missing];
template <unsigned char word_class>
constexpr auto command = word<word_class> | x3::eps[missing];
template <unsigned char word_class>
constexpr auto rule    = (x3::lit('@')[set<Action::command>] >> command<word_class>)
                       | (x3::lit('!')[set<Action::kill>]    >> words<word_class>)
                       | (x3::lit('-')[set<Action::remove>]  >> words<word_class>)
                       | (x3::lit('+')[set<Action::order>]   >> words<word_class>)
                       | words<word_class>;
// clang-format on

template <unsigned char word_class>
const char* parse_rule(const char* at, const char* end, State state) {
    x3::parse(at, end, x3::with<State>(std::ref(state))[rule<word_class>]);
    return at;
}

}  // namespace

CipherStringReader::CipherStringReader(std::string_view text, Version version)
    : at_(text.data()), end_(text.data() + text.size()), version_(version) {}

std::optional<CipherRule> CipherStringReader::next() {
    at_ = std::find_if(at_, end_, [](char c) { return !is_in(c, separator); });
    if (at_ == end_) return std::nullopt;

    words_.clear();
    CipherRule rule{.begin = at_};
    const auto parse = version_ >= Version::v3_2     ? parse_rule<word_3_2>
                       : version_ == Version::v1_0_2 ? parse_rule<word_1_0_2>
                                                     : parse_rule<word_1_1_0>;
    at_ = parse(at_, end_, {rule, words_});
    rule.end = at_;
    rule.words = words_;
    return rule;
}

const char* CipherStringReader::skip_to_separator(const char* from) {
    return at_ = std::find_if(from, end_, [](char c) { return is_in(c, separator); });
}

std::string_view whole_word(const char* from, const char* end) {
    const char* const stop = std::find_if(from, end, [](char c) { return !is_in(c, word_3_2); });
    return {from, stop};
}

}  // namespace tlslint::openssl
