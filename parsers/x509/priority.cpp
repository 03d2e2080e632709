// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/priority.hpp"

#include "parsers/x509/gnutls.hpp"

#include <array>
#include <cstdint>

namespace tlslint::x509 {
namespace {

using PriorityHandle = Handle<gnutls_priority_t, gnutls_priority_deinit>;

std::uint16_t on_the_wire(unsigned version) {
    switch (version) {
    case GNUTLS_SSL3: return 0x0300;
    case GNUTLS_TLS1_0: return 0x0301;
    case GNUTLS_TLS1_1: return 0x0302;
    case GNUTLS_TLS1_2: return 0x0303;
    case GNUTLS_TLS1_3: return 0x0304;
    default: return 0;  // DTLS
    }
}

void add_versions(gnutls_priority_t priority, Priority& result) {
    const unsigned* list = nullptr;
    const int count = gnutls_priority_protocol_list(priority, &list);
    for (int i = 0; i < count; ++i) {
        if (const std::uint16_t version = on_the_wire(list[i])) result.versions.push_back(version);
    }
}

void add_suites(gnutls_priority_t priority, Priority& result) {
    for (unsigned at = 0;; ++at) {
        unsigned index = 0;
        const int error = gnutls_priority_get_cipher_suite_index(priority, at, &index);
        if (error == GNUTLS_E_UNKNOWN_CIPHER_SUITE) continue;
        if (error != GNUTLS_E_SUCCESS) return;
        std::array<unsigned char, 2> code{};
        if (gnutls_cipher_suite_info(index, code.data(), nullptr, nullptr, nullptr, nullptr))
            result.suites.push_back(static_cast<std::uint16_t>(code[0] << 8 | code[1]));
    }
}

void add_groups(gnutls_priority_t priority, Priority& result) {
    const unsigned* list = nullptr;
    const int count = gnutls_priority_group_list(priority, &list);
    for (int i = 0; i < count; ++i) {
        const char* const name = gnutls_group_get_name(static_cast<gnutls_group_t>(list[i]));
        if (name) result.groups.emplace_back(name);
    }
}

}  // namespace

Priority read_priority(std::string_view text) {
    Priority result;
    if (text.starts_with('@')) return result;
    start_gnutls();
    const std::string copy(text);
    const char* refused = nullptr;
    gnutls_priority_t raw = nullptr;
    if (gnutls_priority_init(&raw, copy.c_str(), &refused) != GNUTLS_E_SUCCESS) {
        result.refused_at = refused ? refused : "";
        return result;
    }
    const PriorityHandle priority(raw);
    result.ok = true;
    result.server_decides = text.find("%SERVER_PRECEDENCE") != std::string_view::npos;
    add_versions(raw, result);
    add_suites(raw, result);
    add_groups(raw, result);
    return result;
}

}  // namespace tlslint::x509
