// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/chains.hpp"

#include "parsers/x509/trust.hpp"

#include <algorithm>

namespace tlslint {
namespace {

using Kind = ChainVerdict::Kind;

struct Near {
    const x509::Certificate* issuer = nullptr;
    std::string_view where;
    bool named = false;  // by a setting that names authorities
};

// The issuer of a certificate among the files that the configuration names and their neighbours.
Near find_near(const x509::Certificate& certificate, const Model& model) {
    const auto search = [&](const FileContents& contents) -> const x509::Certificate* {
        for (const x509::Certificate& other : contents.certificates) {
            if (other.sha256 != certificate.sha256 && may_have_issued(other, certificate))
                return &other;
        }
        return nullptr;
    };
    Near near;
    for (const FileReference& file : model.files) {
        const bool names_authorities =
            file.use == FileUse::trusted_ca || file.use == FileUse::client_ca;
        if (!file.contents || (near.issuer && !names_authorities)) continue;
        if (const auto* const issuer = search(*file.contents)) {
            near = {issuer, file.written, names_authorities};
            if (names_authorities) return near;
        }
    }
    if (near.issuer) return near;
    for (const Model::Neighbour& file : model.neighbours) {
        if (const auto* const issuer = search(*file.contents)) return {issuer, file.path, false};
    }
    return near;
}

// A setting that names authorities names this one.
bool is_named(const x509::Certificate& root, const Model& model) {
    return std::any_of(model.files.begin(), model.files.end(), [&](const FileReference& file) {
        const bool authorities = file.use == FileUse::trusted_ca || file.use == FileUse::client_ca;
        return authorities && file.contents
               && std::any_of(file.contents->certificates.begin(),
                              file.contents->certificates.end(),
                              [&](const auto& each) { return each.sha256 == root.sha256; });
    });
}

// A certificate whose issuer, as its names say, stands in the same file and did not sign it.
const x509::Certificate* badly_signed(const ShownCertificate& shown) {
    const auto path = shown.contents->chain.path;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const x509::Certificate& certificate = shown.at(path[i]);
        if (!has_signed(shown.at(path[i + 1]), certificate).value_or(true)) return &certificate;
    }
    return nullptr;
}

}  // namespace

ChainVerdict judge_chain(const ShownCertificate& shown, const Model& model) {
    const x509::Trust* const trust = model.facts.trust;
    const auto path = shown.contents->chain.path;
    const x509::Certificate& last = shown.at(path.back());
    const bool has_store = trust && trust->is_known();
    if (const x509::Certificate* const forged = badly_signed(shown)) return {Kind::broken, forged};
    if (has_store) {
        for (const std::uint32_t index : path) {
            const x509::Certificate& certificate = shown.at(index);
            if (trust->holds(certificate) || trust->issuer_of(certificate)) return {Kind::trusted};
        }
    }
    if (path.size() == 1 && last.self_signed) return {Kind::self_signed, &last};
    if (last.self_signed) {
        if (is_named(last, model)) return {Kind::private_root, &last};
        return {has_store ? Kind::untrusted : Kind::unknown, &last};
    }
    const Near near = find_near(last, model);
    if (near.issuer && !near.issuer->self_signed)
        return {Kind::incomplete, &last, near.issuer, near.where};
    if (near.issuer && near.named) return {Kind::private_root, &last, near.issuer, near.where};
    if (!near.issuer && !last.is_ca) return {Kind::incomplete, &last};
    return {has_store ? Kind::untrusted : Kind::unknown, &last, near.issuer, near.where};
}

}  // namespace tlslint
