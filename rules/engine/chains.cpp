// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/chains.hpp"

#include "parsers/x509/trust.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tlslint {
namespace {

using Kind = ChainVerdict::Kind;

struct Near {
    const x509::Certificate* issuer = nullptr;
    std::string_view where;
    bool named = false;  // by a setting that names authorities
};

bool names_authorities(const FileReference& file) {
    return file.use == FileUse::trusted_ca || file.use == FileUse::client_ca;
}

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
        const bool named = names_authorities(file);
        if (!file.contents || (near.issuer && !named)) continue;
        if (const auto* const issuer = search(*file.contents)) {
            near = {issuer, file.written, named};
            if (named) return near;
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
        return names_authorities(file) && file.contents
               && std::any_of(file.contents->certificates.begin(),
                              file.contents->certificates.end(),
                              [&](const auto& each) { return each.sha256 == root.sha256; });
    });
}

// A certificate whose issuer, as its names say, stands in the same file and did not sign it.
const x509::Certificate* badly_signed(const FileContents& file) {
    const auto path = file.chain.path;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const x509::Certificate& certificate = file.certificates[path[i]];
        if (!has_signed(file.certificates[path[i + 1]], certificate).value_or(true))
            return &certificate;
    }
    return nullptr;
}

// An authority of a path, the leaf first, with more authorities below it than it allows
// (RFC 5280 4.2.1.9).
const x509::Certificate* overstretched(const std::vector<const x509::Certificate*>& path) {
    std::uint32_t below = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (path[i]->path_length && below > *path[i]->path_length) return path[i];
        if (!path[i]->self_issued) ++below;
    }
    return nullptr;
}

ChainVerdict judge_chain(const FileContents& file, const Model& model) {
    const x509::Trust* const trust = model.facts.trust;
    const auto path = file.chain.path;
    const x509::Certificate& last = file.certificates[path.back()];
    const bool has_store = trust && trust->is_known();
    if (const x509::Certificate* const forged = badly_signed(file)) return {Kind::broken, forged};
    std::vector<const x509::Certificate*> walked;
    for (const std::uint32_t index : path) {
        const x509::Certificate& certificate = file.certificates[index];
        walked.push_back(&certificate);
        if (!has_store) continue;
        const bool held = trust->holds(certificate);
        const x509::Certificate* const issuer = held ? nullptr : trust->issuer_of(certificate);
        if (!held && !issuer) continue;
        if (issuer) walked.push_back(issuer);
        const x509::Certificate* const above = overstretched(walked);
        return above ? ChainVerdict{Kind::too_deep, above} : ChainVerdict{Kind::trusted};
    }
    if (const auto* const above = overstretched(walked)) return {Kind::too_deep, above};
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

}  // namespace

std::vector<JudgedChain> judge_chains(const Model& model) {
    std::unordered_map<const FileContents*, ChainVerdict> known;
    std::vector<JudgedChain> judged;
    for (ShownCertificate& shown : shown_certificates(model)) {
        const auto [place, is_new] = known.try_emplace(shown.contents);
        if (is_new) place->second = judge_chain(*shown.contents, model);
        judged.push_back({std::move(shown), place->second});
    }
    return judged;
}

}  // namespace tlslint
