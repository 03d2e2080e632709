// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tlslint::rules::certificate::not_pem {
namespace {

// What stands there instead of PEM; empty where PEM does.
std::string what_is_wrong(const FileContents& contents) {
    using enum x509::FileProblem;
    switch (contents.problem) {
    case empty: return "is empty";
    case binary:
        return contents.found == x509::BlockKind::other
                   ? "is not PEM"
                   : fmt::format("is not PEM, but binary: {}", name(contents.found));
    case not_pem: return "holds no PEM";
    case indented: return "holds no PEM: its BEGIN lines are indented";
    case damaged_pem:
        return fmt::format("is damaged at line {}: {}", contents.line, contents.refusal);
    case damaged_der:
        return fmt::format("is damaged at line {}: what is in the PEM cannot be decoded",
                           contents.line);
    case none:
    case too_large:
    case too_many:
    case wrong_kind: break;  // certificate/wrong-kind
    }
    if (contents.key && contents.key->problem == x509::KeyProblem::damaged)
        return "is damaged: no key can be decoded";
    return "";
}

void check(const Model& model, Report& report) {
    for (const ReadFile& read : read_files(model)) {
        if (!read.file->opened || read.file->use == FileUse::stapling) continue;
        const std::string wrong = what_is_wrong(*read.contents);
        if (wrong.empty()) continue;
        report.at(read.file->at,
                  fmt::format("{} {} {}", name(read.file->use), read.file->written, wrong));
    }
}

constexpr Rule rule{
    .name = "certificate/not-pem",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A certificate, key or other TLS file holds no PEM that can be read",
    .why = "Servers read PEM: text between BEGIN and END lines. DER, PKCS#12, an empty or a "
           "damaged file make them refuse to start.",
    .remedy = "Convert it (openssl x509 -inform DER, openssl pkcs12 -nodes), or copy it again if "
              "it is damaged.",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"},
                   {"RFC 7468", "https://www.rfc-editor.org/rfc/rfc7468"}},
    .since = "0.1",
    .bad = "ssl_certificate site.der;",
    .good = "ssl_certificate site.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::not_pem
