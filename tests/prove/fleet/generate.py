# SPDX-License-Identifier: Apache-2.0
"""Fleets of made-up hosts whose findings are known: Debian's and RHEL's layouts, three servers, several releases, certificates that
hosts share and certificates that are broken. `make_fleet` writes the trees, and returns what has to be found."""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from common.certificates import make_key, openssl

NOW = "2026-06-01T00:00:00Z"
# Those whose truth is known here; others have proofs of their own.
RULES = ["protocol/obsolete-version", "certificate/expired", "certificate/expiring", "certificate/key-mismatch", "certificate/file-missing"]
CANARY = "canary-f00dfeed"  # stands behind every private key; must be in no store

DEBIAN = {
    "bookworm": ("12", "1.22.1-9", "2.4.62-1~deb12u2", "2.6.12-1+deb12u2", "3.0.15-1~deb12u1"),
    "bullseye": ("11", "1.18.0-6.1+deb11u3", "2.4.62-1~deb11u1", "2.2.9-2+deb11u6", "1.1.1w-0+deb11u2"),
}


@dataclass
class Truth:
    findings: dict = field(default_factory=dict)  # host -> {(rule, file)}
    failed: set = field(default_factory=set)


def make_certificates(directory):
    """name -> (certificate, key), as text."""
    directory.mkdir(parents=True, exist_ok=True)
    made = {}
    dates = {
        "shared": ("20260101000000Z", "20270101000000Z"),
        "own": ("20260101000000Z", "20261201000000Z"),
        "expired": ("20250101000000Z", "20260501000000Z"),
        "soon": ("20260301000000Z", "20260605000000Z"),
    }
    (directory / "index.txt").write_text("")
    (directory / "serial").write_text("01\n")
    (directory / "ca.cnf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndatabase={directory}/index.txt\nserial={directory}/serial\nnew_certs_dir={directory}\ndefault_md=sha256\n"
        "policy=p\nunique_subject=no\nemail_in_dn=no\n[p]\ncommonName=supplied\n[leaf]\nsubjectAltName=DNS:*.fleet.example\n"
        "extendedKeyUsage=serverAuth\n[req]\ndistinguished_name=dn\n[dn]\n")
    make_key(str(directory / "ca.key"), "EC", "prime256v1")
    openssl("req", "-x509", "-new", "-key", str(directory / "ca.key"), "-subj", "/CN=Fleet CA", "-days", "9999", "-out", str(directory / "ca.pem"))
    for name, (begin, end) in dates.items():
        key, request, certificate = (str(directory / f"{name}.{kind}") for kind in ("key", "csr", "pem"))
        make_key(key, "EC", "prime256v1")
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}.fleet.example", "-out", request)
        openssl("ca", "-batch", "-config", str(directory / "ca.cnf"), "-cert", str(directory / "ca.pem"), "-keyfile", str(directory / "ca.key"),
                "-extensions", "leaf", "-startdate", begin, "-enddate", end, "-notext", "-in", request, "-out", certificate)
        made[name] = (Path(certificate).read_text(), Path(key).read_text() + f"# {CANARY}\n")
    return made


def write(root, name, text, mode=0o644):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if mode != 0o644:
        path.chmod(mode)


def package(name, version):
    return f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n"


def write_system(root, system, server):
    """os-release and the packages that decide versions."""
    if system.startswith("rhel"):
        write(root, "etc/os-release", f'ID="rhel"\nVERSION_ID="{system[5:]}.4"\nNAME="Red Hat Enterprise Linux"\n')
        return
    number, nginx, apache, haproxy, libssl = DEBIAN[system]
    version = {"nginx": nginx, "apache": apache, "haproxy": haproxy}[server]
    write(root, "etc/os-release", f'ID=debian\nVERSION_ID="{number}"\nVERSION_CODENAME={system}\n')
    write(root, "var/lib/dpkg/status", package({"apache": "apache2"}.get(server, server), version)
          + package("libssl3" if number == "12" else "libssl1.1", libssl))


OLD = {  # TLS 1.0 that a client really gets
    "nginx": "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;\nssl_ciphers HIGH:@SECLEVEL=0;\n",
    "apache": "SSLProtocol all\nSSLCipherSuite HIGH:@SECLEVEL=0\n",
    "haproxy": " ssl-min-ver TLSv1.0 ciphers HIGH:@SECLEVEL=0",
}
NEW = {
    "nginx": "ssl_protocols TLSv1.2 TLSv1.3;\n",
    "apache": "SSLProtocol -all +TLSv1.2 +TLSv1.3\n",
    "haproxy": " ssl-min-ver TLSv1.2",
}


