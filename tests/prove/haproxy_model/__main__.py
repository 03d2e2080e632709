# SPDX-License-Identifier: Apache-2.0
"""Random HAProxy configurations: what the real one does on loopback, against what `tlslint show` says of it (common/run.py)."""

import base64
import os
import sys
from pathlib import Path

from common import run
from common.certificates import Store

from .compare import Comparison
from .generate import generate
from .observe import observe
from .server import Haproxy, serve_behind


class Pems(Store):
    """HAProxy wants certificate and key in one file."""

    def __init__(self, folder):
        super().__init__(folder)
        self.pems = Path(folder) / "pems"
        self.pems.mkdir()
        for pair in self.pairs.values():
            text = Path(pair.certificate).read_text(encoding="ascii") + Path(pair.key).read_text(encoding="ascii")
            Path(self.pem(pair)).write_text(text, encoding="ascii")
        self.base64_keys = str(self.pems / "tickets")
        keys = [os.urandom(48) for _ in range(3)]
        Path(self.base64_keys).write_text("".join(base64.b64encode(key).decode() + "\n" for key in keys), encoding="ascii")
        self.ticket_keys[self.base64_keys] = keys[1][:16]  # the last but one encrypts

    def pem(self, pair):
        return str(self.pems / f"{pair.name}.pem")


class Run(run.Run):
    kind, main_file, command = "haproxy", "haproxy.cfg", "haproxy"
    server_type, comparison_type, store_type = Haproxy, Comparison, Pems

    def __init__(self, options, work):
        super().__init__(options, work)
        self.behind = serve_behind()

    def generate(self, seed, folder):
        return generate(seed, self.server, self.store, folder, run.free_ports(16), self.behind.server_address[1])

    def observe(self, deployment):
        return observe(deployment, self.suites, self.store, self.server)


if __name__ == "__main__":
    sys.exit(run.main(Run))
