# SPDX-License-Identifier: Apache-2.0
"""Random nginx deployments: what the real server does on loopback, against what `tlslint show` says of it (common/run.py)."""

import sys

from common import run

from .compare import Comparison
from .generate import generate
from .observe import observe
from .server import Nginx


class Run(run.Run):
    kind, main_file, command = "nginx", "nginx.conf", "nginx"
    server_type, comparison_type = Nginx, Comparison

    def generate(self, seed, folder):
        return generate(seed, self.server, self.store, folder, run.free_ports(8))

    def observe(self, deployment):
        return observe(deployment, self.suites, self.store)


if __name__ == "__main__":
    sys.exit(run.main(Run))
