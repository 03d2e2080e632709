// SPDX-License-Identifier: Apache-2.0
#include "audit/report/time_support.hpp"

#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <chrono>

namespace tlslint::report {
namespace {

constexpr std::int64_t soon = 30;  // days: what is renewed by hand is looked at now

}  // namespace

std::string date_text(std::int64_t seconds) {
    const auto days = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const std::chrono::year_month_day date(days);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::int64_t days_between(std::int64_t now, std::int64_t then) {
    const std::int64_t left = then - now;
    return left >= 0 ? left / day : -((day - 1 - left) / day);
}

Expiry expiry_of(std::optional<std::int64_t> not_after, std::int64_t now) {
    if (!not_after) return {"unknown", Tone::faint};
    const std::int64_t days = days_between(now, *not_after);
    const std::string date = date_text(*not_after);
    const auto in_days = [](std::int64_t number) {
        return count(static_cast<std::size_t>(number), "day");
    };
    if (days < 0) return {fmt::format("{}, {} ago", date, in_days(-days)), Tone::error};
    return {days == 0 ? date + ", today" : fmt::format("{}, in {}", date, in_days(days)),
            days < soon ? Tone::warning : Tone::neutral};
}

}  // namespace tlslint::report
