# SPDX-License-Identifier: Apache-2.0
"""`tlslint check --live` against nginx, httpd and HAProxy whose configuration or files were changed after their start.

    cd tests/prove && python3 -m live.drift --tlslint ../../build/release/tlslint [--only WORD]

Exit status: 0 exactly these differences were found, 1 others (listed).
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from common.run import free_ports
from common.server import ENVIRONMENT, Process

from .authority import Authority

GCM = "ECDHE-ECDSA-AES128-GCM-SHA256"
GCM256 = "ECDHE-ECDSA-AES256-GCM-SHA384"
CHACHA = "ECDHE-ECDSA-CHACHA20-POLY1305"


@dataclass
class Site:
    """What a configuration says, whatever the server's words."""
    versions: tuple = ("TLSv1.2", "TLSv1.3")
    suites: tuple = (GCM, GCM256)
    suites13: tuple = ("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256")
    server_order: bool = True
    groups: tuple = ("X25519", "prime256v1")
    hsts: str = "max-age=63072000; includeSubDomains"
    redirect: int = 301
    auth: str = "none"          # none, optional, required
    staple: bool = False
    more: tuple = ()            # names of further sites, with certificates of their own
    only_known: bool = False    # other names are refused


class Nginx:
    main, names = "nginx.conf", True

    def write(self, folder, site, ports, store):
        tls = [f"ssl_protocols {' '.join(site.versions)};", f"ssl_ciphers {':'.join(site.suites)};",
               f"ssl_conf_command Ciphersuites {':'.join(site.suites13)};",
               f"ssl_prefer_server_ciphers {'on' if site.server_order else 'off'};", f"ssl_ecdh_curve {':'.join(site.groups)};",
               f"ssl_certificate {folder}/site.pem;", f"ssl_certificate_key {folder}/site.key;"]
        if site.hsts:
            tls.append(f'add_header Strict-Transport-Security "{site.hsts}" always;')
        if site.auth != "none":
            tls += [f"ssl_verify_client {'on' if site.auth == 'required' else 'optional'};", f"ssl_client_certificate {store.root};"]
        if site.staple:
            tls += ["ssl_stapling on;", f"ssl_stapling_file {folder}/site.ocsp;"]
        move = f"return {site.redirect} https://$host$request_uri;" if site.redirect else "location / { return 200; }"
        servers = [f"server {{ listen 127.0.0.1:{ports[0]} ssl; server_name a.example;\n  {' '.join(tls)}\n  location / {{ return 200; }} }}",
                   f"server {{ listen 127.0.0.1:{ports[1]}; server_name a.example; {move} }}"]
        for name in site.more:
            servers.append(f"server {{ listen 127.0.0.1:{ports[0]} ssl; server_name {name}; ssl_protocols {' '.join(site.versions)};\n"
                           f"  ssl_ciphers {':'.join(site.suites)}; ssl_ecdh_curve {':'.join(site.groups)}; ssl_conf_command Ciphersuites {':'.join(site.suites13)};\n"
                           f"  ssl_prefer_server_ciphers {'on' if site.server_order else 'off'};\n"
                           f"  ssl_certificate {folder}/{name}.pem; ssl_certificate_key {folder}/site.key; location / {{ return 200; }} }}")
        if site.only_known:
            servers.append(f"server {{ listen 127.0.0.1:{ports[0]} ssl default_server; ssl_reject_handshake on; ssl_protocols {' '.join(site.versions)};\n"
                           f"  ssl_conf_command Ciphersuites {':'.join(site.suites13)}; ssl_ecdh_curve {':'.join(site.groups)}; }}")
        Path(folder, self.main).write_text(f"daemon off; master_process off; pid {folder}/pid; error_log stderr crit;\nevents {{}}\n"
                                           "http { access_log off;\n" + "\n".join(servers) + "\n}\n")

    def command(self, folder):
        return ["nginx", "-p", folder, "-c", f"{folder}/{self.main}", "-e", "stderr"]


