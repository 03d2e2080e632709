# SPDX-License-Identifier: Apache-2.0
"""A large fleet: hosts and files a second, memory as it goes on, beside reading the same files alone. `bench/fleet.py TLSLINT [COUNT]`."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/prove"))
from fleet import generate, store  # noqa: E402

SHARED = ["--now", generate.NOW, "--no-system-trust", "--quiet"]


def memory_of(pid):
    """Resident kilobytes of a process and its children, each shared page once."""
    total = 0
    pids = [pid]
    try:
        pids += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for each in pids:
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    except (OSError, ValueError):
        return 0
    return total


def hosts_in(db):
    try:
        return store.rows(db, "SELECT COUNT(*) FROM host WHERE run = 'bench'")[0][0]
    except Exception:  # not there yet
        return 0


def run(program, trees, db, name, samples=None):
    begun = time.monotonic()
    process = subprocess.Popen([program, "fleet", "run", "--store", db, "--run", name, *SHARED, trees], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        if samples is not None:
            samples.append((hosts_in(db), memory_of(process.pid)))
        time.sleep(0.25)
    return time.monotonic() - begun


def read_part(directories, counts):
    files = size = 0
    for directory in directories:
        for folder, _, names in os.walk(directory):
            for name in names:
                try:
                    with open(os.path.join(folder, name), "rb", buffering=0) as file:
                        size += len(file.readall())
                    files += 1
                except OSError:
                    pass
    counts.append((files, size))


def read_alone(trees):
    """The same files by as many processes as there are cores; the second time, when all are in the page cache."""
    listed = [entry.path for entry in os.scandir(trees)]
    cores = os.cpu_count()
    for _ in range(2):
        begun = time.monotonic()
        pipes = []
        for core in range(cores):
            end, other = os.pipe()
            if os.fork() == 0:
                counts = []
                read_part(listed[core::cores], counts)
                os.write(other, f"{counts[0][0]} {counts[0][1]}\n".encode())
                os._exit(0)
            os.close(other)
            pipes.append(end)
        totals = [tuple(map(int, os.read(end, 100).split())) for end in pipes]
        for _ in pipes:
            os.wait()
        for end in pipes:
            os.close(end)
    return time.monotonic() - begun, sum(files for files, _ in totals), sum(size for _, size in totals)


def main():
    program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    with tempfile.TemporaryDirectory() as home:
        trees = Path(home) / "trees"
        generate.make_fleet(trees, count, 1)
        alone, files, size = read_alone(trees)
        db = Path(home) / "fleet.db"
        samples = []
        first = run(program, trees, db, "bench", samples)
        again = run(program, trees, db, "again")
        print(f"{count} hosts, {files} files, {size / 1e6:.0f} MB; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"read alone     {alone:8.2f} s   {files / alone:10.0f} files/s")
        print(f"fleet run      {first:8.2f} s   {files / first:10.0f} files/s {size / first / 1e6:8.1f} MB/s {count / first:8.0f} hosts/s   {first / alone:.1f} x reading")
        print(f"unchanged      {again:8.2f} s   {files / again:10.0f} files/s {size / again / 1e6:8.1f} MB/s {count / again:8.0f} hosts/s   {again / alone:.1f} x reading")
        late = [memory for done, memory in samples if memory and done > min(10000, count // 10)]
        if late:
            print(f"memory         {late[0] / 1024:8.1f} MB after the first hosts, {max(late) / 1024:.1f} MB at most: {100 * (max(late) / late[0] - 1):+.1f} %")
        print(f"store          {db.stat().st_size / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()
