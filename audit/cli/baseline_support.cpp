// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/baseline_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"
#include "audit/suppress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>

namespace tlslint {

Result<std::optional<Baseline>> baseline_of(const Options& options) {
    const bool writes = !options.write_baseline.empty();
    std::optional<Baseline> baseline;
    std::error_code error;
    const std::string& from = !options.baseline.empty() ? options.baseline : options.write_baseline;
    if (!options.baseline.empty() || (writes && std::filesystem::exists(from, error))) {
        Result<Baseline> read = Baseline::read(from);
        if (!read) return Error{read.error()};
        baseline = std::move(*read);
    }
    if (!writes) return baseline;
    baseline =
        baseline ? baseline->moved_to(options.write_baseline) : Baseline(options.write_baseline);
    baseline->take_all();
    return baseline;
}

std::string settle(Baseline& baseline, const std::vector<Judged>& judged, const Options& options,
                   Io& io) {
    constexpr std::size_t most_named = 5;
    std::set<std::string> files;
    std::set<std::string_view> rules;
    for (const Judged& each : judged) {
        const SourceSet& sources = each.model->sources;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (each.asked.empty()) files.insert(one_name(sources[static_cast<FileId>(i)].path()));
        }
        for (const Selection::Choice& choice : each.judgement.ran) rules.insert(choice.rule->name);
    }
    const auto covers = [&](const std::string& file, const std::string& rule) {
        std::error_code error;
        const bool looked_at = files.count(one_name(file)) > 0
                               || (!file.empty() && !std::filesystem::exists(file, error));
        return looked_at && (rules.count(rule) > 0 || !rules::find(rule));
    };
    if (!options.write_baseline.empty()) {
        baseline.drop_stale(covers);
        std::ofstream file(baseline.path(), std::ios::binary);
        file << baseline.text();
        if (!file.flush()) return fmt::format("cannot write {}", baseline.path());
        complain(io, fmt::format("{} holds {}", baseline.path(),
                                 report::count(baseline.size(), "finding")));
        return "";
    }
    const std::vector<const Baseline::Entry*> stale = baseline.stale(covers);
    for (std::size_t i = 0; i < std::min(stale.size(), most_named); ++i) {
        complain(io, fmt::format("{}: no longer found: {}: {} [{}]", baseline.path(),
                                 report::printable(baseline.file_of(*stale[i])),
                                 report::safe_text(stale[i]->message),
                                 report::printable(stale[i]->rule)));
    }
    if (!stale.empty()) {
        complain(io, fmt::format("{}: {} of {} no longer found (--write-baseline takes {} out)",
                                 baseline.path(), stale.size(),
                                 report::count(baseline.size(), "finding"),
                                 stale.size() == 1 ? "it" : "them"));
    }
    return "";
}

}  // namespace tlslint
