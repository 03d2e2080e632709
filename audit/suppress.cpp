// SPDX-License-Identifier: Apache-2.0
#include "audit/suppress.hpp"

#include "audit/config/project.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace tlslint {
namespace {

constexpr std::string_view unused_ignore = "config/unused-ignore";

// What one comment did, in all configurations that have it; by pattern.
struct Use {
    std::vector<char> hid;    // a finding, or a question that could not be answered
    std::vector<char> asked;  // some rule of it was run
};
using Uses = std::map<std::pair<std::string_view, std::uint32_t>, Use>;  // by file and place

bool has_effect(const Ignore& ignore, const Model& model, const Hiding& hiding) {
    return !ignore.broken && !ignore.expired(model.facts.now)
           && !(hiding.require_reason && ignore.reason.empty());
}

// The comments of one configuration by the lines that they speak of.
class Index {
  public:
    explicit Index(const std::vector<Ignore>& ignores) {
        for (const Ignore& ignore : ignores) {
            auto& file = files_[ignore.at.file];
            (ignore.whole_file ? file.whole : file.lines).push_back(&ignore);
        }
    }

    /// Calls `visit(ignore, pattern)` for each comment on the place that names the rule.
    template <class Visit>
    void for_each(const Model& model, Span at, std::string_view rule, const Visit& visit) const {
        const auto found = files_.find(at.file);
        if (found == files_.end()) return;
        const auto offer = [&](const Ignore& ignore) {
            if (const auto* const pattern = ignore.pattern_for(rule)) {
                visit(ignore, static_cast<std::size_t>(pattern - ignore.patterns.data()));
            }
        };
        const File& file = found->second;
        const std::uint32_t line = model.sources.position(at).line;
        // Statements do not overlap, so that both ends ascend.
        auto next = std::partition_point(file.lines.begin(), file.lines.end(),
                                         [&](const Ignore* i) { return i->last_line < line; });
        for (; next != file.lines.end() && (*next)->first_line <= line; ++next) offer(**next);
        for (const Ignore* ignore : file.whole) offer(*ignore);
    }

  private:
    struct File {
        std::vector<const Ignore*> lines, whole;
    };
    std::map<FileId, File> files_;
};

Use& use_of(const Ignore& ignore, const Model& model, Uses& uses) {
    Use& use = uses[{model.sources[ignore.at.file].path(), ignore.at.begin}];
    use.hid.resize(ignore.patterns.size());
    use.asked.resize(ignore.patterns.size());
    return use;
}

report::Suppression suppression_by(const Ignore& ignore) {
    report::Suppression suppression{.kind = "inline", .reason = ignore.reason};
    if (ignore.until) suppression.until = in_words(*ignore.until);
    return suppression;
}

void apply(const Judged& judged, const Hiding& hiding, Uses& uses, Verdicts& verdicts) {
    const Model& model = *judged.model;
    const Judgement& judgement = judged.judgement;
    const Index index(judgement.ignores);
    for (std::size_t i = 0; i < judgement.findings.size(); ++i) {
        const Finding& finding = judgement.findings[i];
        Verdict& verdict = verdicts.findings[i];
        index.for_each(model, finding.at, finding.rule->name,
                       [&](const Ignore& ignore, std::size_t pattern) {
                           if (ignore.expired(model.facts.now)) verdict.expired = &ignore;
                           if (!has_effect(ignore, model, hiding)) return;
                           verdict.suppression = suppression_by(ignore);
                           use_of(ignore, model, uses).hid[pattern] = 1;
                       });
    }
    for (const Undecided& question : judgement.undecided) {
        index.for_each(model, question.at, question.rule->name,
                       [&](const Ignore& ignore, std::size_t pattern) {
                           use_of(ignore, model, uses).hid[pattern] = 1;
                       });
    }
    for (const Ignore& ignore : judgement.ignores) {
        if (!ignore.in_force) continue;
        Use& use = use_of(ignore, model, uses);
        for (std::size_t i = 0; i < ignore.patterns.size(); ++i) {
            // Whether this very rule finds anything is known only now, by these lines.
            if (ignore.patterns[i].text == unused_ignore) continue;
            use.asked[i] |=
                std::any_of(judgement.ran.begin(), judgement.ran.end(), [&](const auto& choice) {
                    return names_rule(ignore.patterns[i].text, choice.rule->name);
                });
        }
    }
}

// What is wrong with a comment that nothing is wrong with by itself.
std::optional<Finding> complaint_about(const Ignore& ignore, const Use& use, const Model& model,
                                       const Hiding& hiding) {
    if (ignore.broken || ignore.expired(model.facts.now)) return std::nullopt;
    Finding finding;
    finding.at = ignore.at;
    if (hiding.require_reason && ignore.reason.empty() && !ignore.patterns.empty()) {
        finding.message = "hides nothing: it gives no reason";
        return finding;
    }
    std::vector<std::string_view> idle;
    for (std::size_t i = 0; i < ignore.patterns.size(); ++i) {
        if (!use.asked[i] || use.hid[i]) continue;
        if (idle.empty()) finding.at = ignore.patterns[i].at;
        idle.push_back(ignore.patterns[i].text);
    }
    if (idle.empty()) return std::nullopt;
    if (idle.size() > 1) finding.at = ignore.at;
    finding.message = fmt::format("hides nothing: {} {} nothing {}", abridged(idle),
                                  idle.size() == 1 ? "finds" : "find",
                                  ignore.whole_file ? "in this file" : "here");
    return finding;
}

// An ignore of this very rule holds for these findings too.
bool is_ignored(const Finding& finding, const Index& index, const Model& model,
                const Hiding& hiding) {
    bool ignored = false;
    index.for_each(model, finding.at, unused_ignore, [&](const Ignore& ignore, std::size_t) {
        ignored = ignored || has_effect(ignore, model, hiding);
    });
    return ignored;
}

// Which files of a configuration were asked for, by FileId.
std::vector<char> asked_files(const Judged& judged) {
    const SourceSet& sources = judged.model->sources;
    std::vector<char> asked(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const std::string path = one_name(sources[static_cast<FileId>(i)].path());
        asked[i] = std::any_of(judged.asked.begin(), judged.asked.end(), [&](const auto& wanted) {
            return path == wanted
                   || path.starts_with(wanted.ends_with('/') ? wanted : wanted + '/');
        });
    }
    return asked;
}

// What of one configuration is of interest: what was asked for and the project does not ignore.
class Interest {
  public:
    Interest(const Judged& judged, const Hiding& hiding) : judged_(judged), hiding_(hiding) {
        if (!judged.asked.empty()) asked_ = asked_files(judged);
    }

