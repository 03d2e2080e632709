# SPDX-License-Identifier: Apache-2.0
"""Random Apache deployments: what the real server does on loopback, against what `tlslint show` says of it (common/run.py)."""

import sys

from common import run

from .compare import Comparison
from .generate import generate
from .observe import observe
from .server import Apache


class Run(run.Run):
    kind, main_file, command = "apache", "apache2.conf", "apache2"
    server_type, comparison_type = Apache, Comparison

    def generate(self, seed, folder):
        return generate(seed, self.server, self.store, folder, run.free_ports(6))

    def observe(self, deployment):
        return observe(deployment, self.suites, self.store)


if __name__ == "__main__":
    sys.exit(run.main(Run))
