// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/protocols.hpp"

#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

namespace tlslint::apache {
namespace {

using openssl::Protocol;
using openssl::ProtocolSet;

std::optional<Protocol> protocol_named(std::string_view word) {
    for (const Protocol protocol : ProtocolSet::all()) {
        if (equal_ignoring_case(word, openssl::name(protocol))) return protocol;
    }
    return std::nullopt;
}

// SSLv2 and SSLv3 may be taken away wherever they are not known; other names are plain unknown.
std::string refusal_of(std::string_view directive, std::string_view name,
                       std::optional<Protocol> protocol) {
    if (protocol == Protocol::ssl2)
        return fmt::format("{}: SSLv2 is no longer supported", directive);
    if (protocol == Protocol::ssl3) return "SSLv3 not supported by this version of OpenSSL";
    return fmt::format("{}: Illegal protocol '{}'", directive, name);
}

}  // namespace

ProtocolLine read_protocols(std::span<const std::string_view> words, std::string_view directive,
                            ProtocolSet known) {
    ProtocolLine line;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string_view name = words[i];
        const char sign = name.starts_with('+') || name.starts_with('-') ? name.front() : '\0';
        if (sign != '\0') name.remove_prefix(1);
        ProtocolSet named;
        if (equal_ignoring_case(name, "all")) {
            named = known;
        } else {
            const auto protocol = protocol_named(name);
            if (protocol && known.contains(*protocol)) {
                named.insert(*protocol);
            } else if (protocol > Protocol::ssl3 || !protocol || sign != '-') {
                line.refused = i;
                line.refusal = refusal_of(directive, name, protocol);
                line.unsupported = protocol == Protocol::ssl2 || protocol == Protocol::ssl3;
                if (line.unsupported) line.listed.insert(*protocol);
                return line;
            } else {
                continue;
            }
        }
        if (sign == '-') {
            line.listed = line.listed - named;
        } else if (sign == '+') {
            line.listed = line.listed | named;
        } else {
            if (!line.listed.empty()) line.discarding.push_back(i);
            line.listed = named;
        }
    }
    return line;
}

ProtocolSet without_gaps(ProtocolSet listed, openssl::Version library) {
    if (listed.empty() || library < openssl::Version::v1_1_1) return listed;
    const Protocol newest = listed.newest();
    ProtocolSet reached{newest};
    for (int next = static_cast<int>(newest) - 1; next >= 0; --next) {
        const auto protocol = static_cast<Protocol>(next);
        if (!listed.contains(protocol)) break;
        reached.insert(protocol);
    }
    return reached;
}

}  // namespace tlslint::apache
