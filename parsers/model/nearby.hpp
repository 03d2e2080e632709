// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/text/files.hpp"

namespace tlslint {

/// Adds to a model what rules want to know of the places where its files lie: the certificates
/// beside those whose issuer is not sent, and whether keys are in version control. For any server,
/// after its endpoints are known.
void look_nearby(Model& model, const FileSystem& files);

}  // namespace tlslint
