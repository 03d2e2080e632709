// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/evaluate.hpp"

#include "parsers/openssl/catalogue.hpp"
#include "parsers/openssl/levels.hpp"
#include "parsers/openssl/preference_list.hpp"

#include <algorithm>
#include <utility>

namespace tlslint::openssl {
namespace {

struct Prefix {
    std::string_view word;
    std::string_view ciphers;
};

// Each stands for the whole string, whatever follows it (check_suiteb_cipher_list, in its order).
constexpr Prefix suite_b[] = {
    {"SUITEB128ONLY", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"SUITEB128C2", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"SUITEB128", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"SUITEB192", "ECDHE-ECDSA-AES256-GCM-SHA384"},
};

constexpr std::string_view exclusions = "!aNULL:!eNULL:!EXP";
constexpr std::string_view default_word = "DEFAULT";
constexpr std::string_view system_word = "PROFILE=SYSTEM";

// One string on its way through the library.
class Run {
  public:
    Run(std::string_view text, const Library& library)
        : text_(text), library_(library), catalogue_(catalogue(library)),
          list_(catalogue_.candidates) {}

    Evaluation finish();

  private:
    void process_all();
    void process_prefix(std::string_view word, std::string_view ciphers);
    void process(std::string_view rules);
    void select(const CipherRule& rule, CipherStringReader& reader);
    Effect act(const CipherRule& rule, const Selector& selector);
    void command(const CipherRule& rule, CipherStringReader& reader);
    void refuse(const char* at);
    void remark(Remark::Kind kind, Action action, Range word, Range rule);

    [[nodiscard]] std::uint32_t offset(const char* at) const {
        return static_cast<std::uint32_t>(at - text_.data());
    }
    [[nodiscard]] Range range(const char* begin, const char* end) const {
        return replaced_ ? *replaced_ : Range{offset(begin), offset(end)};
    }

