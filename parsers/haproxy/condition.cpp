// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

namespace tlslint::haproxy {
namespace {

Truth truth_of(bool value) {
    return value ? Truth::yes : Truth::no;
}
Truth both(Truth a, Truth b) {
    if (a == Truth::no || b == Truth::no) return Truth::no;
    return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}
Truth either(Truth a, Truth b) {
    if (a == Truth::yes || b == Truth::yes) return Truth::yes;
    return a == Truth::no && b == Truth::no ? Truth::no : Truth::unknown;
}
Truth negated(Truth truth) {
    if (truth == Truth::unknown) return truth;
    return truth_of(truth == Truth::no);
}

// Features that depend on who built it (the list of `haproxy -vv`); any other name is none.
constexpr std::string_view features[] = {"51DEGREES",
                                         "ACCEPT4",
                                         "BACKTRACE",
                                         "CLOSEFROM",
                                         "CPU_AFFINITY",
                                         "CRYPT_H",
                                         "DEVICEATLAS",
                                         "DL",
                                         "ECH",
                                         "ENGINE",
                                         "EPOLL",
                                         "EVPORTS",
                                         "GETADDRINFO",
                                         "KQUEUE",
                                         "KTLS",
                                         "LIBATOMIC",
                                         "LIBCRYPT",
                                         "LINUX_CAP",
                                         "LINUX_SPLICE",
                                         "LINUX_TPROXY",
                                         "LUA",
                                         "MATH",
                                         "MEMORY_PROFILING",
                                         "NETFILTER",
                                         "NS",
                                         "OBSOLETE_LINKER",
                                         "OPENSSL_AWSLC",
                                         "OPENSSL_WOLFSSL",
                                         "OT",
                                         "PCRE",
                                         "PCRE2",
                                         "PCRE2_JIT",
                                         "PCRE_JIT",
                                         "POLL",
                                         "PRCTL",
                                         "PROCCTL",
                                         "PROMEX",
                                         "PTHREAD_EMULATION",
                                         "QUIC",
                                         "QUIC_OPENSSL_COMPAT",
                                         "RT",
                                         "SHM_OPEN",
                                         "SLZ",
                                         "SSL",
                                         "STATIC_PCRE",
                                         "STATIC_PCRE2",
                                         "SYSTEMD",
                                         "TFO",
                                         "THREAD",
                                         "THREAD_DUMP",
                                         "TPROXY",
                                         "WURFL",
                                         "ZLIB"};

struct Predicate {
    std::string_view name;
    std::size_t arguments;
    ServerVersion since;
};
constexpr Predicate predicates[] = {
    {"defined", 1, {2, 4, 0}},
    {"feature", 1, {2, 4, 0}},
    {"streq", 2, {2, 4, 0}},
    {"strneq", 2, {2, 4, 0}},
    {"version_atleast", 1, {2, 4, 0}},
    {"version_before", 1, {2, 4, 0}},
    {"openssl_version_atleast", 1, {2, 5, 0}},
    {"openssl_version_before", 1, {2, 5, 0}},
    {"ssllib_name_startswith", 1, {2, 5, 0}},
    {"strstr", 2, {2, 8, 0}},
    {"enabled", 1, {2, 8, 0}},
    {"awslc_api_atleast", 1, {3, 3, 0}},
    {"awslc_api_before", 1, {3, 3, 0}},
    {"fips_mode", 0, {3, 5, 0}},
};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// A variable that nobody knows stands in it.
bool is_open(std::string_view text) {
    return text.find('$') != std::string_view::npos;
}

class Evaluator {
  public:
    Evaluator(std::string_view text, std::string_view directive, const Environment& environment,
              const Facts& facts)
        : text_(text), directive_(directive), environment_(environment), facts_(facts) {}

    Condition run() {
        skip_blanks();
        if (at_ == text_.size()) return Condition{.truth = Truth::no};
        const Truth truth = expression(0);
        skip_blanks();
        if (result_.error.empty() && at_ < text_.size()) {
            fail(at_, fmt::format("unexpected character '{}' at the end of conditional expression "
                                  "'{}' in '{}'",
                                  text_[at_], text_, directive_));
        }
        result_.truth = result_.error.empty() ? truth : Truth::unknown;
        return std::move(result_);
    }

  private:
    static constexpr int deepest = 64;  // parentheses; ours

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }
    bool take(std::string_view token) {
        skip_blanks();
        if (!text_.substr(at_).starts_with(token)) return false;
        at_ += token.size();
        return true;
    }
    Truth fail(std::size_t at, std::string message) {
        if (result_.error.empty()) {
            result_.error = std::move(message);
            result_.error_at = at;
        }
        return Truth::unknown;
    }
    Truth unparsable(std::size_t at) {
        return fail(
            at, fmt::format("unparsable conditional expression '{}' in '{}'", text_, directive_));
    }

    Truth expression(int depth) {
        Truth truth = conjunction(depth);
        while (result_.error.empty() && take("||")) truth = either(truth, conjunction(depth));
        return truth;
    }
    Truth conjunction(int depth) {
        Truth truth = term(depth);
        while (result_.error.empty() && take("&&")) truth = both(truth, term(depth));
        return truth;
    }
    Truth term(int depth) {
        bool negate = false;
        while (take("!")) negate = !negate;
        skip_blanks();
        const std::size_t from = at_;
        Truth truth = Truth::unknown;
        if (take("(")) {
            if (depth == deepest) return unparsable(from);
            truth = expression(depth + 1);
            if (!result_.error.empty()) return truth;
            if (!take(")")) return unparsable(from);
        } else if (const auto number = integer()) {
            truth = truth_of(*number != 0);
        } else {
            truth = predicate();
        }
        return negate ? negated(truth) : truth;
    }

