// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/sections.hpp"

#include "parsers/text/nearest.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint::haproxy {
namespace {

using Kind = Section::Kind;
using Name = Section::Name;

constexpr Section sections[] = {
    {"global", Kind::global, Name::none},
    {"defaults", Kind::defaults, Name::optional},
    {"frontend", Kind::proxy},
    {"backend", Kind::proxy},
    {"listen", Kind::proxy},
    {"peers", Kind::peers},
    {"userlist", Kind::other},
    {"namespace_list", Kind::other, Name::optional},
    {"mailers", Kind::other, Name::required, {1, 6, 0}},
    {"resolvers", Kind::other, Name::required, {1, 6, 0}},
    {"cache", Kind::other, Name::required, {1, 8, 0}},
    {"program", Kind::other, Name::required, {2, 0, 0}, {3, 3, 0}},
    {"fcgi-app", Kind::other, Name::required, {2, 1, 0}},
    {"http-errors", Kind::other, Name::required, {2, 2, 0}},
    {"ring", Kind::ring, Name::required, {2, 2, 0}},
    {"log-forward", Kind::log_forward, Name::required, {2, 3, 0}},
    {"crt-store", Kind::crt_store, Name::optional, {3, 0, 0}},
    {"traces", Kind::other, Name::optional, {3, 1, 0}},
    {"log-profile", Kind::other, Name::required, {3, 1, 0}},
    {"acme", Kind::other, Name::required, {3, 2, 0}},
    {"healthcheck", Kind::other, Name::required, {3, 4, 0}},
};

// Every statement of 2.6, from its sources' tables and `haproxy -dKall`, sorted by bytes.
constexpr std::string_view global_statements[] = {
#include "parsers/haproxy/global.inc"
};
constexpr std::string_view proxy_statements[] = {
#include "parsers/haproxy/proxy.inc"
};
// Of other sections; those that are not here take what they like.
struct Statements {
    std::string_view section;
    std::string_view all;
};
constexpr Statements other_statements[] = {
    {"cache", "max-age max-object-size max-secondary-entries process-vary total-max-size"},
    {"fcgi-app", "acl docroot index log-stderr option pass-header path-info set-param"},
    {"http-errors", "errorfile"},
    {"log-forward", "backlog bind dgram-bind log maxconn timeout"},
    {"mailers", "mailer timeout"},
    {"peers", "bind default-bind default-server disabled enabled log peer server table"},
    {"program", "command group option user"},
    {"resolvers", "accepted_payload_size hold nameserver parse-resolv-conf "
                  "resolution_pool_size resolve_retries timeout"},
    {"ring", "backing-file description format maxlen server size timeout"},
    {"userlist", "group user"}};

// 2.6 is the newest version whose statements we have all of.
constexpr ServerVersion complete_until{2, 7, 0};
// Those of other sections are 2.6's alone.
constexpr ServerVersion others_from{2, 6, 0};

struct Change {
    std::string_view keyword;
    Kind section;
    ServerVersion since{};
    ServerVersion until{99, 0, 0};
    std::string_view instead{};
};
// Statements for TLS that came, and any that went (section 3.1 of the reference; the texts are
// those of cfgparse-listen.c and cfgparse-global.c).
constexpr Change changes[] = {
#include "parsers/haproxy/changes.inc"
};

template <class Table>
bool holds(const Table& table, std::string_view keyword) {
    return std::binary_search(std::begin(table), std::end(table), keyword);
}

bool is_odd(std::string_view keyword) {
    return !std::all_of(keyword.begin(), keyword.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'
               || c == '$' || c == '{' || c == '}' || (c >= 'A' && c <= 'Z');
    });
}

bool lists(std::string_view words, std::string_view wanted) {
    for (std::string_view rest = words; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == wanted) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

Keyword look_up_other(std::string_view keyword, const Section& section,
                      const ServerVersion& version) {
    if (version < others_from || version >= complete_until
        || keyword.find('$') != std::string_view::npos)
        return {};
    const auto* const found =
        std::find_if(std::begin(other_statements), std::end(other_statements),
                     [&](const Statements& row) { return row.section == section.keyword; });
    if (found == std::end(other_statements)) return {};
    return {lists(found->all, keyword) ? Knowledge::known : Knowledge::never, {}, {}};
}

}  // namespace

const Section* find_section(std::string_view keyword) {
    const auto* const found =
        std::find_if(std::begin(sections), std::end(sections),
                     [&](const Section& section) { return section.keyword == keyword; });
    return found == std::end(sections) ? nullptr : found;
}

Keyword look_up(std::string_view keyword, const Section& section, const ServerVersion& version) {
    const bool global = section.kind == Kind::global;
    const bool proxy = section.kind == Kind::proxy || section.kind == Kind::defaults;
    if (!global && !proxy) return look_up_other(keyword, section, version);
    const Kind of = global ? Kind::global : Kind::proxy;
    for (const Change& change : changes) {
        if (change.section != of || change.keyword != keyword) continue;
        if (version < change.since) return {Knowledge::newer, change.since, {}};
        if (version >= change.until) return {Knowledge::removed, change.until, change.instead};
        return {Knowledge::known, {}, {}};
    }
    const bool known =
        global ? holds(global_statements, keyword) : holds(proxy_statements, keyword);
    if (known) return {Knowledge::known, {}, {}};
    if (keyword.find('$') != std::string_view::npos) return {};
    const bool judged = version < complete_until || is_odd(keyword)
                        || !nearest_keyword(keyword, section.kind).empty();
    return {judged ? Knowledge::never : Knowledge::unknown, {}, {}};
}

std::string_view nearest_keyword(std::string_view keyword, Section::Kind section) {
    Nearest nearest(keyword);
    std::string_view best;
    const auto offer = [&](std::string_view candidate) {
        if (nearest.offer(candidate)) best = candidate;
    };
    if (section == Kind::global) {
        std::for_each(std::begin(global_statements), std::end(global_statements), offer);
    } else if (section == Kind::proxy || section == Kind::defaults) {
        std::for_each(std::begin(proxy_statements), std::end(proxy_statements), offer);
    }
    return best;
}

}  // namespace tlslint::haproxy
