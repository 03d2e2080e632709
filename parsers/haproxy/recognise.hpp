// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/server.hpp"

#include <string_view>

namespace tlslint::haproxy {

/// By the section lines of the text; the name decides where there are few.
Likeness recognise(std::string_view path, std::string_view text);

}  // namespace tlslint::haproxy
