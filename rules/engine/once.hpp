// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/source.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tlslint {

/// Where something begins: the key of what many endpoints have from one statement, and is told
/// once.
using Place = std::pair<FileId, std::uint32_t>;
inline Place begin_of(Span at) {
    return {at.file, at.begin};
}

/// Adds what is not there yet; for short lists.
template <class T>
void add_once(std::vector<T>& list, const T& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace tlslint
