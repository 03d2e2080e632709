// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/versions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace tlslint::haproxy {
namespace {

using openssl::Protocol;
using openssl::ProtocolSet;

// What the minimum is where nobody says one (ssl_sock_initial_ctx): TLS 1.2 since 2.2, 1.0 since
// 1.8; before, none.
std::optional<Protocol> floor_of(const ServerVersion& version, Side side) {
    if (side == Side::server || version < ServerVersion{1, 8, 0}) return std::nullopt;
    return version < ServerVersion{2, 2, 0} ? Protocol::tls1_0 : Protocol::tls1_2;
}

}  // namespace

bool has_mends_of_2023(const ServerVersion& version) {
    constexpr ServerVersion from[] = {{2, 6, 16}, {2, 7, 11}, {2, 8, 4}};
    return version >= ServerVersion{2, 9, 0}
           || std::any_of(std::begin(from), std::end(from), [&](const ServerVersion& first) {
                  return version.minor == first.minor && version >= first;
              });
}

Versions versions_of(Model& model, const TlsWords& words, Side side, std::string_view authority) {
    Versions result;
    std::vector<Span> trail;
    std::vector<Span> spans;
    bool own = false;
    const auto note = [&](const Said& said) {
        if (!said) return;
        own = own || !said.inherited;
        if (trail.empty() || trail.back() != said.statement) trail.push_back(said.statement);
        spans.push_back(said.word.span);
    };
    ProtocolSet excluded = words.excluded;
    std::optional<Protocol> min = words.min;
    result.flags_ignored = !excluded.empty() && (words.min_said || words.max_said);
    if (result.flags_ignored) excluded = {};
    note(words.min_said);
    if (words.max_said.word.span != words.min_said.word.span) note(words.max_said);
    // Whoever ends the range above comes last.
    if (!result.flags_ignored) {
        const auto is_last = [](const Said& exclusion) { return exclusion.text() == "no-tlsv13"; };
        for (const Said& exclusion : words.exclusions)
            if (!is_last(exclusion)) note(exclusion);
        for (const Said& exclusion : words.exclusions)
            if (is_last(exclusion)) note(exclusion);
    }
    if (const auto floor = floor_of(model.facts.server, side); !words.min_said && floor) {
        result.ambiguous = words.max && *words.max < *floor;
        min = result.ambiguous ? words.max : floor;
    }
    const ProtocolSet range =
        ProtocolSet::range(min.value_or(Protocol::ssl3), words.max.value_or(Protocol::tls1_3));
    const ProtocolSet built = openssl::built_protocols(model.facts.library.version);
    result.enabled = (range & built) - excluded;
    result.enabled.erase(Protocol::ssl2);  // SSL_OP_NO_SSLv2
    // From OpenSSL 1.1.0 on HAProxy sets the ends only: a hole in between is no hole.
    if (!result.enabled.empty() && model.facts.library.version >= openssl::Version::v1_1_1) {
        const ProtocolSet whole =
            ProtocolSet::range(result.enabled.oldest(), result.enabled.newest()) & built;
        result.holes = whole - result.enabled;
        result.enabled = whole;
    }
    result.origin = spans.empty()
                        ? Origin{.kind = Origin::Kind::server, .authority = authority}
                        : Origin{.kind = own ? Origin::Kind::written : Origin::Kind::inherited,
                                 .trail = model.arena.keep(trail),
                                 .words = model.arena.keep(spans)};
    const bool bad = (words.min_said && !words.min) || (words.max_said && !words.max);
    if (words.open || bad) {
        result.origin.make_unknown(words.open ? "a variable decides"
                                              : "a word names no version of the protocol");
    }
    return result;
}

void note_exclusions(Model& model, const TlsWords& words, const Versions& versions) {
    const Said& bound = words.min_said ? words.min_said : words.max_said;
    for (const Said& exclusion : words.exclusions) {
        const auto version = version_excluded(exclusion.text());
        if (!version) continue;
        if (versions.flags_ignored && versions.enabled.contains(*version))
            model.remarks.push_back({Remark::Kind::exclusion_ignored, exclusion.word.span,
                                     exclusion.text(), bound.statement, bound.text()});
        if (versions.holes.contains(*version)) {
            std::string all;
            for (const Protocol each : versions.enabled)
                all += fmt::format("{}{}", all.empty() ? "" : ", ", openssl::name(each));
            model.remarks.push_back({Remark::Kind::hole_stays,
                                     exclusion.word.span,
                                     exclusion.text(),
                                     {},
                                     model.arena.keep(all)});
        }
    }
}

}  // namespace tlslint::haproxy