    [[nodiscard]] bool in(Span span) const {
        return asked_.empty() || asked_[static_cast<std::size_t>(span.file)] != 0;
    }
    [[nodiscard]] bool in(const Finding& finding) const {
        const auto any = [&](const auto& spans) {
            return std::any_of(spans.begin(), spans.end(), [&](Span span) { return in(span); });
        };
        return in(finding.at) || any(finding.origin.trail) || any(finding.origin.words)
               || std::any_of(finding.related.begin(), finding.related.end(),
                              [&](const RelatedPlace& related) { return in(related.at); });
    }
    [[nodiscard]] const std::vector<char>& asked() const { return asked_; }
    /// The words of the project that ignore the rule there, or nullptr.
    [[nodiscard]] const config::Project::Text* ignored(const Rule& rule, Span at) const {
        if (!judged_.project || !hiding_.project) return nullptr;
        const bool wanted = std::find(hiding_.wanted.begin(), hiding_.wanted.end(), rule.name)
                            != hiding_.wanted.end();
        if (wanted) return nullptr;
        return config::ignored_by(*judged_.project, rule.name,
                                  judged_.model->sources[at.file].path());
    }

  private:
    const Judged& judged_;
    const Hiding& hiding_;
    std::vector<char> asked_;  // by FileId; empty: all
};

void apply(const Interest& interest, const Judgement& judgement, Verdicts& verdicts) {
    for (std::size_t i = 0; i < judgement.findings.size(); ++i) {
        const Finding& finding = judgement.findings[i];
        verdicts.findings[i].elsewhere = !interest.in(finding);
        if (const auto* const text = interest.ignored(*finding.rule, finding.at))
            verdicts.findings[i].suppression =
                report::Suppression{.kind = "project", .reason = in_words(*text), .until = {}};
    }
    verdicts.asked = interest.asked();
    for (const Undecided& question : judgement.undecided)
        verdicts.questions.push_back(interest.in(question.at)
                                     && !interest.ignored(*question.rule, question.at));
}

void report_unused(const Judged& judged, const Interest& interest, const Hiding& hiding, Uses& uses,
                   Verdicts& verdicts) {
    const Model& model = *judged.model;
    const auto& ran = judged.judgement.ran;
    const auto rule = std::find_if(ran.begin(), ran.end(), [](const auto& choice) {
        return choice.rule->name == unused_ignore;
    });
    if (rule == ran.end()) return;
    const Index index(judged.judgement.ignores);
    for (const Ignore& ignore : judged.judgement.ignores) {
        const auto use = uses.find({model.sources[ignore.at.file].path(), ignore.at.begin});
        if (use == uses.end()) continue;  // another configuration with this file has said it
        auto finding = complaint_about(ignore, use->second, model, hiding);
        uses.erase(use);
        if (!finding || !interest.in(finding->at) || interest.ignored(*rule->rule, finding->at)
            || is_ignored(*finding, index, model, hiding))
            continue;
        finding->rule = rule->rule;
        finding->severity = rule->severity;
        verdicts.unused.push_back(std::move(*finding));
    }
}

}  // namespace

std::string one_name(const std::string& path) {
    // Cheaper than the library's canonical(), and called for each file of a configuration.
    const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr),
                                                           std::free);
    if (real) return real.get();
    std::error_code error;
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(path, error);
    return error ? path : canonical.string();
}

std::vector<Verdicts> suppress(const std::vector<Judged>& judged, const Hiding& hiding) {
    std::vector<Verdicts> verdicts(judged.size());
    std::vector<Interest> interests;
    Uses uses;
    for (std::size_t i = 0; i < judged.size(); ++i) {
        verdicts[i].findings.resize(judged[i].judgement.findings.size());
        interests.emplace_back(judged[i], hiding);
        apply(interests.back(), judged[i].judgement, verdicts[i]);
        if (hiding.comments && !judged[i].judgement.ignores.empty())
            apply(judged[i], hiding, uses, verdicts[i]);
    }
    if (uses.empty()) return verdicts;
    for (std::size_t i = 0; i < judged.size(); ++i)
        report_unused(judged[i], interests[i], hiding, uses, verdicts[i]);
    return verdicts;
}

}  // namespace tlslint
