// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_facts_support.hpp"

#include "audit/fingerprint.hpp"
#include "audit/fleet/text.hpp"
#include "audit/report/secret_support.hpp"
#include "parsers/model/server.hpp"
#include "parsers/openssl/groups.hpp"
#include "rules/engine/certificates.hpp"
#include "rules/policy/compliance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace tlslint {
namespace {

constexpr std::size_t quoted_limit = 200;  // bytes of a line

std::string trimmed(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return "";
    line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
    return std::string(line.size() > quoted_limit ? std::string_view() : line);
}

// ---- servers and endpoints

fleet::Server server_of(const Judged& judged) {
    const report::Assumption assumed = assumption_of(*judged.model, judged.policy->name);
    return {.kind = assumed.kind,
            .path = judged.model->sources[judged.model->root].deployed_path(),
            .version = assumed.version,
            .version_source = assumed.version_source,
            .openssl = assumed.openssl,
            .openssl_source = assumed.openssl_source,
            .security_level = assumed.security_level,
            .target = assumed.target,
            .target_source = assumed.target_source,
            .policy = assumed.policy};
}

bool is_known(const Origin& origin) {
    return origin.kind != Origin::Kind::unknown && origin.kind != Origin::Kind::unset;
}

void add_suites(const Model& model, std::span<const openssl::Suite* const> suites,
                std::vector<std::string>& names) {
    for (const openssl::Suite* suite : suites)
        names.emplace_back(openssl::openssl_name(*suite, model.facts.library.version));
}

void add_compliance(const Judged& judged, const Endpoint& endpoint, fleet::Endpoint& facts) {
    if (!judged.policy->chosen) return;
    const Compliance found = comply(endpoint, *judged.policy, judged.model->facts.library.version);
    facts.policy = judged.policy->name;
    if (found.undecided.empty() || !found.complies()) facts.complies = found.complies();
    for (const Violation& violation : found.violations) {
        if (!violation.advice)
            facts.violations.push_back(fmt::format("{}: {}", violation.clause, violation.message));
    }
}

fleet::Endpoint endpoint_of(const Judged& judged, const Endpoint& endpoint) {
    const Model& model = *judged.model;
    fleet::Endpoint facts;
    facts.id = endpoint.id;
    facts.name = name_in_words(endpoint);
    facts.kind = model.server->name;
    facts.layer = name(endpoint.layer);
    facts.address = endpoint.listen.transport == Listen::Transport::local ? endpoint.listen.path
                                                                          : endpoint.listen.address;
    facts.port = endpoint.listen.port;
    facts.versions_known = is_known(endpoint.versions.origin);
    if (facts.versions_known) {
        for (const openssl::Protocol version : endpoint.versions.value)
            facts.versions.emplace_back(name(version));
    }
    facts.suites_known =
        is_known(endpoint.ciphers.origin) && is_known(endpoint.ciphersuites.origin);
    if (facts.suites_known) {
        add_suites(model, endpoint.ciphersuites.value, facts.suites);
        add_suites(model, endpoint.ciphers.value.suites, facts.suites);
    }
    for (const openssl::Group* group : endpoint.groups.value)
        facts.groups.emplace_back(group->openssl);
    for (const CertificatePair& pair : endpoint.certificates.value) {
        if (facts.certificate.empty() && pair.leaf())
            facts.certificate = x509::hex(pair.leaf()->sha256);
    }
    const Hsts& hsts = endpoint.hsts.value;
    if (is_known(endpoint.hsts.origin) && hsts.sent && hsts.well_formed) facts.hsts = hsts.max_age;
    add_compliance(judged, endpoint, facts);
    return facts;
}

// ---- certificates

fleet::Certificate certificate_of(const x509::Certificate& certificate) {
    fleet::Certificate facts;
    facts.sha256 = x509::hex(certificate.sha256);
    if (certificate.key.id) facts.key_id = x509::hex(*certificate.key.id);
    facts.key_type = certificate.key.type == x509::KeyType::other
                         ? std::string(certificate.key.algorithm)
                         : std::string(name(certificate.key.type));
    facts.key_bits = certificate.key.bits;
    facts.subject = certificate.subject;
    facts.common_name = certificate.common_name;
    facts.issuer = certificate.issuer;
    facts.serial = certificate.serial;
    facts.signature = certificate.signature.name;
    for (const x509::Name& each : certificate.names) facts.names.emplace_back(each.text);
    if (certificate.has_dates) {
        facts.not_before = certificate.not_before;
        facts.not_after = certificate.not_after;
    }
    facts.self_signed = certificate.self_signed;
    return facts;
}

// Each file of a host once, with all endpoints that show it; the other servers' come behind.
class Certificates {
  public:
    void add(const Model& model) {
        for (const FileReference& file : model.files) {
            if (file.use != FileUse::certificate || !file.contents) continue;
            const auto [place, is_new] =
                places_.try_emplace(std::pair(std::string(file.deployed),
                                              file.deployed.empty() ? file.contents : nullptr),
                                    found_.size());
            if (is_new) found_.push_back({std::string(file.deployed), file.contents, {}});
            places_of_[&file] = place->second;
        }
        for (const Endpoint& endpoint : model.endpoints) {
            if (!endpoint.serves_tls()) continue;
            for (const CertificatePair& pair : endpoint.certificates.value) {
                const auto place = places_of_.find(pair.certificate);
                if (place == places_of_.end()) continue;
                std::vector<std::string>& names = found_[place->second].endpoints;
                std::string words = name_in_words(endpoint);
                if (std::find(names.begin(), names.end(), words) == names.end())
                    names.push_back(std::move(words));
            }
        }
    }

