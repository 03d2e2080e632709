// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/cipher_grammar.hpp"
#include "parsers/openssl/library.hpp"
#include "parsers/openssl/range.hpp"
#include "parsers/openssl/suite.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tlslint::openssl {

/// Why a cipher string is refused.
enum class Refusal : std::uint8_t {
    none,
    invalid_command,  // a character that cannot stand there, or an unknown command
    no_cipher_match,  // nothing is selected
    limit             // ours: see max_text and Evaluator
};

/// "invalid-command", "no-cipher-match", "limit"; empty for none.
[[nodiscard]] std::string_view name(Refusal refusal);

/// A suite that a string lets in.
struct Chosen {
    const Suite* suite = nullptr;
    Range by;  // the rule that added it: where to look when it should not be there
};

/// Something in a string that does less than it seems to.
struct Remark {
    enum class Kind : std::uint8_t {
        unknown,        // the library does not know the word: it ignores the rule, in silence
        contradiction,  // no suite can be both (AES128+AES256): it ignores the rule as well
        no_effect       // adds, removes or moves nothing where it stands
    };
    Kind kind = Kind::unknown;
    Action action =
        Action::add;  // of the rule: a `kill` without effect is a guard rather than a slip
    Range word;       // the unknown word; else the rule
    Range rule;       // all that could go without a change, from the operator on
};

/// What a library makes of a cipher string.
struct Evaluation {
    std::vector<Chosen>
        suites{};  // in order; those before TLS 1.3 only, which has a list of its own
    Refusal refusal = Refusal::none;
    std::uint32_t refused_at = 0;         // of an invalid command: the byte
    std::optional<int> security_level{};  // the string's own; even a refused string sets it
    std::vector<Remark> remarks{};        // in the order of the string

    [[nodiscard]] bool ok() const { return refusal == Refusal::none; }
};

/// Evaluates as SSL_CTX_set_cipher_list does. `text` ends at its first NUL, as in C.
[[nodiscard]] Evaluation evaluate(std::string_view text, const Library& library);

/// What a server adds to a string before the library sees it: ":!aNULL:!eNULL:!EXP", or the same in
/// front.
enum class Rewriting : std::uint8_t { none, exclusions_behind, exclusions_in_front };

/// The string that the library then gets.
[[nodiscard]] std::string rewrite(std::string_view text, Rewriting rewriting);

/// Evaluates the rewritten string; every range is one of `text`, as it was written.
[[nodiscard]] Evaluation evaluate(std::string_view text, Rewriting rewriting,
                                  const Library& library);

/// Evaluates each different string once.
class Evaluator {
  public:
    /// More different strings than any configuration has; the rest is refused.
    static constexpr std::size_t max_strings = 10'000;

    explicit Evaluator(Library library) : library_(library) {}
    [[nodiscard]] const Library& library() const { return library_; }

    /// Valid as long as the Evaluator.
    const Evaluation& evaluate(std::string_view text, Rewriting rewriting);
    const Evaluation& evaluate(std::string_view text) { return evaluate(text, Rewriting::none); }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    using Memo = std::unordered_map<std::string, Evaluation, Hash, std::equal_to<>>;
    Library library_;
    std::array<Memo, 3> seen_;  // one for each Rewriting
};

/// The chosen suites, in order, that a handshake of that version can end in: what protocol and
/// security level allow, without those that need a pre-shared key or password.
[[nodiscard]] std::vector<const Suite*> negotiable(const Evaluation& evaluation, Protocol protocol,
                                                   const Library& library, int security_level);

/// Whether the word means something in a cipher string.
[[nodiscard]] bool is_known(std::string_view word, const Library& library);

}  // namespace tlslint::openssl
