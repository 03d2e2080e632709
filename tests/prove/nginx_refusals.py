#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what tlslint says nginx refuses with what `nginx -t` refuses.

    tests/prove/nginx_refusals.py NGINX_BINARY [COUNT] [--seed N] [--tlslint PROGRAM] [--verbose] [--keep DIR]

Random configurations, right and wrong: words, repetitions, addresses, blocks, certificates, keys, levels, cipher strings,
groups, commands, client certificates, connections to upstreams. Three ways to disagree:
  - false alarm: nginx takes what we say it refuses;
  - miss: nginx refuses what we pass;
  - words: both refuse, but what nginx says first (and at which line, where it names one) is not among what we say.

A binary inside another root (build/trees/NAME/usr/sbin/nginx) is run there by chroot. Exit status: 0 no disagreement,
1 disagreements (listed, with the configuration), 2 could not be run. Needs openssl(1).
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import nginx_directives as oracle  # noqa: E402
import nginx_refusals_cases as cases  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
RULES = {"config/syntax", "config/wrong-context", "config/not-in-version", "certificate/file-missing", "cipher/none-left",
         "key-exchange/unknown-group"}
TARGETS = {(1, 18): "debian-11", (1, 22): "debian-12", (1, 26): "debian-13"}


def make_files(place):
    """Keys and certificates of several kinds, and files that are none."""

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=place, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    kinds = {
        "rsa": ["rsa:2048"], "rsb": ["rsa:2048"], "small": ["rsa:1024"],
        "ec": ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
        "ed": ["ed25519"],
    }
    for name, kind in kinds.items():
        openssl("req", "-x509", "-newkey", *kind, "-nodes", "-days", "30", "-subj", f"/CN={name}.example",
                "-keyout", f"{name}.key", "-out", f"{name}.pem")
    openssl("pkcs8", "-topk8", "-in", "rsa.key", "-out", "locked.key", "-passout", "pass:secret")
    openssl("rsa", "-aes256", "-traditional", "-in", "rsa.key", "-out", "older.key", "-passout", "pass:secret")
    openssl("dhparam", "-dsaparam", "-out", "dh1024.pem", "1024")
    openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", "dh2048.pem")
    openssl("req", "-new", "-key", "rsb.key", "-subj", "/CN=leaf.example", "-out", "leaf.csr")
    openssl("x509", "-req", "-in", "leaf.csr", "-CA", "rsa.pem", "-CAkey", "rsa.key", "-CAcreateserial", "-days", "30",
            "-out", "leaf.crt")
    (place / "chain.pem").write_text((place / "leaf.crt").read_text() + (place / "rsa.pem").read_text())
    (place / "swapped.pem").write_text((place / "rsa.pem").read_text() + (place / "leaf.crt").read_text())
    (place / "both.pem").write_text((place / "rsa.key").read_text() + (place / "rsa.pem").read_text())
    (place / "cut.pem").write_text((place / "rsa.pem").read_text()[:400])
    (place / "cutchain.pem").write_text((place / "rsa.pem").read_text() + (place / "ec.pem").read_text()[:300])
    (place / "garbage.pem").write_text("no PEM here\n")
    (place / "empty.pem").write_text("")
    for name, words in {"right.pass": "wrong\nsecret\n", "wrong.pass": "wrong\n", "none.pass": ""}.items():
        (place / name).write_text(words)
    for size in (48, 50, 80):
        (place / f"ticket{size}.key").write_bytes(bytes(range(size)))
    (place / "index.txt").write_text("")
    (place / "ca.cnf").write_text("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=30\n")
    openssl("ca", "-gencrl", "-config", "ca.cnf", "-keyfile", "rsa.key", "-cert", "rsa.pem", "-out", "list.crl")
    openssl("ocsp", "-issuer", "rsa.pem", "-serial", "1", "-reqout", "question.der")
    openssl("ocsp", "-index", "index.txt", "-CA", "rsa.pem", "-rsigner", "rsa.pem", "-rkey", "rsa.key",
            "-reqin", "question.der", "-respout", "answer.der")


def first_refusal(server, conf):
    """What nginx says first against the configuration, and the line it names; None if it takes it."""
    words = [w if not w.endswith("/nginx.conf") else str(Path(w).parent / conf) for w in server.test]
    answer = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            check=False, start_new_session=True)
    if answer.returncode == 0:
        return None
    for line in answer.stderr.decode("utf-8", "replace").splitlines():
        if "[emerg]" in line or "[crit]" in line:
            message = re.sub(r"^.*?\[(?:emerg|crit)\] (?:\d+#\d+: )?", "", line)
            place = re.search(r" in \S*" + re.escape(conf) + r":(\d+)$", message)
            return (message[: place.start()], int(place[1])) if place else (message, None)
    return answer.stderr.decode("utf-8", "replace").strip(), None


