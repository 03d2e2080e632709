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

// The number that HAProxy compares with the one it was built with (openssl_version_parser):
// of 3.0.2 it is larger than of any 3.0 that there is, because those count in another place.
std::optional<long> openssl_number(std::string_view text) {
    const auto take = [&]() -> std::optional<long> {
        long value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc()) value = 0;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return value <= 255 ? std::optional(value) : std::nullopt;
    };
    const auto major = take();
    if (!major || *major > 15 || !text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    const auto minor = take();
    if (!minor || !text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    const auto fix = take();
    if (!fix) return std::nullopt;
    long patch = 0;
    for (; !text.empty() && text.front() >= 'a' && text.front() <= 'z'; text.remove_prefix(1))
        patch += text.front() - 'a' + 1;
    const long status = text.starts_with('-') ? 0 : 15;
    return (*major << 28) | (*minor << 20) | (*fix << 12) | (patch << 4) | status;
}
std::optional<long> openssl_built_with(std::string_view text) {
    const auto number = openssl_number(text);
    if (!number || (*number >> 28) < 3) return number;
    return (*number & 0xFFF00000) | ((*number >> 12 & 0xFF) << 4);
}

// What is no number is 0; a development version comes before all others of its branch.
ServerVersion lenient_version(std::string_view text, bool& development, bool& packaged) {
    const auto take = [&] {
        std::uint16_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return error == std::errc() ? value : std::uint16_t{0};
    };
    ServerVersion version;
    version.major = take();
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        version.minor = take();
    }
    development = text.starts_with("-dev");
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        version.patch = take();
    }
    packaged = !development && text.starts_with('-') && text.size() > 1 && text[1] != '0';
    return version;
}

// In the order of cfg_parse_cond_expr and make_arg_list: what is wrong, and where, in their words.
class Evaluator {
  public:
    Evaluator(std::string_view text, std::string_view directive, const Environment& environment,
              const Facts& facts)
        : text_(text), directive_(directive), environment_(environment), facts_(facts) {}

    Condition run() {
        if (text_.empty()) return Condition{.truth = Truth::no};
        const auto value = expression(0);
        if (result_.error.empty() && !value) unparsable(at_);
        skip_blanks();
        if (result_.error.empty() && at_ < text_.size())
            fail(at_, fmt::format("unexpected character '{}' at the end of conditional expression "
                                  "'{}' in '{}'",
                                  text_[at_], text_, directive_));
        if (result_.error.empty() && !value->error.empty())
            fail(text_.size(), fmt::format("{} in '{}'", value->error, directive_));
        result_.truth = result_.error.empty() ? value->truth : Truth::unknown;
        return std::move(result_);
    }

  private:
    static constexpr int deepest = 64;  // parentheses; ours