    std::string_view text_;
    const Library& library_;
    const Catalogue& catalogue_;
    PreferenceList list_;
    Evaluation evaluation_;
    std::vector<Range> adding_;      // rules that add; the list's entries refer to them by index
    std::optional<Range> replaced_;  // the word of text_ in whose place other rules are processed
    bool stopped_ = false;
};

Evaluation Run::finish() {
    process_all();
    if (!evaluation_.ok()) return std::move(evaluation_);
    for (const PreferenceList::Entry& entry : list_.entries()) {
        if (entry.active)
            evaluation_.suites.push_back({entry.candidate->suite, adding_[entry.rule]});
    }
    if (evaluation_.suites.empty()) evaluation_.refusal = Refusal::no_cipher_match;
    return std::move(evaluation_);
}

void Run::process_all() {
    for (const Prefix& prefix : suite_b) {
        if (text_.starts_with(prefix.word)) return process_prefix(prefix.word, prefix.ciphers);
    }
    std::string_view rest = text_;
    if (text_.starts_with(default_word)) {
        process_prefix(default_word, default_ciphers(library_.version));
        rest.remove_prefix(default_word.size());
        if (rest.starts_with(':')) rest.remove_prefix(1);
    } else if (!library_.system_ciphers.empty() && text_.starts_with(system_word)) {
        process_prefix(system_word, library_.system_ciphers);
        rest.remove_prefix(system_word.size());
    }
    process(rest);
}

void Run::process_prefix(std::string_view word, std::string_view ciphers) {
    replaced_ = Range{0, static_cast<std::uint32_t>(word.size())};
    process(ciphers);
    replaced_.reset();
}

void Run::process(std::string_view rules) {
    CipherStringReader reader(rules, library_.version);
    while (!stopped_) {
        const std::optional<CipherRule> rule = reader.next();
        if (!rule) return;
        if (rule->action == Action::command) {
            command(*rule, reader);
        } else {
            select(*rule, reader);
        }
    }
}

void Run::select(const CipherRule& rule, CipherStringReader& reader) {
    Selector selector;
    for (const std::string_view word : rule.words) {
        const Selector* const known = catalogue_.find(word);
        if (known != nullptr && selector.join(*known, library_.version)) continue;

        const char* const end = reader.skip_to_separator(word.data() + word.size());
        const Range ignored = range(rule.begin, end);
        if (known != nullptr)
            return remark(Remark::Kind::contradiction, rule.action, ignored, ignored);
        const std::string_view whole = whole_word(word.data(), end);
        return remark(Remark::Kind::unknown, rule.action,
                      range(whole.data(), whole.data() + whole.size()), ignored);
    }
    if (rule.word_missing) {
        stopped_ = true;  // up to 1.1.0 the library reads on, but fails all the same
        return refuse(rule.end);
    }
    if (act(rule, selector) == Effect::none) {
        const Range idle = range(rule.begin, rule.end);
        remark(Remark::Kind::no_effect, rule.action, idle, idle);
    }
}

Effect Run::act(const CipherRule& rule, const Selector& selector) {
    const auto matches = [&](const Candidate& candidate) { return selector.matches(candidate); };
    switch (rule.action) {
    case Action::add:
        adding_.push_back(range(rule.begin, rule.end));
        return list_.add(matches, static_cast<std::uint32_t>(adding_.size() - 1));
    case Action::remove: return list_.remove(matches);
    case Action::order: return list_.order(matches);
    case Action::kill: return list_.kill(matches);
    case Action::command: break;
    }
    return Effect::none;
}

void Run::command(const CipherRule& rule, CipherStringReader& reader) {
    if (rule.word_missing) {
        stopped_ = true;
        return refuse(rule.end);
    }
    const std::string_view word = rule.words.front();
    const char* const end = reader.skip_to_separator(rule.end);
    constexpr std::string_view level = "SECLEVEL=";
    if (word == "STRENGTH") {
        if (list_.sort_by_strength() == Effect::none) {
            const Range idle = range(rule.begin, end);
            remark(Remark::Kind::no_effect, rule.action, idle, idle);
        }
    } else if (word.size() == level.size() + 1 && word.starts_with(level) && word.back() >= '0'
               && word.back() <= '0' + max_security_level) {
        evaluation_.security_level = word.back() - '0';
    } else {
        refuse(rule.begin);  // and goes on: a level that follows is still set
    }
}

// The first reason stays.
void Run::refuse(const char* at) {
    if (!evaluation_.ok()) return;
    evaluation_.refusal = Refusal::invalid_command;
    evaluation_.refused_at = range(at, at).begin;
}

void Run::remark(Remark::Kind kind, Action action, Range word, Range rule) {
    if (replaced_) return;  // not the writer's words
    evaluation_.remarks.push_back({kind, action, word, rule});
}

}  // namespace

std::string_view name(Refusal refusal) {
    switch (refusal) {
    case Refusal::none: return "";
    case Refusal::invalid_command: return "invalid-command";
    case Refusal::no_cipher_match: return "no-cipher-match";
    case Refusal::limit: return "limit";
    }
    return "";
}

Evaluation evaluate(std::string_view text, const Library& library) {
    text = text.substr(0, text.find('\0'));
    if (text.size() > max_text) return Evaluation{.refusal = Refusal::limit};
    return Run(text, library).finish();
}

std::string rewrite(std::string_view text, Rewriting rewriting) {
    switch (rewriting) {
    case Rewriting::none: return std::string(text);
    case Rewriting::exclusions_behind: return std::string(text) + ":" + std::string(exclusions);
    case Rewriting::exclusions_in_front: return std::string(exclusions) + ":" + std::string(text);
    }
    return std::string(text);
}

Evaluation evaluate(std::string_view text, Rewriting rewriting, const Library& library) {
    Evaluation evaluation = evaluate(rewrite(text, rewriting), library);
    if (rewriting == Rewriting::none) return evaluation;

    const bool is_in_front = rewriting == Rewriting::exclusions_in_front;
    const auto shift = static_cast<std::uint32_t>(is_in_front ? exclusions.size() + 1 : 0);
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto unshift = [&](Range range) {
        return Range{std::clamp(range.begin, shift, shift + size) - shift,
                     std::clamp(range.end, shift, shift + size) - shift};
    };
    std::erase_if(evaluation.remarks, [&](const Remark& remark) {
        return remark.rule.begin < shift || remark.rule.begin >= shift + size;  // not the writer's
    });
    for (Remark& remark : evaluation.remarks) {
        remark.word = unshift(remark.word);
        remark.rule = unshift(remark.rule);
    }
    for (Chosen& chosen : evaluation.suites) chosen.by = unshift(chosen.by);
    evaluation.refused_at = unshift({evaluation.refused_at, evaluation.refused_at}).begin;
    return evaluation;
}

const Evaluation& Evaluator::evaluate(std::string_view text, Rewriting rewriting) {
    static const Evaluation refused{.refusal = Refusal::limit};
    Memo& seen = seen_[static_cast<std::size_t>(rewriting)];
    if (const auto known = seen.find(text); known != seen.end()) return known->second;
    if (seen.size() >= max_strings || text.size() > max_text) return refused;
    return seen.emplace(text, openssl::evaluate(text, rewriting, library_)).first->second;
}

std::vector<const Suite*> negotiable(const Evaluation& evaluation, Protocol protocol,
                                     const Library& library, int security_level) {
    std::vector<const Suite*> left;
    if (!protocol_allowed(protocol, library, security_level)) return left;
    for (const Chosen& chosen : evaluation.suites) {
        const Suite& suite = *chosen.suite;
        if (suite.needs_shared_secret() || !fits(suite, protocol, library.version)) continue;
        if (suite_allowed(suite, library.version, security_level)) left.push_back(&suite);
    }
    return left;
}

bool is_known(std::string_view word, const Library& library) {
    return catalogue(library).find(word) != nullptr;
}

}  // namespace tlslint::openssl
