// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/database.hpp"
#include "audit/fleet/facts.hpp"

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Members of facts as columns of tables: numbers, text, and lists as JSON, for which both
/// databases have functions.
namespace tlslint::fleet {

template <class T>
constexpr std::string_view column_type = "BIGINT";
template <>
inline constexpr std::string_view column_type<std::string> = "";  // the dialect's text
template <>
inline constexpr std::string_view column_type<Strings> = "";
template <>
inline constexpr std::string_view column_type<report::Severity> = "";

Value to_value(const std::string& text);
Value to_value(const Strings& list);
Value to_value(const std::vector<std::pair<std::string, std::string>>& labels);
Value to_value(report::Severity severity);
Value to_value(Host::Kind kind);
template <class Duration>
Value to_value(const std::chrono::sys_time<Duration>& time) {
    return std::int64_t{time.time_since_epoch().count()};
}
template <std::integral T>
Value to_value(const T& number) {
    return static_cast<std::int64_t>(number);
}
template <class T>
Value to_value(const std::optional<T>& maybe) {
    return maybe ? to_value(*maybe) : Value();
}

template <class... Each>
Values values(const Each&... each) {
    return {to_value(each)...};
}

/// What a store holds may have been written by anybody: what does not fit becomes empty.
void take(const Value& value, std::string& text);
void take(const Value& value, Strings& list);
void take(const Value& value, std::vector<std::pair<std::string, std::string>>& labels);
void take(const Value& value, report::Severity& severity);
void take(const Value& value, Host::Kind& kind);
template <std::integral T>
void take(const Value& value, T& number) {
    const auto* const held = std::get_if<std::int64_t>(&value);
    number = held ? static_cast<T>(*held) : T{};
}
template <class Duration>
void take(const Value& value, std::chrono::sys_time<Duration>& time) {
    std::int64_t count = 0;
    take(value, count);
    time = std::chrono::sys_time<Duration>(Duration(count));
}
template <class T>
void take(const Value& value, std::optional<T>& maybe) {
    maybe.reset();
    if (!std::holds_alternative<std::monostate>(value)) take(value, maybe.emplace());
}

}  // namespace tlslint::fleet
