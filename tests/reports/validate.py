#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every report format against its schema, and against the others: of the demo, of files as hostile as file systems
let them be, and of nothing. `validate.py PROGRAM`; several reports are written in one run, as users do.

The schemas here say what tlslint may write, which is less than the formats allow; tests/prove/reports.py asks the
formats' own schemas and tools, which come from the network."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import jsonschema

HERE = Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures"
FORMATS = ("json", "jsonl", "sarif", "github", "gitlab", "rdjson", "junit", "checkstyle", "markdown", "concise", "text")
failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)


def reports(program, folder, *words):
    """One run that writes all of them."""
    with tempfile.TemporaryDirectory() as out:
        command = [program, "check", *words]
        for name in FORMATS:
            command += ["--format", name, "--output", f"{out}/{name}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        expect(done.returncode in (0, 1), f"{command}: {done.returncode} {done.stderr.decode(errors='replace')}")
        expect(done.stdout == b"", "something on the standard output although every report has a file")
        return {name: Path(out, name).read_bytes() for name in FORMATS}


def follows_schema(written, name):
    schema = json.loads((HERE / f"{name}.schema.json").read_text())
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    for error in list(validator.iter_errors(json.loads(written)))[:5]:
        expect(False, f"{name}: {'/'.join(map(str, error.path))}: {error.message[:200]}")


def follows_xsd(written, name):
    done = subprocess.run(["xmllint", "--noout", "--schema", HERE / f"{name}.xsd", "-"], input=written, capture_output=True, check=False)
    expect(done.returncode == 0, f"{name}: {done.stderr.decode(errors='replace')[:400]}")


def undo(text):
    """A GitHub command's codes, as the runner reads them."""
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def annotations(written):
    """The runner's reading of its commands (ActionCommand.cs): one a line."""
    found = []
    for line in written.decode().split("\n")[:-1]:
        command, properties, message = line[2:].split(" ", 1)[0], *line[2:].split(" ", 1)[1].split("::", 1)
        pairs = dict(pair.split("=", 1) for pair in properties.split(",") if pair)
        expect(command in ("error", "warning", "notice") and line.startswith("::"), f"github: {line[:80]}")
        if pairs["title"] != "tlslint":
            found.append((undo(pairs["title"]), undo(pairs.get("file", "")), int(pairs.get("line", 0)), undo(message)))
    return found


def agree(written):
    """All say the same findings."""
    for name in ("sarif", "gitlab", "rdjson"):
        follows_schema(written[name], name)
    for name in ("junit", "checkstyle"):
        follows_xsd(written[name], name)
    findings = json.loads(written["json"])["findings"]
    wanted = sorted(finding["rule"] for finding in findings)
    prints = [finding["fingerprint"] for finding in findings]
    expect(len(set(prints)) == len(prints), "two findings have one fingerprint")
    sarif = json.loads(written["sarif"])["runs"][0]
    junit = ElementTree.fromstring(written["junit"])
    said = {
        "jsonl": [json.loads(line)["rule"] for line in written["jsonl"].splitlines()],
        "sarif": [result["ruleId"] for result in sarif["results"]],
        "gitlab": [entry["check_name"] for entry in json.loads(written["gitlab"])],
        "rdjson": [entry["code"]["value"] for entry in json.loads(written["rdjson"])["diagnostics"]],
        "checkstyle": [error.get("source").removeprefix("tlslint.") for error in ElementTree.fromstring(written["checkstyle"]).iter("error")],
        "junit": [case.get("name") for case in junit.iter("testcase") if case.get("classname") != "tlslint"],
        "github": [title for title, *_ in annotations(written["github"])],
        "markdown": [line.rsplit("<code>", 1)[1].removesuffix("</code> |") for line in written["markdown"].decode().split("\n")
                     if line.startswith(("| error |", "| warning |", "| info |"))],
        "concise": [line.rsplit("[", 1)[1].rstrip("]") for line in written["concise"].decode().split("\n") if line.endswith("]")],
    }
    for name, rules in said.items():
        expect(sorted(rules) == wanted, f"{name}: {len(rules)} findings, {len(wanted)} in json: {set(rules) ^ set(wanted)}")
    expect(int(junit.get("failures")) == sum(finding["severity"] != "info" for finding in findings), "junit: failures")
    expect(prints == [result["partialFingerprints"]["tlslint/v1"] for result in sarif["results"]], "sarif: fingerprints")
    for name, text in written.items():
        decoded = text.decode()  # valid UTF-8
        bad = sorted({c for c in decoded if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f" or c in "\u202e\u200b"})
        expect(not bad, f"{name}: control characters {bad}")
    return len(findings)


HOSTILE = (b"a::error file=x::b", b"]]>&lt;![CDATA[", b"|`x`|<img src=x>", b"%0A%25,title=x", b"\xff\xc0\xaf", b"\xe2\x80\xae\xe2\x80\x8b",
           b"\x1b[31m", b"'\"<>&", b"\xf0\x9f\x98\x80", b"{0}[x](1)", b"@someone#1", b"-----BEGIN PRIVATE KEY-----")


def main(program):
    expect(agree(reports(program, FIXTURES.parent, "fixtures/demo")) > 5, "the demo has no findings")
    with tempfile.TemporaryDirectory() as folder:
        for number, bytes_ in enumerate(HOSTILE):
            name = bytes_.replace(b"/", b"_") + b".conf"
            Path(folder, "d%d" % number).mkdir()
            with open(folder.encode() + b"/d%d/" % number + name, "wb") as file:
                quoted = b'"' + bytes_.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
                file.write(b"events {}\nhttp { server { listen 443 ssl; server_name " + quoted + b"; ssl_protocols TLSv1 "
                           + quoted + b"; ssl_certificate " + quoted + b"; ssl_certificate_key " + quoted + b"; } }\n" + bytes_)
        expect(agree(reports(program, folder, ".")) > len(HOSTILE), "hostile files have findings")
        clean = Path(folder, "clean.conf")
        clean.write_text("events {}\nhttp { server { listen 80; } }\n")
        expect(agree(reports(program, folder, "--select", "protocol/*", "clean.conf")) == 0, "a clean file has findings")
    for line in failures:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
