// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/source.hpp"

#include <cstdint>
#include <string_view>

namespace tlslint {

/// Something that only whoever works a server's statements out can see, and that no endpoint shows:
/// each kind has a rule of its own.
struct Remark {
    enum class Kind : std::uint8_t {
        exclusion_ignored,     // an excluded version counts nothing beside a bound
        floor_lowered,         // versions below what an outer statement demands
        variable_literal,      // a variable's name that stays as written
        words_lost,            // an empty word ends the statement
        default_too_late,      // a default behind what it should serve
        list_misread,          // a line of a list that says something else than it seems to
        errors_ignored,        // whatever is wrong with clients' certificates
        name_from_client,      // the name that is verified is the client's
        check_in_clear,        // health checks go on in clear, or in SSLv3
        file_stray,            // a file among certificates that is none
        companion_misnamed,    // a file that would belong to a certificate, under another name
        ticket_key_refused,    // a file of session ticket keys that the server does not take
        hole_stays,            // an excluded version that older and newer ones surround
        name_taken,            // a block with the name of another
        no_effect,             // taken and never applied
        repeated,              // given again, which then holds
        deprecated,            // taken, and replaced by something else
        versions_lost,         // enabled versions that lie beyond a hole
        name_hidden,           // a name that an earlier server's pattern takes
        sessions_shared,       // sessions of other names pass for a verified client's
        names_unchecked,       // the name of a handshake and that of its requests may differ
        secret_written,        // a secret stands in the configuration
        http_version_missing,  // a version of HTTP that is listed and not spoken
        condition_never_true,  // and what it is about is never in force
        words_swallowed,       // words that the server takes no notice of, or takes for others
        variable_undefined,    // a variable without a value stays as written
        errors_stapled,        // what the responder fails to say goes to clients
        redirect_inert,        // a redirect at which the server never looks
        certificate_missing,   // a server without addresses is set up, and has no certificate
        staple_cache_missing,  // stapling of mod_ssl beside mod_md's, without a cache
    };
    Kind kind;
    Span at;
    std::string_view value;     // what it is about, as written
    Span related{};             // empty for none
    std::string_view detail{};  // a second value
};

}  // namespace tlslint
