// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/pairs.hpp"

#include "parsers/model/strength.hpp"

#include <algorithm>

namespace tlslint {

bool is_key_given(const x509::PublicKey& wanted, std::span<const CertificatePair> pairs) {
    return std::any_of(pairs.begin(), pairs.end(), [&](const CertificatePair& pair) {
        const x509::PublicKey* const key = pair.public_key();
        return key && key->id == wanted.id;
    });
}

bool lacks_key(const CertificatePair& pair, std::span<const CertificatePair> pairs) {
    const x509::Certificate* const leaf = pair.leaf();
    const bool all_read = std::all_of(pairs.begin(), pairs.end(), [](const CertificatePair& each) {
        const x509::PublicKey* const key = each.public_key();
        return key && key->id;
    });
    return leaf && leaf->key.id && all_read && leaf->key.type != pair.public_key()->type
           && !is_key_given(leaf->key, pairs);
}

openssl::Keys kinds_of_keys(std::span<const CertificatePair> pairs) {
    openssl::Keys keys = openssl::Keys::none;
    for (const CertificatePair& pair : pairs) {
        const x509::Certificate* const leaf = pair.leaf();
        if (!leaf)
            keys = openssl::Keys::any;
        else if (!lacks_key(pair, pairs))
            keys = keys | key_kind(leaf->key);
    }
    return keys;
}

bool is_too_weak(const CertificatePair& pair, const openssl::Library& library, int level) {
    const x509::Certificate* const leaf = pair.leaf();
    if (!leaf) return false;
    const auto shown = pair.certificate->contents->certificates;
    return std::any_of(shown.begin(), shown.end(), [&](const x509::Certificate& each) {
        return !too_weak(each, &each == leaf, library, level).empty();
    });
}

openssl::Keys kinds_refused(std::span<const CertificatePair> pairs, const openssl::Library& library,
                            int level_when_loaded, int level) {
    openssl::Keys keys = openssl::Keys::none;
    if (level <= level_when_loaded) return keys;
    for (const CertificatePair& pair : pairs) {
        if (is_too_weak(pair, library, level) && !is_too_weak(pair, library, level_when_loaded))
            keys = keys | key_kind(pair.leaf()->key);
    }
    return keys;
}

}  // namespace tlslint
