// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/numbers.hpp"

#include <limits>

namespace tlslint::nginx {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Appends a digit; false where that is too large.
bool append(std::int64_t& value, char digit) {
    const int add = digit - '0';
    if (value > largest / 10 || (value == largest / 10 && add > largest % 10)) return false;
    value = value * 10 + add;
    return true;
}

struct Unit {
    std::string_view name;
    int rank;  // units stand in this order, each once
    std::int64_t milliseconds;
};
constexpr Unit units[] = {
    {"ms", 8, 1},          {"y", 1, 31'536'000'000}, {"M", 2, 2'592'000'000},
    {"w", 3, 604'800'000}, {"d", 4, 86'400'000},     {"h", 5, 3'600'000},
    {"m", 6, 60'000},      {"s", 7, 1'000},          {" ", 9, 1'000},
};

const Unit* unit_at(std::string_view text) {
    for (const Unit& unit : units) {
        if (text.starts_with(unit.name)) return &unit;
    }
    return nullptr;
}

// Whether that unit may follow what came before. Milliseconds only where they count; a bare number
// of seconds ends with a blank, and seconds follow it no more.
bool may_follow(const Unit& unit, int last, TimeUnit counts) {
    if (unit.rank == 8) return counts == TimeUnit::milliseconds && last < 8;
    if (unit.rank == 9) return last < 7;
    return last < unit.rank;
}

}  // namespace

std::optional<std::int64_t> parse_number(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (!is_digit(c) || !append(value, c)) return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> parse_size(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t scale = 1;
    const char unit = text.back();
    if (unit == 'k' || unit == 'K') scale = 1024;
    if (unit == 'm' || unit == 'M') scale = 1024 * 1024;
    if (scale > 1) text.remove_suffix(1);
    const auto number = parse_number(text);
    if (!number || *number > largest / scale) return std::nullopt;
    return *number * scale;
}

std::optional<std::int64_t> parse_time(std::string_view text, TimeUnit counts) {
    const std::int64_t tick = counts == TimeUnit::seconds ? 1'000 : 1;
    bool any = false;
    int last = counts == TimeUnit::seconds ? 0 : 2;  // neither years nor months of milliseconds
    std::int64_t total = 0;
    std::int64_t value = 0;
    const auto add = [&](std::int64_t scale) {
        if (value > largest / scale || total > largest - value * scale) return false;
        total += value * scale;
        value = 0;
        return true;
    };
    while (!text.empty()) {
        if (is_digit(text.front())) {
            if (!append(value, text.front())) return std::nullopt;
            any = true;
            text.remove_prefix(1);
            continue;
        }
        const Unit* const unit = unit_at(text);
        if (!unit || !may_follow(*unit, last, counts)) return std::nullopt;
        last = unit->rank;
        text.remove_prefix(unit->name.size());
        if (!add(unit->rank == 8 ? 1 : unit->milliseconds / tick)) return std::nullopt;
        while (text.starts_with(' ')) text.remove_prefix(1);
    }
    if (!any || !add(1'000 / tick)) return std::nullopt;
    return total;
}

}  // namespace tlslint::nginx
