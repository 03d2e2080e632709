// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/grammar.hpp"

#include "parsers/nginx/lua_body.hpp"
#include "parsers/syntax/tree_builder.hpp"

#include <boost/spirit/home/x3.hpp>
#include <fmt/format.h>

#include <array>

namespace tlslint::nginx {
namespace {

namespace x3 = boost::spirit::x3;

// nginx fills one buffer of this size and gives up on a word or comment that does not end inside it
// (NGX_CONF_BUFFER).
constexpr std::size_t buffer_size = 4096;

// One table look-up a byte decides everything.
enum Class : unsigned char {
    blank = 1,       // SP TAB CR LF and nothing else
    word_start = 2,  // starts an unquoted word: not a quote, '#', '}', nor one of the next line
    word_rest = 4,   // goes on in one: not a blank, ';', '{', '$', '\\', NUL
    not_newline = 8,
    not_double = 16,  // inside "…": not '"', '\\', NUL
    not_single = 32,
    marker = 64  // inside a template's marker: one line, and no brace, so that a row of braces
                 // costs no search each
};
constexpr std::array<unsigned char, 256> classes = [] {
    std::array<unsigned char, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        const bool special = c == ';' || c == '{' || c == '$' || c == '\\' || c == 0;
        const bool only_at_start = c == '"' || c == '\'' || c == '#' || c == '}';
        unsigned char bits = 0;
        if (is_blank) bits |= blank;
        if (!is_blank && !special && !only_at_start) bits |= word_start;
        if (!is_blank && !special) bits |= word_rest;
        if (c != '\n') bits |= not_newline;
        if (c != '\n' && c != '{') bits |= marker;
        if (c != '"' && c != '\\' && c != 0) bits |= not_double;
        if (c != '\'' && c != '\\' && c != 0) bits |= not_single;
        table[c] = bits;
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

bool is_blank(char c) {
    return (classes[static_cast<unsigned char>(c)] & blank) != 0;
}

// What each statement's actions share: where things go, and where to resume when the grammar
// stopped.
struct Reader {
    TreeBuilder builder;
    const char* begin;
    const char* end;
    const char* resume = nullptr;  // set by an action that stops the grammar: go on from here
    bool placeholder_seen = false;
    bool escape_seen = false;  // in the word being read

    [[nodiscard]] std::uint32_t offset(const char* at) const {
        return static_cast<std::uint32_t>(at - begin);
    }
    void syntax(const char* at, std::string message) {
        builder.problem(Problem::Kind::syntax, offset(at), offset(at == end ? at : at + 1),
                        std::move(message));
    }
    void unexpected(const char* at) { syntax(at, fmt::format("unexpected \"{}\"", *at)); }
    // What stands above is not finished.
    void too_early(const char* at, std::string message) {
        builder.problem(Problem::Kind::syntax, offset(at), offset(at == end ? at : at + 1),
                        std::move(message), builder.unfinished());
    }
    void too_long(const char* from) {
        syntax(from, fmt::format("too long parameter \"{}...\" started",
                                 std::string_view(
                                     from, std::min<std::size_t>(10, offset(end) - offset(from)))));
    }

    void comment(const char* from, const char* to);
    void placeholder(const char* from, const char* to);
    bool word(const char* from, const char* to, const char* next);
    bool cut_quote(const char* from, std::string message);
    bool open_block(const char* at);
    void close_block(const char* at);
    void empty_statement(const char* at);
    void end_of_file();
};

// A comment may not outgrow the buffer either: nginx meets its end of line in the 4096th byte at
// the latest.
void Reader::comment(const char* from, const char* to) {
    const auto length = static_cast<std::size_t>(to - from);
    if (length > buffer_size || (length == buffer_size && to != end)) too_long(from);
}

// Template markers open blocks that nothing closes; as a word of their own they leave the rest of
// the file readable.
void Reader::placeholder(const char* from, const char* to) {
    if (std::exchange(placeholder_seen, true)) return;
    builder.problem(
        Problem::Kind::placeholder, offset(from), offset(to),
        fmt::format(
            "template placeholder \"{}\": nginx cannot read this file before it is filled in",
            std::string_view(from, static_cast<std::size_t>(to - from))));
}

// [from, to) with its quotes, `next` the first byte after it. False stops the grammar.
bool Reader::word(const char* from, const char* to, const char* next) {
    const bool quoted = *from == '"' || *from == '\'';
    const char* const content = quoted ? from + 1 : from;
    const bool closed = !quoted || (to - from >= 2 && to[-1] == *from);
    // The content, the closing quote and the terminator must fit into the buffer; after a blank
    // nginx reads one byte more before it forgets the word.
    const auto taken = static_cast<std::size_t>(to - content);
    if (quoted && taken > buffer_size) {
        return cut_quote(
            from, fmt::format("too long parameter, probably missing terminating \"{}\" character",
                              *from));
    }
    if (!closed) return cut_quote(from, "unexpected end of file, expecting \";\" or \"}\"");
    if (next != end && taken + (is_blank(*next) ? 2 : 1) > buffer_size) too_long(content);

    if (!std::exchange(escape_seen, false)) {
        builder.word(offset(from), offset(to), quoted);
    } else {
        const std::string_view written(content,
                                       static_cast<std::size_t>((quoted ? to - 1 : to) - content));
        builder.word(offset(from), offset(to), quoted, unescape(written));
    }
    if (quoted && next != end && !is_blank(*next) && *next != ';' && *next != '{' && *next != ')')
        unexpected(next);
    return true;
}

// A quoted word without an end swallows what follows, which nginx never reads. Most likely the
// quote is missing on the line where it was opened: take the statement to end there and read on.
bool Reader::cut_quote(const char* from, std::string message) {
    const char* line_end = std::find(from, end, '\n');
    const bool at_end_of_file = message.starts_with("unexpected end");
    syntax(at_end_of_file ? end : from, std::move(message));
    builder.distrust(offset(from));
    builder.word(offset(from), offset(line_end), false);
    builder.close_simple(offset(line_end));
    resume = line_end;
    return false;
}

bool Reader::open_block(const char* at) {
    const std::string_view name = builder.pending_name();
    if (!name.ends_with("_by_lua_block")) {
        if (!builder.pending()) {
            unexpected(at);
            builder.word(offset(at), offset(at),
                         false);  // a nameless block keeps the braces in balance
        }
        builder.open_block(offset(at));
        return true;
    }
    const char* const close = end_of_lua_body(at + 1, end);
    if (close == end)
        syntax(end, "unexpected end of file, expecting terminating characters for lua code block");
    builder.close_body(offset(at), offset(at + 1), offset(close));
    resume = close == end ? end : close + 1;
    return false;
}

void Reader::close_block(const char* at) {
    if (builder.pending()) {  // the ';' is missing
        too_early(at, "unexpected \"}\"");
        builder.close_simple(offset(at));
    }
    if (!builder.close_block(offset(at))) unexpected(at);
}

void Reader::empty_statement(const char* at) {
    if (builder.pending()) {
        builder.close_simple(offset(at));
    } else {
        unexpected(at);
    }
}

void Reader::end_of_file() {
    if (builder.pending()) {
        too_early(end, "unexpected end of file, expecting \";\" or \"}\"");
    } else if (builder.depth() > 0) {
        too_early(end, "unexpected end of file, expecting \"}\"");
    }
}

struct ReaderTag;
template <class Context>
Reader& reader(const Context& context) {
    return x3::get<ReaderTag>(context).get();
}
const auto first = [](const auto& range) { return &*range.begin(); };

// The first character decides which branch is taken; actions append to the tree and are never
// undone.
const auto add_comment = [](auto& context) {
    const auto& range = x3::_attr(context);
    reader(context).comment(range.begin(), range.end());
};
const auto add_placeholder = [](auto& context) {
    const auto& range = x3::_attr(context);
    reader(context).placeholder(range.begin(), range.end());
};
const auto note_escape = [](auto& context) { reader(context).escape_seen = true; };
const auto note_nul = [](auto& context) {
    reader(context).syntax(first(x3::_attr(context)),
                           "NUL byte in a word: nginx ends the word there");
};
const auto add_word = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::_pass(context) = reader(context).word(range.begin(), range.end(), range.end());
};
const auto end_statement = [](auto& context) {
    reader(context).empty_statement(first(x3::_attr(context)));
};
const auto open_block = [](auto& context) {
    x3::_pass(context) = reader(context).open_block(first(x3::_attr(context)));
};
const auto close_block = [](auto& context) {
    reader(context).close_block(first(x3::_attr(context)));
};

// clang-format off
auto const comment     = x3::raw['#' >> *in<not_newline>][add_comment];
auto const brace       = &x3::lit('{');                      // cheap, unlike comparing strings at every byte
auto const tag         = brace >> x3::raw["{%" >> *(in<marker> - "%}") >> "%}"][add_placeholder];
auto const blanks      = *(in<blank> | comment | tag);
auto const placeholder = brace >> x3::raw["{{" >> *(in<marker> - "}}") >> "}}"][add_placeholder];
auto const nul         = x3::raw[x3::lit('\0')][note_nul];
auto const escaped     = (x3::lit('\\')[note_escape] >> -x3::char_)   // a lone one at the end of the file is content
                       | nul;
auto const dollar      = '$' >> *x3::lit('{');               // `${` never opens a block, nor do further braces
auto const special     = escaped | dollar | placeholder;
auto const quoted      = ('"'  >> *(in<not_double> | escaped) >> -x3::lit('"'))
                       | ('\'' >> *(in<not_single> | escaped) >> -x3::lit('\''));
auto const bare        = (in<word_start> | special) >> *(in<word_rest> | special);
auto const word        = x3::raw[bare | quoted][add_word];
auto const item        = word
                       | x3::raw[x3::lit(';')][end_statement]
                       | x3::raw[x3::lit('{')][open_block]
                       | x3::raw[x3::lit('}')][close_block];
auto const file        = blanks >> *(item >> blanks);
// clang-format on

}  // namespace

SyntaxTree parse(FileId id, std::string_view text) {
    Reader state{
        .builder = TreeBuilder(id, text), .begin = text.data(), .end = text.data() + text.size()};
    for (const char* at = state.begin; at != state.end; at = std::exchange(state.resume, nullptr)) {
        const auto grammar = x3::with<ReaderTag>(std::ref(state))[file];
        x3::parse(at, state.end, grammar);
        if (!state.resume) break;
    }
    state.end_of_file();
    return state.builder.finish();
}

}  // namespace tlslint::nginx
