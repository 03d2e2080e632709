// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/explain/explain.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// What was found, for a terminal or as Markdown. With several: the first in full, the others
/// shortly; a list names them only.
std::string terminal_answer(const explain::Answer& answer, unsigned width);
std::string markdown_answer(const explain::Answer& answer);

/// "nginx: peer closed connection in SSL handshake", "alert 40, handshake_failure"
std::string title_of(const explain::Match& match);

/// Each server with its lines of a remedy; those without any are left out.
struct ServerLines {
    std::string_view server, title, lines;
};
std::vector<ServerLines> lines_of(const explain::Diagnosis& diagnosis);
/// The lines of a text, without their ends.
std::vector<std::string_view> split_lines(std::string_view text);

/// docs/handshake-errors.md.
std::string guide_page();

}  // namespace tlslint
