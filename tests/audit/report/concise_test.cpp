// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tlslint::report {
namespace formats {
extern const Reporter concise;
}
namespace {

std::string print(const Document& document) {
    return sample::print(formats::concise, document, {});
}

TEST(Concise, OneLineAFinding) {
    EXPECT_EQ(
        print(sample::report()),
        "deploy/nginx/snippets/tls.conf:3:19: error: accepts TLSv1 and TLSv1.1 "
        "[protocol/obsolete-version]\n"
        "deploy/nginx/sites/shop.conf:12:5: error: certificate and key do not belong together "
        "[certificate/key-mismatch]\n"
        "deploy/nginx/sites/legacy.conf:107:158: warning: accepts suites of less than 128 bits: "
        "DES-CBC3-SHA, ECDHE-RSA-DES-CBC3-SHA [cipher/weak-strength]\n"
        "https://shop.example (192.0.2.7:443): info: OCSP stapling is off [stapling/missing]\n"
        "1 rule could not decide 1 endpoint (--format json says why)\n");
}

TEST(Concise, CleanIsSilent) {
    EXPECT_EQ(print(sample::clean()), "");
}

TEST(Concise, SilenceNeverMeansThatFilesWereSkipped) {
    Document document = sample::clean();
    document.summary.unreadable = 2;
    EXPECT_EQ(print(document), "2 files could not be read\n");
    document.summary = {.with_problems = 1};
    EXPECT_EQ(print(document), "1 file was understood only in part\n");
}

TEST(Concise, SuppressedFindingsSaySo) {
    Document document = sample::clean();
    document.items = {sample::obsolete_version()};
    document.items[0].suppression = Suppression{"inline", "old\nscanners", "2027-03-31"};
    EXPECT_EQ(print(document),
              "deploy/nginx/snippets/tls.conf:3:19: error: accepts TLSv1 and TLSv1.1 "
              "[protocol/obsolete-version] (suppressed by a comment: old\\x0ascanners, "
              "until 2027-03-31)\n");
}

TEST(Concise, StaysOneHarmlessLine) {
    Document document = sample::clean();
    Item item = sample::unstapled();
    item.message = sample::hostile;
    item.target = item.address = sample::hostile;
    item.rule = sample::rule({.name = sample::hostile});
    document.items = {item, sample::obsolete_version()};
    document.items[1].place->file = sample::hostile;
    document.items[1].message = "found -----BEGIN PRIVATE KEY-----\nMIIE";
    const std::string text = print(document);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    std::string flat = text;
    flat.erase(std::remove(flat.begin(), flat.end(), '\n'), flat.end());
    EXPECT_EQ(printable(flat), flat);
    EXPECT_EQ(text.find("MIIE"), std::string::npos);
}

}  // namespace
}  // namespace tlslint::report
