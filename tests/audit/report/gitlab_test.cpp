// SPDX-License-Identifier: Apache-2.0
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tlslint::report {
namespace formats {
extern const Reporter gitlab;
}
namespace {

using Json = nlohmann::ordered_json;

Json parse(const Document& document) {
    return Json::parse(sample::print(formats::gitlab, document, {}));
}

TEST(GitLab, CodeQuality) {
    Document document = sample::report();
    document.items[0].place->file = "./deploy//nginx.conf";
    document.items[1].suppression = Suppression{"inline", "", std::nullopt};
    const Json report = parse(document);
    ASSERT_EQ(report.size(), 3U);
    EXPECT_EQ(report[0], Json::parse(R"({
        "description":"accepts TLSv1 and TLSv1.1. In force for shop.example (443) and 2 more. )"
                                     R"(Allow TLSv1.2 and TLSv1.3 only.",
        "check_name":"protocol/obsolete-version","fingerprint":"3f0c9a","severity":"critical",
        "location":{"path":"deploy/nginx.conf","lines":{"begin":3}}})"));
    EXPECT_EQ(report[1]["severity"], "major");
    EXPECT_EQ(report[2]["severity"], "info");
    EXPECT_EQ(report[2]["location"]["path"], "https://shop.example (192.0.2.7:443)");
    EXPECT_EQ(report[2]["location"]["lines"]["begin"], 1);
    EXPECT_EQ(parse(sample::clean()), Json::array());
}

TEST(GitLab, AnyBytesBecomeUtf8) {
    Document document = sample::report();
    document.items[0].message = document.items[0].place->file = sample::hostile;
    document.items[1].message = "-----BEGIN PRIVATE KEY-----\nMIIE";
    const std::string text = sample::print(formats::gitlab, document, {});
    EXPECT_TRUE(Json::accept(text));
    EXPECT_EQ(text.find("MIIE"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tlslint::report
