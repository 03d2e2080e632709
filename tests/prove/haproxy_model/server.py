# SPDX-License-Identifier: Apache-2.0
"""The real HAProxy: which one it is, whether it accepts a configuration, and one process of it for as long as needed."""

import re
import shlex
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from nginx_model.server import ENVIRONMENT, Process


class Haproxy:
    """`command` is how it is started: "haproxy", or "chroot TREE haproxy" (the work folder is mounted there)."""

    def __init__(self, command, work):
        words = shlex.split(command)
        self.tree = Path(words[1]).resolve() if words[0] == "chroot" else None
        self.words, self.work = (words[2:] if self.tree else words), Path(work)
        self.mount_point = Path(f"{self.tree}{self.work}") if self.tree else None
        if self.mount_point:
            self.mount_point.mkdir(parents=True, exist_ok=True)
        told = self.run(["-vv"]).stdout
        self.version = re.search(r"version ([\d.]+)", told)[1]
        self.openssl = re.search(r"Running on OpenSSL version : OpenSSL (\S+)", told)[1]
        release = dict(line.split("=", 1) for line in (Path(f"{self.tree or ''}/etc/os-release").read_text().splitlines()) if "=" in line)
        number = release.get("VERSION_ID", "").strip('"')
        self.target = f"debian-{number}" if release.get("ID") == "debian" and number else None

    def at_least(self, *numbers):
        return tuple(int(number) for number in self.version.split(".")) >= numbers

    def inside(self, words):
        if not self.tree:
            return words
        script = 'mount --bind "$1" "$2$1" && tree=$2 && shift 2 && exec chroot "$tree" "$@"'
        return ["unshare", "--mount", "sh", "-c", script, "sh", str(self.work), str(self.tree), *words]

    def run(self, arguments):
        return subprocess.run(self.inside([*self.words, *arguments]), capture_output=True, text=True, errors="replace",
                              timeout=60, check=False, env=ENVIRONMENT, stdin=subprocess.DEVNULL)

    def test(self, folder):
        """None if it would start, or its words."""
        done = self.run(["-c", "-f", f"{folder}/haproxy.cfg"])
        if done.returncode == 0:
            return None
        wrong = [line for line in done.stderr.splitlines() if "[ALERT]" in line]
        return "\n".join(wrong or done.stderr.splitlines()[-2:] or [f"ended with {done.returncode}"])

    def start(self, folder, places):
        return Process(self.inside([*self.words, "-db", "-f", f"{folder}/haproxy.cfg"]), folder, places)

    def close(self):
        point = self.mount_point
        while point and point != self.tree and not any(point.iterdir()):
            if point.name in ("tmp", "work", "root", "build"):
                break
            point.rmdir()
            point = point.parent


class Behind(BaseHTTPRequestHandler):
    """What HAProxy passes requests on to."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


class Quiet(ThreadingHTTPServer):
    """Clients of this proof leave when they have seen enough."""

    def handle_error(self, *_):
        pass


def serve_behind():
    server = Quiet(("127.0.0.1", 0), Behind)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


