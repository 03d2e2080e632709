// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace tlslint::openssl {

/// The OpenSSL series whose behaviour is known exactly, oldest first.
enum class Version : std::uint8_t { v1_0_2, v1_1_1, v3_0, v3_2, v3_5 };

inline constexpr std::array versions{Version::v1_0_2, Version::v1_1_1, Version::v3_0, Version::v3_2,
                                     Version::v3_5};

/// "1.0.2", "1.1.1", "3.0", "3.2", "3.5".
[[nodiscard]] std::string_view name(Version version);

/// A release as somebody wrote it, and the known series that stands for it.
struct Release {
    Version version = Version::v3_0;
    bool exact = true;  // false: another series, `version` is the nearest in behaviour
    friend bool operator==(const Release&, const Release&) = default;
};

/// Reads "3.0.22", "1.1.1w", "3.5", "3.0.17-1~deb12u2", "OpenSSL 3.0.22 25 Aug 2026"; nothing for
/// other text.
[[nodiscard]] std::optional<Release> parse_release(std::string_view text);

/// The level that a context starts with in upstream's default build: 0 where levels do not exist
/// (1.0.2).
[[nodiscard]] int default_security_level(Version version);
inline constexpr int max_security_level = 5;

/// Versions of the protocol, oldest first; `<` means older.
enum class Protocol : std::uint8_t { ssl2, ssl3, tls1_0, tls1_1, tls1_2, tls1_3 };

/// "SSLv2" "SSLv3" "TLSv1" "TLSv1.1" "TLSv1.2" "TLSv1.3".
[[nodiscard]] std::string_view name(Protocol protocol);
/// Reads exactly these names.
[[nodiscard]] std::optional<Protocol> parse_protocol(std::string_view text);

/// A set of protocol versions; iterates from the oldest to the newest.
class ProtocolSet {
  public:
    class Iterator {
      public:
        using value_type = Protocol;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = Protocol;
        using iterator_category = std::input_iterator_tag;
        constexpr Iterator() = default;
        constexpr Protocol operator*() const {
            return static_cast<Protocol>(std::countr_zero(rest_));
        }
        constexpr Iterator& operator++() {
            return rest_ &= static_cast<std::uint8_t>(rest_ - 1), *this;
        }
        constexpr Iterator operator++(int) {
            const Iterator before = *this;
            return ++*this, before;
        }
        friend constexpr bool operator==(Iterator, Iterator) = default;

      private:
        friend class ProtocolSet;
        constexpr explicit Iterator(std::uint8_t rest) : rest_(rest) {}
        std::uint8_t rest_ = 0;
    };

    constexpr ProtocolSet() = default;
    constexpr ProtocolSet(std::initializer_list<Protocol> protocols) {
        for (const Protocol p : protocols) insert(p);
    }
    /// Both ends included; empty if `from` is newer than `to`.
    static constexpr ProtocolSet range(Protocol from, Protocol to) {
        ProtocolSet set;
        for (const Protocol p : all()) {
            if (p >= from && p <= to) set.insert(p);
        }
        return set;
    }
    static constexpr ProtocolSet all() { return ProtocolSet{std::uint8_t{0x3f}}; }

    constexpr void insert(Protocol p) { bits_ |= bit(p); }
    constexpr void erase(Protocol p) { bits_ &= static_cast<std::uint8_t>(~bit(p)); }
    [[nodiscard]] constexpr bool contains(Protocol p) const { return (bits_ & bit(p)) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr int size() const { return std::popcount(bits_); }
    /// Of a set that is not empty.
    [[nodiscard]] constexpr Protocol oldest() const { return *begin(); }
    [[nodiscard]] constexpr Protocol newest() const {
        return static_cast<Protocol>(std::bit_width(bits_) - 1);
    }

    [[nodiscard]] constexpr Iterator begin() const { return Iterator{bits_}; }
    [[nodiscard]] constexpr Iterator end() const { return Iterator{}; }

    friend constexpr ProtocolSet operator|(ProtocolSet a, ProtocolSet b) {
        return ProtocolSet{static_cast<std::uint8_t>(a.bits_ | b.bits_)};
    }
    friend constexpr ProtocolSet operator&(ProtocolSet a, ProtocolSet b) {
        return ProtocolSet{static_cast<std::uint8_t>(a.bits_ & b.bits_)};
    }
    friend constexpr ProtocolSet operator-(ProtocolSet a, ProtocolSet b) {
        return ProtocolSet{static_cast<std::uint8_t>(a.bits_ & ~b.bits_)};
    }
    friend constexpr bool operator==(ProtocolSet, ProtocolSet) = default;

  private:
    constexpr explicit ProtocolSet(std::uint8_t bits) : bits_(bits) {}
    static constexpr std::uint8_t bit(Protocol p) {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(p));
    }
    std::uint8_t bits_ = 0;
};

/// Their names, from the oldest: "TLSv1.2 TLSv1.3".
[[nodiscard]] std::string names(ProtocolSet protocols, std::string_view between = " ");

/// The versions that upstream's default build of the library contains at all.
[[nodiscard]] ProtocolSet built_protocols(Version version);

/// The oldest version that a level lets a connection begin with: a ClientHello of an older one is
/// answered with protocol_version. Source: SSL_SECOP_VERSION in ssl_security_default_callback
/// (ssl/ssl_cert.c) of 1.1.1, 3.0 and 3.2.
[[nodiscard]] Protocol oldest_at_level(Version version, int level);

/// Whether a handshake of that version can complete at a security level. Not being built in is
/// another matter.
[[nodiscard]] bool protocol_allowed(Protocol protocol, Version version, int level);

/// What is both built in and allowed at the level: what is left of a configured set.
[[nodiscard]] ProtocolSet usable_protocols(Version version, int level);

}  // namespace tlslint::openssl
