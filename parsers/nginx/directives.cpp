// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/directives.hpp"

#include "parsers/text/nearest.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <string>

namespace tlslint::nginx {
namespace {

using enum Context;
using enum Module;

constexpr Context everywhere = static_cast<Context>((1U << 22) - 1);

constexpr std::uint16_t counts(unsigned least, unsigned most) {
    return static_cast<std::uint16_t>(((2U << most) - 1) & ~((1U << least) - 1));
}
constexpr Arguments none{.counts = 1};
constexpr Arguments on_off{.counts = 1U << 1, .on_off = true};
constexpr Arguments any{.counts = counts(0, Arguments::last_counted + 1)};
constexpr Arguments exactly(unsigned count) {
    return {.counts = counts(count, count)};
}
constexpr Arguments between(unsigned least, unsigned most) {
    return {.counts = counts(least, most)};
}
constexpr Arguments at_least(unsigned least) {
    return {.counts = counts(least, Arguments::last_counted + 1)};
}
constexpr Arguments one_of(unsigned few, unsigned many) {
    return {.counts = static_cast<std::uint16_t>(counts(few, few) | counts(many, many))};
}

constexpr Body simple{};
constexpr Body entries{.form = Form::entries};
constexpr Body lua_body{.form = Form::lua_body};
constexpr Body opens(Context inner) {
    return {.form = Form::block, .inner = inner};
}

constexpr DirectiveFacts table[] = {
#include "parsers/nginx/directives.inc"
};

// Lookup is a hash table with open addressing, laid out by the compiler. Fixed-size loads at both
// ends and in the middle cost less than a walk along the name, and tell nearly all names apart;
// what is found is compared in full anyway.
template <std::size_t size>
constexpr std::uint64_t load(const char* at) {
    std::array<char, size> bytes{};
    for (std::size_t i = 0; i < size; ++i) bytes[i] = at[i];
    if constexpr (size == 8)
        return std::bit_cast<std::uint64_t>(bytes);
    else
        return std::bit_cast<std::uint32_t>(bytes);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    return (std::rotl(a, 23) ^ b) * 0x9E37'79B9'7F4A'7C15U;
}

constexpr std::uint64_t hash(std::string_view name) {
    const char* const first = name.data();
    const char* const last = first + name.size();
    std::uint64_t state = name.size();
    if (name.size() >= 8) {
        state = mix(state, load<8>(first));
        state = mix(state, load<8>(first + (name.size() - 8) / 2));
        state = mix(state, load<8>(last - 8));
    } else if (name.size() >= 4) {
        state = mix(state, load<4>(first) << 32U | load<4>(last - 4));
    } else {
        for (const char c : name) state = mix(state, static_cast<unsigned char>(c));
    }
    return state;
}

constexpr std::size_t slot_bits = 12;
constexpr std::size_t slot_count = std::size_t{1} << slot_bits;
static_assert(std::size(table) < slot_count / 2, "give the hash table more room");

constexpr std::size_t home_slot(std::string_view name) {
    return static_cast<std::size_t>(hash(name) >> (64 - slot_bits));
}
constexpr std::size_t next_slot(std::size_t slot) {
    return (slot + 1) % slot_count;
}

struct Run {
    std::uint16_t first = 0;  // in the table
    std::uint16_t count = 0;  // rows of that name; 0 marks an empty slot
};

constexpr std::array<Run, slot_count> index = [] {
    std::array<Run, slot_count> slots{};
    for (std::size_t row = 0; row < std::size(table);) {
        std::size_t end = row + 1;
        while (end < std::size(table) && table[end].name == table[row].name) ++end;
        std::size_t slot = home_slot(table[row].name);
        while (slots[slot].count != 0) slot = next_slot(slot);
        slots[slot] = {static_cast<std::uint16_t>(row), static_cast<std::uint16_t>(end - row)};
        row = end;
    }
    return slots;
}();

constexpr std::size_t longest_name = [] {
    std::size_t longest = 0;
    for (const DirectiveFacts& row : table) longest = std::max(longest, row.name.size());
    return longest;
}();
constexpr std::size_t max_slips = 2;
constexpr std::size_t too_far = max_slips + 1;

constexpr char fold(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

// The characters of a name as a set. One slip changes at most two of them, which rules out most
// candidates before any is looked at letter by letter.
constexpr std::uint32_t letters(std::string_view name) {
    std::uint32_t set = 0;
    for (const char c : name) {
        const char folded = fold(c);
        const bool letter = folded >= 'a' && folded <= 'z';
        set |= 1U << (letter ? folded - 'a' : 26 + (static_cast<unsigned char>(folded) & 3));
    }
    return set;
}

constexpr std::array<std::uint32_t, std::size(table)> letters_of_rows = [] {
    std::array<std::uint32_t, std::size(table)> sets{};
    for (std::size_t row = 0; row < std::size(table); ++row) sets[row] = letters(table[row].name);
    return sets;
}();

std::string folded(std::string_view name) {
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(), fold);
    return text;
}

bool comes_with_nginx(Module module) {
    return module == bundled || module == dynamic || module == formerly_commercial;
}

/// One word too many: "ssl_chain_certificate" for "ssl_certificate". "" if that is no name either.
std::string_view without_a_word(std::string_view name) {
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t end = std::min(name.find('_', begin), name.size());
        std::string rest(name.substr(0, begin));
        rest += end == name.size() ? "" : name.substr(end + 1);
        if (rest.ends_with('_')) rest.pop_back();
        const bool is_more_than_a_word = rest.find('_') != std::string::npos;
        if (const auto rows = find(rest); is_more_than_a_word && !rows.empty())
            return rows.front().name;
        begin = end + 1;
    }
    return {};
}

}  // namespace

