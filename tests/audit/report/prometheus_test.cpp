// SPDX-License-Identifier: Apache-2.0
#include "audit/report/metrics_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

namespace tlslint::report {
namespace formats {
extern const Reporter prometheus;
}
namespace {

TEST(Prometheus, WhatARunHasFound) {
    Document document = sample::report();
    document.now = 1'796'121'600;
    document.items.push_back(sample::obsolete_version());
    document.items.back().suppression = Suppression{"inline", "", std::nullopt};
    document.compliance = {{"a", "a", "mozilla-modern@6.0", true, {}},
                           {"b", "b", "mozilla-modern@6.0", std::nullopt, {}}};
    Certificate late;
    late.file = "/etc/ssl/a.pem";
    late.subject = "CN=a\"\\\n";
    late.not_after = 1'800'000'000;
    Certificate early = late;
    early.not_after = 1'790'000'000;
    document.certificates = {late, early};
    const std::string text = sample::print(formats::prometheus, document, {});
    for (const std::string_view line : {
             "tlslint_findings_by_severity{severity=\"info\"} 1\n",
             "tlslint_findings{severity=\"error\",rule=\"protocol/obsolete-version\"} 1\n",
             "tlslint_policy_endpoints{policy=\"mozilla-modern@6.0\",complies=\"false\"} 0\n",
             "tlslint_policy_endpoints{policy=\"mozilla-modern@6.0\",complies=\"unknown\"} 1\n",
             "tlslint_cert_not_after_seconds{file=\"/etc/ssl/a.pem\",subject=\"CN=a\\\"\\\\"
             "\\\\x0a\"} 1790000000\n",
             "tlslint_files 14\n",
             "# TYPE tlslint_last_run_timestamp_seconds gauge\n"
             "tlslint_last_run_timestamp_seconds 1796121600\n",
         })
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_EQ(text.find("1800000000"), std::string::npos) << "of two, the first to expire";
}

TEST(Prometheus, SamplesAreSortedAndNoneIsNothing) {
    std::ostringstream out;
    write_metric({"none", "Nothing.", {}}, out);
    write_metric({"some", "Something.", {{{{"a", "y"}}, 2}, {{{"a", "x"}}, -1}}}, out);
    EXPECT_EQ(out.str(), "# HELP tlslint_some Something.\n# TYPE tlslint_some gauge\n"
                         "tlslint_some{a=\"x\"} -1\ntlslint_some{a=\"y\"} 2\n");
}

}  // namespace
}  // namespace tlslint::report
