// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/syntax/directive.hpp"
#include "parsers/text/source.hpp"

#include <string_view>

namespace tlslint::nginx {

/// Reads the text of one nginx configuration file as nginx's own lexer does
/// (src/core/ngx_conf_file.c, ngx_conf_read_token; unchanged in effect since 1.15.3). What nginx
/// would refuse becomes a problem in its words, at the place where it notices; reading then goes on
/// with the rest of the file. The tree views `text`.
SyntaxTree parse(FileId file, std::string_view text);

}  // namespace tlslint::nginx
