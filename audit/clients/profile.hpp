// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/simulate.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tlslint::clients {

/// A program that connects to servers, as its first message shows it (profiles.inc).
struct Profile {
    std::string_view id;    // to type: "android-4.4"
    std::string_view name;  // "Android 4.4.2"
    openssl::ProtocolSet versions{};
    bool sends_name = true;  // as server name indication
    int least_dh_bits = 0;   // of Diffie-Hellman groups that it takes; 0: no limit is known
    int most_dh_bits = 0;
    // What it offers, in its order. Left out: what no version of OpenSSL has.
    std::vector<const openssl::Suite*> suites{};
    std::vector<const openssl::Group*> groups{};  // empty: the extension is not sent
    std::vector<const openssl::Group*> key_shares{};
    std::vector<const openssl::SignatureAlgorithm*> signatures{};
    std::string_view origin;  // of these facts: "testssl", "seen", …
    std::string_view entry;   // there

    /// A view of it.
    [[nodiscard]] openssl::ClientSide offers() const;
};

/// All of them, those of one family together, the oldest first.
[[nodiscard]] std::span<const Profile> profiles();
/// By id; null if there is none.
[[nodiscard]] const Profile* find_profile(std::string_view id);

}  // namespace tlslint::clients
