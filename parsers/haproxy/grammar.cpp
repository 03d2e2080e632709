// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/grammar.hpp"

#include "parsers/haproxy/lines.hpp"

#include <boost/spirit/home/x3.hpp>

#include <array>

namespace tlslint::haproxy {
namespace {

namespace x3 = boost::spirit::x3;

// One table look-up a byte decides everything.
enum Class : unsigned char {
    blank = 1,        // SP TAB VT FF; a CR ends the line's content, a NUL the file's
    bare = 2,         // goes on in a word: no blank, end, quote, '#', '\\'
    not_newline = 4,  // of a comment or what follows a CR: up to LF or NUL
    in_double = 8,    // inside "…": not '"', '\\', '$', nor an end
    in_single = 16,
    escapable = 32,   // with the backslash in front one piece: nothing that ends or begins a word
    name = 64,        // of a variable
    in_default = 128  // the text of ${NAME-text}
};
constexpr std::array<unsigned char, 256> classes = [] {
    std::array<unsigned char, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool is_blank = c == ' ' || c == '\t' || c == '\v' || c == '\f';
        const bool ends = c == '\n' || c == '\r' || c == 0;
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        unsigned bits = 0;
        if (is_blank) bits |= blank;
        if (!is_blank && !ends && c != '"' && c != '\'' && c != '#' && c != '\\') bits |= bare;
        if (c != '\n' && c != 0) bits |= not_newline;
        if (!ends && c != '"' && c != '\\' && c != '$') bits |= in_double;
        if (!ends && c != '\'') bits |= in_single;
        if (c == ' ' || c == '\\' || c == '#' || c == '"' || c == '\'' || c == '$')
            bits |= escapable;
        if (letter || c == '.' || (c >= '0' && c <= '9')) bits |= name;
        if (!ends && c != '}') bits |= in_default;
        table[c] = static_cast<unsigned char>(bits);
    }
    return table;
}();

template <Class wanted>
struct InClass : x3::char_parser<InClass<wanted>> {
    using attribute_type = char;
    static constexpr bool has_attribute = false;
    template <class Char, class Context>
    bool test(Char c, const Context&) const {
        return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
    }
};
template <Class wanted>
constexpr InClass<wanted> in{};

struct ReaderTag;
template <class Context>
LineReader& reader(const Context& context) {
    return x3::get<ReaderTag>(context).get();
}

const auto note_special = [](auto& context) { reader(context).note_special(); };
const auto quotes_known = [](auto& context) {
    x3::_pass(context) = reader(context).knows_quotes();
    reader(context).note_special();
};
const auto add_word = [](auto& context) {
    const auto& range = x3::_attr(context);
    reader(context).word(range.begin(), range.end());
};
const auto end_line = [](auto& context) {
    const auto& range = x3::_attr(context);
    reader(context).end_line(range.begin());
};

// clang-format off
auto const blanks   = *in<blank>;
auto const escaped  = x3::lit('\\')[note_special] >> -in<escapable>;
auto const dollar   = '$' >> -('{' >> *in<name> >> -x3::lit("[*]") >> -('-' >> *in<in_default>));
auto const quote    = x3::eps[quotes_known];
auto const doubled  = '"'  >> quote >> *(in<in_double> | escaped | dollar) >> -x3::lit('"');
auto const single   = '\'' >> quote >> *in<in_single> >> -x3::lit('\'');
auto const oddity   = x3::char_("\"'");                       // a quote before 1.6: an ordinary byte
auto const word     = x3::raw[+(in<bare> | escaped | doubled | single | oddity)][add_word];
auto const scope    = &x3::lit('[') >> *in<not_newline>;      // a SPOE file's [name]: no words
auto const comment  = '#' >> *in<not_newline>;
auto const cut_off  = '\r' >> *in<not_newline>;
auto const content  = blanks >> (scope | (*(word >> blanks) >> -comment)) >> -cut_off;
auto const lf       = x3::raw[x3::lit('\n')][end_line];
auto const file     = content >> *(lf >> content);            // the last has no LF, or stands before a NUL
// clang-format on

}  // namespace

SyntaxTree parse(const Model& model, FileId id, std::string_view text) {
    LineReader state(model, id, text);
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    const auto grammar = x3::with<ReaderTag>(std::ref(state))[file];
    x3::parse(at, end, grammar);
    return state.finish(at);
}

}  // namespace tlslint::haproxy
