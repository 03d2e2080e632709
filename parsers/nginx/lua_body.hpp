// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlslint::nginx {

/// The closing brace of a `*_by_lua_block` body that begins at `at`, or `end`. Lua's own strings,
/// long brackets and comments hide braces (lua-nginx-module, ngx_http_lua_directive.c,
/// ngx_http_lua_conf_read_lua_token).
const char* end_of_lua_body(const char* at, const char* end);

/// What nginx makes of a word's escapes: \" \' \\ \t \r \n; every other backslash stays, with what
/// follows it.
std::string unescape(std::string_view written);

}  // namespace tlslint::nginx
