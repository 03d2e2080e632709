#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a hook costs: one changed file of a configuration of 20 files, as pre-commit runs it, as the plain hook does, and
a commit under pre-commit beside one whose hook is `true`. `hooks.py PROGRAM`; medians of wall time."""
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ("server {{\n    listen 443 ssl;\n    server_name host{0}.example;\n    ssl_certificate $a;\n    ssl_certificate_key $a;\n    root /srv/{0};\n"
        "    add_header Strict-Transport-Security max-age=63072000 always;\n    location /api {{ proxy_pass http://127.0.0.1:80{0}; }}\n}}\n")


def main(program):
    with tempfile.TemporaryDirectory() as name:
        home = Path(name, "work")
        (home / "nginx/sites").mkdir(parents=True)
        env = {"PATH": f"{name}/tools:{os.environ['PATH']}", "HOME": name, "PRE_COMMIT_HOME": f"{name}/pre-commit", "GIT_CONFIG_NOSYSTEM": "1",
               **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "a"), ("EMAIL", "a@example.org"))}}

        def run(*command):
            begin = time.monotonic()
            done = subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False)
            took = time.monotonic() - begin
            if done.returncode not in (0, 1):
                sys.exit(f"{command}: {done.returncode} {done.stdout} {done.stderr}")
            return took

        def median(times, *command):
            return statistics.median(run(*command) for _ in range(times)) * 1000

        Path(name, "tools").mkdir()
        Path(name, "tools/tlslint").symlink_to(program)
        (home / "nginx/nginx.conf").write_text("events {}\nhttp {\n    ssl_protocols TLSv1.2 TLSv1.3;\n    include sites/*.conf;\n}\n")
        for number in range(10, 29):
            (home / f"nginx/sites/{number}.conf").write_text(SITE.format(number))
        run("git", "init", "-q", "-b", "main")
        run("git", "add", "-A")
        run("git", "commit", "-qm", "start")

        whole = median(50, "tlslint", "check", "--skip-unknown", "nginx/nginx.conf")
        one = median(50, "tlslint", "check", "--skip-unknown", "nginx/sites/17.conf")
        print(f"check, the main file of 20     {whole:7.1f} ms\ncheck, one of the included     {one:7.1f} ms")

        def commits(label):
            times = []
            for number in range(15):
                with (home / "nginx/sites/17.conf").open("a") as file:
                    file.write(f"# {number}\n")
                run("git", "add", "-A")
                times.append(run("git", "commit", "-qm", "change"))
            took = statistics.median(times) * 1000
            print(f"{label:<30} {took:7.1f} ms")
            return took

        bare = commits("git commit, no hook")
        run("tlslint", "hook", "install")
        plain = commits("git commit, the plain hook")
        run("tlslint", "hook", "uninstall")
        hook = "repos:\n- repo: local\n  hooks:\n  - {{id: x, name: x, language: system, require_serial: true, entry: {}}}\n"
        (home / ".pre-commit-config.yaml").write_text(hook.format('"true"'))
        run("pre-commit", "install")
        nothing = commits("git commit, pre-commit, true")
        (home / ".pre-commit-config.yaml").write_text(hook.format("tlslint check --skip-unknown --fail-on error"))
        ours = commits("git commit, pre-commit, tlslint")
        for text, value, bound in (("a hook run at most 10 ms", whole, 10), ("the plain hook adds at most 50 ms", plain - bare, 50),
                                   ("beside pre-commit at most 50 ms", ours - nothing, 50)):
            print(f"    {text}: {'ok' if value <= bound else 'MISSED'} ({value:.1f} ms)")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
