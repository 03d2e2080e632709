// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace tlslint::report {
namespace formats {
extern const Reporter sarif;
}
namespace {

using Json = nlohmann::ordered_json;

Json run_of(const Document& document) {
    const Json log = Json::parse(sample::print(formats::sarif, document, {}));
    EXPECT_EQ(log["version"], "2.1.0");
    EXPECT_EQ(log["runs"].size(), 1U);
    return log["runs"][0];
}

TEST(Sarif, Results) {
    const Json run = run_of(sample::report());
    const Json& results = run["results"];
    ASSERT_EQ(results.size(), 4U);
    const Json& first = results[0];
    EXPECT_EQ(first["ruleId"], "protocol/obsolete-version");
    EXPECT_EQ(first["level"], "error");
    EXPECT_EQ(results[2]["level"], "warning");
    EXPECT_EQ(results[3]["level"], "note");
    EXPECT_EQ(first["message"]["text"],
              "accepts TLSv1 and TLSv1.1. In force for shop.example (443) and 2 more. "
              "Allow TLSv1.2 and TLSv1.3 only.");
    EXPECT_EQ(first["locations"][0]["physicalLocation"], Json::parse(R"({
        "artifactLocation":{"uri":"deploy/nginx/snippets/tls.conf","uriBaseId":"%SRCROOT%"},
        "region":{"startLine":3,"startColumn":19,"endColumn":32}})"));
    EXPECT_EQ(first["partialFingerprints"]["tlslint/v1"], "3f0c9a");
    EXPECT_EQ(first["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"],
              Json::parse(R"({"byteOffset":61,"byteLength":21})"));
    EXPECT_EQ(results[1]["relatedLocations"][0]["message"]["text"], "the certificate");
    EXPECT_FALSE(first.contains("suppressions"));
    for (const Json& result : results) {
        const std::size_t index = result["ruleIndex"];
        EXPECT_EQ(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

TEST(Sarif, ALiveFindingHasALogicalLocation) {
    const Json result = run_of(sample::report())["results"][3];
    EXPECT_FALSE(result["locations"][0].contains("physicalLocation"));
    EXPECT_EQ(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
              "https://shop.example (192.0.2.7:443)");
}

TEST(Sarif, DescribesTheRules) {
    Document document = sample::report();
    document.items[1].rule = sample::rule({.name = "config/syntax"});
    const Json rules = run_of(document)["tool"]["driver"]["rules"];
    ASSERT_EQ(rules.size(), 4U);
    EXPECT_EQ(rules[1]["id"], "config/syntax");
    EXPECT_FALSE(rules[1]["properties"].contains("security-severity"));
    const Json& rule = rules[2];
    EXPECT_EQ(rule["shortDescription"]["text"], "An obsolete version can be negotiated");
    EXPECT_EQ(rule["helpUri"], "https://www.rfc-editor.org/rfc/rfc8996");
    EXPECT_EQ(rule["properties"]["security-severity"], "8.0");
    EXPECT_EQ(rule["properties"]["problem.severity"], "error");
    EXPECT_EQ(rule["properties"]["tags"],
              Json::parse(R"(["tls","protocol","version-mismatch","security"])"));
}

TEST(Sarif, SaysWhatIsSuppressed) {
    Document document = sample::report();
    document.items[0].suppression = Suppression{"inline", "old scanners", "2027-03-31"};
    document.items[1].suppression = Suppression{"baseline", "", std::nullopt};
    const Json results = run_of(document)["results"];
    EXPECT_EQ(results[0]["suppressions"], Json::parse(R"([{"kind":"inSource","status":"accepted",
                               "justification":"old scanners, until 2027-03-31"}])"));
    EXPECT_EQ(results[1]["suppressions"],
              Json::parse(R"([{"kind":"external","status":"accepted"}])"));
    EXPECT_EQ(results[2]["suppressions"], Json::array());
}

TEST(Sarif, ColumnsAreUtf16) {
    Document document = sample::report();
    document.items = {document.items[0]};
    Place& place = *document.items[0].place;
    place.source =
        "# \xf0\x9f\x98\x80 \xc3\xa9 \xff x";  // 😀 4 bytes 2 units, é 2 and 1, a stray byte
    place.column = 11;
    place.end_column = 12;
    const auto region = [&] {
        return run_of(document)["results"][0]["locations"][0]["physicalLocation"]["region"];
    };
    EXPECT_EQ(region(), Json::parse(R"({"startLine":3,"startColumn":8,"endColumn":9})"));
    place.end_line = 5;
    EXPECT_EQ(region(), Json::parse(R"({"startLine":3,"startColumn":8,"endLine":5})"));
    place.source.clear();  // a line too long to be kept
    EXPECT_EQ(region(), Json::parse(R"({"startLine":3,"endLine":5})"));
}

TEST(Sarif, PathsAreUris) {
    Document document = sample::report();
    const auto uri = [&](const std::string& path) {
        document.items[0].place->file = path;
        const Json run = run_of(document);
        return std::string(
            run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]);
    };
    EXPECT_EQ(uri("./a//b c:d%é.conf"), "a/b%20c%3Ad%25%C3%A9.conf");
    EXPECT_EQ(uri("/etc/nginx/nginx.conf"), "file:///etc/nginx/nginx.conf");
    EXPECT_EQ(uri("../x\n\xff"), "../x%0A%FF");
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

TEST(Sarif, KeepsToGitHubsLimits) {
    Document document;
    Item minor;
    minor.rule = sample::rule({.name = "a/b"});
    minor.severity = Severity::info;
    minor.message = "m";
    document.items.assign(25'010, minor);
    document.items.back() = sample::key_mismatch();
    const std::string text = sample::print(formats::sarif, document, {});
    EXPECT_EQ(count(text, "\n{\"ruleId\":"), 25'000U);
    EXPECT_EQ(count(text, "\"results\":[\n{\"ruleId\":\"certificate/key-mismatch\""), 1U)
        << "the worst stay";
    EXPECT_EQ(count(text, "10 findings more, less severe, left out."), 1U);

    Item shared = sample::key_mismatch();
    shared.endpoints.assign(300, "nginx:0.0.0.0:443/a");
    shared.related.assign(300, shared.related.front());
    document.items = {shared, shared};
    const Json run = run_of(document);
    EXPECT_EQ(run["results"][1]["relatedLocations"].size(), 100U);
    EXPECT_EQ(run["results"][1]["properties"]["endpoints"].size(), 100U);
    EXPECT_EQ(run["results"][1]["properties"]["endpointCount"], 300);
    document.items.assign(550, shared);
    EXPECT_EQ(count(sample::print(formats::sarif, document, {}), "\"the certificate\""), 50'000U);
}

TEST(Sarif, SaysWhatWasNotJudged) {
    Document document = sample::report();
    document.summary.unreadable = 1;
    const Json invocation = run_of(document)["invocations"][0];
    EXPECT_EQ(invocation["executionSuccessful"], false);
    const Json& remarks = invocation["toolExecutionNotifications"];
    ASSERT_EQ(remarks.size(), 2U);
    EXPECT_EQ(remarks[0]["message"]["text"], "1 file could not be read.");
    EXPECT_EQ(remarks[1]["associatedRule"]["id"], "certificate/name-mismatch");
    EXPECT_EQ(remarks[1]["locations"][0]["physicalLocation"]["region"]["startLine"], 20);
    EXPECT_EQ(run_of(sample::clean())["results"], Json::array());
}

TEST(Sarif, AnyBytesBecomeHarmlessUtf8) {
    Document document = sample::report();
    document.items[0].message = document.items[0].place->source = sample::hostile;
    document.items[0].message += " -----BEGIN PRIVATE KEY-----\nMIIE";
    document.items[1].related[0].message = document.items[1].place->file = sample::hostile;
    document.undetermined[0].why = document.undetermined[0].file = sample::hostile;
    std::string text = sample::print(formats::sarif, document, {});
    EXPECT_TRUE(Json::accept(text));
    EXPECT_EQ(text.find("MIIE"), std::string::npos);
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    EXPECT_EQ(printable(text), text);
}

}  // namespace
}  // namespace tlslint::report
