// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/certificate_support.hpp"
#include "audit/cli/fleet_report_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/time_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

using report::columns;
using report::count;
using report::cut;
using report::grouped;
using report::printable;

constexpr std::size_t narrowest = 60, widest = 120;  // columns
constexpr std::size_t most_causes = 10, most_rows = 10, most_failures = 5;
constexpr std::size_t bar_width = 20, narrowest_column = 8;

Tone tone_of(report::Severity severity) {
    switch (severity) {
    case report::Severity::error: return Tone::wrong;
    case report::Severity::warning: return Tone::notable;
    case report::Severity::info: return Tone::faint;
    }
    return Tone::plain;
}

std::string name_or(const std::string& name, std::string_view none) {
    return name.empty() ? std::string(none) : printable(name);
}

std::string date_of(fleet::Time time) {
    return report::date_text(time.time_since_epoch().count());
}

/// A table's cell: numbers stand at the right, texts at the left.
struct Cell {
    std::string text;
    enum class Side : std::uint8_t { left, right } side = Side::left;
    Tone tone = Tone::plain;
};

Cell number(std::size_t value, Tone tone) {
    return {value == 0 ? "·" : grouped(value), Cell::Side::right, value == 0 ? Tone::faint : tone};
}
Cell number(std::size_t value) {
    return number(value, Tone::plain);
}

class Printer {
  public:
    Printer(const FleetReport& report, const CardStyle& style, std::ostream& out)
        : report_(report), summary_(report.summary), style_(style), out_(out) {
        style_.width = std::clamp(style.width, narrowest, widest);
    }

    void run() {
        head();
        causes();
        rules();
        shares("Groups", "group", summary_.groups);
        shares("Owners", "owner", summary_.owners);
        expiries();
        certificates();
        shared_keys();
        usages("Issuers", "certificates", summary_.issuers, "themselves (self-signed)", 0);
        usages("Versions", "endpoints", summary_.versions, "", summary_.versions_unknown);
        usages("Suites", "endpoints", summary_.suites, "", summary_.suites_unknown);
        usages("Servers", "configurations", summary_.servers, "", 0);
        compliance();
        failures();
        foot();
    }

  private:
    void line(const std::string& text) { out_ << text << '\n'; }
    void title(std::string_view text) {
        line("");
        line(print_bold(style_, text));
    }
    void prose(std::string_view lead, const std::string& text) {
        out_ << report::paragraph(lead, text, style_.width);
    }
    void more(std::size_t all, std::size_t shown) {
        if (all > shown)
            line(paint(
                style_, Tone::faint,
                fmt::format("  and {} more (--format json lists them)", grouped(all - shown))));
    }

    /// Columns as wide as what they hold; where the line is too short, the widest text gives way.
    void table(const std::vector<std::string>& heads, const std::vector<std::vector<Cell>>& rows) {
        std::vector<Cell> head;
        std::vector<std::size_t> widths;
        std::size_t all = 0;
        for (std::size_t i = 0; i < heads.size(); ++i) {
            head.push_back({heads[i], rows.front()[i].side, Tone::faint});
            widths.push_back(columns(heads[i]));
            for (const auto& row : rows) widths[i] = std::max(widths[i], columns(row[i].text));
            all += 2 + widths[i];
        }
        for (; all > style_.width; --all) {
            std::size_t longest = 0;
            for (std::size_t i = 1; i < widths.size(); ++i) {
                if (head[i].side == Cell::Side::left && widths[i] > widths[longest]) longest = i;
            }
            if (widths[longest] <= narrowest_column) break;
            --widths[longest];
        }
        print_row(head, widths);
        for (const auto& row : rows) print_row(row, widths);
    }

