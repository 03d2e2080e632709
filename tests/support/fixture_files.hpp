// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace tlslint::test {

/// Certificates, keys and what belongs to them that every fixture may name: site.pem and site.key,
/// shop.pem … (the list is in CONTRIBUTING.md). Made once in a run; private keys never get into the
/// repository. They are judged on 2026-03-01.
const std::map<std::string, std::string>& fixture_files();

/// Those of them that a text names.
std::map<std::string, std::string> fixture_files_named_in(const std::string& text);

}  // namespace tlslint::test