def plain(message):
    """Without what OpenSSL adds, which differs from version to version."""
    message = re.sub(r" \((?:SSL: |\d+: )?.*\)$", "", message)
    message = re.sub(r" in \S+:\d+(?= and|$)", "", message)
    # Reworded where the file is opened (certificate/file-missing) and where a version is meant (config/not-in-version).
    return re.sub(r": it (?:came with|is gone since) nginx [\d.]+$", "", message)


# What nginx says when everything is read: it names the end of the block, or nothing.
LATE = re.compile(r"SSL_|cannot load|no \"?ssl_|no \w+_ssl|must be 48|incompatible with \"ssl_|PEM_|BIO_|X509_|"
                  r"must enable TLSv1.3|no \"listen\"|no \"\w+_certificate|in OCSP responder|Certificate|d2i_|open\(\)")
MISSING = re.compile(r"No such file or directory")


class Comparison:
    def __init__(self, server, options):
        self.server, self.options = server, options
        self.place = Path(server.place.name)
        self.counts, self.disagreements = Counter(), []

    def findings(self, names):
        """Ours, by file: [(line, message, rule)]."""
        server = self.server
        inside = server.test[server.test.index("-p") + 1]
        words = [self.options.tlslint, "check", "--format", "json", "--fail-on", "error",
                 "--nginx-version", ".".join(map(str, server.version)), *self.assumptions()]
        if server.root:
            words += ["--root", str(server.root)]
        found = {name: [] for name in names}
        for begin in range(0, len(names), 200):
            paths = [f"{inside}/{name}" for name in names[begin:begin + 200]]
            answer = subprocess.run([*words, *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            if answer.returncode not in (0, 1):
                oracle.give_up(f"tlslint: exit {answer.returncode}: {' '.join(words)} in {begin} {answer.stderr.decode()}")
            for finding in json.loads(answer.stdout)["findings"]:
                if finding["rule"] in RULES:
                    found[Path(finding["file"]).name].append(
                        (finding["line"], finding["message"], finding["rule"]))
        return found

    def assumptions(self):
        release = self.server.version[:2]
        if release in TARGETS:
            return ["--target", TARGETS[release]]
        return ["--target", "debian-13", "--openssl-version", "3.6"]

    def compare(self, name, refusal, ours):
        if refusal is None:
            self.counts["taken"] += 1
            return "false alarm" if ours else None
        self.counts["refused"] += 1
        if not ours:
            return "miss"
        message, line = refusal
        if MISSING.search(message) and any(rule == "certificate/file-missing" for _, _, rule in ours):
            return None
        same = [at for at, text, _ in ours if plain(text) == plain(message)]
        if not same:
            return "words"
        if line is not None and line not in same and not LATE.search(message):
            return "line"
        return None

    def run(self):
        make = random.Random(self.options.seed)
        load = self.server.load_lines(set())
        names = []
        for number in range(self.options.count):
            name = f"case{number}.conf"
            (self.place / name).write_text(cases.configuration(make, load, self.place_inside()))
            names.append(name)
        refusals = {name: first_refusal(self.server, name) for name in names}
        found = self.findings(names)
        for name in names:
            kind = self.compare(name, refusals[name], found[name])
            if refusals[name]:
                self.counts[re.sub(r'"[^"]*"|\d+', "_", plain(refusals[name][0]))[:60]] += 0
            if kind:
                self.counts[kind] += 1
                self.disagreements.append((kind, name, refusals[name], found[name]))

    def place_inside(self):
        return self.server.test[self.server.test.index("-p") + 1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--tlslint", default=str(ROOT / "build/release/tlslint"))
    parser.add_argument("--verbose", action="store_true", help="print the configurations that differ")
    options = parser.parse_args()
    os.nice(10)
    binary = options.binary.resolve()
    if not os.access(binary, os.X_OK):
        oracle.give_up(f"{binary}: cannot be run")
    server = oracle.Server(binary)
    make_files(Path(server.place.name))
    comparison = Comparison(server, options)
    comparison.run()
    for kind, name, refusal, ours in comparison.disagreements:
        print(f"{kind}: seed {options.seed} {name}\n    nginx: {refusal}\n    tlslint: {ours}")
        if options.verbose:
            print((comparison.place / name).read_text())
    counts = comparison.counts
    texts = sum(1 for key, value in counts.items() if value == 0)
    version = ".".join(map(str, server.version))
    print(f"nginx {version}, seed {options.seed}: {options.count} configurations, {counts['taken']} taken, "
          f"{counts['refused']} refused with {texts} different messages; false alarms {counts['false alarm']}, "
          f"misses {counts['miss']}, other words {counts['words']}, other lines {counts['line']}")
    return 1 if comparison.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
