// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/certificate.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace tlslint {

/// "R11" of "CN=R11,O=Let's Encrypt": enough to recognise it. All of it where it has no such part.
std::string_view common_name_of(std::string_view name);

/// "CN=shop.example, from R11, until 2027-01-19 (57 days)", for a terminal.
std::string certificate_in_words(const x509::Certificate& certificate,
                                 std::chrono::sys_seconds now);

/// What a server sends, leaf first: facts alone.
nlohmann::ordered_json json_of_chain(std::span<const x509::Certificate> certificates);

}  // namespace tlslint
