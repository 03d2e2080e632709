// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/answer_page_support.hpp"

#include "audit/cli/rule_page_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint {
namespace {

using namespace explain;
using report::paragraph;

std::string cause_in_words(Cause cause) {
    return fmt::format("{} {}", static_cast<int>(cause), name(cause));
}

/// Only rules that this program has: the data names the whole catalogue.
template <class Names>
std::vector<std::string_view> known_rules(const Names& names) {
    std::vector<std::string_view> known;
    std::copy_if(names.begin(), names.end(), std::back_inserter(known),
                 [](std::string_view name) { return rules::find(name) != nullptr; });
    return known;
}

std::string indented(std::string_view text, std::string_view blanks) {
    std::string result(blanks);
    for (const char c : text) {
        result += c;
        if (c == '\n') result += blanks;
    }
    return result + "\n";
}

std::string joined(const std::vector<std::string_view>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string terminal_remedy(const Diagnosis& diagnosis, unsigned width) {
    std::string page = paragraph("  ", diagnosis.remedy, width);
    for (const ServerLines& lines : lines_of(diagnosis))
        page += fmt::format("  {}\n{}", lines.title, indented(lines.lines, "      "));
    return page;
}

std::string terminal_diagnosis(const Diagnosis& diagnosis, unsigned width) {
    std::string page;
    if (!diagnosis.suspects.empty()) page += "\nLikely causes (of the nine), most likely first\n";
    for (const Suspect& suspect : diagnosis.suspects)
        page +=
            paragraph(fmt::format("  {:<23}", cause_in_words(suspect.cause)), suspect.when, width);
    page += "\nFind it\n";
    if (const auto known = known_rules(diagnosis.rules); !known.empty())
        page += paragraph("  tlslint check  ", joined(known), width);
    for (const std::string_view command : diagnosis.commands)
        page += fmt::format("  {}\n", command);
    return page + "\nMend it\n" + terminal_remedy(diagnosis, width);
}

std::string terminal_page(const Alert& alert, unsigned width) {
    std::string page = fmt::format("TLS alert {}: {}\n\n", alert.number, alert.name);
    page += paragraph("", alert.meaning, width);
    page += paragraph("Versions   ", alert.versions, width);
    if (!alert.other_name.empty()) page += fmt::format("Also       {}\n", alert.other_name);
    if (!alert.texts.empty())
        page += paragraph("Printed as ", joined({alert.texts.begin(), alert.texts.end()}), width);
    page += terminal_diagnosis(*alert.diagnosis, width);
    return page
           + "\nSource\n  IANA, TLS Alerts\n"
             "    https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml\n";
}

std::string terminal_page(const Match& match, unsigned width) {
    const Message& message = *match.message;
    std::string page = title_of(match) + "\n\n" + paragraph("", message.meaning, width);
    page += paragraph("Seen in    ", match.speaker->where, width);
    if (message.reason != 0)
        page += fmt::format("Code       reason {} (0x{:X}): error:0A{:06X}\n", message.reason,
                            message.reason, message.reason);
    page += terminal_diagnosis(*message.diagnosis, width);
    return page
           + fmt::format("\nSource\n  {}\n    {}\n", match.speaker->source.title,
                         match.speaker->source.url);
}

std::string terminal_page(const CauseGuide& cause, unsigned width) {
    std::string page = fmt::format("Cause {} of 9: {} ({})\n\n", static_cast<int>(cause.cause),
                                   cause.title, name(cause.cause));
    page += paragraph("", cause.meaning, width) + "\nFind it\n";
    page += paragraph("  in the configuration  ", cause.decidable, width);
    if (const auto known = known_rules(cause.rules); !known.empty())
        page += paragraph("  tlslint check         ", joined(known), width);
    page += paragraph("  only live             ", cause.undecidable, width);
    page += paragraph(fmt::format("  {}: ", cause.live), cause.live_shows, width);
    page += "\nMend it\n";
    for (const Diagnosis* diagnosis : cause.diagnoses) page += terminal_remedy(*diagnosis, width);
    return page;
}

std::string page_of(const Match& match, unsigned width) {
    if (match.rule) return tlslint::terminal_page(*match.rule, width);
    if (match.cause) return terminal_page(*match.cause, width);
    if (match.alert) return terminal_page(*match.alert, width);
    return terminal_page(match, width);
}

std::string_view meaning_of(const Match& match) {
    if (match.rule) return match.rule->summary;
    if (match.cause) return match.cause->meaning;
    return match.alert ? match.alert->meaning : match.message->meaning;
}

}  // namespace

std::string title_of(const Match& match) {
    if (match.rule) return fmt::format("rule {}", match.rule->name);
    if (match.cause)
        return fmt::format("cause {} of 9, {}", static_cast<int>(match.cause->cause),
                           name(match.cause->cause));
    if (match.alert) return fmt::format("alert {}, {}", match.alert->number, match.alert->name);
    return fmt::format("{}: {}", match.speaker->name, match.text);
}

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::vector<ServerLines> lines_of(const Diagnosis& diagnosis) {
    std::vector<ServerLines> all = {{"nginx", "nginx", diagnosis.nginx},
                                    {"apache", "Apache", diagnosis.apache},
                                    {"haproxy", "HAProxy", diagnosis.haproxy}};
    std::erase_if(all, [](const ServerLines& lines) { return lines.lines.empty(); });
    return all;
}

std::string terminal_answer(const Answer& answer, unsigned width) {
    std::string page;
    std::size_t first = 0;
    if (!answer.is_list) {
        page = page_of(answer.matches.front(), width);
        if (answer.matches.size() > 1) page += "\nAlso in this text\n";
        first = 1;
    }
    for (std::size_t i = first; i < answer.matches.size(); ++i)
        page += paragraph("  ", title_of(answer.matches[i]), width)
                + paragraph("      ", meaning_of(answer.matches[i]), width);
    return page;
}

std::string markdown_answer(const Answer& answer) {
    std::string page;
    for (const Match& match : answer.matches) {
        if (match.rule)
            page += markdown_page(*match.rule);
        else
            page += fmt::format("# {}\n\n```\n{}```\n", title_of(match), page_of(match, 100));
    }
    return page;
}

}  // namespace tlslint
