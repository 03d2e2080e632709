// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/report.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tlslint {

/// A file with a certificate that TLS endpoints show, and could be read.
struct ShownCertificate {
    const FileReference* file = nullptr;
    const FileContents* contents = nullptr;  // at least one certificate
    std::vector<const Endpoint*> endpoints;

    [[nodiscard]] const x509::Certificate& leaf() const { return contents->certificates.front(); }
    [[nodiscard]] const x509::Certificate& at(std::uint32_t index) const {
        return contents->certificates[index];
    }
};

/// Each once for each word that names it, in the order of the endpoints.
std::vector<ShownCertificate> shown_certificates(const Model& model);

/// Calls `judge(shown, certificate, index)` for what clients have to verify of each: the leaf and
/// the intermediates of its chain, but no root.
template <class Judge>
void for_each_link(const Model& model, const Judge& judge) {
    for (const ShownCertificate& shown : shown_certificates(model)) {
        for (const std::uint32_t index : shown.contents->chain.path) {
            const x509::Certificate& certificate = shown.at(index);
            if (index == 0 || !certificate.self_signed) judge(shown, certificate, index);
        }
    }
}

/// A finding about one of the certificates in a file that endpoints show.
Report::Entry report_at(Report& report, const ShownCertificate& shown, std::string message);

/// What people call a certificate: its common name, first other name, or subject.
std::string called(const x509::Certificate& certificate);
/// "certificate", "intermediate certificate Example CA 3".
std::string called(const x509::Certificate& certificate, std::uint32_t index);
/// "2026-02-11"
std::string date_of(std::chrono::sys_seconds time);

/// Nothing is where the server looks for it.
bool is_missing(const FileReference& file);

/// A file that was read, and what is in it; keys too.
struct ReadFile {
    const FileReference* file;
    const FileContents* contents;
};
/// Each file once for each word that names it.
std::vector<ReadFile> read_files(const Model& model);

}  // namespace tlslint
