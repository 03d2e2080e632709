// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/text/rare.hpp"
#include "rules/policy/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

struct Rule;
enum class Severity : std::uint8_t;

/// Another place that explains a finding.
struct RelatedPlace {
    Span at;
    std::string message;
};

/// What a rule has to say about one cause. Rules make it with Report; the engine merges equal ones.
struct Finding {
    const Rule* rule = nullptr;
    Severity severity{};
    std::optional<Severity> at_most;   // where that is less than the rule's own
    std::optional<Severity> at_least;  // where that is more
    std::string message;               // what is true, with the value
    Span at;
    std::vector<const Endpoint*> endpoints;  // all it touches
    Origin origin;       // how the value came about; unset if the rule did not judge a value
    std::string detail;  // one more sentence than the rule's own reason, or ""
    std::string remedy;  // more fitting than the rule's own, or ""
    std::vector<RelatedPlace> related;
    // Of what was seen on the wire: whom it is about, and both values where they differ.
    Rare<std::string> target, address, configured, observed;
};

/// A question that a rule could not answer.
struct Undecided {
    const Rule* rule = nullptr;
    std::vector<const Endpoint*> endpoints;
    std::string why;
    Span at;
};

/// What a rule writes to. `report.at(place, "message")` makes a finding; the calls after it refine
/// that one.
class Report {
  public:
    class Entry {
      public:
        /// One more sentence on the reason.
        Entry& detail(std::string text) { return finding_->detail = std::move(text), *this; }
        /// A remedy that fits better than the rule's.
        Entry& remedy(std::string text) { return finding_->remedy = std::move(text), *this; }
        Entry& related(Span at, std::string message) {
            finding_->related.push_back({at, std::move(message)});
            return *this;
        }
        /// Here the rule has less to say than elsewhere.
        Entry& at_most(Severity severity) { return finding_->at_most = severity, *this; }
        /// Here it has more.
        Entry& at_least(Severity severity) { return finding_->at_least = severity, *this; }
        Entry& touches(const Endpoint& endpoint) {
            return finding_->endpoints.push_back(&endpoint), *this;
        }

      private:
        friend class Report;
        explicit Entry(Finding& finding) : finding_(&finding) {}
        Finding* finding_;
    };

    Report(const Model& of, const Policy& by_policy, const Rule& by)
        : model(of), policy(by_policy), rule_(&by) {}

    /// Here is something wrong.
    Entry at(Span place, std::string message);
    /// The value that comes from there is wrong: points at the statement that supplies it or, where
    /// nothing is written, at the line that opens the endpoint.
    Entry at(const Origin& origin, std::string message);
    /// The same outside of endpoints, where `otherwise` is the line of a value that nobody wrote.
    Entry at(const Origin& origin, Span otherwise, std::string message);
    /// The same, at those of the value's words that `picks`.
    template <class Predicate>
    Entry at_words(const Origin& origin, const Predicate& picks, std::string message) {
        Entry entry = at(origin, std::move(message));
        narrow(*entry.finding_, picks);
        return entry;
    }
    /// The value is needed and unknown.
    void undecided(const Origin& origin);
    void undecided(Span place, std::string_view why);

    const Model& model;
    const Policy& policy;
    [[nodiscard]] const Facts& facts() const { return model.facts; }

    // The engine's side.
    void judge(const Endpoint* endpoint) { endpoint_ = endpoint; }
    std::vector<Finding> findings;
    std::vector<Undecided> undecided_questions;

  private:
    template <class Predicate>
    void narrow(Finding& finding, const Predicate& picks) const;
    /// The statement of the finding's origin that holds a word.
    static Span statement_around(Span word, const Finding& finding);
    [[nodiscard]] bool same_line(Span range) const;
    /// A word without the quotes around it.
    [[nodiscard]] std::string_view unquoted(Span word) const;

    const Rule* rule_;
    const Endpoint* endpoint_ = nullptr;
};

template <class Predicate>
void Report::narrow(Finding& finding, const Predicate& picks) const {
    bool any = false;
    for (const Span word : finding.origin.words) {
        if (!picks(unquoted(word))) continue;
        if (!any) {
            any = true;
            finding.at = statement_around(word, finding);
            // A finding stands on the first line of its statement; only a word on that line is
            // worth pointing at.
            if (same_line({word.file, finding.at.begin, word.begin})) finding.at = word;
        } else if (finding.at.file == word.file && finding.at.begin < word.begin
                   && same_line({word.file, finding.at.begin, word.end})) {
            finding.at.end = word.end;
        }
    }
}

}  // namespace tlslint
