// SPDX-License-Identifier: Apache-2.0
#include "audit/report/chart_support.hpp"
#include "audit/report/page_texts.hpp"
#include "audit/report/time_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tlslint::report {
namespace formats {
extern const Reporter html;
}
namespace {

using Json = nlohmann::json;

/// The data that the page's script reads.
Json data_of(const std::string& page) {
    const std::string_view mark = "<script type=\"application/json\" id=\"data\">";
    const std::size_t begin = page.find(mark) + mark.size();
    return Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

TEST(Html, HasEveryFindingOnceAndItsTextsOnce) {
    Document document = sample::report();
    document.items.push_back(sample::obsolete_version());
    const Json data = data_of(sample::print(formats::html, document, {}));
    EXPECT_EQ(data["severity"], Json::parse("[2,2,1,0,2]"));
    const auto text = [&](const char* column, std::size_t i) {
        return data["texts"][data[column][i].get<std::size_t>()].get<std::string>();
    };
    EXPECT_EQ(text("message", 0), "accepts TLSv1 and TLSv1.1");
    EXPECT_EQ(data["message"][0], data["message"][4]);
    EXPECT_EQ(text("place", 0), "deploy/nginx/snippets/tls.conf:3:19");
    EXPECT_EQ(text("names", 2), "legacy.example (443), legacy.example ([::]:443)");
    EXPECT_EQ(text("place", 3), "https://shop.example (192.0.2.7:443)");
}

TEST(Html, NothingOfTheInputIsMarkup) {
    const std::string evil =
        "</script><script>alert(1)</script><!--<img src=x onerror=y>\"'&" + sample::hostile;
    Document document = sample::report();
    Item& item = document.items[0];
    item.message = item.detail = item.better_remedy = item.place->file = item.place->source = evil;
    item.names = {evil};
    item.rule = sample::rule({.name = evil, .summary = evil, .references = {{evil, evil}}});
    document.assumptions[0].deployment = document.failures.emplace_back() = evil;
    Certificate certificate;
    certificate.subject = certificate.file = evil;
    document.certificates = {certificate};
    const std::string page = sample::print(formats::html, document, {});
    for (const std::string_view hole :
         {"<script>alert", "<img", "\x1b", "\x7f", "\xe2\x80\xae", "\xff", "<!--"})
        EXPECT_EQ(page.find(hole), std::string::npos) << hole;
    EXPECT_NE(page.find("&lt;/script&gt;&lt;script&gt;alert(1)"), std::string::npos);
    EXPECT_NE(data_of(page)["texts"].dump().find("</script><script>alert(1)"), std::string::npos);
}

TEST(Html, AllowsItsOwnScriptAndNothingElse) {
    const std::string page = sample::print(formats::html, sample::clean(), {});
    EXPECT_NE(page.find("default-src 'none'; script-src 'sha256-"
                        + base64_of_hex(page_texts::script_sha256) + "'"),
              std::string::npos);
    EXPECT_EQ(base64_of_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
              "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    EXPECT_EQ(base64_of_hex("00"), "AA==");
    EXPECT_EQ(base64_of_hex("ffff"), "//8=");
}

TEST(Chart, BarsAndColumns) {
    Chart chart{.title = "By <rule>",
                .series = {{"errors", Tone::error}, {"warnings", Tone::warning}},
                .rows = {{"a&b", {3, 1}, ""}, {"c", {0, 2}, "2 of 9"}},
                .field = "rule"};
    const std::string bars = draw(chart);
    EXPECT_NE(bars.find("<h3>By &lt;rule&gt;</h3>"), std::string::npos);
    EXPECT_NE(bars.find("aria-label=\"a&amp;b: 3 errors, 1 warnings\""), std::string::npos);
    EXPECT_NE(bars.find("<rect x=\"75.000%\" width=\"25.000%\""), std::string::npos) << bars;
    EXPECT_NE(bars.find(">2 of 9</span>"), std::string::npos);
    chart.kind = Chart::Kind::columns;
    EXPECT_NE(draw(chart).find("<svg class=\"columns\""), std::string::npos);
    chart.rows.clear();
    EXPECT_EQ(draw(chart).find("nan"), std::string::npos);
}

TEST(Expiry, InWords) {
    constexpr std::int64_t now = 1'796'121'600;  // 2026-12-01T10:40:00Z
    EXPECT_EQ(expiry_of(now + 57 * day + 5, now).text, "2027-01-27, in 57 days");
    EXPECT_EQ(expiry_of(now + 5, now).text, "2026-12-01, today");
    EXPECT_EQ(expiry_of(now - 5, now).text, "2026-12-01, 1 day ago");
    EXPECT_EQ(expiry_of(now - 5, now).tone, Tone::error);
    EXPECT_EQ(expiry_of(std::nullopt, now).text, "unknown");
}

}  // namespace
}  // namespace tlslint::report
