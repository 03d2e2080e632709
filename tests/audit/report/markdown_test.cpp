// SPDX-License-Identifier: Apache-2.0
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tlslint::report {
namespace formats {
extern const Reporter markdown;
}
namespace {

std::string print(const Document& document) {
    return sample::print(formats::markdown, document, {});
}

TEST(Markdown, ATableAndWhatToDo) {
    Document document = sample::report();
    document.items.pop_back();
    EXPECT_EQ(print(document),
              R"(### tlslint: 2 errors, 1 warning, 1 info

14 files, 9 endpoints. 1 rule could not decide 1 endpoint (--format json says why).

| | what | where | rule |
|---|---|---|---|
| error | accepts TLSv1 and TLSv1.1 · shop.example (443) and 2 more | <code>deploy/nginx/snippets/tls.conf:3:19</code> | <code>protocol/obsolete-version</code> |
| error | certificate and key do not belong together · shop.example (443) | <code>deploy/nginx/sites/shop.conf:12:5</code> | <code>certificate/key-mismatch</code> |
| warning | accepts suites of less than 128 bits: DES-CBC3-SHA, ECDHE-RSA-DES-CBC3-SHA · legacy.example (443) and 1 more | <code>deploy/nginx/sites/legacy.conf:107:158</code> | <code>cipher/weak-strength</code> |

<details><summary>What to do</summary>

- <code>certificate/key-mismatch</code>: Name the key that was made with the certificate.
- <code>cipher/weak-strength</code>: Remove 3DES from the cipher string.
- <code>protocol/obsolete-version</code>: Allow TLSv1.2 and TLSv1.3 only. [RFC 8996](<https://www.rfc-editor.org/rfc/rfc8996>)

</details>
)");
    EXPECT_EQ(print(sample::clean()), "### tlslint: nothing to report\n\n14 files, 9 endpoints.\n");
}

TEST(Markdown, NothingOfTheInputIsMarkup) {
    Document document;
    document.items = {sample::obsolete_version()};
    Item& item = document.items[0];
    item.message =
        "a|b `c` \\| *d* _e_ [f](http://g) <img src=x> @h #1 &amp; www.i.j ![k](l) ~m~ $n$";
    const std::string text = print(document);
    EXPECT_NE(text.find("| error | a&#124;b &#96;c&#96; &#92;&#124; &#42;d&#42; &#95;e&#95; "
                        "&#91;f&#93;(http&#58;//g) &#60;img src=x&#62; &#64;<!-- -->h "
                        "&#35;<!-- -->1 &#38;amp; www&#46;i.j &#33;&#91;k&#93;(l) &#126;m&#126; "
                        "&#36;n&#36; · shop.example (443) and 2 more | <code>"),
              std::string::npos)
        << text;
    item.message = sample::hostile + "-----BEGIN PRIVATE KEY-----\nMIIE";
    const std::string row = print(document);
    EXPECT_EQ(row.find("MIIE"), std::string::npos);
    EXPECT_NE(row.find("&#92;x1b&#91;31m&#92;x0d&#92;x0ab"), std::string::npos) << row;
}

TEST(Markdown, FitsIntoAJobSummary) {
    Document document;
    document.items.assign(10'000, sample::weak_strength());
    document.items.back() = sample::obsolete_version();
    const std::string text = print(document);
    EXPECT_LT(text.size(), 1U << 20);
    EXPECT_GT(text.size(), 800'000U);
    EXPECT_NE(text.find(" more, less severe, left out.\n"), std::string::npos);
    EXPECT_LT(text.find("protocol/obsolete-version"), 1000U) << "the worst first";
}

}  // namespace
}  // namespace tlslint::report
