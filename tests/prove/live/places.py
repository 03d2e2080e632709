# SPDX-License-Identifier: Apache-2.0
"""Where `tlslint check --live` and `show --live` look for the servers of a configuration, and what they say where there is none.

    cd tests/prove && python3 -m live.places --tlslint ../../build/release/tlslint

Exit status: 0 all as expected, 1 differences (listed).
"""

import argparse
import json
import os
import pty
import subprocess
import sys
import tempfile
import unittest
from contextlib import ExitStack
from pathlib import Path

from common.run import free_ports
from common.server import ENVIRONMENT, Process

from . import peers
from .authority import Authority


class Places(unittest.TestCase):
    tlslint = ""

    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.TemporaryDirectory()
        cls.store = Authority(Path(cls.keys.name))
        cls.good, cls.other = cls.store.leaf("good"), cls.store.leaf("other")

    @classmethod
    def tearDownClass(cls):
        cls.keys.cleanup()

    def setUp(self):
        self.stack = ExitStack()
        self.addCleanup(self.stack.close)
        self.folder = self.stack.enter_context(tempfile.TemporaryDirectory())

    def write(self, listen, names="a.example", pair=None, more="", name="nginx.conf"):
        pair = pair or self.good
        path = Path(self.folder, name)
        path.write_text(f"daemon off; master_process off; pid {self.folder}/{name}.pid; error_log stderr crit;\nevents {{}}\nhttp {{ access_log off;\nserver {{\n"
                        f"listen {listen} ssl;\nserver_name {names};\n{more}ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]};\n"
                        "ssl_protocols TLSv1.2 TLSv1.3;\nlocation / { return 200; } } }\n")
        return str(path)

    def start(self, listen, port, **what):
        config = self.write(listen, name=f"started-{port}.conf", **what)
        self.stack.enter_context(Process(["nginx", "-p", self.folder, "-c", config, "-e", "stderr"], self.folder, [("127.0.0.1", port)]))
        return config

    def run_it(self, command, *words):
        return peers.run([self.tlslint, command, "--live", "--format", "json", "--no-config", "--timeout", "2", "--ca-file", self.store.root, "--no-system-trust", *words])

    def check(self, *words):
        """Rule -> finding, of live rules."""
        done = self.run_it("check", *words)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return {finding["rule"]: finding for finding in json.loads(done.stdout)["findings"] if finding["rule"].startswith("live/")}

    def test_a_server_on_every_address_is_asked_on_loopback(self):
        port = free_ports(1)[0]
        config = self.start(str(port), port)
        self.assertEqual(self.check(config), {})
        self.assertIn("live/drift-certificate", self.check(self.write(str(port), pair=self.other)))

    def test_an_address_of_its_own_wins_over_all_addresses(self):
        port = free_ports(1)[0]
        self.start(f"127.0.0.1:{port}", port)
        # Nothing listens on the rest of loopback: that is said, and nothing is taken for the other block's.
        text = Path(self.write(str(port), pair=self.other)).read_text()
        second = text[text.index("server {"):text.rindex("}")].replace(f"listen {port}", f"listen 127.0.0.1:{port}").replace("other", "good")
        config = Path(self.folder, "both.conf")
        config.write_text(text[:text.rindex("}")] + second + "}\n")
        found = self.check(str(config))
        self.assertEqual(sorted(found), ["live/unreachable"])
        self.assertIn("127.0.0.2", found["live/unreachable"]["address"])

    def test_another_hosts_address_needs_a_name_or_a_mapping(self):
        port = free_ports(1)[0]
        self.start(f"127.0.0.1:{port}", port)
        config = self.write("192.0.2.1:443", names="a.invalid")
        found = self.check(config)
        self.assertEqual({rule: finding["severity"] for rule, finding in found.items()}, {"live/unreachable": "info"})
        self.assertIn("192.0.2.1 is no address of this host, and a.invalid does not resolve", found["live/unreachable"]["message"])
        self.assertEqual(self.check("--connect", f"a.invalid=127.0.0.1:{port}", config), {})
        self.assertEqual(self.check("--connect", f"a.invalid:443=127.0.0.1:{port}", config), {})
        self.assertEqual(self.run_it("check", "--connect", f"b.invalid=127.0.0.1:{port}", config).returncode, 2)

    def test_a_mapping_may_name_several_addresses(self):
        first, second = free_ports(2)
        self.start(f"127.0.0.1:{first}", first)
        self.start(f"127.0.0.1:{second}", second, pair=self.other)
        config = self.write("192.0.2.1:443")
        found = self.check("--connect", f"a.example=127.0.0.1:{first},a.example=127.0.0.1:{second}", config)
        self.assertEqual(sorted(found), ["live/inconsistent-backends"])
        self.assertIn("certificate", found["live/inconsistent-backends"]["message"])

    def test_who_is_not_there_is_said_once_at_its_line(self):
        port = free_ports(1)[0]
        found = self.check(self.write(f"127.0.0.1:{port}", names="a.example b.example c.example"))
        self.assertEqual([(rule, finding["severity"], finding["line"]) for rule, finding in found.items()], [("live/unreachable", "error", 5)])

    def test_what_is_no_tls_is_said(self):
        with peers.nginx("", listen="") as port:
            self.assertEqual(sorted(self.check(self.write(f"127.0.0.1:{port}"))), ["live/not-tls"])

    def test_a_comment_hides(self):
        port = free_ports(1)[0]
        self.start(f"127.0.0.1:{port}", port)
        config = self.write(f"127.0.0.1:{port}", pair=self.other, more="# tlslint: ignore=live/drift-certificate\n")
        self.assertEqual(self.check(config), {})

    def test_a_unix_socket_is_undetermined(self):
        report = json.loads(self.run_it("check", self.write("unix:/run/a.sock")).stdout)
        self.assertIn("it listens on a unix socket", [each["why"] for each in report["undetermined"]])

    def test_show_prints_both_models(self):
        port = free_ports(1)[0]
        config = self.start(f"127.0.0.1:{port}", port)
        told = json.loads(self.run_it("show", config).stdout)
        self.assertEqual([each["id"] for each in told["endpoints"]], [each["configured"] for each in told["observed"]])
        configured, observed = (told[key][0]["settings"] for key in ("endpoints", "observed"))
        for setting in ("versions", "groups", "ciphersuites"):
            self.assertEqual(sorted(configured[setting]["value"]), sorted(observed[setting]["value"]), setting)
            self.assertEqual(observed[setting]["origin"], "observed")
        text = peers.run([self.tlslint, "show", "--live", "--no-config", config]).stdout
        self.assertIn("as it answers", text)

    def test_progress_is_for_terminals(self):
        port = free_ports(1)[0]
        self.start(f"127.0.0.1:{port}", port)
        command = [self.tlslint, "verify", "--depth", "quick", "--format", "concise", f"127.0.0.1:{port}", f"tls://127.0.0.1:{port}"]
        self.assertEqual(peers.run(command).stderr, "")
        master, slave = pty.openpty()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=slave, stdin=subprocess.DEVNULL, env=ENVIRONMENT) as process:
            os.close(slave)
            process.communicate(timeout=30)
        told = os.read(master, 65536).decode()
        os.close(master)
        self.assertIn("of 2 targets", told)
        self.assertTrue(told.endswith("\r\x1b[K"), told)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", required=True)
    options, rest = parser.parse_known_args()
    Places.tlslint = os.path.abspath(options.tlslint)
    unittest.main(argv=[sys.argv[0], *rest])
