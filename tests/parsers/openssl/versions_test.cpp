// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/versions.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::openssl {
namespace {

struct ReleaseCase {
    std::string_view text;
    Version version;
    bool exact;
};
constexpr ReleaseCase releases[] = {
    {"1.0.2u", Version::v1_0_2, true},
    {"1.0.1e-fips", Version::v1_0_2, false},
    {"0.9.8zh", Version::v1_0_2, false},
    {"1.1.0l", Version::v1_1_1, false},
    {"1.1.1w", Version::v1_1_1, true},
    {"1.1.1n-0+deb10u6", Version::v1_1_1, true},
    {"3", Version::v3_0, true},
    {"3.0", Version::v3_0, true},
    {"3.0.22", Version::v3_0, true},
    {"3.0.17-1~deb12u2", Version::v3_0, true},
    {"3.1.4", Version::v3_0, false},
    {"3.2.3", Version::v3_2, true},
    {"3.4.0", Version::v3_2, false},
    {"3.5.9", Version::v3_5, true},
    {"3.6.3", Version::v3_5, false},
    {"4.1.0", Version::v3_5, false},
    {"OpenSSL 3.0.22 25 Aug 2026", Version::v3_0, true},
};

TEST(OpensslVersions, ReleasesHaveANearestSeries) {
    for (const ReleaseCase& c : releases) {
        SCOPED_TRACE(c.text);
        const std::optional<Release> release = parse_release(c.text);
        ASSERT_TRUE(release);
        EXPECT_EQ(release->version, c.version);
        EXPECT_EQ(release->exact, c.exact);
    }
    for (const std::string_view text : {"", "x", "3.", "3.0.", "-3.0", "3.0.22.1",
                                        "99999999999999999999", "LibreSSL 3.9.2", "3_0"}) {
        EXPECT_FALSE(parse_release(text)) << text;
    }
}

TEST(OpensslVersions, NamesReadBack) {
    for (const Version version : versions) {
        EXPECT_EQ(parse_release(name(version)), (Release{version, true}));
    }
    for (const Protocol protocol : ProtocolSet::all()) {
        EXPECT_EQ(parse_protocol(name(protocol)), protocol);
    }
    EXPECT_FALSE(parse_protocol("TLSv1.0"));
}

TEST(OpensslVersions, SetsOfProtocols) {
    constexpr ProtocolSet set{Protocol::tls1_3, Protocol::tls1_0};
    static_assert(set.size() == 2 && set.oldest() == Protocol::tls1_0
                  && set.newest() == Protocol::tls1_3);
    static_assert(set
                  == ProtocolSet::range(Protocol::tls1_0, Protocol::tls1_3)
                         - ProtocolSet{Protocol::tls1_1, Protocol::tls1_2});
    static_assert(ProtocolSet::range(Protocol::tls1_3, Protocol::tls1_2).empty());
    static_assert((set & ProtocolSet{Protocol::tls1_3}) == ProtocolSet{Protocol::tls1_3});
    std::string names;
    for (const Protocol protocol : set | ProtocolSet{Protocol::ssl3})
        names += std::string(name(protocol)) + " ";
    EXPECT_EQ(names, "SSLv3 TLSv1 TLSv1.3 ");
}

// Handshakes that were run (cipher-strings.md 9): the highest level that still completes, in a row
// for TLS 1.0, 1.1.
struct Handshakes {
    Version version;
    int tls10;
    int tls11;
};
constexpr Handshakes handshakes[] = {{Version::v1_0_2, 5, 5},
                                     {Version::v1_1_1, 2, 3},
                                     {Version::v3_0, 0, 0},
                                     {Version::v3_2, 0, 0},
                                     {Version::v3_5, 0, 0}};

TEST(OpensslVersions, LevelsEndProtocols) {
    for (const Handshakes& c : handshakes) {
        for (int level = 0; level <= max_security_level; ++level) {
            SCOPED_TRACE(std::string(name(c.version)) + " at " + std::to_string(level));
            EXPECT_EQ(protocol_allowed(Protocol::tls1_0, c.version, level), level <= c.tls10);
            EXPECT_EQ(protocol_allowed(Protocol::tls1_1, c.version, level), level <= c.tls11);
            EXPECT_TRUE(protocol_allowed(Protocol::tls1_2, c.version, level));
            EXPECT_TRUE(protocol_allowed(Protocol::tls1_3, c.version, level));
        }
    }
    EXPECT_EQ(usable_protocols(Version::v3_0, 2),
              ProtocolSet::range(Protocol::tls1_2, Protocol::tls1_3));
    EXPECT_EQ(usable_protocols(Version::v3_0, 0),
              ProtocolSet::range(Protocol::tls1_0, Protocol::tls1_3));
    EXPECT_EQ(usable_protocols(Version::v1_0_2, 0),
              ProtocolSet::range(Protocol::ssl3, Protocol::tls1_2));
    EXPECT_EQ(default_security_level(Version::v3_0), 1);
    EXPECT_EQ(default_security_level(Version::v3_2), 2);
}

}  // namespace
}  // namespace tlslint::openssl
