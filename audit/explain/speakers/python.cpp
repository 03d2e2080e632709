// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// What Python adds; `[SSL: NAME] …` is OpenSSL's reason.
constexpr Message messages[] = {
    {.texts = {"EOF occurred in violation of protocol", "UNEXPECTED_EOF_WHILE_READING"},
     .meaning = "The other side closed without an alert: in the handshake, or without the end that "
                "TLS demands.",
     .diagnosis = &d::early_close},
    {.texts = {"hostname '…' doesn't match …", "certificate is not valid for '…'"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"check_hostname requires server_hostname"},
     .meaning = "The program gave no name to compare with; the server is not at fault.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"The handshake operation timed out"},
     .meaning = "The handshake was not done in time.",
     .diagnosis = &d::timeout},
    {.texts = {"Caused by SSLError(…)", "requests.exceptions.SSLError", "ssl.SSLError"},
     .meaning = "The handshake failed; the brackets say why.",
     .diagnosis = &d::suites,
     .frame = true},
};

}  // namespace

extern const Speaker python;
const Speaker python{.name = "Python",
                     .where = "a traceback of Python: requests, urllib3, pip, Ansible",
                     .source = {"CPython 3.11, Lib/ssl.py and Modules/_ssl.c",
                                "https://docs.python.org/3/library/ssl.html#exceptions"},
                     .messages = messages};

}  // namespace tlslint::explain::speakers
