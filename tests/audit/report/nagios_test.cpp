// SPDX-License-Identifier: Apache-2.0
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

namespace tlslint::report {
namespace formats {
extern const Reporter nagios;
}
namespace {

std::string print(const Document& document) {
    return sample::print(formats::nagios, document, {});
}

TEST(Nagios, ALineWithFiguresThenTheFindings) {
    Document document = sample::report();
    document.now = 1'796'121'600;
    Certificate certificate;
    certificate.not_after = document.now + 57 * 86'400 + 1;
    document.certificates = {certificate};
    const std::string text = print(document);
    EXPECT_EQ(text.substr(0, text.find('\n')),
              "TLSLINT CRITICAL - 2 errors, 1 warning, 1 info in 14 files, 9 endpoints; first: "
              "accepts TLSv1 and TLSv1.1 | errors=2;;0;0 warnings=1;0;;0 infos=1;;;0 "
              "undetermined=1;;;0 unreadable=0;;;0 files=14;;;0 endpoints=9;;;0 days_left=57;;;");
    EXPECT_NE(text.find("\ndeploy/nginx/sites/shop.conf:12:5: error: certificate and key"),
              std::string::npos);
}

struct Case {
    std::size_t errors, warnings, infos, unreadable;
    Severity fail_on;
    int status;
};
constexpr Case cases[] = {
    {0, 0, 0, 0, Severity::warning, 0}, {1, 1, 1, 1, Severity::warning, 2},
    {0, 1, 0, 1, Severity::warning, 1}, {0, 1, 0, 0, Severity::error, 0},
    {0, 0, 1, 0, Severity::warning, 0}, {0, 0, 1, 0, Severity::info, 1},
    {0, 0, 0, 1, Severity::warning, 3}, {0, 1, 0, 1, Severity::error, 3},
};

TEST(Nagios, ItsOwnStatus) {
    for (const Case& c : cases) {
        Document document = sample::clean();
        document.summary.errors = c.errors;
        document.summary.warnings = c.warnings;
        document.summary.infos = c.infos;
        document.summary.unreadable = c.unreadable;
        document.fail_on = c.fail_on;
        EXPECT_EQ(formats::nagios.status(document), c.status) << print(document);
    }
    Document failed;
    failed.failures = {"/nowhere: No such file or directory"};
    EXPECT_EQ(formats::nagios.status(failed), 3);
    EXPECT_EQ(print(failed).substr(0, 58),
              "TLSLINT UNKNOWN - /nowhere: No such file or directory | er");
}

TEST(Nagios, FitsAndHasNoMarkup) {
    Document document = sample::report();
    document.items.assign(1000, sample::weak_strength());
    document.items[0].message = "a|b <img> " + sample::hostile;
    const std::string text = print(document);
    EXPECT_LT(text.size(), 4096U);
    EXPECT_NE(text.find("a¦b ‹img› a\\x1b[31m"), std::string::npos);
    EXPECT_EQ(text.find('|', text.find('|') + 1), std::string::npos);
    EXPECT_NE(text.find("\nand 9"), std::string::npos);
}

}  // namespace
}  // namespace tlslint::report
