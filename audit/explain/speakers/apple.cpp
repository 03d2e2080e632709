// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Codes of Secure Transport and of the URL loading system.
constexpr Message messages[] = {
    {.texts = {"Safari can't establish a secure connection to the server",
               "Safari can’t establish a secure connection to the server",
               "NSURLErrorDomain … -1200",
               "An SSL error has occurred and a secure connection to the server cannot be made"},
     .meaning = "The handshake failed, and Safari does not say why; `tlslint diagnose` does.",
     .diagnosis = &d::suites},
    {.texts = {"SSLHandshake failed (-9824)", "errSSLPeerHandshakeFail"},
     .meaning = "The server answered handshake_failure: no suite is shared, or App Transport "
                "Security wants forward secrecy.",
     .diagnosis = &d::suites},
    {.texts = {"SSLHandshake failed (-9836)", "errSSLPeerProtocolVersion"},
     .meaning = "No version is shared.",
     .diagnosis = &d::versions},
    {.texts = {"SSLHandshake failed (-9801)", "errSSLNegotiation"},
     .meaning = "No suite is shared.",
     .diagnosis = &d::suites},
    {.texts = {"SSLHandshake failed (-9806)", "errSSLClosedAbort", "SSLHandshake failed (-9816)",
               "errSSLClosedNoNotify"},
     .meaning = "The server closed in the middle of the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"SSLHandshake failed (-9807)", "errSSLXCertChainInvalid",
               "SSLHandshake failed (-9813)", "errSSLNoRootCert", "SSLHandshake failed (-9812)"},
     .meaning = "The chain leads to no trusted root, or an intermediate is missing.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"SSLHandshake failed (-9814)", "errSSLCertExpired"},
     .meaning = "A certificate of the chain is past its date.",
     .diagnosis = &d::expired},
    {.texts = {"SSLHandshake failed (-9815)", "errSSLCertNotYetValid"},
     .meaning = "The validity begins later; look at the clock first.",
     .diagnosis = &d::not_yet_valid},
    {.texts = {"SSLHandshake failed (-9843)", "errSSLHostNameMismatch"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"SSLHandshake failed (-9802)", "errSSLFatalAlert"},
     .meaning = "An alert that the log does not name ended the handshake.",
     .diagnosis = &d::suites},
    {.texts = {"The certificate for this server is invalid", "NSURLErrorDomain … -1202"},
     .meaning = "The certificate was not accepted: its chain, its name, or its dates.",
     .diagnosis = &d::untrusted},
};

}  // namespace

extern const Speaker apple;
const Speaker apple{
    .name = "Apple",
    .where = "Safari, iOS and macOS programs: the page, or CFNetwork and NSURLError codes in a log",
    .source = {"Apple, SecureTransport.h and NSURLError.h",
               "https://developer.apple.com/documentation/security/secure-transport"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
