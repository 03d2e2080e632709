// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace tlslint::fleet {
namespace {

constexpr std::size_t most_weeks = 14;  // a quarter: the longest that certificates are planned for
constexpr std::string_view known_versions[] = {"SSLv2",   "SSLv3",   "TLSv1",
                                               "TLSv1.1", "TLSv1.2", "TLSv1.3"};

std::string key_in_words(const Certificate& certificate) {
    return certificate.key_bits > 0
               ? fmt::format("{} {}", certificate.key_type, certificate.key_bits)
               : certificate.key_type;
}

// Certificates without dates stand last.
auto order_of(const KnownCertificate& certificate) {
    return std::tuple(!certificate.not_after, certificate.not_after.value_or(Time{}),
                      std::string_view(certificate.subject), std::string_view(certificate.sha256));
}

template <class Counts>
std::vector<Usage> usages_of(const Counts& counts) {
    std::vector<Usage> usages;
    for (const auto& [name, counted] : counts)
        usages.push_back({name, counted.number, counted.hosts.size()});
    std::stable_sort(usages.begin(), usages.end(),
                     [](const Usage& a, const Usage& b) { return a.number > b.number; });
    return usages;
}

template <class Map>
auto values_of(Map& map) {
    std::vector<typename Map::mapped_type> values;
    for (auto& [key, value] : map) values.push_back(std::move(value));
    return values;
}

// What is worst, then what mends most.
bool comes_first(const Cause& a, const Cause& b) {
    const auto weight = [](const Cause& cause) {
        return std::tuple(cause.severity(), cause.hosts.size(), cause.findings);
    };
    if (weight(a) != weight(b)) return weight(a) > weight(b);
    return std::tie(a.wrong.front().rule, a.id) < std::tie(b.wrong.front().rule, b.id);
}

void sort_wrong(Cause& cause) {
    std::sort(cause.wrong.begin(), cause.wrong.end(),
              [](const Cause::Wrong& a, const Cause::Wrong& b) {
                  if (a.severity != b.severity) return a.severity > b.severity;
                  return std::tie(a.rule, a.message) < std::tie(b.rule, b.message);
              });
}

Time monday_of(Time when) {
    const auto days = std::chrono::floor<std::chrono::days>(when);
    return days - (std::chrono::weekday(days) - std::chrono::Monday);
}

}  // namespace

void Tally::add(report::Severity severity) {
    switch (severity) {
    case report::Severity::error: ++errors; break;
    case report::Severity::warning: ++warnings; break;
    case report::Severity::info: ++infos; break;
    }
}

