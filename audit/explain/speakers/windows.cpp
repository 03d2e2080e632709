// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Status codes with their numbers, the sentences of .NET, and the events 36874 to 36888.
constexpr Message messages[] = {
    {.texts = {"SEC_E_UNTRUSTED_ROOT", "0x80090325",
               "The certificate chain was issued by an authority that is not trusted"},
     .meaning = "The chain ends in no root of the Windows store.",
     .diagnosis = &d::untrusted},
    {.texts = {"SEC_E_WRONG_PRINCIPAL", "0x80090322", "The target principal name is incorrect"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"SEC_E_CERT_EXPIRED", "0x80090328", "The received certificate has expired"},
     .meaning = "A certificate of the chain is past its date.",
     .diagnosis = &d::expired},
    {.texts = {"SEC_E_ALGORITHM_MISMATCH", "0x80090331", "they do not possess a common algorithm"},
     .meaning = "No version or no suite is shared; old .NET programs offer TLS 1.0 only.",
     .diagnosis = &d::versions},
    {.texts = {"SEC_E_ILLEGAL_MESSAGE", "0x80090326",
               "The message received was unexpected or badly formatted"},
     .meaning = "The server answered the hello with an alert, handshake_failure most often.",
     .diagnosis = &d::suites},
    {.texts = {"SEC_E_INVALID_TOKEN", "0x80090308",
               "The token supplied to the function is invalid"},
     .meaning = "The answer is no TLS: clear HTTP on the port, most often.",
     .diagnosis = &d::not_tls},
    {.texts = {"SEC_E_CERT_UNKNOWN", "0x80090327"},
     .meaning = "The certificate was not accepted, and no reason is given.",
     .diagnosis = &d::certificate_refused},
    {.texts = {"CRYPT_E_REVOKED", "0x80092010", "The certificate is revoked"},
     .meaning = "The certificate was revoked.",
     .diagnosis = &d::revoked},
    {.texts = {"CRYPT_E_NO_REVOCATION_CHECK", "0x80092012",
               "The revocation function was unable to check revocation",
               "CRYPT_E_REVOCATION_OFFLINE", "0x80092013"},
     .meaning = "Schannel demands a revocation check: the certificate names no responder or list, "
                "or it does not answer.",
     .diagnosis = &d::must_staple},
    {.texts = {"SEC_I_INCOMPLETE_CREDENTIALS", "0x00090320"},
     .meaning = "The server asks for a client certificate, and none is configured.",
     .diagnosis = &d::client_certificate},
    {.texts = {"Could not establish trust relationship for the SSL/TLS secure channel",
               "RemoteCertificateChainErrors", "UntrustedRoot", "PartialChain"},
     .meaning = ".NET does not trust the chain: a private CA, or a missing intermediate.",
     .diagnosis = &d::untrusted},
    {.texts = {"RemoteCertificateNameMismatch"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"RemoteCertificateNotAvailable"},
     .meaning = "The other side showed no certificate.",
     .diagnosis = &d::no_certificate},
    {.texts = {"The remote certificate is invalid according to the validation procedure",
               "The remote certificate is invalid because of errors in the certificate chain",
               "The remote certificate was rejected by the provided "
               "RemoteCertificateValidationCallback"},
     .meaning = ".NET did not accept the certificate; the words behind say why.",
     .diagnosis = &d::untrusted,
     .frame = true},
    {.texts = {"Could not create SSL/TLS secure channel",
               "The SSL connection could not be established, see inner exception",
               "A call to SSPI failed, see inner exception"},
     .meaning = "The handshake failed; the inner exception says why. Without one: old .NET offers "
                "only TLS 1.0 unless SecurityProtocol says otherwise.",
     .diagnosis = &d::versions,
     .frame = true},
    {.texts = {"The underlying connection was closed: An unexpected error occurred on a send",
               "The underlying connection was closed: An unexpected error occurred on a receive"},
     .meaning = "The server closed in the middle of the handshake; old .NET offers only TLS 1.0, "
                "and many servers hang up on that.",
     .diagnosis = &d::versions},
};

}  // namespace

extern const Speaker windows;
const Speaker windows{
    .name = "Windows",
    .where = "Schannel: .NET, PowerShell, IIS, curl on Windows, and the system event log",
    .source = {"Windows, the status codes and events of Schannel",
               "https://learn.microsoft.com/en-us/windows/win32/secauthn/"
               "schannel-error-codes-for-tls-and-ssl-alerts"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
