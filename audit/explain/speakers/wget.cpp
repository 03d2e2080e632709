// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// The first texts are those of wget with OpenSSL, the others of wget with GnuTLS.
constexpr Message messages[] = {
    {.texts = {"cannot verify … 's certificate, issued by …",
               "Unable to locally verify the issuer's authority"},
     .meaning = "wget does not know the issuer: a private CA, a missing intermediate, or no CA "
                "file on this machine.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"certificate common name … doesn't match requested host name …",
               "no certificate subject alternative name matches",
               "The certificate's owner does not match hostname …"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"Issued certificate has expired", "The certificate of … has expired",
               "The certificate has expired"},
     .meaning = "The certificate is past its date.",
     .diagnosis = &d::expired},
    {.texts = {"Issued certificate not yet valid", "The certificate of … is not yet activated"},
     .meaning = "The validity begins later; look at the clock first.",
     .diagnosis = &d::not_yet_valid},
    {.texts = {"Self-signed certificate encountered"},
     .meaning = "The certificate is its own issuer.",
     .diagnosis = &d::self_signed},
    {.texts = {"The certificate of … is not trusted",
               "The certificate of … doesn't have a known issuer",
               "The certificate of … hasn't got a known issuer"},
     .meaning = "wget does not know the issuer: a private CA, a missing intermediate, or no CA "
                "file on this machine.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"The certificate of … has been revoked"},
     .meaning = "The certificate was revoked.",
     .diagnosis = &d::revoked},
    {.texts = {"Unable to establish SSL connection"},
     .meaning = "The handshake failed; the line before says why.",
     .diagnosis = &d::suites,
     .frame = true},
};

}  // namespace

extern const Speaker wget;
const Speaker wget{
    .name = "wget",
    .where = "after `ERROR:` in the output of wget",
    .source =
        {"wget 1.21.3 (Debian 12 with GnuTLS, others with OpenSSL), the strings of its binary",
         "https://www.gnu.org/software/wget/manual/wget.html#HTTPS-_0028SSL_002fTLS_0029-Options"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
