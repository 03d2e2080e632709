# SPDX-License-Identifier: Apache-2.0
"""`tlslint verify` against real servers: what it says is compared with what they were told to offer, with our own hellos of
tests/prove/common, and with sslscan where that is installed.

    cd tests/prove && python3 -m live.verify --tlslint ../../build/release/tlslint [--only WORD]

Exit status: 0 all as expected, 1 differences (listed).
"""

import argparse
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema

from common import hello
from common.run import free_ports
from common.schemas import closed
from common.server import ENVIRONMENT

from . import oracles, peers
from .authority import ISSUER, SERVER, Authority
from .issuer import asked_issuers


@dataclass
class Case:
    name: str
    peer: object
    facts: dict = field(default_factory=dict)   # path with dots -> value
    rules: tuple = ()                           # found
    silent: tuple = ()                          # not found
    options: tuple = ()
    target: str = "https://a.example"
    compare: object = ("hellos", "sslscan")      # with whom (sslscan sees nothing where a certificate is demanded)
    exit: int = None
    seconds: float = 30
    connections: int = 150


class Something:
    """Whatever it is, it is not null."""

    def __eq__(self, other):
        return other is not None


class Fail:
    """These clients do, for that cause."""

    def __init__(self, cause, *profiles):
        self.wanted = {profile: cause for profile in profiles}

    def __eq__(self, other):
        return self.wanted.items() <= {each["profile"]: each["cause"] for each in other}.items()


def Tls(*words, **more):
    return Case(*words, target="tls://a.example", **more)


