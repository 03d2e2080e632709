# SPDX-License-Identifier: Apache-2.0
"""Random nginx deployments: what the real server does on loopback, against what `tlslint show` says of it.

    cd tests/prove && python3 -m nginx_model --tlslint ../../build/release/tlslint --count 60 --seed 1

TLSLINT_NGINX (or --nginx) says how nginx is started: "nginx", or "chroot TREE nginx" (needs root; the work folder is
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
from .compare import SETTINGS, Comparison
from .generate import generate
from .observe import observe
from .pieces import TLS13
from .probe import Suites
from .server import ENVIRONMENT, Nginx


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
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.nginx = Nginx(options.nginx, work)
        listing = subprocess.run(self.nginx.inside(["openssl", "ciphers", "-V", "-ciphersuites", ":".join(TLS13), "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]),
                                 capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout
        self.suites = Suites(listing)
        self.store = Store(work / "keys")
        self.comparison = Comparison(options.settings, self.nginx)
        self.tally, self.seconds = Counter(), Counter()

    def tlslint(self, command, deployment, *more):
        words = [self.options.tlslint, command, "--format", "json", "--kind", "nginx", "--nginx-version", self.nginx.version,
                 "--openssl-version", self.nginx.openssl, *(["--target", self.nginx.target] if self.nginx.target else []),
                 *more, str(deployment.folder / "nginx.conf")]
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
        """Generated, and running if nginx accepts it: (deployment, its words of refusal or None, the process or None)."""
        folder = self.work / f"{seed:05}"
        for attempt in range(5):
            shutil.rmtree(folder, ignore_errors=True)
            deployment = self.timed("generate", generate, seed, self.nginx, self.store, folder, free_ports(8))
            refusal = self.timed("nginx -t", self.nginx.test, folder)
            if refusal:
                return deployment, refusal, None
            try:
                return deployment, None, self.timed("start", self.nginx.start, folder, [one.place for one in deployment.sockets])
            except RuntimeError as error:
                if attempt == 4 or "Address already in use" not in str(error):  # else somebody else took a port
                    raise
        raise AssertionError("not reached")

    def deployment(self, seed):
        """The differences of one."""
        deployment, refusal, process = self.made(seed)
        folder = deployment.folder
        self.tally["deployments"] += 1
        if refusal:
            self.tally["refused by nginx"] += 1
            if self.options.truth_only:
                print(json.dumps({"seed": seed, "sabotage": deployment.sabotage, "refused": refusal}))
                return []
            return self.comparison.refused(deployment, refusal, self.timed("tlslint", self.tlslint, "check", deployment))
        if deployment.sabotage:
            self.tally["sabotaged, yet accepted"] += 1
        with process:
            observations = self.timed("probe", observe, deployment, self.suites, self.store)
        self.tally["names probed"] += len(observations)
        if self.options.truth_only:
            print(json.dumps({"seed": seed, "sabotage": deployment.sabotage, "observations": [seen.as_json() for seen in observations]}))
            return []
        (folder / "truth.json").write_text(json.dumps([seen.as_json() for seen in observations], indent=1), encoding="utf-8")
        differences = self.comparison.accepted(deployment, self.timed("tlslint", self.tlslint, "check", deployment))
        model = self.timed("tlslint", self.tlslint, "show", deployment)
        (folder / "show.json").write_text(json.dumps(model, indent=1), encoding="utf-8")
        return differences + self.comparison.compare(deployment, observations, model)


def arguments():
    parser = argparse.ArgumentParser(prog="nginx_model", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(__file__).resolve().parents[3]
    parser.add_argument("--tlslint", default=str(root / "build/release/tlslint"))
    parser.add_argument("--nginx", default=os.environ.get("TLSLINT_NGINX", "nginx"))
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="of the first deployment; each has its own, one more than the last")
    parser.add_argument("--only", type=int, metavar="SEED", help="this deployment, kept")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work here, and keep everything")
    parser.add_argument("--settings", type=lambda text: set(text.split(",")), default=set(SETTINGS), help="compare these only: " + ",".join(SETTINGS))
    parser.add_argument("--truth-only", action="store_true", help="print what the servers do, as JSON")
    return parser.parse_args()


def report(run, failed, started):
    for title, counts in run.comparison.counts.items():
        if counts:
            print(f"{title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    print(f"nginx {run.nginx.version}, OpenSSL {run.nginx.openssl}: " + ", ".join(f"{count} {name}" for name, count in run.tally.items())
          + f"; {len(failed)} with differences {failed if failed else ''}")
    print(f"{time.monotonic() - started:.1f} s: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in run.seconds.items()))


def main():
    options, started = arguments(), time.monotonic()
    work = Path(options.keep or tempfile.mkdtemp(prefix="tlslint-prove-", dir="/tmp")).resolve()
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)
    failed, run = [], None
    try:
        run = Run(options, work)
        seeds = [options.only] if options.only is not None else range(options.seed, options.seed + options.count)
        for seed in seeds:
            differences = run.deployment(seed)
            for difference in differences:
                print(f"seed {seed}: {difference}", flush=True)
            if differences:
                failed.append(seed)
            elif not options.keep and options.only is None:
                shutil.rmtree(work / f"{seed:05}")
        if not options.truth_only:
            report(run, failed, started)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"nginx_model: {error}", file=sys.stderr)
        return 2
    finally:
        if run:
            run.nginx.close()
        if failed or options.keep or options.only is not None:
            print(f"kept: {work}", file=sys.stderr)
        else:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
