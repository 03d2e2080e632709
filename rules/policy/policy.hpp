// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/suite.hpp"
#include "parsers/openssl/versions.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// Suites by what they are made of: one criterion that fits is enough.
struct SuiteCriteria {
    std::vector<openssl::KeyExchange> key_exchange;
    std::vector<openssl::Encryption> encryption;
    int below_bits = 0;  // of strength
    bool exported = false;
    bool anonymous = false;

    [[nodiscard]] bool covers(const openssl::Suite& suite) const;
};

/// What a policy says of cipher suites.
struct SuiteClause {
    enum class Mode : std::uint8_t { any, allow, forbid, criteria };
    Mode mode = Mode::any;
    std::vector<const openssl::Suite*> allow, tolerate, forbid, recommend;
    bool listed_order = false;  // the order of `allow` is part of it
    std::optional<bool> server_preference;
    SuiteCriteria must_not, should_not;

    [[nodiscard]] bool forbids(const openssl::Suite& suite) const;
};

/// What a policy says of groups, by the strength of their keys.
struct GroupClause {
    enum class Mode : std::uint8_t { any, allow, require_any, criteria };
    Mode mode = Mode::any;
    std::vector<const openssl::Group*> allow, require_any, require, recommend, forbid;
    int min_bits = 0;  // of an elliptic curve's key: twice its strength

    [[nodiscard]] bool forbids(const openssl::Group& group) const;
};

/// What is acceptable: rules take their lists and thresholds from here, never from their own code.
/// Read from a file of this folder or the user's own (audit/config/policies.hpp); 0 and empty
/// where it says nothing.
struct Policy {
    std::string name;  // "mozilla-intermediate@6.0"
    std::string title, publisher, date, status;
    std::vector<std::string> sources, unverified;
    bool chosen = false;  // by the user: what is outside of it is reported as such

    openssl::ProtocolSet versions;            // that may be offered
    openssl::ProtocolSet forbidden_versions;  // a version in neither set is not its subject
    openssl::ProtocolSet required_versions, recommended_versions;
    std::string tls13_required_since;  // date

    SuiteClause suites;    // before TLS 1.3
    SuiteClause suites13;  // of TLS 1.3
    GroupClause groups;

    int rsa_min_bits = 0, ec_min_bits = 0, dh_min_bits = 0;
    std::vector<std::string> certificate_types, certificate_curves, certificate_signatures;
    std::vector<std::string> forbidden_hashes;
    std::string min_hash;
    int max_certificate_days = 0, recommended_certificate_days = 0;

    enum class Staple : std::uint8_t { unspecified, recommended, required };
    Staple staple = Staple::unspecified;
    int ticket_key_days = 0;  // how old a ticket key may become
    std::optional<bool> early_data;

    int rsa_bits = 2048;     // of keys in certificates, at least
    int curve_bits = 256;    // of elliptic ones
    int dh_bits = 2048;      // of Diffie-Hellman parameters
    int expiring_days = 21;  // that a certificate is to have left, at least
    int expiring_share = 4;  // and of short ones this part of their life
    /// How long public certificates may live, by the date of issue, the latest first.
    struct Lifetime {
        std::chrono::sys_days since;
        std::chrono::days most;
    };
    static std::span<const Lifetime> lifetimes();
    std::int64_t session_seconds = 86'400;   // that a session may live
    std::int64_t hsts_seconds = 15'768'000;  // that browsers are to remember TLS for: half a year
    std::int64_t hsts_preload_seconds = 31'536'000;  // https://hstspreload.org
    std::size_t private_authorities = 20;            // more in one file are the public ones

    struct Note {
        std::string id, text;
    };
    std::vector<Note> notes;

    /// The name for all its versions: "mozilla-intermediate".
    [[nodiscard]] std::string_view family() const {
        return std::string_view(name).substr(0, name.find('@'));
    }
    /// Versions that RFC 8996 and its kin have retired, without those that the policy keeps.
    [[nodiscard]] openssl::ProtocolSet obsolete() const;
    /// Whether a suite of any version may be offered.
    [[nodiscard]] bool allows(const openssl::Suite& suite) const;
};

}  // namespace tlslint
