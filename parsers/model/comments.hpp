// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tlslint {

/// A comment that begins with a certain word.
struct Comment {
    Span at;  // from that word to the end of the line, trailing blanks left out
    /// The lines that it speaks of, both included: those of the statements on its own line or, if
    /// it stands alone there, on the next one that is no comment.
    std::uint32_t first_line = 0, last_line = 0;
    Truth active = Truth::yes;  // whether those statements are in force
};

/// The comments of a file that begin with `word`, in order. What is a comment is the server's
/// affair: a `#` in one of its words (a quoted string, the body of a script) begins none.
std::vector<Comment> comments_with(const Model& model, FileId file, std::string_view word);

}  // namespace tlslint
