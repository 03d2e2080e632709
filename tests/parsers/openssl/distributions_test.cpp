// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/ciphersuites.hpp"
#include "parsers/openssl/distributions.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/signature_algorithms.hpp"

#include <gtest/gtest.h>

namespace tlslint::openssl {
namespace {

TEST(OpensslDistributions, TheirSettingsAreValid) {
    for (const Distribution& distribution : distributions()) {
        SCOPED_TRACE(distribution.name);
        const Version version = distribution.library.version;
        const SystemSettings& settings = distribution.settings;
        EXPECT_EQ(parse_release(distribution.release)->version, version);
        EXPECT_EQ(find_distribution(distribution.name), &distribution);
        if (!settings.ciphers.empty()) {
            const Evaluation evaluation = evaluate(settings.ciphers, distribution.library);
            EXPECT_TRUE(evaluation.ok());
            EXPECT_TRUE(evaluation.security_level);
        }
        if (!settings.ciphersuites.empty()) {
            EXPECT_TRUE(parse_ciphersuites(settings.ciphersuites, version).ok);
        }
        if (!settings.groups.empty()) {
            EXPECT_TRUE(parse_groups(settings.groups, version).ok());
        }
        if (!settings.signature_algorithms.empty()) {
            EXPECT_TRUE(parse_signatures(settings.signature_algorithms, version).ok());
        }
    }
    EXPECT_EQ(find_distribution("beos"), nullptr);
}

TEST(OpensslDistributions, StartingLevels) {
    struct Case {
        std::string_view name;
        int level;
    };
    constexpr Case cases[] = {
        {"debian-11", 2},    {"debian-12", 2},    {"debian-13", 2},     {"ubuntu-20.04", 2},
        {"ubuntu-22.04", 2}, {"ubuntu-26.04", 2}, {"rhel-7", 0},        {"rhel-7-openssl11", 1},
        {"rhel-8", 2},       {"rhel-9", 2},       {"rhel-9-legacy", 1}, {"rhel-9-future", 3},
        {"rhel-10", 2},      {"alpine-3.19", 1},  {"alpine-3.20", 2},   {"upstream", 2},
    };
    for (const Case& c : cases)
        EXPECT_EQ(starting_level(*find_distribution(c.name)), c.level) << c.name;
    for (const Distribution& distribution : distributions()) {
        const auto set =
            evaluate(distribution.settings.ciphers, distribution.library).security_level;
        EXPECT_EQ(starting_level(distribution), set.value_or(distribution.library.security_level))
            << distribution.name;
    }
}

TEST(OpensslDistributions, ProfileSystem) {
    const Distribution& rhel = *find_distribution("rhel-9-future");
    const Evaluation evaluation = evaluate("PROFILE=SYSTEM", rhel.library);
    ASSERT_TRUE(evaluation.ok());
    EXPECT_EQ(evaluation.security_level, 3);
    EXPECT_FALSE(evaluate("PROFILE=SYSTEM", find_distribution("debian-12")->library).ok());
}

TEST(OpensslDistributions, Builds) {
    const Library& debian = find_distribution("debian-11")->library;
    EXPECT_FALSE(evaluate("IDEA", debian).ok());
    EXPECT_TRUE(evaluate("IDEA", upstream(Version::v1_1_1)).ok());
    const Library& ubuntu = find_distribution("ubuntu-20.04")->library;
    EXPECT_FALSE(protocol_allowed(Protocol::tls1_1, ubuntu, 2));
    EXPECT_TRUE(protocol_allowed(Protocol::tls1_1, ubuntu, 1));
    EXPECT_TRUE(protocol_allowed(Protocol::tls1_1, debian, 2));
}

TEST(OpensslDistributions, SystemSettingsThatAreHonoured) {
    using enum SystemSetting;
    const ServerHabits strict{};
    const ServerHabits open{.sets_protocols = false, .sets_ciphers = false};
    EXPECT_FALSE(is_honoured(protocols, strict, false));
    EXPECT_TRUE(is_honoured(protocols, open, false));
    EXPECT_FALSE(is_honoured(ciphers, strict, false));
    EXPECT_TRUE(is_honoured(ciphers, open, false));
    for (const SystemSetting setting :
         {security_level, ciphersuites, groups, signature_algorithms, options}) {
        EXPECT_TRUE(is_honoured(setting, strict, false));
        EXPECT_FALSE(is_honoured(setting, open, true));
    }
}

}  // namespace
}  // namespace tlslint::openssl