class Apache:
    main, names = "apache2.conf", True

    def vhost(self, folder, name, file, site, port, store):
        lines = [f"<VirtualHost 127.0.0.1:{port}>", f"ServerName {name}", "SSLEngine on", f"SSLCertificateFile {folder}/{file}.pem",
                 f"SSLCertificateKeyFile {folder}/site.key", f"SSLProtocol -all {' '.join('+' + each for each in site.versions)}",
                 f"SSLCipherSuite {':'.join(site.suites)}", f"SSLCipherSuite TLSv1.3 {':'.join(site.suites13)}",
                 f"SSLHonorCipherOrder {'on' if site.server_order else 'off'}", f"SSLOpenSSLConfCmd Groups {':'.join(site.groups)}"]
        if site.hsts and file == "site":
            lines.append(f'Header always set Strict-Transport-Security "{site.hsts}"')
        if site.auth != "none":
            lines += [f"SSLVerifyClient {'require' if site.auth == 'required' else 'optional'}", f"SSLCACertificateFile {store.root}"]
        return "\n".join([*lines, "</VirtualHost>"])

    def write(self, folder, site, ports, store):
        modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
                          for name in ("mpm_event", "authz_core", "authz_host", "alias", "ssl", "headers", "socache_shmcb"))
        move = f"Redirect {site.redirect} / https://a.example/\n" if site.redirect else ""
        Path(folder, self.main).write_text(
            f"ServerRoot {folder}\nPidFile {folder}/pid\nErrorLog {folder}/error.log\nMutex file:{folder} default\nServerName localhost\n"
            f"User www-data\nGroup www-data\nDocumentRoot {folder}/www\n{modules}Listen 127.0.0.1:{ports[0]}\nListen 127.0.0.1:{ports[1]}\n"
            + self.vhost(folder, "a.example", "site", site, ports[0], store)
            + f"\n<VirtualHost 127.0.0.1:{ports[1]}>\nServerName a.example\n{move}</VirtualHost>\n"
            + "\n".join(self.vhost(folder, name, name, site, ports[0], store) for name in site.more) + "\n")

    def command(self, folder):
        return ["apache2", "-d", folder, "-f", f"{folder}/{self.main}", "-DFOREGROUND"]


class Haproxy:
    main, names = "haproxy.cfg", False

    def write(self, folder, site, ports, store):
        words = [f"ssl-min-ver {min(site.versions)} ssl-max-ver {max(site.versions)}", f"ciphers {':'.join(site.suites)}", f"ciphersuites {':'.join(site.suites13)}",
                 f"curves {':'.join(site.groups)}"]
        words += ["prefer-client-ciphers"] if not site.server_order else []
        words += [f"verify {site.auth} ca-file {store.root}"] if site.auth != "none" else []
        words += ["strict-sni"] if site.only_known else []
        certificates = " ".join(f"crt {folder}/{name}.pem" for name in ("both", *(f"both-{name}" for name in site.more)))
        lines = [f'http-after-response set-header Strict-Transport-Security "{site.hsts}"'] if site.hsts else []
        move = f"http-request redirect scheme https code {site.redirect}" if site.redirect else "http-request return status 200"
        Path(folder, self.main).write_text(
            "global\n  maxconn 100\ndefaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 5s\n"
            f"frontend tls\n  bind 127.0.0.1:{ports[0]} ssl {certificates} {' '.join(words)}\n  " + "\n  ".join([*lines, "http-request return status 200"])
            + f"\nfrontend plain\n  bind 127.0.0.1:{ports[1]}\n  {move}\n")

    def command(self, folder):
        return ["haproxy", "-db", "-f", f"{folder}/{self.main}"]


SERVERS = {"nginx": Nginx(), "apache": Apache(), "haproxy": Haproxy()}


@dataclass
class Case:
    name: str
    drifts: tuple = ()                                   # rules, without "live/drift-"
    before: Site = field(default_factory=Site)
    after: dict = field(default_factory=dict)            # what the configuration says by now
    files: object = None                                 # changes them: files(folder, store)
    servers: tuple = ("nginx", "apache", "haproxy")
    says: tuple = ()                                     # words of messages and values
    options: tuple = ()
    others: tuple = ()                                   # live rules that are found besides


