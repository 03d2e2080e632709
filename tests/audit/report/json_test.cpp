// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace tlslint::report {
namespace formats {
extern const Reporter json, jsonl;
}
namespace {

using Json = nlohmann::ordered_json;

Document full() {
    Document document = sample::report();
    document.items[0].suppression = Suppression{"inline", "old scanners", "2027-03-31"};
    document.items[1].suppression = Suppression{"baseline", "", std::nullopt};
    document.items[2].configured = std::string("TLSv1.2");
    document.items[2].observed = std::string("TLSv1");
    document.undetermined.push_back({"live/timeout", {}, "no answer", "", 0});
    return document;
}

Json parse(const Document& document) {
    return Json::parse(sample::print(formats::json, document, {}));
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string keys(const Json& object) {
    std::string text;
    for (const auto& member : object.items()) text += member.key() + " ";
    return text;
}

/// What of docs/schemas the report breaks. Knows the words that the schemas use, and is stricter
/// than they: a key that they do not name is an error here.
class Validator {
  public:
    explicit Validator(const std::string& name) {
        std::ifstream in(TLSLINT_SOURCE_DIR "/docs/schemas/" + name);
        root_ = Json::parse(in);
    }

    std::vector<std::string> validate(const Json& value) {
        errors_.clear();
        visit(value, root_, "");
        return errors_;
    }

  private:
    void expect(bool holds, const std::string& path, const std::string& what) {
        if (!holds) errors_.push_back(path + ": " + what);
    }

    static bool has_type(const Json& value, const std::string& type) {
        return (type == "object" && value.is_object()) || (type == "array" && value.is_array())
               || (type == "string" && value.is_string()) || (type == "null" && value.is_null())
               || (type == "integer" && value.is_number_integer());
    }

    void visit(const Json& value, const Json& schema, const std::string& path) {
        if (schema.contains("$ref")) {
            const std::string reference = schema["$ref"];
            visit(value, root_.at(Json::json_pointer(reference.substr(1))), path);
        }
        if (schema.contains("type")) {
            const Json types =
                schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
            expect(std::any_of(types.begin(), types.end(),
                               [&](const Json& type) { return has_type(value, type); }),
                   path, "not " + types.dump());
        }
        if (schema.contains("const")) expect(value == schema["const"], path, "constant");
        if (schema.contains("enum")) {
            const Json& values = schema["enum"];
            expect(std::find(values.begin(), values.end(), value) != values.end(), path, "enum");
        }
        if (value.is_number() && schema.contains("minimum")) {
            expect(value >= schema["minimum"], path, "too small");
        }
        if (value.is_number() && schema.contains("maximum")) {
            expect(value <= schema["maximum"], path, "too large");
        }
        if (value.is_array() && schema.contains("items")) {
            for (const Json& element : value) visit(element, schema["items"], path + "[]");
        }
        if (value.is_object() && schema.contains("properties")) visit_members(value, schema, path);
    }

    void visit_members(const Json& value, const Json& schema, const std::string& path) {
        for (const Json& key : schema["required"]) {
            expect(value.contains(std::string(key)), path, "lacks " + key.dump());
        }
        for (const auto& member : value.items()) {
            const bool known = schema["properties"].contains(member.key());
            expect(known, path, "unknown " + member.key());
            if (known)
                visit(member.value(), schema["properties"][member.key()],
                      path + "/" + member.key());
        }
    }

    Json root_;
    std::vector<std::string> errors_;
};

TEST(Json, FollowsTheSchema) {
    Validator validator("check.schema.json");
    EXPECT_EQ(validator.validate(parse(full())), std::vector<std::string>{});
    EXPECT_EQ(validator.validate(parse(sample::clean())), std::vector<std::string>{});
    EXPECT_EQ(validator.validate(parse(Document{})), std::vector<std::string>{});

    Json broken = parse(full());  // the validator itself
    broken["findings"][0]["severity"] = "bad";
    broken["findings"][0]["fix"]["edits"][0]["start"].erase("offset");
    broken["findings"][1]["line"] = "12";
    broken["summary"]["more"] = 1;
    EXPECT_EQ(validator.validate(broken).size(), 4U);
}

TEST(Json, KeysInTheOrderOfTheContract) {
    const Json report = parse(full());
    EXPECT_EQ(keys(report), "schema_version tool assumptions summary findings undetermined ");
    EXPECT_EQ(keys(report["assumptions"][0]),
              "deployment kind version openssl security_level target policy now ");
    EXPECT_EQ(keys(report["summary"]),
              "files with_problems unreadable endpoints errors warnings infos "
              "suppressed undetermined ");
    for (const Json& finding : report["findings"]) {
        EXPECT_EQ(
            keys(finding),
            "rule severity cause message file line column end_line end_column deployed_path "
            "endpoints host target address reason remedy references related configured observed "
            "suppression fix fingerprint ");
    }
    EXPECT_EQ(keys(report["findings"][0]["fix"]), "safety description edits ");
    EXPECT_EQ(keys(report["undetermined"][0]), "rule endpoints why file line ");
}

TEST(Json, Values) {
    const Json report = parse(full());
    const Json& findings = report["findings"];
    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[0]["cause"], Json::parse(R"({"number":3,"id":"version-mismatch"})"));
    EXPECT_EQ(findings[2]["cause"], nullptr);
    EXPECT_EQ(findings[0]["deployed_path"], "/etc/nginx/snippets/tls.conf");
    EXPECT_EQ(findings[0]["end_column"], 32);
    EXPECT_EQ(findings[0]["fix"]["edits"][0]["end"],
              Json::parse(R"({"line":3,"column":40,"offset":82})"));
    EXPECT_EQ(findings[1]["fix"], nullptr);
    EXPECT_EQ(findings[1]["related"],
              Json::parse(R"([{"file":"deploy/nginx/sites/shop.conf","line":11,
                                                      "column":5,"message":"the certificate"}])"));
    EXPECT_EQ(findings[0]["suppression"],
              Json::parse(R"({"kind":"inline","reason":"old scanners","until":"2027-03-31"})"));
    EXPECT_EQ(findings[1]["suppression"]["until"], nullptr);
    EXPECT_EQ(findings[2]["observed"], "TLSv1");
    for (const char* key : {"file", "line", "column", "end_line", "end_column", "deployed_path"}) {
        EXPECT_EQ(findings[3][key], nullptr) << key;
    }
    EXPECT_EQ(findings[3]["address"], "192.0.2.7:443");
    EXPECT_EQ(report["undetermined"][1]["file"], nullptr);
    EXPECT_EQ(report["undetermined"][1]["line"], nullptr);
}

