// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/redirects.hpp"
#include "parsers/apache/sections.hpp"
#include "parsers/model/setting.hpp"
#include "parsers/values/hsts.hpp"

namespace tlslint::apache {

/// The HSTS header of answers to requests for a server's root or, with `inner`, for what that
/// section covers: the directives of mod_headers in their order, in both their tables.
/// `answer`: a redirect or error of httpd's own gets those of `always` alone, and one that comes
/// before any file is looked up none of <Directory> and the like.
Setting<Hsts> hsts_of(Model& model, const Vhost& vhost, const Statement* inner, const Asked& asked,
                      const Answer& answer);

}  // namespace tlslint::apache
