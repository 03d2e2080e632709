// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/certificate_support.hpp"

#include "audit/report/escape_support.hpp"
#include "parsers/model/endpoint.hpp"
#include "parsers/x509/bytes.hpp"
#include "rules/engine/certificates.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;

// RFC 3339
std::string time_of(std::chrono::sys_seconds time) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock{time - midnight};
    return fmt::format("{}T{:02}:{:02}:{:02}Z", date_of(time), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

std::string left_until(const x509::Certificate& certificate, std::chrono::sys_seconds now) {
    const auto days = [](auto span) { return std::chrono::floor<std::chrono::days>(span).count(); };
    if (certificate.not_after < now) return "expired";
    if (certificate.not_before > now) return "not valid before " + date_of(certificate.not_before);
    return fmt::format("{} days", days(certificate.not_after - now));
}

Json texts(std::span<const std::string_view> list) {
    Json json = Json::array();
    for (const std::string_view text : list) json.push_back(text);
    return json;
}

Json json_of(const x509::Certificate& certificate) {
    Json names = Json::array();
    for (const x509::Name& name : certificate.names) {
        if (!name.text.empty()) names.push_back(name.text);
    }
    const x509::PublicKey& key = certificate.key;
    return {
        {"subject", certificate.subject},
        {"names", std::move(names)},
        {"issuer", certificate.issuer},
        {"serial", certificate.serial},
        {"not_before",
         certificate.has_dates ? Json(time_of(certificate.not_before)) : Json(nullptr)},
        {"not_after", certificate.has_dates ? Json(time_of(certificate.not_after)) : Json(nullptr)},
        {"key",
         {{"type", key_type_name(key)},
          {"bits", key.bits > 0 ? Json(key.bits) : Json(nullptr)},
          {"curve", key.curve.empty() ? Json(nullptr) : Json(key.curve)}}},
        {"signature", certificate.signature.name},
        {"ca", certificate.is_ca},
        {"self_signed", certificate.self_signed},
        {"must_staple", certificate.must_staple},
        {"ocsp_urls", texts(certificate.ocsp_urls)},
        {"crl_urls", texts(certificate.crl_urls)},
        {"issuer_urls", texts(certificate.issuer_urls)},
        {"sha256", x509::hex(certificate.sha256)}};
}

}  // namespace

std::string_view common_name_of(std::string_view name) {
    constexpr std::string_view mark = "CN=";
    if (const auto at = name.find(mark); at != std::string_view::npos)
        name = name.substr(at + mark.size(), name.find(',', at) - at - mark.size());
    return name;
}

std::string certificate_in_words(const x509::Certificate& certificate,
                                 std::chrono::sys_seconds now) {
    std::string words = report::printable(certificate.common_name.empty()
                                              ? std::string(certificate.subject)
                                              : fmt::format("CN={}", certificate.common_name));
    words += certificate.self_signed
                 ? ", self-signed"
                 : fmt::format(", from {}", report::printable(common_name_of(certificate.issuer)));
    if (certificate.has_dates)
        words += fmt::format(", until {} ({})", date_of(certificate.not_after),
                             left_until(certificate, now));
    return words;
}

Json json_of_chain(std::span<const x509::Certificate> certificates) {
    Json chain = Json::array();
    for (const x509::Certificate& certificate : certificates) chain.push_back(json_of(certificate));
    return chain;
}

}  // namespace tlslint