std::string clauses_in_words(const Compliance& entry, std::size_t most) {
    std::vector<std::pair<std::string, std::size_t>> clauses(entry.clauses.begin(),
                                                             entry.clauses.end());
    std::stable_sort(clauses.begin(), clauses.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (std::size_t i = 0; i < std::min(most, clauses.size()); ++i)
        text += fmt::format("{}{} ({})", i > 0 ? ", " : "", clauses[i].first, clauses[i].second);
    return text;
}

std::string cause_of(const Finding& finding) {
    if (!finding.cause.empty()) return finding.cause;
    return fmt::format("finding:{}:{}", finding.rule, finding.fingerprint);
}

void Summariser::add(const HostResult& result) {
    const Host& host = result.host;
    const Audit& audit = result.audit;
    ++summary_.hosts;
    Share& group = groups_[host.group];
    Share& owner = owners_[host.owner];
    ++group.hosts;
    ++owner.hosts;
    if (!result.failure.empty()) {
        ++summary_.failed;
        ++group.failed;
        ++owner.failed;
        summary_.failures.push_back({host.name, result.failure});
        return;
    }
    const bool is_clean =
        std::all_of(audit.findings.begin(), audit.findings.end(),
                    [](const Finding& f) { return f.severity == report::Severity::info; });
    if (is_clean) {
        ++summary_.clean;
        ++group.clean;
        ++owner.clean;
    }
    if (!audit.findings.empty()) ++summary_.with_findings;
    summary_.endpoints += static_cast<std::size_t>(audit.endpoint_count);
    summary_.files += static_cast<std::size_t>(audit.files);
    summary_.unreadable += static_cast<std::size_t>(audit.unreadable);
    summary_.with_problems += static_cast<std::size_t>(audit.with_problems);
    summary_.suppressed += static_cast<std::size_t>(audit.suppressed);
    summary_.undetermined += audit.undetermined.size();
    for (const Finding& finding : audit.findings) {
        add_finding(result, finding);
        group.findings.add(finding.severity);
        owner.findings.add(finding.severity);
    }
    for (const Certificate& certificate : audit.certificates) add_certificate(result, certificate);
    for (const Endpoint& endpoint : audit.endpoints) add_endpoint(result, endpoint);
    for (const Server& server : audit.servers) {
        Counted& counted =
            servers_[fmt::format("{} {}, OpenSSL {}", server.kind, server.version, server.openssl)];
        ++counted.number;
        counted.hosts.insert(host.name);
    }
}

void Summariser::add_finding(const HostResult& result, const Finding& finding) {
    summary_.findings.add(finding.severity);
    Share& rule = rules_[finding.rule];
    rule.findings.add(finding.severity);
    rule_hosts_[finding.rule].insert(result.host.name);

    Cause& cause = causes_[cause_of(finding)];
    if (cause.hosts.empty() || result.host.name < *cause.hosts.begin())
        cause.text = finding.cause_text;
    cause.spots.try_emplace(result.host.name,
                            Cause::Spot{finding.file, finding.line, finding.column});
    if (cause.spots.size() > Cause::most_spots) cause.spots.erase(std::prev(cause.spots.end()));
    ++cause.findings;
    cause.hosts.insert(result.host.name);
    if (!result.host.owner.empty()) cause.owners.insert(result.host.owner);
    const auto same =
        std::find_if(cause.wrong.begin(), cause.wrong.end(), [&](const Cause::Wrong& wrong) {
            return wrong.rule == finding.rule && wrong.message == finding.message
                   && wrong.severity == finding.severity;
        });
    if (same != cause.wrong.end()) {
        ++same->findings;
    } else {
        cause.wrong.push_back({finding.rule, finding.severity, finding.message, finding.remedy, 1});
    }
}

void Summariser::add_certificate(const HostResult& result, const Certificate& certificate) {
    if (certificate.position != 0) return;  // an authority's: it stands in every chain
    KnownCertificate& known = certificates_[certificate.sha256];
    if (known.hosts.empty()) {
        known.sha256 = certificate.sha256;
        known.key_id = certificate.key_id;
        known.key = key_in_words(certificate);
        known.subject = certificate.subject;
        known.issuer = certificate.self_signed ? "" : certificate.issuer;
        known.names = certificate.names;
        known.not_before = certificate.not_before;
        known.not_after = certificate.not_after;
    }
    known.hosts.insert(result.host.name);
    known.endpoints += certificate.endpoints.size();
    if (certificate.key_id.empty()) return;
    KeyUse& use = keys_[certificate.key_id];
    use.key = key_in_words(certificate);
    use.subjects.insert(certificate.subject);
    use.certificates.insert(certificate.sha256);
    use.hosts.insert(result.host.name);
}

void Summariser::add_endpoint(const HostResult& result, const Endpoint& endpoint) {
    const std::string& host = result.host.name;
    const auto count = [&](Counts& counts, const Strings& names) {
        for (const std::string& name : names) {
            Counted& counted = counts[name];
            ++counted.number;
            counted.hosts.insert(host);
        }
    };
    if (endpoint.versions_known) count(versions_, endpoint.versions);
    if (!endpoint.versions_known) ++summary_.versions_unknown;
    if (endpoint.suites_known) count(suites_, endpoint.suites);
    if (!endpoint.suites_known) ++summary_.suites_unknown;
    if (endpoint.policy.empty()) return;
    Compliance& compliance = compliance_[{result.host.group, endpoint.policy}];
    compliance.group = result.host.group;
    compliance.policy = endpoint.policy;
    ++(!endpoint.complies   ? compliance.undecided
       : *endpoint.complies ? compliance.complies
                            : compliance.violates);
    std::set<std::string> broken;  // an endpoint breaks a clause once
    for (const std::string& violation : endpoint.violations)
        broken.insert(violation.substr(0, violation.find(':')));
    for (const std::string& clause : broken) ++compliance.clauses[clause];
}

// By expiry, and how many expire in each week.
void Summariser::finish_certificates() {
    summary_.certificates = values_of(certificates_);
    std::sort(summary_.certificates.begin(), summary_.certificates.end(),
              [](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
    Counts issuers;
    const Time first = monday_of(now_);
    std::vector<std::set<std::string>> hosts(most_weeks);
    for (std::size_t i = 0; i < most_weeks; ++i)
        summary_.weeks.push_back({first + std::chrono::days(7 * i), 0, 0});
    for (const KnownCertificate& certificate : summary_.certificates) {
        Counted& counted = issuers[certificate.issuer];
        ++counted.number;
        counted.hosts.insert(certificate.hosts.begin(), certificate.hosts.end());
        if (!certificate.not_after) continue;
        if (*certificate.not_after < now_) {
            ++summary_.expired;
            continue;
        }
        const auto week =
            static_cast<std::size_t>((*certificate.not_after - first) / std::chrono::days(7));
        if (week >= most_weeks) {
            ++summary_.expire_later;
            continue;
        }
        ++summary_.weeks[week].certificates;
        hosts[week].insert(certificate.hosts.begin(), certificate.hosts.end());
    }
    for (std::size_t i = 0; i < most_weeks; ++i) summary_.weeks[i].hosts = hosts[i].size();
    summary_.issuers = usages_of(issuers);
    for (auto& [id, use] : keys_) {
        if (use.hosts.size() < 2) continue;
        summary_.shared_keys.push_back({id, std::move(use.key), std::move(use.subjects),
                                        use.certificates.size(), std::move(use.hosts)});
    }
    std::stable_sort(
        summary_.shared_keys.begin(), summary_.shared_keys.end(),
        [](const SharedKey& a, const SharedKey& b) { return a.hosts.size() > b.hosts.size(); });
}

Summary Summariser::finish() {
    for (auto& [id, cause] : causes_) {
        cause.id = id;
        sort_wrong(cause);
        summary_.causes.push_back(std::move(cause));
    }
    std::sort(summary_.causes.begin(), summary_.causes.end(), comes_first);
    for (auto& [name, rule] : rules_) rule.hosts = rule_hosts_[name].size();
    for (auto* shares : {&rules_, &groups_, &owners_}) {
        for (auto& [name, share] : *shares) share.name = name;
    }
    summary_.rules = values_of(rules_);
    std::stable_sort(summary_.rules.begin(), summary_.rules.end(),
                     [](const Share& a, const Share& b) {
                         const auto weight = [](const Share& share) {
                             return std::tuple(share.findings.errors, share.findings.warnings,
                                               share.findings.infos);
                         };
                         return weight(a) > weight(b);
                     });
    summary_.groups = values_of(groups_);
    summary_.owners = values_of(owners_);
    finish_certificates();
    for (const std::string_view version : known_versions) {
        if (const auto found = versions_.find(std::string(version)); found != versions_.end())
            summary_.versions.push_back(
                {found->first, found->second.number, found->second.hosts.size()});
    }
    summary_.suites = usages_of(suites_);
    summary_.servers = usages_of(servers_);
    summary_.compliance = values_of(compliance_);
    std::sort(summary_.failures.begin(), summary_.failures.end(),
              [](const Failure& a, const Failure& b) { return a.host < b.host; });
    return std::move(summary_);
}

}  // namespace tlslint::fleet
