// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/card_support.hpp"
#include "audit/cli/fleet_report_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/json_value_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/time_support.hpp"
#include "audit/report/words_support.hpp"
#include "parsers/text/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

using report::printable;

std::vector<std::string> printable_of(const fleet::Strings& names) {
    std::vector<std::string> result;
    for (const std::string& name : names) result.push_back(printable(name));
    return result;
}

std::string joined(const fleet::Strings& names) {
    return fmt::format("{}", fmt::join(printable_of(names), " "));
}

Tone tone_of(report::Severity severity) {
    switch (severity) {
    case report::Severity::error: return Tone::wrong;
    case report::Severity::warning: return Tone::notable;
    case report::Severity::info: return Tone::plain;
    }
    return Tone::plain;
}

/// A row of a card whose first line has the label.
class Rows {
  public:
    explicit Rows(Card& card) : card_(card) {}
    void add(const std::string& label, std::string value, CardSource source = {},
             Tone tone = Tone::plain) {
        if (value.empty()) return;
        if (card_.rows.empty() || card_.rows.back().label != label)
            card_.rows.push_back({label, {}});
        card_.rows.back().lines.push_back({std::move(value), std::move(source), tone});
    }

  private:
    Card& card_;
};

Card host_card(const fleet::HostResult& result, const fleet::Run& run) {
    const fleet::Host& host = result.host;
    Card card{.title = printable(host.name),
              .subtitle = fmt::format("run {}", printable(run.id)),
              .place = printable(host.location),
              .rows = {}};
    Rows rows(card);
    rows.add("group", printable(host.group));
    rows.add("owner", printable(host.owner));
    for (const auto& [name, value] : host.labels)
        rows.add("labels", fmt::format("{}={}", printable(name), printable(value)));
    rows.add("failed", report::safe_text(result.failure), {}, Tone::wrong);
    for (const fleet::Server& server : result.audit.servers)
        rows.add("servers",
                 fmt::format("{} {}, OpenSSL {} level {}", printable(server.kind),
                             printable(server.version), printable(server.openssl),
                             server.security_level),
                 {printable(server.target), printable(server.path)});
    return card;
}

Card endpoint_card(const fleet::Endpoint& endpoint) {
    Card card{.title = printable(endpoint.name),
              .subtitle = printable(endpoint.id),
              .place = "",
              .rows = {}};
    Rows rows(card);
    rows.add("versions", endpoint.versions_known ? joined(endpoint.versions) : "unknown", {},
             endpoint.versions_known ? Tone::plain : Tone::notable);
    if (endpoint.suites_known) {
        rows.add("suites", fit_names(printable_of(endpoint.suites), 60));
    } else {
        rows.add("suites", "unknown", {}, Tone::notable);
    }
    rows.add("groups", joined(endpoint.groups));
    if (endpoint.hsts) rows.add("HSTS", fmt::to_string(*endpoint.hsts));
    if (endpoint.policy.empty()) return card;
    rows.add("policy",
             fmt::format("{}: {}", printable(endpoint.policy),
                         !endpoint.complies   ? "undecided"
                         : *endpoint.complies ? "kept"
                                              : "not kept"),
             {}, endpoint.complies == false ? Tone::notable : Tone::plain);
    for (const std::string& violation : endpoint.violations)
        rows.add("policy", report::safe_text(violation));
    return card;
}

Card certificate_card(const fleet::Audit& audit, fleet::Time now) {
    Card card{.title = "Certificates", .subtitle = "", .place = "", .rows = {}};
    Rows rows(card);
    for (const fleet::Certificate& certificate : audit.certificates) {
        if (certificate.position != 0) continue;
        const report::Expiry expiry = report::expiry_of(
            certificate.not_after
                ? std::optional(std::int64_t{certificate.not_after->time_since_epoch().count()})
                : std::nullopt,
            now.time_since_epoch().count());
        const Tone tone = expiry.tone == report::Tone::error     ? Tone::wrong
                          : expiry.tone == report::Tone::warning ? Tone::notable
                                                                 : Tone::plain;
        const std::string issuer =
            certificate.self_signed ? "self-signed" : "from " + printable(certificate.issuer);
        rows.add("", fmt::format("{}, {}, {}", printable(certificate.subject), issuer, expiry.text),
                 {"", printable(certificate.file)}, tone);
    }
    return card;
}

