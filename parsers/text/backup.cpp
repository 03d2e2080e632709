// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/backup.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint {
namespace {

constexpr std::string_view endings[] = {
    "~",         ".bak",      ".backup",   ".old",     ".orig",     ".save",     ".swp",
    ".rpmsave",  ".rpmorig",  ".rpmnew",   ".copy",    ".disabled", ".dpkg-old", ".dpkg-dist",
    ".dpkg-new", ".dpkg-bak", ".dpkg-tmp", ".ucf-old", ".ucf-dist", ".ucf-new",
};

}  // namespace

bool is_backup_name(std::string_view name) {
    const bool autosaved = name.size() > 2 && name.starts_with('#') && name.ends_with('#');
    return autosaved
           || std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) {
                  return name.size() > ending.size() && name.ends_with(ending);
              });
}

}  // namespace tlslint
