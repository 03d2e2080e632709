#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every report format against its schema or who reads it, and against the others: of the demo, of files as hostile as file systems
let them be, and of nothing. `validate.py PROGRAM`; several reports are written in one run, as users do.

The schemas here say what tlslint may write, which is less than the formats allow; tests/prove/reports.py asks the
formats' own schemas and tools, which come from the network."""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's packages, whichever Python this is
from prometheus_client.parser import text_string_to_metric_families  # noqa: E402

HERE = Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures"
FORMATS = ("json", "jsonl", "sarif", "github", "gitlab", "rdjson", "junit", "checkstyle", "markdown", "concise", "text", "csv",
           "prometheus", "html")  # nagios has an exit status of its own: see monitor()
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


def table(written):
    """The rows; none of their cells is a formula to a spreadsheet."""
    rows = list(csv.DictReader(io.StringIO(written.decode(), newline=""), strict=True))
    for row in rows:
        expect(None not in row and None not in row.values(), f"csv: a row of another length: {row}")
        bad = [cell for cell in row.values() if re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell)]
        expect(not bad, f"csv: formulas {bad}")
    return rows


def metrics(written):
    """Samples by name; each series once, as Prometheus wants it."""
    samples = {}
    for family in text_string_to_metric_families(written.decode()):
        expect(family.documentation and family.type == "gauge", f"prometheus: {family}")
        for sample in family.samples:
            series = samples.setdefault(sample.name, {})
            key = tuple(sorted(sample.labels.items()))
            expect(key not in series, f"prometheus: {sample} twice")
            series[key] = sample.value
    return samples


class Page(HTMLParser):
    """The data of a page, and whether its elements are those that we write."""

    def __init__(self, written):
        super().__init__(convert_charrefs=True)
        self.open, self.data = [], ""
        self.feed(written.decode())
        self.close()
        expect(self.open == ["html"] or not self.open, f"html: never closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        expect(tag not in ("img", "iframe", "object", "embed", "base") and not any(name.startswith("on") for name in names), f"html: <{tag} {names}>")
        expect(all(value.startswith(("#", "data:,")) for name, value in attributes if name in ("src", "href")), f"html: <{tag} {names}>")
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        expect(self.open and self.open.pop() == tag, f"html: </{tag}>")

    def handle_data(self, data):
        if self.open[-1:] == ["script"] and data.startswith("{"):
            self.data += data


def monitor(program, folder, *words):
    """The state that a monitoring system would read (monitoring-plugins.org, guidelines 2)."""
    done = subprocess.run([program, "check", "--format", "nagios", *words], cwd=folder, capture_output=True, check=False)
    output = done.stdout.decode()
    first, *more = output.split("\n")
    found = re.fullmatch(r"TLSLINT (OK|WARNING|CRITICAL|UNKNOWN) - ([^|<>]+)( \| (\w+=-?\d+;\d*;\d*;\d*( |$))+)?", first)
    expect(found and len(output) <= 4096 and not set("|<>") & set("".join(more)), f"nagios: {output[:400]}")
    state = ("OK", "WARNING", "CRITICAL", "UNKNOWN").index(found[1])
    expect(done.returncode == state, f"nagios: exit status {done.returncode} and {found[1]}")
    return state


def agree(written):
    """All say the same findings."""
    for name in ("sarif", "gitlab", "rdjson"):
        follows_schema(written[name], name)
    for name in ("junit", "checkstyle"):
        follows_xsd(written[name], name)
    report = json.loads(written["json"])
    findings = report["findings"]
    wanted = sorted(finding["rule"] for finding in findings)
    prints = [finding["fingerprint"] for finding in findings]
    expect(len(set(prints)) == len(prints), "two findings have one fingerprint")
    sarif = json.loads(written["sarif"])["runs"][0]
    junit = ElementTree.fromstring(written["junit"])
    page = json.loads(Page(written["html"]).data)
    measured = metrics(written["prometheus"])
    for severity in ("error", "warning", "info"):
        expect(measured["tlslint_findings_by_severity"][("severity", severity),] == report["summary"][severity + "s"], f"prometheus: {severity}")
    expect([("info", "warning", "error")[severity] for severity in page["severity"]] == [finding["severity"] for finding in findings], "html: severities")
    said = {
        "csv": [row["rule"] for row in table(written["csv"])],
        "html": [page["texts"][number] for number in page["rule"]],
        "prometheus": [dict(labels)["rule"] for labels, count in measured.get("tlslint_findings", {}).items() for _ in range(int(count))],
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
           b"\x1b[31m", b"'\"<>&", b"\xf0\x9f\x98\x80", b"{0}[x](1)", b"@someone#1", b"-----BEGIN PRIVATE KEY-----", b"=cmd|' /C calc'!A0",
           b"</script><script>alert(1)</script><!--<script>", b"\xe2\x80\xa8\xe2\x80\xa9", b"@SUM(1+1)*cmd")


def main(program):
    expect(agree(reports(program, FIXTURES.parent, "fixtures/demo")) > 5, "the demo has no findings")
    expect(monitor(program, FIXTURES.parent, "fixtures/demo") == 2, "the demo is not critical")
    expect(monitor(program, FIXTURES.parent, "/nowhere") == 3, "what is not there is known")
    expect(monitor(program, FIXTURES.parent, "--no-such-option") == 3, "a wrong option is no alarm")
    expect(monitor(program, FIXTURES.parent, "fixtures/demo", "--policy", "no-such") == 3, "a wrong policy is no alarm")
    with tempfile.TemporaryDirectory() as folder:
        for number, bytes_ in enumerate(HOSTILE):
            name = bytes_.replace(b"/", b"_") + b".conf"
            Path(folder, "d%d" % number).mkdir()
            with open(folder.encode() + b"/d%d/" % number + name, "wb") as file:
                quoted = b'"' + bytes_.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
                file.write(b"events {}\nhttp { server { listen 443 ssl; server_name " + quoted + b"; ssl_protocols TLSv1 "
                           + quoted + b"; ssl_certificate " + quoted + b"; ssl_certificate_key " + quoted + b"; } }\n" + bytes_)
        expect(agree(reports(program, folder, ".")) > len(HOSTILE), "hostile files have findings")
        expect(monitor(program, folder, ".") == 2, "hostile files are critical")
        clean = Path(folder, "clean.conf")
        clean.write_text("events {}\nhttp { server { listen 80; } }\n")
        expect(agree(reports(program, folder, "--select", "protocol/*", "clean.conf")) == 0, "a clean file has findings")
        expect(monitor(program, folder, "--select", "protocol/*", "clean.conf") == 0, "a clean file is not well")
    for line in failures:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
