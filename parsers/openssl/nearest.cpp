// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/nearest.hpp"

#include "parsers/openssl/catalogue.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/list.hpp"
#include "parsers/openssl/suite.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace tlslint::openssl {
namespace {

// Names of suites have up to 45 letters; the time of edit_distance() grows with the square.
constexpr std::size_t longest_word = 64;

// Two neighbours swapped is the likeliest slip, a wrong digit hardly one: AES192 is not AES128
// misspelt.
constexpr int swap_weight = 1;
constexpr int weight(char c) {
    return c >= '0' && c <= '9' ? 6 : 2;
}

// Optimal string alignment in three rows; case does not count. `a` has longest_word letters at
// most.
int edit_distance(std::string_view a, std::string_view b) {
    if (b.size() > longest_word) return std::numeric_limits<int>::max();
    using Row = std::array<int, longest_word + 1>;
    Row before_last{};
    Row last{};
    Row row{};
    for (std::size_t j = 0; j < b.size(); ++j) last[j + 1] = last[j] + weight(b[j]);
    for (std::size_t i = 0; i < a.size(); ++i) {
        row[0] = last[0] + weight(a[i]);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const int change =
                lower(a[i]) == lower(b[j]) ? 0 : std::max(weight(a[i]), weight(b[j]));
            row[j + 1] =
                std::min({last[j] + change, last[j + 1] + weight(a[i]), row[j] + weight(b[j])});
            if (i > 0 && j > 0 && change != 0 && a[i] == b[j - 1] && a[i - 1] == b[j]) {
                row[j + 1] = std::min(row[j + 1], before_last[j - 1] + swap_weight);
            }
        }
        before_last = last;
        last = row;
    }
    return last[b.size()];
}

// The best of the candidates offered one by one. Equal ones: the first in the alphabet, for the
// same answer every time.
class Nearest {
  public:
    explicit Nearest(std::string_view word)
        : word_(word), least_(3 + static_cast<int>(std::min(word.size(), longest_word)) / 4) {}

    void offer(std::string_view candidate) {
        if (word_.size() < 3 || word_.size() > longest_word) return;
        const int distance = distance_to(candidate);
        const bool is_better =
            distance < least_ || (distance == least_ && !best_.empty() && candidate < best_);
        if (!is_better || distance >= 2 * static_cast<int>(word_.size())) return;
        least_ = distance;
        best_ = candidate;
    }
    [[nodiscard]] std::string_view best() const { return best_; }

  private:
    [[nodiscard]] int distance_to(std::string_view candidate) const {
        const auto shorter = static_cast<int>(std::min(word_.size(), candidate.size()));
        const auto longer = static_cast<int>(std::max(word_.size(), candidate.size()));
        const int missing = 2 * (longer - shorter);
        // A name that was cut short (ECDHE-RSA-AES128-GCM) is near whatever is missing.
        if (shorter >= 6 && missing > 0 && candidate.starts_with(word_)) return 2;
        return missing > least_ ? missing : edit_distance(word_, candidate);
    }

    std::string_view word_;
    int least_;  // starts at the first distance that is too far
    std::string_view best_{};
};

// What another library calls the suite.
const Suite* find_foreign(std::string_view word) {
    if (const Suite* const suite = find_iana(word)) return suite;
    if (const Suite* const suite = find_gnutls(word)) return suite;
    return find_openssl(word);
}

}  // namespace

std::string_view nearest_cipher_word(std::string_view word, const Library& library) {
    const Catalogue& known = catalogue(library);
    if (const Suite* const suite = find_foreign(word)) {
        const std::string_view own = openssl_name(*suite, library.version);
        return known.find(own) != nullptr ? own : "";
    }
    const bool is_of_another_version =
        std::any_of(versions.begin(), versions.end(), [&](Version version) {
            return catalogue(upstream(version)).find(word) != nullptr;
        });
    if (is_of_another_version) return "";
    Nearest nearest(word);
    for (const auto& [candidate, selector] : known.words) {
        const bool is_iana_name = candidate.starts_with("TLS_");
        if (!is_iana_name || word.starts_with("TLS_")) nearest.offer(candidate);
    }
    return nearest.best();
}

std::string_view nearest_group(std::string_view word, Version version) {
    Nearest nearest(word);
    for (const Group& group : groups()) {
        if (version < group.since) continue;
        nearest.offer(group.openssl);
        if (!group.nist.empty()) nearest.offer(group.nist);
        if (version >= Version::v3_0) nearest.offer(group.name);
    }
    return nearest.best();
}

}  // namespace tlslint::openssl
