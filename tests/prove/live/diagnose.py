# SPDX-License-Identifier: Apache-2.0
"""`tlslint diagnose` against a peer for every step, cause and limit that it names.

    cd tests/prove && python3 -m live.diagnose --tlslint ../../build/release/tlslint [--only WORD]

Exit status: 0 all as expected, 1 differences (listed).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from common.run import free_ports
from common.server import ENVIRONMENT

from . import peers
from .authority import SERVER, Authority
from .issuer import Issuer, points_to

STEPS = ["tcp-connect", "client-hello", "server-hello", "certificate", "verify", "key-exchange", "change-cipher-spec", "finished"]
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
TLS13 = b"\0\x2b\0\x02\x03\x04"


@dataclass
class Case:
    name: str
    peer: object            # gives a context that yields a port, or a port
    step: str = None        # that fails; None: the handshake works
    number: int = None
    id: str = None
    says: tuple = ()        # words of the evidence
    also: tuple = ()        # ids of further reasons
    options: tuple = ()
    target: str = "a.example"
    alert: int = None
    seconds: float = 8
    environment: dict = field(default_factory=dict)


def cases(store):
    good = store.leaf("good")
    rsa = store.leaf("good-rsa", key="rsa")
    ed = store.leaf("good-ed", key="ed")
    revoked = store.leaf("revoked")
    crl = store.revoke("revoked")
    staple_revoked, staple_good = store.staple("revoked"), store.staple("good")
    must = store.leaf("must", extensions=SERVER + "tlsfeature=status_request\n")
    client_only = SERVER.replace("serverAuth", "clientAuth")
    client = store.leaf("client", extensions=client_only)
    server = lambda pair, *arguments: lambda: peers.s_server(pair, *arguments)
    script = lambda act: lambda: peers.script(act)
    old = ("-cipher", "ALL:@SECLEVEL=0")
    quick = ("--timeout", "0.5")
    yield Case("good, EC", server(good))
    yield Case("good, RSA, TLS 1.2", server(rsa, "-tls1_2"))
    yield Case("good, Ed25519", server(ed))
    yield Case("good, static RSA", server(rsa, "-tls1_2", "-cipher", "AES128-GCM-SHA256"))
    yield Case("good, DHE", server(rsa, "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"))
    yield Case("good, address", server(good), target="127.0.0.1")
    yield Case("good, wildcard", server(good), target="x.w.example")
    yield Case("good, staple", server(good, "-status_file", staple_good))
    yield Case("good, must-staple", server(must, "-status_file", store.staple("must")))
    yield Case("good, nginx", lambda: peers.nginx(f"ssl_certificate {good[0]}; ssl_certificate_key {good[1]};"))
    yield Case("good, client certificate", server(good, "-Verify", "2", "-verify_return_error", "-CAfile", store.root, "-chainCAfile", store.root),
               options=("--client-cert", client[0], "--client-key", client[1]))

    # 1
    validity = dict(step="verify", number=1)
    yield Case("expired", server(store.leaf("short", days=10)), id="certificate-expired", says=("notAfter",), options=("--now", "@20"), **validity)
    yield Case("expired intermediate", server(store.leaf("long", days=1000)), id="certificate-expired", says=("notAfter", "Live middle"), options=("--now", "@370"), **validity)
    yield Case("not yet valid", server(good), id="certificate-invalid", says=("notBefore",), options=("--now", "@-5"), **validity)
    yield Case("weak key", server(store.leaf("weak-leaf", key="weak"), "-tls1_2", "-cipher", "DEFAULT:@SECLEVEL=0"), id="certificate-invalid", says=("1024 bits",), **validity)
    yield Case("SHA-1", server(store.leaf("sha1", digest="sha1"), "-cipher", "DEFAULT:@SECLEVEL=0"), id="certificate-invalid", says=("SHA-1",), **validity)
    yield Case("wrong usage", server(store.leaf("client-only", extensions=client_only)), id="certificate-invalid", says=("clientAuth",), **validity)
    ca = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,keyCertSign\nextendedKeyUsage=serverAuth\n"
    yield Case("CA as leaf", server(store.leaf("ca-leaf", extensions=ca)), id="certificate-invalid", says=("CA:TRUE",), **validity)

    # 2
    name = dict(step="verify", number=2, id="name-mismatch")
    yield Case("other name", server(good), target="b.example", says=("b.example", "a.example"), **name)
    yield Case("two labels under a wildcard", server(good), target="x.y.w.example", **name)
    yield Case("other address", server(store.leaf("no-address", names="DNS:a.example")), target="127.0.0.1", **name)
    yield Case("no SAN", server(store.leaf("cn-only", names="", subject="a.example")), says=("no subjectAltName",), **name)
    yield Case("wrong name and untrusted", server(store.self_signed("alone-b", names="DNS:b.example")), step="verify", number=5, id="untrusted-ca",
               also=("name-mismatch",))
    yield Case("unrecognized_name", lambda: peers.nginx(f"ssl_reject_handshake on; ssl_certificate {good[0]}; ssl_certificate_key {good[1]};"),
               step="server-hello", number=2, id="name-mismatch", alert=112)

    # 3
    version = dict(step="server-hello", number=3, id="version-mismatch")
    yield Case("TLS 1.0 only", server(rsa, "-tls1", *old), says=("TLSv1 (",), alert=70, **version)
    yield Case("TLS 1.1 only, nginx", lambda: peers.nginx(f"ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0; ssl_certificate {rsa[0]}; ssl_certificate_key {rsa[1]};"),
               says=("TLSv1.1",), alert=70, **version)
    yield Case("picks an older version", script(peers.says(peers.hello_record(version=0x0301, suite=0xC009))), says=("TLSv1",), **version)

    # 4
    cipher = dict(step="server-hello", number=4, id="no-shared-cipher")
    yield Case("3DES only", server(rsa, "-tls1_2", "-cipher", "DES-CBC3-SHA:@SECLEVEL=0"), alert=40, **cipher) if has("DES-CBC3-SHA") else \
        Case("NULL only", server(rsa, "-tls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0"), says=("NULL-SHA256",), alert=40, **cipher)
    yield Case("Camellia only", server(rsa, "-tls1_2", "-cipher", "CAMELLIA256-SHA"), says=("CAMELLIA256-SHA",), alert=40, **cipher)
    yield Case("anonymous only", server(None, "-tls1_2", "-cipher", "ADH-AES256-GCM-SHA384:@SECLEVEL=0"), says=("ADH-AES256-GCM-SHA384",), alert=40, **cipher)
    yield Case("a group nobody has", server(good, "-groups", "brainpoolP256r1", "-tls1_2"), alert=40, **cipher)
    yield Case("DH too short", server(rsa, "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", "-dhparam", store.path("dh-1024.pem")),
               step="key-exchange", number=4, id="no-shared-cipher", says=("1024 bits",))

    # 5
    trust = dict(step="verify", number=5, id="untrusted-ca")
    yield Case("self-signed", server(store.self_signed("alone")), says=("own issuer",), **trust)
    yield Case("chain to a stranger", server(store.leaf("strange", issuer="stranger", chain=("stranger",))), says=("Live stranger",), **trust)
    yield Case("private root not given", server(good), says=("Live root",), options=("--no-root",), **trust)

    # 6
    yield Case("revoked by CRL", server(revoked), step="verify", number=6, id="revoked", options=("--crl", crl), says=("list of", "Live middle"))
    yield Case("not on the CRL", server(good), options=("--crl", crl))
    yield Case("revoked by staple", server(revoked, "-status_file", staple_revoked), step="verify", number=6, id="revoked", says=("stapled",))
    forged = store.staple("revoked", signer="stranger")
    yield Case("forged staple", server(revoked, "-status_file", forged))

    # 7
    wrong = dict(number=7, id="server-misconfiguration")
    yield Case("intermediate missing", server(store.leaf("lonely", chain=())), step="verify", says=("Live middle",), **wrong)
    yield Case("unrelated certificate instead", server(store.leaf("unrelated", chain=("stranger",))), step="verify", **wrong)
    issuer = Issuer(store)
    for name, is_revoked, wanted in (("asked", False, {}), ("asked-revoked", True, {"step": "verify", "number": 6, "id": "revoked", "says": ("responder",)})):
        pair = store.leaf(name, extensions=points_to(SERVER, issuer.url(f"/{name}")))
        if is_revoked:
            store.revoke(name)
        issuer.answers[f"/{name}"] = ("ocsp", store.staple(name))
        yield Case(f"{name}, by its responder", server(pair), options=("--fetch-revocation",), **wanted)
    yield Case("must-staple unmet", server(must), step="verify", says=("demands",), **wrong)
    yield Case("plain HTTP", lambda: peers.nginx("", listen=""), step="server-hello", says=("HTTP/1.1 400",), **wrong)
    yield Case("SSH", script(peers.says(b"SSH-2.0-OpenSSH_9.2p1\r\n")), step="server-hello", says=("SSH-2.0",), **wrong)
    yield Case("internal_error", script(peers.alert(80)), step="server-hello", alert=80, **wrong)
    yield Case("client certificate, TLS 1.2", server(good, "-tls1_2", "-Verify", "2", "-verify_return_error", "-CAfile", store.root, "-chainCAfile", store.root),
               step="change-cipher-spec", alert=40, says=("client certificate",), **wrong)
    yield Case("client certificate, TLS 1.3", server(good, "-tls1_3", "-Verify", "2", "-verify_return_error", "-CAfile", store.root, "-chainCAfile", store.root),
               step="finished", alert=116, says=("client certificate",), **wrong)
    yield Case("suite that was not offered", script(peers.says(peers.hello_record(suite=0x0005))), step="server-hello", **wrong)
    retry = peers.record(22, peers.server_hello(suite=0x1301, random=RETRY, extensions=TLS13 + b"\0\x33\0\x02\0\x18"))
    yield Case("two HelloRetryRequests", script(peers.says(retry, retry, hold=0.3)), step="server-hello", **wrong)
    yield Case("malformed ServerHello", script(peers.says(peers.record(22, peers.message(2, b"\3\3")))), step="server-hello", **wrong)
    hello = peers.hello_record()
    yield Case("malformed Certificate", script(peers.says(hello, peers.record(22, peers.message(11, b"\0\0\x09\0")))), step="certificate", **wrong)
    many = peers.message(11, peers.vector(3, b"".join(peers.vector(3, b"0") for _ in range(17))))
    yield Case("17 certificates", script(peers.says(hello, peers.record(22, many))), step="certificate", says=("16 certificates",), **wrong)
    yield Case("a message of 16 MiB", script(peers.says(hello, peers.record(22, b"\x0b\xff\xff\xff"), hold=0.2)), step="certificate", says=("256 KiB",), **wrong)
    yield Case("a record of 64 KiB", script(peers.says(b"\x16\3\3\xff\xff" + bytes(70000))), step="server-hello", **wrong)
    yield Case("endless warnings", script(peers.endless(peers.record(21, b"\1\x70"))), step="server-hello", says=("warning",), **wrong)

    # 8
    modern = ("-tls1_3",)
    yield Case("Java 6 and TLS 1.3", server(rsa, *modern), step="server-hello", number=8, id="outdated-client", options=("--client", "java-6"), also=("version-mismatch",), alert=70)
    yield Case("IE 11 and ChaCha20 only", server(rsa, "-tls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"), step="server-hello", number=8,
               id="outdated-client", options=("--client", "ie-11"), also=("no-shared-cipher",), alert=40)
    yield Case("Java 8 is served", server(rsa, "-tls1_2"), options=("--client", "java-8"))
    yield Case("OpenSSL 3.0 is served", server(good), options=("--client", "openssl-3.0"))
    yield Case("Chrome 131 is served", server(good), options=("--client", "chrome-131"))
    yield Case("OpenSSL 0.9.8 is served TLS 1.0", server(rsa, "-tls1", *old), options=("--client", "openssl-0.9.8"))
    yield Case("an old client, an expired certificate", server(store.leaf("short-rsa", key="rsa", days=10), "-tls1_2"), step="verify", number=1,
               id="certificate-expired", options=("--client", "java-8", "--now", "@20"))

    # 9
    network = dict(number=9, id="network")
    yield Case("refused", free_ports(1)[0], step="tcp-connect", says=("refused",), **network)
    yield Case("unresolved", 443, target="no-such-name.invalid", step="tcp-connect", says=("resolve",), options=("--no-connect",), **network)
    yield Case("closed", script(peers.says()), step="server-hello", says=("closed",), **network)
    yield Case("reset", script(peers.resets()), step="server-hello", says=("reset",), **network)
    yield Case("silence", script(peers.silent), step="server-hello", says=("no answer",), options=quick, seconds=3, **network)
    yield Case("drip", script(peers.drips(hello * 9, 0.2)), step="server-hello", options=quick, seconds=4, **network)
    yield Case("cut inside a message", script(peers.says(hello[:20])), step="server-hello", **network)
    yield Case("cut after ServerHello", script(peers.says(hello)), step="certificate", says=("closed",), **network)
    yield Case("reset after ServerHello", script(peers.resets(hello)), step="certificate", says=("reset",), **network)
    yield Case("silent after ServerHello", script(peers.says(hello, hold=9)), step="certificate", options=quick, seconds=4, **network)
    yield Case("bad_record_mac", script(peers.alert(20)), step="server-hello", alert=20, **network)
    whole13 = peers.record(22, peers.server_hello(suite=0x1301, extensions=TLS13 + b"\0\x33\0\x24\0\x1d\0\x20" + b"\x09" + bytes(31)))
    yield Case("a record that does not decrypt", script(peers.says(whole13 + peers.record(23, bytes(60)), hold=0.3)), step="certificate", **network)

    # STARTTLS: the dialogue, and then a real server.
    start = dict(step="starttls")
    smtp = (b"220 mail\r\n", "EHLO", b"250-mail\r\n250 STARTTLS\r\n", "STARTTLS", b"220 go\r\n")
    dialogues = {
        "smtp": smtp,
        "imap": (b"* OK ready\r\n", "a STARTTLS", b"* note\r\na OK go\r\n"),
        "pop3": (b"+OK\r\n", "STLS", b"+OK\r\n"),
        "ftp": (b"220-hello\r\n220 ready\r\n", "AUTH TLS", b"234 go\r\n"),
        "sieve": (b'"IMPLEMENTATION" "x"\r\n"STARTTLS"\r\nOK\r\n', "STARTTLS", b"OK\r\n"),
        "postgres": (8, b"S"),
        "ldap": (31, bytes.fromhex("300c02010178070a010004000400")),
        "mysql": (bytes.fromhex("4a0000000a") + b"8.0.1\0" + bytes(13) + b"\xff\xff" + bytes(52), 36),
    }
    for protocol, turns in dialogues.items():
        yield Case(f"STARTTLS, {protocol}", lambda turns=turns: behind(turns, good), options=("--starttls", protocol))
    yield Case("STARTTLS refused", script(peers.dialogue(b"220 mail\r\n", "EHLO", b"250 mail\r\n")), options=("--starttls", "smtp"), says=("STARTTLS",), **start, **wrong)
    yield Case("another protocol's greeting", script(peers.dialogue(b"+OK pop\r\n")), options=("--starttls", "smtp"), says=("+OK pop",), **start, **wrong)
    yield Case("more behind the consent", script(peers.dialogue(*smtp[:-1], b"220 go\r\nEHLO evil\r\n")), options=("--starttls", "smtp"), **start, **wrong)
    yield Case("silent greeting", script(peers.silent), options=("--starttls", "imap", *quick), seconds=3, **start, **network)
    yield Case("a greeting without end", script(lambda c: peers.endless(b"x" * 1000)(c)), options=("--starttls", "smtp", *quick), seconds=4, **start, number=9, id="network")

    # The machine's own configuration changes nothing.
    for variable, text in (("GNUTLS_SYSTEM_PRIORITY_FILE", "[overrides]\ndisabled-version = tls1.2\ndisabled-version = tls1.3\n"),
                           ("OPENSSL_CONF", "openssl_conf = nonsense\n")):
        path = store.folder / f"{variable}.conf"
        path.write_text(text)
        yield Case(f"{variable} is set", server(rsa, "-tls1_2"), environment={variable: str(path)})


def has(suite):
    return suite in subprocess.run(["openssl", "ciphers", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], capture_output=True, text=True, env=ENVIRONMENT, check=False).stdout.split(":")


class behind:
    """A dialogue in front of a real server."""

    def __init__(self, turns, pair):
        self.turns, self.pair, self.stack = turns, pair, ExitStack()

    def __enter__(self):
        port = self.stack.enter_context(peers.s_server(self.pair))
        return self.stack.enter_context(peers.script(peers.dialogue(*self.turns, then=peers.forward_to(port))))

    def __exit__(self, *_):
        self.stack.close()


def arguments(case, port, store):
    options = list(case.options)
    words = []
    if "--no-root" in options:
        options.remove("--no-root")
    else:
        words += ["--ca-file", store.root]
    if "--no-connect" in options:
        options.remove("--no-connect")
    else:
        words += ["--connect", f"127.0.0.1:{port}"]
    return [*words, "--no-system-trust", *peers.with_now(options), f"tls://{case.target}:{port}"]


def differences(case, done, seconds):
    if done.returncode not in (0, 1):
        return [f"exit {done.returncode}: {done.stderr.strip()[:300]}"]
    said = json.loads(done.stdout)
    wrong = []

    def expect(what, expected, seen):
        if expected != seen:
            wrong.append(f"{what}: expected {expected!r}, is {seen!r}")

    expect("outcome", "failed" if case.step else "ok", said["outcome"])
    expect("exit", 1 if case.step else 0, done.returncode)
    names = [step["step"] for step in said["steps"]]
    expect("steps", STEPS, [each for each in names if each != "starttls"])
    failed = [step["step"] for step in said["steps"] if step["status"] == "failed"]
    expect("failed step", [case.step] if case.step else [], failed)
    cause = said["cause"]
    if case.step and cause:
        expect("cause", (case.number, case.id), (cause["number"], cause["id"]))
        evidence = cause["evidence"]
        for word in case.says:
            if word not in evidence:
                wrong.append(f"evidence has no {word!r}: {evidence}")
        expect("alert", case.alert, cause["alert"]["code"] if cause["alert"] else None)
        for each in case.also:
            if each not in [one["id"] for one in cause["also"]]:
                wrong.append(f"also: no {each}: {cause['also']}")
        if not said["remedies"] or not all(said["remedies"]):
            wrong.append("no remedy")
        at = names.index(failed[0]) if failed else len(names)
        for step in said["steps"][at + 1:]:
            expect(step["step"], "skipped", step["status"])
    elif not case.step:
        for step in said["steps"]:
            expect(step["step"], "ok", step["status"])
        if not said["negotiated"] or not said["negotiated"]["suite"]:
            wrong.append("nothing negotiated")
    if seconds > case.seconds:
        wrong.append(f"took {seconds:.1f} s, more than {case.seconds}")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    tlslint = os.path.abspath(options.tlslint)
    bad = count = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Authority(Path(folder))
        for case in cases(store):
            if options.only not in case.name:
                continue
            count += 1
            with ExitStack() as stack:
                port = case.peer if isinstance(case.peer, int) else stack.enter_context(case.peer())
                command = [tlslint, "diagnose", "--format", "json", *arguments(case, port, store)]
                begin = time.monotonic()
                done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False, stdin=subprocess.DEVNULL,
                                      env={**ENVIRONMENT, **case.environment})
                seconds = time.monotonic() - begin
                wrong = differences(case, done, seconds)
                if options.verbose:
                    print(done.stdout)
            for line in wrong:
                print(f"{case.name}: {line}")
            bad += bool(wrong)
    print(f"{count} cases, {bad} with differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
