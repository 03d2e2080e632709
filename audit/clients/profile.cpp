// SPDX-License-Identifier: Apache-2.0
#include "audit/clients/profile.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>

namespace tlslint::clients {
namespace {

using enum openssl::Protocol;
using openssl::Group;
using openssl::Protocol;
using openssl::SignatureAlgorithm;
using openssl::Suite;

struct Source {
    std::string_view origin;
    std::string_view entry;
};
constexpr Source testssl(std::string_view entry) {
    return {"testssl", entry};
}
constexpr Source testssl_main(std::string_view entry) {
    return {"testssl_main", entry};
}
constexpr Source utls(std::string_view entry) {
    return {"utls", entry};
}
constexpr Source seen(std::string_view entry) {
    return {"seen", entry};
}

enum class ServerName : bool { no_name, sends_name };
using enum ServerName;

struct Row {
    std::string_view id, name;
    Protocol oldest, newest;
    ServerName server_name;
    int least_dh_bits, most_dh_bits;
    std::string_view suites, groups, key_shares, signatures;
    Source source;
};

#define TLSLINT_CLIENT(...) Row{__VA_ARGS__},
constexpr Row rows[] = {
#include "audit/clients/profiles.inc"
};
#undef TLSLINT_CLIENT

// "0x0101"
std::optional<std::uint32_t> number(std::string_view word) {
    if (!word.starts_with("0x")) return std::nullopt;
    std::uint32_t value = 0;
    std::from_chars(word.data() + 2, word.data() + word.size(), value, 16);
    return value;
}

const Suite* suite_of(std::string_view word) {
    const auto id = number(word);
    return id ? openssl::find_suite(*id) : openssl::find_openssl(word);
}
const Group* group_of(std::string_view word) {
    const auto id = number(word);
    return id ? openssl::find_group(static_cast<std::uint16_t>(*id))
              : openssl::find_group_anywhere(word);
}
const SignatureAlgorithm* signature_of(std::string_view word) {
    const auto all = openssl::signature_algorithms();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const SignatureAlgorithm& item) { return item.name == word; });
    return found == all.end() ? nullptr : &*found;
}

template <class Find>
auto read_list(std::string_view text, const Find& find) {
    std::vector<decltype(find(text))> list;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (const auto* item = find(text.substr(0, end))) list.push_back(item);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return list;
}

Profile read(const Row& row) {
    return {.id = row.id,
            .name = row.name,
            .versions = openssl::ProtocolSet::range(row.oldest, row.newest),
            .sends_name = row.server_name == sends_name,
            .least_dh_bits = row.least_dh_bits,
            .most_dh_bits = row.most_dh_bits,
            .suites = read_list(row.suites, suite_of),
            .groups = read_list(row.groups, group_of),
            .key_shares = read_list(row.key_shares, group_of),
            .signatures = read_list(row.signatures, signature_of),
            .origin = row.source.origin,
            .entry = row.source.entry};
}

}  // namespace

openssl::ClientSide Profile::offers() const {
    return {.versions = versions,
            .suites = suites,
            .groups = groups,
            .key_shares = key_shares,
            .signatures = signatures};
}

std::span<const Profile> profiles() {
    static const std::vector<Profile> all = [] {
        std::vector<Profile> list;
        std::transform(std::begin(rows), std::end(rows), std::back_inserter(list), read);
        return list;
    }();
    return all;
}

const Profile* find_profile(std::string_view id) {
    const auto all = profiles();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Profile& profile) { return profile.id == id; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace tlslint::clients
