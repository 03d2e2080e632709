// SPDX-License-Identifier: Apache-2.0
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tlslint::report {
namespace formats {
extern const Reporter rdjson;
}
namespace {

using Json = nlohmann::ordered_json;

TEST(RdJson, Diagnostics) {
    Document document = sample::report();
    document.items[0].fix->edits.push_back({"another.conf", 1, 1, 0, 1, 2, 1, "x"});
    document.items[2].suppression = Suppression{"inline", "", std::nullopt};
    const Json report = Json::parse(sample::print(formats::rdjson, document, {}));
    EXPECT_EQ(report["source"]["name"], "tlslint");
    ASSERT_EQ(report["diagnostics"].size(), 3U);
    EXPECT_EQ(report["diagnostics"][0], Json::parse(R"({
        "message":"accepts TLSv1 and TLSv1.1. In force for shop.example (443) and 2 more. )"
                                                    R"(Allow TLSv1.2 and TLSv1.3 only.",
        "location":{"path":"deploy/nginx/snippets/tls.conf",
                    "range":{"start":{"line":3,"column":19},"end":{"line":3,"column":32}}},
        "severity":"ERROR",
        "code":{"value":"protocol/obsolete-version","url":"https://www.rfc-editor.org/rfc/rfc8996"},
        "suggestions":[{"range":{"start":{"line":3,"column":19},"end":{"line":3,"column":40}},
                        "text":"TLSv1.2 TLSv1.3"}]})"));
    EXPECT_EQ(report["diagnostics"][1]["related_locations"][0]["message"], "the certificate");
    EXPECT_FALSE(report["diagnostics"][2].contains("location"));
    EXPECT_EQ(report["diagnostics"][2]["severity"], "INFO");
}

TEST(RdJson, AnyBytesBecomeUtf8) {
    Document document = sample::report();
    document.items[0].message = document.items[0].place->file = sample::hostile;
    document.items[1].message = "-----BEGIN PRIVATE KEY-----\nMIIE";
    const std::string text = sample::print(formats::rdjson, document, {});
    EXPECT_TRUE(Json::accept(text));
    EXPECT_EQ(text.find("MIIE"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tlslint::report
