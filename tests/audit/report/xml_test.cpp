// SPDX-License-Identifier: Apache-2.0
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::report {
namespace formats {
extern const Reporter junit, checkstyle;
}
namespace {

TEST(Checkstyle, AFileAnElement) {
    Document document = sample::report();
    document.items.push_back(document.items[0]);
    document.items[4].severity = Severity::info;
    document.items[2].suppression = Suppression{"inline", "", std::nullopt};
    EXPECT_EQ(sample::print(formats::checkstyle, document, {}),
              R"xml(<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="deploy/nginx/snippets/tls.conf">
    <error line="3" column="19" severity="error" message="accepts TLSv1 and TLSv1.1. In force for shop.example (443) and 2 more. Allow TLSv1.2 and TLSv1.3 only." source="tlslint.protocol/obsolete-version" />
    <error line="3" column="19" severity="info" message="accepts TLSv1 and TLSv1.1. In force for shop.example (443) and 2 more. Allow TLSv1.2 and TLSv1.3 only." source="tlslint.protocol/obsolete-version" />
  </file>
  <file name="deploy/nginx/sites/shop.conf">
    <error line="12" column="5" severity="error" message="certificate and key do not belong together. In force for shop.example (443). Name the key that was made with the certificate." source="tlslint.certificate/key-mismatch" />
  </file>
  <file name="https://shop.example (192.0.2.7:443)">
    <error severity="info" message="OCSP stapling is off. Turn stapling on; make sure that the responder can be reached from the server." source="tlslint.stapling/missing" />
  </file>
</checkstyle>
)xml");
}

TEST(JUnit, ATestCaseAFinding) {
    Document document = sample::report();
    document.items = {document.items[0], document.items[0], document.items[3]};
    document.items[1].suppression = Suppression{"baseline", "known", std::nullopt};
    document.summary.with_problems = 1;
    EXPECT_EQ(sample::print(formats::junit, document, {}),
              R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tlslint" tests="5" failures="1" errors="1" skipped="1">
  <testsuite name="tlslint" tests="2" failures="0" errors="1" skipped="0">
    <testcase name="every file is understood" classname="tlslint">
      <error message="1 file was understood only in part" />
    </testcase>
    <testcase name="deploy/nginx/nginx.conf" classname="tlslint" />
  </testsuite>
  <testsuite name="deploy/nginx/snippets/tls.conf" tests="2" failures="1" errors="0" skipped="1">
    <testcase name="protocol/obsolete-version" classname="deploy/nginx/snippets/tls.conf">
      <failure message="accepts TLSv1 and TLSv1.1" type="error">deploy/nginx/snippets/tls.conf:3:19: accepts TLSv1 and TLSv1.1
RFC 8996 forbids both
Allow TLSv1.2 and TLSv1.3 only.
https://www.rfc-editor.org/rfc/rfc8996</failure>
    </testcase>
    <testcase name="protocol/obsolete-version" classname="deploy/nginx/snippets/tls.conf">
      <skipped message="accepts TLSv1 and TLSv1.1 (suppressed by the baseline: known)" />
    </testcase>
  </testsuite>
  <testsuite name="https://shop.example (192.0.2.7:443)" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="stapling/missing" classname="https://shop.example (192.0.2.7:443)">
      <system-out>https://shop.example (192.0.2.7:443): OCSP stapling is off
Clients ask the authority themselves, which is slow and tells it who visits.
Turn stapling on; make sure that the responder can be reached from the server.</system-out>
    </testcase>
  </testsuite>
</testsuites>
)xml");
}

TEST(Xml, AnyBytesAreText) {
    for (const Reporter* reporter : {&formats::junit, &formats::checkstyle}) {
        Document document = sample::report();
        document.items[0].message = "]]>&<x y='\"'>" + sample::hostile;
        document.items[0].place->file = "<a\"b&" + sample::hostile;
        document.items[1].message = "-----BEGIN PRIVATE KEY-----\nMIIE";
        const std::string text = sample::print(*reporter, document, {});
        EXPECT_EQ(text.find("MIIE"), std::string::npos);
        EXPECT_EQ(text.find("<x"), std::string::npos);
        // In an attribute '>' is a character like others; in a text "]]>" would be an error.
        EXPECT_NE(text.find("=\"]]>&amp;&lt;x y='&quot;'>a"), std::string::npos);
        EXPECT_EQ(text.find(" ]]>"), std::string::npos);
        EXPECT_NE(text.find("\\x1b[31m\\x0d\\x0ab"), std::string::npos);
        EXPECT_EQ(text.find("&#"), std::string::npos) << "no control character, however written";
    }
}

}  // namespace
}  // namespace tlslint::report
