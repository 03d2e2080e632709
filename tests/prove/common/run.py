# SPDX-License-Identifier: Apache-2.0
"""The run of a proof: deployment after deployment generated, started, observed, compared.

    cd tests/prove && python3 -m KIND_model --tlslint ../../build/release/tlslint --count 60 --seed 1

TLSLINT_KIND (or --server) says how the server is started: by its name, or "chroot TREE NAME" (needs root; the work folder is
mounted there in a namespace of its own). Exit status: 0 no difference, 1 differences (listed), 2 could not be run.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from .certificates import Store
from .compare import SETTINGS
from .draw import TLS13
from .probe import Suites
from .server import Refused


def free_ports(count):
    """Ports that were free on every address a moment ago."""
    held, ports = [], []
    while len(ports) < count:
        family = socket.AF_INET6 if socket.has_ipv6 else socket.AF_INET
        held.append(socket.socket(family, socket.SOCK_STREAM))
        held[-1].bind(("", 0))
        ports.append(held[-1].getsockname()[1])
    for one in held:
        one.close()
    return ports


class Run:
    """What a proof says of its server: `kind`, as in --kind; `main_file`; `command`, its usual one; the classes of the server
    (an Installed with `start`), of the comparison and of the store of keys; `generate` and `observe`."""

    kind = main_file = command = ""
    server_type = comparison_type = None
    store_type = Store

    def __init__(self, options, work):
        self.options, self.work = options, work
        self.server = self.server_type(options.server, work)
        listing = self.server.call(["openssl", "ciphers", "-V", "-ciphersuites", ":".join(TLS13), "ALL:COMPLEMENTOFALL:@SECLEVEL=0"])
        if listing.returncode:
            raise RuntimeError(f"openssl ciphers: {listing.stderr}")
        self.suites = Suites(listing.stdout)
        self.store = self.store_type(work / "keys")
        self.comparison = self.comparison_type(options.settings, self.server)
        self.tally, self.seconds = Counter(), Counter()

    def generate(self, seed, folder):
        """A deployment, written below `folder`: it has this as `folder`, and `places` that it listens at."""
        raise NotImplementedError

    def observe(self, deployment):
        """Observations of the running server."""
        raise NotImplementedError

    def tlslint(self, command, deployment, *more):
        words = [self.options.tlslint, command, "--format", "json", "--kind", self.kind, f"--{self.kind}-version", self.server.version,
                 "--openssl-version", self.server.openssl, *(["--target", self.server.target] if self.server.target else []),
                 *more, str(deployment.folder / self.main_file)]
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

    def made(self, seed):
        """Generated, and running if the server accepts it: (deployment, its words of refusal or None, the process or None)."""
        folder = self.work / f"{seed:05}"
        for attempt in range(5):
            shutil.rmtree(folder, ignore_errors=True)
            deployment = self.timed("generate", self.generate, seed, folder)
            try:
                return deployment, None, self.timed("start", self.server.start, folder, deployment.places)
            except Refused as refusal:
                return deployment, str(refusal), None
            except RuntimeError as error:
                if attempt == 4 or "Address already in use" not in str(error):  # else somebody else took a port
                    raise
        raise AssertionError("not reached")

    def deployment(self, seed):
        """The differences of one."""
        deployment, refusal, process = self.made(seed)
        self.tally["deployments"] += 1
        if refusal:
            self.tally[f"refused by {self.kind}"] += 1
            if self.options.truth_only:
                print(json.dumps({"seed": seed, "sabotage": deployment.sabotage, "refused": refusal}))
                return []
            return self.comparison.refused(deployment, refusal, self.timed("tlslint", self.tlslint, "check", deployment))
        if deployment.sabotage:
            self.tally["sabotaged, yet accepted"] += 1
        with process:
            observations = self.timed("probe", self.observe, deployment)
        self.tally["names probed"] += len(observations)
        if self.options.truth_only:
            print(json.dumps({"seed": seed, "sabotage": deployment.sabotage, "observations": [seen.as_json() for seen in observations]}))
            return []
        self.keep(deployment, "truth", [seen.as_json() for seen in observations])
        differences = self.comparison.accepted(self.timed("tlslint", self.tlslint, "check", deployment))
        model = self.timed("tlslint", self.tlslint, "show", deployment)
        self.keep(deployment, "show", model)
        return differences + self.comparison.compare(deployment, observations, model)

    @staticmethod
    def keep(deployment, name, content):
        (deployment.folder / f"{name}.json").write_text(json.dumps(content, indent=1), encoding="utf-8")

    def report(self, failed, started):
        for title, counts in self.comparison.counts.items():
            if counts:
                print(f"{title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
        print(f"{self.kind} {self.server.version}, OpenSSL {self.server.openssl}: " + ", ".join(f"{count} {name}" for name, count in self.tally.items())
              + f"; {len(failed)} with differences {failed if failed else ''}")
        print(f"{time.monotonic() - started:.1f} s: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.seconds.items()))


def arguments(run_type):
    parser = argparse.ArgumentParser(prog=f"{run_type.kind}_model", description=__doc__.replace("KIND", run_type.kind),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(__file__).resolve().parents[3]
    parser.add_argument("--tlslint", default=str(root / "build/release/tlslint"))
    parser.add_argument("--server", default=os.environ.get(f"TLSLINT_{run_type.kind.upper()}", run_type.command))
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="of the first deployment; each has its own, one more than the last")
    parser.add_argument("--only", type=int, metavar="SEED", help="this deployment, kept")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work here, and keep everything")
    parser.add_argument("--settings", type=lambda text: set(text.split(",")), default=set(SETTINGS), help="compare these only: " + ",".join(SETTINGS))
    parser.add_argument("--skip", type=lambda text: set(text.split(",")), default=set(), help="do not compare these")
    parser.add_argument("--truth-only", action="store_true", help="print what the servers do, as JSON")
    options = parser.parse_args()
    options.settings -= options.skip
    return options


def main(run_type):
    """`run_type(options, work)` has `deployment(seed)`, the differences of one; `report`; and `server`."""
    options, started = arguments(run_type), time.monotonic()
    work = Path(options.keep or tempfile.mkdtemp(prefix="tlslint-prove-", dir="/tmp")).resolve()
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)
    failed, run = [], None
    try:
        run = run_type(options, work)
        for seed in [options.only] if options.only is not None else range(options.seed, options.seed + options.count):
            differences = run.deployment(seed)
            for difference in differences:
                print(f"seed {seed}: {difference}", flush=True)
            if differences:
                failed.append(seed)
            elif not options.keep and options.only is None:
                shutil.rmtree(work / f"{seed:05}")
        if not options.truth_only:
            run.report(failed, started)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"{run_type.kind}_model: {error}", file=sys.stderr)
        return 2
    finally:
        if run:
            run.server.close()
        if failed or options.keep or options.only is not None:
            print(f"kept: {work}", file=sys.stderr)
        else:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0