void print_findings(const fleet::HostResult& result, const CardStyle& style, std::ostream& out) {
    std::vector<const fleet::Finding*> findings;
    for (const fleet::Finding& finding : result.audit.findings) findings.push_back(&finding);
    std::stable_sort(findings.begin(), findings.end(),
                     [](const auto* a, const auto* b) { return a->severity > b->severity; });
    for (const fleet::Finding* finding : findings) {
        const std::string severity(report::spell(finding->severity));
        out << paint(style, tone_of(finding->severity), severity) << ": ";
        const std::string text = report::paragraph(
            std::string(severity.size() + 2, ' '),
            fmt::format("{} [{}]", report::safe_text(finding->message), printable(finding->rule)),
            style.width);
        out << text.substr(severity.size() + 2);
        out << "  --> "
            << paint(style, Tone::faint,
                     finding->file.empty() ? printable(finding->target)
                                           : fmt::format("{}:{}:{}", printable(finding->file),
                                                         finding->line, finding->column));
        if (!finding->cause_text.empty())
            out << "\n      "
                << report::cut(report::safe_text(finding->cause_text), style.width - 6);
        out << '\n';
        if (!finding->names.empty())
            out << report::paragraph("  = in force for ",
                                     fit_names(printable_of(finding->names), style.width - 17),
                                     style.width);
    }
}

void print_text(const fleet::HostResult& result, const fleet::Run& run, const CardStyle& style,
                std::ostream& out) {
    out << print(host_card(result, run), style) << '\n';
    print_findings(result, style, out);
    if (!result.audit.findings.empty()) out << '\n';
    const Card certificates = certificate_card(result.audit, run.now);
    if (!certificates.rows.empty()) out << print(certificates, style) << '\n';
    for (const fleet::Endpoint& endpoint : result.audit.endpoints)
        out << print(endpoint_card(endpoint), style) << '\n';
    const fleet::Audit& audit = result.audit;
    if (result.failure.empty())
        out << fmt::format(
            "{}, {}, {}, {}\n", report::count(audit.findings.size(), "finding"),
            report::count(static_cast<std::size_t>(audit.endpoint_count), "endpoint"),
            report::count(static_cast<std::size_t>(audit.files), "file"),
            fmt::format("{} undetermined", audit.undetermined.size()));
}

/// The host whose name is most like it, for "did you mean".
std::string likely(fleet::Store& store, const std::string& run, const std::string& wanted) {
    const auto names = store.names(run);
    if (!names) return "";
    Nearest nearest(wanted);
    std::string best;
    for (const std::string& name : *names) {
        if (nearest.offer(name)) best = name;
    }
    return best.empty() ? "" : fmt::format("; did you mean {}?", printable(best));
}

constexpr std::string_view formats[] = {"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto outputs = outputs_of(options, formats, io);
    if (!outputs) return Exit::failed;
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    Result<fleet::Store> store = fleet::Store::open(options.store, fleet::Access::read);
    if (!store) return fail(store.error());
    const Result<fleet::Run> of = store->run(options.run);
    if (!of) return fail(of.error());
    const std::string& wanted = options.arguments.front();
    const auto found = store->host(of->id, wanted);
    if (!found) return fail(found.error());
    if (!*found)
        return fail(
            fmt::format("run {} has no host {}{}", of->id, wanted, likely(*store, of->id, wanted)));
    for (const OutputChoice& output : *outputs) {
        const auto write = [&](std::ostream& out, bool colour) {
            output.format == "json"
                ? print_fleet_host(**found, *of, out)
                : print_text(**found, *of, {colour, std::max<std::size_t>(io.width, 60)}, out);
        };
        if (!write_output(output.file, options, io, write))
            return fail(fmt::format("cannot write {}", output.file));
    }
    return Exit::clean;
}

constexpr std::string_view options[] = {"store", "of-run", "format", "output", "color"};

}  // namespace

namespace commands {
extern const Command fleet_show;
const Command fleet_show{.name = "fleet show",
                         .summary = "all that is known of one host",
                         .arguments = "HOST",
                         .about_arguments = "its name in the fleet",
                         .least = 1,
                         .most = 1,
                         .options = options,
                         .run = run};
}  // namespace commands
}  // namespace tlslint
