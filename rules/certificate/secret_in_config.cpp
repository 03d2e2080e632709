// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <string_view>

namespace tlslint::rules::certificate::secret_in_config {
namespace {

bool has_pin(std::string_view value) {
    const bool store =
        value.starts_with("engine:") || value.starts_with("store:") || value.starts_with("pkcs11:");
    return store && value.find("pin-value=") != std::string_view::npos;
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::secret_written,
                    [&](const Remark& remark) { report.at(remark.at, std::string(remark.value)); });
    for (const FileReference& file : model.files) {
        const bool is_key = file.use == FileUse::key;
        if ((!is_key && file.use != FileUse::certificate)
            || file.written.find('$') != std::string_view::npos)
            continue;
        if (is_key && file.written.starts_with("data:"))
            report.at(file.at, "the private key stands in the configuration");
        else if (has_pin(file.written))
            report.at(file.at, "the PIN of the key store stands in the configuration");
    }
}

constexpr Rule rule{
    .name = "certificate/secret-in-config",
    .severity = Severity::error,
    .servers = {"nginx", "apache"},
    .summary = "A secret stands in the configuration",
    .why = "Configuration is copied, backed up, shown and kept in version control: the key or PIN "
           "goes with it.",
    .remedy = "Keep it in a file that only root reads.",
    .references = {{"nginx: ssl_certificate_key",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate_key"},
                   {"CWE-312", "https://cwe.mitre.org/data/definitions/312.html"}},
    .since = "0.1",
    .bad = "ssl_certificate_key \"data:-----BEGIN PRIVATE KEY-----...\";",
    .good = "ssl_certificate_key /etc/ssl/private/site.key;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::secret_in_config
