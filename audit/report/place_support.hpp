// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Places and order as web services want them.
namespace tlslint::report {

/// Columns in UTF-16 code units from 1, the end exclusive; 0 for unknown.
struct Columns {
    std::uint32_t begin = 0, end = 0;
};

/// Unknown where the line is too long to be quoted; the end too where it is on another line.
Columns utf16_columns(const Place& place);

/// A path without needless parts: "./a//b" is "a/b".
std::string plain_path(const std::string& path);

/// A path as a reference to a resource (RFC 3986): "a/b%20c", "file:///etc/nginx/nginx.conf".
std::string path_to_uri(const std::string& path);

/// The findings that are not suppressed, the worst first, otherwise as they are ordered.
std::vector<const Item*> worst_first(const Document& document);

/// Those of the items, by name.
std::map<std::string_view, const RuleInfo*> rules_of(const std::vector<const Item*>& items);

/// The findings of a file, which is named as it may be printed; of a live endpoint its location
/// stands for the file.
struct FileItems {
    std::string name;
    std::vector<const Item*> items;
};

/// The files in the order of their first findings.
std::vector<FileItems> by_file(const Document& document);

/// What a finding says in a line or two where nothing else of it is shown: message, which
/// endpoints, what to do. Not made safe for any medium.
std::string sentences(const Item& item);

}  // namespace tlslint::report
