# SPDX-License-Identifier: Apache-2.0
"""fleet run and merge as their users meet them: what hosts come as, what is audited again, what a bad one does."""

import gzip
import io
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tarfile
import time
import unittest
from contextlib import closing

from harness import PROGRAM, SOURCE, InDirectory

sys.path.insert(0, str(SOURCE / "tests/prove"))
from fleet import generate, store  # noqa: E402

NOW = ["--now", generate.NOW, "--no-system-trust"]
SELECT = ["--select", ",".join(generate.RULES)]
OLD = "events {}\nhttp { server { listen 443 ssl; ssl_protocols TLSv1 TLSv1.2; ssl_ciphers HIGH:@SECLEVEL=0; ssl_certificate $h; ssl_certificate_key $h; } }\n"


class Fleet(InDirectory):
    def fleet(self, *words, expect=None):
        done = self.run_program("fleet", *words)
        self.last = done
        if expect is not None:
            self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout

    def run_fleet(self, *words, db="fleet.db", run="r", expect=None):
        return self.fleet("run", "--store", db, "--run", run, *NOW, *SELECT, *words, expect=expect)

    def findings(self, db="fleet.db", run="r"):
        return store.findings(self.home / db, run)

    def failures(self, db="fleet.db", run="r"):
        return store.failures(self.home / db, run)

    def tree(self, path, text=OLD):
        self.write(f"{path}/etc/nginx/nginx.conf", text)


class Inputs(Fleet):
    def test_trees_groups_archives_and_dumps_are_hosts(self):
        self.tree("in/plain")
        self.tree("in/shop/web-1")
        self.tree("packed")
        for ending, mode in ((".tar", "w"), (".tar.gz", "w:gz"), (".tar.xz", "w:xz")):
            with tarfile.open(self.home / f"in/archive{mode[2:]}{ending}", mode) as archive:
                archive.add(self.home / "packed", ".")
        subprocess.run(["tar", "--zstd", "-cf", self.home / "in/archivezst.tar.zst", "-C", self.home / "packed", "."], check=True)
        self.write("in/dumped.txt", "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n# configuration file /etc/nginx/nginx.conf:\n" + OLD)
        self.write("in/README.md", "nothing of the kind\n")
        os.mkfifo(self.home / "in/pipe.tar")
        self.run_fleet("in", expect=1)
        self.assertIn("in/README.md: passed over", self.last.stderr)
        found = self.findings()
        self.assertEqual(set(found), {"plain", "web-1", "archive", "archivegz", "archivexz", "archivezst", "dumped"})
        for host, findings in found.items():
            self.assertEqual(findings, {("protocol/obsolete-version", "/etc/nginx/nginx.conf")}, host)
        groups = dict(store.rows(self.home / "fleet.db", "SELECT host, group_name FROM host"))
        self.assertEqual(groups["web-1"], "shop")
        self.assertEqual(groups["plain"], "")
        self.run_fleet("in", run="again")
        self.assertIn("7 hosts, 7 unchanged", self.last.stdout)
        self.write("in/dumped.txt", "# configuration file /etc/nginx/nginx.conf:\nevents {}\n")
        self.run_fleet("in", run="changed")
        self.assertIn("7 hosts, 6 unchanged", self.last.stdout)

    def test_an_image_has_what_its_servers_read(self):
        self.tree("in/image")
        self.write("in/image/usr/bin/true", "")
        self.write("in/image/srv/examples/nginx.conf", OLD)
        self.write("in/collected/srv/nginx.conf", OLD)
        self.write("in/collected/usr/share/doc/examples/nginx.conf", OLD)
        self.write("in/bare/usr/bin/true", "")
        self.run_fleet("in", expect=2)
        self.assertEqual({host: {file for _, file in found} for host, found in self.findings().items()},
                         {"image": {"/etc/nginx/nginx.conf"}, "collected": {"/srv/nginx.conf"}})
        self.assertIn("no server's configuration found", self.failures()["bare"])

    def test_one_tree_is_one_host(self):
        self.tree("web-9")
        self.run_fleet("web-9/", expect=1)
        self.assertEqual(set(self.findings()), {"web-9"})

    def test_a_fleet_file_says_more(self):
        self.tree("in/web-1")
        self.tree("in/db-1")
        self.tree("other")
        self.write("fleet.toml", 'inputs = "in"\ntarget = "debian-12"\n[[group]]\nname = "web"\nowner = "Ann"\nhosts = ["web-*"]\n'
                   'policy = "mozilla-modern"\nlabels = { tier = "front" }\n[[host]]\nname = "third"\npath = "other"\ngroup = "web"\n')
        self.run_fleet("fleet.toml", expect=1)
        listed = {row[0]: row[1:] for row in store.rows(self.home / "fleet.db", "SELECT host, group_name, owner, labels FROM host")}
        self.assertEqual(listed, {"web-1": ("web", "Ann", '{"tier":"front"}'), "db-1": ("", "", "{}"), "third": ("web", "Ann", '{"tier":"front"}')})
        judged = dict(store.rows(self.home / "fleet.db", "SELECT host, policy FROM host JOIN server ON server.audit = host.audit"))
        self.assertTrue(judged["web-1"].startswith("mozilla-modern"), judged)
        self.assertTrue(judged["db-1"].startswith("mozilla-intermediate"), judged)
        targets = set(store.rows(self.home / "fleet.db", "SELECT target, target_source FROM server"))
        self.assertEqual(targets, {("debian-12", "project")})

    def test_says_what_is_wrong(self):
        self.write("bad.toml", 'target = "debain-12"\nfoo = 1\n[[host]]\nname = "a"\n')
        self.run_fleet("bad.toml", expect=2)
        for words in ("bad.toml:1:", "did you mean debian-12?", "foo", "a host needs a path or an endpoint"):
            self.assertIn(words, self.last.stderr)
        self.tree("a/web")
        self.tree("b/web")
        self.run_fleet("a", "b", expect=2)
        self.assertIn('two hosts are named "web"', self.last.stderr)
        self.run_fleet("nowhere", expect=2)
        self.assertIn("nowhere: no such file", self.last.stderr.lower())
        self.run_fleet("a", "--shard", "9/8", expect=2)
        self.assertIn("--shard 9/8", self.last.stderr)
        self.write("text.db", "no database at all, and longer than a page\n" * 200)
        self.run_fleet("a", db="text.db", expect=2)
        self.assertIn("text.db", self.last.stderr)
        with closing(sqlite3.connect(self.home / "other.db")) as database:
            database.execute("CREATE TABLE meat (a)")
        self.run_fleet("a", db="other.db", expect=2)
        self.assertIn("other.db is no store of a fleet", self.last.stderr)
        self.assertEqual(store.rows(self.home / "other.db", "SELECT name FROM sqlite_master"), [("meat",)])


