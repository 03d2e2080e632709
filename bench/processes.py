#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CPU time and peak memory of `tlslint check` beside `nginx -t`, `haproxy -c`, `apache2 -t` and augtool, each on the same files.

    bench/processes.py PROGRAM [SERVERS [VHOSTS]]

Prints the median CPU time of several runs, the shortest wall time, and the ratio, and the goals with "ok" or "MISSED". nginx
binds while it tests: one free port is used. Runs on one core (taskset, by run.sh), so that CPU time is comparable.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

Cost = namedtuple("Cost", "cpu wall memory")  # seconds, seconds, bytes


def peak_memory(command):
    # By way of a small process: Linux counts the memory of the process that forked until the program starts.
    with tempfile.NamedTemporaryFile("r") as answer:
        subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", answer.name, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(answer.read().split()[-1]) * 1024


def run(command):
    with tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            output.seek(0)
            sys.exit(f"{' '.join(command)}: ended with {process.returncode}: {output.read(600).decode(errors='replace')}")
    return usage.ru_utime + usage.ru_stime, wall


def measure(command, times):
    memory = peak_memory(command)  # and warms up
    cpu, wall = zip(*(run(command) for _ in range(times)))
    return Cost(statistics.median(cpu), min(wall), memory)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server(number, port, tls):
    lines = [f"listen 127.0.0.1:{port}{' ssl' if tls else ''};", f"server_name host{number}.example;", "root /var/www/html;"]
    if tls:
        lines += ["add_header Strict-Transport-Security max-age=63072000 always;"]
    lines += ["location / { try_files $uri =404; }", "location /api { proxy_pass http://127.0.0.1:9; }"]
    return "server {\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


def main_file(body, folder, tls):
    shared = (f"    ssl_certificate {folder}/site.pem;\n    ssl_certificate_key {folder}/site.key;\n"
              "    ssl_protocols TLSv1.2 TLSv1.3;\n") if tls else ""
    return (f"pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n    access_log off;\n"
            f"    server_names_hash_max_size 65536;\n    server_names_hash_bucket_size 128;\n{shared}{body}}}\n")


def write_nginx(folder, count, port):
    """Name -> main file."""
    small = []
    while sum(block.count("\n") for block in small) < 90:
        small.append(server(len(small), port, True))
    cases = {}
    for name, tls, blocks, split in (("100 lines", True, small, False),
                                     (f"{count} servers, {count} files", True, None, True),
                                     (f"{count} servers, 1 file", True, None, False),
                                     (f"{count} servers, 1 file, no TLS", False, None, False)):
        body = place(folder / f"nginx{len(cases)}", blocks or (server(i, port, tls) for i in range(count)), split, "    include sites/*.conf;\n")
        cases[name] = folder / f"nginx{len(cases)}" / "nginx.conf"
        cases[name].write_text(main_file(body, folder, tls))
    return cases


def write_pairs(folder, count, port):
    """A server with files of its own for each of `count` pairs of certificate and key; 50 pairs differ in content."""
    case = folder / "pairs"
    case.mkdir()
    for number in range(50):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                        "-subj", "/CN=host.example", "-addext", f"subjectAltName=DNS:host{number}.example",
                        "-keyout", case / f"{number}.key", "-out", case / f"{number}.pem"], check=True, capture_output=True)
    for number in range(50, count):
        for kind in ("key", "pem"):
            shutil.copyfile(case / f"{number % 50}.{kind}", case / f"{number}.{kind}")
    body = "".join(server(number, port, True).replace("{\n", f"{{\n    ssl_certificate {case}/{number}.pem;\n"
                                                      f"    ssl_certificate_key {case}/{number}.key;\n", 1)
                   for number in range(count))
    (case / "nginx.conf").write_text(main_file(body, folder, True))
    return case / "nginx.conf"


def haproxy_file(folder, frontends):
    text = ("global\n    ssl-default-bind-ciphers ECDHE+AESGCM:ECDHE+CHACHA20\n    ssl-default-bind-options ssl-min-ver TLSv1.2\n"
            "defaults\n    mode http\n    timeout client 5s\n    timeout server 5s\n    timeout connect 5s\n")
    for number in range(frontends):
        text += (f"frontend f{number}\n    bind 127.0.0.1:{10000 + number} ssl crt {folder}/both.pem alpn h2,http/1.1\n"
                 "    http-request set-header X-Forwarded-Proto https if { ssl_fc }\n"
                 "    http-response set-header Strict-Transport-Security max-age=63072000\n"
                 f"    default_backend b{number}\nbackend b{number}\n    server a 127.0.0.1:9 check\n")
    path = folder / "haproxy.cfg"
    path.write_text(text)
    (folder / "both.pem").write_text((folder / "site.pem").read_text() + (folder / "site.key").read_text())
    return path


def virtual_host(number, folder):
    return (f"<VirtualHost *:8443>\n    ServerName host{number}.example\n    ServerAlias www.host{number}.example\n    DocumentRoot /var/www/html\n    SSLEngine on\n"
            f"    SSLCertificateFile {folder}/site.pem\n    SSLCertificateKeyFile {folder}/site.key\n"
            "    Header always set Strict-Transport-Security \"max-age=63072000\"\n    <Directory /var/www/html>\n        Require all granted\n    </Directory>\n"
            "    <Location \"/admin\">\n        Require ip 192.0.2.0/24\n    </Location>\n</VirtualHost>\n")


