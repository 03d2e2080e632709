// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/changes.hpp"
#include "audit/fleet/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tlslint::fleet {
namespace {

using std::chrono::days;

constexpr Time now{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};  // a Tuesday

Finding finding(std::string rule, report::Severity severity, std::string cause) {
    return {.rule = std::move(rule),
            .severity = severity,
            .message = "is wrong",
            .file = "/etc/nginx/nginx.conf",
            .line = 3,
            .column = 5,
            .fingerprint = "f" + cause,
            .cause = std::move(cause),
            .cause_text = "ssl_protocols TLSv1;"};
}

Certificate certificate(std::string sha256, std::string key, Time end) {
    return {.sha256 = std::move(sha256),
            .key_id = std::move(key),
            .key_type = "RSA",
            .key_bits = 2048,
            .subject = "CN=a",
            .issuer = "CN=ca",
            .not_before = now - days(30),
            .not_after = end,
            .endpoints = {"a (443)", "b (443)"}};
}

HostResult host(std::string name, std::string group) {
    HostResult result;
    result.host.name = std::move(name);
    result.host.group = std::move(group);
    result.host.owner = "web";
    result.audit.files = 2;
    result.audit.endpoint_count = 1;
    result.digest = "d";
    return result;
}

Summary sum(const std::vector<HostResult>& hosts) {
    Summariser summariser(now);
    for (const HostResult& each : hosts) summariser.add(each);
    return summariser.finish();
}

TEST(FleetSummary, OneCauseManyHosts) {
    using enum report::Severity;
    std::vector<HostResult> hosts;
    for (const char* name : {"c", "a", "b"}) {
        hosts.push_back(host(name, "shop"));
        hosts.back().audit.findings = {finding("protocol/obsolete-version", error, "line:1"),
                                       finding("cipher/cbc", info, "line:1")};
    }
    hosts[1].audit.findings.push_back(finding("certificate/expired", error, "certificate:x"));
    hosts.push_back(host("d", ""));
    hosts.back().failure = "not a tar archive";
    const Summary summary = sum(hosts);
    ASSERT_EQ(summary.causes.size(), 2U);
    const Cause& first = summary.causes[0];
    EXPECT_EQ(first.id, "line:1");
    EXPECT_EQ(first.hosts, (std::set<std::string>{"a", "b", "c"}));
    EXPECT_EQ(first.findings, 6U);
    ASSERT_EQ(first.wrong.size(), 2U);
    EXPECT_EQ(first.wrong[0].rule, "protocol/obsolete-version") << "the worst first";
    EXPECT_EQ(first.wrong[1].findings, 3U);
    EXPECT_EQ(summary.causes[1].id, "certificate:x");
    EXPECT_EQ(summary.findings, (Tally{4, 0, 3}));
    EXPECT_EQ(summary.hosts, 4U);
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_EQ(summary.clean, 0U);
    ASSERT_EQ(summary.groups.size(), 2U);
    EXPECT_EQ(summary.groups[0].failed, 1U) << "no group stands first";
    EXPECT_EQ(summary.groups[1].name, "shop");
    EXPECT_EQ(summary.groups[1].hosts, 3U);
    EXPECT_EQ(summary.rules[0].name, "protocol/obsolete-version");
    EXPECT_EQ(summary.rules[0].hosts, 3U);
}

TEST(FleetSummary, WhatHasNoCauseIsItsOwn) {
    HostResult one = host("a", "");
    one.audit.findings = {finding("config/syntax", report::Severity::error, ""),
                          finding("config/syntax", report::Severity::error, "")};
    one.audit.findings[1].fingerprint = "other";
    EXPECT_EQ(sum({one}).causes.size(), 2U);
}

TEST(FleetSummary, CertificatesByWeek) {
    HostResult a = host("a", ""), b = host("b", "");
    const Time monday = now - days(1);
    a.audit.certificates = {certificate("past", "k1", now - days(1)),
                            certificate("today", "k2", now),
                            certificate("sunday", "k3", monday + days(7) - std::chrono::seconds(1)),
                            certificate("next", "k4", monday + days(7)),
                            certificate("late", "k5", now + days(400)),
                            certificate("root", "k6", now + days(1))};
    a.audit.certificates.back().position = 1;
    b.audit.certificates = {a.audit.certificates[1], certificate("twin", "k2", now + days(8))};
    const Summary summary = sum({a, b});
    EXPECT_EQ(summary.certificates.size(), 6U) << "each once, and no authority's";
    EXPECT_EQ(summary.certificates[0].sha256, "past");
    EXPECT_EQ(summary.certificates[1].hosts.size(), 2U);
    EXPECT_EQ(summary.certificates[1].endpoints, 4U);
    EXPECT_EQ(summary.expired, 1U);
    EXPECT_EQ(summary.weeks[0].monday, monday);
    EXPECT_EQ(summary.weeks[0].certificates, 2U);
    EXPECT_EQ(summary.weeks[0].hosts, 2U);
    EXPECT_EQ(summary.weeks[1].certificates, 2U);
    EXPECT_EQ(summary.expire_later, 1U);
    ASSERT_EQ(summary.shared_keys.size(), 1U);
    EXPECT_EQ(summary.shared_keys[0].key_id, "k2");
    EXPECT_EQ(summary.shared_keys[0].certificates, 2U);
    EXPECT_EQ(summary.issuers[0].number, 6U);
}

TEST(FleetSummary, VersionsSuitesAndPolicies) {
    HostResult a = host("a", "shop"), b = host("b", "shop");
    a.audit.endpoints.resize(3);
    for (Endpoint& endpoint : a.audit.endpoints) endpoint.policy = "mozilla-modern@6.0";
    a.audit.endpoints[0].versions = {"TLSv1.3", "TLSv1.2"};
    a.audit.endpoints[0].versions_known = true;
    a.audit.endpoints[0].complies = false;
    a.audit.endpoints[0].violations = {"versions: offers TLSv1.2", "versions: again",
                                       "suites: CBC"};
    a.audit.endpoints[1].complies = true;
    b.audit.endpoints = {a.audit.endpoints[0]};
    const Summary summary = sum({b, a});
    ASSERT_EQ(summary.versions.size(), 2U);
    EXPECT_EQ(summary.versions[0].name, "TLSv1.2") << "the oldest first";
    EXPECT_EQ(summary.versions[0].number, 2U);
    EXPECT_EQ(summary.versions[0].hosts, 2U);
    EXPECT_EQ(summary.versions_unknown, 2U);
    ASSERT_EQ(summary.compliance.size(), 1U);
    const Compliance& policy = summary.compliance[0];
    EXPECT_EQ(policy.complies, 1U);
    EXPECT_EQ(policy.violates, 2U);
    EXPECT_EQ(policy.undecided, 1U);
    EXPECT_EQ(policy.clauses.at("versions"), 2U) << "an endpoint breaks a clause once";
    EXPECT_EQ(clauses_in_words(policy, 1), "suites (2)") << "by name where as many do";
    EXPECT_EQ(clauses_in_words(policy, 9), "suites (2), versions (2)");
}

TEST(FleetChanges, AsManyAreUnchangedAsBothHave) {
    using enum report::Severity;
    HostResult before = host("a", ""), after = host("a", "");
    const Finding same = finding("a/b", error, "1"), gone = finding("a/c", error, "2"),
                  fresh = finding("a/d", error, "3");
    before.audit.findings = {same, same, gone};
    after.audit.findings = {fresh, same};
    Changes changes;
    compare(before, after, changes);
    ASSERT_EQ(changes.added.size(), 1U);
    EXPECT_EQ(changes.added[0].finding.rule, "a/d");
    EXPECT_EQ(changes.unchanged, 1U);
    ASSERT_EQ(changes.mended.size(), 2U);
    EXPECT_EQ(changes.mended[0].finding.rule, "a/b");
    EXPECT_EQ(changes.mended[1].finding.rule, "a/c");
    Finding elsewhere = same;
    elsewhere.address = "192.0.2.1:443";
    EXPECT_NE(identity_of(same), identity_of(elsewhere));
}

}  // namespace
}  // namespace tlslint::fleet
