// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <string>

namespace tlslint::rules::config {

/// Whether it is a pattern that the server refuses because nothing matches it.
inline bool is_refused_pattern(const Inclusion& inclusion) {
    return inclusion.state == Inclusion::State::missing
           && inclusion.deployed.find_first_of("*?[") != std::string::npos;
}

}  // namespace tlslint::rules::config
