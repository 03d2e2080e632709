// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/ciphersuites.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/nearest.hpp"
#include "parsers/openssl/signature_algorithms.hpp"

#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

// Everything that reads a value in OpenSSL's languages. The first byte picks the rewriting, the
// version and whether IDEA is built in; the rest is the value.

namespace {

using namespace tlslint::openssl;

void require(bool holds) {
    if (!holds) std::abort();
}

bool lies_in(Range range, std::string_view text) {
    return range.begin <= range.end && range.end <= text.size();
}

void check(const Evaluation& evaluation, std::string_view text, const Library& library) {
    require(evaluation.ok() == !evaluation.suites.empty());
    require(evaluation.refused_at <= text.size());
    std::set<const Suite*> seen;
    for (const Chosen& chosen : evaluation.suites) {
        require(seen.insert(chosen.suite).second);
        require(lies_in(chosen.by, text));
    }
    for (const Remark& remark : evaluation.remarks) {
        require(lies_in(remark.word, text) && lies_in(remark.rule, text));
        require(remark.rule.begin <= remark.word.begin && remark.word.end <= remark.rule.end);
    }
    if (!evaluation.remarks.empty()) {
        const std::string_view word = evaluation.remarks.front().word.of(text);
        const std::string_view nearest = nearest_cipher_word(word, library);
        require(nearest.empty() || is_known(nearest, library));
    }
    // What is chosen can be spelled out and then means itself.
    std::string names;
    for (const Chosen& chosen : evaluation.suites) {
        names +=
            (names.empty() ? "" : ":") + std::string(openssl_name(*chosen.suite, library.version));
    }
    if (names.empty()) return;
    const Evaluation again = evaluate(names, library);
    require(again.suites.size() == evaluation.suites.size());
    for (std::size_t i = 0; i < again.suites.size(); ++i) {
        require(again.suites[i].suite == evaluation.suites[i].suite);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto rewriting = static_cast<Rewriting>(data[0] % 3);
    const Version version = versions[data[0] / 3 % versions.size()];
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);

    Library library = upstream(version);
    library.has_idea = data[0] < 0x80;
    library.system_ciphers = "@SECLEVEL=2:kEECDH:kRSA:-aDSS:!eNULL";
    check(evaluate(text, rewriting, library), text, library);

    for (const auto& l : parse_ciphersuites(text, version).suites) require(lies_in(l.at, text));
    const GroupList groups = parse_groups(text, version);
    require(lies_in(groups.refused_at, text));
    for (const auto& l : groups.groups) require(lies_in(l.at, text));
    require(key_shares(groups, version).size() <= 4);
    const SignatureList signatures = parse_signatures(text, version);
    require(lies_in(signatures.refused_at, text));
    for (const auto& l : signatures.algorithms) require(lies_in(l.at, text));
    return 0;
}
