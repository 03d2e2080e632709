// SPDX-License-Identifier: Apache-2.0
#include "audit/live/backends.hpp"

#include "audit/live/connection.hpp"
#include "audit/live/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tlslint::live {
namespace {

// What one address says about one thing; "" where it was not looked at.
using Aspect = std::function<std::string(const Observed&)>;

std::string state_of(const Observed& observed) {
    if (observed.tls) return "TLS";
    return fmt::format("{}: {}", observed.failed_step, observed.failure_in_words);
}

std::string versions_of(const Observed& observed) {
    openssl::ProtocolSet versions;
    for (const ObservedVersion& each : observed.versions) versions.insert(each.version);
    return observed.complete ? openssl::names(versions) : "";
}

std::string first_suite(const Observed& observed, openssl::Protocol version) {
    const ObservedVersion* const seen = observed.version(version);
    return seen && !seen->suites.empty()
               ? suite_name(static_cast<std::uint16_t>(seen->suites.front()))
               : "";
}

// What a modern client gets.
std::string certificate_of(const Observed& observed) {
    if (observed.certificates.empty()) return "";
    Arena arena;
    const auto chain = parse_chain(observed.certificates.front().shown, arena);
    if (chain.empty()) return "";
    return fmt::format("{} with {} behind it", chain.front().serial, chain.size() - 1);
}

std::string hsts_of(const Observed& observed) {
    if (!observed.http) return "";
    if (!observed.http->hsts) return "none";
    const Hsts& hsts = *observed.http->hsts;
    return fmt::format("max-age={}{}{}", hsts.max_age,
                       hsts.include_subdomains ? "; includeSubDomains" : "",
                       hsts.preload ? "; preload" : "");
}

std::string client_auth_of(const Observed& observed) {
    if (!observed.client_auth) return "";
    switch (*observed.client_auth) {
    case AsksCertificate::none: return "none";
    case AsksCertificate::optional: return "optional";
    case AsksCertificate::required: return "required";
    }
    return "";
}

struct NamedAspect {
    std::string_view name;
    Aspect of;
};
const std::vector<NamedAspect>& aspects() {
    using openssl::Protocol;
    const auto suite = [](Protocol version) {
        return [=](const Observed& observed) { return first_suite(observed, version); };
    };
    static const std::vector<NamedAspect> all{
        {"versions", versions_of},
        {"preferred suite of TLSv1.3", suite(Protocol::tls1_3)},
        {"preferred suite of TLSv1.2", suite(Protocol::tls1_2)},
        {"certificate", certificate_of},
        {"client certificates", client_auth_of},
        {"Strict-Transport-Security", hsts_of}};
    return all;
}

// No way leads there from here: that says nothing of the server.
bool is_out_of_reach(const Observed& observed) {
    return !observed.reachable && observed.failure_in_words == describe(Break::unreachable);
}

std::string differences_in(const NamedAspect& aspect, const std::vector<const Observed*>& all) {
    std::string text;
    bool differ = false;
    const std::string first = aspect.of(*all.front());
    for (const Observed* each : all) {
        const std::string value = aspect.of(*each);
        if (value.empty()) return "";
        differ = differ || value != first;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", each->address, value);
    }
    return differ ? fmt::format("{}: {}", aspect.name, text) : "";
}

}  // namespace

std::string inconsistencies(const Observed& observed) {
    std::vector<const Observed*> all{&observed};
    for (const Observed& other : observed.others) {
        if (!is_out_of_reach(other)) all.push_back(&other);
    }
    if (all.size() < 2) return "";
    const std::string state = differences_in({"connection", state_of}, all);
    if (!state.empty()) return state;
    std::string text;
    for (const NamedAspect& aspect : aspects()) {
        const std::string found = differences_in(aspect, all);
        if (!found.empty()) text += (text.empty() ? "" : "; ") + found;
    }
    return text;
}

}  // namespace tlslint::live