def install(folder, store, leaf, staple=None):
    """Certificate, chain and key where the configurations have them."""
    pair = store.leaves[leaf]
    shutil.copy(pair[0], f"{folder}/site.pem")
    shutil.copy(pair[1], f"{folder}/site.key")
    Path(folder, "both.pem").write_text(Path(pair[0]).read_text() + Path(pair[1]).read_text())
    for name in ("new.example", "old.example"):
        other = store.leaves[name]
        shutil.copy(other[0], f"{folder}/{name}.pem")
        Path(folder, f"both-{name}.pem").write_text(Path(other[0]).read_text() + Path(other[1]).read_text())
    for target in ("site.ocsp", "both.pem.ocsp"):
        if staple:
            shutil.copy(store.staples[leaf], f"{folder}/{target}")


def cases():
    yield Case("nothing")
    yield Case("nothing, full", options=("--depth", "full"), others=("live/client-cut-off",))
    yield Case("nothing, the client's order", before=Site(server_order=False))
    yield Case("nothing, TLS 1.2 alone", before=Site(versions=("TLSv1.2",)))
    yield Case("nothing, TLS 1.3 alone", before=Site(versions=("TLSv1.3",)))
    yield Case("nothing, client certificates", before=Site(auth="required"))
    yield Case("nothing, client certificates wanted", before=Site(auth="optional"))
    yield Case("nothing, stapled", before=Site(staple=True), servers=("nginx", "haproxy"))
    yield Case("nothing, two sites", before=Site(more=("old.example",)))
    yield Case("nothing, other names refused", before=Site(only_known=True), servers=("nginx", "haproxy"))
    yield Case("nothing, no redirect", before=Site(redirect=0, hsts=""))
    yield Case("a version more", ("version",), Site(versions=("TLSv1.2",)), {"versions": ("TLSv1.2", "TLSv1.3")}, says=("does not speak TLSv1.3",))
    yield Case("a version less", ("version",), after={"versions": ("TLSv1.3",)}, says=("also speaks TLSv1.2",))
    yield Case("a suite more", ("cipher",), after={"suites": (GCM, GCM256, CHACHA)}, says=("TLSv1.2: does not accept " + CHACHA,))
    yield Case("a suite less", ("cipher",), after={"suites": (GCM,)}, says=("TLSv1.2: also accepts " + GCM256,))
    yield Case("another suite", ("cipher",), after={"suites": (GCM, CHACHA)}, says=(f"also accepts {GCM256}; does not accept {CHACHA}",))
    yield Case("another order", ("cipher",), after={"suites": (GCM256, GCM)}, says=("in another order",))
    yield Case("the client's order", ("cipher",), after={"server_order": False}, says=("order decides",))
    yield Case("a suite of TLS 1.3 less", ("cipher",), after={"suites13": ("TLS_AES_256_GCM_SHA384",)}, says=("TLSv1.3: also accepts TLS_AES_128_GCM_SHA256",))
    yield Case("a group more", ("group",), after={"groups": ("X25519", "prime256v1", "secp384r1")}, says=("does not accept secp384r1",))
    yield Case("a group less", ("group",), after={"groups": ("prime256v1",)}, says=("also accepts X25519",))
    yield Case("a renewed certificate", ("certificate",), files=lambda folder, store: install(folder, store, "renewed"), says=("was not reloaded since",))
    yield Case("a chain", ("chain",), files=lambda folder, store: install(folder, store, "lonely"), says=("sends 2 certificates",))
    yield Case("a staple", ("stapling",), after={"staple": True}, files=lambda folder, store: install(folder, store, "good", staple=True),
               servers=("nginx", "haproxy"), says=("staples no OCSP response",))
    yield Case("no staple", ("stapling",), Site(staple=True), {"staple": False}, servers=("nginx",), says=("which is not configured",))
    yield Case("HSTS more", ("http",), Site(hsts=""), {"hsts": "max-age=63072000"}, says=("sends no Strict-Transport-Security", "max-age=63072000"))
    yield Case("HSTS less", ("http",), after={"hsts": ""}, says=("which is not configured",), servers=("nginx", "haproxy"))
    yield Case("another HSTS", ("http",), after={"hsts": "max-age=300"}, says=("another Strict-Transport-Security", "max-age=300"))
    yield Case("a redirect", ("http",), Site(redirect=0), {"redirect": 301}, says=("not redirected to https",))
    yield Case("no redirect", ("http",), after={"redirect": 0}, says=("is redirected to https, which is not configured",), servers=("nginx", "apache"))
    yield Case("another redirect", ("http",), after={"redirect": 302}, says=("another status",))
    yield Case("client certificates", ("client-auth",), after={"auth": "required"}, says=("asks no client", "required"))
    yield Case("no client certificates", ("client-auth",), Site(auth="optional"), {"auth": "none"}, says=("asks clients", "optional"))
    yield Case("a name", ("name",), after={"more": ("new.example",)}, says=("new.example is answered with the certificate of",))
    yield Case("a name that is refused", ("name",), Site(only_known=True), {"more": ("new.example",)}, says=("new.example is refused",),
               servers=("nginx", "haproxy"))
    yield Case("two things", ("version", "http"), Site(versions=("TLSv1.2",)), {"versions": ("TLSv1.2", "TLSv1.3"), "hsts": "max-age=1"})