    struct Value {
        Truth truth = Truth::unknown;
        std::string error;  // of who evaluates it
    };
    using Parsed = std::optional<Value>;  // nothing: nothing stands there, or an error

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }
    Parsed fail(std::size_t at, std::string message) {
        if (result_.error.empty()) {
            result_.error = std::move(message);
            result_.error_at = at;
        }
        return std::nullopt;
    }
    Parsed unparsable(std::size_t at) {
        return fail(at, fmt::format("unparsable conditional expression '{}' in '{}'",
                                    text_.substr(at), directive_));
    }

    Parsed expression(int depth) {
        Parsed left = conjunction(depth);
        if (!left) return left;
        skip_blanks();
        if (!text_.substr(at_).starts_with("||")) return left;
        const std::size_t from = at_;
        at_ += 2;
        skip_blanks();
        const Parsed right = expression(depth);
        if (!right) return at_ = from, right;
        if (!left->error.empty() || left->truth == Truth::yes) return left;
        return Value{either(left->truth, right->truth),
                     left->truth == Truth::no ? right->error : ""};
    }
    Parsed conjunction(int depth) {
        Parsed left = term(depth);
        if (!left) return left;
        skip_blanks();
        if (!text_.substr(at_).starts_with("&&")) return left;
        const std::size_t from = at_;
        at_ += 2;
        skip_blanks();
        const Parsed right = conjunction(depth);
        if (!right) return at_ = from, right;
        if (!left->error.empty() || left->truth == Truth::no) return left;
        return Value{both(left->truth, right->truth),
                     left->truth == Truth::yes ? right->error : ""};
    }
    Parsed term(int depth) {
        const std::size_t from = at_;
        skip_blanks();
        if (at_ == text_.size()) return std::nullopt;
        bool negate = false;
        while (at_ < text_.size() && text_[at_] == '!') {
            negate = !negate;
            ++at_;
            skip_blanks();
        }
        Parsed value;
        if (const auto number = integer()) {
            value = Value{truth_of(*number != 0), ""};
        } else if (text_.substr(at_).starts_with('(')) {
            if (depth == deepest) return unparsable(from);
            ++at_;
            skip_blanks();
            value = expression(depth + 1);
            if (!value) return unparsable(from);
            skip_blanks();
            if (!text_.substr(at_).starts_with(')'))
                return fail(from, fmt::format("expected ')' after conditional expression '{}' in "
                                              "'{}'",
                                              text_.substr(from), directive_));
            ++at_;
            skip_blanks();
        } else {
            value = predicate(from);
        }
        if (value && negate) value->truth = negated(value->truth);
        return value;
    }

    // As strtol takes it: "0x" is 0, and an x behind it.
    std::optional<long> integer() {
        std::size_t digits = at_;
        const bool sign = digits < text_.size() && (text_[digits] == '-' || text_[digits] == '+');
        if (sign) ++digits;
        std::string_view number = text_.substr(digits);
        const auto is_digit = [](std::string_view text, int base) {
            if (text.empty()) return false;
            const char c = text.front();
            return (c >= '0' && c <= '9')
                   || (base == 16 && std::isxdigit(static_cast<unsigned char>(c)) != 0);
        };
        if (!is_digit(number, 10)) return std::nullopt;
        int base = 10;
        if (number.front() == '0') base = 8;
        if ((number.starts_with("0x") || number.starts_with("0X"))
            && is_digit(number.substr(2), 16)) {
            base = 16;
            number.remove_prefix(2);
            digits += 2;
        }
        long value = 0;
        const auto [stop, error] =
            std::from_chars(number.data(), number.data() + number.size(), value, base);
        if (error == std::errc::result_out_of_range) value = 1;
        at_ = digits + static_cast<std::size_t>(stop - number.data());
        return value;
    }

    // `from`: where the term begins.
    Parsed predicate(std::size_t from) {
        const std::string_view rest = text_.substr(at_);
        const std::string_view name = rest.substr(0, rest.find_first_of(" ("));
        const auto* const known = std::find_if(std::begin(predicates), std::end(predicates),
                                               [&](const Predicate& p) { return p.name == name; });
        if (known == std::end(predicates) || facts_.server < known->since) return unparsable(from);
        at_ += name.size();
        std::vector<std::string> arguments;
        if (!read_arguments(*known, arguments)) return std::nullopt;
        return decide(name, arguments);
    }

    // Blanks are part of an argument; quotes protect ',' and ')', a backslash does not.
    bool read_arguments(const Predicate& predicate, std::vector<std::string>& arguments) {
        const bool empty = at_ == text_.size() || text_[at_] != '(';
        if (!empty) ++at_;
        while (arguments.size() < predicate.arguments) {
            std::string& argument = arguments.emplace_back();
            if (!empty) argument = read_argument();
            if (empty || at_ == text_.size() || text_[at_] == ')'
                || arguments.size() == predicate.arguments)
                break;
            ++at_;
        }
        const auto wrong = [&](std::string_view why) {
            fail(at_, fmt::format("{} in argument 1 of predicate '{}' used in conditional "
                                  "expression in '{}'",
                                  why, predicate.name, directive_));
            return false;
        };
        if (arguments.size() < predicate.arguments)
            return wrong(fmt::format("missing arguments (got {}/{}), type 'string' expected",
                                     arguments.size(), predicate.arguments));
        if (empty) return true;
        if (text_.substr(at_).starts_with(')')) return ++at_, true;
        if (at_ == text_.size()) return wrong("expected ')'");
        return wrong(fmt::format("expected ')' before '{}'", text_.substr(at_)));
    }
    std::string read_argument() {
        std::string argument;
        char quote = 0;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if ((c == '"' || c == '\'') && (quote == 0 || quote == c)) {
                quote = quote == 0 ? c : '\0';
            } else if (c == '\\' && quote != '\'' && at_ + 1 < text_.size()) {
                const char next = text_[at_ + 1];
                const bool escapes = next == '\\' || next == ' ' || next == '"' || next == '\'';
                if (escapes) ++at_;
                argument += text_[at_];
            } else if (quote == 0 && (c == ',' || c == ')')) {
                break;
            } else {
                argument += c;
            }
        }
        return argument;
    }

    Value decide(std::string_view name, const std::vector<std::string>& arguments) {
        if (name == "defined") {
            if (arguments[0].empty()) {
                result_.impossible = "defined() names no variable";
                return {Truth::no, ""};
            }
            switch (environment_.find(arguments[0]).state) {
            case Environment::State::set: return {Truth::yes, ""};
            case Environment::State::unset: return {Truth::no, ""};
            case Environment::State::unknown: return {};
            }
        }
        for (const std::string& argument : arguments) {
            if (is_open(argument)) return {};
        }
        if (name == "feature") return {feature(arguments[0]), ""};
        if (name == "streq") {
            const bool same = arguments[0] == arguments[1];
            if (!same && trimmed(arguments[0]) == trimmed(arguments[1]))
                result_.impossible = fmt::format("streq(): blanks count, \"{}\" is not \"{}\"",
                                                 arguments[0], arguments[1]);
            return {truth_of(same), ""};
        }
        if (name == "strneq") return {truth_of(arguments[0] != arguments[1]), ""};
        if (name == "strstr")
            return {truth_of(arguments[0].find(arguments[1]) != std::string::npos), ""};
        if (name == "version_atleast" || name == "version_before") {
            const Truth least = at_least(arguments[0]);
            return {name == "version_atleast" ? least : negated(least), ""};
        }
        if (name == "openssl_version_atleast" || name == "openssl_version_before") {
            const auto wanted = openssl_number(arguments[0]);
            const auto present = openssl_built_with(facts_.openssl_text);
            if (!wanted)
                return {Truth::unknown,
                        fmt::format("invalid argument to conditional expression predicate '{}': "
                                    "'{}'",
                                    name, arguments[0])};
            if (!present) return {};
            return {truth_of((*present >= *wanted) == (name == "openssl_version_atleast")), ""};
        }
        if (name == "ssllib_name_startswith")
            return {
                truth_of(fmt::format("OpenSSL {}", facts_.openssl_text).starts_with(arguments[0])),
                ""};
        return {};
    }

    Truth feature(const std::string& name) {
        if (name == "OPENSSL") return Truth::yes;  // whoever configures TLS has it
        const bool known = std::binary_search(std::begin(features), std::end(features), name);
        if (known || name.empty()) return Truth::unknown;
        result_.impossible = fmt::format("no HAProxy has the feature {}", name);
        return Truth::no;
    }

    [[nodiscard]] Truth at_least(std::string_view text) const {
        bool development = false, packaged = false;
        const ServerVersion wanted = lenient_version(text, development, packaged);
        // What distributions append is part of it, and we do not have theirs.
        if (packaged && wanted == facts_.server) return Truth::unknown;
        return truth_of(facts_.server >= wanted);
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
