// SPDX-License-Identifier: Apache-2.0
#include "audit/resolve.hpp"

#include "audit/baseline.hpp"
#include "audit/fingerprint.hpp"
#include "audit/rfc3339.hpp"
#include "audit/suppress.hpp"
#include "audit/version.hpp"
#include "parsers/model/server.hpp"
#include "parsers/x509/bytes.hpp"
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"
#include "rules/policy/compliance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tlslint {

report::Severity severity_of(Severity severity) {
    switch (severity) {
    case Severity::info: return report::Severity::info;
    case Severity::warning: return report::Severity::warning;
    case Severity::error: return report::Severity::error;
    }
    return report::Severity::error;
}

namespace {

// Longer lines are not quoted: a hostile file is one line of megabytes with a thousand findings.
constexpr std::size_t quoted_line_limit = 4096;

report::Place place_of(const Model& model, Span span) {
    const SourceFile& file = model.sources[span.file];
    const Position begin = file.position(span.begin);
    const Position end = file.position(span.end);
    const std::string_view line = file.line(begin.line);
    return {.file = file.path(),
            .deployed_path = file.deployed_path(),
            .line = begin.line,
            .column = begin.column,
            .end_line = end.line,
            .end_column = end.column,
            .source = std::string(line.size() > quoted_line_limit ? std::string_view() : line)};
}

std::optional<report::Cause> cause_of(const Rule& rule) {
    if (rule.cause == Cause::none) return std::nullopt;
    return report::Cause{static_cast<int>(rule.cause), std::string(name(rule.cause))};
}

std::vector<report::Reference> references_of(const Rule& rule) {
    std::vector<report::Reference> references;
    for (const Reference& reference : rule.references)
        references.push_back({std::string(reference.title), std::string(reference.url)});
    return references;
}

// Each endpoint's name once, those without one last: readers know their sites by name.
std::vector<std::string> names_of(const std::vector<const Endpoint*>& endpoints) {
    std::vector<std::string> names;
    names.reserve(endpoints.size());
    std::unordered_set<std::string> known;
    for (const bool with_name : {true, false}) {
        for (const Endpoint* endpoint : endpoints) {
            if (endpoint->names.empty() == with_name) continue;
            std::string in_words = name_in_words(*endpoint);
            if (endpoints.size() == 1 || known.insert(in_words).second)
                names.push_back(std::move(in_words));
        }
    }
    return names;
}

// What all findings of a rule share, made once.
class RuleInfos {
  public:
    std::shared_ptr<const report::RuleInfo> of(const Rule& rule) {
        auto& info = infos_[&rule];
        if (!info) info = std::make_shared<const report::RuleInfo>(info_of(rule));
        return info;
    }

  private:
    std::unordered_map<const Rule*, std::shared_ptr<const report::RuleInfo>> infos_;
};

report::Item item_of(const Model& model, Finding&& finding, RuleInfos& rules,
                     Fingerprinter& fingerprints) {
    report::Item item;
    item.rule = rules.of(*finding.rule);
    item.severity = severity_of(finding.severity);
    item.message = std::move(finding.message);
    item.place = place_of(model, finding.at);
    item.endpoints.reserve(finding.endpoints.size());
    for (const Endpoint* endpoint : finding.endpoints) item.endpoints.emplace_back(endpoint->id);
    item.names = names_of(finding.endpoints);
    item.detail = std::move(finding.detail);
    item.better_remedy = std::move(finding.remedy);
    if (finding.origin.kind == Origin::Kind::server)
        item.provenance.emplace_back(finding.origin.authority);
    for (RelatedPlace& related : finding.related)
        item.related.push_back({place_of(model, related.at), std::move(related.message)});
    item.target = std::move(finding.target);
    item.address = std::move(finding.address);
    item.configured = std::move(finding.configured);
    item.observed = std::move(finding.observed);
    item.fingerprint = fingerprints.of(finding.rule->name, finding.at);
    return item;
}

auto order_of(const report::Item& item) {
    return std::tie(item.place->file, item.place->line, item.place->column, item.rule->name,
                    item.message);
}
// Of what is said more than once, the first time is kept.
void keep_first(std::vector<std::string>& values) {
    if (values.size() < 2) return;
    std::unordered_set<std::string_view> known;
    std::vector<bool> doubled(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) doubled[i] = !known.insert(values[i]).second;
    known.clear();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (doubled[i]) continue;
        if (kept != i) values[kept] = std::move(values[i]);
        ++kept;
    }
    values.resize(kept);
}
void append(std::vector<std::string>& to, std::vector<std::string>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Brings items into the order in which `order` names them. Items are large: each moves once or
// twice.
void rearrange(std::vector<report::Item>& items, std::vector<std::size_t> order) {
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::size_t at = i;
        while (order[at] != i) {
            std::swap(items[at], items[order[at]]);
            at = std::exchange(order[at], at);
        }
        order[at] = at;
    }
}

