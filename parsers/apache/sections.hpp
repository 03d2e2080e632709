// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/conditions.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/apache/vhosts.hpp"

#include <string_view>
#include <vector>

namespace tlslint::apache {

/// A section that takes part in answering requests to a server, and how sure that is.
struct Section {
    const Statement* statement;
    Truth applies = Truth::yes;  // to the requests in question
};

/// The sections of the main server and the vhost that requests to an endpoint pass, for its root
/// or, with `inner`, for what that one section covers, in the order of section 3.2 of the
/// reference.
std::vector<Section> sections_for(const Vhost& vhost, const Statement* inner, const Asked& asked);

/// Sections of an endpoint that cover only some of its requests, by what they are: those of
/// <Location>, <Directory> and <Files> that are not its root, in order.
std::vector<const Statement*> inner_sections(const Vhost& vhost);

/// Whether a section covers whatever is asked for: <Location "/">, the document root's <Directory>.
bool covers_all(const Statement& section, const Vhost& vhost);

/// "/srv/www" of "/srv/www/"; "/" stays.
std::string_view without_slash(std::string_view path);
/// Whether a directory is another one or lies below it; neither ends in a slash.
bool lies_in(std::string_view directory, std::string_view outer);

/// The directory whose files a server hands out.
std::string_view document_root(const Vhost& vhost);

bool is_location(const Statement& section);
/// Whether a section, or one around it, is looked up for the file that a request means:
/// <Directory>, <Files> and their like.
bool is_for_files(const Statement& section);

/// What a section's open tag says it is for, as written.
std::string_view match_of(const Statement& section);

}  // namespace tlslint::apache
