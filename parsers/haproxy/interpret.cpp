// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/interpret.hpp"

namespace tlslint::haproxy {

void interpret(Model&, const FileSystem&, const ReadOptions&) {}

}  // namespace tlslint::haproxy
