// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/server.hpp"

#include <string_view>
#include <vector>

namespace tlslint::nginx {

/// The files of an `nginx -T` dump in their order, the main one first; none for any other text. A
/// file begins after a line `# configuration file /etc/nginx/nginx.conf:`; what stands before the
/// first is nginx's talk about the test.
std::vector<DumpedFile> split_dump(std::string_view text);

}  // namespace tlslint::nginx
