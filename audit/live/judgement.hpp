// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/wire.hpp"
#include "parsers/text/arena.hpp"
#include "parsers/x509/certificate.hpp"
#include "parsers/x509/revocation.hpp"
#include "parsers/x509/trust.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::live {

/// Why a client refuses what a server shows, in the order in which the first is named (live.md 3).
enum class Fail : std::uint8_t {
    revoked,
    expired,
    not_yet_valid,
    malformed,
    wrong_usage,
    ca_as_leaf,
    weak_signature,
    weak_key,
    self_signed,
    untrusted,
    chain_incomplete,
    name_mismatch,
    no_san,
    must_staple_unmet
};
/// The contract's word: "name-mismatch".
[[nodiscard]] std::string_view name(Fail fail);

struct Reason {
    Fail fail;
    std::string evidence;  // facts, with the dates and names seen; from outside, so escape them
};

/// What an issuer says of a certificate: by a stapled response, or when it is asked.
struct Staple {
    enum class Status : std::uint8_t { none, good, revoked, unknown, expired, invalid, error };
    Status status = Status::none;
    std::optional<std::chrono::sys_seconds> this_update{}, next_update{}, revoked_at{},
        produced_at{};
    std::string detail{};
};
[[nodiscard]] std::string_view name(Staple::Status status);

/// What a server showed.
struct Shown {
    std::vector<Buffer> certificates;  // DER, the leaf first
    Buffer staple;                     // empty: none
};

/// A certificate whose issuer is known, and where that can be asked what it has revoked.
struct Revocable {
    Buffer certificate, issuer;  // DER
    std::string subject;
    std::vector<std::string> responders, lists;  // addresses, as the certificate has them
};

/// What an issuer said of a certificate when it was asked; of an answer that is not the issuer's,
/// only that.
struct IssuerAnswer {
    Buffer certificate;  // DER
    std::string subject, url;
    bool is_list = false;  // a CRL, not an OCSP response
    Staple says{};
};

/// Judges the bytes of an answer.
[[nodiscard]] Staple judge_answer(Bytes answer, bool is_list, const Revocable& asked,
                                  std::chrono::sys_seconds now);

/// By whom and when it is judged.
struct Judge {
    const x509::Trust& trust;
    std::string_view host;  // a name in ASCII, or an address
    std::chrono::sys_seconds now;
    const std::vector<IssuerAnswer>* answers = nullptr;  // that were fetched
};

struct Verification {
    std::vector<Reason> reasons;    // of failure; the first counts most
    std::vector<std::string> path;  // subjects, from the leaf to where it ends
    Staple staple;
    std::vector<IssuerAnswer> answers{};  // the judge's
    bool is_trusted = false;              // the path ends in an authority of the store
};

/// Judges as a current client does. `certificates` are the facts of what was shown, in an arena
/// that lives as long; those that could not be parsed are missing at the end.
[[nodiscard]] Verification
verify(const Shown& shown, const std::vector<x509::Certificate>& certificates, const Judge& judge);
/// The certificates of the path that verify() finds whose issuers can be asked.
[[nodiscard]] std::vector<Revocable> revocables(const std::vector<x509::Certificate>& certificates,
                                                const x509::Trust& trust);
[[nodiscard]] std::vector<x509::Certificate> parse_chain(const Shown& shown, Arena& arena);

/// "2026-11-20 06:12:00 UTC"
[[nodiscard]] std::string spell_time(std::chrono::sys_seconds time);

}  // namespace tlslint::live