std::string_view name(Context one) {
    switch (one) {
    case nowhere: return "nowhere";
    case main: return "main";
    case events: return "events";
    case http: return "http";
    case server: return "server";
    case location: return "location";
    case if_in_server: return "if in server";
    case if_in_location: return "if in location";
    case limit_except: return "limit_except";
    case upstream: return "upstream";
    case stream: return "stream";
    case stream_server: return "server in stream";
    case stream_upstream: return "upstream in stream";
    case mail: return "mail";
    case mail_server: return "server in mail";
    case rtmp: return "rtmp";
    case rtmp_server: return "server in rtmp";
    case rtmp_application: return "application";
    case rtmp_recorder: return "recorder";
    case mgmt: return "mgmt";
    case oidc_provider: return "oidc_provider";
    case otel_exporter: return "otel_exporter";
    case acme_issuer: return "acme_issuer";
    }
    return {};
}

std::span<const DirectiveFacts> directives() {
    return table;
}

std::span<const DirectiveFacts> find(std::string_view name) {
    for (std::size_t slot = home_slot(name); index[slot].count != 0; slot = next_slot(slot)) {
        const Run run = index[slot];
        if (table[run.first].name == name) return {&table[run.first], run.count};
    }
    return {};
}

const DirectiveFacts* find(std::string_view name, Context context) {
    for (const DirectiveFacts& row : find(name)) {
        if (contains(row.contexts, context)) return &row;
    }
    return nullptr;
}

std::string_view nearest(std::string_view name) {
    if (name.size() < 2 || name.size() > longest_name + max_slips) return {};
    const std::size_t allowed = name.size() < 6 ? 1 : max_slips;
    const std::uint32_t own_letters = letters(name);
    const std::string own = folded(name);
    std::size_t best = too_far;
    const DirectiveFacts* meant = nullptr;
    for (std::size_t i = 0; i < std::size(table); ++i) {
        const DirectiveFacts& row = table[i];
        const std::size_t longer = std::max(row.name.size(), name.size());
        if (longer - std::min(row.name.size(), name.size()) > allowed) continue;
        const int changed = std::popcount(letters_of_rows[i] ^ own_letters);
        if (static_cast<std::size_t>(changed) > 2 * allowed) continue;
        const std::size_t distance = edit_distance(own, folded(row.name), std::min(allowed, best));
        if (distance > allowed) continue;
        const bool better = distance < best
                            || (distance == best && comes_with_nginx(row.module)
                                && !comes_with_nginx(meant->module));
        if (better) {
            best = distance;
            meant = &row;
        }
    }
    return meant != nullptr ? meant->name : without_a_word(name);
}

}  // namespace tlslint::nginx
