// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

namespace tlslint {

std::vector<ShownCertificate> shown_certificates(const Model& model) {
    std::vector<ShownCertificate> shown;
    std::unordered_map<const FileReference*, std::size_t> known;
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        for (const CertificatePair& pair : endpoint.certificates.value) {
            if (!pair.leaf()) continue;
            const auto [place, is_new] = known.try_emplace(pair.certificate, shown.size());
            if (is_new) shown.push_back({pair.certificate, pair.certificate->contents, {}});
            shown[place->second].endpoints.push_back(&endpoint);
        }
    }
    return shown;
}

Report::Entry report_at(Report& report, const ShownCertificate& shown, std::string message) {
    auto entry = report.at(shown.file->at, std::move(message));
    for (const Endpoint* endpoint : shown.endpoints) entry.touches(*endpoint);
    return entry;
}

std::string called(const x509::Certificate& certificate) {
    if (!certificate.common_name.empty()) return std::string(certificate.common_name);
    for (const x509::Name& name : certificate.names) {
        if (!name.text.empty()) return std::string(name.text);
    }
    if (!certificate.subject.empty()) return std::string(certificate.subject);
    return fmt::format("with serial number {}", certificate.serial);
}

std::string called(const x509::Certificate& certificate, std::uint32_t index) {
    if (index == 0) return "certificate";
    return fmt::format("intermediate certificate {}", called(certificate));
}

std::string date_of(std::chrono::sys_seconds time) {
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

bool is_missing(const FileReference& file) {
    return !file.absent && !file.deployed.empty() && file.status == FileStatus::Kind::missing;
}

std::vector<ReadFile> read_files(const Model& model) {
    std::vector<ReadFile> read;
    for (const FileReference& file : model.files) {
        if (file.contents) read.push_back({&file, file.contents});
    }
    std::unordered_set<const FileReference*> keys;
    const auto add = [&](std::span<const CertificatePair> pairs) {
        for (const CertificatePair& pair : pairs) {
            if (pair.key_contents && keys.insert(pair.key).second)
                read.push_back({pair.key, pair.key_contents});
        }
    };
    for (const Endpoint& endpoint : model.endpoints) add(endpoint.certificates.value);
    for (const Upstream& upstream : model.upstreams) add(upstream.certificates.value);
    return read;
}

}  // namespace tlslint
