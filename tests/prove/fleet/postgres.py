# SPDX-License-Identifier: Apache-2.0
"""Workers that share a PostgreSQL database, which this proof starts: killed, stopped past their leases, and the database itself killed.
`python3 -m fleet.postgres --tlslint PROGRAM --count 2000 --kills 20`."""

import argparse
import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import generate, store


def programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


class Database:
    """A server of its own, on a socket in a directory of its own."""

    def __init__(self, home):
        self.home = Path(home)
        self.bin = programs()
        self.data = self.home / "data"
        self.log = self.home / "log"
        try:
            self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        except KeyError:
            self.user = pwd.getpwnam("nobody")
        shutil.chown(self.home, self.user.pw_uid)
        self.call("initdb", "-D", self.data, "-U", "proof", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        self.call("createdb", "-h", self.home, "-U", "proof", "proof")
        self.url = f"postgresql://proof@/proof?host={self.home}"

    def call(self, program, *words):
        done = subprocess.run([self.bin / program, *words], user=self.user.pw_uid if os.geteuid() == 0 else None, cwd="/",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout[-400:]}")

    def start(self):
        self.call("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", f"-k {self.home} -c listen_addresses=''", "start")

    def stop(self):
        self.call("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def crash(self):
        """Its first process goes without a word; then it begins again."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for path in self.home.glob(".s.PGSQL.*"):
            path.unlink()
        for _ in range(50):  # until its children have noticed, too
            try:
                self.start()
                return
            except RuntimeError:
                time.sleep(0.2)
        self.start()

    def ask(self, sql):
        done = subprocess.run([self.bin / "psql", self.url, "-XAtc", sql], capture_output=True, text=True, check=False)
        return done.stdout.split("\n")[:-1]


class Proof:
    def __init__(self, program, home, database, seed):
        self.program = program
        self.home = Path(home)
        self.database = database
        self.random = random.Random(seed)
        self.wrong = []

    def expect(self, holds, words):
        if not holds:
            self.wrong.append(words)
            print(f"WRONG: {words}", file=sys.stderr)

    def options(self, run):
        return ["--run", run, "--now", generate.NOW, "--no-system-trust", "--select", ",".join(generate.RULES), "--quiet"]

    def start(self, run, *words):
        """`fleet run` with the first of the workers in it."""
        return subprocess.Popen([self.program, "fleet", "run", "--store", self.database.url, *self.options(run), *words, self.home / "trees"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def queued(self, run):
        """Waits until the run's hosts stand in the queue."""
        for _ in range(600):
            if self.database.ask(f"SELECT COUNT(*) > 0 FROM task WHERE run = '{run}'") == ["t"]:
                return
            time.sleep(0.05)

    def worker(self, *words):
        return subprocess.Popen([self.program, "fleet", "worker", "--store", self.database.url, "--quiet", *words],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def finish(self, run, workers, lease):
        """Workers come until the run is done."""
        for process in workers:
            process.wait(300)
            process.stderr.close()
        last = self.worker("--run", run, "--lease", str(lease))
        self.expect(last.wait(300) == 0, f"{run}: the last worker: {last.stderr.read()[-300:]}")
        last.stderr.close()

    def compare(self, run, whole):
        """By way of a file, whose facts can be compared."""
        name = self.home / f"{run}.db"
        done = subprocess.run([self.program, "fleet", "merge", "--quiet", name, self.database.url], capture_output=True, text=True, check=False)
        self.expect(done.returncode == 0, f"merge: {done.stderr[-300:]}")
        self.expect(store.facts(name, run) == whole, f"{run}: comes to something else")
        self.expect(self.report(self.database.url, run) == self.report(self.home / "alone.db", "alone"), f"{run}: another report")
        finished = self.database.ask(f"SELECT finished IS NOT NULL FROM part WHERE run = '{run}'")
        self.expect(finished == ["t"], f"{run}: its part is not finished: {finished}")
        doubles = self.database.ask("SELECT COUNT(*) FROM (SELECT digest FROM audit GROUP BY digest HAVING COUNT(*) > 1) AS twice")
        self.expect(doubles == ["0"], f"{run}: {doubles} audits stand there twice")

    def report(self, where, run):
        done = subprocess.run([self.program, "fleet", "report", "--store", where, "--run", run, "--format", "json"], capture_output=True, text=True,
                              check=False)
        self.expect(done.returncode in (0, 1, 2) and done.stdout, f"{run}: no report: {done.stderr[-300:]}")
        return done.stdout.replace(f'"{run}"', '"RUN"')

    # ---- what has to hold

    def together(self, whole):
        workers = [self.start("together", "--lease", "10")]
        self.queued("together")
        workers += [self.worker("--lease", "10") for _ in range(3)]
        self.finish("together", workers, 10)
        self.compare("together", whole)

    def kills(self, whole, count):
        """Four workers; one after the other is killed, and another comes."""
        workers = [self.start("killed", "--lease", "2", "--force")]
        self.queued("killed")
        killed = 0
        while killed < count:
            while len(workers) < 4:
                workers.append(self.worker("--run", "killed", "--lease", "2"))
            time.sleep(self.random.uniform(0.02, 0.3))
            victim = workers.pop(self.random.randrange(len(workers)))
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            victim.stderr.close()
            killed += 1
            if self.database.ask("SELECT COUNT(*) FROM task WHERE run = 'killed' AND done = 0") == ["0"]:
                break
        self.finish("killed", workers, 2)
        self.compare("killed", whole)
        print(f"killed {killed} workers", file=sys.stderr)

    def zombie(self, whole):
        """A worker that is stopped past its lease, and goes on: what it hands in is another's by then."""
        first = self.start("zombie", "--lease", "1", "--force", "--jobs", "1")
        for _ in range(200):
            if self.database.ask("SELECT COUNT(*) > 0 FROM task WHERE run = 'zombie' AND worker <> ''") == ["t"]:
                break
            time.sleep(0.02)
        first.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        second = self.worker("--run", "zombie", "--lease", "1")
        time.sleep(1)
        first.send_signal(signal.SIGCONT)
        self.finish("zombie", [first, second], 1)
        self.compare("zombie", whole)

    def restart(self, whole):
        """The database is killed in the middle: workers end with a word, and others go on."""
        workers = [self.start("restart", "--lease", "2", "--force")]
        self.queued("restart")
        workers.append(self.worker("--run", "restart", "--lease", "2"))
        time.sleep(0.3)
        self.database.crash()
        for process in workers:
            process.wait(60)
            words = process.stderr.read()
            self.expect(process.returncode == 0 or "PostgreSQL" in words, f"restart: a worker ends with {process.returncode}: {words[-200:]}")
            process.stderr.close()
        self.finish("restart", [self.start("restart", "--lease", "2", "--force")], 2)
        self.compare("restart", whole)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", default="build/release/tlslint")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not programs():
        print("left out: PostgreSQL is not installed", file=sys.stderr)
        return 0
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as place:
        database = Database(place)
        try:
            proof = Proof(str(Path(options.tlslint).resolve()), home, database, options.seed)
            generate.make_fleet(Path(home) / "trees", options.count, options.seed)
            alone = Path(home) / "alone.db"
            subprocess.run([proof.program, "fleet", "run", "--store", alone, *proof.options("alone"), Path(home) / "trees"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            whole = store.facts(alone, "alone")
            for part in (proof.together, lambda facts: proof.kills(facts, options.kills), proof.zombie, proof.restart):
                part(whole)
        finally:
            database.stop()
        return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
