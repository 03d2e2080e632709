// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

namespace tlslint::test {

struct ShellResult {
    int status = -1;
    std::string output;  // without errors
};

/// For commands of tests' own making only. Without the machine's OpenSSL configuration.
inline ShellResult run(const std::string& command) {
    ShellResult result;
    const std::string quiet = "export OPENSSL_CONF=/dev/null; (" + command + ") 2>/dev/null";
    std::FILE* const pipe = popen(quiet.c_str(), "r");
    if (pipe == nullptr) return result;
    char buffer[4096];
    for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
        result.output.append(buffer, size);
    }
    result.status = pclose(pipe);
    return result;
}

}  // namespace tlslint::test
