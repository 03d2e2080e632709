// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/inputs_support.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <iomanip>
#include <optional>
#include <sstream>

namespace tlslint {
namespace {

std::optional<std::chrono::sys_seconds> parse_date(const std::string& text) {
    std::tm when{};
    std::istringstream in(text);
    in >> std::get_time(&when, text.size() > 10 ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d");
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    return std::chrono::time_point_cast<std::chrono::seconds>(
        std::chrono::system_clock::from_time_t(timegm(&when)));
}

}  // namespace

Result<std::chrono::sys_seconds> now_of(const Options& options) {
    if (options.now.empty())
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (const auto when = parse_date(options.now)) return *when;
    return Error{
        fmt::format("--now {}: expected a date such as 2026-11-23T00:00:00Z", options.now)};
}

}  // namespace tlslint
