// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/dh.hpp"
#include "parsers/x509/file.hpp"
#include "tests/support/shell.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::x509 {
namespace {

std::optional<DhParameters> read(const std::string& pem) {
    Arena arena;
    const FileContents contents = read_pem_file(pem, Expectation::dh_parameters, {}, arena);
    return contents.dh;
}

TEST(Dh, GroupsOfOpenssl) {
    if (test::run("openssl version").status != 0) GTEST_SKIP() << "there is no openssl";
    const struct {
        std::string algorithm, option, name;
        int bits;
        bool x942;
    } cases[] = {
        {"DH", "group:ffdhe2048", "ffdhe2048", 2048, false},
        {"DH", "group:ffdhe3072", "ffdhe3072", 3072, false},
        {"DH", "group:ffdhe8192", "ffdhe8192", 8192, false},
        {"DH", "group:modp_1536", "modp1536", 1536, false},
        {"DH", "group:modp_2048", "modp2048", 2048, false},
        {"DH", "group:modp_4096", "modp4096", 4096, false},
        {"DHX", "dh_rfc5114:1", "RFC 5114 1024-160", 1024, true},
        {"DHX", "dh_rfc5114:3", "RFC 5114 2048-256", 2048, true},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.option);
        const auto dh = read(test::run("openssl genpkey -genparam -algorithm " + c.algorithm
                                       + " -pkeyopt " + c.option)
                                 .output);
        ASSERT_TRUE(dh);
        EXPECT_EQ(dh->bits, c.bits);
        EXPECT_EQ(dh->x942, c.x942);
        ASSERT_NE(dh->group, nullptr);
        EXPECT_EQ(dh->group->name, c.name);
        EXPECT_EQ(dh->group->bits, c.bits);
    }
}

TEST(Dh, BuiltInAndOwn) {
    // From nginx before 1.11.0, src/event/ngx_event_openssl.c.
    const auto built_in = read("-----BEGIN DH PARAMETERS-----\n"
                               "MIGHAoGBALu8LcrYRnSQfEP89YDpz9vZWKP1aLQtSwju1OsPs1BMbAMCducQgAxc\n"
                               "y7qokiYUxb7spWWl/fHSh6K8BJvmd4Bg6RqSp1fjBI9osHb302zI8pul34HcLKcl\n"
                               "7OZicMyaUDXYzs7vnqAnSmOrHlj6/UmI0PZdFGdX2gcd8EXP4WubAgEC\n"
                               "-----END DH PARAMETERS-----\n");
    ASSERT_TRUE(built_in && built_in->group != nullptr);
    EXPECT_EQ(built_in->group->source, DhGroup::Source::program);
    EXPECT_EQ(built_in->bits, 1024);
    EXPECT_EQ(built_in->generator, "2");

    const auto own = read("-----BEGIN DH PARAMETERS-----\n"
                          "MAgCAwD//QIBBQ==\n-----END DH PARAMETERS-----\n");
    ASSERT_TRUE(own);
    EXPECT_EQ(own->bits, 16);
    EXPECT_EQ(own->group, nullptr);
    EXPECT_EQ(own->generator, "5");
    EXPECT_FALSE(read("-----BEGIN DH PARAMETERS-----\nMAgC\n-----END DH PARAMETERS-----\n"));
}

}  // namespace
}  // namespace tlslint::x509
