// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/library.hpp"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <cassert>
#include <cstdlib>

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

}  // namespace tlslint::x509
