// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/card_support.hpp"
#include "parsers/model/model.hpp"

#include <string>
#include <vector>

namespace tlslint {

/// All settings of an endpoint, those at their uninteresting defaults in one row.
std::vector<CardRow> endpoint_rows(const Model& model, const Endpoint& endpoint,
                                   const CardStyle& style);

/// "0.0.0.0:443", "[::]:443", "unix:/run/x", "0.0.0.0:443/quic".
std::string address_in_words(const Listen& listen);

/// A connection that the server opens itself.
CardRow upstream_row(const Model& model, const Upstream& upstream);

/// As the server opens it, where that is certain; printable.
std::string file_in_words(const FileReference& file);

/// "all forward secret, 4 CBC, level 2"
std::string describe_ciphers(const CipherList& ciphers, int security_level);

}  // namespace tlslint
