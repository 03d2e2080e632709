// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "rules/policy/policy.hpp"

#include <string_view>

namespace tlslint {

/// Whether a file names the public authorities, from which anybody gets a certificate.
bool holds_public_authorities(const FileReference& file, const Policy& policy);

/// The same of a directory where they are looked up by hash.
bool is_public_directory(std::string_view path);

}  // namespace tlslint
