#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Wall time of `tlslint verify` beside sslscan and nmap's ssl-enum-ciphers on the same nginx, and how soon it is done with
peers that say nothing. All on loopback.

    bench/live.py PROGRAM [ENDPOINTS [SILENT]]

Prints the goals with "ok" or "MISSED".
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@contextmanager
def nginx(folder, ports):
    """One site with two certificates on every port."""
    lines = ""
    for kind, options in (("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]), ("rsa", ["rsa:2048"])):
        subprocess.run(["openssl", "req", "-x509", "-newkey", *options, "-nodes", "-days", "90", "-subj", "/CN=host.example",
                        "-addext", "subjectAltName=DNS:host.example", "-keyout", folder / f"{kind}.key", "-out", folder / f"{kind}.pem"],
                       check=True, capture_output=True)
        lines += f"ssl_certificate {folder}/{kind}.pem; ssl_certificate_key {folder}/{kind}.key;\n"
    config = folder / "nginx.conf"
    config.write_text(f"daemon off; worker_processes auto; pid {folder}/pid; error_log /dev/null;\nworker_rlimit_nofile 8192;\nevents {{ worker_connections 4096; }}\n"
                      "http { access_log off; server {\n" + "".join(f"listen 127.0.0.1:{port} ssl;\n" for port in ports)
                      + f"server_name host.example;\nssl_protocols TLSv1.2 TLSv1.3;\n{lines}location / {{ return 200; }} }} }}\n")
    process = subprocess.Popen(["nginx", "-p", folder, "-c", config, "-e", "/dev/null"], env=ENVIRONMENT, stdin=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", ports[-1])).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def wall(command, times=1):
    """The shortest of several."""
    best = None
    for _ in range(times):
        begin = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, stdin=subprocess.DEVNULL)
        seconds = time.monotonic() - begin
        if done.returncode not in (0, 1):
            sys.exit(f"{command[0]}: ended with {done.returncode}: {done.stderr[:400]}")
        best = min(best or seconds, seconds)
    return best


class Bench:
    def __init__(self, program):
        self.program, self.missed = program, 0

    def verify(self, targets, *options):
        return [self.program, "verify", "--format", "jsonl", "--no-system-trust", "--output", "/dev/null", *options, *targets]

    def goal(self, text, is_met):
        self.missed += not is_met
        print(f"    {text}: {'ok' if is_met else 'MISSED'}")

    def beside(self, name, ours, rival, times, bound):
        if not shutil.which(rival[0], path=ENVIRONMENT["PATH"]):
            return print(f"    {name} is not installed")
        theirs = wall(rival, times)
        print(f"    {name:24} {theirs * 1000:10.1f} ms   ratio 1/{theirs / ours:.1f}")
        return self.goal(f"at most 1/{bound} of {name}", ours * bound <= theirs)

    def one(self, port):
        print("one endpoint, everything")
        ours = wall(self.verify([f"https://127.0.0.1:{port}"]), 5)
        print(f"    {'tlslint':24} {ours * 1000:10.1f} ms")
        self.beside("sslscan", ours, ["sslscan", "--no-colour", f"127.0.0.1:{port}"], 3, 10)
        quick = wall(self.verify([f"https://127.0.0.1:{port}"], "--depth", "quick"), 5)
        print(f"    {'tlslint, quick':24} {quick * 1000:10.1f} ms")

    def many(self, ports, folder):
        print(f"{len(ports)} endpoints, everything")
        ours = wall(self.verify([f"https://127.0.0.1:{port}" for port in ports]), 2)
        print(f"    {'tlslint':24} {ours * 1000:10.1f} ms")
        listing = folder / "targets"
        listing.write_text("".join(f"127.0.0.1:{port}\n" for port in ports))
        self.beside("sslscan", ours, ["sslscan", "--no-colour", f"--targets={listing}"], 1, 15)
        self.beside("nmap ssl-enum-ciphers", ours, ["nmap", "-Pn", "-n", "-p", ",".join(map(str, ports)), "--script", "ssl-enum-ciphers", "127.0.0.1"], 1, 3)

    def silent(self, count):
        """Each at an address of its own, so that no limit of ours holds them up."""
        print(f"{count} peers that say nothing, at once")
        with socket.create_server(("0.0.0.0", 0), backlog=4096) as listener:
            port = listener.getsockname()[1]
            targets = [f"tls://127.{1 + number // 250}.0.{1 + number % 250}:{port}" for number in range(count)]
            deadline = 5
            seconds = wall(self.verify(targets, "--timeout", "2", "--max-time", str(deadline), "--jobs", str(count)))
        print(f"    {'tlslint':24} {seconds * 1000:10.1f} ms")
        self.goal(f"within the deadline of {deadline} s and a second", seconds <= deadline + 1)


def main():
    endpoints = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    silent = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    folder, bench = Path(tempfile.mkdtemp(prefix="tlslint-bench-")), Bench(sys.argv[1])
    try:
        ports = free_ports(endpoints)
        with nginx(folder, ports):
            bench.one(ports[0])
            bench.many(ports, folder)
        bench.silent(silent)
    finally:
        shutil.rmtree(folder)
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