// Two configurations that include one file say the same of it.
void merge_equal(std::vector<report::Item>& items) {
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return order_of(items[a]) < order_of(items[b]);
    });
    rearrange(items, std::move(order));
    std::size_t kept = 0;
    bool merged = false;  // something into the last one kept
    const auto settle = [&] {
        if (!std::exchange(merged, false)) return;
        keep_first(items[kept - 1].endpoints);
        keep_first(items[kept - 1].names);
    };
    for (std::size_t i = 0; i < items.size(); ++i) {
        report::Item& item = items[i];
        if (kept > 0 && order_of(items[kept - 1]) == order_of(item)) {
            report::Item& same = items[kept - 1];
            append(same.endpoints, item.endpoints);
            append(same.names, item.names);
            merged = true;
            if (!item.suppression) same.suppression.reset();  // shown for one, shown
            continue;
        }
        settle();
        if (kept != i) items[kept] = std::move(item);
        ++kept;
    }
    settle();
    items.resize(kept);
}

// What the server refuses is understood nevertheless.
bool is_obscure(const Problem& problem) {
    switch (problem.kind) {
    case Problem::Kind::refused:
    case Problem::Kind::misplaced:
    case Problem::Kind::unknown:
    case Problem::Kind::incomplete:
    case Problem::Kind::not_in_version:
    case Problem::Kind::no_cipher:
    case Problem::Kind::unknown_group:
    case Problem::Kind::no_module: return false;
    case Problem::Kind::syntax:
    case Problem::Kind::limit:
    case Problem::Kind::placeholder:
    case Problem::Kind::marker: break;
    }
    return true;
}

void count_files(const std::vector<Judged>& judged, report::Summary& summary) {
    std::set<std::string_view> read;
    std::set<std::string_view> with_problems;
    std::set<std::string_view> unreadable;
    for (const Judged& each : judged) {
        const Model* const model = each.model.get();
        for (const SyntaxTree& tree : model->trees) {
            const std::string_view path = model->sources[tree.file()].path();
            read.insert(path);
            if (std::any_of(tree.problems().begin(), tree.problems().end(), is_obscure))
                with_problems.insert(path);
        }
        unreadable.insert(model->unreadable.begin(), model->unreadable.end());
        summary.endpoints += model->endpoints.size();
    }
    summary.files = read.size();
    summary.with_problems = with_problems.size();
    summary.unreadable = unreadable.size();
}

void count(const report::Item& item, report::Summary& summary) {
    if (item.suppression) {
        ++summary.suppressed;
        return;
    }
    switch (item.severity) {
    case report::Severity::error: ++summary.errors; break;
    case report::Severity::warning: ++summary.warnings; break;
    case report::Severity::info: ++summary.infos; break;
    }
}

void add_compliance(const Model& model, const Policy& policy, const std::vector<char>& asked,
                    std::vector<report::Compliance>& compliance) {
    for (const Endpoint& endpoint : model.endpoints) {
        const auto file = static_cast<std::size_t>(endpoint.block.file);
        if (!endpoint.serves_tls() || (!asked.empty() && !asked[file])) continue;
        const Compliance found = comply(endpoint, policy, model.facts.library.version);
        report::Compliance& entry = compliance.emplace_back();
        entry.endpoint = endpoint.id;
        entry.name = name_in_words(endpoint);
        entry.policy = policy.name;
        if (found.undecided.empty() || !found.complies()) entry.complies = found.complies();
        for (const Violation& violation : found.violations) {
            if (!violation.advice)
                entry.violations.push_back({std::string(violation.clause), violation.message});
        }
    }
}

report::Certificate certificate_of(const ShownCertificate& shown) {
    const x509::Certificate& leaf = shown.leaf();
    const x509::PublicKey& key = leaf.key;
    report::Certificate certificate{.file = std::string(shown.file->deployed),
                                    .subject = std::string(leaf.subject),
                                    .issuer = std::string(leaf.issuer),
                                    .key = std::string(key_type_name(key)),
                                    .key_id = key.id ? x509::hex(*key.id) : "",
                                    .sha256 = x509::hex(leaf.sha256)};
    if (!key.curve.empty()) {
        certificate.key += fmt::format(" {}", key.curve);
    } else if (key.bits > 0) {
        certificate.key += fmt::format(" {}", key.bits);
    }
    if (leaf.has_dates) {
        certificate.not_before = leaf.not_before.time_since_epoch().count();
        certificate.not_after = leaf.not_after.time_since_epoch().count();
    }
    return certificate;
}

using Certificates = std::map<std::pair<std::string, std::string>, report::Certificate>;

