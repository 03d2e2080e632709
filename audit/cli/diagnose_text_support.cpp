// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/answer_page_support.hpp"
#include "audit/cli/diagnose_support.hpp"
#include "audit/cli/upstreams_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint {
namespace {

using live::StepName;
using live::StepReport;
using report::paragraph;
using report::printable;

std::string_view title_of(StepName step) {
    switch (step) {
    case StepName::tcp_connect: return "TCP connect";
    case StepName::starttls: return "STARTTLS";
    case StepName::client_hello: return "ClientHello";
    case StepName::server_hello: return "ServerHello";
    case StepName::certificate: return "Certificate";
    case StepName::verify: return "Verification";
    case StepName::key_exchange: return "KeyExchange";
    case StepName::change_cipher_spec: return "ChangeCipherSpec";
    case StepName::finished: return "Finished";
    }
    return "";
}

std::string paint(bool colour, std::string_view code, std::string_view text) {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

// What stands behind a mark and the step's name begins in this column.
constexpr std::size_t detail_column = 34;

std::string line_of(const StepReport& step, bool colour, unsigned width) {
    const bool ok = step.status == StepReport::Status::ok;
    const std::string mark = paint(colour, ok ? "32" : "1;31", ok ? "✓" : "✗");
    const std::string head = fmt::format("{:<17} {:>8.1f} ms   ", title_of(step.step), step.ms);
    const std::string detail = printable(step.detail);
    if (detail.empty()) return fmt::format("  {} {}\n", mark, head.substr(0, head.find(" ms") + 3));
    const std::size_t room = width > detail_column + 20 ? width - detail_column : 40;
    const std::vector<std::string> lines = report::wrap(detail, room);
    std::string text = fmt::format("  {} {}{}\n", mark, head, lines.front());
    for (std::size_t i = 1; i < lines.size(); ++i)
        text += std::string(detail_column, ' ') + lines[i] + "\n";
    return text;
}

std::string line_of_skipped(const std::vector<StepReport>& steps, unsigned width) {
    std::string names, why;
    for (const StepReport& step : steps) {
        if (step.status != StepReport::Status::skipped) continue;
        names += fmt::format("{}{}", names.empty() ? "" : ", ", title_of(step.step));
        if (!step.detail.empty()) why = step.detail;
    }
    if (names.empty()) return "";
    return paragraph(
        "  · ", fmt::format("{} {}", names, why.empty() ? "not reached" : printable(why)), width);
}

std::string title_of(const live::NamedCause& named) {
    for (const explain::CauseGuide& guide : explain::causes()) {
        if (guide.cause == named.cause) return std::string(guide.title);
    }
    return std::string(named.id);
}

std::string help_of(const explain::Diagnosis& help, unsigned width) {
    std::string text = "\nRemedy\n";
    int number = 0;
    for (const std::string_view sentence : sentences(help.remedy))
        text += paragraph(fmt::format("  {}. ", ++number), sentence, width);
    for (const ServerLines& lines : lines_of(help)) {
        text += fmt::format("\n  {}\n", lines.title);
        for (const std::string_view line : split_lines(lines.lines))
            text += fmt::format("      {}\n", line);
    }
    return text;
}

}  // namespace

std::vector<std::string_view> sentences(std::string_view text) {
    std::vector<std::string_view> list;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = text.find(". ", begin);
        // "e.g. x" and "1.2 and" begin no sentence.
        while (end != text.npos && !(text[end + 2] >= 'A' && text[end + 2] <= 'Z'))
            end = text.find(". ", end + 1);
        end = end == text.npos ? text.size() : end + 1;
        list.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return list;
}

std::string terminal_diagnosis(const DiagnosisPage& page, bool colour, unsigned width) {
    const live::Diagnosed& diagnosed = page.diagnosed;
    std::string text = printable(page.target.text);
    if (!diagnosed.address.empty()) text += " → " + diagnosed.address;
    if (page.upstream)
        text += fmt::format(", as {} connects ({}:{})", page.client, printable(page.upstream->file),
                            page.upstream->line);
    else if (page.client != "modern")
        text += fmt::format(", as {}", page.client);
    text += "\n\n";
    for (const StepReport& step : diagnosed.steps) {
        if (step.status != StepReport::Status::skipped) text += line_of(step, colour, width);
    }
    text += line_of_skipped(diagnosed.steps, width);
    if (!diagnosed.cause) return text + "\nThe handshake works.\n";
    text += "\n"
            + paint(colour, "1",
                    fmt::format("Cause {} of 9: {}", static_cast<int>(diagnosed.cause->cause),
                                title_of(*diagnosed.cause)))
            + "\n" + paragraph("  ", printable(diagnosed.cause->evidence), width);
    for (const live::NamedCause& each : diagnosed.also)
        text += paragraph("  Also: ",
                          fmt::format("{} ({}, cause {})", printable(each.evidence), each.id,
                                      static_cast<int>(each.cause)),
                          width);
    if (diagnosed.help) text += help_of(*diagnosed.help, width);
    if (diagnosed.alert) text += fmt::format("\nMore: tlslint explain {}\n", diagnosed.alert->code);
    return text;
}

}  // namespace tlslint
