// SPDX-License-Identifier: Apache-2.0
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tlslint::report {
namespace formats {
extern const Reporter github;
}
namespace {

std::string print(const Document& document) {
    return sample::print(formats::github, document, {});
}

TEST(GitHub, Annotates) {
    Document document = sample::report();
    std::swap(document.items[0], document.items[3]);
    EXPECT_EQ(
        print(document),
        "::notice title=tlslint::1 rule could not decide 1 endpoint (--format json says why)\n"
        "::error file=deploy/nginx/sites/shop.conf,line=12,col=5,endColumn=55,"
        "title=certificate/key-mismatch::certificate and key do not belong together. In force for "
        "shop.example (443). Name the key that was made with the certificate.\n"
        "::error file=deploy/nginx/snippets/tls.conf,line=3,col=19,endColumn=32,"
        "title=protocol/obsolete-version::accepts TLSv1 and TLSv1.1. In force for shop.example "
        "(443) and 2 more. Allow TLSv1.2 and TLSv1.3 only.\n"
        "::warning file=deploy/nginx/sites/legacy.conf,line=107,col=158,endColumn=170,"
        "title=cipher/weak-strength::accepts suites of less than 128 bits: DES-CBC3-SHA, "
        "ECDHE-RSA-DES-CBC3-SHA. In force for legacy.example (443) and 1 more. Remove 3DES from "
        "the cipher string.\n"
        "::notice title=stapling/missing::https://shop.example (192.0.2.7:443): OCSP stapling is "
        "off. Turn stapling on; make sure that the responder can be reached from the server.\n");
    EXPECT_EQ(print(sample::clean()), "");
}

TEST(GitHub, SaysWhatGitHubDoesNotShow) {
    Document document;
    document.items.assign(11, sample::weak_strength());
    document.items[3].suppression = Suppression{"baseline", "", std::nullopt};
    std::string text = print(document);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
    document.items[3].suppression.reset();
    document.summary.with_problems = 1;
    text = print(document);
    EXPECT_EQ(text.substr(0, text.find('\n')),
              "::notice title=tlslint::11 findings, of which GitHub shows the first 10 of each "
              "level; 1 file was understood only in part");
}

TEST(GitHub, NobodyElseGivesCommands) {
    Document document;
    document.items = {sample::obsolete_version()};
    Item& item = document.items[0];
    item.message = "50% of\r\n::error::it -----BEGIN PRIVATE KEY-----\nMIIE";
    item.place->file = "a,line=1::b\n%\x1b.conf";
    item.place->end_line = 9;
    item.names = {"\n::add-mask::x"};
    const std::string text = print(document);
    EXPECT_EQ(text, "::error file=a%2Cline=1%3A%3Ab\\x0a%25\\x1b.conf,line=3,endLine=9,"
                    "title=protocol/obsolete-version::50%25 of\\x0d\\x0a::error::it [private key "
                    "not shown]\n");
    item.message = sample::hostile;
    EXPECT_EQ(std::count_if(text.begin(), text.end(), [](char c) { return c < 0x20; }), 1);
}

}  // namespace
}  // namespace tlslint::report
