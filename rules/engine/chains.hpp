// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/certificates.hpp"

#include <string>

namespace tlslint {

/// How far clients get with what a server sends.
struct ChainVerdict {
    enum class Kind : std::uint8_t {
        trusted,       // up to an authority of the chosen store
        self_signed,   // the leaf itself, and nobody knows it
        incomplete,    // an intermediate is missing
        private_root,  // complete, and a file of this configuration has the root
        untrusted,     // complete as far as can be seen, and nobody knows where it ends
        broken,        // a signature is not its issuer's
        unknown        // there is no store to ask
    };
    Kind kind = Kind::unknown;
    const x509::Certificate* last = nullptr;     // where it ends, or what has the wrong signature
    const x509::Certificate* missing = nullptr;  // its issuer, if it lies somewhere near
    std::string_view where{};                    // the file that holds it
};

/// One for each of shown_certificates(); asks the store, which costs.
ChainVerdict judge_chain(const ShownCertificate& shown, const Model& model);

}  // namespace tlslint
