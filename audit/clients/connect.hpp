// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/clients/profile.hpp"
#include "parsers/model/model.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::clients {

/// Why a handshake fails, as `diagnose` counts (live.md 3).
struct Cause {
    int number = 0;
    std::string_view id;
};

/// What becomes of a client that connects to an endpoint. Whether it trusts the certificate is
/// another matter.
struct Connection {
    enum class Result : std::uint8_t { ok, failed, unknown };
    const Profile* client = nullptr;
    Result result = Result::unknown;
    // What they agree on; nothing where that fails, has no group, or is not known.
    std::optional<openssl::Protocol> version{};
    const openssl::Suite* suite = nullptr;
    const openssl::Group* group = nullptr;
    const Cause* cause = nullptr;  // of a failure
    std::string why{};             // it fails, or is not known
    /// Who answers: the endpoint, or the default one of its address where a client sends no name.
    const Endpoint* answers = nullptr;
};
std::string_view name(Connection::Result result);

/// Every profile at that endpoint, in the order of the profiles; nothing where TLS clients over TCP
/// are not served.
[[nodiscard]] std::vector<Connection> connect(const Model& model, const Endpoint& endpoint);

}  // namespace tlslint::clients
