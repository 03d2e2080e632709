// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/cipher_report_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/excerpt_support.hpp"
#include "audit/report/words_support.hpp"
#include "parsers/openssl/levels.hpp"
#include "parsers/openssl/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ostream>

namespace tlslint {
namespace {

using openssl::Action;
using report::printable;

constexpr std::size_t usual_width = 80;  // of prose where lines may be as long as they like
constexpr std::size_t shown_remarks = 20;

constexpr std::string_view bold = "\x1b[1m", dim = "\x1b[2m", red = "\x1b[1;31m",
                           yellow = "\x1b[1;33m";

std::string paint(const CipherStyle& style, std::string_view colour, std::string_view text) {
    return style.colour ? fmt::format("{}{}\x1b[0m", colour, text) : std::string(text);
}

std::size_t prose_width(const CipherStyle& style) {
    return style.width > 0 ? style.width : usual_width;
}

std::string_view mark(bool is) {
    return is ? "yes" : "-";
}

// The rule that lets a suite in; names of suites are long and stand in the row already.
std::string reason_of(const openssl::Chosen& chosen, const CipherReport& report,
                      std::string_view name) {
    const std::string_view rule = chosen.by.of(report.text);
    return rule == name ? "its name" : printable(rule);
}

// At most so many columns, 0 for any number.
std::string cut(const std::string& text, std::size_t room) {
    return room == 0 ? text : report::cut(text, room);
}

void print_table(const CipherReport& report, const CipherStyle& style, std::ostream& out) {
    const auto& suites = report.evaluation.suites;
    const openssl::Version version = report.library.version;
    std::size_t name_width = 5;
    std::size_t usable_width = 6;
    for (const openssl::Chosen& chosen : suites) {
        const auto why = openssl::why_refused(*chosen.suite, version, report.level);
        name_width = std::max(name_width, openssl::openssl_name(*chosen.suite, version).size());
        usable_width = std::max(usable_width, why.size());
    }
    const std::size_t order_width = std::to_string(suites.size()).size();
    const auto row = [&](auto order, auto name, auto bits, auto secrecy, auto aead, auto usable,
                         auto policy) {
        return fmt::format("{:>{}}  {:<{}}  {:>4}  {:<3}  {:<4}  {:<{}}  {:<6}  ", order,
                           order_width, name, name_width, bits, secrecy, aead, usable, usable_width,
                           policy);
    };
    const std::string head = row("#", "suite", "bits", "FS", "AEAD", "usable", "policy");
    constexpr std::size_t least_room = 8;  // for what lets it in, however narrow the terminal
    const std::size_t room =
        style.width == 0 ? 0
                         : std::max(style.width, unsigned(head.size() + least_room)) - head.size();
    out << paint(style, bold, head + cut("rule", room)) << '\n';
    std::size_t order = 0;
    for (const openssl::Chosen& chosen : suites) {
        const openssl::Suite& suite = *chosen.suite;
        const std::string_view name = openssl::openssl_name(suite, version);
        const std::string_view why = openssl::why_refused(suite, version, report.level);
        const std::string line =
            row(++order, name, openssl::strength_bits(suite, version),
                mark(suite.has_forward_secrecy()), mark(suite.is_aead()), why.empty() ? "yes" : why,
                report.policy.allows(suite) ? "yes" : "no")
            + cut(reason_of(chosen, report, name), room);
        out << (why.empty() ? line : paint(style, dim, line)) << '\n';
    }
}

std::string describe_list(const CipherReport& report) {
    const auto& suites = report.evaluation.suites;
    const auto count = [&](auto is) {
        return static_cast<std::size_t>(std::count_if(
            suites.begin(), suites.end(), [&](const auto& chosen) { return is(*chosen.suite); }));
    };
    const Policy& policy = report.policy;
    const openssl::Version version = report.library.version;
    return fmt::format(
        "{}: {} with forward secrecy (FS), {} AEAD, {} usable{}, {} allowed by {}",
        report::count(suites.size(), "suite"),
        count([](const auto& suite) { return suite.has_forward_secrecy(); }),
        count([](const auto& suite) { return suite.is_aead(); }), count([&](const auto& suite) {
            return openssl::suite_allowed(suite, version, report.level);
        }),
        openssl::has_levels(version) ? fmt::format(" at security level {}", report.level) : "",
        count([&](const auto& suite) { return policy.allows(suite); }), policy.name);
}

std::string describe_idle(Action action) {
    switch (action) {
    case Action::add: return "adds nothing";
    case Action::remove: return "removes nothing";
    case Action::order: return "moves nothing";
    case Action::kill: return "excludes nothing";
    case Action::command: return "changes nothing";
    }
    return "";
}

std::optional<openssl::Version> newest_that_knows(std::string_view word) {
    const auto found =
        std::find_if(openssl::versions.rbegin(), openssl::versions.rend(), [&](auto version) {
            return openssl::is_known(word, openssl::upstream(version));
        });
    return found == openssl::versions.rend() ? std::nullopt : std::optional(*found);
}

// Excludes what the library does not have anyway: a habit of careful people, no slip.
bool is_guard(const openssl::Remark& remark, const CipherReport& report) {
    if (remark.action != Action::kill) return false;
    return remark.kind == openssl::Remark::Kind::no_effect
           || (remark.kind == openssl::Remark::Kind::unknown
               && newest_that_knows(remark.word.of(report.text)));
}

std::string describe(const openssl::Remark& remark, const CipherReport& report) {
    const std::string_view word = remark.word.of(report.text);
    const std::string quoted = cut(printable(word), 60);
    switch (remark.kind) {
    case openssl::Remark::Kind::contradiction:
        return quoted + ": no suite is all of that, the rule is ignored";
    case openssl::Remark::Kind::no_effect:
        return fmt::format("{}: {}", quoted, describe_idle(remark.action));
    case openssl::Remark::Kind::unknown: break;
    }
    const auto elsewhere = newest_that_knows(word);
    std::string text = fmt::format(
        "{}: {}unknown to OpenSSL {}, the rule is ignored", quoted,
        elsewhere ? fmt::format("known to {}, ", openssl::name(*elsewhere)) : std::string(),
        openssl::name(report.library.version));
    const openssl::Suite* const suite = openssl::find_iana(word);
    if (word == "DEFAULT") return text + "; it has a meaning only at the very beginning";
    if (suite && suite->is_tls13()) return text + "; suites of TLS 1.3 have a list of their own";
    if (const auto nearest = openssl::nearest_cipher_word(word, report.library); !nearest.empty())
        text += fmt::format("; did you mean {}?", nearest);
    return text;
}

// A message, and the place in the string that it is about.
void print_place(std::string_view lead, std::string_view colour, const std::string& message,
                 openssl::Range range, const CipherReport& report, const CipherStyle& style,
                 std::ostream& out) {
    const std::size_t width = prose_width(style);
    const std::string text = report::paragraph(std::string(lead.size() + 2, ' '), message, width);
    out << paint(style, colour, lead) << ": " << text.substr(lead.size() + 2);
    const report::Place place{.file = "",
                              .deployed_path = "",
                              .line = 1,
                              .column = range.begin + 1,
                              .end_line = 1,
                              .end_column = range.end + 1,
                              .source = report.text};
    const report::Excerpt excerpt =
        report::make_excerpt(place, style.width > 0 ? width - 5 : report.text.size() * 8 + 1);
    out << "   | " << excerpt.line << "\n   | " << excerpt.indent
        << paint(style, colour, excerpt.carets) << '\n';
}

void print_remarks(const CipherReport& report, const CipherStyle& style, std::ostream& out) {
    const auto& remarks = report.evaluation.remarks;
    const std::size_t shown = std::min(remarks.size(), shown_remarks);
    for (std::size_t i = 0; i < shown; ++i) {
        out << '\n';
        const bool guard = is_guard(remarks[i], report);
        print_place(guard ? "note" : "warning", guard ? bold : yellow, describe(remarks[i], report),
                    remarks[i].word, report, style, out);
    }
    if (shown < remarks.size())
        fmt::format_to(std::ostream_iterator<char>(out),
                       "\nand {} more (--format json lists them)\n", remarks.size() - shown);
}

std::string describe_level(const CipherReport& report) {
    if (!openssl::has_levels(report.library.version)) return ", which has no security levels";
    return fmt::format(" level {}{}", report.level,
                       report.evaluation.security_level ? " by @SECLEVEL"
                       : report.level_asked             ? " as asked"
                                                        : "");
}

}  // namespace

std::string describe_reader(const CipherReport& report) {
    std::string text = fmt::format("OpenSSL {}{} ({})", printable(report.release),
                                   describe_level(report), report.source);
    if (!report.exact)
        text += fmt::format(", read as {} would, the nearest that is known here",
                            openssl::name(report.library.version));
    return text;
}

void print_text(const CipherReport& report, const CipherStyle& style, std::ostream& out) {
    const openssl::Evaluation& evaluation = report.evaluation;
    const std::size_t width = prose_width(style);
    if (evaluation.ok()) {
        print_table(report, style, out);
    } else if (evaluation.refusal == openssl::Refusal::invalid_command) {
        print_place("error", red, "OpenSSL refuses the string: invalid command",
                    {evaluation.refused_at, evaluation.refused_at + 1}, report, style, out);
    } else {
        out << paint(style, red, "error") << ": OpenSSL refuses the string: no cipher match\n";
    }
    print_remarks(report, style, out);
    out << '\n';
    if (evaluation.ok()) out << report::paragraph("", describe_list(report), width);
    if (report.rewriting != openssl::Rewriting::none)
        out << report::paragraph(
            "",
            fmt::format("{} hands over {}", report.server,
                        printable(openssl::rewrite(report.text, report.rewriting))),
            width);
    out << report::paragraph("", describe_reader(report), width);
}

}  // namespace tlslint
