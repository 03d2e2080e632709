// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/library.hpp"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <memory>
#include <type_traits>

namespace tlslint::x509 {

// Handles that end with their scope. For this folder's .cpp files only: GnuTLS never leaves it.

template <class Pointer, auto release>
struct Release {
    using pointer = Pointer;
    void operator()(Pointer handle) const { release(handle); }
};
template <class Pointer, auto release>
using Handle = std::unique_ptr<std::remove_pointer_t<Pointer>, Release<Pointer, release>>;

using KeyHandle = Handle<gnutls_x509_privkey_t, gnutls_x509_privkey_deinit>;
using AnyKeyHandle = Handle<gnutls_privkey_t, gnutls_privkey_deinit>;
using PublicKeyHandle = Handle<gnutls_pubkey_t, gnutls_pubkey_deinit>;
using CertificateHandle = Handle<gnutls_x509_crt_t, gnutls_x509_crt_deinit>;

/// Null if there is no memory.
template <class Some, auto initialise>
Some make_handle() {
    start_gnutls();
    typename Some::pointer handle = nullptr;
    return initialise(&handle) == GNUTLS_E_SUCCESS ? Some(handle) : Some();
}

/// Bytes that GnuTLS allocated.
class Datum {
  public:
    Datum() = default;
    Datum(const Datum&) = delete;
    Datum& operator=(const Datum&) = delete;
    ~Datum() { gnutls_free(datum_.data); }
    [[nodiscard]] gnutls_datum_t* out() { return &datum_; }
    [[nodiscard]] Bytes bytes() const { return {datum_.data, datum_.size}; }

  private:
    gnutls_datum_t datum_{};
};

/// For functions that only look at it.
inline gnutls_datum_t datum_of(Bytes bytes) {
    return {const_cast<unsigned char*>(bytes.data()), static_cast<unsigned>(bytes.size())};
}

}  // namespace tlslint::x509
