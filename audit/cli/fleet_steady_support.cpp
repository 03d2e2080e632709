// SPDX-License-Identifier: Apache-2.0
// When a certificate, a list or a comment makes a judgement another one.
#include "audit/cli/fleet_facts_support.hpp"
#include "rules/engine/renewal.hpp"

#include <algorithm>

namespace tlslint {
namespace {

using std::chrono::days, std::chrono::floor, std::chrono::seconds;

// The span of time around `now` in which nothing happens.
class Calm {
  public:
    explicit Calm(fleet::Time now) : now_(now) {}

    /// From that second on, something is different.
    void changes_at(fleet::Time instant) {
        if (instant <= now_) {
            calm_.from = std::max(calm_.from, instant);
        } else {
            calm_.until = std::min(calm_.until, instant);
        }
    }
    [[nodiscard]] const Steady& span() const { return calm_; }

  private:
    fleet::Time now_;
    Steady calm_{fleet::Time::min(), fleet::Time::max()};
};

constexpr seconds past{1};  // an end counts as past in the second after it

void add(Calm& calm, const x509::Certificate& certificate, const Policy& policy, fleet::Time now) {
    if (!certificate.has_dates) return;
    const fleet::Time end = certificate.not_after;
    const fleet::Time soon = end - least_left(certificate, policy);
    calm.changes_at(certificate.not_before);
    calm.changes_at(soon + past);
    calm.changes_at(end + past);
    if (now <= soon || now > end) return;
    // The days that are left are said.
    const auto left = floor<days>(end - now);
    calm.changes_at(end - left - days(1) + past);
    calm.changes_at(end - left + past);
}

void add(Calm& calm, const FileContents& contents, const Policy& policy, fleet::Time now) {
    for (const x509::Certificate& certificate : contents.certificates)
        add(calm, certificate, policy, now);
    for (const x509::RevocationList& list : contents.lists) {
        if (list.next_update) calm.changes_at(*list.next_update + past);
    }
    if (!contents.response) return;
    for (const x509::OcspAnswer& answer : contents.response->answers) {
        if (answer.next_update) calm.changes_at(*answer.next_update + past);
    }
}

}  // namespace

Steady steady_between(const std::vector<Judged>& judged) {
    if (judged.empty()) return {fleet::Time::min(), fleet::Time::max()};
    const fleet::Time now = judged.front().model->facts.now;
    Calm calm(now);
    for (const Judged& each : judged) {
        for (const FileReference& file : each.model->files) {
            if (file.contents) add(calm, *file.contents, *each.policy, now);
        }
        for (const Ignore& ignore : each.judgement.ignores) {
            if (ignore.until) calm.changes_at(*ignore.until + days(1));
        }
    }
    return calm.span();
}

}  // namespace tlslint
