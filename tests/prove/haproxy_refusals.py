#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Damages HAProxy configurations at random: what `haproxy -c` refuses tlslint refuses too, on the same line, and nothing else.

    tests/prove/haproxy_refusals.py [--count 500] [--seed 1] [--tlslint build/release/tlslint] [--haproxy haproxy]

Each configuration gets one change: a word dropped, doubled, swapped, cut or replaced, or a line dropped, doubled or moved.
Exit status: 0 they agree (but for what stands in KNOWN), 1 they do not, 2 could not be run.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASE = """global
    default-path config
    ssl-default-bind-ciphers ECDHE+AESGCM:ECDHE+CHACHA20
    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
    ssl-default-server-options ssl-min-ver TLSv1.2
    tune.ssl.default-dh-param 2048
    tune.ssl.lifetime 300
defaults
    mode http
    option httplog
    option dontlognull
    timeout connect 5s
    timeout client 30s
    timeout server 30s
frontend web
    bind 127.0.0.1:8080
    bind 127.0.0.1:8443 ssl crt site.pem alpn h2,http/1.1 ssl-min-ver TLSv1.2
    bind 127.0.0.1:8444 ssl crt-list list strict-sni verify optional ca-file ca.pem
    acl tls ssl_fc
    acl api path_beg /api
    http-request redirect scheme https code 301 unless tls
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    http-response set-header Strict-Transport-Security "max-age=63072000; includeSubDomains"
    http-request deny if api !tls
    use_backend api if api
    default_backend app
listen raw
    mode tcp
    bind 127.0.0.1:9443-9445 ssl crt site.pem ciphers ECDHE+AESGCM curves X25519:P-256
    server one 127.0.0.1:9000 check inter 2s rise 2 fall 3
backend app
    balance roundrobin
    default-server check inter 3s ssl verify none
    server a 127.0.0.1:8001 weight 10
    server b 127.0.0.1:8002 backup sni str(app.example)
backend api
    option httpchk GET /health
    server c 127.0.0.1:8003 ssl verify required ca-file ca.pem verifyhost api.example check-ssl
"""
# Other sections, and other ways to write.
OTHER = """global
    default-path config
    ca-base .
    crt-base .
    setenv SITE site
    log stdout format raw local0
    maxconn 2000
    nbthread 2
    stats socket /tmp/tlslint-refusals.sock level admin
    ssl-server-verify required
    ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384
    ssl-default-bind-curves X25519:P-256
    ssl-default-server-ciphers ECDHE+AESGCM
    ssl-load-extra-files key ocsp
.if version_atleast(2.4) && feature(OPENSSL)
    tune.ssl.keylog off
.elif defined(NOSUCH)
    tune.ssl.cachesize 1000
.else
    tune.ssl.maxrecord 1400
.endif
defaults common
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    http-response set-header X-Frame-Options DENY
defaults plain
    mode tcp
    timeout connect 5s
    timeout client 30s
    timeout server 30s
userlist admins
    user root insecure-password secret
resolvers dns
    nameserver local 127.0.0.1:53
    hold valid 10s
cache small
    total-max-size 4
    max-age 60
frontend https from common
    bind 127.0.0.1:8443 ssl crt "${SITE}.pem" ecdhe P-256 no-tls-tickets
    bind "127.0.0.1:8444,127.0.0.1:8445" ssl crt 'site.pem' crt site.pem strict-sni
    bind 127.0.0.1:8446 ssl crt certificates prefer-client-ciphers ca-file ca.pem verify required crt-ignore-err all
    acl from_office src 192.0.2.0/24 2001:db8::/32
    acl secure ssl_fc
    acl old ssl_fc_protocol -m str TLSv1.2
    http-request cache-use small if secure
    http-request return status 200 content-type text/plain string ok if { path /health }
    http-request set-header X-Cert %[ssl_c_s_dn(cn)] if { ssl_c_used }
    http-request auth realm x unless from_office or secure
    http-after-response set-header Strict-Transport-Security max-age=63072000
    redirect prefix https://www.site.test code 302 if { hdr(host) -i site.test } !old
    default_backend servers
frontend tls from plain
    bind 127.0.0.1:9443
    tcp-request inspect-delay 5s
    tcp-request content accept if { req.ssl_hello_type 1 }
    use_backend tls_servers if { req.ssl_sni -i site.test }
    default_backend tls_servers
backend tls_servers from plain
    server t1 127.0.0.1:9001 send-proxy-v2 check port 9002 addr 127.0.0.1
backend servers from plain
    mode http
    option httpchk
    http-check connect ssl sni site.test alpn h2
    http-check send meth GET uri /health
    http-check expect status 200
    default-server ca-file ca.pem verify required ssl ssl-min-ver TLSv1.2 sni req.hdr(host)
    server s1 127.0.0.1:8001 check-sni site.test weight 5 maxconn 10
    server s2 127.0.0.1:8002 no-ssl verifyhost "site.test"
    server-template p 1-3 localhost:8003 resolvers dns resolve-prefer ipv4 init-addr none
peers mates
    bind 127.0.0.1:10000 ssl crt site.pem
    default-server ssl ca-file ca.pem
    server mate 127.0.0.1:10000
"""
BASES = (BASE, OTHER)
WORDS = ["ssl", "crt", "verify", "none", "required", "TLSv1.2", "TLSv1.9", "bind", "server", "x", "443", "0", "70000", "if", "unless", "{", "}",
         "ssl-min-ver", "no-tlsv12", "force-tlsv13", "h2", "ECDHE+AESGCM", "NOSUCH", "ca-file", "gone.pem", "site.pem", "check", "5x", "''",
         "mode", "http", "global", "frontend", "web", "tls", "-1", "ciphers", "alpn", "option", "timeout", "defaults"]
