// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/sections.hpp"
#include "parsers/model/setting.hpp"
#include "parsers/values/hsts.hpp"

namespace tlslint::apache {

/// The HSTS header of answers to requests for a server's root or, with `inner`, for what that
/// section covers: the directives of mod_headers in their order, in both their tables.
/// `usual_answer`: not a redirect or error of httpd's own, which only `always` reaches.
Setting<Hsts> hsts_of(Model& model, const Vhost& vhost, const Statement* inner, const Asked& asked,
                      bool usual_answer = true);

}  // namespace tlslint::apache
