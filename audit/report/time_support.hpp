// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/chart_support.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// Dates of certificates, in seconds since 1970.
namespace tlslint::report {

constexpr std::int64_t day = 86'400;

/// "2027-01-19"
std::string date_text(std::int64_t seconds);

/// Whole days from one moment to another, less than 0 if it is over.
std::int64_t days_between(std::int64_t now, std::int64_t then);

struct Expiry {
    std::string text;  // "2027-01-19, in 57 days", "expired 3 days ago", "unknown"
    Tone tone = Tone::neutral;
};
Expiry expiry_of(std::optional<std::int64_t> not_after, std::int64_t now);

}  // namespace tlslint::report
