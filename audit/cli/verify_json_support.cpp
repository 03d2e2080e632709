// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/verify_support.hpp"
#include "audit/clients/profile.hpp"
#include "audit/live/gnutls_chain.hpp"
#include "audit/live/names.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/json_support.hpp"
#include "audit/rfc3339.hpp"
#include "audit/version.hpp"
#include "parsers/model/endpoint.hpp"
#include "parsers/openssl/signature_algorithms.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;
using live::Observed;
using report::printable;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}
Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(printable(text));
}
Json time_of(std::chrono::sys_seconds time) {
    return rfc3339(time);
}
Json time_of(const std::optional<std::chrono::sys_seconds>& time) {
    return time ? time_of(*time) : Json(nullptr);
}
double rounded(double ms) {
    return std::round(ms * 1000) / 1000;
}

Json texts(std::span<const std::string_view> list) {
    Json array = Json::array();
    for (const std::string_view text : list) array.push_back(printable(text));
    return array;
}

std::string base64(x509::Bytes bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (at + i < bytes.size() ? bytes[at + i] : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i > bytes.size() ? '=' : digits[bits >> (18 - 6 * i) & 63];
    }
    return text;
}

std::string_view name_of(const std::optional<openssl::Order>& order) {
    if (!order) return "unknown";
    switch (*order) {
    case openssl::Order::client: return "client";
    case openssl::Order::server: return "server";
    case openssl::Order::server_chacha: return "server-chacha";
    }
    return "unknown";
}

std::string suite_in(openssl::Protocol version, std::uint32_t id) {
    if (version != openssl::Protocol::ssl2) return live::suite_name(static_cast<std::uint16_t>(id));
    const openssl::Suite* const suite = openssl::find_suite(id);
    return suite ? std::string(suite->openssl) : fmt::format("0x{:06X}", id & 0xffffff);
}

Json json_of_versions(const Observed& observed) {
    Json versions = Json::object();
    for (const live::ObservedVersion& each : observed.versions) {
        Json suites = Json::array();
        for (const std::uint32_t id : each.suites) suites.push_back(suite_in(each.version, id));
        versions[std::string(name(each.version))] = {{"suites", std::move(suites)},
                                                     {"preference", name_of(each.preference)},
                                                     {"complete", each.complete}};
    }
    return versions;
}

Json json_of_groups(const std::vector<std::uint16_t>& groups, bool known) {
    if (!known && groups.empty()) return nullptr;
    Json list = Json::array();
    for (const std::uint16_t group : groups) list.push_back(live::group_name(group));
    return list;
}

std::string signature_name(std::uint16_t id) {
    for (const openssl::SignatureAlgorithm& each : openssl::signature_algorithms()) {
        if (each.id == id) return std::string(each.name);
    }
    return fmt::format("0x{:04X}", id);
}

Json json_of_signatures(const Observed& observed) {
    if (!observed.signature_algorithms) return nullptr;
    Json list = Json::array();
    for (const std::uint16_t id : *observed.signature_algorithms)
        list.push_back(signature_name(id));
    return list;
}

Json json_of(const x509::Certificate& certificate) {
    Json names = Json::array();
    for (const x509::Name& each : certificate.names) {
        if (!each.text.empty()) names.push_back(printable(each.text));
    }
    Json json{
        {"subject", printable(certificate.subject)},
        {"issuer", printable(certificate.issuer)},
        {"serial", printable(certificate.serial)},
        {"not_before", certificate.has_dates ? time_of(certificate.not_before) : Json(nullptr)},
        {"not_after", certificate.has_dates ? time_of(certificate.not_after) : Json(nullptr)},
        {"names", std::move(names)},
        {"key_type", key_type_name(certificate.key)},
        {"key_bits", certificate.key.bits},
        {"signature", printable(certificate.signature.name)},
        {"is_ca", certificate.is_ca},
        {"self_signed", certificate.self_signed}};
    json["eku"] = certificate.extended_usages ? texts(*certificate.extended_usages) : Json(nullptr);
    json["must_staple"] = certificate.must_staple;
    json["ocsp"] = texts(certificate.ocsp_urls);
    json["crl"] = texts(certificate.crl_urls);
    json["ca_issuers"] = texts(certificate.issuer_urls);
    json["scts"] = certificate.has_scts ? Json(live::count_scts(certificate.der)) : Json(0);
    json["sha256"] = x509::hex(certificate.sha256);
    json["spki_sha256"] = certificate.key.id ? Json(base64(*certificate.key.id)) : Json(nullptr);
    return json;
}

Json json_of(const live::Verification& verification) {
    std::vector<std::string_view> reasons;
    for (const live::Reason& each : verification.reasons) {
        if (std::find(reasons.begin(), reasons.end(), name(each.fail)) == reasons.end())
            reasons.push_back(name(each.fail));
    }
    Json path = Json::array();
    for (const std::string& subject : verification.path) path.push_back(printable(subject));
    return {{"verdict", reasons.empty() ? "ok" : "failed"},
            {"reasons", reasons},
            {"path", std::move(path)}};
}

