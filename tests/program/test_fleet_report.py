# SPDX-License-Identifier: Apache-2.0
"""What `fleet report`, `diff`, `show` and `query` say of a small fleet whose truth is known."""

import csv
import fcntl
import io
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata
import unittest
from pathlib import Path

import jsonschema
from harness import PROGRAM, SOURCE

sys.path.insert(0, f"{SOURCE}/tests/prove")
from common.schemas import closed  # noqa: E402
from fleet import generate, postgres  # noqa: E402

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's packages, whichever Python this is
from prometheus_client.parser import text_string_to_metric_families  # noqa: E402

HOSTILE = "</script>\x1b[31m=cmd|'\u202e\"x"
SERVER = ("events {{}}\nhttp {{\n{lines}\n    server {{\n        listen 443 ssl;\n        server_name {name};\n"
          "        ssl_certificate /etc/ssl/{pem}.pem;\n        ssl_certificate_key /etc/ssl/{pem}.key;\n    }}\n}}\n")
OLD, NEW = "    ssl_protocols TLSv1 TLSv1.2;", "    ssl_protocols TLSv1.2 TLSv1.3;"
EVIL = "evil" + ".very-long-name" * 7
LINE = ("protocol/obsolete-version", "protocol/tls13-disabled")  # of the same line
RULES = "protocol/obsolete-version,protocol/tls13-disabled,certificate/expired,certificate/self-signed"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def on_terminal(columns, *words):
    """What the program prints to a terminal of so many columns."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen([PROGRAM, *words], stdout=follower, stderr=subprocess.DEVNULL) as running:
        os.close(follower)
        output = b""
        try:
            while part := os.read(leader, 65536):
                output += part
        except OSError:  # the other end is closed
            pass
    os.close(leader)
    return output.decode(), running.returncode


def width(text):
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in plain)


class Fleet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.home = Path(cls.directory.name)
        cls.store = str(cls.home / "fleet.db")
        for name, days, key in (("shared", 20, None), ("own", 300, None), ("twin", 40, "shared")):
            subprocess.run(["openssl", "req", "-x509", "-subj", f"/CN={name}.example", "-addext", f"subjectAltName=DNS:{name}.example", "-days", str(days),
                            "-out", f"{name}.pem", "-nodes", *(["-key", f"{key}.key"] if key else
                                                               ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", f"{name}.key"])],
                           cwd=cls.home, check=True, capture_output=True)
        (cls.home / "twin.key").write_bytes((cls.home / "shared.key").read_bytes())
        end = subprocess.run(["openssl", "x509", "-in", "shared.pem", "-noout", "-enddate", "-dateopt", "iso_8601"], cwd=cls.home, check=True,
                             capture_output=True, text=True).stdout.split("=")[1].split()[0]
        cls.now = end + "T00:00:00Z"  # the day on which the shared one expires
        for host in ("web-1", "web-2", "web-3", "web-4"):
            cls.host(host, OLD, "shop.example", "shared")
        cls.host("db-1", NEW, "own.example", "own")
        cls.host("db-2", NEW, "twin.example", "twin")
        cls.host(EVIL, OLD.replace("TLSv1.2", "TLSv1.2 TLSv1.1"), HOSTILE.replace('"', '\\"').join('""'), "own")
        (cls.home / "hosts/broken.tar.gz").write_bytes(b"\x1f\x8b nothing")
        (cls.home / "fleet.toml").write_text('inputs = ["hosts"]\n[[group]]\nname = "shop"\nowner = "alice"\nhosts = ["web-*"]\npolicy = "mozilla-intermediate"\n'
                                             '[[group]]\nname = "data"\nhosts = ["db-*", "broken"]\n')
        cls.audit("one", cls.now)
        cls.host("web-1", NEW, "shop.example", "shared")  # mended
        cls.host("db-1", OLD, "own.example", "own")  # new
        subprocess.run(["rm", "-r", cls.home / "hosts/web-4"], check=True)  # gone
        cls.audit("two", cls.now)

    @classmethod
    def host(cls, host, lines, name, pem):
        etc = cls.home / "hosts" / host / "etc"
        for folder in ("nginx", "ssl"):
            (etc / folder).mkdir(parents=True, exist_ok=True)
        (etc / "nginx/nginx.conf").write_text(SERVER.format(lines=lines, name=name, pem=pem))
        for ending in ("pem", "key"):
            (etc / f"ssl/{pem}.{ending}").write_bytes((cls.home / f"{pem}.{ending}").read_bytes())

    @classmethod
    def audit(cls, name, now):
        done = subprocess.run([PROGRAM, "fleet", "run", "--store", cls.store, "--run", name, "--now", now, "--select", RULES, "--no-system-trust",
                               "--openssl-version", "1.1.1", "--nginx-version", "1.18.0", "fleet.toml"], cwd=cls.home, capture_output=True, text=True, check=False)
        assert "run " + name in done.stdout + done.stderr, done

    def fleet(self, command, *words, status=None):
        done = subprocess.run([PROGRAM, "fleet", command, "--store", self.store, *words], capture_output=True, text=True, check=False)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout

    def json_of(self, command, *words, status=None):
        document = json.loads(self.fleet(command, "--format", "json", *words, status=status))
        schema = json.loads(subprocess.run([PROGRAM, "schema", "fleet"], capture_output=True, text=True, check=True).stdout)
        kind = {"report": "report", "diff": "difference", "show": "host", "query": "table"}[command]
        strict = closed({"$defs": schema["$defs"], "$ref": f"#/$defs/{kind}"})
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in jsonschema.Draft202012Validator(strict).iter_errors(document)]
        self.assertEqual(errors, [])
        jsonschema.Draft202012Validator(schema).validate(document)
        return document

    def test_report_is_the_truth(self):
        report = self.json_of("report", "--run", "one", status=1)
        self.assertEqual({key: report["summary"][key] for key in ("hosts", "audited", "failed", "certificates")},
                         {"hosts": 8, "audited": 7, "failed": 1, "certificates": 3})
        causes = {cause["wrong"][0]["message"] + "|" + cause["text"]: cause for cause in report["causes"]}
        lines = [cause for cause in report["causes"] if cause["wrong"][0]["rule"] == "protocol/obsolete-version"]
        self.assertEqual([(cause["hosts"], cause["text"]) for cause in lines],
                         [(["web-1", "web-2", "web-3", "web-4"], OLD.strip()), ([EVIL], OLD.strip().replace("TLSv1.2", "TLSv1.2 TLSv1.1"))], causes.keys())
        self.assertEqual(lines[0]["owners"], ["alice"])
        self.assertEqual({wrong["rule"] for wrong in lines[0]["wrong"]}, {"protocol/obsolete-version", "protocol/tls13-disabled"}, "one line, two rules")
        self.assertEqual((lines[0]["file"], lines[0]["line"]), ("/etc/nginx/nginx.conf", 3))
        self.assertEqual({entry["group"]: (entry["hosts"], entry["failed"]) for entry in report["groups"]}, {None: (1, 0), "data": (3, 1), "shop": (4, 0)})
        self.assertEqual([(key["subjects"], key["hosts"]) for key in report["shared_keys"]],
                         [(["CN=shared.example", "CN=twin.example"], ["db-2", "web-1", "web-2", "web-3", "web-4"]), (["CN=own.example"], ["db-1", EVIL])])
        self.assertEqual([(entry["version"], entry["endpoints"]) for entry in report["versions"]],
                         [("TLSv1", 5), ("TLSv1.1", 1), ("TLSv1.2", 7), ("TLSv1.3", 2)])
        self.assertEqual(report["weeks"][0]["certificates"], 1)
        self.assertEqual([(entry["group"], entry["policy"].split("@")[0], entry["violates"]) for entry in report["compliance"]],
                         [("shop", "mozilla-intermediate", 4)])
        self.assertEqual([failure["host"] for failure in report["failures"]], ["broken"])
        self.assertIsNone(report["changes"])

    def test_changes(self):
        report = self.json_of("report", "--since", "one", status=1)
        changes = report["changes"]
        told = {state: {(finding["host"], finding["rule"]) for finding in changes[f"findings_{state}"]} for state in ("new", "mended")}
        self.assertEqual(told["new"], {("db-1", rule) for rule in LINE})
        self.assertEqual(told["mended"], {("web-1", rule) for rule in LINE})
        self.assertEqual((changes["new"], changes["mended"], changes["hosts_gone"], changes["hosts_new"]), (2, 2, ["web-4"], []))
        before = self.json_of("report", "--run", "one")["summary"]
        findings = sum(before[key] for key in ("errors", "warnings", "infos"))
        self.assertEqual(changes["unchanged"] + changes["mended"] + changes["unseen"], findings)
        self.assertEqual(self.json_of("diff", "one", "two", status=1)["changes"], changes)
        self.assertEqual(self.json_of("diff", "two", status=0)["changes"]["new"], 0)
        text = self.fleet("diff", "one", status=1)
        self.assertIn("new: db-1/etc/nginx/nginx.conf:3:", text)
        self.assertIn("mended: web-1/etc/nginx/nginx.conf:3:", text)
        self.assertIn("host is gone: web-4\n2 new, 2 mended, ", text)
        self.fleet("diff", "zero", status=2)

    def test_scope(self):
        shop = self.json_of("report", "--run", "one", "--group", "shop", "--select", "protocol/*")
        self.assertEqual((shop["summary"]["hosts"], len(shop["causes"]), shop["summary"]["errors"] + shop["summary"]["warnings"]), (4, 1, 8))
        done = subprocess.run([PROGRAM, "fleet", "report", "--store", self.store, "--owner", "alcie"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (2, 'tlslint: no host of run two has the owner "alcie"; did you mean alice?\n'))
        self.fleet("report", "--select", "no/such", status=2)
        data = self.json_of("report", "--since", "one", "--group", "data")["changes"]
        self.assertEqual((data["new"], data["mended"]), (2, 0))

    def test_every_format_says_the_same(self):
        report = self.json_of("report", "--since", "one")
        summary = report["summary"]
        findings = summary["errors"] + summary["warnings"] + summary["infos"]
        rows = list(csv.DictReader(io.StringIO(self.fleet("report", "--since", "one", "--format", "csv")), strict=True))
        self.assertEqual(sorted(row["state"] for row in rows), sorted(["new", "mended"] * 2 + ["unchanged"] * (findings - 2)))
        self.assertFalse([cell for row in rows for cell in row.values() if re.match(r"\s*[=+\-@]", cell)])
        sarif = json.loads(self.fleet("report", "--format", "sarif"))
        jsonschema.Draft7Validator(json.loads((SOURCE / "tests/reports/sarif.schema.json").read_text())).validate(sarif)
        self.assertEqual([result["ruleId"] for result in sarif["runs"][0]["results"]], [cause["wrong"][0]["rule"] for cause in report["causes"]])
        markdown = self.fleet("report", "--format", "markdown")
        self.assertEqual(len([line for line in markdown.splitlines() if line.startswith(("| error |", "| warning |", "| info |"))]), len(report["causes"]))
        metrics = {}
        for family in text_string_to_metric_families(self.fleet("report", "--since", "one", "--format", "prometheus")):
            for sample in family.samples:
                metrics[sample.name, *sorted(sample.labels.values())] = sample.value
        self.assertEqual(metrics["tlslint_fleet_hosts", "data", "failed"], 1)
        self.assertEqual(metrics["tlslint_fleet_changes", "mended"], 2)
        self.assertEqual(sum(value for key, value in metrics.items() if key[0] == "tlslint_fleet_findings"), findings)
        done = self.fleet("report", "--format", "nagios")
        self.assertRegex(done, r"^TLSLINT (WARNING|CRITICAL) - 0 of 6 hosts clean, .*\| hosts=7;;;0 failed=1;;;0")
        page = self.fleet("report", "--since", "one", "--format", "html")
        data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
        self.assertEqual(len(data["severity"]), findings + 2)
        self.assertEqual({data["texts"][number] for number in data["state"]}, {"new", "mended", "unchanged"})
        for text in (markdown, page, done, json.dumps(sarif)):
            self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
        self.assertNotIn("</script>=cmd", page)

    def test_monitoring_learns_what_fails(self):
        done = subprocess.run([PROGRAM, "fleet", "report", "--store", "/nowhere/fleet.db", "--format", "nagios"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertTrue(done.stdout.startswith("TLSLINT UNKNOWN - "), done.stdout)

    def test_text_fits_the_terminal(self):
        for columns in (60, 80, 120):
            for words in (["report", "--since", "one"], ["show", "web-2"], ["show", EVIL], ["show", "broken"]):
                text, status = on_terminal(columns, "fleet", words[0], "--store", self.store, *words[1:])
                self.assertIn(status, (0, 1))
                for line in text.split("\r\n"):
                    if words[0] == "report" or EVIL not in line:  # names are shown whole
                        self.assertLessEqual(width(line), columns, line)
                self.assertNotIn("\u202e", text)
        text, _ = on_terminal(80, "fleet", "report", "--store", self.store, "--run", "one")
        self.assertIn("What to mend first", text)
        self.assertRegex(text, r"4 hosts")

    def test_the_same_twice(self):
        for form in ("text", "json", "csv", "markdown", "sarif", "prometheus", "nagios", "html"):
            self.assertEqual(self.fleet("report", "--format", form), self.fleet("report", "--format", form), form)

    def test_show(self):
        shown = self.json_of("show", "web-2", status=0)
        self.assertEqual((shown["host"]["group"], shown["host"]["owner"], shown["endpoints"][0]["versions"]), ("shop", "alice", ["TLSv1", "TLSv1.2"]))
        self.assertIn("protocol/obsolete-version", self.fleet("show", "web-2", status=0))
        self.assertTrue(self.json_of("show", "broken", status=0)["host"]["failure"])
        self.json_of("show", EVIL, status=0)
        done = subprocess.run([PROGRAM, "fleet", "show", "--store", self.store, "web-22"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (2, "tlslint: run two has no host web-22; did you mean web-2?\n"))

    def test_query(self):
        rows = self.json_of("query", "SELECT host, group_name FROM findings WHERE rule = 'protocol/obsolete-version' ORDER BY host", status=0)["rows"]
        self.assertEqual(rows, [["db-1", "data"], [EVIL, ""], ["web-2", "shop"], ["web-3", "shop"]])
        own = "with bad AS (SELECT host FROM hosts WHERE failure <> '') SELECT host, NULL AS empty FROM bad;"
        self.assertEqual(self.json_of("query", own, status=0), {"schema_version": 1, "columns": ["host", "empty"], "rows": [["broken", None]]})
        self.assertEqual(self.fleet("query", "--run", "one", "--format", "csv", "SELECT count(*) AS n FROM hosts", status=0), "n\n8\n")
        self.assertEqual(self.fleet("query", "SELECT host, owner FROM hosts WHERE group_name = 'shop' ORDER BY 1", status=0),
                         "host   owner\nweb-1  alice\nweb-2  alice\nweb-3  alice\n")
        self.assertNotIn("\x1b", self.fleet("query", "SELECT names FROM findings", status=0))
        for bad in ("DELETE FROM host", "DROP TABLE host", "SELECT 1; DELETE FROM host", "", "SELECT", "SELECT nothing FROM hosts", "ATTACH '/tmp/x' AS x",
                    "PRAGMA writable_schema = 1", "INSERT INTO host SELECT * FROM host"):
            self.fleet("query", bad, status=2)
        self.assertEqual(len(self.json_of("query", "SELECT host FROM hosts")["rows"]), 7)


class Generated(unittest.TestCase):
    """Three servers, two layouts, several releases, shared and broken certificates: what was made wrong is what is reported."""

    def test_report_is_what_was_made(self):
        with tempfile.TemporaryDirectory() as home:
            store = ["--store", f"{home}/fleet.db"]
            truth = generate.make_fleet(f"{home}/hosts", 120, 7)
            subprocess.run([PROGRAM, "fleet", "run", *store, "--now", generate.NOW, "--no-system-trust", "--select", ",".join(generate.RULES), f"{home}/hosts"],
                           capture_output=True, check=False)
            report = json.loads(subprocess.run([PROGRAM, "fleet", "report", *store, "--format", "json"], capture_output=True, check=False).stdout)
            rows = csv.DictReader(io.StringIO(subprocess.run([PROGRAM, "fleet", "report", *store, "--format", "csv"], capture_output=True, text=True, check=False).stdout))
        made = {(host, rule, file) for host, found in truth.findings.items() for rule, file in found}
        self.assertEqual({(row["host"], row["rule"], row["file"]) for row in rows}, made)
        hosts = {}
        for host, rule, _ in made:
            hosts.setdefault(rule, set()).add(host)
        self.assertEqual({entry["rule"]: entry["hosts"] for entry in report["rules"]}, {rule: len(names) for rule, names in hosts.items()})
        self.assertEqual({failure["host"] for failure in report["failures"]}, truth.failed)
        self.assertEqual(report["summary"]["hosts"], 120)
        # One certificate is expired, and one will soon be: one cause each, however many hosts have them.
        for rule in ("certificate/expired", "certificate/expiring"):
            causes = [cause for cause in report["causes"] if any(wrong["rule"] == rule for wrong in cause["wrong"])]
            self.assertEqual([(set(cause["hosts"]), cause["text"]) for cause in causes], [(hosts[rule], rule[12:].replace("expiring", "soon") + ".fleet.example")])
        self.assertEqual(set().union(*(cause["hosts"] for cause in report["causes"])), set().union(*hosts.values()))

    @unittest.skipUnless(postgres.programs(), "PostgreSQL is not here")
    def test_both_stores_say_the_same(self):
        with tempfile.TemporaryDirectory() as home:
            generate.make_fleet(f"{home}/hosts", 20, 3)
            shutil.copytree(f"{home}/hosts", f"{home}/kept", symlinks=True)
            os.chmod(home, 0o755)  # the server is another user
            Path(home, "database").mkdir()
            database = postgres.Database(Path(home, "database"))
            try:
                said = []
                for store in (f"{home}/fleet.db", database.url):
                    tell = lambda *words, at=store: subprocess.run([PROGRAM, "fleet", *words[:1], "--store", at, *words[1:]], capture_output=True, text=True, check=False)
                    for run in ("one", "two"):
                        tell("run", "--run", run, "--now", generate.NOW, "--no-system-trust", "--select", ",".join(generate.RULES), f"{home}/hosts")
                        if run == "one":
                            write(Path(home, "hosts/host-000003/etc/nginx/nginx.conf"), SERVER.format(lines=OLD, name="a.example", pem="none"))
                    said.append([tell("report", "--since", "one", "--format", form).stdout for form in ("text", "json", "csv", "html", "prometheus")]
                                + [tell("diff", "one").stdout, tell("show", "host-000003").stdout,
                                   tell("query", "SELECT rule, count(*) AS n FROM findings GROUP BY rule ORDER BY rule").stdout])
                    self.assertEqual(tell("query", "DELETE FROM host").returncode, 2)
                    self.assertEqual(tell("query", "SELECT 1; DELETE FROM host").returncode, 2)
                    shutil.rmtree(f"{home}/hosts")
                    shutil.copytree(f"{home}/kept", f"{home}/hosts", symlinks=True)
                self.assertIn("protocol/obsolete-version", said[0][-1])
                self.assertEqual(said[0], said[1])
            finally:
                database.stop()


if __name__ == "__main__":
    unittest.main()