def cases(store):
    good, rsa, weak = store.leaf("good"), store.leaf("good-rsa", key="rsa"), store.leaf("weak-leaf", key="weak")
    # A wait for HTTP would hold up s_server, which serves one at a time and knows GET alone: it is asked as tls://.
    server = lambda pair, *arguments: lambda: peers.s_server(pair, *arguments)
    keys = lambda *pairs: "".join(f"ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]};\n" for pair in pairs)
    nginx = lambda lines, *pairs: lambda: peers.nginx(keys(*pairs or (good,)) + lines)
    yield Case("nginx as it comes", nginx("location / { return 200; }"), {"tls": True, "complete": True, "client_auth": "none", "dh": None, "http.status": 200,
               "http.hsts": None, "certificates.0.verification.verdict": "ok", "extensions.compression": False, "vulnerabilities.rc4": "no",
               "vulnerabilities.drown": "no", "vulnerabilities.heartbleed": "no", "certificates.0.key_type": "EC"},
               rules=("http/hsts-missing",), silent=("protocol/obsolete-version", "certificate/untrusted"))
    yield Case("nginx, old versions", nginx("ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0; ssl_prefer_server_ciphers on;", rsa),
               {"vulnerabilities.beast": "yes", "extensions.fallback_scsv": True, "versions.TLSv1.2.preference": "server"},
               rules=("protocol/obsolete-version", "cipher/cbc", "cipher/no-forward-secrecy"), silent=("live/no-fallback-scsv",))
    yield Case("nginx, both keys, own order", nginx("ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305;"
                                                    "ssl_ecdh_curve secp384r1:X25519;", good, rsa),
               {"versions.TLSv1.2.suites": ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"],
                "versions.TLSv1.2.preference": "server", "groups.TLSv1.2": ["secp384r1", "X25519"], "groups.TLSv1.3": ["secp384r1", "X25519"]})
    yield Case("nginx, ChaCha20 for who likes it", nginx("ssl_prefer_server_ciphers on; ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305;"
                                                         "ssl_conf_command Options PrioritizeChaCha;"), {"versions.TLSv1.2.preference": "server-chacha"})
    yield Case("nginx, client's order", nginx("ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256;"), {"versions.TLSv1.2.preference": "client"})
    yield Case("nginx, one suite", nginx("ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;"),
               {"versions.TLSv1.2.suites": ["ECDHE-ECDSA-AES128-GCM-SHA256"], "versions.TLSv1.2.preference": "server"}, rules=("protocol/tls13-disabled", "live/client-cut-off"))
    yield Case("nginx, TLS 1.3 only", nginx("ssl_protocols TLSv1.3;"), {"certificates.0.key_type": "EC", "groups.TLSv1.2": [], "vulnerabilities.lucky13": "no"},
               rules=("protocol/tls13-only", "key-exchange/no-post-quantum"))
    yield Case("nginx, HSTS and h2", lambda: peers.nginx(keys(good) + "add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains' always;", listen="ssl http2"),
               {"http.hsts.max_age": 63072000, "http.hsts.include_subdomains": True, "http.hsts.preload": False, "alpn": ["h2", "http/1.1", "http/1.0"]},
               silent=("http/hsts-missing", "http/hsts-short"))
    yield Case("nginx, HSTS off", nginx("add_header Strict-Transport-Security max-age=0 always;"), {"http.hsts.max_age": 0}, rules=("http/hsts-off",), compare=())
    yield Case("nginx, HSTS for the list", nginx("add_header Strict-Transport-Security 'max-age=60; preload' always;"), {"http.hsts.preload": True}, rules=("http/hsts-preload-unmet",), compare=())
    yield Case("nginx, compressed", nginx("location / { add_header Content-Encoding gzip; return 200; }"), {"vulnerabilities.breach": "yes"}, rules=("live/breach",), compare=())
    yield Case("nginx, short HSTS", nginx("add_header Strict-Transport-Security max-age=60 always;"), rules=("http/hsts-short",))
    yield Case("nginx, redirect", nginx("return 301 /x;"), {"http.status": 301}, silent=("http/hsts-missing",))
    ca = store.root
    yield Case("nginx, client certificate wanted", nginx(f"ssl_verify_client optional; ssl_client_certificate {ca};"), {"client_auth": "optional"})
    yield Tls("s_server, client certificate demanded", server(good, "-Verify", "2", "-verify_return_error", "-CAfile", ca, "-chainCAfile", ca), {"client_auth": "required"}, compare=())
    yield Case("another certificate without SNI", lambda: two_servers(good, rsa),
               {"certificates.0.served_with_sni": True, "certificates.0.served_without_sni": False, "certificates.1.served_without_sni": True}, compare=())
    # certificates
    yield Tls("expired", server(store.leaf("short", days=10)), {"certificates.0.verification.reasons": ["expired"]}, rules=("certificate/expired",), options=("--now", "@20"), compare=())
    yield Tls("expiring", server(store.leaf("short2", days=10)), rules=("certificate/expiring",), options=("--now", "@8"), compare=())
    yield Tls("self-signed", server(store.self_signed("alone")), {"certificates.0.verification.reasons": ["self-signed"]}, rules=("certificate/self-signed",), compare=())
    yield Case("other name", server(good), {"certificates.0.verification.reasons": ["name-mismatch"]}, rules=("certificate/name-mismatch",), target="tls://b.example", compare=())
    yield Tls("intermediate missing", server(store.leaf("lonely", chain=())), {"certificates.0.verification.reasons": ["chain-incomplete"]}, rules=("certificate/chain-incomplete",), compare=())
    yield Tls("untrusted", server(store.leaf("strange", issuer="stranger", chain=("stranger",))), rules=("certificate/untrusted",), compare=())
    yield Tls("root sent along", server(store.leaf("rooted", chain=("middle", "root"))), rules=("certificate/chain-extra",), compare=())
    yield Tls("weak key", server(weak, "-cipher", "DEFAULT:@SECLEVEL=0"), {"certificates.0.key_bits": 1024}, rules=("certificate/weak-key",), compare=())
    yield Tls("SHA-1", server(store.leaf("sha1", digest="sha1"), "-cipher", "DEFAULT:@SECLEVEL=0"), rules=("certificate/weak-signature",), compare=())
    revoked = store.leaf("revoked")
    crl = store.revoke("revoked")
    yield Tls("revoked", server(revoked), rules=("certificate/revoked",), options=("--crl", crl), compare=())
    yield Tls("stapled", server(good, "-status_file", store.staple("good")), {"certificates.0.stapled_ocsp.status": "good"}, silent=("live/staple-invalid",), compare=())
    yield Tls("staple says revoked", server(revoked, "-status_file", store.staple("revoked")), {"certificates.0.stapled_ocsp.status": "revoked"},
               rules=("certificate/revoked",), compare=())
    yield Tls("staple forged", server(revoked, "-status_file", store.staple("revoked", signer="stranger")), {"certificates.0.stapled_ocsp.status": "invalid"},
               rules=("live/staple-invalid",), compare=())
    yield Tls("staple expired", server(good, "-status_file", store.staple("good")), {"certificates.0.stapled_ocsp.status": "expired"}, options=("--now", "@30"),
               rules=("live/staple-invalid",), compare=())
    yield from asked_issuers(store, Tls)
    yield Tls("must-staple unmet", server(store.leaf("must", extensions=SERVER + "tlsfeature=status_request\n")), rules=("stapling/must-staple-unmet",), compare=())
    leaf = lambda name, extensions=SERVER, **more: server(store.leaf(name, extensions=extensions, **more))
    yield Tls("a CA's certificate", leaf("ca", ISSUER), {"certificates.0.verification.reasons": ["ca-as-leaf"]}, rules=("certificate/ca-as-leaf",), compare=())
    yield Tls("no name", leaf("nameless", names=""), {"certificates.0.verification.reasons": ["no-san"]}, rules=("certificate/no-san",), compare=())
    yield Tls("for clients", leaf("forclients", SERVER.replace("serverAuth", "clientAuth")), {"certificates.0.verification.reasons": ["wrong-usage"]}, rules=("certificate/wrong-usage",), compare=())
    yield Tls("not yet valid", server(good), {"certificates.0.verification.reasons": ["not-yet-valid"]}, rules=("certificate/not-yet-valid",), options=("--now", "@-10"), compare=())
    yield Tls("out of order", lambda: peers.nginx(keys(store.leaf("disordered", chain=("root", "middle")))), rules=("certificate/chain-order",), compare=())
    yield Tls("lives too long", leaf("long", SERVER + "certificatePolicies=2.23.140.1.2.1\n", days=900), rules=("certificate/too-long-lived",), compare=())
    yield Tls("unknown and critical", leaf("critical", SERVER + "1.2.3.4=critical,DER:0500\n"), rules=("certificate/unknown-critical-extension",), compare=())
    yield Tls("responder, and no staple", leaf("responder", SERVER + "authorityInfoAccess=OCSP;URI:http://ocsp.example/\n"), {"certificates.0.chain.0.ocsp": ["http://ocsp.example/"],
              "certificates.0.stapled_ocsp.status": "none"}, rules=("stapling/missing",), compare=())
    # key exchange
    yield Tls("a weak curve", server(rsa, "-tls1_2", "-curves", "secp224r1:prime256v1", "-cipher", "ECDHE:@SECLEVEL=0"), {"groups.TLSv1.2": ["secp224r1", "prime256v1"]},
              rules=("key-exchange/weak-group",), compare=())
    yield Tls("TLS 1.1 alone", server(rsa, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), {"client_auth": "none", "vulnerabilities.beast": "no", "session.tls13_tickets": 0},
              rules=("protocol/no-current-version", "protocol/obsolete-version"))
    yield Tls("a policy", server(rsa), rules=("cipher/policy",), options=("--policy", "mozilla-modern"), compare=())
    dhe = ("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    yield Tls("DH of 1024 bits", server(rsa, *dhe, "-dhparam", store.path("dh-1024.pem")), {"dh.bits": 1024, "vulnerabilities.logjam": "yes"}, rules=("key-exchange/weak-dh",), compare=())
    yield Tls("ffdhe2048", server(rsa, *dhe), {"dh.bits": 2048, "vulnerabilities.logjam": "no"}, rules=("key-exchange/finite-field-dh",), silent=("key-exchange/weak-dh",), compare=())
    yield Tls("no encryption", server(rsa, "-tls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0"), rules=("cipher/null", "cipher/no-aead"), compare=())
    yield Tls("anonymous", server(None, "-tls1_2", "-cipher", "ADH-AES256-GCM-SHA384:@SECLEVEL=0"), {"certificates": []}, rules=("cipher/anonymous",), compare=())
    # sessions
    both_versions = "ssl_protocols TLSv1.2 TLSv1.3;"
    old_only = "ssl_protocols TLSv1.2;"
    known = "session.resumption_id", "session.resumption_ticket"
    yield Case("nginx, shared cache and tickets", nginx(both_versions + "ssl_session_cache shared:s:1m; ssl_session_timeout 700s; location / { return 200; }"),
               {known[0]: True, known[1]: True, "session.tls13_tickets": 2, "session.ticket_lifetime_s": 700, "session.early_data": False, "http.status": 200,
                "extensions.client_renegotiation": False, "version_intolerance": []}, silent=("live/client-renegotiation",))
    yield Case("nginx, no tickets", nginx(old_only + "ssl_session_cache shared:s:1m; ssl_session_tickets off;"), {known[0]: True, known[1]: False, "session.tls13_tickets": 0})
    yield Case("nginx, tickets only", nginx(old_only), {known[0]: False, known[1]: True})
    yield Case("nginx, TLS 1.3 alone with HTTP", nginx("ssl_protocols TLSv1.3; location / { return 200; }"), {known[0]: False, known[1]: True, "http.status": 200, "session.tls13_tickets": 2})
    yield Case("nginx, early data", nginx(both_versions + "ssl_early_data on;"), {"session.early_data": True, "session.max_early_data": 16384},
               rules=("session/early-data",))
    yield Tls("renegotiates", server(rsa, "-tls1_2", "-client_renegotiation"), {"extensions.client_renegotiation": True, "vulnerabilities.client-renegotiation": "yes"},
              rules=("live/client-renegotiation",), compare=())
    yield Tls("does not renegotiate", server(rsa, "-tls1_2"), {"extensions.client_renegotiation": False}, silent=("live/client-renegotiation",), compare=())
    yield Tls("no tickets of TLS 1.3", server(good, "-tls1_3", "-num_tickets", "0"), {"session.tls13_tickets": 0, known[1]: False}, compare=())
    # other servers
    yield Case("apache", lambda: peers.apache("SSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLCipherSuite ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256\nSSLHonorCipherOrder on\n"
                                              "SSLOpenSSLConfCmd Curves X25519:prime256v1\nSSLSessionTickets off\nSSLSessionCache shmcb:cache(512000)\n"
                                              'Header always set Strict-Transport-Security "max-age=31536000"\nRedirect 302 / https://elsewhere.example/', rsa),
               {"versions.TLSv1.2.suites": ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"], "versions.TLSv1.2.preference": "server", "groups.TLSv1.2": ["X25519", "prime256v1"],
                "http.hsts.max_age": 31536000, "http.status": 302, "http.location": "https://elsewhere.example/", "session.resumption_ticket": False, "session.resumption_id": True,
                "extensions.client_renegotiation": False, "client_auth": "none", "alpn": ["http/1.1"], "vulnerabilities.ccs-injection": "no"})
    yield Case("apache, certificate demanded", lambda: peers.apache(f"SSLVerifyClient require\nSSLCACertificateFile {ca}", good), {"client_auth": "required", "http": None}, compare=("hellos",))
    yield Case("haproxy", lambda: peers.haproxy("ssl-min-ver TLSv1.2 ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384 curves secp384r1 alpn h2,http/1.1 no-tls-tickets", good),
               {"versions.TLSv1.2.suites": ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"], "groups.TLSv1.3": ["secp384r1"], "alpn": ["h2", "http/1.1"],
                "http.status": 200, "client_auth": "none"})
    yield Case("haproxy, certificate demanded", lambda: peers.haproxy(f"verify required ca-file {ca}", good), {"client_auth": "required"}, compare=("hellos",))
    second = Path(store.path("second.pem"))
    second.write_text(Path(rsa[0]).read_text() + Path(rsa[1]).read_text(), encoding="ascii")
    yield Case("haproxy, both keys", lambda: peers.haproxy(f"crt {second} ssl-min-ver TLSv1.2", good), {"complete": True, "certificates.1.key_type": "RSA"},
               compare=("hellos",))  # sslscan finds the suites of one key only
    yield Tls("gnutls-serv", lambda: peers.gnutls(rsa, "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"), {"versions.TLSv1.3.preference": "client", "extensions.extended_master_secret": True, "complete": True})
    # what attacks rest on
    flights = lambda suite, **more: peers.hello_record(suite=suite, **more) + certificate + peers.record(22, peers.message(14, b""))
    certificate = peers.record(22, peers.message(11, peers.vector(3, peers.vector(3, der_of(rsa)))))
    one = lambda suite: lambda: peers.script(answers(flights(suite), {}, suite=suite))
    yield Tls("RC4 and MD5", one(4), {"vulnerabilities.rc4": "yes", "versions.TLSv1.2.suites": ["RC4-MD5"]}, rules=("cipher/rc4", "cipher/md5", "session/insecure-renegotiation"), compare=())
    yield Tls("compression", lambda: peers.script(answers(flights(0x2F, compression=1), {})), {"extensions.compression": True, "vulnerabilities.crime": "yes"},
               rules=("session/compression",), compare=())
    yield Tls("3DES", one(10), {"vulnerabilities.sweet32": "yes", "versions.TLSv1.2.suites": ["DES-CBC3-SHA"]}, rules=("cipher/triple-des",), compare=())
    yield Tls("an export suite", one(3), {"vulnerabilities.freak": "yes"}, rules=("cipher/export-grade", "live/client-cut-off"), silent=("cipher/des",), compare=())
    yield Tls("single DES", one(9), {"versions.TLSv1.2.suites": ["DES-CBC-SHA"]}, rules=("cipher/des",), silent=("cipher/export-grade",), compare=())
    yield Tls("no TLS_FALLBACK_SCSV", lambda: peers.script(answers(None, {}, versions={v: flights(0x2F, version=v) for v in (0x0301, 0x0302)})), {"extensions.fallback_scsv": False,
              "vulnerabilities.no-fallback-scsv": "yes"}, rules=("live/no-fallback-scsv",), compare=())
    flight = peers.hello_record(suite=0x002F, extensions=b"\0\x0f\0\1\1") + certificate + peers.record(22, peers.message(14, b""))
    beats = peers.record(24, b"\2\x40\0" + b"memory" * 100)
    yield Tls("heartbleed", lambda: peers.script(answers(flight, {24: [beats]})), {"extensions.heartbeat": True, "vulnerabilities.heartbleed": "yes"}, rules=("live/heartbleed",), compare=())
    yield Tls("heartbeat, healthy", lambda: peers.script(answers(flight, {24: [b""]})), {"extensions.heartbeat": True, "vulnerabilities.heartbleed": "no"}, silent=("live/heartbleed",), compare=())
    early = lambda *alerts: [peers.record(21, bytes([2, code])) if code else b"" for code in alerts]
    yield Tls("ChangeCipherSpec taken", lambda: peers.script(answers(flight, {20: early(0, 20)})), {"vulnerabilities.ccs-injection": "yes"}, rules=("live/ccs-injection",), compare=())
    yield Tls("ChangeCipherSpec refused", lambda: peers.script(answers(flight, {20: early(10)})), {"vulnerabilities.ccs-injection": "no"}, silent=("live/ccs-injection",), compare=())
    yield Tls("ChangeCipherSpec ignored", lambda: peers.script(answers(flight, {20: early(0, 0)})), {"vulnerabilities.ccs-injection": "unknown"}, silent=("live/ccs-injection",), compare=())
    modern = "ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;"
    oracle = lambda act: lambda: peers.script(act)
    yield Tls("right and wrong padding", oracle(oracles.robot(rsa[1], flight)), {"vulnerabilities.robot": "yes"}, rules=("live/robot",), compare=())
    yield Tls("any padding", oracle(oracles.robot(rsa[1], flight, tells=False)), {"vulnerabilities.robot": "no"}, silent=("live/robot",), compare=())
    yield Case("static RSA, healthy", nginx("ssl_protocols TLSv1.2; ssl_ciphers AES128-GCM-SHA256;", rsa), {"vulnerabilities.robot": "no", "vulnerabilities.poodle-tls": "no"}, compare=())
    yield Case("forward secret alone", nginx(modern), {"vulnerabilities.robot": "no", "vulnerabilities.poodle-tls": "no", "vulnerabilities.ticketbleed": "no",
               "clients": Fail("outdated-client", "java-6", "openssl-0.9.8")}, rules=("live/client-cut-off",), compare=())
    yield Tls("ticketbleed", lambda: behind(good, oracles.ticketbleed), {"vulnerabilities.ticketbleed": "yes"}, rules=("live/ticketbleed",), compare=())
    yield Tls("padding is not looked at", oracle(oracles.careless(good)), {"vulnerabilities.poodle-tls": "yes"}, rules=("live/padding-oracle",), compare=())
    yield Case("padding is looked at", nginx("ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES128-SHA;"), {"vulnerabilities.poodle-tls": "no"}, silent=("live/padding-oracle",), compare=())
    # what is behind a name
    both = lambda first, second: lambda: oracles.two_addresses(nginx(first), second if callable(second) else nginx(second))
    further = dict(options=("--connect", "127.0.0.1:{plain}"), compare=())
    yield Case("two addresses alike", both(modern, modern), {"complete": True}, silent=("live/inconsistent-backends",), **further)
    yield Case("two addresses, two answers", both(modern, modern.replace(" TLSv1.3", "")), {"complete": True}, rules=("live/inconsistent-backends",), **further)
    yield Case("two addresses, two certificates", both(modern, lambda: peers.nginx(keys(store.leaf("another")) + modern)), {"complete": True}, rules=("live/inconsistent-backends",), **further)
    yield Case("TLS 1.3 alone", lambda: peers.nginx(keys(good, rsa) + "ssl_protocols TLSv1.3;", listen="ssl http2"),
               {"alpn": ["h2", "http/1.1", "http/1.0"], "signature_algorithms": ["ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"]}, compare=("hellos",))
    yield Tls("static RSA alone", lambda: peers.nginx(keys(rsa) + "ssl_protocols TLSv1.2; ssl_ciphers AES128-GCM-SHA256;", listen="ssl http2"), {"alpn": ["h2", "http/1.1", "http/1.0"], "signature_algorithms": []}, compare=())
    # facts that only a certificate or a response holds
    stapled = store.leaf("timestamps", extensions=SERVER + "1.3.6.1.4.1.11129.2.4.2=DER:040c000a00036161610003626262\n")
    yield Tls("timestamps and a staple", lambda: peers.s_server(stapled, "-status_file", store.staple("timestamps")),
              {"certificates.0.chain.0.scts": 2, "certificates.0.chain.2.scts": 0, "certificates.0.stapled_ocsp.produced_at": Something()}, compare=())
    # where plain HTTP leads
    yield Case("plain HTTP redirects", lambda: plain(keys(good), "return 301 https://a.example/;"), {"http.plain.status": 301, "http.plain.location": "https://a.example/", "http.plain.redirects_to_https": True},
               options=("--plain", "127.0.0.1:{plain}"), compare=())
    yield Case("plain HTTP redirects in clear", lambda: plain(keys(good), "return 301 http://b.example/;"), {"http.plain.redirects_to_https": False},
               rules=("http/redirect-downgrade",), options=("--plain", "127.0.0.1:{plain}"), compare=())
    yield Case("https redirects in clear", nginx("location / { return 302 http://a.example/; }"), {"http.status": 302}, rules=("http/redirect-downgrade",), compare=())
    yield Tls("a hole between versions", server(rsa, "-no_tls1_2", "-cipher", "ALL:@SECLEVEL=0"), rules=("protocol/version-gap",), compare=())
    yield Tls("short tags", server(rsa, "-tls1_2", "-cipher", "AES128-CCM8:@SECLEVEL=0"), rules=("cipher/weak-strength",), compare=())
    yield Case("plain HTTP answers", lambda: plain(keys(good), "return 200;"), {"http.plain.status": 200, "http.plain.redirects_to_https": False}, rules=("http/no-redirect",), options=("--plain", "127.0.0.1:{plain}"), compare=())
    # after a dialogue in clear
    yield Case("STARTTLS", lambda: starttls(good), {"starttls": "smtp", "tls": True, "complete": True, "http": None, "versions.TLSv1.2.suites": ["ECDHE-ECDSA-AES128-GCM-SHA256"]},
               target="smtp://a.example", compare=())
    # budgets
    yield Case("quick", nginx(both_versions, good, rsa), {"complete": True, "signature_algorithms": None, "clients": None, "groups.TLSv1.3": None}, options=("--depth", "quick"), compare=(), connections=12)
    yield Case("full", nginx(both_versions + "ssl_ciphers HIGH:!aNULL;", good), {"complete": True}, connections=80 + 39, compare=())
    yield Case("one connection at a time", nginx(old_only), {"complete": True}, options=("--max-connections", "1"), compare=())
    # no TLS, or not for long
    none = dict(compare=(), exit=1)
    yield Case("refused", free_ports(1)[0], {"reachable": False, "tls": False, "error.step": "tcp-connect"}, rules=("live/unreachable",), **none)
    yield Case("silence", lambda: peers.script(peers.silent), {"reachable": True, "tls": False, "complete": False}, rules=("live/timeout",), options=("--timeout", "0.3"), **none)
    yield Case("reset", lambda: peers.script(peers.resets()), {"tls": False}, rules=("live/reset",), **none)
    yield Case("plain HTTP", lambda: peers.nginx("", listen=""), {"tls": False}, rules=("live/not-tls",), **none)
    yield Case("alert", lambda: peers.script(peers.alert(40)), {"tls": False}, rules=("live/handshake-failed",), **none)
    short = ("--timeout", "0.5", "--max-time", "4")
    unfinished = {"tls": False, "complete": False}
    hello_bytes = peers.hello_record()
    yield Case("a byte at a time", lambda: peers.script(peers.drips(hello_bytes, 0.3)), unfinished, options=short, seconds=9, **none)
    yield Case("endless records", lambda: peers.script(peers.endless(peers.record(22, b""))), {"tls": False, "error.step": "server-hello"}, options=short, seconds=9, **none)
    yield Case("hangs up behind its hello", lambda: peers.script(peers.says(hello_bytes)), {"tls": True, "certificates": [], "client_auth": None, "session.resumption_ticket": None},
               options=short, seconds=20, compare=())
    yield Case("silent behind its hello", lambda: peers.script(peers.says(hello_bytes, hold=30)), {"tls": True, "complete": False, "certificates": [], "http": None, "session.resumption_ticket": None},
               options=short, seconds=9, compare=())
    yield Case("stops answering", lambda: peers.script(tired(good)), {"complete": False}, options=("--timeout", "0.5", "--max-time", "6"), seconds=12, compare=())


def plain(lines, answer):
    """nginx with a server in clear beside it; yields both ports."""
    other = free_ports(1)[0]

    @contextmanager
    def run():
        with peers.nginx(lines, before=f"server {{ listen 127.0.0.1:{other}; {answer} }}") as port:
            yield port, other
    return run()


@contextmanager
def behind(pair, act):
    """A peer that changes what a real server behind it says: `act(port)`."""
    with peers.nginx(f"ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]}; ssl_protocols TLSv1.2;") as server, peers.script(act(server)) as port:
        yield port


@contextmanager
def starttls(pair):
    lines = f"ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]}; ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;"
    with peers.nginx(lines) as behind, peers.script(peers.dialogue(b"220 a.example\r\n", "EHLO", b"250-a.example\r\n250 STARTTLS\r\n", "STARTTLS", b"220 go\r\n",
                                                                   then=peers.forward_to(behind))) as port:
        yield port


def der_of(pair):
    return ssl.PEM_cert_to_DER_cert(re.search("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", Path(pair[0]).read_text(), re.DOTALL)[0])


def answers(flight, to, suite=0x2F, versions=None):
    """A server of TLS 1.2, or of `versions`, with one suite that never finishes: its flight, then what `to` says for each kind of record, the one after the other."""
    flights = versions or {0x0303: flight}

    def act(connection):
        header = connection.recv(5, socket.MSG_WAITALL)
        hello = connection.recv(int.from_bytes(header[3:]), socket.MSG_WAITALL)
        if len(hello) < 40:  # SSL 2.0's
            return None
        suites = hello[39 + hello[38]:]
        offered = {suites[at:at + 2] for at in range(2, 2 + int.from_bytes(suites[:2]), 2)}
        version = int.from_bytes(hello[4:6])
        if version not in flights or suite.to_bytes(2) not in offered:
            return connection.sendall(peers.record(21, b"\2\x28"))
        connection.sendall(flights[version])
        left = {kind: list(says) for kind, says in to.items()}
        while header := connection.recv(5, socket.MSG_WAITALL):
            connection.recv(int.from_bytes(header[3:5]), socket.MSG_WAITALL)
            if header[0] == 21 or header[0] not in left:
                return None
            if left[header[0]]:
                connection.sendall(left[header[0]].pop(0))
        return None
    return act


def tired(pair, answers=20):
    """A server that falls silent: what was not seen by then is unknown, not absent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    lock, left = threading.Lock(), [answers]

    def act(connection):
        with lock:
            left[0] -= 1
            is_over = left[0] < 0
        if is_over:
            return peers.silent(connection)
        with context.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(4096)
    return act


class two_servers:
    def __init__(self, first, default):
        self.first, self.default, self.stack = first, default, ExitStack()

    def __enter__(self):
        lines = f"ssl_certificate {self.default[0]}; ssl_certificate_key {self.default[1]};"
        port = free_ports(1)[0]
        before = f"server {{ listen 127.0.0.1:{port} ssl; {lines} }} server {{ listen 127.0.0.1:{port} ssl; server_name a.example; ssl_certificate {self.first[0]}; ssl_certificate_key {self.first[1]}; }}"
        self.stack.enter_context(peers.nginx("", listen="", before=before))
        return port

    def __exit__(self, *_):
        self.stack.close()


def look_up(facts, path):
    for part in re.findall(r"(?:TLSv1\.[1-3]|[^.]+)", path):
        facts = facts[int(part)] if isinstance(facts, list) else facts[part]
    return facts


def names_of_suites():
    listing = peers.run(["openssl", "ciphers", "-V", "-ciphersuites", "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256",
                         "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]).stdout
    return {int(a + b, 16): name for a, b, name in re.findall(r"0x(..),0x(..) - (\S+)", listing)}


def accepted_by_hellos(port, names):
    """Each version's suites, asked one by one: another way to the same truth."""
    found = {}
    for version in hello.VERSIONS:
        is13 = version == "TLSv1.3"
        for code, name in names.items():
            if name.startswith("TLS_") != is13 or "PSK" in name or "SRP" in name:
                continue
            answer = hello.ask(("127.0.0.1", port), hello.Hello(version, [code], name="a.example"))
            if answer.version == version and answer.suite == code:
                found.setdefault(version, set()).add(name)
    return found


def accepted_by_sslscan(port):
    told = peers.run(["sslscan", "--no-colour", "--no-groups", "--no-heartbleed", "--no-renegotiation", "--no-compression", "--no-check-certificate",
                      "--no-fallback", "--sni-name=a.example", f"127.0.0.1:{port}"]).stdout
    found = {}
    for version, name in re.findall(r"^(?:Accepted|Preferred)\s+(\S+)\s+\d+ bits\s+(\S+)", told, re.MULTILINE):
        found.setdefault(version.replace("TLSv1.0", "TLSv1"), set()).add(name)
    return found


def differences(case, done, port, names, schema, seconds):
    expected_exit = (0, 1) if case.exit is None else (case.exit,)
    if done.returncode not in expected_exit:
        return [f"exit {done.returncode}: {done.stderr.strip()[:300]}"]
    target = json.loads(done.stdout)["targets"][0]
    wrong = [f"schema: {'/'.join(map(str, each.absolute_path))}: {each.message[:200]}" for each in schema.iter_errors(json.loads(done.stdout))]
    for path, expected in case.facts.items():
        try:
            seen = look_up(target, path)
        except (KeyError, IndexError, TypeError) as error:
            seen = f"{type(error).__name__} {error}"
        if seen != expected:
            wrong.append(f"{path}: expected {expected!r}, is {seen!r}")
    rules = [finding["rule"] for finding in target["findings"]]
    wrong += [f"no {rule}: {rules}" for rule in case.rules if rule not in rules]
    wrong += [f"{rule} for no reason" for rule in case.silent if rule in rules]
    if len(set(rules)) != len(rules) and not case.name.startswith("another"):
        wrong.append(f"a rule twice: {rules}")
    if seconds > case.seconds:
        wrong.append(f"took {seconds:.1f} s")
    if target["connections"] > case.connections:
        wrong.append(f"{target['connections']} connections")
    if case.compare:
        said = {version: set(each["suites"]) for version, each in target["versions"].items()}
        truths = {"hellos": lambda: accepted_by_hellos(port, names), "sslscan": lambda: accepted_by_sslscan(port)}
        for who in case.compare:
            truth = truths[who]()
            if said != truth:
                for version in sorted(said.keys() | truth.keys()):
                    ours, theirs = said.get(version, set()), truth.get(version, set())
                    if ours != theirs:
                        wrong.append(f"{version}: only we say {sorted(ours - theirs)}, only {who} {sorted(theirs - ours)}")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    tlslint = os.path.abspath(options.tlslint)
    names = names_of_suites()
    schema = jsonschema.Draft202012Validator(closed(json.loads(peers.run([tlslint, "schema", "verify"]).stdout)), format_checker=jsonschema.FormatChecker())
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Authority(Path(folder))
        chosen = [case for case in cases(store) if options.only in case.name]

        def run(case):
            begin = time.time()
            with ExitStack() as stack:
                port = case.peer if isinstance(case.peer, int) else stack.enter_context(case.peer())
                port, *more = port if isinstance(port, tuple) else (port,)
                words = [word.format(plain=more[0]) if more else word for word in peers.with_now(case.options)]
                command = [tlslint, "verify", "--format", "json", "--ca-file", store.root, "--no-system-trust",
                           "--connect", f"127.0.0.1:{port}", *words, f"{case.target}:{port}"]
                done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL, env=ENVIRONMENT)
                return case, done, differences(case, done, port, names, schema, time.time() - begin), time.time() - begin

        # Most of the time somebody waits for somebody.
        with ThreadPoolExecutor(3) as pool:
            for case, done, wrong, seconds in pool.map(run, chosen):
                if options.verbose:
                    print(f"{case.name}: {seconds:.1f} s")
                    print(done.stdout)
                for line in wrong:
                    print(f"{case.name}: {line}", flush=True)
                bad += bool(wrong)
        asked = set(store.issuer.asked)
        for path in ("/never", "/asked-14/ocsp"):
            if path in asked:
                print(f"{path} was asked")
                bad += 1
    print(f"{len(chosen)} cases, {bad} with differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
