// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/conditions.hpp"

#include <gtest/gtest.h>

namespace tlslint::apache {
namespace {

TEST(ApacheConditions, DecideWhatAnEndpointDecides) {
    const Asked tls{.over_tls = true, .sets_https = true, .port = 443, .names = {}};
    const Asked plain{.over_tls = false, .port = 80, .names = {}};
    const struct {
        std::string_view expression;
        Truth over_tls, in_clear;
    } rows[] = {
        {"%{HTTPS} == 'on'", Truth::yes, Truth::no},
        {"%{HTTPS} != 'on'", Truth::no, Truth::yes},
        {"%{HTTPS} =~ /on/", Truth::yes, Truth::no},
        {"! %{HTTPS} == 'on'", Truth::no, Truth::yes},
        {"%{REQUEST_SCHEME} == \"http\"", Truth::no, Truth::yes},
        {"%{SERVER_PORT} -eq 443", Truth::yes, Truth::no},
        {"%{HTTP_HOST} == 'shop.example'", Truth::unknown, Truth::unknown},
        {"%{HTTPS} == 'on' && true", Truth::unknown, Truth::unknown},
        {"true", Truth::yes, Truth::yes},
        {"", Truth::unknown, Truth::unknown},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(expression_holds(row.expression, tls), row.over_tls) << row.expression;
        EXPECT_EQ(expression_holds(row.expression, plain), row.in_clear) << row.expression;
    }
    EXPECT_EQ(variable_is_set("HTTPS", tls), Truth::yes);
    EXPECT_EQ(variable_is_set("!HTTPS", tls), Truth::no);
    EXPECT_EQ(variable_is_set("OTHER", tls), Truth::unknown);
}

}  // namespace
}  // namespace tlslint::apache
