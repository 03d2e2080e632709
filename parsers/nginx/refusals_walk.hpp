// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/nginx/files.hpp"
#include "parsers/nginx/refusals.hpp"
#include "parsers/nginx/refusals_sockets.hpp"

#include <deque>

namespace tlslint::nginx {

/// Everything that nginx refuses while it reads, statement by statement with includes in place:
/// words, repetitions, blocks and versions, addresses. Returns what the http, stream and mail
/// blocks bind, in their order; none for a fragment. Files that nginx opens then are looked at.
std::deque<BoundSockets> refuse_statements(const Model& model, NamedFiles& files,
                                           Refusals& refusals);

}  // namespace tlslint::nginx
