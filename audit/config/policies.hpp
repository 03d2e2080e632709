// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"
#include "rules/policy/policy.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::config {

/// A policy that the program carries: a file of rules/policy.
struct BuiltInPolicy {
    std::string_view file;  // without .toml: "mozilla-intermediate-6.0"
    std::string_view text;
};
/// All of them, by file name. Generated.
[[nodiscard]] std::span<const BuiltInPolicy> built_in_policies();

/// The thresholds where nobody chose a policy: the newest mozilla-intermediate.
[[nodiscard]] const Policy& standard_policy();

/// The policy of that name: "mozilla-intermediate@5.7", "mozilla-intermediate" (the newest), the
/// name of a built-in file; or, where it ends in ".toml", the user's own file at that path. Fails
/// with every problem of the file, one a line, or with the name that is most like it.
[[nodiscard]] Result<Policy> find_policy(const std::string& name);

/// Every policy that the program carries, a family together, the newest first.
[[nodiscard]] std::vector<Policy> all_policies();

/// Reads one policy; for files and tests. `name` is for messages.
[[nodiscard]] Result<Policy> read_policy(const std::string& name, std::string_view text);

}  // namespace tlslint::config
