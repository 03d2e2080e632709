# SPDX-License-Identifier: Apache-2.0
"""`tlslint verify` beside testssl.sh and gnutls-cli-debug on the same servers: every fact that both speak of.

    cd tests/prove && python3 -m live.others --tlslint ../../build/release/tlslint [--only WORD]

Exit status: 0 all agree, 1 differences (listed). testssl.sh takes half a minute a server; it is left out where it is not installed.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from common.server import ENVIRONMENT

from . import peers
from .authority import Authority
from .verify import look_up

VERSIONS = {"SSLv2": "SSLv2", "SSLv3": "SSLv3", "TLS1": "TLSv1", "TLS1_1": "TLSv1.1", "TLS1_2": "TLSv1.2", "TLS1_3": "TLSv1.3"}
ATTACKS = {"heartbleed": "heartbleed", "CCS": "ccs-injection", "ticketbleed": "ticketbleed", "ROBOT": "robot", "secure_renego": "insecure-renegotiation",
           "secure_client_renego": "client-renegotiation", "CRIME_TLS": "crime", "POODLE_SSL": "poodle-ssl", "SWEET32": "sweet32", "FREAK": "freak",
           "DROWN": "drown", "LOGJAM": "logjam", "RC4": "rc4"}
DEBUG = {"safe renegotiation (RFC5746)": "extensions.secure_renegotiation", "encrypt-then-MAC (RFC7366)": "extensions.encrypt_then_mac",
         "ext master secret (RFC7627)": "extensions.extended_master_secret", "heartbeat (RFC6520)": "extensions.heartbeat"}
DEBUG_VERSIONS = {"SSL 3.0 (RFC6101)": "SSLv3", "TLS 1.0 (RFC2246)": "TLSv1", "TLS 1.1 (RFC4346)": "TLSv1.1", "TLS 1.2 (RFC5246)": "TLSv1.2", "TLS 1.3 (RFC8446)": "TLSv1.3"}


def by_testssl(port, folder):
    """Id -> finding."""
    report = f"{folder}/testssl.json"
    subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--ip", "one", "-p", "-U", "-E", "--jsonfile", report, f"127.0.0.1:{port}"],
                   capture_output=True, timeout=600, check=False, env={**ENVIRONMENT, "TERM": "dumb"}, stdin=subprocess.DEVNULL)
    return {each["id"]: each["finding"] for each in json.loads(Path(report).read_text())}


def by_gnutls(port):
    told = peers.run(["gnutls-cli-debug", "--port", str(port), "127.0.0.1"], timeout=120).stdout
    return {about: answer for about, answer in re.findall(r"(?:for|whether) (.+?)(?: support)?\.\.\. (\S+)", told)}


def differences(ours, folder, port):
    wrong = []

    def same(who, about, said, theirs):
        if said is not None and theirs is not None and said != theirs:
            wrong.append(f"{about}: we say {said}, {who} {theirs}")

    if shutil.which("testssl", path=ENVIRONMENT["PATH"]):
        found = by_testssl(port, folder)
        for key, version in VERSIONS.items():
            if key in found:
                same("testssl.sh", version, version in ours["versions"], not found[key].startswith("not offered"))
        for key, attack in ATTACKS.items():
            text = found.get(key, "")
            theirs = "no" if re.search(r"not vulnerable|not have|supported|no .*rc4|not offered", text, re.IGNORECASE) else "yes" if re.search("vulnerable", text, re.IGNORECASE) else None
            same("testssl.sh", f"{attack} ({text})", ours["vulnerabilities"][attack], theirs)
        suites = {(version, text.split()[3]) for key, text in found.items() if (match := re.match(r"cipher-tls1_([23])_", key)) and (version := f"TLSv1.{match[1]}")}
        for version in ("TLSv1.2", "TLSv1.3"):
            theirs = {name for each, name in suites if each == version}
            if theirs:
                same("testssl.sh", f"suites of {version}", sorted(ours["versions"].get(version, {"suites": []})["suites"]), sorted(theirs))
    found = by_gnutls(port)
    for about, version in DEBUG_VERSIONS.items():
        same("gnutls-cli-debug", version, version in ours["versions"], {"yes": True, "no": False}.get(found.get(about)))
    for about, path in DEBUG.items():
        same("gnutls-cli-debug", path, look_up(ours, path), {"yes": True, "no": False}.get(found.get(about)))
    return wrong


def servers(store):
    good, rsa = store.leaf("good"), store.leaf("good-rsa", key="rsa")
    keys = lambda *pairs: "".join(f"ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]};\n" for pair in pairs) + "location / { return 200; }\n"
    yield "as it comes", peers.nginx(keys(good))
    yield "both keys, intermediate", peers.nginx(keys(good, rsa) + "ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;")
    yield "old", peers.nginx(keys(rsa) + "ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0; ssl_prefer_server_ciphers on;")
    yield "HAProxy", peers.haproxy("ssl-min-ver TLSv1.2", rsa)
    yield "httpd", peers.apache("SSLProtocol -all +TLSv1.2 +TLSv1.3", rsa)
    yield "gnutls-serv", peers.gnutls(rsa, "NORMAL")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", required=True)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    bad = count = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        store = Authority(Path(folder))
        for name, peer in servers(store):
            if options.only not in name:
                continue
            count += 1
            with ExitStack() as stack, tempfile.TemporaryDirectory() as work:
                port = stack.enter_context(peer)
                done = peers.run([os.path.abspath(options.tlslint), "verify", "--format", "json", "--ca-file", store.root, "--no-system-trust", f"https://127.0.0.1:{port}"])
                wrong = differences(json.loads(done.stdout)["targets"][0], work, port)
            for line in wrong:
                print(f"{name}: {line}", flush=True)
            bad += bool(wrong)
    print(f"{count} servers, {bad} with differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
