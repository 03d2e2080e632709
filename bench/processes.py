#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CPU time and peak memory of `tlslint check` beside `nginx -t` and `haproxy -c`, each on the same files.

    bench/processes.py PROGRAM [SERVERS]

Prints the median CPU time of several runs, the shortest wall time, and the ratio, and the goals of docs/benchmarks.md with "ok" or "MISSED". nginx binds
while it tests: one free port is used. Runs on one core (taskset, by run.sh), so that CPU time is comparable.
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


def write_cases(folder, count, port):
    cases = {}
    hundred = 0
    small = []
    while hundred < 90:
        small.append(server(len(small), port, True))
        hundred += small[-1].count("\n")
    for name, tls, servers, split in (("100 lines", True, small, False),
                                      (f"{count} servers, {count} files", True, None, True),
                                      (f"{count} servers, 1 file", True, None, False),
                                      (f"{count} servers, 1 file, no TLS", False, None, False)):
        case = folder / f"case{len(cases)}"
        case.mkdir()
        blocks = servers or (server(i, port, tls) for i in range(count))
        if split:
            (case / "sites").mkdir()
            for number, block in enumerate(blocks):
                (case / "sites" / f"{number:05}.conf").write_text(block)
            body = "    include sites/*.conf;\n"
        else:
            body = "".join(blocks)
        (case / "nginx.conf").write_text(main_file(body, folder, tls))
        cases[name] = case / "nginx.conf"
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


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    folder = Path(tempfile.mkdtemp(prefix="tlslint-bench-"))
    missed = 0

    def goal(text, value, bound):
        nonlocal missed
        missed += value > bound
        print(f"    {text}: {'ok' if value <= bound else 'MISSED'}")

    try:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                        "-subj", "/CN=host.example", "-keyout", folder / "site.key", "-out", folder / "site.pem"],
                       check=True, capture_output=True)
        port = free_port()
        cases = write_cases(folder, count, port)
        pairs = f"{count} servers, {count} pairs of certificate and key"
        cases[pairs] = write_pairs(folder, count, port)
        for name, path in cases.items():
            times = 100 if name == "100 lines" else 5
            ours = measure([program, "check", str(path)], times)
            print(f"{name}\n    tlslint  {ours.cpu * 1000:9.1f} ms CPU {ours.wall * 1000:9.1f} ms {ours.memory / 1e6:7.1f} MB")
            if nginx:
                theirs = measure([nginx, "-t", "-q", "-c", str(path)], max(3, times // 5))
                print(f"    nginx -t {theirs.cpu * 1000:9.1f} ms CPU {theirs.wall * 1000:9.1f} ms {theirs.memory / 1e6:7.1f} MB")
                print(f"    ratio    1/{theirs.cpu / max(ours.cpu, 1e-6):.1f} of the CPU time, 1/{theirs.memory / ours.memory:.1f} of the memory")
            if name == "100 lines":
                goal("at most 5 ms", ours.wall, 0.005)
            elif name == pairs:
                goal("at most 1.5 s of CPU time", ours.cpu, 1.5)
            elif nginx and "no TLS" not in name:
                goal("at most 1/20 of the CPU time", ours.cpu / theirs.cpu, 1 / 20)
                goal("at most 1/5 of the memory", ours.memory / theirs.memory, 1 / 5)
        haproxy = shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin")
        if haproxy:
            path = haproxy_file(folder, count // 2)
            ours = measure([program, "check", "--kind", "haproxy", str(path)], 5)
            theirs = measure([haproxy, "-c", "-q", "-f", str(path)], 3)
            print(f"{count // 2} frontends of HAProxy\n    tlslint  {ours.cpu * 1000:9.1f} ms CPU {ours.memory / 1e6:7.1f} MB\n"
                  f"    haproxy -c {theirs.cpu * 1000:7.1f} ms CPU {theirs.memory / 1e6:7.1f} MB\n"
                  f"    ratio    1/{theirs.cpu / max(ours.cpu, 1e-6):.1f} of the CPU time")
            goal("at most 1/20 of the CPU time", ours.cpu / theirs.cpu, 1 / 20)
    finally:
        shutil.rmtree(folder)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
