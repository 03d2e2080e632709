// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/word.hpp"

namespace tlslint::haproxy {
namespace {

using Error = Expansion::Error;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}
bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

class Expander {
  public:
    Expander(std::string_view text, const Environment& environment, const ServerVersion& version)
        : text_(text), environment_(environment), has_quotes_(version >= ServerVersion{1, 6, 0}),
          has_defaults_(version >= ServerVersion{2, 5, 0}),
          has_lists_(version >= ServerVersion{2, 3, 0}),
          drops_lists_(version >= ServerVersion{2, 9, 0}),
          drops_empty_(drops_lists_ && version < ServerVersion{3, 3, 0}) {}

    Expansion run() {
        while (at_ < text_.size() && result_.error == Error::none) step();
        if (result_.error == Error::none && (in_double_ || in_single_))
            fail(Error::quote, opened_at_);
        if (result_.error != Error::none) return std::move(result_);
        // Only a variable without a value makes a word vanish; quotes alone do not.
        const bool vanishes =
            !has_other_content_ && (empty_list_ ? drops_lists_ : empty_variable_ && drops_empty_);
        result_.glued = drops_empty_ && has_other_content_ && ends_empty_;
        if (!vanishes) result_.texts.push_back(std::move(current_));
        return std::move(result_);
    }

  private:
    void fail(Error error, std::size_t at) {
        result_.error = error;
        result_.error_at = at;
    }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    void add(char c) {
        ends_empty_ = false;
        current_ += c;
        has_other_content_ = true;
    }

    void step() {
        const char c = peek();
        if (has_quotes_ && c == '"' && !in_single_) return toggle(in_double_);
        if (has_quotes_ && c == '\'' && !in_double_) return toggle(in_single_);
        if (c == '\\' && !in_single_) return escape();
        if (c == '$' && in_double_) return variable();
        add(c);
        ++at_;
    }

    void toggle(bool& inside) {
        inside = !inside;
        if (inside) opened_at_ = at_;
        ++at_;
    }

    void escape() {
        const std::size_t from = at_;
        const char next = peek(1);
        at_ += 2;
        switch (next) {
        case ' ':
        case '\\':
        case '#': return add(next);
        case '\'':
        case '"':
            if (has_quotes_) return add(next);
            break;
        case 'n': return add('\n');
        case 'r': return add('\r');
        case 't': return add('\t');
        case '$':
            if (in_double_) return add(next);
            break;
        case 'x': {
            const int high = hex_digit(peek());
            const int low = high < 0 ? -1 : hex_digit(peek(1));
            if (low < 0) return fail(Error::hex, from);
            at_ += 2;
            return add(static_cast<char>(high * 16 + low));
        }
        default: break;
        }
        add('\\');
        at_ = from + 1;
    }

    void variable() {
        const std::size_t from = at_++;
        const bool brace = peek() == '{';
        const std::size_t brace_at = at_;
        if (brace) ++at_;
        const std::size_t name_at = at_;
        if (!is_letter(peek()) && peek() != '.') return fail(Error::name, at_);
        ++at_;
        while (is_name(peek())) ++at_;
        const std::string_view name = text_.substr(name_at, at_ - name_at);
        bool list = false;
        bool has_default = false;
        std::string_view otherwise;
        if (brace) {
            if (has_lists_ && peek() == '[') {
                if (peek(1) != '*' || peek(2) != ']') return fail(Error::expansion, at_);
                list = true;
                at_ += 3;
            }
            if (has_defaults_ && peek() == '-') {
                has_default = true;
                const std::size_t begin = ++at_;
                at_ = std::min(text_.find('}', at_), text_.size());
                otherwise = text_.substr(begin, at_ - begin);
            }
            if (peek() != '}') return fail(Error::brace, brace_at);
            ++at_;
        }
        Environment::Value value = environment_.find(name);
        if (name.front() == '.' && value.state == Environment::State::unset)
            return fail(Error::name, name_at);
        if (value.state != Environment::State::set && has_default)
            value = {Environment::State::set, otherwise};
        if (value.state == Environment::State::unknown) {
            current_ += text_.substr(from, at_ - from);
            has_other_content_ = true;
            ends_empty_ = false;
        } else if (value.text.empty()) {
            empty_variable_ = true;
            empty_list_ = empty_list_ || list;
            ends_empty_ = true;
        } else if (list) {
            add_list(value.text);
        } else {
            current_ += value.text;
            has_other_content_ = true;
            ends_empty_ = false;
        }
    }

    // Split at blanks; the first piece joins what stands before, what follows joins the last.
    void add_list(std::string_view value) {
        has_other_content_ = true;
        bool first = true;
        for (std::size_t i = 0; i < value.size();) {
            while (i < value.size() && is_space(value[i])) ++i;
            const std::size_t begin = i;
            while (i < value.size() && !is_space(value[i])) ++i;
            if (begin == i) break;
            if (!first) {
                result_.texts.push_back(std::move(current_));
                current_.clear();
            }
            first = false;
            current_ += value.substr(begin, i - begin);
        }
    }

    std::string_view text_;
    const Environment& environment_;
    bool has_quotes_, has_defaults_, has_lists_;
    bool drops_lists_, drops_empty_;  // words without a value are no words
    std::size_t at_ = 0;
    std::size_t opened_at_ = 0;
    bool in_double_ = false, in_single_ = false;
    bool empty_variable_ = false;     // one without a value was met
    bool empty_list_ = false;         // with [*]
    bool ends_empty_ = false;         // it is the last thing so far
    bool has_other_content_ = false;  // and anything else
    std::string current_;
    Expansion result_;
};

}  // namespace

Expansion expand_word(std::string_view text, const Environment& environment,
                      const ServerVersion& version) {
    return Expander(text, environment, version).run();
}

std::string_view describe(Error error) {
    switch (error) {
    case Error::none: break;
    case Error::quote: return "unmatched quote";
    case Error::hex: return "truncated or invalid hexadecimal sequence";
    case Error::brace: return "unmatched brace in environment variable name";
    case Error::name: return "forbidden first char in environment variable name";
    case Error::expansion: return "truncated or invalid word expansion sequence";
    }
    return "";
}

}  // namespace tlslint::haproxy
