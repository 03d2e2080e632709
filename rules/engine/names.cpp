// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/names.hpp"

#include "parsers/model/server.hpp"
#include "parsers/text/ascii.hpp"

#include <algorithm>

namespace tlslint {
namespace {

// Not a pattern, and not a word for "any other name".
bool is_name(std::string_view name) {
    return !name.empty() && name != "_" && !name.starts_with('~')
           && name.find('$') == std::string_view::npos;
}

}  // namespace

NamesWithTls::NamesWithTls(const Model& model) {
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls() || endpoint.layer != Endpoint::Layer::http) continue;
        // HAProxy's names are those of its certificates.
        if (endpoint.names.empty() && model.server->name == "haproxy") {
            for (const CertificatePair& pair : endpoint.certificates.value) {
                if (!pair.leaf()) continue;
                for (const x509::Name& name : pair.leaf()->names)
                    if (name.kind == x509::Name::Kind::dns) names_.insert(lowered(name.text));
            }
        }
        for (const std::string_view name : endpoint.names) {
            if (!is_name(name)) continue;
            names_.insert(lowered(name));
            // ".example.org" stands for both.
            if (name.starts_with('.')) {
                names_.insert(lowered(name.substr(1)));
                names_.insert("*" + lowered(name));
            }
        }
    }
}

bool NamesWithTls::contain(std::string_view name) const {
    if (!is_name(name)) return false;
    const std::string text = lowered(name);
    if (names_.contains(text)) return true;
    for (std::size_t dot = text.find('.'); dot != std::string::npos; dot = text.find('.', dot + 1))
        if (names_.contains("*" + text.substr(dot))) return true;
    return false;
}

bool NamesWithTls::serve(const Endpoint& endpoint) const {
    return std::any_of(endpoint.names.begin(), endpoint.names.end(),
                       [&](std::string_view name) { return contain(name); });
}

}  // namespace tlslint
