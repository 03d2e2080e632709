#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# All measurements in one run, so that they can be compared: parsers on their own, then the whole program against the servers
# (and augtool) on the same files. `./dev bench` builds and calls this; arguments go to Google Benchmark.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
core=$(($(nproc) - 1))
echo "$(nproc) x $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1), load $(cut -d ' ' -f 1 /proc/loadavg), core $core"
for program in build/bench/bench/bench_*; do
    [ -f "$program" ] && [ -x "$program" ] || continue
    echo
    echo "== ${program##*/bench_}"
    taskset -c "$core" "$program" --benchmark_color=false "$@" 2>/dev/null
done
echo
echo "== whole processes"
status=0
taskset -c "$core" python3 bench/processes.py build/bench/tlslint || status=1
echo
echo "== live"
python3 bench/live.py build/bench/tlslint || status=1
echo
echo "== fleet"
python3 bench/fleet.py build/bench/tlslint || status=1
echo
echo "== hooks"
taskset -c "$core" python3 bench/hooks.py build/bench/tlslint
exit $status
