// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "rules/policy/policy.hpp"

namespace tlslint {

/// Whether a file names the public authorities, from which anybody gets a certificate.
bool holds_public_authorities(const FileReference& file, const Policy& policy);

}  // namespace tlslint