TEST(Json, OneFindingALine) {
    const std::vector<std::string> document = lines_of(sample::print(formats::json, full(), {}));
    const std::vector<std::string> lines = lines_of(sample::print(formats::jsonl, full(), {}));
    ASSERT_EQ(lines.size(), 4U);
    for (const std::string& line : lines) {
        EXPECT_TRUE(std::any_of(document.begin(), document.end(), [&](const std::string& other) {
            return other == line || other == line + "," || other == line + "],";
        })) << line;
    }
    EXPECT_EQ(sample::print(formats::jsonl, sample::clean(), {}), "");
}

TEST(Json, AnyBytesBecomeHarmlessUtf8) {
    Document document = full();
    document.items[0].message = document.items[0].place->file = sample::hostile;
    document.items[0].fix->edits[0].text = "\xf3\xa0\x81\xa1 café \\ \"";
    std::string text = sample::print(formats::json, document, {});
    const Json finding = Json::parse(text)["findings"][0];
    EXPECT_EQ(finding["fix"]["edits"][0]["text"], "\xf3\xa0\x81\xa1 café \\ \"");
    EXPECT_EQ(std::string(finding["message"]).substr(0, 21),
              "a\x1b[31m\r\nb\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\x8b\xef\xbf\xbd");
    EXPECT_NE(text.find("\\u001b[31m\\r\\nb\\u007f\\u009b\\u202e\\u200b"), std::string::npos);
    EXPECT_NE(text.find("\\udb40\\udc61 café"), std::string::npos);
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    EXPECT_EQ(printable(text), text);
}

TEST(Json, NoPrivateKey) {
    Document document = full();
    document.items[0].message = "found -----BEGIN PRIVATE KEY-----\nMIIE";
    document.undetermined[0].why = "-----BEGIN PRIVATE KEY-----\nMIIE";
    const std::string text = sample::print(formats::json, document, {});
    EXPECT_EQ(text.find("MIIE"), std::string::npos);
    EXPECT_NE(text.find("found [private key not shown]"), std::string::npos);
}

}  // namespace
}  // namespace tlslint::report
