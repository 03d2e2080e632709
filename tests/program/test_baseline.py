# SPDX-License-Identifier: Apache-2.0
"""Baselines and the comparison of two reports."""

import json
import unittest

from harness import InDirectory, server

TWO = "ssl_protocols TLSv1 TLSv1.2;\nssl_ciphers HIGH:eNULL:@SECLEVEL=0;"


class Baseline(InDirectory):
    def test_hides_what_was_there_and_nothing_else(self):
        self.write("nginx.conf", server("ssl_protocols TLSv1 TLSv1.2;"))
        self.assertEqual(self.check("--write-baseline", "base.json"), [])
        self.assertEqual(self.last.returncode, 0)
        self.assertIn("base.json holds 1 finding", self.last.stderr)
        self.write("nginx.conf", server("\n\n  " + TWO))  # two lines further down, and one more
        self.assertEqual(self.check("--baseline", "base.json"), ["nginx.conf:6:18 error cipher/null"])
        self.assertEqual(self.last.returncode, 1)
        shown = self.report("--baseline", "base.json", "--show-suppressed")
        self.assertEqual(shown["summary"]["suppressed"], 1)
        self.assertEqual([f["suppression"] and f["suppression"]["kind"] for f in shown["findings"]], ["baseline", None])

    def test_says_what_is_no_longer_found(self):
        self.write("nginx.conf", server(TWO))
        self.check("--write-baseline", "base.json")
        self.write("nginx.conf", server("ssl_protocols TLSv1.2;\nssl_ciphers HIGH:eNULL:@SECLEVEL=0;"))
        self.assertEqual(self.check("--baseline", "base.json"), [])
        self.assertIn("base.json: no longer found: nginx.conf: accepts TLSv1", self.last.stderr)
        self.assertIn("1 of 2 findings no longer found", self.last.stderr)
        self.check("--write-baseline", "base.json")
        self.assertIn("base.json holds 1 finding", self.last.stderr)
        self.check("--baseline", "base.json")
        self.assertEqual(self.last.stderr, "")

    def test_says_nothing_of_files_and_rules_that_were_not_looked_at(self):
        self.write("one/nginx.conf", server(TWO))
        self.write("two/nginx.conf", server(TWO))
        self.check("--write-baseline", "base.json")
        self.check("--baseline", "base.json", "one/nginx.conf")
        self.assertEqual(self.last.stderr, "")
        done = self.run_program("check", "--select", "cipher/null", "--baseline", "base.json", "one/nginx.conf")
        self.assertNotIn("no longer", done.stderr)
        (self.home / "two/nginx.conf").unlink()
        self.check("--baseline", "base.json", "one/nginx.conf")
        self.assertIn("2 of 4 findings no longer found", self.last.stderr)
        self.check("--write-baseline", "base.json", "one/nginx.conf")
        self.assertIn("base.json holds 2 findings", self.last.stderr)

    def test_is_the_same_from_wherever_it_is_used(self):
        self.write("conf/nginx.conf", server(TWO))
        self.check("--write-baseline", "base.json")
        self.assertEqual(self.check("--baseline", "../base.json", cwd="conf"), [])
        self.assertEqual(self.last.stderr, "")

    def test_keeps_reasons_and_ends_with_their_dates(self):
        self.write("nginx.conf", server(TWO))
        self.check("--write-baseline", "base.json")
        base = json.loads((self.home / "base.json").read_text())
        base["findings"][0].update(reason="old tills", until="2026-01-31")
        self.write("base.json", json.dumps(base))
        self.assertEqual(self.check("--baseline", "base.json", "--now", "2026-01-31T12:00:00Z"), [])
        self.assertEqual(len(self.check("--baseline", "base.json", "--now", "2026-02-01T00:00:00Z")), 1)
        self.check("--write-baseline", "base.json")
        self.assertEqual(json.loads((self.home / "base.json").read_text())["findings"][0]["reason"], "old tills")

    def test_refuses_what_is_none(self):
        self.write("nginx.conf", server(TWO))
        for text in ("", "{", "[]", '{"schema_version":2,"findings":[]}', '{"schema_version":1}', '{"schema_version":1,"findings":[3]}',
                     '{"schema_version":1,"findings":[{"rule":"x"}]}', '{"schema_version":1,"findings":[{"fingerprint":"x","until":"soon"}]}'):
            with self.subTest(text):
                self.write("base.json", text)
                self.check("--baseline", "base.json")
                self.assertEqual(self.last.returncode, 2)
                self.assertIn("base.json: ", self.last.stderr)
        self.check("--baseline", "gone.json")
        self.assertEqual(self.last.returncode, 2)


class Diff(InDirectory):
    def compare(self, before, after, *words):
        for name, lines in (("a", before), ("b", after)):
            self.write("nginx.conf", server(lines))
            self.write(name + ".json", json.dumps(self.report()))
        return self.run_program("diff", "a.json", "b.json", *words)

    def test_tells_new_fixed_and_unchanged(self):
        done = self.compare("ssl_protocols TLSv1 TLSv1.2;", "\n\nssl_protocols TLSv1 TLSv1.2;\nssl_ciphers HIGH:eNULL:@SECLEVEL=0;")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines()[-1], "1 new, 0 fixed, 1 unchanged")
        self.assertTrue(done.stdout.startswith("new: nginx.conf:6:18: error: "), done.stdout)
        self.assertIn("[cipher/null]", done.stdout)
        done = self.compare("ssl_protocols TLSv1 TLSv1.2;\nssl_ciphers HIGH:eNULL:@SECLEVEL=0;", "ssl_protocols TLSv1 TLSv1.2;", "--format", "json")
        self.assertEqual(done.returncode, 0)
        difference = json.loads(done.stdout)
        self.assertEqual(difference["summary"], {"new": 0, "fixed": 1, "unchanged": 1})
        self.assertEqual(difference["fixed"][0]["rule"], "cipher/null")

    def test_does_not_count_what_is_hidden(self):
        self.write("nginx.conf", server("ssl_protocols TLSv1;"))
        self.write("a.json", json.dumps(self.report()))
        self.write("nginx.conf", server("ssl_protocols TLSv1; # tlslint: ignore=protocol/*"))
        self.write("b.json", json.dumps(self.report("--show-suppressed")))
        self.assertEqual(self.run_program("diff", "a.json", "b.json").stdout.splitlines()[-1], "0 new, 1 fixed, 0 unchanged")

    def test_refuses_what_is_no_report(self):
        self.write("a.json", "{}")
        done = self.run_program("diff", "a.json", "gone.json")
        self.assertEqual(done.returncode, 2)
        self.assertIn("a.json: is no report", done.stderr)
        self.assertIn("gone.json: cannot be read", done.stderr)


if __name__ == "__main__":
    unittest.main()
