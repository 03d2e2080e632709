// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/endpoint_card_support.hpp"
#include "audit/cli/origin_text_support.hpp"
#include "audit/report/escape_support.hpp"

#include <fmt/format.h>

#include <iterator>

namespace tlslint {
namespace {

using report::printable;

std::string target_in_words(const Upstream& upstream) {
    std::string text = fmt::format("{}://{}", printable(upstream.scheme),
                                   upstream.host.empty() ? "?" : printable(upstream.host));
    if (upstream.port != 0) text += fmt::format(":{}", upstream.port);
    return upstream.path.empty() ? text : printable(upstream.path) + " -> " + text;
}

}  // namespace

CardRow upstream_row(const Model& model, const Upstream& upstream) {
    CardRow row{"upstream",
                {{target_in_words(upstream), {"", place_in_words(model, upstream.at)}}}};
    std::string usual;
    std::string_view whose;
    const auto add = [&](const Origin& origin, const std::string& value) {
        if (origin.kind == Origin::Kind::server && origin.overruled.empty()) {
            usual.append(usual.empty() ? "" : " · ").append(value);
            whose = origin.authority;
            return;
        }
        auto lines = lines_of(model, origin, value);
        row.lines.insert(row.lines.end(), std::make_move_iterator(lines.begin()),
                         std::make_move_iterator(lines.end()));
    };
    std::string verified = upstream.verify.value ? "verified" : "not verified";
    if (const FileReference* trusted = upstream.trusted_ca.value; upstream.verify.value && trusted)
        verified += " by " + file_in_words(*trusted);
    add(upstream.verify.origin, verified);
    add(upstream.sends_name.origin, upstream.sends_name.value
                                        ? "sends the name " + printable(upstream.name.value)
                                        : "sends no name");
    if (upstream.name.origin.is_written())
        add(upstream.name.origin, "name " + printable(upstream.name.value));
    add(upstream.versions.origin, openssl::names(upstream.versions.value));
    const auto& ciphers = upstream.ciphers.value;
    if (!ciphers.suites.empty())
        add(upstream.ciphers.origin, fmt::format("{} ciphers", ciphers.suites.size()));
    for (const CertificatePair& pair : upstream.certificates.value)
        row.lines.push_back({"shows " + file_in_words(*pair.certificate),
                             {"", place_in_words(model, pair.certificate->at)}});
    if (!usual.empty()) row.lines.push_back({usual, {printable(whose)}});
    return row;
}

}  // namespace tlslint
