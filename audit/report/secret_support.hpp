// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Key material is kept out of every format: configurations may hold private keys (`data:`), and a
/// file taken for a configuration may be one.
namespace tlslint::report {

/// Bytes [begin, end) of a text that are not shown, and what stands for them.
struct Secret {
    std::size_t begin, end;
    std::string_view label;
};

/// In order, without overlap.
std::vector<Secret> find_secrets(std::string_view text);

/// The text with labels in place of its secrets; otherwise as it is, unescaped.
std::string without_secrets(std::string_view text);

/// Prose or a quotation for a terminal: one line, no secrets, nothing that the terminal would obey.
std::string safe_text(std::string_view text);

}  // namespace tlslint::report
