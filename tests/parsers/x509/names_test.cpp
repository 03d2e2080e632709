// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/names.hpp"

#include <gtest/gtest.h>

namespace tlslint::x509 {
namespace {

TEST(Names, Match) {
    using enum Name::Kind;
    constexpr Name names[] = {
        {dns, "www.example.org"}, {dns, "*.example.net"},      {dns, "xn--mnchen-3ya.example"},
        {dns, "*.com"},           {dns, "f*.example.org"},     {ip, "192.0.2.1"},
        {ip, "2001:db8::1"},      {email, "mail.example.org"}, {dns, ""}};
    const struct {
        std::string_view host;
        bool matches;
    } cases[] = {
        {"www.example.org", true},
        {"WWW.Example.ORG", true},
        {"www.example.org.", true},
        {"www.example.org..", false},
        {"example.org", false},
        {"a.example.net", true},
        {"example.net", false},
        {".example.net", false},
        {"a.b.example.net", false},
        {"münchen.example", true},
        {"MÜNCHEN.example", true},
        {"xn--mnchen-3ya.example", true},
        {"a.com", false},
        {"foo.example.org", false},
        {"192.0.2.1", true},
        {"192.0.2.2", false},
        {"2001:db8::1", true},
        {"2001:DB8:0::1", true},
        {"[2001:db8::1]", true},
        {"mail.example.org", false},
        {"", false},
        {".", false},
        {"\xff.example.net", false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.host);
        EXPECT_EQ(matches(names, c.host), c.matches);
    }
}

}  // namespace
}  // namespace tlslint::x509
