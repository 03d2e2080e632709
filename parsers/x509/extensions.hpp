// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/certificate.hpp"
#include "parsers/x509/der.hpp"

#include <string>

namespace tlslint::x509 {

// Parts of parse_certificate, for this folder.

/// Fills in what the extensions say. Takes the content of the Extensions sequence; false if it is
/// none.
bool read_extensions(Bytes extensions, Certificate& certificate, Arena& arena);

/// Takes the content of an AlgorithmIdentifier.
SignatureAlgorithm read_signature_algorithm(Bytes identifier, Arena& arena);

/// As OpenSSL prints it: whole bytes, upper case, a sign before negative ones.
std::string serial_text(Bytes integer);
/// The time of a UTCTime or GeneralizedTime; nothing where it cannot be read.
std::optional<std::chrono::sys_seconds> read_time(const DerValue& value);

}  // namespace tlslint::x509
