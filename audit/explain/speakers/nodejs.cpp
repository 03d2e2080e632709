// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Codes of Node.js's errors; their texts are OpenSSL's, and belong to openssl_verify.cpp.
constexpr Message messages[] = {
    {.texts = {"ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
               "UNABLE_TO_GET_ISSUER_CERT"},
     .meaning = "The issuer is not known: the intermediate is missing, which Node.js does not "
                "fetch, or the CA is a private one (NODE_EXTRA_CA_CERTS).",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"DEPTH_ZERO_SELF_SIGNED_CERT"},
     .meaning = "The certificate is its own issuer.",
     .diagnosis = &d::self_signed},
    {.texts = {"SELF_SIGNED_CERT_IN_CHAIN"},
     .meaning = "The chain ends in a root that Node.js does not have: a private CA, or a proxy "
                "that inspects TLS.",
     .diagnosis = &d::untrusted},
    {.texts = {"CERT_HAS_EXPIRED"},
     .meaning = "A certificate of the chain is past its date.",
     .diagnosis = &d::expired},
    {.texts = {"CERT_NOT_YET_VALID"},
     .meaning = "The validity begins later; look at the clock first.",
     .diagnosis = &d::not_yet_valid},
    {.texts = {"Client network socket disconnected before secure TLS connection was established"},
     .meaning = "The server, or something between, closed in the middle of the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"ERR_TLS_HANDSHAKE_TIMEOUT", "TLS handshake timeout"},
     .meaning = "The handshake was not done in time.",
     .diagnosis = &d::timeout},
};

}  // namespace

extern const Speaker nodejs;
const Speaker nodejs{.name = "Node.js",
                     .where = "programs in Node.js: npm, Electron, VS Code",
                     .source = {"Node.js, lib/_tls_wrap.js and the codes of src/crypto",
                                "https://nodejs.org/api/errors.html"},
                     .messages = messages};

}  // namespace tlslint::explain::speakers
