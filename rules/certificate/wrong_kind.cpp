// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::wrong_kind {
namespace {

void check(const Model& model, Report& report) {
    for (const ReadFile& read : read_files(model)) {
        if (!read.file->opened || read.contents->problem != x509::FileProblem::wrong_kind) continue;
        report.at(read.file->at, fmt::format("{} {} holds a {} instead", name(read.file->use),
                                             read.file->written, name(read.contents->found)));
    }
}

constexpr Rule rule{
    .name = "certificate/wrong-kind",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A file holds something else than what it is for",
    .why = "The server looks for a certificate, a key or a list there, finds none and refuses "
           "to start.",
    .remedy = "Name the right file: certificate and key are often swapped, and a signing request "
              "is no certificate yet.",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"},
                   {"RFC 7468", "https://www.rfc-editor.org/rfc/rfc7468"}},
    .since = "0.1",
    .bad = "ssl_certificate site.key;",
    .good = "ssl_certificate site.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::wrong_kind
