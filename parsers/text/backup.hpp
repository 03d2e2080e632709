// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tlslint {

/// Whether a file has a name that editors, packages and people give the copies that they leave
/// behind: "site.pem~", "site.pem.bak", "site.conf.dpkg-old".
bool is_backup_name(std::string_view name);

}  // namespace tlslint