    [[nodiscard]] std::vector<fleet::Certificate> take() const {
        std::vector<fleet::Certificate> all;
        for (const Found& found : found_) {
            std::uint32_t position = 0;
            for (const x509::Certificate& certificate : found.contents->certificates) {
                fleet::Certificate& facts = all.emplace_back(certificate_of(certificate));
                facts.position = position++;
                facts.file = found.file;
                facts.endpoints = found.endpoints;
            }
        }
        return all;
    }

  private:
    struct Found {
        std::string file;
        const FileContents* contents;
        std::vector<std::string> endpoints;
    };
    std::vector<Found> found_;
    std::map<std::pair<std::string, const FileContents*>, std::size_t> places_;
    std::map<const FileReference*, std::size_t> places_of_;
};

// ---- findings

// What a finding at a place is about, where that is a file, or the certificate in it.
class Subjects {
  public:
    explicit Subjects(const std::vector<Judged>& judged) {
        for (const Judged& each : judged) {
            const Model& model = *each.model;
            for (const FileReference& file : model.files) {
                if (file.deployed.empty()) continue;
                const Position at = model.sources.position(file.at);
                files_.try_emplace(
                    std::tuple(model.sources[file.at.file].deployed_path(), at.line, at.column),
                    &file);
            }
        }
    }

    /// The file that its setting names; nullptr for none.
    [[nodiscard]] const FileReference* file_of(const report::Item& item) const {
        if (!item.rule->name.starts_with("certificate/") || !item.place) return nullptr;
        const auto found = files_.find(
            std::tuple(item.place->deployed_path, item.place->line, item.place->column));
        return found == files_.end() ? nullptr : found->second;
    }

    /// The certificate of the chain that the message begins with; nullptr where it speaks of a key
    /// or the file, which each host has for itself.
    [[nodiscard]] const x509::Certificate* certificate_of(const report::Item& item) const {
        const FileReference* const file = file_of(item);
        const bool speaks_of_another = item.rule->name.starts_with("certificate/key-")
                                       || item.rule->name.starts_with("certificate/file-");
        if (!file || speaks_of_another || file->use != FileUse::certificate || !file->contents
            || file->contents->certificates.empty())
            return nullptr;
        const auto& all = file->contents->certificates;
        for (std::uint32_t i = 1; i < all.size(); ++i) {
            if (item.message.starts_with(called(all[i], i))) return &all[i];
        }
        return &all.front();
    }

  private:
    std::map<std::tuple<std::string, std::uint32_t, std::uint32_t>, const FileReference*> files_;
};

fleet::Finding finding_of(const report::Item& item, const Subjects& subjects) {
    fleet::Finding finding;
    finding.rule = item.rule->name;
    finding.severity = item.severity;
    finding.message = report::without_secrets(item.message);
    if (item.place) {
        finding.file = item.place->deployed_path;
        finding.line = item.place->line;
        finding.column = item.place->column;
    }
    finding.endpoints = item.endpoints;
    finding.names = item.names;
    finding.target = item.target.value_or("");
    finding.address = item.address.value_or("");
    finding.configured = item.configured.value_or("");
    finding.observed = item.observed.value_or("");
    finding.remedy = item.better_remedy;
    finding.fingerprint = item.fingerprint;
    if (const x509::Certificate* const certificate = subjects.certificate_of(item)) {
        finding.cause = "certificate:" + x509::hex(certificate->sha256);
        finding.cause_text = called(*certificate);
    } else if (const FileReference* const file = subjects.file_of(item)) {
        // The line is fine on all the hosts where the file is.
        finding.cause = fmt::format("file:{}:{}", item.rule->name, file->deployed);
        finding.cause_text = file->deployed;
    } else if (item.place && !trimmed(item.place->source).empty()) {
        // Whatever rules say of a line, and on however many hosts it stands: it is mended once.
        finding.cause_text = report::without_secrets(trimmed(item.place->source));
        finding.cause = "line:"
                        + fingerprint({.rule = {},
                                       .where = item.place->deployed_path,
                                       .statement = {finding.cause_text},
                                       .part = {}});
    } else {
        finding.cause = (item.place ? "line:" : "endpoint:") + item.fingerprint;
        finding.cause_text = finding.target;
    }
    return finding;
}

}  // namespace

fleet::Audit facts_of(const std::vector<Judged>& judged, const report::Document& document) {
    fleet::Audit audit;
    const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
    audit.files = count(document.summary.files);
    audit.unreadable = count(document.summary.unreadable);
    audit.with_problems = count(document.summary.with_problems);
    audit.endpoint_count = count(document.summary.endpoints);
    audit.suppressed = count(document.summary.suppressed);
    Certificates certificates;
    std::map<std::string, std::string> deployed;  // printed path -> the host's own
    for (const Judged& each : judged) {
        if (servers::find(each.model->server->name)) audit.servers.push_back(server_of(each));
        for (const Endpoint& endpoint : each.model->endpoints) {
            if (endpoint.serves_tls()) audit.endpoints.push_back(endpoint_of(each, endpoint));
        }
        certificates.add(*each.model);
        const SourceSet& sources = each.model->sources;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            const SourceFile& file = sources[static_cast<FileId>(i)];
            deployed.emplace(file.path(), file.deployed_path());
        }
    }
    audit.certificates = certificates.take();
    const Subjects subjects(judged);
    for (const report::Item& item : document.items)
        audit.findings.push_back(finding_of(item, subjects));
    for (const report::Undetermined& each : document.undetermined) {
        const auto file = deployed.find(each.file);
        audit.undetermined.push_back({.rule = each.rule,
                                      .why = report::without_secrets(each.why),
                                      .file = file == deployed.end() ? each.file : file->second,
                                      .line = each.line,
                                      .endpoints = each.endpoints});
    }
    fleet::clean(audit);
    return audit;
}

}  // namespace tlslint
