#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/rules/, docs/handshake-errors.md and docs/mistakes.md from what the program and the fixtures say.

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
MISTAKES_PATH = Path("../mistakes.md")
MISTAKES = ROOT / "fixtures/mistakes"

MISTAKES_HEAD = """\
# What people get wrong, and what finds it

For each mistake a configuration in `fixtures/rules` that makes it, and what tlslint says there. *Own test*: whether the
server's own check (`nginx -t`, `apache2 -t`, `haproxy -c`) says so.
"""
TEST_OF = {"nginx": "nginx -t", "apache": "apache2 -t", "haproxy": "haproxy -c"}

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


def mistakes_of(server):
    """Rows of fixtures/mistakes/SERVER.tsv, each with the first finding of its fixture."""
    rows = [f"\n## {server}\n", f"| # | mistake | `{TEST_OF[server]}` | rule | says |", "|---|---|---|---|---|"]
    for line in (MISTAKES / f"{server}.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        number, what, noticed, rule, name = line.split("\t")
        fixture = f"fixtures/rules/{rule.replace('-', '_')}/bad-{server}-{name}"
        first = (ROOT / f"{fixture}.expect").read_text().splitlines()[0]
        place, _, message = first.partition(f" {rule} ")
        line_number = place.split(" ")[-2].split(":")[0]
        shown = message.replace("|", r"\|")
        rows.append(f"| {number} | {what} | {noticed} | [{rule}](rules/{rule}.md) | line {line_number}: {shown} |")
    return "\n".join(rows) + "\n"


def mistakes():
    servers = [name for name in TEST_OF if (MISTAKES / f"{name}.tsv").exists()]
    foot = FOOT.replace("rules/;", "fixtures/mistakes/;")
    return MISTAKES_HEAD + "".join(mistakes_of(server) for server in servers) + foot


def wanted_pages():
    rules = json.loads(ask("rules", "--format", "json"))["rules"]
    pages = {Path(f"{rule['name']}.md"): ask("explain", rule["name"], "--format", "markdown") for rule in rules}
    pages[Path("README.md")] = index(rules)
    pages[GUIDE_PATH] = ask("explain", "handshake-errors", "--format", "markdown")
    pages[MISTAKES_PATH] = mistakes()
    return pages


def present_pages():
    pages = {path.relative_to(PAGES): path.read_text() for path in PAGES.rglob("*.md")}
    for path in (GUIDE_PATH, MISTAKES_PATH):
        if (PAGES / path).exists():
            pages[path] = (PAGES / path).read_text()
    return pages


def diff(present, wanted):
    """Both are texts by path below docs/rules; the guides stand one folder up."""
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
