#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do the fixtures notice when a rule decides otherwise?

    tests/prove/mutations.py [COUNT [SEED]] [FILE…]

Takes COUNT (all) conditions of the rules, or of those whose path holds one of the words FILE, at random, the one of an `if` or
what a function of type bool returns, whole or an operand of its && and ||, and runs the rule's fixtures once for each with that condition turned around: some fixture must fail.
The program is built once, with every condition behind a switch (TLSLINT_MUTANT); the files are put back afterwards. Prints each
condition that nobody missed; exit status 1 if there is one.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
TESTS = [BUILD / "tests/tlslint_tests", "--gtest_filter=RuleFixtures.SayWhatIsExpected", "--gtest_brief=1"]
SWITCH = """#ifndef TLSLINT_MUTANT
#define TLSLINT_MUTANT
#include <cstdlib>
inline bool tlslint_mutant(int number) {
    static const int chosen = [] {
        const char* const text = std::getenv("TLSLINT_MUTANT");
        return text ? std::atoi(text) : 0;
    }();
    return chosen == number;
}
#endif
"""


@dataclass
class Condition:
    path: Path
    begin: int
    end: int
    number: int = 0

    def text(self):
        return self.path.read_text()[self.begin : self.end]

    def where(self):
        return f"{self.path.relative_to(ROOT)}:{self.path.read_text().count(chr(10), 0, self.begin) + 1}"


def closing(text, begin, opening, ending):
    """Where the bracket that is open at `begin` closes."""
    depth = 1
    while depth and begin < len(text):
        depth += {opening: 1, ending: -1}.get(text[begin], 0)
        begin += 1
    return begin - 1


def is_quoted(text, place):
    return text.count('"', text.rfind("\n", 0, place) + 1, place) % 2 == 1


def of_ifs(text):
    for match in re.finditer(r"\bif \(", text):
        if is_quoted(text, match.start()):
            continue
        begin, end = match.end(), closing(text, match.end(), "(", ")")
        depth = 0
        for place in range(begin, end):  # what stands before the last `;` declares
            depth += {"(": 1, ")": -1, "{": 1, "}": -1}.get(text[place], 0)
            if depth == 0 and text[place] == ";":
                begin = place + 1
        if not re.match(r"\s*(?:const )?[\w:&*<> ]+?[\s*&]\w+ = ", text[begin:end]):
            yield begin, end


def of_returns(text):
    for function in re.finditer(r"^(?:static )?bool \w+\([^{};]*\) \{$", text, re.MULTILINE):
        end = closing(text, function.end(), "{", "}")
        depth, begin = 0, None  # of brackets; what lambdas inside of them return is not what the function does
        for place in range(function.end(), end):
            depth += {"(": 1, ")": -1}.get(text[place], 0)
            if depth == 0 and begin is None and text.startswith("return ", place) and not text[place - 1].isalnum():
                begin = place + len("return ")
            elif depth == 0 and begin is not None and text[place] == ";":
                yield begin, place
                begin = None


def operands(text, begin, end):
    """What `&&` and `||` join in a condition, one by one."""
    depth, start = 0, begin
    parts = []
    for place in range(begin, end):
        depth += {"(": 1, ")": -1, "{": 1, "}": -1, "[": 1, "]": -1}.get(text[place], 0)
        if depth == 0 and text[place : place + 2] in ("&&", "||"):
            parts.append((start, place))
            start = place + 2
    return [*parts, (start, end)] if parts else []


def candidates():
    for path in sorted((ROOT / "rules").glob("*/*.cpp")):
        # What no fixture is about: policies; how rules run; rules of live endpoints alone.
        if path.parent.name in ("policy", "live") or path.name in ("run.cpp", "rule.cpp", "report.cpp", "ignores.cpp"):
            continue
        text = path.read_text()
        if '.servers = {"live"}' in text:
            continue
        whole = {*of_ifs(text), *of_returns(text)}
        spans = sorted(whole.union(*(operands(text, *span) for span in whole)))
        yield from (Condition(path, begin, end) for begin, end in spans)


def with_switches(text, conditions):
    marks = []
    for condition in conditions:
        whole = text[condition.begin : condition.end]
        begin = condition.begin + len(whole) - len(whole.lstrip())
        end = condition.begin + len(re.sub(r"(\s+// [^\n]*)*\s*$", "", whole))  # not inside a comment
        marks += [(begin, 1, -end, f"(tlslint_mutant({condition.number}) != static_cast<bool>("), (end, 0, -begin, "))")]
    for place, _, _, mark in sorted(marks, reverse=True):
        text = text[:place] + mark + text[place:]
    return SWITCH + text


def build():
    return subprocess.run(["cmake", "--build", BUILD, "--target", "tlslint_tests"], capture_output=True, text=True)


def missed_of(sample):
    """Those that no fixture notices; each rule has a folder of fixtures, what rules share is tried with all."""
    with tempfile.NamedTemporaryFile("w") as lines:
        for condition in sample:
            folder = condition.path.relative_to(ROOT / "rules").with_suffix("")
            alone = (ROOT / "fixtures/rules" / folder).is_dir()
            print(condition.number, f"/{folder}/" if alone else "/", file=lines)
        lines.flush()
        run = subprocess.run(
            [BUILD / "tests/tlslint_tests", "--gtest_filter=*NoticeMutants"],
            env=dict(os.environ, TLSLINT_MUTANTS=lines.name), capture_output=True, text=True)
    verdicts = dict(re.findall(r"^(\d+) (missed|noticed)$", run.stdout, re.MULTILINE))
    if len(verdicts) != len(sample):
        sys.exit(f"judged {len(verdicts)} of {len(sample)}:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return [condition for condition in sample if verdicts[str(condition.number)] == "missed"]


def judge(sample):
    by_path = {}
    for condition in sample:
        by_path.setdefault(condition.path, []).append(condition)
    originals = {path: path.read_text() for path in by_path}
    try:
        for path, conditions in by_path.items():
            path.write_text(with_switches(originals[path], conditions))
        result = build()
        if result.returncode != 0:
            sys.exit(f"with the switches it does not compile:\n{result.stdout[-4000:]}")
        return missed_of(sample)
    finally:
        for path, text in originals.items():
            path.write_text(text)
        build()


def main(arguments):
    numbers = [int(word) for word in arguments if word.isdigit()]
    files = [word for word in arguments if not word.isdigit()]
    count, seed = (*numbers, *(sys.maxsize, 1)[len(numbers) :])
    if subprocess.run(["git", "diff", "--quiet", "--", "rules"], cwd=ROOT).returncode != 0:
        sys.exit("rules/ has changes that are not committed")
    if build().returncode != 0 or subprocess.run(TESTS, capture_output=True).returncode != 0:
        sys.exit("the fixtures fail before anything is changed")
    everything = [
        each for each in candidates() if not files or any(word in str(each.path.relative_to(ROOT)) for word in files)
    ]
    sample = random.Random(seed).sample(everything, min(count, len(everything)))
    for number, condition in enumerate(sample, 1):
        condition.number = number
    missed = judge(sample)
    for condition in missed:
        print(f"{condition.where()}: nobody misses: {' '.join(condition.text().split())}")
    print(f"{len(sample)} of {len(everything)} conditions turned around, {len(missed)} not noticed")
    return 1 if missed or not sample else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
