#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares how tlslint reads real files of nginx, Apache or HAProxy with what other programs said of them.

    tests/prove/corpus.py DIR ORACLE.tsv [--program build/release/tlslint]

ORACLE has a row a file of DIR, with the columns path and class. For nginx: status, directives, blocks (crossplane) and nginx_t,
nginx_t_context, nginx_t_message (`nginx -t`, which stops at its first error); nginx decides over crossplane, as far as it
read. For Apache: apache_t, apache_t_message (`apache2 -t`, which reads to the end before it looks at directives). For HAProxy:
haproxy_2.6.12, all_2.6.12 (every kind of error) and message_2.6.12 (`haproxy -c`, which reads everything and says everything),
held against what `tlslint check` would have refused; macros of its test runner are filled in first. Each disagreement is listed
with the reason if there is a known one. Exit status: 0 no unexplained disagreement, 1 some, 2 could not be run.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BATCH = 200  # files a process: command lines are bounded, and a crash is found again quickly


def show(program, kind, paths):
    """path -> (directives, blocks, problems) for those that were read; raises for a crash."""
    command = [program, "show", "--tree", "--no-includes", "--kind", kind, "--format", "json", *paths]
    done = subprocess.run(command, capture_output=True, timeout=300)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"ended with {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    answer = json.loads(done.stdout)
    problems = defaultdict(list)
    for problem in answer["problems"]:
        problems[problem["file"]].append(problem)
    return {file["path"]: (*count(file["directives"]), problems[file["path"]]) for file in answer["files"]}


def show_all(program, kind, paths):
    read, crashes = {}, {}
    for at in range(0, len(paths), BATCH):
        batch = paths[at:at + BATCH]
        try:
            read |= show(program, kind, batch)
            continue
        except (RuntimeError, ValueError, subprocess.TimeoutExpired):
            pass
        for path in batch:
            try:
                read |= show(program, kind, [path])
            except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
                crashes[path] = str(error)
    return read, crashes


def count(directives):
    total = blocks = 0
    stack = [directives]
    while stack:
        for directive in stack.pop():
            total += 1
            if "block" in directive:
                blocks += 1
                stack.append(directive["block"])
    return total, blocks


def last_word_before(text, line, column):
    """What stands before a place, blanks and comments left out: its last byte. (No file has a '#' in a quoted word there.)"""
    before = text.split("\n")[: line]
    before[-1] = before[-1][: column - 1]
    for written in reversed(before):
        written = re.sub(r"(^|\s)#.*", "", written).rstrip()
        if written:
            return written[-1]
    return ""


class Nginx:
    kind = "nginx"

    def expected(self, row):
        """Whether the file can be read, and who says so. nginx has read to the end if its message names no line of the copy."""
        if row["nginx_t"] == "syntax":
            return False, "nginx"
        if row["nginx_t"] == "ok" or "t.conf" not in row["nginx_t_message"]:
            return True, "nginx"
        return row["status"] == "ok", "crossplane"  # nginx stopped early, for another reason

    def reason(self, row, path, problems):
        """Why tlslint and the witness may differ here (the reference, section 11, last paragraph); None if they may not."""
        _, witness = self.expected(row)
        if problems and witness == "crossplane":
            first = problems[0]
            message, line, column = first["message"], first["line"], first["column"]
            text = path.read_bytes().decode("latin-1")
            if message.startswith("template placeholder"):
                return "a template, whose braces crossplane takes for blocks"
            if message == 'unexpected "}"' and last_word_before(text, line, column) not in ";{}":
                return 'crossplane accepts a missing ";" before "}"'
            if message in ('unexpected ";"', 'unexpected "{"'):
                return 'crossplane accepts ";;", "};" and a lone "{"'
            if message.startswith('directive "'):
                return "crossplane compares a directive's form with check_args only"
            if re.fullmatch('unexpected ".+"', message, re.DOTALL) and message[12] not in "};{":
                return "crossplane accepts what follows a closing quote"
        if not problems and row["class"] == "fragment":
            if row["nginx_t_message"].startswith('directive "server" has no opening "{"'):
                return 'read without its surroundings, which are a guess of the oracle\'s: "server …;" may stand in an upstream'
        return None

    def same_words(self, row, problem):
        """Whether a refusal is told in the server's words and at its line; None if that cannot be said."""
        if problem["message"].startswith("template placeholder"):
            return None
        # The oracle's copy lacked some lines; none of them stood before an error of this kind.
        return row["nginx_t_message"] == f"{problem['message']} in t.conf:{problem['line']}"

    def said(self, row, witness):
        return row["nginx_t_message"] if witness == "nginx" else row["message"] or "accepted"


