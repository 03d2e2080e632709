# SPDX-License-Identifier: Apache-2.0
"""A fleet whose findings are known, audited in every way that must come to the same: at once, by one or by eight child processes, in
shards that are merged in any order, and killed at random moments. `python3 -m fleet --tlslint PROGRAM --count 10000 --kills 50`."""

import argparse
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import generate, store


class Proof:
    def __init__(self, program, home, seed):
        self.program = program
        self.home = Path(home)
        self.random = random.Random(seed)
        self.wrong = []

    def expect(self, holds, words):
        if not holds:
            self.wrong.append(words)
            print(f"WRONG: {words}", file=sys.stderr)

    def command(self, db, *words, inputs="trees"):
        return [self.program, "fleet", "run", "--store", self.home / db, "--run", "proof", "--now", generate.NOW, "--no-system-trust",
                "--select", ",".join(generate.RULES), "--quiet", *words, self.home / inputs]

    def run(self, db, *words, inputs="trees"):
        done = subprocess.run(self.command(db, *words, inputs=inputs), capture_output=True, text=True, check=False)
        self.expect(done.returncode in (0, 1, 2) and "tlslint:" not in done.stderr, f"{db}: ends with {done.returncode}: {done.stderr[-300:]}")
        return done

    def merge(self, into, *stores):
        done = subprocess.run([self.program, "fleet", "merge", "--quiet", self.home / into, *(self.home / name for name in stores)],
                              capture_output=True, text=True, check=False)
        self.expect(done.returncode == 0, f"merge into {into}: {done.stderr[-300:]}")

    def facts(self, db):
        """All that the store holds, and the report made of it but for the number of shards."""
        done = subprocess.run([self.program, "fleet", "report", "--store", self.home / db, "--format", "json"], capture_output=True, check=False)
        self.expect(done.returncode in (0, 1, 2) and done.stdout, f"{db}: no report: {done.stderr[-300:]}")
        return store.facts(self.home / db, "proof"), hashlib.sha256(re.sub(rb'"parts":\d+,"parts_finished":\d+', b"", done.stdout)).hexdigest()

    # ---- what has to hold

    def truth(self, truth):
        """What is found is what is wrong, host by host."""
        self.run("whole.db")
        found = store.findings(self.home / "whole.db", "proof")
        self.expect(set(store.failures(self.home / "whole.db", "proof")) == truth.failed, "other hosts failed than those without a configuration")
        self.expect(set(found) == set(truth.findings), "hosts are missing, or too many")
        for host, expected in truth.findings.items():
            self.expect(found.get(host) == expected, f"{host}: found {sorted(found.get(host, []))}, wrong is {sorted(expected)}")
        print(f"{len(found)} hosts, {sum(map(len, found.values()))} findings, {len(truth.failed)} failures: as made", file=sys.stderr)

    def jobs(self, whole):
        for jobs in (1, 8):
            self.run(f"jobs-{jobs}.db", "--jobs", str(jobs))
            self.expect(self.facts(f"jobs-{jobs}.db") == whole, f"--jobs {jobs} comes to something else")

    def shards(self, whole, parts, orders):
        names = [f"shard-{part}.db" for part in range(1, parts + 1)]
        for part, name in enumerate(names, 1):
            self.run(name, "--shard", f"{part}/{parts}")
        sizes = [len(store.hosts(self.home / name, "proof")) for name in names]
        self.expect(sum(sizes) == len(store.hosts(self.home / "whole.db", "proof")), f"shards of {sizes} hosts are not the fleet")
        for number in range(orders):
            order = names * 2  # a store that is merged twice changes nothing
            self.random.shuffle(order)
            into = f"merged-{number}.db"
            half = len(order) // 2
            self.merge("half.db", *order[:half])  # and merging may nest
            self.merge(into, "half.db", *order[half:])
            for path in self.home.glob("half.db*"):
                path.unlink()
            self.expect(self.facts(into) == whole, f"merged as {order}: something else")

    def kills(self, whole, count, jobs, seconds):
        """Killed without warning, `count` times over, in as many runs as that takes."""
        killed = rounds = 0
        while killed < count:
            name = f"killed-{rounds}.db"
            rounds += 1
            while True:
                process = subprocess.Popen(self.command(name, "--jobs", str(jobs)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                try:
                    process.wait(self.random.uniform(0.0, seconds))
                    break
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    killed += 1
                    if killed >= count:
                        self.run(name)
                        break
            self.expect(self.facts(name) == whole, f"{name}: killed and resumed, it comes to something else")
        print(f"killed {killed} times in {rounds} runs", file=sys.stderr)

    def workers_die(self, whole):
        """Child processes that somebody stops: their hosts are audited by others."""
        process = subprocess.Popen(self.command("children.db", "--jobs", "2"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stopped = 0
        while process.poll() is None:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            try:
                pids = children.read_text().split()
                if pids and stopped < 6:
                    os.kill(int(self.random.choice(pids)), signal.SIGKILL)
                    stopped += 1
            except (OSError, ValueError):
                pass
            time.sleep(0.05)
        self.expect(self.facts("children.db") == whole, f"{stopped} stopped children changed what is found")

    def full_disk(self, whole):
        """On a disk that is full the run ends with an error; with room again it goes on."""
        place = self.home / "small"
        place.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", place], capture_output=True, check=False).returncode:
            print("disk full: left out, no right to mount", file=sys.stderr)
            return
        try:
            done = subprocess.run(self.command("small/fleet.db"), capture_output=True, text=True, check=False)
            self.expect(done.returncode == 2 and "disk is full" in done.stderr, f"on a full disk: {done.returncode} {done.stderr[-200:]}")
            subprocess.run(["mount", "-o", "remount,size=500m", place], check=True)
            self.run("small/fleet.db")
            self.expect(self.facts("small/fleet.db") == whole, "after a full disk it comes to something else")
        finally:
            subprocess.run(["umount", place], check=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", default="build/release/tlslint")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--shards", type=int, default=5)
    parser.add_argument("--orders", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as home:
        proof = Proof(str(Path(options.tlslint).resolve()), home, options.seed)
        truth = generate.make_fleet(Path(home) / "trees", options.count, options.seed)
        begun = time.monotonic()
        proof.truth(truth)
        seconds = time.monotonic() - begun
        whole = proof.facts("whole.db")
        proof.jobs(whole)
        proof.shards(whole, options.shards, options.orders)
        proof.kills(whole, options.kills, 4, max(0.3, seconds * 0.6))
        proof.workers_die(whole)
        proof.full_disk(whole)
        return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
