// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/versions.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// What a line of SSLProtocol or SSLProxyProtocol says (ssl_cmd_protocol_parse).
struct ProtocolLine {
    openssl::ProtocolSet listed{};
    /// Words without a sign that throw away what stands before them: their indices.
    std::vector<std::size_t> discarding{};
    /// The word that mod_ssl refuses, and its words; nothing further is read then.
    std::optional<std::size_t> refused{};
    std::string refusal{};
    bool unsupported = false;  // that word names a version that OpenSSL is built without
};

/// `known`: the versions that this mod_ssl and its OpenSSL know, what `all` stands for.
ProtocolLine read_protocols(std::span<const std::string_view> words, std::string_view directive,
                            openssl::ProtocolSet known);

/// What is in force of a set: mod_ssl gives OpenSSL from 1.1.0 on the highest version and the
/// lowest that is reached from there without a gap (ssl_init_ctx_protocol); before, the set itself.
openssl::ProtocolSet without_gaps(openssl::ProtocolSet listed, openssl::Version library);

}  // namespace tlslint::apache