# What only the machine it runs on decides, what other rules than those about syntax say, and values that have nothing to do with TLS.
KNOWN = [r"could not resolve address", r"invalid address", r"unable to stat SSL certificate", r"unable to find required (server|resolvers)",
         r"loop detected", r"unable to set (SSL cipher list|TLS 1.3 cipher suites)", r"'nameserver|resolvers '|^parsing \[F:\d+\] : log|<hold>|'hold'",
         r"unable to find the cache|'http-request (cache-use|auth)'|total-max-size|max-age",
         r"'user' only|One listener per|'stats|stats parameter|init-addr|http-check|'nbthread'|'userlist' cannot|invalid value 0 for argument",
         r"Size not specified for cache|tries to use incompatible|^$"]  # the last: it says why in a warning


def certificates(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=site.test",
                    "-addext", "subjectAltName=DNS:site.test", "-keyout", folder / "key", "-out", folder / "ca.pem"], check=True, capture_output=True)
    (folder / "site.pem").write_text((folder / "ca.pem").read_text() + (folder / "key").read_text())
    (folder / "site.pem").chmod(0o600)
    (folder / "certificates").mkdir()
    (folder / "certificates" / "a.pem").write_text((folder / "site.pem").read_text())
    (folder / "certificates" / "a.pem").chmod(0o600)
    (folder / "list").write_text("site.pem [ssl-min-ver TLSv1.2] site.test\n")


def damage(draw, lines):
    lines = list(lines)
    at = draw.randrange(len(lines))
    words = lines[at].split()
    indent = "" if lines[at][0] != " " else "    "
    kind = draw.choice(["drop", "double", "swap", "cut", "replace", "replace", "insert", "line-drop", "line-double", "line-move"])
    i = draw.randrange(len(words))
    if kind == "drop":
        del words[i]
    elif kind == "double":
        words.insert(i, words[i])
    elif kind == "swap" and len(words) > 1:
        k = draw.randrange(len(words))
        words[i], words[k] = words[k], words[i]
    elif kind == "cut":
        words[i] = words[i][:draw.randrange(len(words[i]))] or "y"
    elif kind == "replace":
        words[i] = draw.choice(WORDS)
    elif kind == "insert":
        words.insert(i, draw.choice(WORDS))
    elif kind == "line-drop":
        del lines[at]
        return lines
    elif kind == "line-double":
        lines.insert(at, lines[at])
        return lines
    elif kind == "line-move":
        line = lines.pop(at)
        lines.insert(draw.randrange(len(lines) + 1), line)
        return lines
    lines[at] = indent + " ".join(words)
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tlslint", default=str(ROOT / "build/release/tlslint"))
    parser.add_argument("--haproxy", default="haproxy")
    options = parser.parse_args()
    tally, differences = Counter(), []
    with tempfile.TemporaryDirectory(prefix="tlslint-refusals-") as name:
        folder = Path(name)
        try:
            certificates(folder)
            version = re.search(r"version ([\d.]+)", subprocess.run([options.haproxy, "-v"], capture_output=True, text=True, check=True).stdout)[1]
        except (OSError, subprocess.SubprocessError) as error:
            print(f"haproxy_refusals: {error}", file=sys.stderr)
            return 2
        for seed in range(options.seed, options.seed + options.count):
            draw = random.Random(seed)
            lines = damage(draw, draw.choice(BASES).splitlines())
            path = folder / "haproxy.cfg"
            path.write_text("\n".join(lines) + "\n")
            done = subprocess.run(["setsid", "-w", options.haproxy, "-c", "-f", str(path)], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                  check=False, errors="replace", timeout=60)
            alerts = [line for line in done.stderr.splitlines() if "[ALERT]" in line and "Error(s) found" not in line and "Fatal errors" not in line]
            refused = done.returncode == 1
            places = [int(number) for line in alerts for number in re.findall(r"haproxy\.cfg:(\d+)\]", line)[:1]]
            check = subprocess.run([options.tlslint, "check", "--kind", "haproxy", "--haproxy-version", version, "--target", "debian-12", "--format", "json",
                                    "--no-system-trust", str(path)], capture_output=True, text=True, timeout=60, check=False)
            findings = json.loads(check.stdout)["findings"]
            errors = [finding for finding in findings if finding["severity"] == "error"]
            refusals = [finding for finding in errors if finding["rule"].startswith("config/") and finding["rule"] not in ("config/empty-word",)]
            first = re.sub(r"^\[ALERT\] *\(\d+\) : config : ", "", alerts[0]).replace(str(path), "F") if alerts else ""
            if refused:
                tally["refused by haproxy"] += 1
                if any(re.search(known, first) for known in KNOWN):
                    tally["  of these, known to be out of reach"] += 1
                elif not errors:
                    differences.append(f"seed {seed}: haproxy: {first}; tlslint: no error")
                elif places and not any(finding["line"] in places for finding in errors):
                    said = ", ".join(f"{finding['line']} {finding['rule']}" for finding in errors)
                    differences.append(f"seed {seed}: haproxy: {first}; tlslint: {said}")
                elif places:
                    tally["  of these, on the same line"] += 1
            else:
                tally["accepted by haproxy"] += 1
                for finding in refusals:
                    differences.append(f"seed {seed}: haproxy accepts; tlslint: {finding['line']}: {finding['rule']}: {finding['message']}")
    for difference in differences:
        print(difference)
    for name, number in tally.items():
        print(f"{number:6} {name}")
    print(f"{len(differences)} differences in {options.count} configurations")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
