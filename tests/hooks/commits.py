#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Commits in scratch repositories, checked by the real pre-commit with this repository's hooks, and by the plain hook of
`tlslint hook install`. `commits.py PROGRAM`"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Plain HTTP on loopback: no rule to come will object.
GOOD = "events {}\nhttp { server { listen 127.0.0.1:80; return 204; } }\n"
BAD = GOOD.replace("204;", "204;;")
failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)


class Repository:
    """A scratch git repository whose environment has nothing of the user's."""

    def __init__(self, folder, path_first):
        self.home = Path(folder)
        self.home.mkdir()
        self.env = {
            "PATH": f"{path_first}:{os.environ['PATH']}", "HOME": str(self.home.parent), "PRE_COMMIT_HOME": str(self.home.parent / "pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.org", "LC_ALL": "C.UTF-8", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.file.allow",
            "GIT_CONFIG_VALUE_0": "always",
        }
        self.run("git", "init", "-q", "-b", "main")

    def run(self, *command):
        return subprocess.run(command, cwd=self.home, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    def write(self, name, text):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self, *names):
        """Stages and commits; the outcome of the commit."""
        self.run("git", "add", *names)
        return self.run("git", "commit", "-qm", "a change")

    def must(self, done, passes, *says, what):
        text = done.stdout
        expect((done.returncode == 0) == passes, f"{what}: exit {done.returncode}\n{text}")
        for words in says:
            expect(words in text, f"{what}: does not say {words!r}\n{text}")


def scenarios(repository, what):
    """What every kind of hook must do."""
    r = repository
    r.write("deploy/nginx.conf", BAD)
    r.must(r.commit("deploy/nginx.conf"), False, "deploy/nginx.conf:2:", "config/syntax", what=f"{what}: a bad file")
    r.write("deploy/nginx.conf", GOOD)
    r.must(r.commit("deploy/nginx.conf"), True, what=f"{what}: a good file")

    # Only what is staged counts.
    r.write("deploy/nginx.conf", GOOD.replace(":80", ":81"))
    r.run("git", "add", "-A")
    r.write("deploy/nginx.conf", BAD)
    r.must(r.run("git", "commit", "-qm", "staged"), True, what=f"{what}: good staged, bad in the working tree")
    expect((r.home / "deploy/nginx.conf").read_text() == BAD, f"{what}: the working tree is not as it was")
    r.run("git", "add", "-A")
    r.write("deploy/nginx.conf", GOOD)
    r.must(r.run("git", "commit", "-qm", "staged"), False, "config/syntax", what=f"{what}: bad staged, good in the working tree")
    expect((r.home / "deploy/nginx.conf").read_text() == GOOD, f"{what}: the working tree is not as it was")
    r.run("git", "reset", "-q", "--hard")

    # Names of all kinds; files that are something else.
    r.write("nginx/with space.conf", BAD)
    r.must(r.commit("nginx"), False, "nginx/with space.conf:2:", what=f"{what}: a name with a blank")
    r.run("git", "reset", "-q", "--hard")
    for name, text in {"nginx/README.md": "# server {\n", "nginx/notes.conf": "Remember the milk.\n", "nginx/empty.conf": "", "a.py": "x = 1\n"}.items():
        r.write(name, text)
    r.must(r.commit("."), True, what=f"{what}: other files")
    r.run("git", "rm", "-q", "deploy/nginx.conf")
    r.must(r.run("git", "commit", "-qm", "gone"), True, what=f"{what}: a file that goes")

    # A file and what it includes; two deployments in one commit.
    r.write("a/nginx/nginx.conf", "events {}\nhttp { include tls.conf; server { listen 443 ssl; ssl_certificate $a; ssl_certificate_key $a; } }\n")
    r.write("a/nginx/tls.conf", "ssl_protocols TLSv1 TLSv1.2;;\n")
    r.write("b/haproxy.cfg", "global\n    ssl-default-bind-options ssl-min-ver TLSv1.0\nfrontend f\n    bind :443 ssl crt /nowhere.pem\n")
    r.must(r.commit("a", "b"), False, "a/nginx/tls.conf:1:", "b/haproxy.cfg:", what=f"{what}: an included file, two deployments")
    r.run("git", "reset", "-q", "--hard")

    # A project: the changed file is judged as a part of what includes it, and alone is spoken of.
    r.write("tlslint.toml", '[[deployment]]\nkind = "nginx"\npath = "c/nginx/nginx.conf"\n')
    r.write("c/nginx/nginx.conf", "events {}\nhttp { include own.conf; server { listen 127.0.0.1:80; return 204;; } }\n")
    r.write("c/nginx/own.conf", "keepalive_timeout 10;\n")
    r.run("git", "add", "-A")
    r.run("git", "commit", "-qnm", "a project with a mistake in it")
    r.write("c/nginx/own.conf", "keepalive_timeout 20;\n")
    r.must(r.commit("c/nginx/own.conf"), True, what=f"{what}: a good file of a bad deployment")
    r.write("c/nginx/own.conf", "listen 127.0.0.1:82;\n")  # fine in a server, but it is included around them
    done = r.commit("c/nginx/own.conf")
    r.must(done, False, "c/nginx/own.conf:1:", what=f"{what}: a file that is wrong where it is included")
    expect("nginx.conf:2:" not in done.stdout, f"{what}: speaks of files that were not changed")


def hooks_repository(folder):
    """What pre-commit clones: this repository's hooks, without its sources."""
    r = Repository(folder, "")
    for name in (".pre-commit-hooks.yaml", "packaging/pre-commit-hook", "VERSION"):
        (r.home / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, r.home / name)
    r.run("git", "add", "-A")
    done = r.run("git", "commit", "-qm", "hooks")
    expect(done.returncode == 0, done.stdout)
    return r, r.run("git", "rev-parse", "HEAD").stdout.strip()


def with_pre_commit(folder, tools, hooks, revision, hook):
    r = Repository(folder / f"work-{hook}", tools)
    r.write(".pre-commit-config.yaml", f"repos:\n- repo: {hooks.home}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n")
    r.run("git", "add", "-A")
    r.run("git", "commit", "-qm", "start")
    done = r.run("pre-commit", "install")
    expect(done.returncode == 0, done.stdout)
    scenarios(r, hook)
    return r


def test_plain_hook(folder, tools):
    r = Repository(folder / "plain", tools)
    r.must(r.run("tlslint", "hook", "install"), True, ".git/hooks/pre-commit", what="install")
    r.must(r.run("tlslint", "hook", "install"), True, what="install again")
    scenarios(r, "plain hook")
    r.must(r.run("tlslint", "hook", "uninstall"), True, what="uninstall")
    expect(not (r.home / ".git/hooks/pre-commit").exists(), "uninstall leaves the hook")
    r.must(r.run("tlslint", "hook", "uninstall"), False, "not from tlslint", what="uninstall twice")
    foreign = "#!/bin/sh\nexit 0\n"
    r.write(".git/hooks/pre-commit", foreign)
    r.must(r.run("tlslint", "hook", "install"), False, "stays as it is", "tlslint hook run", what="a foreign hook")
    expect((r.home / ".git/hooks/pre-commit").read_text() == foreign, "a foreign hook was overwritten")
    outside = folder / "outside"
    outside.mkdir()
    done = subprocess.run(["tlslint", "hook", "install"], cwd=outside, env={**r.env, "GIT_CEILING_DIRECTORIES": str(folder)},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    r.must(done, False, "no git repository", what="outside of a repository")


def test_cached_program(hooks, work, tools, program):
    """The hook looks for the program once; then the installed one may go."""
    kept = list((work.home.parent / "pre-commit").glob("repo*/build/pre-commit/tlslint"))
    expect(len(kept) == 1, f"kept programs: {kept}")
    script = kept[0].parent.parent.parent / "packaging/pre-commit-hook"
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(tools)}
    done = subprocess.run([script, "--version"], env=bare, capture_output=True, text=True, check=False)
    expect(done.returncode == 0 and done.stdout.startswith("tlslint "), f"kept: {done}")
    # Nothing kept, another version installed: it is built. A stand-in for CMake shows with which words.
    kept[0].unlink()
    stand_in = tools / "cmake"
    stand_in.write_text(f'#!/bin/sh\necho "$@" >>{tools}/calls\ncase $1 in --build) cp {program} "$2/tlslint" ;; *) mkdir -p "$4" ;; esac\n')
    stand_in.chmod(0o755)
    old = tools / "old"
    old.mkdir()
    (old / "tlslint").write_text("#!/bin/sh\necho tlslint 0.0.1\n")
    (old / "tlslint").chmod(0o755)
    bare["PATH"] = f"{old}:{tools}:/usr/bin:/bin"
    runs = [subprocess.Popen([script, "--version"], env=bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for run in runs:
        out, err = run.communicate()
        expect(run.returncode == 0 and out.startswith("tlslint ") and "0.0.1" not in out, f"built: {out} {err}")
    calls = (tools / "calls").read_text().splitlines()
    expect(len(calls) == 2, f"built more than once by four at a time: {calls}")
    # What cannot be built says so.
    kept[0].unlink()
    stand_in.write_text("#!/bin/sh\necho no compiler\nexit 1\n")
    done = subprocess.run([script, "check"], env=bare, capture_output=True, text=True, check=False)
    expect(done.returncode == 2 and "no compiler" in done.stderr and "tlslint-docker" in done.stderr, f"not built: {done}")


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tools = folder / "tools"
        tools.mkdir()
        (tools / "tlslint").symlink_to(program)
        test_plain_hook(folder, tools)
        hooks, revision = hooks_repository(folder / "hooks")
        with_pre_commit(folder, tools, hooks, revision, "tlslint-system")
        work = with_pre_commit(folder, tools, hooks, revision, "tlslint")
        bare = folder / "bare"
        bare.mkdir()
        test_cached_program(hooks, work, bare, program)
    for line in failures:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
