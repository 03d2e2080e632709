// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/certificates.hpp"

#include <string_view>
#include <vector>

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
        too_deep,      // an authority stands above more of them than it may
        unknown        // there is no store to ask
    };
    Kind kind = Kind::unknown;
    const x509::Certificate* last = nullptr;     // where it ends, or what breaks it
    const x509::Certificate* missing = nullptr;  // its issuer, if it lies somewhere near
    std::string_view where{};                    // the file that holds it
};

struct JudgedChain {
    ShownCertificate shown;
    ChainVerdict verdict;
};

/// One for each of shown_certificates(). Signatures and the store cost: a file that many words name
/// is judged once.
std::vector<JudgedChain> judge_chains(const Model& model);

}  // namespace tlslint
