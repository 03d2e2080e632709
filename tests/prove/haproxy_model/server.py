# SPDX-License-Identifier: Apache-2.0
"""The real HAProxy: which one it is, whether it accepts a configuration, and what stands behind it."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from common.server import Installed, Process, Refused


class Haproxy(Installed):
    def __init__(self, command, work):
        super().__init__(command, work)
        told = self.run(["-vv"]).stdout
        self.version = re.search(r"version ([\d.]+)", told)[1]
        self.openssl = re.search(r"Running on (?:OpenSSL|SSL library) version : OpenSSL (\S+)", told)[1]

    def start(self, folder, places):
        done = self.run(["-c", "-f", f"{folder}/haproxy.cfg"])
        if done.returncode:
            wrong = [line for line in done.stderr.splitlines() if "[ALERT]" in line]
            first = (wrong or done.stderr.splitlines()[-2:] or [f"ended with {done.returncode}"])[0]
            raise Refused(first.split(" : ", 1)[-1])
        return Process(self.inside([*self.words, "-db", "-f", f"{folder}/haproxy.cfg"]), folder, places)


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


