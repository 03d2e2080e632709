// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/extensions.hpp"

#include "parsers/x509/der.hpp"
#include "parsers/x509/distinguished_name.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <utility>
#include <vector>

namespace tlslint::x509 {
namespace {

using Texts = std::vector<std::string_view>;

// Each reads the value of one extension into the certificate; false if it cannot be decoded.
using Reader = bool (*)(Bytes value, Certificate& certificate, Arena& arena);

// {[critical] is_ca, path length}
bool read_basic_constraints(Bytes value, Certificate& certificate, Arena& /*arena*/) {
    DerReader outer(value);
    DerReader parts = outer.enter(der::sequence);
    certificate.has_basic_constraints = true;
    if (const auto flag = parts.take_if(der::boolean)) {
        certificate.is_ca = flag->content.size() == 1 && flag->content[0] != 0;
    }
    if (const auto length = parts.take_if(der::integer)) {
        const auto digits = unsigned_integer(length->content);
        if (!digits || digits->size() > sizeof(std::uint32_t)) return false;
        std::uint32_t number = 0;
        for (const std::uint8_t digit : *digits) number = number << 8 | digit;
        certificate.path_length = number;
    }
    return parts.done();
}

// A bit string; its first bit is the highest of the first byte.
bool read_key_usage(Bytes value, Certificate& certificate, Arena& /*arena*/) {
    DerReader outer(value);
    const Bytes content = outer.take(der::bit_string).content;
    if (outer.failed() || content.empty() || content[0] > 7) return false;
    std::uint16_t bits = 0;
    constexpr std::size_t usages = 9;
    for (std::size_t i = 0; i < usages && 1 + i / 8 < content.size(); ++i) {
        const bool set = (content[1 + i / 8] & (0x80 >> i % 8)) != 0;
        if (set) bits = static_cast<std::uint16_t>(bits | 1U << i);
    }
    certificate.key_usage = bits;
    return true;
}

// RFC 5280 4.2.1.12 and what real certificates hold beside; names as OpenSSL's short ones.
constexpr std::pair<std::string_view, std::string_view> usage_names[] = {
    {"1.3.6.1.5.5.7.3.1", "serverAuth"},    {"1.3.6.1.5.5.7.3.2", "clientAuth"},
    {"1.3.6.1.5.5.7.3.3", "codeSigning"},   {"1.3.6.1.5.5.7.3.4", "emailProtection"},
    {"1.3.6.1.5.5.7.3.8", "timeStamping"},  {"1.3.6.1.5.5.7.3.9", "OCSPSigning"},
    {"1.3.6.1.4.1.311.10.3.3", "msSGC"},    {"2.16.840.1.113730.4.1", "nsSGC"},
    {"2.5.29.37.0", "anyExtendedKeyUsage"},
};

bool read_extended_usages(Bytes value, Certificate& certificate, Arena& arena) {
    DerReader outer(value);
    DerReader list = outer.enter(der::sequence);
    Texts usages;
    while (!list.at_end() && usages.size() < names_limit) {
        const std::string oid = dotted(list.take(der::oid).content);
        const auto* const known = std::find_if(std::begin(usage_names), std::end(usage_names),
                                               [&](const auto& each) { return each.first == oid; });
        usages.push_back(known != std::end(usage_names) ? known->second
                                                        : arena.keep(std::string_view(oid)));
    }
    certificate.extended_usages = arena.keep(usages);
    return !list.failed();
}

std::string address_text(Bytes bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == 4 ? AF_INET : bytes.size() == 16 ? AF_INET6 : AF_UNSPEC;
    if (family == AF_UNSPEC) return hex(bytes);
    return inet_ntop(family, bytes.data(), text.data(), text.size());
}

// A GeneralName (RFC 5280 4.2.1.6): its kind is its tag.
constexpr std::uint8_t email_tag = der::context_primitive(1), dns_tag = der::context_primitive(2),
                       uri_tag = der::context_primitive(6), ip_tag = der::context_primitive(7);

Name read_name(const DerValue& value, Arena& arena) {
    switch (value.tag) {
    case dns_tag: return {Name::Kind::dns, arena.keep(text_of(value.content))};
    case ip_tag: return {Name::Kind::ip, arena.keep(std::string_view(address_text(value.content)))};
    case email_tag: return {Name::Kind::email, arena.keep(text_of(value.content))};
    case uri_tag: return {Name::Kind::uri, arena.keep(text_of(value.content))};
    default: return {};
    }
}

bool read_names(Bytes value, Certificate& certificate, Arena& arena) {
    DerReader outer(value);
    DerReader list = outer.enter(der::sequence);
    std::vector<Name> names;
    while (!list.at_end() && names.size() < names_limit) {
        const DerValue name = list.take();
        if (!list.failed()) names.push_back(read_name(name, arena));
    }
    certificate.has_names = true;
    certificate.names_cut = !list.at_end();
    certificate.names = arena.keep(names);
    return !list.failed();
}

// {{method, location}, …}
bool read_authority_access(Bytes value, Certificate& certificate, Arena& arena) {
    DerReader outer(value);
    DerReader list = outer.enter(der::sequence);
    Texts ocsp;
    Texts issuers;
    while (!list.at_end() && ocsp.size() + issuers.size() < names_limit) {
        DerReader access = list.enter(der::sequence);
        const std::string method = dotted(access.take(der::oid).content);
        const DerValue location = access.take();
        if (access.failed()) return false;
        if (location.tag != uri_tag) continue;
        Texts* const urls = method == "1.3.6.1.5.5.7.48.1"   ? &ocsp
                            : method == "1.3.6.1.5.5.7.48.2" ? &issuers
                                                             : nullptr;
        if (urls != nullptr) urls->push_back(arena.keep(text_of(location.content)));
    }
    certificate.ocsp_urls = arena.keep(ocsp);
    certificate.issuer_urls = arena.keep(issuers);
    return !list.failed();
}

// {{[0] {[0] {names}}, …}, …}
bool read_crl_points(Bytes value, Certificate& certificate, Arena& arena) {
    DerReader outer(value);
    DerReader list = outer.enter(der::sequence);
    Texts urls;
    while (!list.at_end() && urls.size() < names_limit) {
        DerReader point = list.enter(der::sequence);
        const auto name = point.take_if(der::context(0));
        if (point.failed()) return false;
        DerReader choice(name ? name->content : Bytes());
        const auto full = choice.take_if(der::context(0));
        DerReader names(full ? full->content : Bytes());
        while (!names.at_end() && urls.size() < names_limit) {
            const DerValue each = names.take();
            if (each.tag == uri_tag) urls.push_back(arena.keep(text_of(each.content)));
        }
        if (names.failed()) return false;
    }
    certificate.crl_urls = arena.keep(urls);
    return !list.failed();
}

bool read_subject_key(Bytes value, Certificate& certificate, Arena& arena) {
    DerReader outer(value);
    certificate.subject_key = arena.keep(text_of(outer.take(der::octet_string).content));
    return !outer.failed();
}

// {[0] key, [1] issuer's issuer, [2] issuer's serial}
bool read_authority_key(Bytes value, Certificate& certificate, Arena& arena) {
    DerReader outer(value);
    DerReader parts = outer.enter(der::sequence);
    if (const auto key = parts.take_if(der::context_primitive(0))) {
        certificate.authority_key = arena.keep(text_of(key->content));
    }
    if (const auto names = parts.take_if(der::context(1))) {
        DerReader list(names->content);
        while (!list.at_end() && certificate.authority_issuer_id.empty()) {
            const DerValue name = list.take();
            if (name.tag != der::context(4)) continue;  // a directory name
            const auto issuer = read_distinguished_name(name.content);
            if (!issuer) return false;
            certificate.authority_issuer_id = arena.keep(std::string_view(issuer->id));
        }
    }
    if (const auto serial = parts.take_if(der::context_primitive(2))) {
        certificate.authority_serial = arena.keep(std::string_view(serial_text(serial->content)));
    }
    return parts.done();
}

// {5, …}: RFC 7633, with the number of the TLS extension status_request.
bool read_features(Bytes value, Certificate& certificate, Arena& /*arena*/) {
    constexpr std::uint8_t status_request = 5;
    DerReader outer(value);
    DerReader list = outer.enter(der::sequence);
    while (!list.at_end()) {
        const auto feature = unsigned_integer(list.take(der::integer).content);
        if (feature && feature->size() == 1 && feature->front() == status_request) {
            certificate.must_staple = true;
        }
    }
    return !list.failed();
}

// {{policy, …}, …}. Of the CA/Browser Forum: 2.23.140.1.1 (EV) and 2.23.140.1.2.x.
bool read_policies(Bytes value, Certificate& certificate, Arena& /*arena*/) {
    DerReader outer(value);
    DerReader list = outer.enter(der::sequence);
    while (!list.at_end()) {
        DerReader policy = list.enter(der::sequence);
        const std::string oid = dotted(policy.take(der::oid).content);
        if (oid == "2.23.140.1.1" || oid.starts_with("2.23.140.1.2.")) {
            certificate.follows_baseline = true;
        }
    }
    return !list.failed();
}

bool note_scts(Bytes /*value*/, Certificate& certificate, Arena& /*arena*/) {
    certificate.has_scts = true;
    return true;
}
bool note_poison(Bytes /*value*/, Certificate& certificate, Arena& /*arena*/) {
    certificate.is_precertificate = true;
    return true;
}
bool note_constraints(Bytes /*value*/, Certificate& certificate, Arena& /*arena*/) {
    certificate.has_name_constraints = true;
    return true;
}

struct Extension {
    std::string_view oid;
    std::string_view name;  // OpenSSL's
    bool supported;         // may be critical (X509_supported_extension of crypto/x509/v3_purp.c)
    Reader read;
};
constexpr Extension known_extensions[] = {
    {"2.5.29.14", "subjectKeyIdentifier", false, read_subject_key},
    {"2.5.29.15", "keyUsage", true, read_key_usage},
    {"2.5.29.17", "subjectAltName", true, read_names},
    {"2.5.29.18", "issuerAltName", false, nullptr},
    {"2.5.29.19", "basicConstraints", true, read_basic_constraints},
    {"2.5.29.30", "nameConstraints", true, note_constraints},
    {"2.5.29.31", "crlDistributionPoints", true, read_crl_points},
    {"2.5.29.32", "certificatePolicies", true, read_policies},
    {"2.5.29.33", "policyMappings", true, nullptr},
    {"2.5.29.35", "authorityKeyIdentifier", false, read_authority_key},
    {"2.5.29.36", "policyConstraints", true, nullptr},
    {"2.5.29.37", "extendedKeyUsage", true, read_extended_usages},
    {"2.5.29.54", "inhibitAnyPolicy", true, nullptr},
    {"2.16.840.1.113730.1.1", "nsCertType", true, nullptr},
    {"1.3.6.1.5.5.7.48.1.5", "noCheck", true, nullptr},
    {"1.3.6.1.5.5.7.1.1", "authorityInfoAccess", false, read_authority_access},
    {"1.3.6.1.5.5.7.1.7", "sbgp-ipAddrBlock", true, nullptr},
    {"1.3.6.1.5.5.7.1.8", "sbgp-autonomousSysNum", true, nullptr},
    {"1.3.6.1.5.5.7.1.14", "proxyCertInfo", true, nullptr},
    {"1.3.6.1.5.5.7.1.24", "tlsfeature", false, read_features},
    {"1.3.6.1.4.1.11129.2.4.2", "ct_precert_scts", false, note_scts},
    {"1.3.6.1.4.1.11129.2.4.3", "ct_precert_poison", false, note_poison},
};

const Extension* find_extension(std::string_view oid) {
    const auto* const row = std::find_if(std::begin(known_extensions), std::end(known_extensions),
                                         [&](const Extension& each) { return each.oid == oid; });
    return row == std::end(known_extensions) ? nullptr : row;
}

}  // namespace

bool read_extensions(Bytes extensions, Certificate& certificate, Arena& arena) {
    DerReader list(extensions);
    Texts unknown_critical;
    Texts damaged;
    Texts duplicates;
    std::array<bool, std::size(known_extensions)> seen{};
    while (!list.at_end()) {
        DerReader extension = list.enter(der::sequence);
        const std::string oid = dotted(extension.take(der::oid).content);
        const auto critical = extension.take_if(der::boolean);
        const Bytes value = extension.take(der::octet_string).content;
        if (extension.failed()) return false;
        const Extension* const known = find_extension(oid);
        const std::string_view name =
            known != nullptr ? known->name : arena.keep(std::string_view(oid));
        if (critical && critical->content.size() == 1 && critical->content[0] != 0
            && (known == nullptr || !known->supported) && unknown_critical.size() < names_limit) {
            unknown_critical.push_back(name);
        }
        if (known == nullptr) continue;
        bool& before = seen[static_cast<std::size_t>(known - known_extensions)];
        if (std::exchange(before, true)) {
            if (duplicates.size() < names_limit) duplicates.push_back(name);
        } else if (known->read != nullptr && !known->read(value, certificate, arena)) {
            damaged.push_back(name);
        }
    }
    certificate.unknown_critical = arena.keep(unknown_critical);
    certificate.damaged = arena.keep(damaged);
    certificate.duplicates = arena.keep(duplicates);
    return !list.failed();
}

}  // namespace tlslint::x509
