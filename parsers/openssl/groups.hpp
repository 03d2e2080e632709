// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/range.hpp"
#include "parsers/openssl/versions.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint::openssl {

/// What a key agreement group is made of.
enum class GroupKind : std::uint8_t { curve, finite_field, kem, hybrid };

/// One group of the TLS registry that some version of OpenSSL knows.
struct Group {
    std::uint16_t id = 0;
    std::string_view name{};     // IANA's: "secp256r1", "x25519", "X25519MLKEM768"
    std::string_view openssl{};  // OpenSSL's own, which every version with the group reads:
                                 // "prime256v1", "X25519"
    std::string_view nist{};     // "P-256", or empty
    GroupKind kind = GroupKind::curve;
    int bits = 0;                     // of strength
    Version since = Version::v1_0_2;  // which of our versions had it first
    Protocol oldest = Protocol::tls1_0;
    Protocol newest = Protocol::tls1_3;

    [[nodiscard]] constexpr bool is_post_quantum() const {
        return kind == GroupKind::kem || kind == GroupKind::hybrid;
    }
};

[[nodiscard]] std::span<const Group> groups();
/// Null if there is none.
[[nodiscard]] const Group* find_group(std::uint16_t id);
/// As that version reads names: 1.1.1 has no "secp256r1", only 3.5 ignores case.
[[nodiscard]] const Group* find_group(std::string_view name, Version version);
/// By any name, in any case: to tell a group that another version has from a slip.
[[nodiscard]] const Group* find_group_anywhere(std::string_view name);

/// Why a list of groups is refused.
enum class GroupsRefusal : std::uint8_t {
    none,
    unknown,          // a name that this version does not know
    empty_item,       // nothing between two separators
    duplicate,        // before 3.5
    marks,            // '?', '*', '-' twice, without a name, or before DEFAULT
    too_many_shares,  // '*' at more than four groups
    limit             // ours: see max_text
};

/// What a library makes of a list of groups.
struct GroupList {
    struct Listed {
        const Group* group = nullptr;
        std::uint32_t tuple = 0;  // groups of a lower number are preferred; all 0 before 3.5
        bool key_share = false;   // a client sends a share for it, because of '*'
        Range at;                 // of DEFAULT, if that brought it
    };
    GroupsRefusal refusal = GroupsRefusal::none;
    Range refused_at{};
    std::vector<Listed>
        groups{};  // in order; an empty list is accepted by 3.5, but no handshake works
    std::vector<Range> ignored{};  // unknown names with '?' before them

    [[nodiscard]] bool ok() const { return refusal == GroupsRefusal::none; }
    [[nodiscard]] bool contains(const Group& group) const;
};

/// Reads as SSL_CTX_set1_groups_list does.
[[nodiscard]] GroupList parse_groups(std::string_view text, Version version);

/// The list in force when none is set.
[[nodiscard]] std::string_view default_groups(Version version);

/// What a client with that list sends shares for: the marked groups, or the first one.
[[nodiscard]] std::vector<const Group*> key_shares(const GroupList& list, Version version);

}  // namespace tlslint::openssl
