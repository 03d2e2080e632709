#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Begins a rule: writes its file, which compiles as it is, and two fixtures.

    tests/support/new_rule.py CATEGORY/WHAT-IS-WRONG        such as stapling/missing

Nothing else has to be edited: CMake finds the rule by the name of its file. Exit status: 0 written, 1 refused.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z]+(-[a-z]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*")
NO_CATEGORY = {"engine", "policy"}  # folders of rules/ that hold no rules
NO_PREFIX = ("check-", "use-", "no-bad-")  # a name says what is wrong: "ignore stapling/missing" must read well
# Words that cannot name the rule's constant or namespace: C++ keeps them, or the template below uses them.
TAKEN = set("""alignas alignof and asm auto bool break case catch char class compl concept const continue default delete do
    double else enum explicit export extern false float for friend goto if inline int long mutable namespace new not
    nullptr operator or private protected public register requires return short signed sizeof static struct switch
    template this throw true try typedef typeid typename union unsigned using virtual void volatile while xor
    all check find nearest rule std""".split())

RULE = """\
// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::CATEGORY::SYMBOL {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    // Judge the effective value, wherever it came from. An unknown one is not wrong:
    // report.undecided(its origin).
    const bool wrong = false;
    if (wrong) report.at(endpoint.at, "what is true, with the value");
}

constexpr Rule rule{
    .name = "NAME",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .cause = Cause::none,
    .summary = "What is wrong, as a headline",
    .why = "Why that matters, in a sentence or two.",
    .remedy = "What to do.",
    .references = {{"RFC 9325", "https://www.rfc-editor.org/rfc/rfc9325"}},
    .since = "VERSION",
    .bad = "ssl_example off;",
    .good = "ssl_example on;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::CATEGORY::SYMBOL
"""

FIXTURE = """\
# COMMENT
events {}
http {
    server {
        listen 8443 ssl;
        server_name shop.example;
        ssl_certificate site.pem;
        ssl_certificate_key site.key;
    }
}
"""


def refuse(message):
    sys.exit(f"new-rule: {message}")


def tool_version():
    text = (ROOT / "CMakeLists.txt").read_text()
    return re.search(r"project\(tlslint VERSION (\d+\.\d+)", text).group(1)


def check_name(name):
    """The name as (category, symbol), both as C++ and the folders spell them."""
    if not NAME.fullmatch(name):
        refuse(f'"{name}" is no name for a rule: say category/what-is-wrong, lower case, words joined by "-"')
    category, what = name.split("/")
    if category in NO_CATEGORY:
        refuse(f"rules/{category}/ holds no rules")
    if what.startswith(NO_PREFIX):
        refuse(f'"{what}" does not say what is wrong: name the fault, not the check')
    category, symbol = category.replace("-", "_"), what.replace("-", "_")
    for word in (category, symbol):
        if word in TAKEN:
            refuse(f'"{word}" cannot be used as a name in C++ here')
    return category, symbol


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        refuse("say one name, such as stapling/missing")
    name = arguments[0]
    category, symbol = check_name(name)

    def fill(template):
        words = {"CATEGORY": category, "NAME": name, "SYMBOL": symbol, "VERSION": tool_version()}
        return re.sub("CATEGORY|NAME|SYMBOL|VERSION", lambda match: words[match.group()], template)

    fixtures = Path("fixtures/rules") / category / symbol
    files = {
        Path("rules") / category / f"{symbol}.cpp": fill(RULE),
        fixtures / "bad-nginx-example.conf": FIXTURE.replace("COMMENT", "What the rule finds."),
        fixtures / "bad-nginx-example.expect": "",
        fixtures / "good-nginx-example.conf": FIXTURE.replace("COMMENT", "What looks like it and is fine."),
    }
    for path in [*files, fixtures]:
        if (ROOT / path).exists():
            refuse(f"{path} exists already")
    if not (ROOT / "rules" / category).is_dir():
        print(f"new-rule: {category} is a new category", file=sys.stderr)
    for path, text in files.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text)
        print(path)
    print("\nNext: write the check and the two fixtures, `./dev test --update-golden`, read the diff, `./dev docs`.")


if __name__ == "__main__":
    main(sys.argv[1:])
