// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::certificate::chain_file_wins {
namespace {

// The file as it stands, of which the server may send only the first certificate.
const FileReference* file_at(const Model& model, const FileReference& sent) {
    const auto found =
        std::find_if(model.files.begin(), model.files.end(), [&](const FileReference& file) {
            return file.at == sent.at && file.use == FileUse::certificate;
        });
    return found == model.files.end() ? nullptr : &*found;
}

bool holds(std::span<const x509::Certificate> all, const x509::Certificate& one) {
    return std::any_of(all.begin(), all.end(),
                       [&](const x509::Certificate& each) { return each.sha256 == one.sha256; });
}

void check(const Model& model, Report& report) {
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        for (const CertificatePair& pair : endpoint.certificates.value) {
            if (!pair.certificate || !pair.certificate->contents) continue;
            const FileReference* const file = file_at(model, *pair.certificate);
            if (!file || !file->contents) continue;
            const auto written = file->contents->certificates;
            const auto sent = pair.certificate->contents->certificates;
            const auto lost =
                std::count_if(written.begin(), written.end(),
                              [&](const x509::Certificate& each) { return !holds(sent, each); });
            if (lost == 0) continue;
            report
                .at(pair.certificate->at,
                    fmt::format("of the {} certificates in {}, only the first is sent",
                                written.size(), pair.certificate->written))
                .touches(endpoint);
        }
    }
}

constexpr Rule rule{
    .name = "certificate/chain-file-wins",
    .severity = Severity::error,
    .servers = {"apache"},
    .cause = Cause::untrusted_authority,
    .summary = "A chain file keeps the certificate file's own chain from being sent",
    .why = "As soon as SSLCertificateChainFile is in force, also from outside of the virtual host, "
           "httpd loads only the first certificate of each file: an intermediate that stands there "
           "alone never reaches clients. Before 2.4.8 it never did.",
    .remedy = "Take SSLCertificateChainFile out, or put the whole chain into it.",
    .references = {{"httpd: SSLCertificateChainFile",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslcertificatechainfile"}},
    .since = "0.1",
    .bad = "SSLCertificateFile fullchain.pem\n"
           "SSLCertificateChainFile root.pem",
    .good = "SSLCertificateFile fullchain.pem",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::chain_file_wins
