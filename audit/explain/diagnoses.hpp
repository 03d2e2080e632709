// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/explain/explain.hpp"

/// The kinds of failure that messages and alerts refer to, in files by what they are about.
namespace tlslint::explain::diagnoses {

// diagnoses_certificate.cpp
extern const Diagnosis expired, not_yet_valid, invalid_certificate, weak_certificate, wrong_usage,
    name_mismatch, unknown_name, untrusted, self_signed, chain_incomplete, revoked, must_staple,
    certificate_refused;

// diagnoses_negotiation.cpp
extern const Diagnosis versions, suites, groups, signatures, weak_dh, fallback, alpn, renegotiation,
    internal_error, protocol_violation, old_extension, encrypted_hello;

// diagnoses_server.cpp
extern const Diagnosis files, key_pair, no_certificate, bad_setting, not_tls, client_certificate,
    client_untrusted, stapling, early_close, damaged, unreachable, timeout, closing, misdirected;

// diagnoses_upstream.cpp
extern const Diagnosis upstream, upstream_refused, upstream_unverified, upstream_name,
    upstream_expired, upstream_plaintext, upstream_without_ca, upstream_client_certificate;

}  // namespace tlslint::explain::diagnoses
