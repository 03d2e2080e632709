# SPDX-License-Identifier: Apache-2.0
"""The real Apache httpd: which one it is, and whether it starts with a configuration."""

import re
import time
from pathlib import Path

from common.server import Installed, Process, Refused

MODULES = Path("/usr/lib/apache2/modules")


class Apache(Installed):
    def __init__(self, command, work):
        super().__init__(command, work)
        told = self.run(["-v"])
        found = re.search(r"Apache/([\d.]+)", told.stdout)
        self.openssl = self.openssl_command()
        if not found or not self.openssl:
            raise RuntimeError(f"no apache2 with an openssl beside it: {told.stderr}")
        self.version = found[1]

    def start(self, folder, places):
        """Sockets are open long before keys are read: it has started once it writes down its process id."""
        options = ["-d", f"{folder}", "-f", f"{folder}/apache2.conf", "-X"]
        process = Process(self.inside([*self.words, *options]), folder, [])
        until, pid = time.monotonic() + 20, Path(folder) / "httpd.pid"
        while not pid.exists():
            if process.child.poll() is not None:
                raise self.failure(folder)
            if time.monotonic() > until:
                process.stop()
                raise RuntimeError(f"{folder}: does not start: {self.failure(folder)}")
            time.sleep(0.005)
        for place in places:
            process.wait(place)
        return process

    @staticmethod
    def failure(folder):
        told = []
        for name in ("start.log", "error.log"):
            path = Path(folder) / name
            told += path.read_text(errors="replace").splitlines() if path.exists() else []
        fatal = [line for line in told if ":emerg]" in line and "AH02312" not in line and "AH00020" not in line]
        wrong = fatal or [line for line in told if re.search(r"AH00526|yntax error|:(alert|crit|error)\]|^[A-Z<]", line) and "AH00558" not in line]
        text = " | ".join(re.sub(r"^(\[.*?\] )+", "", line) for line in (wrong or told[-3:])[:3])
        return RuntimeError(text) if "Address already in use" in text else Refused(text)
