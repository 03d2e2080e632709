// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/certificate.hpp"

#include <span>
#include <string>
#include <string_view>

namespace tlslint::x509 {

/// Whether a client that asks for `host` accepts a certificate with these names, as browsers do
/// (RFC 9525 6.3): `*` stands for the whole first label and at least two labels follow, case does
/// not count, an address matches addresses only, the subject's common name is not looked at. One
/// dot at the end of the host is ignored. For hosts, not for patterns.
bool matches(std::span<const Name> names, std::string_view host);

/// The form that stands in certificates: "münchen.example" is "xn--mnchen-3ya.example". ASCII stays
/// as it is; empty for what is no name (IDNA2008, RFC 5891).
std::string ascii_name(std::string_view host);

}  // namespace tlslint::x509
