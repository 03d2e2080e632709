#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random certificate files: what tlslint says of each, against `openssl verify` and `certtool --verify`.

    tests/prove/chains.py PROGRAM [COUNT [SEED]]

Makes authorities, intermediates and leaves with OpenSSL, some with a defect, writes them to a file in some order, and
asks tlslint (`check --select certificate/* --ca-file`), OpenSSL and GnuTLS whether a client that trusts the root gets
along with that file. Prints each difference; exit status 1 if there is one.
"""

import json
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

NOW = datetime.now(timezone.utc).replace(microsecond=0)  # certtool knows no other
# What makes clients refuse a server. The order of certificates, or too many of them, does not.
REFUSALS = {"expired", "not-yet-valid", "self-signed", "untrusted", "chain-incomplete", "ca-as-leaf", "weak-key",
            "weak-signature", "wrong-usage", "unknown-critical-extension", "not-pem", "wrong-kind"}
CA = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = "basicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n" \
       "subjectAltName=DNS:shop.example\n"
KEY_IDS = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
CONFIG = "[ca]\ndefault_ca=a\n[a]\ndatabase=index\nnew_certs_dir=.\ndefault_md={digest}\npolicy=p\nunique_subject=no\n" \
         "rand_serial=yes\n[p]\nCN=supplied\n[e]\n{extensions}"


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    return done.returncode == 0, done.stdout + done.stderr


def must(folder, *command):
    fine, said = run(folder, *command)
    if not fine:
        raise RuntimeError(f"{' '.join(command)}: {said}")


class Pki:
    """Certificates in a folder, each NAME.pem with its NAME.key."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "index").write_text("")
        for number in range(5):
            must(folder, "openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"ec{number}")
        for bits in (1024, 2048):
            must(folder, "openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-out", f"rsa{bits}")
        self.count = 0

    def make(self, subject, key, issuer, extensions, days=(-30, 60), digest="sha256"):
        """`issuer`: another certificate, or None for one that signs itself."""
        self.count += 1
        name = f"c{self.count}"
        folder = self.folder
        (folder / "cnf").write_text(CONFIG.format(digest=digest, extensions=extensions + KEY_IDS))
        must(folder, "openssl", "req", "-new", "-key", key, "-subj", f"/CN={subject}", "-out", "request")
        begin, end = ((NOW + timedelta(days=day)).strftime("%y%m%d%H%M%SZ") for day in days)
        signer = ["-selfsign", "-keyfile", key] if issuer is None else ["-cert", f"{issuer}.pem", "-keyfile", f"{issuer}.key"]
        must(folder, "openssl", "ca", "-batch", "-notext", "-config", "cnf", "-extensions", "e", "-in", "request", "-startdate",
             begin, "-enddate", end, "-out", f"{name}.pem", *signer)
        (folder / f"{name}.key").write_bytes((folder / key).read_bytes())
        return name

    def text(self, name):
        return (self.folder / f"{name}.pem").read_text()


LEAF_DEFECTS = {
    "expired": dict(days=(-60, -5)),
    "not yet valid": dict(days=(5, 60)),
    "sha1": dict(digest="sha1"),
    "client only": dict(extensions=LEAF.replace("serverAuth", "clientAuth")),
    "critical": dict(extensions=LEAF + "1.2.3.4=critical,ASN1:NULL\n"),
    "weak key": dict(key="rsa1024"),
}
MIDDLE_DEFECTS = {
    "intermediate expired": dict(days=(-60, -5)),
    "intermediate not yet valid": dict(days=(5, 60)),
    "intermediate sha1": dict(digest="sha1"),
    "intermediate is no authority": dict(extensions=LEAF),
    "intermediate may not sign": dict(extensions=CA.replace("keyCertSign,", "")),
    "path length": dict(extensions=CA.replace("CA:true", "CA:true,pathlen:0")),
    "intermediate critical": dict(extensions=CA + "1.2.3.4=critical,ASN1:NULL\n"),
}
FILE_DEFECTS = ["missing", "shuffled", "with root", "repeated", "unrelated", "other root", "self-signed", "none", "none", "none"]


def one_case(pki, dice):
    """The names of the certificates in the file, the leaf first; the trusted root; what was done."""
    pick = dice.choice([*LEAF_DEFECTS, *MIDDLE_DEFECTS, *FILE_DEFECTS])
    root = pki.make(f"Root {pki.count}", "ec0", None, CA, (-400, 400))
    middles = []
    depth = dice.choice([0, 1, 1, 2]) if pick not in MIDDLE_DEFECTS else dice.choice([1, 2])
    if pick == "path length":
        depth = 2
    broken = dice.randrange(depth) if depth else 0
    if pick == "path length":
        broken = 0
    for level in range(depth):
        options = dict(extensions=CA, days=(-100, 200))
        if pick in MIDDLE_DEFECTS and level == broken:
            options.update(MIDDLE_DEFECTS[pick])
        middles.append(pki.make(f"Middle {pki.count}", f"ec{level + 1}", middles[-1] if middles else root, **options))
    options = dict(key=dice.choice(["ec4", "rsa2048"]), extensions=LEAF)
    options.update(LEAF_DEFECTS.get(pick, {}))
    issuer = None if pick == "self-signed" else middles[-1] if middles else root
    leaf = pki.make("shop.example", options.pop("key"), issuer, **options)
    rest = list(reversed(middles))
    if pick == "missing" and rest:
        del rest[dice.randrange(len(rest))]
    elif pick == "shuffled":
        dice.shuffle(rest)
    elif pick == "with root":
        rest.append(root)
    elif pick == "repeated" and rest:
        rest.insert(dice.randrange(len(rest) + 1), dice.choice(rest))
    elif pick == "unrelated":
        rest.insert(dice.randrange(len(rest) + 1), pki.make(f"Elsewhere {pki.count}", "ec3", None, CA))
    trusted = pki.make(f"Another root {pki.count}", "ec3", None, CA, (-400, 400)) if pick == "other root" else root
    return [leaf, *rest], trusted, f"{pick}, {depth} between"


def tlslint_says(program, folder):
    (folder / "nginx.conf").write_text(
        "events {}\nhttp { server { listen 8443 ssl; ssl_certificate case.pem; ssl_certificate_key case.key; } }\n")
    done = subprocess.run(
        [program, "check", "--kind", "nginx", "--format", "json", "--target", "debian-12", "--select", "certificate/*",
         "--no-system-trust", "--ca-file", "root.pem", "--now", NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "nginx.conf"],
        cwd=folder, capture_output=True, text=True)
    findings = json.loads(done.stdout)["findings"]
    return sorted({f["rule"].removeprefix("certificate/") for f in findings} & REFUSALS)


def openssl_says(folder, names, trusted):
    (folder / "rest.pem").write_text("".join((folder / f"{name}.pem").read_text() for name in names[1:]))
    rest = ["-untrusted", "rest.pem"] if names[1:] else []
    return run(folder, "openssl", "verify", "-CAfile", f"{trusted}.pem", "-no-CAstore", "-no-CApath", *rest, "-purpose",
               "sslserver", "-auth_level", "2", "-attime", str(int(NOW.timestamp())), f"{names[0]}.pem")


def gnutls_says(folder, trusted):
    """GnuTLS sorts no more than servers' usual mistakes: it is asked about files in order only."""
    return run(folder, "certtool", "--verify", "--load-ca-certificate", f"{trusted}.pem", "--infile", "case.pem",
               "--verify-profile", "medium", "--verify-purpose", "1.3.6.1.5.5.7.3.1")


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    program = Path(arguments[0]).resolve()
    count, seed = (*map(int, arguments[1:]), *(60, 1)[len(arguments) - 1:])
    differences = refused = 0
    kinds = set()
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        pki = Pki(folder)
        for number in range(seed, seed + count):
            names, trusted, what = one_case(pki, random.Random(number))
            (folder / "case.pem").write_text("".join(map(pki.text, names)))
            (folder / "case.key").write_bytes((folder / f"{names[0]}.key").read_bytes())
            (folder / "root.pem").write_text(pki.text(trusted))
            ours = tlslint_says(program, folder)
            fine, said = openssl_says(folder, names, trusted)
            kinds.add(what.split(",")[0])
            refused += not fine
            if fine != (not ours):
                differences += 1
                print(f"{number} ({what}): tlslint says {', '.join(ours) or 'nothing'}; OpenSSL: {said.strip()}")
            if "shuffled" not in what and "unrelated" not in what and "repeated" not in what:
                accepted, said = gnutls_says(folder, trusted)
                if accepted != (not ours):
                    differences += 1
                    print(f"{number} ({what}): tlslint says {', '.join(ours) or 'nothing'}; GnuTLS: {said.strip()[-300:]}")
    print(f"{count} files with {len(kinds)} kinds of defects, {refused} refused by OpenSSL, {differences} differences")
    return 1 if differences or not refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
