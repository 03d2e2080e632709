// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace tlslint {

struct GitAnswer {
    int status = -1;     // 127: there is no git
    std::string output;  // of its standard output; what it complains of goes to ours
};

/// Runs git in the working directory, in whose repository the user has asked for that.
GitAnswer run_git(std::vector<std::string> words);

}  // namespace tlslint