def write_apache(folder, count):
    cases = {}
    for split in (True, False):
        name = f"{count} virtual hosts, {count if split else 1} file{'s' * split}"
        case = folder / f"apache{len(cases)}"
        body = place(case, (virtual_host(i, folder) for i in range(count)), split, "Include sites/*.conf\n")
        modules = "".join(f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n" for module in
                          ("mpm_event", "authz_core", "authz_host", "headers", "ssl", "socache_shmcb"))
        cases[name] = case / "apache2.conf"
        cases[name].write_text(f"ServerRoot {case}\n{modules}ServerName localhost\nErrorLog {case}/error.log\nDefaultRuntimeDir {case}\n"
                               f"PidFile {case}/httpd.pid\nListen 8443 https\nSSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLSessionCache shmcb:{case}/cache(512000)\n{body}")
    return cases


def place(case, blocks, split, include):
    """What the main file holds of them, or includes."""
    case.mkdir()
    if not split:
        return "".join(blocks)
    (case / "sites").mkdir()
    for number, block in enumerate(blocks):
        (case / "sites" / f"{number:05}.conf").write_text(block)
    return include


class Bench:
    def __init__(self, program):
        self.program, self.missed = program, 0

    def goal(self, text, value, bound):
        self.missed += value > bound
        print(f"    {text}: {'ok' if value <= bound else 'MISSED'}")

    def ours(self, name, path, times=5, kind=()):
        cost = measure([self.program, "check", *kind, str(path)], times)
        print(name)
        self.show("tlslint", cost)
        return cost

    def rival(self, name, command, ours, times=3):
        """What it costs; None if it is not installed."""
        found = shutil.which(command[0], path=os.environ["PATH"] + ":/usr/sbin")
        if not found:
            return None
        cost = measure([found, *command[1:]], times)
        self.show(name, cost)
        print(f"    ratio      1/{cost.cpu / max(ours.cpu, 1e-6):.1f} of the CPU time, 1/{cost.memory / ours.memory:.1f} of the memory")
        return cost

    @staticmethod
    def show(name, cost):
        print(f"    {name:10} {cost.cpu * 1000:9.1f} ms CPU {cost.wall * 1000:9.1f} ms {cost.memory / 1e6:7.1f} MB")

    def nginx(self, name, path):
        small = name == "100 lines"
        ours = self.ours(name, path, 100 if small else 5)
        theirs = self.rival("nginx -t", ["nginx", "-t", "-q", "-c", str(path)], ours, 20 if small else 3)
        if small:
            self.goal("at most 5 ms", ours.wall, 0.005)
        elif "pairs" in name:
            self.goal("at most 1.5 s of CPU time", ours.cpu, 1.5)
        elif theirs and "no TLS" not in name:
            self.goal("at most 1/20 of the CPU time", ours.cpu / theirs.cpu, 1 / 20)
            self.goal("at most 1/5 of the memory", ours.memory / theirs.memory, 1 / 5)

    def haproxy(self, name, path):
        ours = self.ours(name, path, kind=("--kind", "haproxy"))
        theirs = self.rival("haproxy -c", ["haproxy", "-c", "-q", "-f", str(path)], ours)
        if theirs:
            self.goal("at most 1/20 of the CPU time", ours.cpu / theirs.cpu, 1 / 20)

    def apache(self, name, path):
        """`apache2 -t` loads no certificate; augtool only parses."""
        ours = self.ours(name, path)
        theirs = self.rival("apache2 -t", ["apache2", "-t", "-f", str(path)], ours)
        augeas = self.rival("augtool", ["augtool", "-A", "-t", f"Httpd incl {path}", "-t", f"Httpd incl {path.parent}/sites/*.conf",
                                        "get", "/augeas/version"], ours)
        if theirs:
            self.goal("no more CPU time than apache2 -t", ours.cpu / theirs.cpu, 1)
        if augeas:
            self.goal("at most 1/10 of augeas", ours.cpu / augeas.cpu, 1 / 10)


def main():
    servers = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    hosts = int(sys.argv[3]) if len(sys.argv) > 3 else 2_000
    folder, bench = Path(tempfile.mkdtemp(prefix="tlslint-bench-")), Bench(sys.argv[1])
    try:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                        "-subj", "/CN=host.example", "-keyout", folder / "site.key", "-out", folder / "site.pem"],
                       check=True, capture_output=True)
        port = free_port()
        cases = write_nginx(folder, servers, port)
        cases[f"{servers} servers, {servers} pairs of certificate and key"] = write_pairs(folder, servers, port)
        for name, path in cases.items():
            bench.nginx(name, path)
        bench.haproxy(f"{servers // 2} frontends of HAProxy", haproxy_file(folder, servers // 2))
        for name, path in write_apache(folder, hosts).items():
            bench.apache(name, path)
    finally:
        shutil.rmtree(folder)
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
