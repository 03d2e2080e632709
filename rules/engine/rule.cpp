// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include "parsers/text/nearest.hpp"

#include <algorithm>

namespace tlslint {

std::string_view name(Severity severity) {
    switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "";
}

std::string_view name(Cause cause) {
    switch (cause) {
    case Cause::none: return "";
    case Cause::certificate_validity: return "certificate-validity";
    case Cause::name_mismatch: return "name-mismatch";
    case Cause::version_mismatch: return "version-mismatch";
    case Cause::weak_ciphers: return "weak-ciphers";
    case Cause::untrusted_authority: return "untrusted-authority";
    case Cause::revoked: return "revoked";
    case Cause::misconfiguration: return "misconfiguration";
    case Cause::outdated_client: return "outdated-client";
    case Cause::network: return "network";
    }
    return "";
}

namespace rules {

const Rule* find(std::string_view name) {
    const auto rules = all();
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const Rule* rule) { return rule->name == name; });
    return found == rules.end() ? nullptr : *found;
}

const Rule* nearest(std::string_view name) {
    Nearest best(name);
    const Rule* result = nullptr;
    for (const Rule* rule : all()) {
        const std::string_view without_category = rule->name.substr(rule->name.find('/') + 1);
        if (without_category == name) return rule;
        if (best.offer(rule->name) || best.offer(without_category)) result = rule;
    }
    return result;
}

}  // namespace rules
}  // namespace tlslint
