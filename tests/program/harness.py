# SPDX-License-Identifier: Apache-2.0
"""The program as a user or script meets it, in a directory of its own."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ["TLSLINT"]
SOURCE = Path(__file__).resolve().parents[2]

# Two rules that fire on nginx 1.18 with OpenSSL 1.1.1, and those on comments and syntax.
RULES = ["--select", "protocol/obsolete-version,cipher/null,config/unused-ignore,config/syntax"]
OLD = ["--nginx-version", "1.18.0", "--openssl-version", "1.1.1"]


def server(lines, port=443):
    return ("events {}\nhttp { server { listen %d ssl; ssl_certificate $h; ssl_certificate_key $h;\n" % port) + lines + "\n} }\n"


class InDirectory(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.home = Path(self.directory.name).resolve()
        self.write(".git/HEAD", "")  # the root of a repository

    def write(self, name, text):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run_program(self, *words, cwd=".", stdin=""):
        return subprocess.run([PROGRAM, *words], cwd=self.home / cwd, input=stdin, capture_output=True, text=True, check=False)

    def check(self, *words, cwd="."):
        """Lines of the concise report without their messages: `file:line:col: severity: rule`."""
        done = self.run_program("check", *RULES, *OLD, *words, cwd=cwd)
        self.last = done
        return [f"{line.split(': ')[0]} {line.split(': ')[1]} {line[line.rindex('[') + 1:-1]}" if line.endswith("]") else line
                for line in done.stdout.splitlines()]

    def report(self, *words, cwd="."):
        done = self.run_program("check", *RULES, *OLD, "--format", "json", *words, cwd=cwd)
        self.last = done
        return json.loads(done.stdout)
