// SPDX-License-Identifier: Apache-2.0
#include "audit/report/csv_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

namespace tlslint::report {
namespace formats {
extern const Reporter csv;
}
namespace {

TEST(Csv, ARowAFinding) {
    Document document = sample::report();
    document.items.resize(1);
    EXPECT_EQ(
        sample::print(formats::csv, document, {}),
        "severity,rule,message,file,line,column,host,target,address,names,endpoints,"
        "configured,observed,suppressed,reason,remedy,references,fingerprint\n"
        "error,protocol/obsolete-version,accepts TLSv1 and "
        "TLSv1.1,deploy/nginx/snippets/tls.conf,3,19,,,,\"shop.example (443); "
        "api.shop.example (443); the default server (443)\",\"nginx:0.0.0.0:443/shop.example; "
        "nginx:0.0.0.0:443/api.shop.example; nginx:0.0.0.0:443/_\",,,,RFC 8996 forbids "
        "both,Allow TLSv1.2 and TLSv1.3 only.,https://www.rfc-editor.org/rfc/rfc8996,3f0c9a\n");
}

std::string row(const std::string& cell) {
    std::ostringstream out;
    write_csv_row({cell, "x"}, out);
    return out.str();
}

TEST(Csv, NoCellIsAFormula) {
    EXPECT_EQ(row("plain"), "plain,x\n");
    EXPECT_EQ(row(""), ",x\n");
    EXPECT_EQ(row("a,b"), "\"a,b\",x\n");
    EXPECT_EQ(row("say \"hi\""), "\"say \"\"hi\"\"\",x\n");
    EXPECT_EQ(row("=1+1"), "\"'=1+1\",x\n");
    EXPECT_EQ(row("  @SUM(A1)"), "\"'  @SUM(A1)\",x\n");
    EXPECT_EQ(row("-2"), "\"'-2\",x\n");
    EXPECT_EQ(row("+49"), "\"'+49\",x\n");
    EXPECT_EQ(row("＝1"), "\"'＝1\",x\n");
    EXPECT_EQ(row("a=1"), "a=1,x\n");
}

}  // namespace
}  // namespace tlslint::report
