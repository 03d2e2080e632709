#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/rules/ and docs/handshake-errors.md from what the program says.

    tests/support/write_docs.py [--check]

With --check it changes nothing and exits with 1 and a diff where the pages are not what would be written.
"""

import difflib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/tlslint"
PAGES = ROOT / "docs/rules"
GUIDE_PATH = Path("../handshake-errors.md")  # as all paths here, from docs/rules

HEAD = """\
# Rules

A rule is named after what is wrong. `tlslint explain NAME` shows its page in a terminal.

"""
FOOT = "\n<!-- Made by `./dev docs` from rules/; do not edit. -->\n"


def ask(*arguments):
    result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"tlslint {' '.join(arguments)}: {result.stderr.strip()}")
    return result.stdout


def index(rules):
    rows = ["| rule | severity | servers | what is wrong |", "|---|---|---|---|"]
    for rule in rules:
        name, servers, summary = rule["name"], ", ".join(rule["servers"]), rule["summary"].replace("|", r"\|")
        rows.append(f"| [{name}]({name}.md) | {rule['severity']} | {servers} | {summary} |")
    return HEAD + "\n".join(rows) + "\n" + FOOT


def wanted_pages():
    rules = json.loads(ask("rules", "--format", "json"))["rules"]
    pages = {Path(f"{rule['name']}.md"): ask("explain", rule["name"], "--format", "markdown") for rule in rules}
    pages[Path("README.md")] = index(rules)
    pages[GUIDE_PATH] = ask("explain", "handshake-errors", "--format", "markdown")
    return pages


def present_pages():
    pages = {path.relative_to(PAGES): path.read_text() for path in PAGES.rglob("*.md")}
    if (PAGES / GUIDE_PATH).exists():
        pages[GUIDE_PATH] = (PAGES / GUIDE_PATH).read_text()
    return pages


def diff(present, wanted):
    """Both are texts by path below docs/rules; the guide stands one folder up."""
    for path in sorted(present.keys() | wanted.keys()):
        old, new = present.get(path, ""), wanted.get(path, "")
        shown = os.path.normpath(f"docs/rules/{path}")
        names = f"a/{shown}", f"b/{shown}"
        yield from difflib.unified_diff(old.splitlines(True), new.splitlines(True), *names)


def write(present, wanted):
    for path in present.keys() - wanted.keys():
        (PAGES / path).unlink()
    for path, text in wanted.items():
        (PAGES / path).parent.mkdir(parents=True, exist_ok=True)
        (PAGES / path).write_text(text)
    for folder in PAGES.iterdir():
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is not built: ./dev build")
    present, wanted = present_pages(), wanted_pages()
    if not arguments:
        return write(present, wanted)
    if present != wanted:
        sys.stdout.writelines(diff(present, wanted))
        sys.exit("docs is not what the program says: run ./dev docs")


if __name__ == "__main__":
    main(sys.argv[1:])
