// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/versions.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::openssl {

/// The lines of fixtures/openssl/VERSION/FILE, split at TABs, without comments.
inline std::vector<std::vector<std::string>> read_fixture(Version version, std::string_view file) {
    const std::filesystem::path fixtures = std::filesystem::path(TLSLINT_SOURCE_DIR) / "fixtures";
    const auto path = fixtures / "openssl" / name(version) / file;
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path.string());
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) continue;
        std::vector<std::string>& row = rows.emplace_back();
        std::istringstream fields(line);
        for (std::string field; std::getline(fields, field, '\t');) row.push_back(field);
        if (line.ends_with('\t')) row.emplace_back();
    }
    return rows;
}

/// Undoes \n, \t and \\.
inline std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            plain += text[i];
            continue;
        }
        ++i;
        plain += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
    }
    return plain;
}

/// The words of a text, at blanks; "-" is none.
inline std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> found;
    std::istringstream in(text);
    for (std::string word; in >> word;) {
        if (word != "-") found.push_back(word);
    }
    return found;
}

}  // namespace tlslint::openssl