    std::optional<long> integer() {
        std::size_t end = at_;
        if (end < text_.size() && (text_[end] == '-' || text_[end] == '+')) ++end;
        const bool digits = end < text_.size() && text_[end] >= '0' && text_[end] <= '9';
        if (!digits) return std::nullopt;
        while (end < text_.size() && std::isalnum(static_cast<unsigned char>(text_[end])) != 0)
            ++end;
        std::string_view number = text_.substr(at_, end - at_);
        const bool negative = number.front() == '-';
        if (negative || number.front() == '+') number.remove_prefix(1);
        int base = 10;
        if (number.starts_with("0x") || number.starts_with("0X")) {
            base = 16;
            number.remove_prefix(2);
        } else if (number.size() > 1 && number.front() == '0') {
            base = 8;
        }
        long value = 0;
        const auto [stop, error] =
            std::from_chars(number.data(), number.data() + number.size(), value, base);
        if (stop != number.data() + number.size()) return std::nullopt;
        at_ = end;
        if (error == std::errc::result_out_of_range) value = 1;
        return negative ? -value : value;
    }

    Truth predicate() {
        const std::size_t from = at_;
        while (at_ < text_.size()
               && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
            ++at_;
        const std::string_view name = text_.substr(from, at_ - from);
        const auto* const known = std::find_if(std::begin(predicates), std::end(predicates),
                                               [&](const Predicate& p) { return p.name == name; });
        if (known == std::end(predicates) || facts_.server < known->since) return unparsable(from);
        std::vector<std::string> arguments;
        if (at_ < text_.size() && text_[at_] == '(' && !read_arguments(arguments))
            return unparsable(from);
        arguments.resize(std::max(arguments.size(), known->arguments));
        return decide(name, arguments);
    }

    // Blanks are part of an argument; a quote or backslash protects ',' and ')'.
    bool read_arguments(std::vector<std::string>& arguments) {
        ++at_;
        arguments.emplace_back();
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == ')') return ++at_, true;
            if (c == ',') {
                arguments.emplace_back();
            } else if (c == '"' || c == '\'') {
                const std::size_t end = text_.find(c, at_ + 1);
                if (end == std::string_view::npos) return false;
                arguments.back() += text_.substr(at_ + 1, end - at_ - 1);
                at_ = end;
            } else if (c == '\\' && at_ + 1 < text_.size()) {
                arguments.back() += text_[++at_];
            } else {
                arguments.back() += c;
            }
        }
        return false;
    }

    Truth decide(std::string_view name, const std::vector<std::string>& arguments) {
        if (name == "defined") {
            if (arguments[0].empty()) {
                result_.impossible = "defined() names no variable";
                return Truth::no;
            }
            switch (environment_.find(arguments[0]).state) {
            case Environment::State::set: return Truth::yes;
            case Environment::State::unset: return Truth::no;
            case Environment::State::unknown: return Truth::unknown;
            }
        }
        for (const std::string& argument : arguments) {
            if (is_open(argument)) return Truth::unknown;
        }
        if (name == "feature") {
            if (arguments[0] == "OPENSSL") return Truth::yes;  // whoever configures TLS has it
            const bool known =
                std::binary_search(std::begin(features), std::end(features), arguments[0]);
            if (!known)
                result_.impossible = fmt::format("no HAProxy has the feature {}", arguments[0]);
            return known ? Truth::unknown : Truth::no;
        }
        if (name == "streq") {
            const bool same = arguments[0] == arguments[1];
            if (!same && trimmed(arguments[0]) == trimmed(arguments[1]))
                result_.impossible = fmt::format("streq(): blanks count, \"{}\" is not \"{}\"",
                                                 arguments[0], arguments[1]);
            return truth_of(same);
        }
        if (name == "strneq") return truth_of(arguments[0] != arguments[1]);
        if (name == "strstr") return truth_of(arguments[0].find(arguments[1]) != std::string::npos);
        if (name == "version_atleast" || name == "version_before") {
            const auto version = parse_server_version(arguments[0]);
            if (!version) return Truth::unknown;
            return truth_of((facts_.server >= *version) == (name == "version_atleast"));
        }
        if (name == "openssl_version_atleast" || name == "openssl_version_before") {
            const auto wanted = parse_server_version(arguments[0]);
            const auto present = parse_server_version(facts_.openssl_text);
            if (!wanted || !present) return Truth::unknown;
            return truth_of((*present >= *wanted) == (name == "openssl_version_atleast"));
        }
        if (name == "ssllib_name_startswith")
            return truth_of(std::string_view("OpenSSL").starts_with(arguments[0]));
        return Truth::unknown;
    }

    std::string_view text_;
    std::string_view directive_;
    const Environment& environment_;
    const Facts& facts_;
    std::size_t at_ = 0;
    Condition result_;
};

}  // namespace

Condition evaluate_condition(std::string_view expression, std::string_view directive,
                             const Environment& environment, const Facts& facts) {
    return Evaluator(expression, directive, environment, facts).run();
}

}  // namespace tlslint::haproxy
