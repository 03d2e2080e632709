// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/names.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::rules::certificate::name_mismatch {
namespace {

constexpr std::size_t most_named = 3;

// A name that clients can ask for, not a pattern or a word for "any other".
bool is_name(std::string_view name) {
    const bool pattern = name.starts_with('~') || name.starts_with('!') || name.ends_with('*')
                         || name.find('$') != std::string_view::npos;
    return !pattern && std::any_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c >= 0x80;
    });
}

// ".example.org" stands for the name itself and all below it.
bool covers(const x509::Certificate& certificate, std::string_view name) {
    if (!name.starts_with('.')) return matches(certificate.names, name);
    return matches(certificate.names, name.substr(1))
           && matches(certificate.names, "*" + std::string(name));
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || endpoint.certificate_is_default) return;
    for (const CertificatePair& pair : endpoint.certificates.value) {
        const x509::Certificate* const leaf = pair.leaf();
        if (!leaf || leaf->names.empty()) continue;  // certificate/no-san
        std::vector<std::string_view> missing;
        // HAProxy takes names from the certificate unless a list says others.
        for (const std::string_view name : pair.names.empty() ? endpoint.names : pair.names) {
            if (is_name(name) && !covers(*leaf, name)) missing.push_back(name);
        }
        if (missing.empty()) continue;
        if (leaf->names_cut) {
            report.undecided(pair.certificate->at, "the certificate has too many names to read");
            continue;
        }
        const std::size_t more = missing.size() - std::min(missing.size(), most_named);
        missing.resize(missing.size() - more);
        auto finding = report.at(pair.certificate->at,
                                 fmt::format("certificate {} is not made out to {}{}",
                                             pair.certificate->written, fmt::join(missing, ", "),
                                             more > 0 ? fmt::format(" and {} more", more) : ""));
        finding.detail(fmt::format(
            "It is made out to {}{}.", leaf->names.front().text,
            leaf->names.size() > 1 ? fmt::format(" and {} more", leaf->names.size() - 1) : ""));
        if (endpoint.names_at.end > endpoint.names_at.begin)
            finding.related(endpoint.names_at, "the names");
    }
}

constexpr Rule rule{
    .name = "certificate/name-mismatch",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::name_mismatch,
    .summary = "A certificate is not made out to a name of the server",
    .why = "Clients compare the name they asked for with the names in the certificate and "
           "refuse any other.",
    .remedy = "Get a certificate for all names of the server, or name the right one.",
    .references = {{"RFC 9525 6", "https://www.rfc-editor.org/rfc/rfc9525#section-6"},
                   {"RFC 6125 6.4", "https://www.rfc-editor.org/rfc/rfc6125#section-6.4"}},
    .since = "0.1",
    .bad = "server_name b.example;\nssl_certificate a.example.pem;",
    .good = "server_name a.example;\nssl_certificate a.example.pem;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::name_mismatch
