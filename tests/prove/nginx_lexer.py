#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares tlslint's reading of random nginx text with the real nginx.

usage: nginx_lexer.py [COUNT] [SEED] [NGINX]

Each text is a `map` full of random words, quotes, escapes, braces and comments: nginx reads it with its lexer and
refuses next to nothing else. Where its complaint is the lexer's, ours must be the same words on the same line; where it
has none, we must have none. Complaints about meaning end nginx's reading, so ours may only come later.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TLSLINT = os.path.join(ROOT, "build/release/tlslint")
LEXER = re.compile(r'^(unexpected|too long parameter|directive ".*" (is not terminated|has no opening))')

PIECES = ["a", "b1", "$host", "${host}", "${", "$", "{", "}", ";", '"', "'", "\\", "\\\\", '\\"', "\\n", "#", " ", "\t", "\n",
          "\r\n", ")", "(", "é", "\u00a0", "\x0b", "default", "x" * 4090, "~^a", '"q q"', "'s;s'", "# c\n", ";\n", " 1;\n"]
WEIGHTS = [12, 8, 3, 3, 1, 1, 1, 1, 6, 2, 2, 2, 1, 1, 1, 2, 14, 2, 3, 1, 1, 1, 1, 1, 1, 1, 0.1, 1, 3, 3, 2, 6, 10]


def text(rng):
    body = "".join(rng.choices(PIECES, WEIGHTS, k=rng.randrange(1, 25)))
    lines = "".join(f"k{i} v;\n" for i in range(rng.randrange(3)))
    return "events {}\nhttp {\nmap $uri $v {\n" + lines + body + rng.choice(["", ";", " v;\n", "\n"]) + "\n}\n}\n"


def nginx_verdict(nginx, folder, path):
    run = subprocess.run([nginx, "-t", "-q", "-p", folder, "-c", path, "-g", f"error_log stderr emerg; pid {folder}/pid;"],
                         capture_output=True)
    for line in run.stderr.decode("utf-8", "replace").splitlines():
        found = re.search(r"\[emerg\] [\d#*:]* ?(.*) in .*:(\d+)$", line)
        if found:
            return found.group(1), int(found.group(2))
    # Some messages of the lexer hold line feeds, and of those without a place none is the lexer's.
    found = re.search(rb"\[emerg\] [\d#]+: (.*) in \S+:(\d+)$", run.stderr, re.S | re.M)
    if found:
        return found.group(1).decode("utf-8", "replace"), int(found.group(2))
    return None if run.returncode == 0 else ("other", 0)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    nginx = sys.argv[3] if len(sys.argv) > 3 else "/usr/sbin/nginx"
    rng = random.Random(seed)
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i in range(count):
            path = os.path.join(folder, f"{i}.conf")
            with open(path, "w", encoding="utf-8", newline="") as out:
                out.write(text(rng))
            paths.append(path)
        ours = {path: [] for path in paths}
        for start in range(0, count, 500):
            shown = subprocess.run([TLSLINT, "show", "--tree", "--no-includes", "--kind", "nginx", "--format", "json"]
                                   + paths[start:start + 500], capture_output=True, check=True).stdout
            for problem in json.loads(shown)["problems"]:
                ours[problem["file"]].append((problem["message"], problem["line"]))
        lexer_errors = 0
        for path in paths:
            verdict = nginx_verdict(nginx, folder, path)
            first = ours[path][0] if ours[path] else None
            if verdict is None:
                wrong = first is not None
            elif LEXER.match(verdict[0]):
                lexer_errors += 1
                wrong = first != verdict and not (first and first[1] == verdict[1] and "\ufffd" in verdict[0] + first[0])
            else:
                wrong = first is not None and 0 < first[1] < verdict[1]
            if wrong:
                bad += 1
                if bad <= 10:
                    print(f"--- seed {seed}: nginx {verdict}, tlslint {first}\n{open(path, encoding='utf-8', newline='').read()!r}")
    print(f"{count} texts, {lexer_errors} refused by nginx's lexer, {bad} disagreements (seed {seed})")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
