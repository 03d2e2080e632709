// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/versions.hpp"

#include <algorithm>
#include <charconv>

namespace tlslint::openssl {
namespace {

using Numbers = std::array<int, 3>;  // major, minor, patch

// Releases from `first` on, up to the next row, behave like `version`.
struct Series {
    Numbers first;
    Version version;
    bool exact;
};

// Where the behaviour changes (OpenSSL CHANGES; cipher-strings.md 5-10): 1.1.0 brought today's
// order and levels, 3.0 the providers, 3.2 level 2 and IANA names, 3.5 the post-quantum groups.
// 0.9.8-1.0.1 lack a few keywords of 1.0.2.
constexpr Series series[] = {
    {{0, 0, 0}, Version::v1_0_2, false}, {{1, 0, 2}, Version::v1_0_2, true},
    {{1, 0, 3}, Version::v1_0_2, false}, {{1, 1, 0}, Version::v1_1_1, false},
    {{1, 1, 1}, Version::v1_1_1, true},  {{1, 1, 2}, Version::v1_1_1, false},
    {{3, 0, 0}, Version::v3_0, true},    {{3, 1, 0}, Version::v3_0, false},
    {{3, 2, 0}, Version::v3_2, true},    {{3, 3, 0}, Version::v3_2, false},
    {{3, 5, 0}, Version::v3_5, true},    {{3, 6, 0}, Version::v3_5, false},
};

// Up to three numbers; what follows them must not continue the last one ("3.0.22", "1.1.1w",
// "3.0.17-1~deb12u2").
std::optional<Numbers> parse_numbers(std::string_view text) {
    Numbers numbers{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int& part : numbers) {
        const auto [next, error] = std::from_chars(at, end, part);
        if (error != std::errc{} || part < 0) return std::nullopt;
        at = next;
        if (at == end || *at != '.') break;
        ++at;
    }
    constexpr std::string_view may_follow = "abcdefghijklmnopqrstuvwxyz-+~ ";
    if (at != end && may_follow.find(*at) == std::string_view::npos) return std::nullopt;
    return numbers;
}

constexpr std::array<std::string_view, versions.size()> version_names{"1.0.2", "1.1.1", "3.0",
                                                                      "3.2", "3.5"};
constexpr std::array<std::string_view, 6> protocol_names{"SSLv2",   "SSLv3",   "TLSv1",
                                                         "TLSv1.1", "TLSv1.2", "TLSv1.3"};

}  // namespace

std::string_view name(Version version) {
    return version_names[static_cast<std::size_t>(version)];
}

std::optional<Release> parse_release(std::string_view text) {
    constexpr std::string_view product = "OpenSSL ";
    if (text.starts_with(product)) text.remove_prefix(product.size());
    const std::optional<Numbers> numbers = parse_numbers(text);
    if (!numbers) return std::nullopt;
    const auto* const next = std::upper_bound(
        std::begin(series), std::end(series), *numbers,
        [](const Numbers& wanted, const Series& row) { return wanted < row.first; });
    const Series& row = *(next - 1);  // the first row is 0.0.0: there is always one before
    return Release{row.version, row.exact};
}

int default_security_level(Version version) {
    switch (version) {
    case Version::v1_0_2: return 0;  // levels came with 1.1.0
    case Version::v1_1_1:
    case Version::v3_0: return 1;
    case Version::v3_2:
    case Version::v3_5:
        return 2;  // CHANGES of 3.2: "The default SSL/TLS security level has been changed to 2"
    }
    return 0;
}

std::string_view name(Protocol protocol) {
    return protocol_names[static_cast<std::size_t>(protocol)];
}

std::optional<Protocol> parse_protocol(std::string_view text) {
    for (const Protocol protocol : ProtocolSet::all()) {
        if (name(protocol) == text) return protocol;
    }
    return std::nullopt;
}

std::string names(ProtocolSet protocols, std::string_view between) {
    std::string text;
    for (const Protocol protocol : protocols)
        text.append(text.empty() ? "" : between).append(name(protocol));
    return text;
}

ProtocolSet built_protocols(Version version) {
    switch (version) {
    // SSLv2 is off by default since 1.0.2g, SSLv3 since 1.1.0 (CHANGES).
    case Version::v1_0_2: return ProtocolSet::range(Protocol::ssl3, Protocol::tls1_2);
    case Version::v1_1_1:
    case Version::v3_0:
    case Version::v3_2:
    case Version::v3_5: return ProtocolSet::range(Protocol::tls1_0, Protocol::tls1_3);
    }
    return {};
}

Protocol oldest_at_level(Version version, int level) {
    if (version >= Version::v3_2) return level > 0 ? Protocol::tls1_2 : Protocol::ssl2;
    if (version == Version::v1_0_2 || level < 2) return Protocol::ssl2;
    return level == 2 ? Protocol::tls1_0 : level == 3 ? Protocol::tls1_1 : Protocol::tls1_2;
}

bool protocol_allowed(Protocol protocol, Version version, int level) {
    if (protocol < oldest_at_level(version, level)) return false;
    // 3.0 has no rule for it yet, but the MD5-SHA1 of their handshakes counts as too weak from
    // level 1 on. Handshakes were run with 3.0.22, 3.2.3 and 3.5.9 (cipher-strings.md 9).
    return version < Version::v3_0 || level == 0 || protocol >= Protocol::tls1_2;
}

ProtocolSet usable_protocols(Version version, int level) {
    ProtocolSet usable;
    for (const Protocol protocol : built_protocols(version)) {
        if (protocol_allowed(protocol, version, level)) usable.insert(protocol);
    }
    return usable;
}

}  // namespace tlslint::openssl