    void print_row(const std::vector<Cell>& row, const std::vector<std::size_t>& widths) {
        std::string text;
        std::size_t gap = 2;  // blanks that the next text needs before it
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string shown = cut(row[i].text, widths[i]);
            const std::size_t pad = widths[i] - std::min(widths[i], columns(shown));
            const bool right = row[i].side == Cell::Side::right;
            if (right) gap += pad;
            if (!shown.empty()) {
                text.append(gap, ' ').append(paint(style_, row[i].tone, shown));
                gap = 0;
            }
            gap += 2 + (right ? 0 : pad);
        }
        line(text);
    }

    std::string bar(std::size_t value, std::size_t most) const {
        // Eighths of a column (U+2588 to U+258F).
        constexpr std::string_view parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
        const std::size_t eighths =
            value == 0
                ? 0
                : std::max<std::size_t>(1, value * bar_width * 8 / std::max<std::size_t>(1, most));
        std::string text;
        for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
        return text + std::string(parts[eighths % 8]);
    }

    std::string findings_in_words(const fleet::Tally& tally) const {
        if (tally.all() == 0) return "no findings";
        std::string text = grouped(tally.all()) + (tally.all() == 1 ? " finding" : " findings");
        std::string_view joint = ": ";
        for (const auto& [value, noun] :
             {std::pair(tally.errors, "error"), std::pair(tally.warnings, "warning"),
              std::pair(tally.infos, "info")}) {
            if (value == 0) continue;
            text += fmt::format("{}{} {}{}", joint, grouped(value), noun, value == 1 ? "" : "s");
            joint = ", ";
        }
        return text;
    }

    void head() {
        const auto some = [](std::size_t value, std::string_view noun) {
            return fmt::format("{} {}{}", grouped(value), noun, value == 1 ? "" : "s");
        };
        line(print_bold(style_, fmt::format("Run {}", printable(report_.run.id)))
             + fmt::format(": {}, {}, {}", some(summary_.hosts, "host"),
                           some(summary_.endpoints, "endpoint"),
                           some(summary_.certificates.size(), "certificate")));
        if (const std::string scope = report_.scope.in_words(); !scope.empty())
            prose("  ", "only " + printable(scope));
        const std::size_t audited = summary_.hosts - summary_.failed;
        prose("  ", fmt::format("{} · {} of {} have errors or warnings",
                                findings_in_words(summary_.findings),
                                grouped(audited - summary_.clean), some(audited, "host")));
        if (report_.since)
            prose("  ",
                  fmt::format("since {}: {} new, {} mended, {} unchanged{}",
                              printable(report_.since->id), grouped(report_.changes.added.size()),
                              grouped(report_.changes.mended.size()),
                              grouped(report_.changes.unchanged),
                              report_.changes.unseen == 0
                                  ? ""
                                  : fmt::format(", {} on hosts not audited this time",
                                                grouped(report_.changes.unseen))));
        std::string skipped;
        const auto add = [&](std::size_t value, std::string_view noun, std::string_view what) {
            if (value > 0)
                skipped +=
                    fmt::format("{}{} {}", skipped.empty() ? "" : ", ", some(value, noun), what);
        };
        add(summary_.failed, "host", "could not be audited");
        add(summary_.unreadable, "file", "could not be read");
        add(summary_.with_problems, "file", "understood only in part");
        if (!report_.run.finished)
            skipped +=
                fmt::format("{}the run is not finished ({} of {})", skipped.empty() ? "" : ", ",
                            report_.run.parts_finished, some(report_.run.parts, "part"));
        if (!skipped.empty()) {
            for (const std::string& each : report::wrap(skipped, style_.width - 2))
                line("  " + paint(style_, Tone::notable, each));
        }
    }

    void causes() {
        if (summary_.causes.empty()) return;
        title("What to mend first");
        std::size_t shown = 0;
        for (const fleet::Cause& cause : summary_.causes) {
            if (shown == most_causes) break;
            if (shown++ > 0) line("");
            print_cause(cause);
        }
        more(summary_.causes.size(), shown);
    }

    void print_cause(const fleet::Cause& cause) {
        constexpr std::size_t indent = 11;
        const std::string number = fmt::format("{} host{}", grouped(cause.hosts.size()),
                                               cause.hosts.size() == 1 ? "" : "s");
        const fleet::Cause::Wrong& worst = cause.wrong.front();
        const std::size_t room = style_.width - indent - columns(number) - 2;
        bool first = true;
        for (const std::string& part : report::wrap(report::safe_text(worst.message), room)) {
            if (first) {
                const std::string severity = fmt::format("{:<9}", report::spell(worst.severity));
                line("  " + paint(style_, tone_of(worst.severity), severity) + part
                     + std::string(style_.width - indent - columns(part) - columns(number), ' ')
                     + print_bold(style_, number));
            } else {
                line(std::string(indent, ' ') + part);
            }
            first = false;
        }
        const std::string blanks(indent, ' ');
        if (!cause.text.empty())
            line(blanks + cut(report::safe_text(cause.text), style_.width - indent));
        for (std::size_t i = 1; i < std::min<std::size_t>(cause.wrong.size(), 3); ++i)
            prose(blanks + "also ", report::safe_text(cause.wrong[i].message));
        if (cause.wrong.size() > 3)
            line(blanks + fmt::format("and {} more about it", cause.wrong.size() - 3));
        const std::string rule = fmt::format("[{}]", printable(worst.rule));
        std::vector<std::string> names;
        for (const std::string& host : cause.hosts) names.push_back(printable(host));
        const std::size_t left = style_.width - indent;
        const bool fits = columns(rule) + 24 < left;
        const std::string hosts =
            cut(fit_names(names, fits ? left - columns(rule) - 2 : left), left);
        const std::size_t used = columns(hosts);
        std::string text = blanks + paint(style_, Tone::faint, hosts);
        if (used + 2 + columns(rule) <= left) {
            line(text + std::string(left - used - columns(rule), ' ') + rule);
        } else {
            line(text);
            line(std::string(style_.width - std::min(style_.width, columns(rule)), ' ') + rule);
        }
    }

    void rules() {
        if (summary_.rules.empty()) return;
        title("Rules");
        std::vector<std::vector<Cell>> rows;
        for (const fleet::Share& rule : summary_.rules) {
            if (rows.size() == most_rows) break;
            rows.push_back({{printable(rule.name)},
                            number(rule.findings.errors, Tone::wrong),
                            number(rule.findings.warnings, Tone::notable),
                            number(rule.findings.infos),
                            number(rule.hosts)});
        }
        table({"", "errors", "warnings", "infos", "hosts"}, rows);
        more(summary_.rules.size(), rows.size());
    }

    void shares(std::string_view name, std::string_view noun,
                const std::vector<fleet::Share>& shares) {
        if (shares.size() < 2) return;  // says no more than the head
        title(name);
        std::vector<std::vector<Cell>> rows;
        for (const fleet::Share& share : shares) {
            if (rows.size() == 2 * most_rows) break;
            rows.push_back({{name_or(share.name, fmt::format("no {}", noun))},
                            number(share.hosts),
                            number(share.clean),
                            number(share.failed, Tone::notable),
                            number(share.findings.errors, Tone::wrong),
                            number(share.findings.warnings, Tone::notable),
                            number(share.findings.infos)});
        }
        table({"", "hosts", "clean", "failed", "errors", "warnings", "infos"}, rows);
        more(shares.size(), rows.size());
    }

    void expiries() {
        if (summary_.certificates.empty()) return;
        title("Certificates expire");
        std::size_t most = summary_.expired;
        std::size_t last = 0;
        for (std::size_t i = 0; i < summary_.weeks.size(); ++i) {
            most = std::max(most, summary_.weeks[i].certificates);
            if (summary_.weeks[i].certificates > 0) last = i + 1;
        }
        const auto row = [&](const std::string& when, std::size_t value, Tone tone,
                             std::string_view note) {
            std::string text =
                fmt::format("  {:<16}{:>8}", when, value == 0 ? "·" : grouped(value));
            if (value > 0) text += "  " + paint(style_, tone, bar(value, most));
            if (!note.empty()) text.append("  ").append(note);
            line(text);
        };
        if (summary_.expired > 0) row("expired", summary_.expired, Tone::wrong, "");
        for (std::size_t i = 0; i < last; ++i) {
            const fleet::Week& week = summary_.weeks[i];
            const std::string hosts =
                week.certificates == 0 ? "" : "on " + count(week.hosts, "host");
            row(i == 0 ? "this week" : "from " + date_of(week.monday), week.certificates,
                i < 4 ? Tone::notable : Tone::plain, hosts);
        }
        if (summary_.expire_later > 0)
            line(fmt::format("  {:<16}{:>8}", "later", grouped(summary_.expire_later)));
    }

    void certificates() {
        std::vector<std::vector<Cell>> rows;
        const std::int64_t now = report_.run.now.time_since_epoch().count();
        constexpr std::int64_t soon = 30;  // days
        std::size_t all = 0;
        for (const fleet::KnownCertificate& certificate : summary_.certificates) {
            if (!certificate.not_after) continue;
            const std::int64_t end = certificate.not_after->time_since_epoch().count();
            if (report::days_between(now, end) >= soon) break;
            if (++all > most_rows) continue;
            rows.push_back({{printable(common_name_of(certificate.subject))},
                            {report::expiry_of(end, now).text, Cell::Side::left,
                             end < now ? Tone::wrong : Tone::notable},
                            number(certificate.endpoints),
                            number(certificate.hosts.size())});
        }
        if (rows.empty()) return;
        title("The next to expire");
        table({"", "when", "endpoints", "hosts"}, rows);
        more(all, rows.size());
    }

    void shared_keys() {
        if (summary_.shared_keys.empty()) return;
        title("Keys that several hosts have");
        std::vector<std::vector<Cell>> rows;
        for (const fleet::SharedKey& key : summary_.shared_keys) {
            if (rows.size() == most_rows) break;
            std::string subjects = printable(common_name_of(*key.subjects.begin()));
            if (key.subjects.size() > 1)
                subjects += fmt::format(" and {} more", key.subjects.size() - 1);
            rows.push_back({{std::move(subjects)},
                            {printable(key.key)},
                            {key.key_id.substr(0, 12)},
                            number(key.certificates),
                            number(key.hosts.size())});
        }
        table({"", "key", "its id", "certificates", "hosts"}, rows);
        more(summary_.shared_keys.size(), rows.size());
    }

    void usages(std::string_view name, const std::string& noun,
                const std::vector<fleet::Usage>& usages, std::string_view none,
                std::size_t unknown) {
        if (usages.empty()) return;
        title(name);
        std::size_t most = 1;
        for (const fleet::Usage& usage : usages) most = std::max(most, usage.number);
        std::vector<std::vector<Cell>> rows;
        for (const fleet::Usage& usage : usages) {
            if (rows.size() == most_rows) break;
            rows.push_back({{name_or(usage.name, none)},
                            number(usage.number),
                            number(usage.hosts),
                            {bar(usage.number, most)}});
        }
        table({"", noun, "hosts", ""}, rows);
        more(usages.size(), rows.size());
        if (unknown > 0)
            line(paint(style_, Tone::notable, "  unknown of " + count(unknown, "endpoint")));
    }

    void compliance() {
        if (summary_.compliance.empty()) return;
        title("Endpoints that keep the policy");
        std::vector<std::vector<Cell>> rows;
        for (const fleet::Compliance& entry : summary_.compliance) {
            const std::size_t all = entry.complies + entry.violates + entry.undecided;
            rows.push_back(
                {{name_or(entry.group, "no group")},
                 {printable(entry.policy)},
                 {fmt::format("{} %", entry.complies * 100 / std::max<std::size_t>(1, all)),
                  Cell::Side::right},
                 number(entry.complies),
                 number(entry.violates, Tone::wrong),
                 number(entry.undecided, Tone::notable)});
        }
        table({"", "policy", "", "keep it", "do not", "undecided"}, rows);
        for (const fleet::Compliance& entry : summary_.compliance) {
            const std::string broken = fleet::clauses_in_words(entry, 3);
            if (!broken.empty())
                prose(fmt::format("  {} breaks ", name_or(entry.group, "no group")),
                      printable(broken));
        }
    }

    void failures() {
        if (summary_.failures.empty()) return;
        title("Not audited");
        std::size_t shown = 0;
        for (const fleet::Failure& failure : summary_.failures) {
            if (shown == most_failures) break;
            ++shown;
            prose(fmt::format("  {}  ", cut(printable(failure.host), style_.width / 2)),
                  report::safe_text(failure.why));
        }
        more(summary_.failures.size(), shown);
    }

    void foot() {
        const std::string policy =
            report_.run.policy.empty() ? "" : " by " + printable(report_.run.policy);
        line("");
        prose("", fmt::format("judged for {}{}, tlslint {}", date_of(report_.run.now), policy,
                              printable(report_.run.tool)));
        if (!summary_.causes.empty())
            prose("more: ", fmt::format("tlslint fleet show {}, tlslint explain {}",
                                        printable(*summary_.causes.front().hosts.begin()),
                                        printable(summary_.causes.front().wrong.front().rule)));
    }

    const FleetReport& report_;
    const fleet::Summary& summary_;
    CardStyle style_;
    std::ostream& out_;
};

}  // namespace

void print_fleet_text(const FleetReport& report, const CardStyle& style, std::ostream& out) {
    Printer(report, style, out).run();
}

}  // namespace tlslint
