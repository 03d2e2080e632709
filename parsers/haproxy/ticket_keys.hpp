// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/text/files.hpp"

namespace tlslint::haproxy {

/// Leaves a remark on a file of `tls-ticket-keys` that HAProxy refuses, in its words.
void check_ticket_keys(Model& model, const FileSystem& files, const FileReference& file);

}  // namespace tlslint::haproxy
