// SPDX-License-Identifier: Apache-2.0
#include "parsers/values/address.hpp"

#include <gtest/gtest.h>

namespace tlslint {
namespace {

TEST(Address, IsReadInEveryForm) {
    struct Case {
        std::string_view text;
        Address address;
    };
    const Case cases[] = {
        {"443", {"", false, 443, 443}},
        {"8443-8445", {"", false, 8443, 8445}},
        {"*", {"*", false, 0, 0}},
        {"*:443", {"*", false, 443, 443}},
        {"127.0.0.1", {"127.0.0.1", false, 0, 0}},
        {"10.0.0.1:8443", {"10.0.0.1", false, 8443, 8443}},
        {"[::]:443", {"::", true, 443, 443}},
        {"[::1]", {"::1", true, 0, 0}},
        {"localhost:8000-8001", {"localhost", false, 8000, 8001}},
        {"1host", {"1host", false, 0, 0}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text);
        const auto address = parse_address(c.text);
        ASSERT_TRUE(address.has_value());
        EXPECT_EQ(*address, c.address);
    }
}

TEST(Address, IsRefusedWhereItIsNone) {
    for (const std::string_view text : {"", "0", "65536", "99999999999", "8445-8443",
                                        "host:", "host:x", "[::1", "::1", "a b", "[::]443"}) {
        EXPECT_FALSE(parse_address(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace tlslint
