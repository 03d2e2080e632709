// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"
#include "parsers/text/result.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// The findings of an earlier run, which a later one hides: a file of their fingerprints. It says
/// nothing of lines, so that it changes only where findings do.
class Baseline {
  public:
    struct Entry {
        std::string rule, file, message;  // `file` is relative to the baseline's directory
        std::string reason;               // the user's own words, kept when the file is rewritten
        std::optional<std::chrono::sys_days> until;  // the last day on which it hides
        bool met = false;                            // in this run
    };

    /// One without entries that will lie at `path`.
    explicit Baseline(std::string path) : path_(std::move(path)) {}
    /// Fails on anything that is no baseline.
    static Result<Baseline> read(const std::string& path);

    /// From now on every finding is taken in.
    void take_all() { takes_all_ = true; }
    /// What hides the finding, if it is in the baseline (or is taken in).
    Rare<report::Suppression> find(const report::Item& item, std::chrono::sys_seconds now);

    /// Whether this run could have met a finding of the rule in the file (as it opens from here).
    using Covers = std::function<bool(const std::string& file, const std::string& rule)>;
    /// The entries that this run has not met although it could have.
    [[nodiscard]] std::vector<const Entry*> stale(const Covers& covers) const;
    /// Takes those out.
    void drop_stale(const Covers& covers);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] const std::string& path() const { return path_; }
    /// The entry's file as it opens from here.
    [[nodiscard]] std::string file_of(const Entry& entry) const;
    /// The same findings for a file at another path.
    [[nodiscard]] Baseline moved_to(const std::string& path) const;
    /// As JSON, an entry a line, in a stable order.
    [[nodiscard]] std::string text() const;

  private:
    [[nodiscard]] std::string relative(const std::string& file) const;

    std::string path_;
    std::map<std::string, Entry, std::less<>> entries_;  // by fingerprint
    bool takes_all_ = false;
};

}  // namespace tlslint