class Hostile(Fleet):
    def pack(self, name, members):
        with tarfile.open(self.home / name, "w:gz") as archive:
            for member, data in members:
                archive.addfile(member, io.BytesIO(data) if data is not None else None)

    @staticmethod
    def file(name, data=b"", **kind):
        member = tarfile.TarInfo(name)
        member.size = len(data)
        for key, value in kind.items():
            setattr(member, key, value)
        return member, data

    def test_nothing_leaves_the_archive(self):
        outside = self.home / "outside"
        outside.mkdir()
        (outside / "secret").write_text("secret\n")
        link = dict(type=tarfile.SYMTYPE, linkname=str(outside))
        self.pack("in.tar.gz", [
            self.file("etc/nginx/nginx.conf", OLD.encode()),
            self.file("../../escaped", b"x"), self.file("/absolute", b"x"), self.file("a/../../../escaped", b"x"),
            self.file("link", **link), self.file("link/planted", b"x"), self.file("link/secret", b"changed"),
            self.file("hard", type=tarfile.LNKTYPE, linkname="../../outside/secret"), self.file("hard", b"changed"),
            self.file("pipe", type=tarfile.FIFOTYPE), self.file("null", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
            self.file("etc/nginx/conf.d", type=tarfile.SYMTYPE, linkname="/" + "x" * 300),
            self.file("", b""), self.file("etc", b"a file in the place of a directory"),
        ])
        before = set(os.listdir("/tmp"))
        self.run_fleet("in.tar.gz", expect=1)
        self.assertEqual(list(self.findings().values()), [{("protocol/obsolete-version", "/etc/nginx/nginx.conf")}])
        self.assertEqual([entry.name for entry in outside.iterdir()], ["secret"])
        self.assertEqual((outside / "secret").read_text(), "secret\n")
        self.assertFalse(any((place / "escaped").exists() for place in (self.home, self.home.parent)))
        left = {name for name in set(os.listdir("/tmp")) - before if name.startswith("tlslint-fleet-")}
        self.assertEqual(left, set())

    def test_bombs_and_damage_are_failures_of_one_host(self):
        self.tree("in/good")
        with open(self.home / "in/bomb.tar.gz", "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1) as packed:
            with tarfile.open(fileobj=packed, mode="w") as archive:
                zeros = bytes(60 << 20)
                for index in range(20):
                    archive.addfile(*[(member, io.BytesIO(data)) for member, data in [self.file(f"etc/{index}", zeros)]][0])
        self.pack("in/many.tar.gz", [self.file("etc/nginx/nginx.conf", OLD.encode())])
        packed = (self.home / "in/many.tar.gz").read_bytes()
        (self.home / "in/many.tar.gz").unlink()
        self.write("in/text.tar", "this is no archive\n" * 100)
        (self.home / "in/cut.tar.gz").write_bytes(packed[:len(packed) // 2])
        (self.home / "in/empty").mkdir()
        self.run_fleet("in", expect=2)
        failed = self.failures()
        self.assertEqual(set(failed), {"bomb", "text", "cut", "empty"})
        self.assertIn("holds more than 1024 MiB", failed["bomb"])
        self.assertIn("cannot be read", failed["text"])
        self.assertIn("no configuration found", failed["empty"])
        self.assertEqual(set(self.findings()), {"good"})
        self.assertIn("4 failed", self.last.stdout)

    def test_one_that_takes_too_long_is_a_failure(self):
        self.tree("in/good")
        self.tree("in/slow", "events {}\nhttp {\n" + "server { listen 443 ssl; server_name a; location / { proxy_pass https://x; } }\n" * 60000 + "}\n")
        self.run_fleet("in", "--max-time", "0.2", expect=2)
        self.assertEqual(self.failures(), {"slow": "takes longer than 0.2 seconds"})
        self.assertEqual(set(self.findings()), {"good"})

    def test_no_key_is_kept(self):
        generate.make_fleet(self.home / "in", 12, 3)
        self.write("in/host-000000/etc/nginx/conf.d/oops.conf", f"ssl_certificate_key data:-----BEGIN PRIVATE KEY-----{generate.CANARY}-----END PRIVATE KEY-----;\n")
        self.run_fleet("in")
        kept = b"".join(path.read_bytes() for path in self.home.glob("fleet.db*"))
        self.assertIn(b"host-000001", kept)
        self.assertNotIn(generate.CANARY.encode(), kept)
        for key in self.home.glob("in.pki/*.key"):
            for line in key.read_bytes().splitlines()[1:-1]:
                self.assertNotIn(line, kept)


class Again(Fleet):
    def unchanged(self):
        words = self.last.stdout
        return int(words.split(" unchanged")[0].split()[-1]) if "unchanged" in words else 0

    def test_only_what_changed_is_audited_again(self):
        truth = generate.make_fleet(self.home / "in", 40, 5)
        self.run_fleet("in", run="one")
        self.assertEqual(self.unchanged(), 0)
        self.run_fleet("in", run="two")
        self.assertEqual(self.unchanged(), len(truth.findings))
        self.assertEqual(store.facts(self.home / "fleet.db", "one"), store.facts(self.home / "fleet.db", "two"))
        self.run_fleet("in", "--force", run="forced")
        self.assertEqual(self.unchanged(), 0)
        self.assertEqual(store.facts(self.home / "fleet.db", "one"), store.facts(self.home / "fleet.db", "forced"))
        nginx = next(path.parents[2] for path in sorted((self.home / "in").glob("*/etc/nginx/nginx.conf")))
        for number, change in enumerate((
                lambda: (nginx / "etc/nginx/snippets/tls.conf").write_text(generate.OLD["nginx"]),
                lambda: (nginx / "etc/nginx/conf.d/new.conf").write_text("keepalive_timeout 5;\n"),
                lambda: (nginx / "etc/nginx/conf.d/gzip.conf").unlink(),
                lambda: (nginx / "etc/ssl/private/site.key").chmod(0o644))):
            change()
            self.run_fleet("in", run=f"changed-{number}")
            self.assertEqual(self.unchanged(), len(truth.findings) - 1, number)
        shutil.copytree(self.home / "in", self.home / "elsewhere", symlinks=True)
        self.run_fleet("elsewhere", run="moved")
        self.assertEqual(self.unchanged(), len(truth.findings))
        self.run_fleet("in", "--policy", "mozilla-modern", run="policy")
        self.assertEqual(self.unchanged(), 0)

    def test_a_date_matters_where_it_does(self):
        truth = generate.make_fleet(self.home / "in", 40, 5)
        def on(date, run):
            self.fleet("run", "--run", run, "--no-system-trust", *SELECT, "--now", date, "in")
            return self.unchanged()
        on("2026-06-01T06:00:00Z", "today")
        soon = sum(any(rule == "certificate/expiring" for rule, _ in found) for found in truth.findings.values())
        self.assertGreater(soon, 0)
        self.assertEqual(on("2026-06-01T12:00:00Z", "noon"), len(truth.findings))
        self.assertLess(on("2026-06-02T12:00:00Z", "tomorrow"), len(truth.findings))
        self.assertEqual(on("2026-06-02T13:00:00Z", "later"), len(truth.findings))
        self.assertLess(on("2026-07-02T13:00:00Z", "july"), len(truth.findings))
        # Whatever the day, what is skipped would have come to the same.
        for date in ("2026-07-02T13:00:00Z", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "2026-06-05T00:00:00Z", "2026-06-05T00:00:01Z",
                     "2026-06-04T00:00:00Z", "2026-06-04T00:00:01Z", "2026-11-01T00:00:01Z", "2027-01-01T00:00:00Z", "2027-01-01T00:00:01Z"):
            on(date, f"skip {date}")
            self.fleet("run", "--run", f"force {date}", "--force", "--no-system-trust", *SELECT, "--now", date, "in")
            self.assertEqual(store.facts(self.home / "fleet.db", f"skip {date}"), store.facts(self.home / "fleet.db", f"force {date}"), date)

    def test_runs_are_named_by_their_day(self):
        self.tree("in/a")
        for expected in ("2026-06-01", "2026-06-01.2", "2026-06-01.3"):
            self.fleet("run", *NOW, *SELECT, "in", expect=1)
            self.assertIn(f"run {expected}: 1 host", self.last.stdout)


class Live(Fleet):
    def setUp(self):
        super().setUp()
        self.pki = generate.make_certificates(self.home / "pki")
        self.ports = []
        for name in ("own", "expired"):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            server = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", self.home / f"pki/{name}.pem",
                                       "-key", self.home / f"pki/{name}.key", "-tls1_2", "-quiet", "-www"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.addCleanup(server.wait)
            self.addCleanup(server.kill)
            self.ports.append(port)
        for port in self.ports:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)

    def test_endpoints_are_hosts(self):
        fine, expired = self.ports
        self.write("list", f"127.0.0.1:{fine}  # the good one\n\n127.0.0.1:{expired}\n127.0.0.1:1\nnot a target\n")
        self.fleet("run", "--run", "r", *NOW, "--endpoints", "list", expect=2)
        self.assertEqual(set(self.failures()), {"not a target"})
        found = {host: {rule for rule, _ in rules} for host, rules in self.findings().items()}
        self.assertIn("certificate/expired", found[f"127.0.0.1:{expired}"])
        self.assertNotIn("certificate/expired", found[f"127.0.0.1:{fine}"])
        self.assertIn("live/unreachable", found["127.0.0.1:1"])
        seen = {row[0]: row[1:] for row in store.rows(self.home / "fleet.db", "SELECT host, endpoint.kind, versions, suites_known FROM host "
                                                      "JOIN endpoint ON endpoint.audit = host.audit WHERE versions_known")}
        self.assertEqual(seen[f"127.0.0.1:{fine}"][:2], ("live", '["TLSv1.2"]'))
        shown = store.rows(self.home / "fleet.db", "SELECT DISTINCT common_name FROM certificate ORDER BY 1")
        self.assertEqual(shown, [("expired.fleet.example",), ("own.fleet.example",)])
        self.fleet("run", "--run", "again", *NOW, "--endpoints", "list", expect=2)
        self.assertNotIn("unchanged", self.last.stdout)

    def test_configurations_are_compared_with_their_servers(self):
        fine, expired = self.ports
        for host, port in (("a", fine), ("b", expired)):
            self.write(f"in/{host}/etc/nginx/nginx.conf", "events {}\nhttp { server { listen 127.0.0.1:%d ssl; server_name own.fleet.example; ssl_protocols TLSv1.2;\n"
                       "ssl_certificate /etc/ssl/site.pem; ssl_certificate_key /etc/ssl/site.key; } }\n" % port)
            self.write(f"in/{host}/etc/ssl/site.pem", self.pki["own"][0])
            self.write(f"in/{host}/etc/ssl/site.key", self.pki["own"][1])
        self.fleet("run", "--run", "r", *NOW, "--live", "in")
        found = {host: {rule for rule, _ in rules} for host, rules in self.findings().items()}
        self.assertIn("live/drift-certificate", found["b"])
        self.assertNotIn("live/drift-certificate", found["a"])


if __name__ == "__main__":
    os.environ.setdefault("TLSLINT", PROGRAM)
    unittest.main()
