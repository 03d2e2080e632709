// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/facts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a run comes to: sums and lists, the same for the same facts in whatever order they come.
namespace tlslint::fleet {

/// Findings by severity.
struct Tally {
    std::size_t errors = 0, warnings = 0, infos = 0;

    [[nodiscard]] std::size_t all() const { return errors + warnings + infos; }
    void add(report::Severity severity);
    friend bool operator==(const Tally&, const Tally&) = default;
};

/// One thing to mend, and how many findings that mends on how many hosts.
struct Cause {
    std::string id;    // "certificate:SHA256", "line:FINGERPRINT"; else of one finding
    std::string text;  // the line as it is written, the certificate's name
    /// What is wrong with it; the worst first.
    struct Wrong {
        std::string rule;
        report::Severity severity = report::Severity::warning;
        std::string message;
        std::string remedy;  // "" for the rule's own
        std::size_t findings = 0;
    };
    std::vector<Wrong> wrong;
    std::size_t findings = 0;
    std::set<std::string> hosts;
    std::set<std::string> owners;
    struct Spot {
        std::string file;  // "" of a live endpoint
        std::uint32_t line = 0, column = 0;
    };
    /// Where it stands on the first hosts, by their names: at most `most_spots`.
    std::map<std::string, Spot> spots;
    static constexpr std::size_t most_spots = 100;

    [[nodiscard]] report::Severity severity() const { return wrong.front().severity; }
};

/// The findings of a rule, a group, an owner.
struct Share {
    std::string name;
    std::size_t hosts = 0;   // a rule: that have it; a group: that it has
    std::size_t failed = 0;  // of a group's hosts: could not be audited
    std::size_t clean = 0;   // of these: have no errors or warnings
    Tally findings;
};

/// A server's own certificate, wherever it lies.
struct KnownCertificate {
    std::string sha256, key_id, key, subject, issuer;
    Strings names;
    std::optional<Time> not_before, not_after;
    std::set<std::string> hosts;
    std::size_t endpoints = 0;
};

/// A key that more than one host has.
struct SharedKey {
    std::string key_id, key;
    std::set<std::string> subjects;
    std::size_t certificates = 0;
    std::set<std::string> hosts;
};

/// How many have something: a version of TLS, a suite, an issuer, a server's release.
struct Usage {
    std::string name;
    std::size_t number = 0;  // of endpoints, certificates or configurations
    std::size_t hosts = 0;
};

/// Certificates that expire in the seven days from a Monday.
struct Week {
    Time monday{};
    std::size_t certificates = 0;
    std::size_t hosts = 0;
};

/// How a group keeps a policy.
struct Compliance {
    std::string group, policy;
    std::size_t complies = 0, violates = 0, undecided = 0;  // endpoints
    std::map<std::string, std::size_t> clauses;             // endpoints that break each
};

struct Failure {
    std::string host, why;
};

struct Summary {
    std::size_t hosts = 0, failed = 0, clean = 0, with_findings = 0;
    std::size_t endpoints = 0, files = 0, unreadable = 0, with_problems = 0;
    std::size_t suppressed = 0, undetermined = 0;
    Tally findings;
    std::vector<Failure> failures;               // by host
    std::vector<Cause> causes;                   // what to mend first stands first
    std::vector<Share> rules, groups, owners;    // the worst first; groups and owners by name
    std::vector<KnownCertificate> certificates;  // the first to expire first
    std::size_t expired = 0;                     // of these
    std::vector<Week> weeks;                     // from the run's own on, without gaps
    std::size_t expire_later = 0;                // behind the last of the weeks
    std::vector<SharedKey> shared_keys;          // on the most hosts first
    std::vector<Usage> issuers;                  // certificates; the most first
    std::vector<Usage> versions;                 // endpoints, oldest version first
    std::size_t versions_unknown = 0;            // endpoints
    std::vector<Usage> suites;                   // endpoints; the most first
    std::size_t suites_unknown = 0;
    std::vector<Usage> servers;          // configurations; "nginx 1.22.1, OpenSSL 3.0.15"
    std::vector<Compliance> compliance;  // by group, then policy
};

/// Adds up the hosts of a run. Memory grows with what differs, not with the number of findings.
class Summariser {
  public:
    /// `now`: the date that the run judged certificates by.
    explicit Summariser(Time now) : now_(now) {}
    void add(const HostResult& host);
    /// Once, when all hosts are in.
    Summary finish();

  private:
    struct Counted {
        std::size_t number = 0;
        std::set<std::string> hosts;
    };
    using Counts = std::map<std::string, Counted>;
    struct KeyUse {
        std::string key;
        std::set<std::string> subjects, certificates, hosts;
    };

    void add_finding(const HostResult& host, const Finding& finding);
    void add_certificate(const HostResult& host, const Certificate& certificate);
    void add_endpoint(const HostResult& host, const Endpoint& endpoint);
    void finish_certificates();

    Time now_;
    Summary summary_;
    std::map<std::string, Cause> causes_;
    std::map<std::string, Share> rules_, groups_, owners_;
    std::map<std::string, std::set<std::string>> rule_hosts_;
    std::map<std::string, KnownCertificate> certificates_;
    std::map<std::string, KeyUse> keys_;
    Counts versions_, suites_, servers_;
    std::map<std::pair<std::string, std::string>, Compliance> compliance_;
};

/// "versions.forbid (11), groups.allow (2)": the clauses that most endpoints break, at most so
/// many.
std::string clauses_in_words(const Compliance& entry, std::size_t most);

/// What `finding` is mended with: its cause, or itself where it has none to share.
std::string cause_of(const Finding& finding);

}  // namespace tlslint::fleet
