# SPDX-License-Identifier: Apache-2.0
"""`tlslint diagnose --upstream-of` and `verify --upstream-of`, held against the servers themselves: what they answer a request
with that takes this connection.

    cd tests/prove && python3 -m live.upstreams --tlslint ../../build/release/tlslint [--only WORD]

Exit status: 0 all agree, 1 differences (listed).
"""

import argparse
import json
import os
import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from common.run import free_ports
from common.server import Process

from . import peers
from .authority import Authority

GCM12 = "ECDHE-RSA-AES128-GCM-SHA256"


@dataclass
class Way:
    """What a configuration says about the connection."""
    ca: str = ""            # verified by this authority; "": not at all
    name: str = ""          # "": the address
    versions: tuple = ()
    suites: str = ""
    certificate: tuple = ()
    depth: bool = True      # as many authorities as there are


@dataclass
class Case:
    name: str
    peer: object
    way: Way
    id: str = None          # of the cause; None: it works
    servers: tuple = ("nginx", "haproxy", "apache")


def write_nginx(folder, way, front, port):
    lines = [f"proxy_pass https://127.0.0.1:{port};"]
    lines += [f"proxy_ssl_verify on; proxy_ssl_trusted_certificate {way.ca};"] if way.ca else []
    lines += [f"proxy_ssl_name {way.name}; proxy_ssl_server_name on;"] if way.name else []
    lines += [f"proxy_ssl_protocols {' '.join(way.versions)};"] if way.versions else []
    lines += [f"proxy_ssl_ciphers {way.suites};"] if way.suites else []
    lines += [f"proxy_ssl_certificate {way.certificate[0]}; proxy_ssl_certificate_key {way.certificate[1]};"] if way.certificate else []
    Path(folder, "nginx.conf").write_text(f"daemon off; master_process off; pid {folder}/pid; error_log stderr crit;\nevents {{}}\nhttp {{ access_log off;\n"
                                          f"server {{ listen 127.0.0.1:{front};\nlocation / {{\n" + "\n".join(lines) + "\n} } }\n")
    return "nginx.conf", ["nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-e", "stderr"]


def write_haproxy(folder, way, front, port):
    words = [f"verify required ca-file {way.ca}" if way.ca else "verify none"]
    words += [f"verifyhost {way.name} sni str({way.name})"] if way.name else []
    words += [f"ssl-min-ver {min(way.versions)} ssl-max-ver {max(way.versions)}"] if way.versions else []
    words += [f"ciphers {way.suites}"] if way.suites else []
    if way.certificate:
        Path(folder, "client.pem").write_text(Path(way.certificate[0]).read_text() + Path(way.certificate[1]).read_text())
        words.append(f"crt {folder}/client.pem")
    Path(folder, "haproxy.cfg").write_text("global\n  maxconn 100\ndefaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 1s\n  retries 0\n"
                                           f"frontend f\n  bind 127.0.0.1:{front}\n  default_backend b\nbackend b\n  server s 127.0.0.1:{port} ssl {' '.join(words)}\n")
    return "haproxy.cfg", ["haproxy", "-db", "-f", f"{folder}/haproxy.cfg"]


def write_apache(folder, way, front, port):
    lines = ["SSLProxyEngine on", f"ProxyPass / https://127.0.0.1:{port}/"]
    lines += ["SSLProxyVerify require", f"SSLProxyCACertificateFile {way.ca}"] if way.ca else ["SSLProxyVerify none", "SSLProxyCheckPeerName off"]
    lines += ["SSLProxyVerifyDepth 3"] if way.depth else []
    lines += [f"SSLProxyCheckPeerName {'off' if way.name == 'any' else 'on'}"] if way.ca else []
    lines += [f"SSLProxyProtocol -all {' '.join('+' + each for each in way.versions)}"] if way.versions else []
    lines += [f"SSLProxyCipherSuite {way.suites}"] if way.suites else []
    if way.certificate:
        Path(folder, "client.pem").write_text(Path(way.certificate[0]).read_text() + Path(way.certificate[1]).read_text())
        lines.append(f"SSLProxyMachineCertificateFile {folder}/client.pem")
    modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
                      for name in ("mpm_event", "authz_core", "authz_host", "ssl", "socache_shmcb", "proxy", "proxy_http"))
    Path(folder, "apache2.conf").write_text(f"ServerRoot {folder}\nPidFile {folder}/pid\nErrorLog {folder}/error.log\nMutex file:{folder} default\nServerName localhost\n"
                                            f"User www-data\nGroup www-data\nDocumentRoot {folder}\n{modules}Listen 127.0.0.1:{front}\n"
                                            f"<VirtualHost 127.0.0.1:{front}>\nServerName a.example\n" + "\n".join(lines) + "\n</VirtualHost>\n")
    return "apache2.conf", ["apache2", "-d", folder, "-f", f"{folder}/apache2.conf", "-DFOREGROUND"]


WRITERS = {"nginx": write_nginx, "haproxy": write_haproxy, "apache": write_apache}


