// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/syntax/directive.hpp"
#include "parsers/text/source.hpp"

#include <string_view>

namespace tlslint::haproxy {

/// Reads a configuration file line by line as HAProxy does (src/cfgparse.c, readcfgfile): variables
/// are replaced, conditions decided, sections become blocks. What the assumed version refuses
/// becomes a problem in its words; reading goes on with the next line. The tree views `text`.
SyntaxTree parse(const Model& model, FileId file, std::string_view text);

}  // namespace tlslint::haproxy
