# SPDX-License-Identifier: Apache-2.0
"""Random HAProxy configurations: what the real one does on loopback, against what `tlslint show` says of it.

    cd tests/prove && python3 -m haproxy_model --tlslint ../../build/release/tlslint --count 60 --seed 1

TLSLINT_HAPROXY (or --haproxy) says how HAProxy is started: "haproxy", or "chroot TREE haproxy" (needs root). Exit status:
0 no difference, 1 differences (listed), 2 could not be run.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from nginx_model.__main__ import free_ports
from nginx_model.certificates import Store
from nginx_model.pieces import TLS13
from nginx_model.probe import Suites
from nginx_model.server import ENVIRONMENT

from .compare import Comparison
from .generate import generate
from .observe import observe
from .server import Haproxy, serve_behind


class Pems(Store):
    """HAProxy wants certificate and key in one file."""

    def __init__(self, folder):
        super().__init__(folder)
        self.pems = Path(folder) / "pems"
        self.pems.mkdir()
        for pair in self.pairs.values():
            text = Path(pair.certificate).read_text(encoding="ascii") + Path(pair.key).read_text(encoding="ascii")
            Path(self.pem(pair)).write_text(text, encoding="ascii")

    def pem(self, pair):
        return str(self.pems / f"{pair.name}.pem")


class Run:
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.haproxy = Haproxy(options.haproxy, work)
        listing = subprocess.run(self.haproxy.inside(["openssl", "ciphers", "-V", "-ciphersuites", ":".join(TLS13), "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]),
                                 capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout
        self.suites, self.store = Suites(listing), Pems(work / "keys")
        self.comparison, self.tally, self.seconds = Comparison(self.haproxy), Counter(), Counter()
        self.behind = serve_behind()

    def tlslint(self, command, deployment):
        words = [self.options.tlslint, command, "--format", "json", "--kind", "haproxy", "--haproxy-version", self.haproxy.version,
                 "--openssl-version", self.haproxy.openssl, *(["--target", self.haproxy.target] if self.haproxy.target else []),
                 str(deployment.folder / "haproxy.cfg")]
        done = subprocess.run(words, capture_output=True, timeout=60, check=False)
        try:
            return json.loads(done.stdout)
        except ValueError as error:
            raise RuntimeError(f"{' '.join(words)}: ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}") from error

    def timed(self, what, function, *arguments):
        start = time.monotonic()
        try:
            return function(*arguments)
        finally:
            self.seconds[what] += time.monotonic() - start

    def deployment(self, seed):
        """The differences of one."""
        folder = self.work / f"{seed:05}"
        for attempt in range(5):
            shutil.rmtree(folder, ignore_errors=True)
            made = generate(seed, self.haproxy, self.store, folder, free_ports(8), self.behind.server_address[1])
            refusal = self.timed("haproxy -c", self.haproxy.test, folder)
            if refusal:
                self.tally["refused by haproxy"] += 1
                return self.comparison.refused(made, refusal, self.timed("tlslint", self.tlslint, "check", made))
            try:
                process = self.timed("start", self.haproxy.start, folder, [("127.0.0.1", bind.port) for bind in made.binds])
                break
            except RuntimeError:
                if attempt == 4:
                    raise
        self.tally["configurations"] += 1
        with process:
            observations = self.timed("probe", observe, made, self.suites, self.store)
        self.tally["names probed"] += len(observations)
        (folder / "truth.json").write_text(json.dumps([seen.as_json() for seen in observations], indent=1), encoding="utf-8")
        differences = self.comparison.accepted(self.timed("tlslint", self.tlslint, "check", made))
        model = self.timed("tlslint", self.tlslint, "show", made)
        (folder / "show.json").write_text(json.dumps(model, indent=1), encoding="utf-8")
        return differences + self.comparison.compare(made, observations, model)


def arguments():
    parser = argparse.ArgumentParser(prog="haproxy_model", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(__file__).resolve().parents[3]
    parser.add_argument("--tlslint", default=str(root / "build/release/tlslint"))
    parser.add_argument("--haproxy", default=os.environ.get("TLSLINT_HAPROXY", "haproxy"))
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="of the first configuration; each has its own, one more than the last")
    parser.add_argument("--only", type=int, metavar="SEED", help="this configuration, kept")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work here, and keep everything")
    return parser.parse_args()


def main():
    options, started = arguments(), time.monotonic()
    work = Path(options.keep or tempfile.mkdtemp(prefix="tlslint-prove-", dir="/tmp")).resolve()
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)
    failed, run = [], None
    try:
        run = Run(options, work)
        for seed in [options.only] if options.only is not None else range(options.seed, options.seed + options.count):
            differences = run.deployment(seed)
            for difference in differences:
                print(f"seed {seed}: {difference}", flush=True)
            if differences:
                failed.append(seed)
            elif not options.keep and options.only is None:
                shutil.rmtree(work / f"{seed:05}")
        for title, counts in run.comparison.counts.items():
            if counts:
                print(f"{title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
        print(f"haproxy {run.haproxy.version}, OpenSSL {run.haproxy.openssl}: " + ", ".join(f"{count} {name}" for name, count in run.tally.items())
              + f"; {len(failed)} with differences {failed if failed else ''}")
        print(f"{time.monotonic() - started:.1f} s: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in run.seconds.items()))
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"haproxy_model: {error}", file=sys.stderr)
        return 2
    finally:
        if run:
            run.haproxy.close()
        if failed or options.keep or options.only is not None:
            print(f"kept: {work}", file=sys.stderr)
        else:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
