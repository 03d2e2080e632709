// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/openssl.hpp"

#include <string>

namespace tlslint::test {

/// The machine's libssl, in this process and without its headers: what takes `openssl ciphers` ten
/// milliseconds takes it a tenth of one. To be skipped where the machine has no OpenSSL 3.
class LibSsl {
  public:
    static bool is_there();

    /// As `openssl ciphers -ciphersuites ""` without a configuration file; `negotiable`: and with
    /// `-s -tls1_2`. The suites joined by colons, or why it refuses.
    static Answer ciphers(const std::string& text, bool negotiable);
};

}  // namespace tlslint::test