def cases(store):
    good, alone = store.leaf("good"), store.self_signed("alone")
    client = store.leaf("client", extensions="extendedKeyUsage=clientAuth\n")
    bare = store.leaf("client-alone", extensions="extendedKeyUsage=clientAuth\n", chain=())
    keys = lambda pair: f"ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]}; location / {{ return 200; }}\n"
    nginx = lambda lines="", pair=good: lambda: peers.nginx(keys(pair) + lines)
    demanding = lambda: peers.s_server(good, "-Verify", "2", "-verify_return_error", "-CAfile", store.root, "-chainCAfile", store.root)
    both = store.path("both.pem")
    Path(both).write_text(store.read("root.pem") + store.read("middle.pem"), encoding="ascii")
    root, stranger = store.root, store.path("stranger.pem")
    yield Case("not verified", nginx(pair=alone), Way())
    yield Case("verified by name", nginx(), Way(ca=root, name="a.example"), servers=("nginx", "haproxy"))
    yield Case("verified, no name", nginx(), Way(ca=root), servers=("haproxy",))
    yield Case("verified, any name", nginx(), Way(ca=root, name="any"), servers=("apache",))
    yield Case("an address for a name", nginx(), Way(ca=root), "name-mismatch", servers=("nginx", "apache"))
    yield Case("two authorities, one allowed", nginx(), Way(ca=root, name="any", depth=False), "untrusted-ca", servers=("apache",))
    yield Case("another authority", nginx(), Way(ca=stranger), "untrusted-ca")
    yield Case("self-signed", nginx(pair=alone), Way(ca=root), "untrusted-ca")
    yield Case("another name", nginx(), Way(ca=root, name="b.example"), "name-mismatch", servers=("nginx", "haproxy"))
    yield Case("another address", nginx(pair=store.leaf("no-address", names="DNS:a.example")), Way(ca=root), "name-mismatch", servers=("nginx", "apache"))
    yield Case("no name is looked at", nginx(pair=store.leaf("no-address-2", names="DNS:a.example")), Way(ca=root), servers=("haproxy",))
    yield Case("too old", nginx("ssl_protocols TLSv1.3;"), Way(versions=("TLSv1.2",)), "version-mismatch")
    yield Case("no shared suite", nginx("ssl_protocols TLSv1.2;"), Way(versions=("TLSv1.2",), suites=GCM12), "no-shared-cipher")
    yield Case("a client certificate is missing", demanding, Way(), "server-misconfiguration")
    yield Case("a client certificate", demanding, Way(certificate=client), servers=("nginx", "haproxy"))
    yield Case("a client certificate alone", lambda: peers.s_server(good, "-Verify", "2", "-verify_return_error", "-CAfile", both, "-chainCAfile", both), Way(certificate=bare))
    yield Case("refused", free_ports(1)[0], Way(), "network")


def ask(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError as error:
        return str(error)


def differences(case, name, done, status, port):
    works = status == 200
    if works != (case.id is None):
        return [f"the server answers {status}: the case is wrong"]
    if done.returncode != (0 if works else 1):
        return [f"exit {done.returncode}: {done.stderr.strip()[:300]} {done.stdout[:300]}"]
    said, wrong = json.loads(done.stdout), []
    found = said["cause"] and said["cause"]["id"]
    if found != case.id:
        wrong.append(f"expected {case.id}, is {said['cause']}")
    if said["client"] != name or f":{port}" not in said["target"] or said["upstream"]["line"] < 1:
        wrong.append(f"is about {said['client']}, {said['target']}, {said['upstream']}")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", required=True)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    tlslint = os.path.abspath(options.tlslint)
    bad = count = 0
    with tempfile.TemporaryDirectory() as keys:
        store = Authority(Path(keys))
        os.chmod(keys, 0o755)
        for case in cases(store):
            for name in case.servers:
                if options.only not in f"{case.name}, {name}":
                    continue
                count += 1
                with ExitStack() as stack:
                    port = case.peer if isinstance(case.peer, int) else stack.enter_context(case.peer())
                    folder, front = stack.enter_context(tempfile.TemporaryDirectory()), free_ports(1)[0]
                    os.chmod(folder, 0o755)
                    main_file, command = WRITERS[name](folder, case.way, front, port)
                    stack.enter_context(Process(command, folder, [("127.0.0.1", front)]))
                    words = ["--format", "json", "--timeout", "3", "--no-config", "--no-system-trust", "--target", "debian-12", "--upstream-of", f"{folder}/{main_file}"]
                    done = peers.run([tlslint, "diagnose", *words])
                    wrong = differences(case, name, done, ask(front), port)
                    if case.id is None:
                        audit = peers.run([tlslint, "verify", "--depth", "quick", *words])
                        told = json.loads(audit.stdout)["targets"] if audit.returncode in (0, 1) else []
                        if [target["tls"] for target in told] != [True] or not told[0]["upstream"]["id"].startswith(f"{name}:upstream/"):
                            wrong.append(f"verify: exit {audit.returncode} {audit.stderr[:200]} {[target['error'] for target in told]}")
                for line in wrong:
                    print(f"{case.name}, {name}: {line}", flush=True)
                bad += bool(wrong)
    print(f"{count} cases, {bad} with differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
