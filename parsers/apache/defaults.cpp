// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/defaults.hpp"

namespace tlslint::apache {

using openssl::Protocol;
using openssl::ProtocolSet;

ProtocolSet known_protocols(const Facts& facts) {
    ProtocolSet known = openssl::built_protocols(facts.library.version);
    known.erase(Protocol::ssl2);
    // Ubuntu brought TLS 1.3 to its 2.4.29.
    const bool backported = facts.target == "ubuntu-18.04";
    if (facts.server < ServerVersion{2, 4, 36} && !backported) known.erase(Protocol::tls1_3);
    return known;
}

ProtocolSet default_protocols(const Facts& facts) {
    ProtocolSet all = known_protocols(facts);
    if (facts.server >= ServerVersion{2, 4, 17}) all.erase(Protocol::ssl3);
    return all;
}

bool leaves_protocols_to_system(const Facts& facts) {
    return facts.target.starts_with("rhel-") || facts.target.starts_with("fedora-");
}

openssl::Rewriting rewriting(ServerVersion version) {
    if (version >= ServerVersion{2, 4, 17}) return openssl::Rewriting::exclusions_behind;
    if (version >= ServerVersion{2, 4, 7}) return openssl::Rewriting::exclusions_in_front;
    return openssl::Rewriting::none;
}

openssl::Rewriting command_rewriting(ServerVersion version) {
    return version >= ServerVersion{2, 4, 17} ? openssl::Rewriting::exclusions_behind
                                              : openssl::Rewriting::none;
}

bool name_decides_protocols(const Facts& facts) {
    return facts.server >= ServerVersion{2, 4, 42}
           && facts.library.version >= openssl::Version::v1_1_1;
}

bool sends_chain_of_certificate_file(ServerVersion version) {
    return version >= ServerVersion{2, 4, 8};
}
bool knows_commands(ServerVersion version) {
    return version >= ServerVersion{2, 4, 8};
}
bool fits_dh_to_key(ServerVersion version) {
    return version >= ServerVersion{2, 4, 7};
}
bool leaves_compression_off(ServerVersion version) {
    return version >= ServerVersion{2, 4, 4};
}
bool upgrades_to_tls(ServerVersion version) {
    return version < ServerVersion{2, 4, 64};
}

}  // namespace tlslint::apache