Json json_of(const live::Staple& staple) {
    return {{"status", name(staple.status)},
            {"this_update", time_of(staple.this_update)},
            {"next_update", time_of(staple.next_update)},
            {"produced_at", time_of(staple.produced_at)},
            {"revoked_at", time_of(staple.revoked_at)},
            {"detail", printable(staple.detail)}};
}

Json json_of(const std::vector<live::IssuerAnswer>& answers) {
    Json list = Json::array();
    for (const live::IssuerAnswer& each : answers)
        list.push_back({{"subject", printable(each.subject)},
                        {"url", printable(each.url)},
                        {"kind", each.is_list ? "crl" : "ocsp"},
                        {"answer", json_of(each.says)}});
    return list;
}

Json json_of_certificates(const Observed& observed) {
    Json list = Json::array();
    for (const live::ObservedCertificate& each : observed.certificates) {
        Arena arena;
        const auto chain = live::parse_chain(each.shown, arena);
        if (chain.empty()) continue;
        const x509::PublicKey& key = chain.front().key;
        Json certificates = Json::array();
        for (const x509::Certificate& link : chain) certificates.push_back(json_of(link));
        list.push_back({{"key_type", key_type_name(key)},
                        {"key_bits", key.bits},
                        {"curve", key.curve.empty() ? Json(nullptr) : Json(key.curve)},
                        {"served_with_sni", each.with_sni},
                        {"served_without_sni", each.without_sni},
                        {"chain", std::move(certificates)},
                        {"verification", json_of(each.verification)},
                        {"stapled_ocsp", json_of(each.verification.staple)},
                        {"fetched_revocation", json_of(each.verification.answers)}});
    }
    return list;
}

Json json_of(const live::ObservedExtensions& seen) {
    return {{"secure_renegotiation", or_null(seen.secure_renegotiation)},
            {"client_renegotiation", or_null(seen.client_renegotiation)},
            {"compression", or_null(seen.compression)},
            {"extended_master_secret", or_null(seen.extended_master_secret)},
            {"encrypt_then_mac", or_null(seen.encrypt_then_mac)},
            {"fallback_scsv", or_null(seen.fallback_scsv)},
            {"heartbeat", or_null(seen.heartbeat)}};
}

Json json_of(const live::ObservedSession& seen) {
    Json json{{"resumption_id", or_null(seen.resumption_id)},
              {"resumption_ticket", or_null(seen.resumption_ticket)},
              {"tls13_tickets", or_null(seen.tls13_tickets)},
              {"ticket_lifetime_s", or_null(seen.ticket_lifetime_s)},
              {"early_data", nullptr},
              {"max_early_data", or_null(seen.max_early_data)}};
    if (seen.max_early_data) json["early_data"] = *seen.max_early_data > 0;
    return json;
}

Json json_of_http(const Observed& observed) {
    const auto& http = observed.http;
    if (!http) return nullptr;
    Json json{{"status", http->status},
              {"server", or_null(http->server)},
              {"location", or_null(http->location)},
              {"hsts", nullptr},
              {"plain", nullptr}};
    if (http->hsts)
        json["hsts"] = {{"max_age", http->hsts->max_age},
                        {"include_subdomains", http->hsts->include_subdomains},
                        {"preload", http->hsts->preload}};
    if (observed.plain)
        json["plain"] = {{"address", observed.plain->address},
                         {"status", observed.plain->status},
                         {"location", or_null(observed.plain->location)},
                         {"redirects_to_https", observed.plain->redirects_to_https}};
    return json;
}

Json json_of_client_auth(const std::optional<live::AsksCertificate>& asks) {
    if (!asks) return nullptr;
    switch (*asks) {
    case live::AsksCertificate::none: return "none";
    case live::AsksCertificate::optional: return "optional";
    case live::AsksCertificate::required: return "required";
    }
    return nullptr;
}

Json json_of_vulnerabilities(const Observed& observed) {
    Json json = Json::object();
    for (const live::Vulnerability& each : live::vulnerabilities(observed))
        json[std::string(each.id)] = each.state == live::Vulnerable::yes  ? "yes"
                                     : each.state == live::Vulnerable::no ? "no"
                                                                          : "unknown";
    return json;
}

