#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do the fixtures notice when a rule decides otherwise?

    tests/prove/mutations.py [COUNT [SEED]]

Takes COUNT (30) conditions of the rules at random, turns each around in its file, builds the tests and runs the rules'
fixtures: some fixture must fail. The file is put back afterwards. Prints each condition that nobody missed; exit status 1
if there is one.
"""

import random
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
TESTS = [BUILD / "tests/tlslint_tests", "--gtest_filter=RuleFixtures.SayWhatIsExpected", "--gtest_brief=1"]


def conditions(text):
    """Begin and end of what stands in the parentheses of each `if`."""
    for match in re.finditer(r"\bif \(", text):
        begin = end = match.end()
        depth = 1
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        yield begin, end - 1


def turned(condition):
    """The condition with the opposite value; names that it declares stay declared."""
    *declarations, last = condition.split(";")
    declaration = re.match(r"\s*(?:const )?[\w:&*<> ]+?[\s*&](\w+) = (.*)", last, re.DOTALL)
    if declaration:
        return None  # nothing that could be negated without losing the name
    return ";".join([*declarations, f" !({last.strip()})" if declarations else f"!({last.strip()})"])


def candidates():
    for path in sorted((ROOT / "rules").glob("*/*.cpp")):
        if path.parent.name == "policy":
            continue
        text = path.read_text()
        for begin, end in conditions(text):
            if turned(text[begin:end]) is not None:
                yield path, begin, end


def noticed(path, begin, end):
    text = path.read_text()
    try:
        path.write_text(text[:begin] + turned(text[begin:end]) + text[end:])
        build = subprocess.run(["cmake", "--build", BUILD, "--target", "tlslint_tests"], capture_output=True, text=True)
        if build.returncode != 0:
            return None
        return subprocess.run(TESTS, capture_output=True, timeout=600).returncode != 0
    finally:
        path.write_text(text)


def main(arguments):
    count, seed = (*map(int, arguments), *(30, 1)[len(arguments):])
    if subprocess.run(["git", "diff", "--quiet", "--", "rules"], cwd=ROOT).returncode != 0:
        sys.exit("rules/ has changes that are not committed")
    if subprocess.run(TESTS, capture_output=True).returncode != 0:
        sys.exit("the fixtures fail before anything is changed")
    everything = list(candidates())
    sample = random.Random(seed).sample(everything, min(count, len(everything)))
    missed = tried = 0
    for number, (path, begin, end) in enumerate(sample, 1):
        text = path.read_text()
        where = f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, begin) + 1}"
        shown = " ".join(text[begin:end].split())
        result = noticed(path, begin, end)
        tried += result is not None
        if result is False:
            missed += 1
            print(f"{where}: nobody misses: {shown}", flush=True)
        elif result is None:
            print(f"{where}: does not compile turned around: {shown}", flush=True)
        if sys.stderr.isatty():
            print(f"\r{number}/{len(sample)}", end="", file=sys.stderr)
    subprocess.run(["cmake", "--build", BUILD, "--target", "tlslint_tests"], capture_output=True)
    print(f"{tried} of {len(everything)} conditions turned around, {missed} not noticed")
    return 1 if missed or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
