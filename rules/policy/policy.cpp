// SPDX-License-Identifier: Apache-2.0
#include "rules/policy/policy.hpp"

#include <algorithm>

namespace tlslint {
namespace {

template <class T, class U>
bool has(const std::vector<T>& list, const U& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

bool SuiteCriteria::covers(const openssl::Suite& suite) const {
    return has(key_exchange, suite.key_exchange) || has(encryption, suite.encryption)
           || suite.bits < below_bits || (exported && suite.is_export())
           || (anonymous && suite.is_anonymous());
}

bool SuiteClause::forbids(const openssl::Suite& suite) const {
    switch (mode) {
    case Mode::any: break;
    case Mode::allow: return !has(allow, &suite) && !has(tolerate, &suite);
    case Mode::forbid: return has(forbid, &suite) || must_not.covers(suite);
    case Mode::criteria: return must_not.covers(suite);
    }
    return false;
}

bool GroupClause::forbids(const openssl::Group& group) const {
    if (has(forbid, &group)) return true;
    if (mode == Mode::allow) return !has(allow, &group);
    return mode == Mode::criteria && group.kind == openssl::GroupKind::curve
           && 2 * group.bits < min_bits;
}

openssl::ProtocolSet Policy::obsolete() const {
    return openssl::ProtocolSet::range(openssl::Protocol::ssl2, openssl::Protocol::tls1_1)
           - versions;
}

// CA/Browser Forum, Baseline Requirements 6.3.2; ballots 193, SC31 and SC-081v3.
std::span<const Policy::Lifetime> Policy::lifetimes() {
    using std::chrono::days;
    using std::chrono::year;
    static constexpr Lifetime all[] = {
        {year(2029) / 3 / 15, days(47)},  {year(2027) / 3 / 15, days(100)},
        {year(2026) / 3 / 15, days(200)}, {year(2020) / 9 / 1, days(398)},
        {year(2018) / 3 / 1, days(825)},
    };
    return all;
}

bool Policy::allows(const openssl::Suite& suite) const {
    return !(suite.is_tls13() ? suites13 : suites).forbids(suite);
}

}  // namespace tlslint
