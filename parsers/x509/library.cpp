// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/library.hpp"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <cassert>
#include <cstdlib>
#include <string>

// The library looks for this symbol in the program when it is loaded, and then does not start by
// itself. Without C linkage it would silently do nothing.
extern "C" {
GNUTLS_SKIP_GLOBAL_INIT
}

namespace tlslint::x509 {
namespace {

// Before main, when there are no other threads that could read the environment meanwhile. GnuTLS
// reads the variable when it starts.
[[gnu::constructor]] void leave_out_configuration() {
    ::setenv("GNUTLS_SYSTEM_PRIORITY_FILE", "/dev/null", 1);
}

}  // namespace

void start_gnutls() {
    static const int started = gnutls_global_init();
    assert(started == GNUTLS_E_SUCCESS && "GnuTLS checks itself when it starts");
    static_cast<void>(started);
}

Sha256 sha256(Bytes bytes) {
    start_gnutls();
    Sha256 digest{};
    gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.data(), bytes.size(), digest.data());
    return digest;
}

std::optional<std::vector<std::uint8_t>> digest_of(std::string_view oid, Bytes bytes) {
    start_gnutls();
    const gnutls_digest_algorithm_t digest = gnutls_oid_to_digest(std::string(oid).c_str());
    if (digest == GNUTLS_DIG_UNKNOWN) return std::nullopt;
    std::vector<std::uint8_t> result(gnutls_hash_get_len(digest));
    if (gnutls_hash_fast(digest, bytes.data(), bytes.size(), result.data()) < 0)
        return std::nullopt;
    return result;
}

}  // namespace tlslint::x509