Json json_of_clients(const Observed& observed) {
    if (observed.clients.empty()) return observed.clients_known ? Json::array() : Json(nullptr);
    Json list = Json::array();
    for (const clients::Profile& profile : clients::profiles()) {
        const auto found =
            std::find_if(observed.clients.begin(), observed.clients.end(),
                         [&](const auto& each) { return each.profile == profile.id; });
        if (found == observed.clients.end()) continue;
        const auto name_if = [&](std::uint16_t id, const auto& name) {
            return id == 0 ? Json(nullptr) : Json(name(id));
        };
        list.push_back({{"profile", found->profile},
                        {"result", found->ok ? "ok" : "failed"},
                        {"version", name_if(found->version, live::version_name)},
                        {"suite", name_if(found->suite, live::suite_name)},
                        {"group", name_if(found->group, live::group_name)},
                        {"cause", or_null(std::string(found->cause))},
                        {"why", or_null(found->why)}});
    }
    return list;
}

Json json_of(const VerifiedTarget& verified) {
    const Observed& observed = verified.observed;
    Json findings = Json::array();
    for (const report::Item& item : verified.judged.items)
        findings.push_back(Json::parse(report::to_json(item)));
    Json undetermined = Json::array();
    for (const report::Undetermined& each : verified.judged.undetermined)
        undetermined.push_back({{"rule", each.rule}, {"why", each.why}});
    Json json{{"target", printable(verified.target.text)},
              {"host", printable(verified.target.place.host)},
              {"address", or_null(observed.address)},
              {"addresses", observed.addresses},
              {"sni", or_null(verified.target.server_name)},
              {"starttls", or_null(std::string(name(verified.target.starttls)))},
              {"reachable", observed.reachable},
              {"tls", observed.tls},
              {"complete", observed.complete},
              {"connections", observed.connections},
              {"error", nullptr}};
    if (!observed.tls)
        json["error"] = {{"step", observed.failed_step},
                         {"message", printable(observed.failure_in_words)}};
    if (!verified.upstream.empty())
        json["upstream"] = {{"id", printable(verified.upstream)},
                            {"configured_at", verified.configured_at}};
    json["versions"] = json_of_versions(observed);
    json["version_intolerance"] = or_null(observed.intolerance);
    json["groups"] = {
        {"TLSv1.3", json_of_groups(observed.groups_tls13, observed.groups_tls13_known)},
        {"TLSv1.2", json_of_groups(observed.groups_tls12, observed.groups_tls12_known)}};
    json["dh"] = nullptr;
    if (observed.dh)
        json["dh"] = {{"bits", observed.dh->bits},
                      {"common_prime", or_null(observed.dh->common_prime)}};
    json["signature_algorithms"] = json_of_signatures(observed);
    json["alpn"] = or_null(observed.alpn);
    json["certificates"] = json_of_certificates(observed);
    json["session"] = json_of(observed.session);
    json["extensions"] = json_of(observed.extensions);
    json["client_auth"] = json_of_client_auth(observed.client_auth);
    json["http"] = json_of_http(observed);
    json["vulnerabilities"] = json_of_vulnerabilities(observed);
    json["clients"] = json_of_clients(observed);
    json["timings"] = {{"resolve", rounded(observed.resolve_ms)},
                       {"connect", rounded(observed.connect_ms)},
                       {"handshake", rounded(observed.handshake_ms)},
                       {"total", rounded(observed.total_ms)}};
    json["findings"] = std::move(findings);
    json["undetermined"] = std::move(undetermined);
    return json;
}

}  // namespace

report::Document document_of(const std::vector<VerifiedTarget>& targets) {
    report::Document document;
    document.version = version;
    for (const VerifiedTarget& each : targets) {
        const report::Document& one = each.judged;
        document.items.insert(document.items.end(), one.items.begin(), one.items.end());
        document.undetermined.insert(document.undetermined.end(), one.undetermined.begin(),
                                     one.undetermined.end());
        document.compliance.insert(document.compliance.end(), one.compliance.begin(),
                                   one.compliance.end());
        document.summary.endpoints += 1;
        document.summary.errors += one.summary.errors;
        document.summary.warnings += one.summary.warnings;
        document.summary.infos += one.summary.infos;
        document.summary.undetermined += one.summary.undetermined;
    }
    return document;
}

std::string json_verification(const std::vector<VerifiedTarget>& targets,
                              std::chrono::sys_seconds now) {
    const report::Document document = document_of(targets);
    const auto reachable =
        std::count_if(targets.begin(), targets.end(),
                      [](const VerifiedTarget& each) { return each.observed.reachable; });
    Json json{{"schema_version", 1},
              {"tool", {{"name", "tlslint"}, {"version", version}}},
              {"now", time_of(now)},
              {"summary",
               {{"targets", targets.size()},
                {"reachable", reachable},
                {"errors", document.summary.errors},
                {"warnings", document.summary.warnings},
                {"infos", document.summary.infos},
                {"suppressed", 0},
                {"undetermined", document.summary.undetermined}}},
              {"targets", Json::array()}};
    for (const VerifiedTarget& each : targets) json["targets"].push_back(json_of(each));
    return report::harmless_json(
               json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))
           + "\n";
}

}  // namespace tlslint