class Store(Authority):
    def __init__(self, folder):
        super().__init__(folder)
        self.leaves = {"good": self.leaf("good"), "renewed": self.leaf("renewed", days=800)}
        alone = self.folder / "lonely.chain.pem"
        alone.write_text(self.read("good.pem"), encoding="ascii")
        self.leaves["lonely"] = (str(alone), self.leaves["good"][1])
        for name in ("new.example", "old.example"):
            self.leaves[name] = self.leaf(name, names=f"DNS:{name}")
        self.staples = {"good": self.staple("good")}


def answers(port):
    """httpd listens, then reads its configuration once more: a request is answered when that is done."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(b"HEAD / HTTP/1.0\r\nHost: a.example\r\n\r\n")
        connection.recv(1024)


def differences(case, done):
    if done.returncode not in (0, 1):
        return [f"exit {done.returncode}: {done.stderr.strip()[:400]}"]
    report = json.loads(done.stdout)
    live = [finding for finding in report["findings"] if finding["rule"].startswith("live/")]
    found = sorted({finding["rule"].removeprefix("live/drift-") for finding in live})
    wrong = []
    if found != sorted({*case.drifts, *case.others}):
        wrong.append(f"expected {sorted(case.drifts)}, is {[(finding['rule'], finding['message'], finding['configured'], finding['observed']) for finding in live]}")
    for finding in live:
        if finding["rule"].startswith("live/drift-") and not all(finding[key] for key in ("file", "line", "configured", "observed", "target", "address", "endpoints")):
            wrong.append(f"lacks something: {finding}")
    text = json.dumps(live)
    wrong += [f'nothing says "{words}": {text}' for words in case.says if json.dumps(words)[1:-1] not in text]
    doubts = [each for each in report["undetermined"] if each["rule"].startswith("live/")]
    return wrong + [f"undetermined: {each}" for each in doubts]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    tlslint = os.path.abspath(options.tlslint)
    with tempfile.TemporaryDirectory() as keys:
        store = Store(Path(keys))
        os.chmod(keys, 0o755)
        chosen = [(case, name) for case in cases() for name in case.servers if options.only in f"{case.name}, {name}"]

        def run(job):
            case, name = job
            server, ports = SERVERS[name], free_ports(2)
            with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
                os.chmod(folder, 0o755)
                Path(folder, "www").mkdir()
                Path(folder, "www/index.html").write_text("here")
                install(folder, store, "good", staple=case.before.staple)
                server.write(folder, case.before, ports, store)
                stack.enter_context(Process(server.command(folder), folder, [("127.0.0.1", port) for port in ports]))
                answers(ports[1])
                server.write(folder, replace(case.before, **case.after), ports, store)
                if case.files:
                    case.files(folder, store)
                command = [tlslint, "check", "--live", "--format", "json", "--no-config", "--ca-file", store.root, "--no-system-trust", *case.options,
                           f"{folder}/{server.main}"]
                done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL, env=ENVIRONMENT)
                return case, name, done, differences(case, done)

        bad = 0
        with ThreadPoolExecutor(3) as pool:
            for case, name, done, wrong in pool.map(run, chosen):
                if options.verbose:
                    print(f"{case.name}, {name}:\n{done.stdout}{done.stderr}")
                for line in wrong:
                    print(f"{case.name}, {name}: {line}", flush=True)
                bad += bool(wrong)
    print(f"{len(chosen)} cases, {bad} with differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