// Those that endpoints which the user asked about show, by file and contents.
void add_certificates(const Model& model, const std::vector<char>& asked,
                      Certificates& certificates) {
    // Thousands of lines may name one file.
    std::unordered_map<const FileContents*, report::Certificate*> known;
    for (const ShownCertificate& shown : shown_certificates(model)) {
        std::vector<std::string> endpoints;
        for (const Endpoint* endpoint : shown.endpoints) {
            if (asked.empty() || asked[static_cast<std::size_t>(endpoint->block.file)])
                endpoints.emplace_back(endpoint->id);
        }
        if (endpoints.empty()) continue;
        report::Certificate*& kept = known[shown.contents];
        if (!kept || kept->file != shown.file->deployed) {
            report::Certificate certificate = certificate_of(shown);
            kept = &certificates[{certificate.file, certificate.sha256}];
            if (kept->sha256.empty()) *kept = std::move(certificate);
        }
        append(kept->endpoints, endpoints);
    }
}

}  // namespace

std::string name_in_words(const Endpoint& endpoint) {
    if (endpoint.names.empty() && endpoint.listen.port != 0) {
        return fmt::format("{}:{}", endpoint.listen.address, endpoint.listen.port);
    }
    const std::string_view name = endpoint.names.empty()
                                      ? std::string_view("a server without a name")
                                      : endpoint.names.front();
    if (endpoint.listen.transport == Listen::Transport::local)
        return fmt::format("{} ({})", name, endpoint.listen.path);
    return endpoint.listen.port == 0 ? std::string(name)
                                     : fmt::format("{} ({})", name, endpoint.listen.port);
}

report::RuleInfo info_of(const Rule& rule) {
    return {.name = std::string(rule.name),
            .summary = std::string(rule.summary),
            .reason = std::string(rule.why),
            .remedy = std::string(rule.remedy),
            .severity = severity_of(rule.severity),
            .cause = cause_of(rule),
            .references = references_of(rule)};
}

report::Assumption assumption_of(const Model& model, std::string_view policy) {
    const Facts& facts = model.facts;
    return {.deployment = model.sources[model.root].path(),
            .kind = std::string(model.server->name),
            .version = facts.server_text,
            .version_source = facts.server_source,
            .openssl = facts.openssl_text,
            .openssl_source = facts.openssl_source,
            .security_level = facts.security_level,
            .target = facts.target,
            .target_source = facts.target_source,
            .policy = std::string(policy),
            .now = rfc3339(facts.now)};
}

report::Document resolve(std::vector<Judged>& judged, const Hiding& hiding) {
    report::Document document;
    RuleInfos rules;
    document.version = version;
    std::vector<Verdicts> verdicts = suppress(judged, hiding);
    Certificates certificates;
    StableNames names;
    std::size_t found = 0;
    for (const Judged& each : judged) found += each.judgement.findings.size();
    document.items.reserve(found);
    for (std::size_t i = 0; i < judged.size(); ++i) {
        auto& [model, judgement, policy, project, selection, asked] = judged[i];
        document.assumptions.push_back(assumption_of(*model, policy->name));
        if (policy->chosen) add_compliance(*model, *policy, verdicts[i].asked, document.compliance);
        add_certificates(*model, verdicts[i].asked, certificates);
        Fingerprinter fingerprints(*model, names);
        for (std::size_t j = 0; j < judgement.findings.size(); ++j) {
            Finding& finding = judgement.findings[j];
            const Verdict& verdict = verdicts[i].findings[j];
            if (verdict.elsewhere) continue;
            report::Item& item = document.items.emplace_back(
                item_of(*model, std::move(finding), rules, fingerprints));
            item.suppression = verdict.suppression;
            if (const Ignore* const expired = verdict.expired; expired && !item.suppression)
                item.related.push_back(
                    {place_of(*model, expired->at), "hidden until " + in_words(*expired->until)});
        }
        judgement.findings = {};
        for (Finding& finding : verdicts[i].unused)
            document.items.push_back(item_of(*model, std::move(finding), rules, fingerprints));
        for (std::size_t j = 0; j < judgement.undecided.size(); ++j) {
            if (!verdicts[i].questions[j]) continue;
            const Undecided& question = judgement.undecided[j];
            report::Undetermined undetermined{.rule = std::string(question.rule->name),
                                              .why = question.why};
            for (const Endpoint* endpoint : question.endpoints)
                undetermined.endpoints.emplace_back(endpoint->id);
            undetermined.file = model->sources[question.at.file].path();
            undetermined.line = model->sources.position(question.at).line;
            document.undetermined.push_back(std::move(undetermined));
        }
    }
    for (auto& [where, certificate] : certificates) {
        keep_first(certificate.endpoints);
        document.certificates.push_back(std::move(certificate));
    }
    document.now = hiding.now.time_since_epoch().count();
    merge_equal(document.items);
    tell_equals_apart(document.items);
    if (hiding.baseline) {
        for (report::Item& item : document.items) {
            if (!item.suppression) item.suppression = hiding.baseline->find(item, hiding.now);
        }
    }
    report::Summary& summary = document.summary;
    count_files(judged, summary);
    for (const report::Item& item : document.items) count(item, summary);
    if (!hiding.shown) {
        document.items.erase(std::remove_if(document.items.begin(), document.items.end(),
                                            [](const auto& item) { return item.suppression; }),
                             document.items.end());
    }
    summary.undetermined = document.undetermined.size();
    return document;
}

}  // namespace tlslint
