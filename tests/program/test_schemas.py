# SPDX-License-Identifier: Apache-2.0
"""What the program prints follows the schemas that it prints, and they leave out no key of it."""

import json
import subprocess
import sys
import tomllib
import unittest

import jsonschema
from harness import PROGRAM, SOURCE, InDirectory, server

sys.path.insert(0, f"{SOURCE}/tests/prove")
from common.schemas import closed  # noqa: E402

NGINX = ["fixtures/demo", "fixtures/rules/protocol/obsolete_version", "fixtures/rules/config"]


def program(*words, cwd=SOURCE):
    return subprocess.run([PROGRAM, *words], cwd=cwd, capture_output=True, text=True, check=False).stdout


def validator(name, strictly=True):
    schema = json.loads(program("schema", name))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(closed(schema) if strictly else schema)


class Schemas(InDirectory):
    def follows(self, name, text):
        self.assertEqual([f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in validator(name).iter_errors(json.loads(text))], [])

    def test_are_listed_and_named_when_misspelt(self):
        names = program("schema").split()
        self.assertIn("project", names)
        for name in names:
            self.assertIn("tlslint", json.loads(program("schema", name))["title"])
        done = self.run_program("schema", "chekc")
        self.assertEqual((done.returncode, done.stderr), (2, "tlslint: there is no schema chekc; did you mean check?\n"))

    def test_describe_reports(self):
        for path in NGINX:
            self.follows("check", program("check", "--format", "json", path))
            self.follows("check", program("check", "--format", "json", "--policy", "mozilla-modern", "--show-suppressed", path))

    def test_describe_models_and_trees(self):
        for path in [*NGINX, "fixtures/haproxy"]:
            self.follows("show", program("show", "--format", "json", path))
            self.follows("tree", program("show", "--tree", "--format", "json", path))
        self.follows("show", program("show", "--format", "json", "--clients", "fixtures/demo"))

    def test_describe_lists(self):
        self.follows("rules", program("rules", "--format", "json"))
        self.follows("policies", program("policies", "--format", "json"))
        self.follows("policies", program("policies", "show", "bsi-tr-02102-2", "--format", "json"))
        for string in ("HIGH:!aNULL", "HIGH:NOSUCH:RC5", "@SECLEVEL=9", ""):
            self.follows("ciphers", program("ciphers", string, "--format", "json"))

    def test_describe_baselines_differences_and_project_files(self):
        self.write("nginx.conf", server("ssl_protocols TLSv1 TLSv1.2;"))
        report = self.run_program("check", "--format", "json", "--write-baseline", "base.json", "--show-suppressed").stdout
        self.follows("check", report)
        self.follows("baseline", (self.home / "base.json").read_text())
        self.write("a.json", report)
        self.write("b.json", program("check", "--format", "json", cwd=self.home))
        self.follows("diff", program("diff", "a.json", "b.json", "--format", "json", cwd=self.home))
        self.write("tlslint.toml", 'policy = "mozilla-modern"\n[[deployment]]\npath = "nginx.conf"\nabsent = "/etc/x"\n')
        self.follows("config", program("config", "show", "nginx.conf", "--format", "json", cwd=self.home))

    def test_take_and_refuse_the_project_files_that_the_program_does(self):
        self.write("nginx.conf", server("ssl_protocols TLSv1.2;"))
        self.write("other.toml", "")
        good = ["", 'policy = "mozilla-modern"', 'extends = "other.toml"', 'extends = ["other.toml"]', 'ignore = "http/*"',
                'fail-on = "info"\nselect = ["cipher/*"]\n[severity]\n"cipher/cbc" = "warning"',
                '[[deployment]]\nkind = "nginx"\npath = "nginx.conf"\nmap = { "/etc/nginx" = "." }\nabsent = ["/etc/**"]\ntarget = "debian-12"\n'
                'policy = "mozilla-old"\nprefix = "/etc/nginx"\ndefine = ["A=b"]\nenv = { A = "b" }',
                '[[per-file]]\nfiles = ["a/**", "b"]\nignore = ["cipher/*"]']
        bad = ["polcy = 1", "policy = 1", 'fail-on = "fatal"', "ignore = 1", 'severity = "x"', '[severity]\n"cipher/cbc" = "fatal"',
               '[[deployment]]\nkind = "nginx"', '[[deployment]]\npath = 1', '[[deployment]]\npath = "nginx.conf"\nkind = "caddy"',
               '[[deployment]]\npath = "nginx.conf"\nmpa = {}', '[[per-file]]\nignore = "cipher/*"', '[[per-file]]\nfiles = "a"\nignroe = []']
        project = validator("project", strictly=False)
        for text in good + bad:
            with self.subTest(text):
                self.write("tlslint.toml", text)
                done = self.run_program("check")
                self.assertEqual(done.returncode != 2, text in good, done.stderr)
                self.assertEqual(project.is_valid(tomllib.loads(text)), text in good)


if __name__ == "__main__":
    unittest.main()
