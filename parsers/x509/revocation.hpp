// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/arena.hpp"
#include "parsers/x509/certificate.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tlslint::x509 {

/// A certificate revocation list (RFC 5280 5).
struct RevocationList {
    std::string_view issuer;     // RFC 4514
    std::string_view issuer_id;  // as Certificate::subject_id
    std::string_view authority_key;
    std::chrono::sys_seconds this_update{};
    std::optional<std::chrono::sys_seconds> next_update{};
    std::span<const std::string_view> serials;  // as bytes, sorted; at most `revoked_limit`
    bool cut = false;                           // there are more
};

constexpr std::size_t revoked_limit = 200'000;

/// Reads a DER list; nothing where it is none.
std::optional<RevocationList> parse_revocation_list(Bytes der, Arena& arena);

/// Whether the list is the issuer's of this certificate, by names and key identifiers.
bool concerns(const RevocationList& list, const Certificate& certificate);
/// Whether a list that concerns the certificate holds it.
bool holds(const RevocationList& list, const Certificate& certificate);

/// What an OCSP response says of one certificate (RFC 6960 4.2.1).
struct OcspAnswer {
    enum class Status : std::uint8_t { good, revoked, unknown };
    Status status = Status::unknown;
    std::string_view serial;  // as bytes
    std::string_view hash;    // the OID of what the issuer's name went through
    std::string_view issuer_hash;
    std::chrono::sys_seconds this_update{};
    std::optional<std::chrono::sys_seconds> next_update{};
    std::optional<std::chrono::sys_seconds> revoked_at{};
};

/// An OCSP response, its signature unseen.
struct OcspResponse {
    /// 0: successful; else what the responder says instead of an answer ("tryLater").
    int status = 0;
    std::span<const OcspAnswer> answers;  // at most `answers_limit`
};

constexpr std::size_t answers_limit = 100;

/// "tryLater", "unauthorized", …
std::string_view ocsp_status_name(int status);
/// Reads a DER response; nothing where it is none, or of a kind that is not known.
std::optional<OcspResponse> parse_ocsp_response(Bytes der, Arena& arena);
/// What a response says of a certificate; nullptr if nothing.
const OcspAnswer* find_answer(const OcspResponse& response, const Certificate& certificate);

}  // namespace tlslint::x509
