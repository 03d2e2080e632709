// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/interpret.hpp"

#include "parsers/apache/reading.hpp"

namespace tlslint::apache {

void interpret(Model& model, const FileSystem& files, const ReadOptions& options) {
    const Configuration configuration = read(model, files, options);
    (void)configuration;
}

}  // namespace tlslint::apache
