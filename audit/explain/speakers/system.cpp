// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// What the operating system says of the connection under TLS.
constexpr Message messages[] = {
    {.texts = {"Connection reset by peer", "ECONNRESET"},
     .meaning = "The other side, or something between, cut the connection.",
     .diagnosis = &d::early_close},
    {.texts = {"Connection refused", "ECONNREFUSED"},
     .meaning = "Nothing listens on the port, or a firewall refuses.",
     .diagnosis = &d::unreachable},
    {.texts = {"Connection timed out", "ETIMEDOUT"},
     .meaning = "Packets are dropped on the way.",
     .diagnosis = &d::timeout},
    {.texts = {"No route to host", "Network is unreachable", "EHOSTUNREACH", "ENETUNREACH"},
     .meaning = "No way leads there.",
     .diagnosis = &d::unreachable},
    {.texts = {"Broken pipe", "EPIPE"},
     .meaning = "The other side had closed when this one wrote.",
     .diagnosis = &d::early_close},
    {.texts = {"Name or service not known", "Temporary failure in name resolution", "ENOTFOUND"},
     .meaning = "The name has no address, or the resolver does not answer.",
     .diagnosis = &d::unreachable},
};

}  // namespace

extern const Speaker system;
const Speaker system{.name = "the system",
                     .where = "any program, as the text of errno",
                     .source = {"The C library's strerror on Linux",
                                "https://man7.org/linux/man-pages/man3/errno.3.html"},
                     .messages = messages};

}  // namespace tlslint::explain::speakers
