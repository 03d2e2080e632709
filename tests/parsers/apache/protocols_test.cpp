// SPDX-License-Identifier: Apache-2.0
// SSLProtocol as seen with Apache/2.4.71 and OpenSSL 3.0 (reference/apache.md 5.1).
#include "parsers/apache/protocols.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tlslint::apache {
namespace {

using openssl::Protocol;
using openssl::ProtocolSet;

constexpr ProtocolSet debian = ProtocolSet::range(Protocol::tls1_0, Protocol::tls1_3);

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        if (end > 0) words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

std::string effective(std::string_view line) {
    const ProtocolLine read = read_protocols(split(line), "SSLProtocol", debian);
    if (read.refused) return read.refusal;
    std::string text;
    for (const Protocol protocol : without_gaps(read.listed, openssl::Version::v3_0))
        text += (text.empty() ? "" : " ") + std::string(name(protocol));
    return text;
}

TEST(ApacheProtocols, ComeToWhatTheRealServerOffers) {
    const struct {
        std::string_view line, offered;
    } rows[] = {
        {"all -SSLv3", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"},
        {"-all +TLSv1.2", "TLSv1.2"},
        {"TLSv1.2 TLSv1.3", "TLSv1.3"},
        {"TLSv1.2 +TLSv1.3", "TLSv1.2 TLSv1.3"},
        {"all -TLSv1.2", "TLSv1.3"},
        {"all -TLSv1.1", "TLSv1.2 TLSv1.3"},
        {"+TLSv1 +TLSv1.2", "TLSv1.2"},
        {"+TLSv1 +TLSv1.3", "TLSv1.3"},
        {"all -TLSv1.3", "TLSv1 TLSv1.1 TLSv1.2"},
        {"ALL -tlsv1", "TLSv1.1 TLSv1.2 TLSv1.3"},
        {"+TLSv1.2 all", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"},
        {"-SSLv3", ""},
        {"TLSv1.2 -TLSv1.2", ""},
        {"", ""},
        {"TLSv1.0", "SSLProtocol: Illegal protocol 'TLSv1.0'"},
        {"TLSv1.2,TLSv1.3", "SSLProtocol: Illegal protocol 'TLSv1.2,TLSv1.3'"},
        {"all SSLv2", "SSLProtocol: SSLv2 is no longer supported"},
        {"+SSLv3", "SSLv3 not supported by this version of OpenSSL"},
        {"all -SSLv2 -SSLv3", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"},
    };
    for (const auto& row : rows) EXPECT_EQ(effective(row.line), row.offered) << row.line;
}

TEST(ApacheProtocols, NameTheWordsThatDiscard) {
    const ProtocolLine read = read_protocols(split("TLSv1.2 TLSv1.3"), "SSLProtocol", debian);
    EXPECT_EQ(read.discarding, std::vector<std::size_t>{1});
    EXPECT_TRUE(read_protocols(split("-all TLSv1.2"), "SSLProtocol", debian).discarding.empty());
}

TEST(ApacheProtocols, KeepHolesBeforeOpenssl110) {
    EXPECT_EQ(without_gaps({Protocol::tls1_0, Protocol::tls1_2}, openssl::Version::v1_0_2),
              (ProtocolSet{Protocol::tls1_0, Protocol::tls1_2}));
}

}  // namespace
}  // namespace tlslint::apache
