#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Feeds the remedies that `tlslint explain` prints to the real servers.

    tests/prove/explain_remedies.py TLSLINT [--apache PROGRAM MODULES] [--haproxy PROGRAM]

Each remedy's lines stand in the smallest configuration around them, their files replaced by a certificate made here; the
server's own check must accept it. nginx is always asked, if installed; the others where a program is given.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def remedies(tlslint):
    """The lines by server, each once."""
    text = subprocess.run([tlslint, "explain", "handshake-errors", "--format", "json"], capture_output=True, text=True, check=True)
    lines = {}
    for match in json.loads(text.stdout)["matches"]:
        for remedy in match["remedies"]:
            for server in remedy["server_side"]:
                lines.setdefault(server["kind"], set()).add("\n".join(server["lines"]))
    return {kind: sorted(all_lines) for kind, all_lines in lines.items()}


def make_files(folder):
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=example.com", "-days", "9",
               "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run(command, capture_output=True, check=True)
    both = (folder / "certificate.pem").read_text() + (folder / "key.pem").read_text()
    (folder / "certs").mkdir()
    (folder / "certs/site.pem").write_text(both)
    (folder / "both.pem").write_text(both)


def with_files(lines, folder, combined):
    """The paths of the remedy as files that are here."""
    text = re.sub(r"/etc/haproxy/certs/(?=\s|$)", f"{folder}/certs/", lines)
    text = re.sub(r"/etc/haproxy/certs/\S+\.pem|/etc/ssl/proxy/both\.pem", f"{folder}/both.pem", text)
    text = re.sub(r"/etc/\S*privkey\.pem", f"{folder}/key.pem", text)
    text = re.sub(r"/etc/(ssl|letsencrypt)/[^\s;]+\.(pem|crt)", f"{folder}/certificate.pem", text)
    text = text.replace("/var/log/nginx/", f"{folder}/")
    return text.replace("app.internal", "127.0.0.1" if combined else "localhost")


def nginx(lines, folder):
    own = lines if re.search("^ssl_certificate ", lines, re.MULTILINE) else f"ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;\n{lines}"
    if not re.search(r"^listen", own, re.MULTILINE):
        own = "listen 127.0.0.1:18443 ssl;\n" + own
    config = folder / "nginx.conf"
    config.write_text(f"pid {folder}/nginx.pid; error_log stderr;\nevents {{}}\nhttp {{ access_log off; server {{\n{own}\n}} }}\n")
    return ["nginx", "-t", "-p", folder, "-c", config]


def apache(lines, folder, program, modules):
    names = {"mpm_event": "mpm_event", "ssl": "ssl", "socache_shmcb": "socache_shmcb", "proxy": "proxy", "proxy_http": "proxy_http",
             "http2": "http2", "authz_core": "authz_core", "reqtimeout": "reqtimeout"}
    load = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in names if Path(modules, f"mod_{name}.so").exists())
    own = lines if "SSLCertificateFile " in lines else f"SSLCertificateFile {folder}/certificate.pem\nSSLCertificateKeyFile {folder}/key.pem\n{lines}"
    if not re.search(r"^SSLEngine", own, re.MULTILINE):
        own = "SSLEngine on\n" + own
    config = folder / "httpd.conf"
    config.write_text(f"ServerRoot {folder}\nServerName localhost\nDefaultRuntimeDir {folder}\nPidFile {folder}/p\nErrorLog /dev/stderr\n{load}\n"
                      f"SSLSessionCache none\nListen 127.0.0.1:18443\n<VirtualHost *:18443>\n{own}\n</VirtualHost>\n")
    return [program, "-t", "-f", config]


def haproxy(lines, folder, program):
    binds = "\n".join(line for line in lines.splitlines() if not line.startswith("server "))
    servers = "\n".join(line for line in lines.splitlines() if line.startswith("server "))
    config = folder / "haproxy.cfg"
    bind = binds.replace("bind :443,:::443 ", "bind 127.0.0.1:18443,[::1]:18443 ").replace("bind :443 ", "bind 127.0.0.1:18443 ")
    config.write_text("global\n    ssl-server-verify required\ndefaults\n    mode http\n    timeout connect 5s\n    timeout client 5s\n    timeout server 5s\n"
                      f"frontend f\n{bind if bind else ''}\n{'' if 'bind' in bind else 'bind 127.0.0.1:18080'}\n    default_backend b\nbackend b\n{servers}\n")
    return [program, "-c", "-f", config]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tlslint")
    parser.add_argument("--apache", nargs=2, metavar=("PROGRAM", "MODULES"))
    parser.add_argument("--haproxy")
    given = parser.parse_args()
    makers = {}
    if shutil.which("nginx"):
        makers["nginx"] = nginx
    if given.apache:
        makers["apache"] = lambda lines, folder: apache(lines, folder, *given.apache)
    if given.haproxy:
        makers["haproxy"] = lambda lines, folder: haproxy(lines, folder, given.haproxy)
    refused = 0
    all_remedies = remedies(given.tlslint)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_files(folder)
        for kind, maker in makers.items():
            for lines in all_remedies[kind]:
                command = maker(with_files(lines, folder, kind == "haproxy"), folder)
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode != 0:
                    refused += 1
                    print(f"{kind} refuses:\n{lines}\n{done.stderr.strip()}\n")
            print(f"{kind}: {len(all_remedies[kind])} remedies")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
