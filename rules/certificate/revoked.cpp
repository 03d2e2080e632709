// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/trust.hpp"
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace tlslint::rules::certificate::revoked {
namespace {

// Lists that the user gives, and those that the configuration names.
std::vector<const x509::RevocationList*> lists_of(const Model& model) {
    std::vector<const x509::RevocationList*> lists;
    const auto add = [&](std::span<const x509::RevocationList> some) {
        for (const x509::RevocationList& list : some) lists.push_back(&list);
    };
    if (model.facts.trust) add(model.facts.trust->revocations());
    for (const FileReference& file : model.files) {
        if (file.contents) add(file.contents->lists);
    }
    return lists;
}

bool is_revoked_by(const FileReference* response, const x509::Certificate& leaf) {
    if (!response || !response->contents || !response->contents->response) return false;
    const x509::OcspAnswer* const answer = find_answer(*response->contents->response, leaf);
    return answer && answer->status == x509::OcspAnswer::Status::revoked;
}

bool is_revoked_by_staple(const ShownCertificate& shown) {
    return std::any_of(
        shown.endpoints.begin(), shown.endpoints.end(), [&](const Endpoint* endpoint) {
            const auto pairs = endpoint->certificates.value;
            return is_revoked_by(endpoint->stapling.value.file, shown.leaf())
                   || std::any_of(pairs.begin(), pairs.end(), [&](const CertificatePair& pair) {
                          return pair.certificate == shown.file
                                 && is_revoked_by(pair.response, shown.leaf());
                      });
        });
}

void check(const Model& model, Report& report) {
    std::optional<std::vector<const x509::RevocationList*>> known;
    for_each_link(model, [&](const ShownCertificate& shown, const x509::Certificate& certificate,
                             std::uint32_t index) {
        if (!known) known = lists_of(model);  // to ask the store opens it, which takes time
        const auto& lists = *known;
        const auto found =
            std::find_if(lists.begin(), lists.end(), [&](const x509::RevocationList* list) {
                return concerns(*list, certificate) && holds(*list, certificate);
            });
        if (found != lists.end())
            report_at(report, shown,
                      fmt::format("{} is revoked, says the list of {}", called(certificate, index),
                                  (*found)->issuer));
        else if (index == 0 && is_revoked_by_staple(shown))
            report_at(report, shown, "certificate is revoked, says the stapled response");
    });
}

constexpr Rule rule{
    .name = "certificate/revoked",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::revoked,
    .summary = "A certificate has been revoked",
    .why = "Its authority has withdrawn it, often because the key is known to others. Clients "
           "that ask refuse the connection.",
    .remedy = "Get a new certificate, with a new key.",
    .references = {{"RFC 5280 5", "https://www.rfc-editor.org/rfc/rfc5280#section-5"},
                   {"RFC 6960 2.2", "https://www.rfc-editor.org/rfc/rfc6960#section-2.2"}},
    .since = "0.1",
    .bad = "ssl_certificate revoked.pem;",
    .good = "ssl_certificate reissued.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::revoked