class Apache:
    kind = "apache"

    def expected(self, row):
        """httpd knows directives only once it has read everything; what a macro holds shows where it is used."""
        return row["apache_t"] != "syntax" or "<macro" in row["text"].lower(), "apache"

    def reason(self, row, path, problems):
        if problems and problems[0]["message"].startswith("template placeholder"):
            return "a template"
        if problems and "<macro" in row["text"].lower():
            return "one end of a section stands in a macro, which the tree alone does not tell"
        return None

    def same_words(self, row, problem):
        # Where several sections are open at the end, httpd has a line for each.
        found = re.match(r"\(line (\d+)\) (.*)", row["apache_t_message"])
        if row["class"] == "template" or not found:
            return None  # what no Apache file is: a false condition decides which line is named
        told = found[2].split("\\n")[0]
        opened = re.fullmatch(r"t\.conf:(\d+): (.*)", told)
        line, words = (opened[1], opened[2]) if opened else (found[1], told)
        ours = re.sub('of "[^"]*"', 'of "t.conf"', problem["message"])
        return (words, int(line)) == (ours, problem["line"])

    def said(self, row, _):
        return row["apache_t_message"] or row["apache_t"]


class Haproxy:
    kind = "haproxy"
    # What `haproxy -c` refuses, whoever of ours says so.
    refusals = ("config/syntax", "config/not-in-version", "config/unknown-directive", "config/wrong-context", "config/name-conflict",
                "cipher/none-left", "key-exchange/unknown-group", "protocol/none-enabled", "upstream/no-ca", "client-auth/no-ca",
                "certificate/none-configured")
    # Only the machine that runs it knows.
    elsewhere = {"missing", "build", ""}

    def read(self, program, directory, rows):
        read, crashes = {}, {}
        with tempfile.TemporaryDirectory(prefix="tlslint-corpus-") as folder:
            copy = Path(folder) / "t.cfg"
            for row in rows:
                path = directory / row["path"]
                copy.write_bytes(self.filled(path.read_bytes(), path.parent.name))
                command = [program, "check", "--kind", self.kind, "--haproxy-version", "2.6.12", "--target", "debian-12", "--no-config",
                           "--no-system-trust", "--format", "json", str(copy)]
                done = subprocess.run(command, capture_output=True, timeout=60, check=False)
                try:
                    findings = json.loads(done.stdout)["findings"]
                except ValueError:
                    crashes[str(path)] = f"ended with {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}"
                    continue
                wrong = [finding for finding in findings if finding["rule"] in self.refusals]
                wrong = [finding for finding in wrong if finding["severity"] == "error" or finding["rule"] == "config/unknown-directive"]
                read[str(path)] = (0, 0, sorted(wrong, key=lambda finding: finding["line"]))
        return read, crashes

    @staticmethod
    def filled(content, folder):
        """VTest's macros, in places as HAProxy would get them: addresses, ports, folders."""
        ports = iter(range(20001, 30000))
        content = re.sub(rb"(quic\+)?fd@\$\{\w+\}", lambda found: (b"quic4@" if found[1] else b"") + b"127.0.0.1:%d" % next(ports), content)
        content = re.sub(rb"\$\{\w+_addr\}", b"127.0.0.1", content)
        content = re.sub(rb"\$\{\w+_port\}", lambda _: b"%d" % next(ports), content)
        content = re.sub(rb"\$\{\w+_sock\}", b"/tmp/sock", content)
        return content.replace(b"${testdir}", folder.encode()).replace(b"${tmpdir}", b"/tmp")

    def expected(self, row):
        return not set(row["all_2.6.12"].split(",")) - self.elsewhere, "haproxy"

    def reason(self, row, path, problems):
        if problems and problems[0]["message"].startswith("template placeholder"):
            return "a template"
        message, kinds = row["message_2.6.12"], row["all_2.6.12"]
        if row["class"] == "template" or "<%" in row["text"]:
            return "a template"
        if problems and "build" in kinds:
            return "a feature that this build of HAProxy lacks"
        if problems and "missing" in kinds and (problems[0]["rule"].split("/")[0] in ("cipher", "key-exchange")
                                                or problems[0]["message"].startswith("Missing LF")):
            return "HAProxy stopped at a missing file, and did not come to this"
        if problems and "missing" in kinds and problems[0]["message"] in message:
            return "the oracle counts it among what is missing"
        line = re.search(r"line (\d+)", message)
        if not problems and line and "$" in row["text"].split("\n")[int(line[1]) - 1]:
            return "a variable, which the service's environment may hold"
        if not problems and re.search(r"invalid arg|expected '\)'|must be set in arg", message):
            return "arguments of sample expressions are not looked into"
        if not problems and re.search(r"'(tcp|http)-check |stick-table name", message):
            return "neither the steps of health checks nor stick tables are looked into"
        return None

    def same_words(self, row, problem):
        return None  # HAProxy says all at once; the oracle kept one message

    def said(self, row, _):
        return f"{row['all_2.6.12']}: {row['message_2.6.12']}" if row["all_2.6.12"] else row["message_2.6.12"] or "accepted"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("oracle", type=Path)
    arguments.add_argument("--program", default=str(ROOT / "build/release/tlslint"))
    options = arguments.parse_args()
    try:
        with open(options.oracle, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        oracle = Apache() if "apache_t" in rows[0] else Haproxy() if "haproxy_2.6.12" in rows[0] else Nginx()
        if isinstance(oracle, Haproxy):
            read, crashes = oracle.read(options.program, options.directory, rows)
        else:
            read, crashes = show_all(options.program, oracle.kind, [str(options.directory / row["path"]) for row in rows])
    except (OSError, KeyError) as error:
        print(f"corpus.py: {error}", file=sys.stderr)
        return 2

    tally, explained, unexplained = Counter(), [], []
    for row in rows:
        path = options.directory / row["path"]
        row["text"] = path.read_bytes().decode("latin-1")
        if str(path) not in read:
            unexplained.append(f"{row['path']}: not read: {crashes.get(str(path), 'no tree in the answer')}")
            continue
        directives, blocks, problems = read[str(path)]
        accepts, (should, witness) = not problems, oracle.expected(row)
        told = f"{problems[0]['line']}:{problems[0]['column']}: {problems[0]['message']}" if problems else "accepted"
        if accepts != should:
            said, why = oracle.said(row, witness), oracle.reason(row, path, problems)
            (explained if why else unexplained).append(f"{row['path']} ({row['class']})\n    {witness}: {said}\n    tlslint: {told}"
                                                       + (f"\n    reason: {why}" if why else ""))
        elif accepts:
            tally["accepted by both"] += 1
            if row.get("status") == "ok":
                tally["  of these, statements and blocks counted"] += 1
                if (directives, blocks) != (int(row["directives"]), int(row["blocks"])):
                    unexplained.append(f"{row['path']}: crossplane counts {row['directives']} statements and {row['blocks']} "
                                       f"blocks, tlslint {directives} and {blocks}")
        else:
            tally["refused by both"] += 1
            same = oracle.same_words(row, problems[0]) if witness == oracle.kind else None
            if same is not None:
                tally[f"  of these, in {oracle.kind}'s words and line"] += same
                if not same:
                    unexplained.append(f"{row['path']}: {oracle.said(row, witness)}\n    tlslint: {told}")
    for title, entries in (("explained", explained), ("UNEXPLAINED", unexplained)):
        for entry in entries:
            print(f"{title}: {entry}")
    print(f"{len(rows)} files, {len(explained)} explained and {len(unexplained)} unexplained disagreements")
    for name, number in tally.items():
        print(f"{number:6} {name}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
