// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/setting.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tlslint {

/// What is written for a value, its words with one blank between them; kept by the model.
std::string_view written_value(Model& model, const Origin& origin);

/// Notes in the origin of a value that wins that this block's own statement does not; nothing where
/// it does, or where the block has none.
void note_overruled(Model& model, const Origin& own, Origin& winner, std::string_view why);

/// OpenSSL keeps one certificate of each type of key, the last; the others are noted in `origin`.
std::vector<CertificatePair> last_of_each_type(Arena& arena, std::span<const CertificatePair> pairs,
                                               Origin& origin);

}  // namespace tlslint
