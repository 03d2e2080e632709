// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a fleet is known by: plain facts of many hosts, over time. No key material, no server, no
/// model; all text is UTF-8 without NUL, and else as hostile as any configuration.
namespace tlslint::fleet {

using Time = std::chrono::sys_seconds;
/// The wall clock, fine enough to tell what came later.
using Moment = std::chrono::sys_time<std::chrono::microseconds>;
using Strings = std::vector<std::string>;

/// Something that is audited as one: a machine's tree, a dump, an endpoint.
struct Host {
    enum class Kind : std::uint8_t { tree, archive, dump, endpoint };
    std::string name;   // tells it from all others, and decides its shard
    std::string group;  // "" for none
    std::string owner;
    std::vector<std::pair<std::string, std::string>> labels;
    Kind kind = Kind::tree;
    std::string location;  // the directory, file or endpoint
    friend bool operator==(const Host&, const Host&) = default;
};

/// A finding on a host, without what all findings of its rule have in common.
struct Finding {
    std::string rule;
    report::Severity severity = report::Severity::warning;
    std::string message;
    std::string file;  // on the host; "" for one of a live endpoint
    std::uint32_t line = 0, column = 0;
    Strings endpoints;                                  // ids
    Strings names;                                      // the same in words: "shop.example (443)"
    std::string target, address, configured, observed;  // of live findings
    std::string remedy;                                 // "" for the rule's own
    std::string fingerprint;                            // the same from run to run
    /// Equal on all hosts where one thing has to be mended: "certificate:SHA256",
    /// "file:RULE:PATH" of a file that is missing or has the wrong key on each of them,
    /// "line:FINGERPRINT" of a line that stands there.
    std::string cause;
    std::string cause_text;  // that thing in words: a certificate's name, a path, a line
    friend bool operator==(const Finding&, const Finding&) = default;
};

/// A certificate where it was met, once per file or endpoint that holds it.
struct Certificate {
    std::string sha256;  // of all of it, hexadecimal
    std::string key_id;  // SHA-256 of the public key; "" where that cannot be told
    std::string key_type;
    std::int64_t key_bits = 0;
    std::string subject, common_name, issuer, serial, signature;
    Strings names;                   // that it is for
    std::optional<Time> not_before;  // both or none
    std::optional<Time> not_after;
    bool self_signed = false;
    std::uint32_t position = 0;  // in its file or handshake; 0 is the server's own
    std::string file;            // on the host; "" where a live endpoint showed it
    Strings endpoints;           // names in words of those that show it
    friend bool operator==(const Certificate&, const Certificate&) = default;
};

/// A TLS endpoint as it will behave, or as it was seen.
struct Endpoint {
    std::string id, name;  // name: in words
    std::string kind;      // "nginx", …; "live" for one that was seen
    std::string layer;
    std::string address;
    std::int64_t port = 0;
    Strings versions;  // that a client can get; empty with `versions_known` false: unknown
    bool versions_known = false;
    Strings suites;  // of TLS 1.3 first
    bool suites_known = false;
    Strings groups;
    std::string certificate;           // its sha256, "" if unknown
    std::optional<std::int64_t> hsts;  // max-age; nothing: not sent, or unknown
    std::string policy;                // that it was compared with; "" without a chosen one
    std::optional<bool> complies;      // nothing: no policy chosen, or undecided
    Strings violations;                // "clause: what is outside of it"
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// A server's configuration and what it was judged as.
struct Server {
    std::string kind, path;  // "nginx", /etc/nginx/nginx.conf
    std::string version, version_source, openssl, openssl_source;
    std::int64_t security_level = 0;
    std::string target, target_source, policy;
    friend bool operator==(const Server&, const Server&) = default;
};

struct Undetermined {
    std::string rule, why, file;
    std::uint32_t line = 0;
    Strings endpoints;
    friend bool operator==(const Undetermined&, const Undetermined&) = default;
};

/// What an audit of one host has shown.
struct Audit {
    std::int64_t files = 0, unreadable = 0, with_problems = 0, endpoint_count = 0, suppressed = 0;
    std::vector<Server> servers;
    std::vector<Finding> findings;  // in the order of a report
    std::vector<Certificate> certificates;
    std::vector<Endpoint> endpoints;
    std::vector<Undetermined> undetermined;
    friend bool operator==(const Audit&, const Audit&) = default;
};

/// By what a later run sees that nothing has changed.
struct Evidence {
    std::string settings;  // a digest: rules, policy, target, tool
    std::string content;   // a digest of everything that was looked at
    std::string trace;     // what was looked at, a line each
    Time from{}, until{};  // between these the date changes nothing (until is outside)
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// A host in a run.
struct HostResult {
    Host host;
    std::string failure;  // why there is no result; "" for a host that was audited
    Moment observed{};    // wall clock; no part of reports, which are the same for the same facts
    Audit audit;          // empty for a failure
    std::string digest;   // of the audit: equal for equal ones; "" for a failure
};

/// A pass over a fleet, in as many parts as it was shared into.
struct Run {
    std::string id;                // "2026-12-01", "2026-12-01.2", or as --run says
    Time now{};                    // the date that certificates were judged by
    Time started{};                // wall clock, the first part's
    std::optional<Time> finished;  // the last part's; nothing while one is missing
    std::uint32_t parts = 1, parts_finished = 0;
    std::string tool;    // version
    std::string policy;  // asked for; "" for the usual thresholds
    std::size_t hosts = 0, failed = 0;
};

/// The fields of each type, in one order: whatever codes, stores or compares them calls
/// `visit(column, member)` for each. `table` is where the store keeps them.
template <class T>
struct Fields;

template <>
struct Fields<Finding> {
    static constexpr std::string_view table = "finding";
    template <class Self, class Visit>
    static void visit(Self& self, const Visit& visit) {
        visit("rule", self.rule);
        visit("severity", self.severity);
        visit("message", self.message);
        visit("file", self.file);
        visit("line", self.line);
        visit("col", self.column);
        visit("endpoints", self.endpoints);
        visit("names", self.names);
        visit("target", self.target);
        visit("address", self.address);
        visit("configured", self.configured);
        visit("observed", self.observed);
        visit("remedy", self.remedy);
        visit("fingerprint", self.fingerprint);
        visit("cause", self.cause);
        visit("cause_text", self.cause_text);
    }
};

template <>
struct Fields<Certificate> {
    static constexpr std::string_view table = "certificate";
    template <class Self, class Visit>
    static void visit(Self& self, const Visit& visit) {
        visit("sha256", self.sha256);
        visit("key_id", self.key_id);
        visit("key_type", self.key_type);
        visit("key_bits", self.key_bits);
        visit("subject", self.subject);
        visit("common_name", self.common_name);
        visit("issuer", self.issuer);
        visit("serial", self.serial);
        visit("signature", self.signature);
        visit("names", self.names);
        visit("not_before", self.not_before);
        visit("not_after", self.not_after);
        visit("self_signed", self.self_signed);
        visit("place", self.position);
        visit("file", self.file);
        visit("endpoints", self.endpoints);
    }
};

template <>
struct Fields<Endpoint> {
    static constexpr std::string_view table = "endpoint";
    template <class Self, class Visit>
    static void visit(Self& self, const Visit& visit) {
        visit("endpoint", self.id);
        visit("name", self.name);
        visit("kind", self.kind);
        visit("layer", self.layer);
        visit("address", self.address);
        visit("port", self.port);
        visit("versions", self.versions);
        visit("versions_known", self.versions_known);
        visit("suites", self.suites);
        visit("suites_known", self.suites_known);
        visit("groups", self.groups);
        visit("certificate", self.certificate);
        visit("hsts", self.hsts);
        visit("policy", self.policy);
        visit("complies", self.complies);
        visit("violations", self.violations);
    }
};

template <>
struct Fields<Server> {
    static constexpr std::string_view table = "server";
    template <class Self, class Visit>
    static void visit(Self& self, const Visit& visit) {
        visit("kind", self.kind);
        visit("path", self.path);
        visit("version", self.version);
        visit("version_source", self.version_source);
        visit("openssl", self.openssl);
        visit("openssl_source", self.openssl_source);
        visit("security_level", self.security_level);
        visit("target", self.target);
        visit("target_source", self.target_source);
        visit("policy", self.policy);
    }
};

template <>
struct Fields<Undetermined> {
    static constexpr std::string_view table = "undetermined";
    template <class Self, class Visit>
    static void visit(Self& self, const Visit& visit) {
        visit("rule", self.rule);
        visit("why", self.why);
        visit("file", self.file);
        visit("line", self.line);
        visit("endpoints", self.endpoints);
    }
};

/// Each list of an audit.
template <class Self, class Visit>
void for_each_list(Self& audit, const Visit& visit) {
    visit(audit.servers);
    visit(audit.findings);
    visit(audit.certificates);
    visit(audit.endpoints);
    visit(audit.undetermined);
}

/// The counts of an audit.
template <class Self, class Visit>
void for_each_count(Self& audit, const Visit& visit) {
    visit("files", audit.files);
    visit("unreadable", audit.unreadable);
    visit("with_problems", audit.with_problems);
    visit("endpoint_count", audit.endpoint_count);
    visit("suppressed", audit.suppressed);
}

}  // namespace tlslint::fleet
