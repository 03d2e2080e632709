#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The deliberate defects of fixtures/apache/defects: what `apache2 -t` says of each alone, as its first line claims, and
whether `tlslint check` of all together points at the marked lines with the marked rules.

    tests/prove/apache_defects.py PROGRAM [APACHE]

Exit status: 0 all found and all claims true, 1 not, 2 could not be run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from common.certificates import OAKLEY_2, make_key, openssl, write_dh

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/apache/defects"


class Authority:
    """Makes the files that the sites name."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / "index").touch()
        (folder / "ca.cnf").write_text(f"[ca]\ndefault_ca=it\n[it]\ndatabase={folder}/index\nnew_certs_dir={folder}\nrand_serial=yes\nunique_subject=no\n"
                                       "policy=any\n[any]\ncommonName=supplied\n")
        for name in ("root", "intermediate", "old", "shop", "other", "private"):
            make_key(self.key(name), "RSA", "rsa:2048")
        make_key(self.key("weak"), "RSA", "rsa:1024")

    def key(self, name):
        return str(self.folder / f"{name}.key")

    def pem(self, name):
        return self.folder / f"{name}.pem"

    def issue(self, name, by, key="shop", names=("shop.example",), begin=-10, end=80, digest="sha256", extensions=()):
        """A certificate from `begin` to `end`, in days from now; of an authority where it has no names."""
        extensions = [*extensions, f"subjectAltName={','.join(f'DNS:{one}' for one in names)}" if names else "basicConstraints=critical,CA:TRUE",
                      "extendedKeyUsage=serverAuth" if names else "keyUsage=critical,keyCertSign,cRLSign",
                      *(["authorityInfoAccess=OCSP;URI:http://ocsp.example/"] if names else [])]
        (self.folder / "extensions").write_text("\n".join(extensions) + "\n")
        openssl("req", "-new", "-key", self.key(key), "-subj", f"/CN={names[0] if names else name}", "-out", str(self.folder / "request"))
        def day(offset):
            return (datetime.now(timezone.utc) + timedelta(days=offset)).strftime("%Y%m%d%H%M%SZ")
        signer = ["-selfsign", "-keyfile", self.key(key)] if by is None else ["-cert", str(self.pem(by)), "-keyfile", self.key(by)]
        openssl("ca", "-batch", "-config", str(self.folder / "ca.cnf"), "-in", str(self.folder / "request"), "-out", str(self.pem(name)), "-notext",
                "-startdate", day(begin), "-enddate", day(end), "-md", digest, "-extfile", str(self.folder / "extensions"), *signer)
        return self.pem(name).read_text()

    def make(self):
        root = self.issue("root", None, "root", (), -1000, 3000)
        above = self.issue("intermediate", "root", "intermediate", (), -500, 1000)
        old = self.issue("old", "root", "old", (), -500, -5)
        private = self.issue("private", None, "private", (), -500, 1000)
        leaf = self.issue("leaf-only", "intermediate")
        chains = {"shop": [leaf, above], "disordered": [leaf, root, above], "with-root": [leaf, above, root], "unrelated": [leaf, above, private],
                  "garbage": ["not a certificate\n"],
                  "expired-intermediate": [self.issue("of-old", "old"), old],
                  "expired": [self.issue("expired", "intermediate", begin=-90, end=-3), above],
                  "future": [self.issue("future", "intermediate", begin=3), above],
                  "elsewhere": [self.issue("elsewhere", "intermediate", names=("elsewhere.example",)), above],
                  "weak": [self.issue("weak", "intermediate", "weak"), above],
                  "sha1": [self.issue("sha1", "intermediate", digest="sha1"), above],
                  "must-staple": [self.issue("must-staple", "intermediate", extensions=["tlsfeature=status_request"]), above]}
        for name, parts in chains.items():
            self.pem(name).write_text("".join(parts))
        write_dh(str(self.folder / "dh1024.pem"), OAKLEY_2)
        shutil.copy(self.key("shop"), self.key("readable"))
        openssl("pkey", "-in", self.key("shop"), "-aes128", "-passout", "pass:secret", "-out", self.key("encrypted"))
        for key in self.folder.glob("*.key"):
            key.chmod(0o600)
        Path(self.key("readable")).chmod(0o644)


def refuses(apache, folder, site):
    main = (folder / "apache2.conf").read_text().replace("sites/*.conf", f"sites/{site.name}")
    (folder / "one.conf").write_text(main)
    return subprocess.run([apache, "-t", "-d", str(folder), "-f", str(folder / "one.conf")], capture_output=True, check=False).returncode != 0


def main():
    program, apache = sys.argv[1], (sys.argv[2:] or [shutil.which("apache2", path=os.environ["PATH"] + ":/usr/sbin")])[0]
    work = Path(tempfile.mkdtemp(prefix="tlslint-defects-"))
    try:
        folder = work / "apache2"
        shutil.copytree(FIXTURES, folder)
        Authority(folder / "tls").make()
        done = subprocess.run([program, "check", "--format", "json", "--kind", "apache", "--target", "debian-12", str(folder / "apache2.conf")],
                              capture_output=True, check=False)
        findings = json.loads(done.stdout)["findings"]
        wrong, silent = [], 0
        for site in sorted((folder / "sites").iterdir()):
            lines = site.read_text().splitlines()
            claims = "refuses" in lines[0]
            if refuses(apache, folder, site) != claims:
                wrong.append(f"{site.name}: apache2 -t does not do what the first line says")
            silent += not claims
            marks = [(number, match[1]) for number, line in enumerate(lines, 2) if (match := re.match(r"\s*# here: (\S+)", line))]
            assert marks, site
            here = [finding for finding in findings if Path(finding["file"]).resolve() == site.resolve()]
            for line, rule in marks:
                if not any(finding["rule"] == rule and finding["line"] == line for finding in here):
                    told = "; ".join(f"{finding['line']}: {finding['rule']}" for finding in here) or "nothing"
                    wrong.append(f"{site.name}:{line}: {rule} is not found (there is {told})")
        count = len(list((folder / "sites").iterdir()))
    except (OSError, RuntimeError, ValueError) as error:
        print(f"apache_defects: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(work)
    print("\n".join(wrong + [f"{count} defects, {silent} of which apache2 -t does not see; {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