def write_nginx(root, name, old, certificate, key):
    write(root, "etc/nginx/nginx.conf", "events {}\nhttp {\n    include snippets/tls.conf;\n    include conf.d/*.conf;\n    include sites-enabled/*;\n}\n")
    write(root, "etc/nginx/snippets/tls.conf", (OLD if old else NEW)["nginx"])
    write(root, "etc/nginx/conf.d/gzip.conf", "gzip on;\n")
    write(root, "etc/nginx/conf.d/log.conf", "access_log off;\n")
    write(root, "etc/nginx/mime.types", "types { text/html html; }\n")
    write(root, "etc/nginx/sites-available/site.conf",
          f"server {{\n    listen 443 ssl;\n    server_name {name}.fleet.example;\n    ssl_certificate /etc/ssl/certs/site.pem;\n"
          "    ssl_certificate_key /etc/ssl/private/site.key;\n}\n")
    (root / "etc/nginx/sites-enabled").mkdir()
    (root / "etc/nginx/sites-enabled/site.conf").symlink_to("/etc/nginx/sites-available/site.conf")
    pair_files(root, certificate, key)
    return "/etc/nginx/snippets/tls.conf", "/etc/nginx/sites-enabled/site.conf"


def write_apache(root, name, old, certificate, key, home, main):
    site = f"{home}/sites/site.conf"
    write(root, f"{home}/{main}", f"ServerRoot /{home}\nLoadModule ssl_module modules/mod_ssl.so\nLoadModule alias_module modules/mod_alias.so\n"
          f"ServerName {name}.fleet.example\nListen 443\nInclude tls.conf\nIncludeOptional conf.d/*.conf\nIncludeOptional sites/*.conf\n")
    write(root, f"{home}/tls.conf", (OLD if old else NEW)["apache"])
    write(root, f"{home}/conf.d/charset.conf", "AddDefaultCharset UTF-8\n")
    write(root, f"{home}/conf.d/name.conf", "UseCanonicalName off\n")
    write(root, site, f"<VirtualHost *:443>\n    ServerName {name}.fleet.example\n    SSLEngine on\n    SSLCertificateFile /etc/ssl/certs/site.pem\n"
          "    SSLCertificateKeyFile /etc/ssl/private/site.key\n</VirtualHost>\n")
    pair_files(root, certificate, key)
    return f"/{home}/tls.conf", f"/{site}"


def write_haproxy(root, name, old, certificate, key):
    write(root, "etc/haproxy/haproxy.cfg", "defaults\n    mode http\n    timeout client 10s\n    timeout server 10s\n    timeout connect 5s\n"
          f"frontend web\n    bind :443 ssl crt /etc/haproxy/site.pem{(OLD if old else NEW)['haproxy']}\n    default_backend app\n"
          f"backend app\n    server one 10.0.0.1:80\n# {name}\n")
    if certificate:
        write(root, "etc/haproxy/site.pem", certificate + key, 0o600)
    return "/etc/haproxy/haproxy.cfg", "/etc/haproxy/haproxy.cfg"


def pair_files(root, certificate, key):
    if certificate:
        write(root, "etc/ssl/certs/site.pem", certificate)
    write(root, "etc/ssl/private/site.key", key, 0o600)


def write_host(root, name, draw, certificates):
    """One host's tree; what is wrong with it, or None for one that cannot be audited."""
    kind = draw.random()
    if kind < 0.01:
        write(root, "etc/motd", "nothing to serve\n")
        return None
    system = draw.choice(["bookworm", "bookworm", "bullseye", "rhel-9", "rhel-8"])
    server = draw.choice(["nginx", "nginx", "apache", "haproxy"])
    old = system == "bookworm" and draw.random() < 0.2
    which = draw.choices(["shared", "own", "expired", "soon", "mismatch", "missing"], [60, 20, 6, 6, 4, 4])[0]
    if which == "mismatch" and server == "haproxy":
        which = "own"  # both stand in one file there
    certificate, key = certificates["own" if which in ("mismatch", "missing") else which]
    if which == "mismatch":
        key = certificates["shared"][1]
    if which == "missing":
        certificate = ""
    write_system(root, system, server)
    if server == "nginx":
        protocol_file, site = write_nginx(root, name, old, certificate, key)
    elif server == "haproxy":
        protocol_file, site = write_haproxy(root, name, old, certificate, key)
    elif system.startswith("rhel"):
        protocol_file, site = write_apache(root, name, old, certificate, key, "etc/httpd", "conf/httpd.conf")
    else:
        protocol_file, site = write_apache(root, name, old, certificate, key, "etc/apache2", "apache2.conf")
    found = set()
    if old:
        found.add(("protocol/obsolete-version", protocol_file))
    if which in ("expired", "soon", "mismatch", "missing"):
        rule = {"expired": "expired", "soon": "expiring", "mismatch": "key-mismatch", "missing": "file-missing"}[which]
        found.add((f"certificate/{rule}", site))
    return found


def make_fleet(directory, count, seed, keep=""):
    """Trees `directory`/host-000000 …; `keep` holds the certificates from call to call."""
    directory = Path(directory)
    certificates = make_certificates(Path(keep or f"{directory}.pki"))
    truth = Truth()
    for index in range(count):
        name = f"host-{index:06}"
        found = write_host(directory / name, name, random.Random(seed * 1_000_003 + index), certificates)
        if found is None:
            truth.failed.add(name)
        else:
            truth.findings[name] = found
    return truth


if __name__ == "__main__":
    import sys
    os.umask(0o022)
    make_fleet(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
