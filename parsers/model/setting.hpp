// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/few.hpp"
#include "parsers/text/source.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tlslint {

/// A statement that does not win, and the one that does.
struct Overruled {
    Span at;
    Span by;                  // empty where a default wins
    std::string_view value;   // as written
    std::string_view why;     // continues "has no effect": "before nginx 1.29.2"; may be empty
    bool by_command = false;  // a statement for OpenSSL itself comes last (ssl_conf_command)
};

/// Where an effective value comes from (spec.md 5).
struct Origin {
    enum class Kind : std::uint8_t {
        unset,      // nobody filled it in: a bug in a finished model
        written,    // "explicit": in this block
        inherited,  // in an outer block, or in another one that decides for this
        server,     // "default": the server's own, for the assumed version
        system,     // OpenSSL's or the distribution's policy
        observed,   // seen on the wire
        unknown     // cannot be decided; `why` says why
    };
    Kind kind = Kind::unset;
    /// The statements that supply the value, the first one first. Empty where nothing is written.
    Few<const Span> trail;
    /// The words of these statements that make up the value.
    Few<const Span> words;
    /// What is written for the setting in the same block without effect.
    Few<const Overruled> overruled;
    /// Whose default it is ("default of nginx 1.22.1"), who else has written it ("default
    /// server's"), or why it is unknown.
    std::string_view authority;

    /// Somebody wrote it.
    [[nodiscard]] bool is_written() const {
        return kind == Kind::written || kind == Kind::inherited;
    }
    [[nodiscard]] bool is_known() const { return kind != Kind::unknown && kind != Kind::unset; }
    /// From now on the value cannot be decided; `why` outlives the model's users.
    void make_unknown(std::string_view why) {
        kind = Kind::unknown;
        authority = why;
    }
};

/// The contract's word for it.
std::string_view name(Origin::Kind kind);

/// An effective value: what really applies, never merely what is written.
template <class T>
struct Setting {
    T value{};
    Origin origin{};
};

}  // namespace tlslint
