# SPDX-License-Identifier: Apache-2.0
"""A real server: what is common to which one it is, and one process of it for as long as needed."""

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

from . import hello

# Nothing of this machine's environment (OPENSSL_CONF) decides what a server does.
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


class Refused(Exception):
    """The server does not start with this, and says why."""


class Installed:
    """`command` is how it is started: "nginx", or "chroot TREE nginx". In a tree, the work folder is mounted at its own
    path, in a mount namespace that ends with the process. Who derives from this says `version` and `openssl`."""

    def __init__(self, command, work):
        words = shlex.split(command)
        self.tree = Path(words[1]).resolve() if words[0] == "chroot" else None
        self.words, self.work = (words[2:] if self.tree else words), Path(work)
        self.mount_point = Path(f"{self.tree}{self.work}") if self.tree else None
        if self.mount_point:
            self.mount_point.mkdir(parents=True, exist_ok=True)
        release = dict(line.split("=", 1) for line in (Path(f"{self.tree or ''}/etc/os-release").read_text().splitlines()) if "=" in line)
        number = release.get("VERSION_ID", "").strip('"')
        self.target = f"debian-{number}" if release.get("ID") == "debian" and number else None
        self.version = self.openssl = ""

    def close(self):
        point = self.mount_point
        while point and point != self.tree and not any(point.iterdir()):
            if point.name in ("tmp", "work", "root", "build"):
                break
            point.rmdir()
            point = point.parent

    def inside(self, words):
        if not self.tree:
            return words
        script = 'mount --bind "$1" "$2$1" && tree=$2 && shift 2 && exec chroot "$tree" "$@"'
        return ["unshare", "--mount", "sh", "-c", script, "sh", str(self.work), str(self.tree), *words]

    def call(self, words):
        return subprocess.run(self.inside(words), capture_output=True, text=True, errors="replace", timeout=60, check=False,
                              env=ENVIRONMENT, stdin=subprocess.DEVNULL)

    def run(self, arguments):
        return self.call([*self.words, *arguments])

    def openssl_command(self):
        """The version of the `openssl` beside it; None if there is none."""
        told = self.call(["openssl", "version"]).stdout
        return told.split()[1] if told.startswith("OpenSSL") else None

    def at_least(self, *numbers):
        return tuple(int(number) for number in self.version.split(".")) >= numbers


class Process:
    def __init__(self, command, folder, places):
        with open(f"{folder}/start.log", "wb") as log:
            # A session of its own: stopping it can reach no other process.
            self.child = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                                          env=ENVIRONMENT)
        self.folder = folder
        try:
            for place in places:
                self.wait(place)
        except BaseException:
            self.stop()
            raise

    def wait(self, place):
        until = time.monotonic() + 10
        while True:
            try:
                hello.connect(place).close()
                return
            except OSError as error:
                if self.child.poll() is not None or time.monotonic() > until:
                    told = Path(f"{self.folder}/start.log").read_text(errors="replace")
                    raise RuntimeError(f"it does not answer at {place}: {error}\n{told}") from error
                time.sleep(0.005)

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)  # of a master: a fast shutdown, workers too
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.child.pid, signal.SIGKILL)
                self.child.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
