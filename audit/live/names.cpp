// SPDX-License-Identifier: Apache-2.0
#include "audit/live/names.hpp"

#include "audit/explain/explain.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/suite.hpp"

#include <fmt/format.h>

namespace tlslint::live {

std::string version_name(std::uint16_t version) {
    const auto protocol = protocol_of(version);
    return protocol ? std::string(name(*protocol)) : fmt::format("0x{:04X}", version);
}

std::string suite_name(std::uint16_t id) {
    const openssl::Suite* const suite = openssl::find_suite(id);
    if (suite && !suite->openssl.empty()) return std::string(suite->openssl);
    if (suite && !suite->iana.empty()) return std::string(suite->iana);
    return fmt::format("0x{:04X}", id);
}

std::string group_name(std::uint16_t id) {
    const openssl::Group* const group = openssl::find_group(id);
    return group ? std::string(group->openssl) : fmt::format("0x{:04X}", id);
}

std::string alert_name(const Alert& alert) {
    const explain::Alert* const known = explain::find_alert(alert.code);
    return fmt::format("alert {} ({})", alert.code, known ? known->name : "not assigned");
}

}  // namespace tlslint::live
