// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/answer_page_support.hpp"

#include <fmt/format.h>

namespace tlslint {
namespace {

using namespace explain;

/// Text for a cell of a table.
std::string cell(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '|') result += '\\';
        if (c == '<') {
            result += "&lt;";
            continue;
        }
        result += c;
    }
    return result;
}

std::string code(std::string_view text) {
    return fmt::format("`{}`", text);
}

template <class Names>
std::string codes(const Names& names) {
    std::string result;
    for (const std::string_view name : names) result += (result.empty() ? "" : ", ") + code(name);
    return result;
}

template <class Causes>
std::string numbers(const Causes& list) {
    std::string result;
    for (const Cause cause : list)
        result += fmt::format("{}{}", result.empty() ? "" : ", ", static_cast<int>(cause));
    return result;
}

std::string suspects_of(const Diagnosis& diagnosis) {
    std::string result;
    for (const Suspect& suspect : diagnosis.suspects)
        result += fmt::format("{}{}", result.empty() ? "" : ", ", static_cast<int>(suspect.cause));
    return result.empty() ? "none" : result;
}

std::string link(const Diagnosis& diagnosis) {
    return fmt::format("[{0}](#{0})", diagnosis.name);
}

std::string steps_section() {
    std::string page = "## The steps of a handshake\n"
                       "`tlslint diagnose HOST` goes through them and names the one that fails.\n\n"
                       "| step | what happens | how it fails | causes |\n|---|---|---|---|\n";
    for (const Step& step : steps())
        page += fmt::format("| {} | {} | {} | {} |\n", code(step.name), cell(step.happens),
                            cell(step.fails), numbers(step.causes));
    return page + "\n";
}

std::string causes_section() {
    std::string page = "## The nine causes\n";
    for (const CauseGuide& cause : causes()) {
        page +=
            fmt::format("### {}. {}\n{} `tlslint explain {}`\n\n", static_cast<int>(cause.cause),
                        cause.title, cause.meaning, name(cause.cause));
        page += fmt::format("- **From the configuration:** {}\n", cause.decidable);
        if (!cause.rules.empty()) page += fmt::format("- **Rules:** {}\n", codes(cause.rules));
        page += fmt::format("- **Only live:** {}\n- **Live step:** {}: {}\n- **Remedies:** ",
                            cause.undecidable, code(cause.live), cause.live_shows);
        std::string remedies;
        for (const Diagnosis* diagnosis : cause.diagnoses)
            remedies += (remedies.empty() ? "" : ", ") + link(*diagnosis);
        page += remedies + "\n\n";
    }
    return page;
}

std::string alerts_section() {
    std::string page =
        "## Alerts\nAll numbers of the IANA registry; the others are not assigned. The side that "
        "*sends* an alert is the one that is not content: `unknown_ca` in a server's log is the "
        "client's verdict.\n\nOpenSSL gives a received alert the reason 1000 + number: "
        "`error:0A000410` (3.x) and `error:14094410` (1.1.1) are both 0x410 = 1040, alert 40.\n\n"
        "| nr | name | versions | meaning | causes | remedy |\n|---|---|---|---|---|---|\n";
    for (const Alert& alert : alerts())
        page += fmt::format("| {} | {} | {} | {} | {} | {} |\n", alert.number, code(alert.name),
                            cell(alert.versions), cell(alert.meaning),
                            suspects_of(*alert.diagnosis), link(*alert.diagnosis));
    return page + "\n";
}

std::string messages_section() {
    std::string page = "## Messages\n";
    for (const Speaker* speaker : speakers::all()) {
        page +=
            fmt::format("### {}\nSeen in: {}. Source: [{}]({}).\n\n| message | meaning | causes "
                        "| remedy |\n|---|---|---|---|\n",
                        speaker->name, speaker->where, speaker->source.title, speaker->source.url);
        for (const Message& message : speaker->messages) {
            std::string texts;
            for (const std::string_view text : message.texts)
                texts += (texts.empty() ? "" : "<br>") + code(text);
            page += fmt::format("| {} | {} | {} | {} |\n", texts, cell(message.meaning),
                                suspects_of(*message.diagnosis), link(*message.diagnosis));
        }
        page += "\n";
    }
    return page;
}

std::string remedies_section() {
    std::string page = "## Remedies\n"
                       "nginx lines stand in `server { }`, Apache's in `<VirtualHost>`.\n\n";
    for (const Diagnosis* diagnosis : all_diagnoses()) {
        page += fmt::format("### {}\n{}\n\n", diagnosis->name, diagnosis->remedy);
        for (const Suspect& suspect : diagnosis->suspects)
            page += fmt::format("- cause {} ({}): {}\n", static_cast<int>(suspect.cause),
                                name(suspect.cause), suspect.when);
        if (!diagnosis->rules.empty())
            page += fmt::format("- rules: {}\n", codes(diagnosis->rules));
        page += fmt::format("- see it: {}\n\n", codes(diagnosis->commands));
        for (const ServerLines& lines : lines_of(*diagnosis))
            page += fmt::format("{}:\n```\n{}\n```\n", lines.title, lines.lines);
        page += "\n";
    }
    return page;
}

}  // namespace

std::string guide_page() {
    return "# When a TLS handshake fails\n\n"
           "Look up what you see with `tlslint explain \"…\"`: an alert, a message, or the whole "
           "line of a log. This page is the same knowledge in one piece.\n\n"
           "1. Have a message: `tlslint explain \"MESSAGE\"`.\n"
           "2. Have the configuration: `tlslint check PATH` finds what is wrong in it, `tlslint "
           "show "
           "PATH` what the server will speak.\n"
           "3. Have the address: `tlslint diagnose HOST` names the step that fails, the cause, and "
           "the remedy.\n\n"
           + steps_section() + causes_section() + alerts_section() + messages_section()
           + remedies_section()
           + "<!-- Made by `./dev docs` from audit/explain/; do not edit. -->\n";
}

}  // namespace tlslint
