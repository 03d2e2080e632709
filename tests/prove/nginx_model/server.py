# SPDX-License-Identifier: Apache-2.0
"""The real nginx: which one it is, and whether it accepts a configuration."""

import re
from pathlib import Path

from common.server import Installed, Process, Refused


class Nginx(Installed):
    def __init__(self, command, work):
        super().__init__(command, work)
        told = self.run(["-V"]).stderr
        self.version = re.search(r"nginx/(\S+)", told)[1]
        self.modules = self.find_modules()
        self.openssl = self.openssl_command() or re.search(r"(?:built|running) with OpenSSL (\S+)", told)[1]

    def find_modules(self):
        """Kind -> file of the modules that are loaded on demand."""
        found = {}
        for kind in ("stream", "mail"):
            for folder in ("usr/lib/nginx/modules", "usr/lib64/nginx/modules"):
                path = Path(f"/{folder}/ngx_{kind}_module.so")
                if Path(f"{self.tree or ''}{path}").exists():
                    found[kind] = str(path)
        return found

    def start(self, folder, places):
        """Waits until every place answers."""
        files = ["-p", f"{folder}/", "-c", f"{folder}/nginx.conf"]
        done = self.run(["-t", *files])
        if done.returncode:
            wrong = [line for line in done.stderr.splitlines() if "[emerg]" in line or "[alert]" in line]
            first = (wrong or done.stderr.splitlines()[-2:] or [f"ended with {done.returncode}"])[0]
            raise Refused(first.split("]", 1)[-1].split(": ", 1)[-1])
        return Process(self.inside([*self.words, *files, "-g", "daemon off;"]), folder, places)
