// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/certificate.hpp"

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

}  // namespace tlslint::x509
