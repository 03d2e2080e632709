// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/card_support.hpp"
#include "audit/cli/verify_support.hpp"
#include "audit/live/names.hpp"
#include "audit/report/escape_support.hpp"
#include "parsers/model/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint {
namespace {

using live::Observed;
using report::printable;

CardRow row(std::string label, std::string value) {
    return {std::move(label), {CardLine{.value = printable(value)}}};
}

std::string suites_of(const live::ObservedVersion& version) {
    std::vector<std::string> names;
    for (const std::uint32_t id : version.suites)
        names.push_back(live::suite_name(static_cast<std::uint16_t>(id)));
    std::string text = fmt::format("{}", fmt::join(names, " "));
    if (!version.complete) text += " (not all were looked for)";
    return text;
}

std::string groups_of(const std::vector<std::uint16_t>& groups) {
    std::vector<std::string> names;
    for (const std::uint16_t id : groups) names.push_back(live::group_name(id));
    return fmt::format("{}", fmt::join(names, " "));
}

CardRow row_of(const live::ObservedCertificate& shown) {
    CardRow result;
    Arena arena;
    const auto chain = live::parse_chain(shown.shown, arena);
    result.label = shown.with_sni ? "certificate" : "without SNI";
    if (chain.empty()) return row(result.label, "unreadable");
    const x509::Certificate& leaf = chain.front();
    result.lines.push_back({.value = printable(fmt::format("{}, {} {} bits, until {}", leaf.subject,
                                                           key_type_name(leaf.key), leaf.key.bits,
                                                           live::spell_time(leaf.not_after)))});
    if (shown.verification.reasons.empty())
        result.lines.push_back({.value = printable(fmt::format(
                                    "trusted: {}", fmt::join(shown.verification.path, " < "))),
                                .tone = Tone::faint});
    for (const live::Reason& reason : shown.verification.reasons)
        result.lines.push_back(
            {.value = printable(fmt::format("{}: {}", name(reason.fail), reason.evidence)),
             .tone = Tone::wrong});
    if (shown.verification.staple.status != live::Staple::Status::none)
        result.lines.push_back(
            {.value = fmt::format("stapled response: {}", name(shown.verification.staple.status)),
             .tone = Tone::faint});
    for (const live::IssuerAnswer& each : shown.verification.answers)
        result.lines.push_back({.value = printable(fmt::format("{} says of {}: {}{}{}", each.url,
                                                               each.subject, name(each.says.status),
                                                               each.says.detail.empty() ? "" : ", ",
                                                               each.says.detail)),
                                .tone = Tone::faint});
    return result;
}

void add_http(const Observed& observed, Card& card) {
    if (!observed.http) return;
    std::string text = fmt::format("{}", observed.http->status);
    text += observed.http->hsts ? fmt::format(", HSTS {} s", observed.http->hsts->max_age)
                                : std::string(", no HSTS");
    if (observed.plain)
        text += observed.plain->redirects_to_https ? ", plain HTTP redirects here"
                                                   : ", plain HTTP does not redirect here";
    card.rows.push_back(row("http", text));
}

void add_clients(const Observed& observed, Card& card, const CardStyle& style) {
    if (observed.clients.empty()) return;
    std::vector<std::string> cut_off;
    for (const live::ObservedClient& each : observed.clients) {
        if (!each.ok) cut_off.emplace_back(each.profile);
    }
    card.rows.push_back(
        row("clients",
            cut_off.empty()
                ? fmt::format("all {} connect", observed.clients.size())
                : fmt::format("{} of {} connect, not {}", observed.clients.size() - cut_off.size(),
                              observed.clients.size(), fit_names(cut_off, style.room() - 20))));
}

}  // namespace

std::string terminal_verification(const VerifiedTarget& verified, bool colour, unsigned width) {
    const Observed& observed = verified.observed;
    const CardStyle style{.colour = colour, .width = width};
    Card card;
    card.title = printable(verified.target.text);
    card.subtitle = fmt::format("{}, {} connections, {:.0f} ms", observed.address,
                                observed.connections, observed.total_ms);
    if (!observed.tls) {
        card.rows.push_back({"no TLS",
                             {{.value = printable(fmt::format("{}: {}", observed.failed_step,
                                                              observed.failure_in_words)),
                               .tone = Tone::wrong}}});
        return print(card, style);
    }
    for (auto each = observed.versions.rbegin(); each != observed.versions.rend(); ++each)
        card.rows.push_back(row(std::string(name(each->version)), suites_of(*each)));
    if (!observed.groups_tls13.empty())
        card.rows.push_back(row("groups", groups_of(observed.groups_tls13)));
    else if (!observed.groups_tls12.empty())
        card.rows.push_back(row("groups", groups_of(observed.groups_tls12)));
    if (observed.dh)
        card.rows.push_back(
            row("dh", fmt::format("{} bits {}", observed.dh->bits, observed.dh->common_prime)));
    for (const live::ObservedCertificate& each : observed.certificates)
        card.rows.push_back(row_of(each));
    add_http(observed, card);
    add_clients(observed, card, style);
    if (!observed.complete)
        card.rows.push_back({"incomplete",
                             {{.value = "not everything could be asked; what was not is unknown",
                               .tone = Tone::notable}}});
    return print(card, style);
}

}  // namespace tlslint
