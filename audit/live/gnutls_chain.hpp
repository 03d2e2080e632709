// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/wire.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tlslint::live {

/// Why a path of certificates (DER, the leaf first, the authority last) does not hold although each
/// of its links does, dates and digests aside; "" if it does.
[[nodiscard]] std::string why_refused(const std::vector<Bytes>& path);

/// Why an OCSP response was not made by this issuer or somebody whom it has asked to; "" if it was.
[[nodiscard]] std::string why_forged(Bytes response, Bytes issuer);
/// The same of a revocation list.
[[nodiscard]] std::string why_forged_list(Bytes list, Bytes issuer);
/// Asks for what an issuer says of a certificate (RFC 6960 4.1); empty if that cannot be.
[[nodiscard]] Buffer ocsp_request(Bytes certificate, Bytes issuer);
/// When it was made; nothing if it does not say so.
[[nodiscard]] std::optional<std::chrono::sys_seconds> produced_at(Bytes response);

/// How many signed certificate timestamps a certificate holds (RFC 6962 3.3).
[[nodiscard]] int count_scts(Bytes certificate);

}  // namespace tlslint::live
