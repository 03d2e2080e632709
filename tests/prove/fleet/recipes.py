# SPDX-License-Identifier: Apache-2.0
"""The recipes of packaging/fleet, run for real on this machine: GNU parallel, Kubernetes' pods one after the other, Ansible over local
connections, Slurm on one node. `python3 -m fleet.recipes --tlslint PROGRAM [NAME...]`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import generate, store

RECIPES = Path(__file__).resolve().parents[3] / "packaging/fleet"
SHARED = ["--now", generate.NOW, "--no-system-trust", "--select", ",".join(generate.RULES)]
SLURM = """ClusterName=proof
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={home}/munge.socket
CryptoType=crypto/munge
StateSaveLocation={home}/state
SlurmdSpoolDir={home}/spool
SlurmctldPidFile={home}/slurmctld.pid
SlurmdPidFile={home}/slurmd.pid
SlurmctldLogFile={home}/slurmctld.log
SlurmdLogFile={home}/slurmd.log
SlurmctldPort={port}
SlurmdPort={node_port}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SchedulerParameters=batch_sched_delay=0
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class Proof:
    def __init__(self, program, home, count, seed):
        self.home = Path(home)
        self.trees = self.home / "trees"
        generate.make_fleet(self.trees, count, seed)
        bin_ = self.home / "bin"
        bin_.mkdir()
        (bin_ / "tlslint").symlink_to(program)
        self.environment = {**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        self.wrong = []
        self.call("tlslint", "fleet", "run", "--store", self.home / "whole.db", "--run", "proof", *SHARED, self.trees, status=(0, 1, 2))
        self.whole = store.facts(self.home / "whole.db", "proof")

    def expect(self, holds, words):
        if not holds:
            self.wrong.append(words)
            print(f"WRONG: {words}", file=sys.stderr)

    def call(self, *words, status=(0,), **more):
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, cwd=self.home,
                              env={**self.environment, **more})
        self.expect(done.returncode in status, f"{words[0]} ends with {done.returncode}: {done.stdout[-600:]}{done.stderr[-600:]}")
        return done

    def compare(self, name, db):
        self.expect(db.exists() and store.facts(db, "proof") == self.whole, f"{name}: comes to something else")

    def parallel(self):
        out = self.home / "parallel"
        self.call(RECIPES / "parallel", "proof", "6", out, *SHARED, self.trees)
        self.compare("parallel", out / "fleet.db")
        # Interrupted: some of the log is gone, and a store is half done.
        log = (out / "log").read_text().splitlines(True)
        (out / "log").write_text("".join(log[:3]))
        for path in (*out.glob("fleet.db*"), *out.glob("shard-5.db*")):
            path.unlink()
        self.call(RECIPES / "parallel", "proof", "6", out, *SHARED, self.trees)
        self.compare("parallel, resumed", out / "fleet.db")

    def kubernetes(self):
        import jsonschema
        import yaml
        job = yaml.safe_load((RECIPES / "kubernetes.yml").read_text())
        jsonschema.validate(job, json.loads((Path(__file__).parent / "job.schema.json").read_text()))
        container, = job["spec"]["template"]["spec"]["containers"]
        volume = self.home / "volume"
        volume.mkdir()
        (volume / "hosts").symlink_to(self.trees)
        # As the pods would: the volume lies elsewhere here, and the proof's options make results comparable.
        script = container["command"][-1].replace("/fleet/", f"{volume}/").replace("fleet run", "fleet run " + " ".join(SHARED))
        for index in range(job["spec"]["completions"]):
            environment = {entry["name"]: entry["value"] for entry in container["env"]}
            self.call(*container["command"][:-1], script, **{**environment, "RUN": "proof"}, JOB_COMPLETION_INDEX=str(index))
        self.call("tlslint", "fleet", "merge", volume / "fleet.db", *sorted(volume.glob("shard-*.db")))
        self.compare("kubernetes", volume / "fleet.db")

    def ansible(self):
        if not shutil.which("ansible-playbook"):
            print("ansible: left out, not installed", file=sys.stderr)
            return
        hosts = sorted(path.name for path in self.trees.iterdir())[:6]
        inventory = "[all:vars]\nansible_connection=local\nansible_python_interpreter=/usr/bin/python3\n[hosts]\n"
        (self.home / "inventory").write_text(inventory + "".join(f"{host} root={self.trees / host}\n" for host in hosts))
        out = self.home / "ansible"
        self.call("ansible-playbook", "-i", "inventory", RECIPES / "ansible.yml", "--forks", "4", "-e",
                  json.dumps({"directory": str(out), "keys": True, "options": " ".join(["--run", "proof", *SHARED])}), ANSIBLE_NOCOWS="1",
                  ANSIBLE_LOCALHOST_WARNING="False", ANSIBLE_LOCAL_TEMP=str(self.home / "ansible-local"))
        names = store.hosts(out / "fleet.db", "proof")
        self.expect(names == hosts, f"ansible: collected {names}")
        whole = store.findings(self.home / "whole.db", "proof")
        found = store.findings(out / "fleet.db", "proof")
        self.expect(found == {host: whole[host] for host in hosts if host in whole}, f"ansible: found {found}")

    def slurm(self):
        needed = ("slurmctld", "slurmd", "sbatch", "munged")
        if os.geteuid() != 0 or not all(shutil.which(name) for name in needed):
            print("slurm: left out, it needs root, slurm-wlm and munge", file=sys.stderr)
            return
        home = self.home / "slurm"
        for name in ("state", "spool"):
            (home / name).mkdir(parents=True)
        host = os.uname().nodename.split(".")[0]
        (home / "munge.key").write_bytes(os.urandom(128))
        (home / "munge.key").chmod(0o400)
        base = 20000 + os.getpid() % 20000
        (home / "slurm.conf").write_text(SLURM.format(home=home, host=host, port=base, node_port=base + 1, cpus=os.cpu_count()))
        (home / "cgroup.conf").write_text("CgroupAutomount=no\n")
        self.environment["SLURM_CONF"] = str(home / "slurm.conf")
        started = []

        def start(*words):
            started.append(subprocess.Popen([str(word) for word in words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        try:
            start("munged", "--foreground", "--force", "--key-file", home / "munge.key", "--socket", home / "munge.socket",
                  "--pid-file", home / "munge.pid", "--log-file", home / "munge.log", "--seed-file", home / "munge.seed")
            time.sleep(1)
            start("slurmctld", "-D", "-i")
            start("slurmd", "-D", "-N", host)
            for _ in range(100):
                if "idle" in subprocess.run(["sinfo", "-h", "-o", "%T"], env=self.environment, capture_output=True, text=True, check=False).stdout:
                    break
                time.sleep(0.2)
            out = home / "out"
            job = self.call("sbatch", "--parsable", "--array=1-4", "--output=/dev/null", RECIPES / "slurm", "proof", out, *SHARED, self.trees).stdout.strip()
            for _ in range(600):
                if not self.call("squeue", "-h", "-j", job, status=(0, 1)).stdout.strip():
                    break
                time.sleep(0.2)
            self.call("tlslint", "fleet", "merge", out / "fleet.db", *sorted(out.glob("shard-*.db")))
            self.compare("slurm", out / "fleet.db")
        finally:
            for process in reversed(started):
                process.terminate()
            for process in started:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tlslint", default="build/release/tlslint")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*", default=["parallel", "kubernetes", "ansible", "slurm"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        proof = Proof(Path(options.tlslint).resolve(), home, options.count, options.seed)
        for name in options.names:
            begun = time.monotonic()
            getattr(proof, name)()
            print(f"{name}: {time.monotonic() - begun:.1f} s", file=sys.stderr)
        return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
