// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/library.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The machine's own `openssl`, to compare with; TLSLINT_OPENSSL names another command, such as
/// "chroot build/trees/bullseye openssl".
namespace tlslint::test {

std::string environment(const char* name, const char* otherwise);

struct Answer {
    bool ok = false;
    std::string output;  // and errors
};

/// Runs it with exactly these arguments and without a configuration file.
Answer ask(const std::vector<std::string>& arguments);
bool says(const Answer& answer, std::string_view text);

/// `openssl s_server` on a port of loopback of its own choice, for one connection; gone with the
/// object.
class TlsServer {
  public:
    explicit TlsServer(const std::vector<std::string>& arguments);
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    /// "127.0.0.1:40001"; empty where it did not start.
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] const std::string& output() const { return output_; }

  private:
    int child_ = -1;
    int output_end_ = -1;
    std::string output_;
    std::string address_;
};

/// The machine's library, if it can be asked at all.
std::optional<openssl::Library> machine();

}  // namespace tlslint::test
