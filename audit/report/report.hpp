// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/rare.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a report is made of: strings and numbers, nothing that knows of servers, rules or sources.
/// Strings may hold any bytes of hostile input; making them safe for their medium (terminal, JSON,
/// …) is each reporter's duty.
namespace tlslint::report {

enum class Severity : std::uint8_t { info, warning, error };

/// A range in a file. Lines and columns count from 1, columns count bytes; the end is exclusive.
struct Place {
    std::string file;           // opens from where the user stands
    std::string deployed_path;  // on the machine that the file is meant for
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t end_line = 0;
    std::uint32_t end_column = 0;
    std::string source;  // the text of that line, for excerpts
};

struct Related {
    Place place;
    std::string message;
};

struct Reference {
    std::string title;
    std::string url;
};

/// One of the nine causes of a failed handshake (spec.md 1).
struct Cause {
    int number = 0;
    std::string id;
};

struct Edit {
    std::string file;
    std::uint32_t begin_line = 0, begin_column = 0, begin_offset = 0;  // offsets in bytes from 0
    std::uint32_t end_line = 0, end_column = 0, end_offset = 0;
    std::string text;
};

struct Fix {
    std::string safety;  // safe, unsafe, display
    std::string description;
    std::vector<Edit> edits;
};

struct Suppression {
    std::string kind;  // inline, baseline, project
    std::string reason;
    std::optional<std::string> until;  // date
};

/// What all findings of one rule have in common.
struct RuleInfo {
    std::string name;     // "category/what-is-wrong"
    std::string summary;  // a headline
    std::string reason, remedy;
    Severity severity = Severity::warning;  // its own
    std::optional<Cause> cause;
    std::vector<Reference> references;
};

/// One finding. `place` is missing only for findings on live endpoints.
struct Item {
    std::shared_ptr<const RuleInfo> rule;  // of all its findings; never nullptr in a document
    Severity severity = Severity::warning;
    std::string message;
    std::optional<Place> place;
    std::vector<std::string> endpoints;
    std::vector<std::string> names;  // the endpoints in words: "shop.example (443)"
    Rare<std::string> host, target, address;
    Rare<std::string> configured, observed;  // drift: both values in words
    std::string detail;                      // one more sentence than the rule's own reason, or ""
    std::string better_remedy;               // than the rule's own, or ""
    std::vector<std::string>
        provenance;  // how the value came about, a sentence each: "default of nginx 1.22.1"
    std::vector<Related> related;
    Rare<Suppression> suppression;
    Rare<Fix> fix;
    std::string fingerprint;

    [[nodiscard]] std::string reason() const {
        return detail.empty() ? rule->reason : rule->reason + " " + detail;
    }
    [[nodiscard]] const std::string& remedy() const {
        return better_remedy.empty() ? rule->remedy : better_remedy;
    }
};

/// What a rule could not decide, and why.
struct Undetermined {
    std::string rule;
    std::vector<std::string> endpoints;
    std::string why;
    std::string file;
    std::uint32_t line = 0;
};

/// What a deployment was judged as. The values' sources: option, project, tree, preset, default.
struct Assumption {
    std::string deployment;
    std::string kind;
    std::string version, version_source;
    std::string openssl, openssl_source;
    int security_level = 0;
    std::string target, target_source;
    std::string policy;
    std::string now;  // RFC 3339
};

/// Whether an endpoint keeps the policy that the user chose.
struct Compliance {
    struct Violation {
        std::string clause;   // "versions.forbid"
        std::string message;  // what is outside of it
    };
    std::string endpoint, name;    // its id, and in words
    std::string policy;            // "mozilla-modern@6.0"
    std::optional<bool> complies;  // nothing: a setting that the policy speaks of is unknown
    std::vector<Violation> violations;
};

/// A certificate that endpoints show to their clients.
struct Certificate {
    std::string file;             // where the server opens it
    std::string subject, issuer;  // "CN=shop.example"
    std::string key;              // "RSA 2048", "EC prime256v1"
    std::string key_id;           // of its public key, hexadecimal; "" if unknown
    std::string sha256;           // of all of it, hexadecimal
    std::optional<std::int64_t> not_before, not_after;  // seconds since 1970
    std::vector<std::string> endpoints;
};

struct Summary {
    std::size_t files = 0;          // read
    std::size_t with_problems = 0;  // read, but not all of it could be understood
    std::size_t unreadable = 0;
    std::size_t endpoints = 0;
    std::size_t errors = 0, warnings = 0, infos = 0;
    std::size_t suppressed = 0;
    std::size_t undetermined = 0;
};

struct Document {
    std::string version;  // of the tool
    std::vector<Assumption> assumptions;
    Summary summary;
    std::vector<Item> items;  // in the order in which they are to be shown
    std::vector<Undetermined> undetermined;
    std::vector<Compliance> compliance;     // empty where no policy was chosen
    std::vector<Certificate> certificates;  // by file
    std::vector<std::string> failures;      // what could not be done at all, in words
    Severity fail_on = Severity::warning;   // findings from here on are what the run fails for
    std::int64_t now = 0;                   // seconds since 1970: what is expired is so by then
};

struct Style {
    bool colour = false;
    unsigned width = 80;  // columns
    bool quiet = false;   // say nothing where there is nothing to report
};

/// A report format: one file in this folder defines one, named after itself.
struct Reporter {
    std::string_view name;
    std::string_view summary;
    void (*write)(const Document& document, const Style& style, std::ostream& out);
    bool findings_only = false;  // has no place for what was skipped
    /// The exit status where the readers of the format have one of their own.
    int (*status)(const Document& document) = nullptr;
};

/// Every reporter, by name. Generated from the file names.
std::span<const Reporter* const> reporters();

}  // namespace tlslint::report
