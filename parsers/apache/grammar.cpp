// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/grammar.hpp"

#include "parsers/apache/line_reader.hpp"

#include <boost/spirit/home/x3.hpp>

namespace tlslint::apache {
namespace {

namespace x3 = boost::spirit::x3;

template <bool ends_at_nul>
struct Content : x3::char_parser<Content<ends_at_nul>> {
    using attribute_type = char;
    static constexpr bool has_attribute = false;
    template <class Char, class Context>
    bool test(Char c, const Context&) const {
        return c != '\n' && !(ends_at_nul && c == 0);
    }
};
constexpr Content<true> byte{};
constexpr Content<false> not_newline{};

struct ReaderTag;
template <class Context>
LineReader& reader(const Context& context) {
    return x3::get<ReaderTag>(context).get();
}

const auto joins = [](auto& context) {
    x3::_pass(context) = reader(context).joins(x3::_attr(context).begin());
};
const auto end_line = [](auto& context) {
    const auto& range = x3::_attr(context);
    reader(context).line(range.begin(), range.end());
};

// Continuations come before comments, and a NUL ends the line and hides its end.
// clang-format off
auto const joint   = x3::raw[x3::lit('\n')][joins];
auto const content = x3::raw[*(+byte | joint)][end_line];
auto const cut_off = x3::lit('\0') >> *not_newline;
auto const line    = content >> -cut_off >> -x3::lit('\n');
auto const file    = *(!x3::eoi >> line);
// clang-format on

}  // namespace

SyntaxTree parse(FileId id, std::string_view text) {
    LineReader state(id, text);
    x3::parse(text.data(), text.data() + text.size(), x3::with<ReaderTag>(std::ref(state))[file]);
    return state.finish();
}

}  // namespace tlslint::apache
