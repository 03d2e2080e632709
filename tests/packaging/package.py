#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Debian package and the tarball of a build tree: made, taken apart, run. `package.py BUILD-DIRECTORY`"""
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def runs(program, place):
    """The installed program does its main job."""
    done = run(program, "check", "--format", "concise", "--root", "fixtures/demo", cwd=ROOT)
    expect(done.returncode == 1 and "[protocol/obsolete-version]" in done.stdout, f"{place}: {done.returncode} {done.stdout[-500:]} {done.stderr}")
    version = (ROOT / "VERSION").read_text().strip()
    expect(run(program, "--version").stdout == f"tlslint {version}\n", f"{place}: another version")


def manual_page(path):
    text = gzip.decompress(path.read_bytes()).decode()
    done = run("groff", "-man", "-ww", "-z", "-Tutf8", input=text)
    expect(done.returncode == 0 and done.stderr == "", f"manual page: {done.stderr[:500]}")
    for words in (".SS tlslint check", "\\-\\-fail\\-on", ".SH EXIT STATUS", "sarif"):
        expect(words in text, f"manual page: no {words}")


def complete(script, *words):
    """What bash offers for the last of the words."""
    line = f"source {script}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; compopt() {{ :; }}; _tlslint; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = run("bash", "--norc", "-c", line, cwd=ROOT)
    expect(done.stderr == "", f"bash completion: {done.stderr}")
    return done.stdout.split("\n")[:-1]


def completions(share):
    script = share / "bash-completion/completions/tlslint"
    expect(complete(script, "tlslint", "ch") == ["check"], "bash: command")
    expect("--fail-on" in complete(script, "tlslint", "check", "--f"), "bash: option")
    expect(complete(script, "tlslint", "check", "--fail-on", "w") == ["warning"], "bash: choice")
    expect("protocol/obsolete-version" in complete(script, "tlslint", "check", "--select", "protocol/o"), "bash: rule")
    expect("debian-12" in complete(script, "tlslint", "check", "--target", "deb"), "bash: target")
    expect("fixtures" in complete(script, "tlslint", "check", "fix"), "bash: file")
    expect(complete(script, "tlslint", "completion", "z") == ["zsh"], "bash: argument")
    for shell, path in (("zsh", "zsh/vendor-completions/_tlslint"), ("fish", "fish/vendor_completions.d/tlslint.fish")):
        expect("obsolete-version" in (share / path).read_text(), f"{shell}: no rules")
        if shutil.which(shell):
            done = run(shell, "-n", str(share / path))
            expect(done.returncode == 0 and done.stderr == "", f"{shell}: {done.stderr[:300]}")


def main(tree):
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        done = run("cpack", "--config", f"{tree}/CPackConfig.cmake", "-G", "DEB;TGZ", "-B", str(out / "packed"))
        expect(done.returncode == 0, done.stdout[-800:] + done.stderr[-800:])
        package, = (out / "packed").glob("*.deb")
        tarball, = (out / "packed").glob("*.tar.gz")

        fields = run("dpkg-deb", "--field", str(package)).stdout
        for field in ("Package: tlslint", f"Version: {(ROOT / 'VERSION').read_text().strip()}", "Section: admin", "libgnutls30", "libc6"):
            expect(field in fields, f"no {field} in\n{fields}")
        depends = next(line for line in fields.splitlines() if line.startswith("Depends: ")).removeprefix("Depends: ")
        for dependency in depends.split(", "):
            state = run("dpkg-query", "-W", "-f", "${db:Status-Status}", dependency.split(" ")[0]).stdout
            expect(state == "installed", f"depends on {dependency}, which is {state or 'not there'} where it was built")

        root = out / "root"
        expect(run("dpkg-deb", "--extract", str(package), str(root)).returncode == 0, "the package cannot be extracted")
        runs(root / "usr/bin/tlslint", "package")
        manual_page(root / "usr/share/man/man1/tlslint.1.gz")
        completions(root / "usr/share")
        expect(not (root / "usr/share/man/man1/tlslint.1.gz").stat().st_mode & 0o111, "modes")
        if os.geteuid() == 0:  # dpkg itself, into a root of its own
            admin = out / "installed"
            for folder in ("var/lib/dpkg/updates", "var/lib/dpkg/info"):
                (admin / folder).mkdir(parents=True)
            (admin / "var/lib/dpkg/status").touch()
            done = run("dpkg", f"--root={admin}", "--force-depends", "--force-not-root", "--log=/dev/null", "--install", str(package))
            expect(done.returncode == 0, f"dpkg: {done.stderr}")
            runs(admin / "usr/bin/tlslint", "installed package")
            expect(run("dpkg", f"--root={admin}", "--remove", "--log=/dev/null", "tlslint").returncode == 0, "it cannot be removed")
            expect(not (admin / "usr/bin/tlslint").exists(), "removing leaves the program")

        run("tar", "-xzf", str(tarball), "-C", str(out))
        unpacked, = out.glob("tlslint-*")
        runs(unpacked / "bin/tlslint", "tarball")
        summary = out / "summary"
        done = run(root / "usr/share/tlslint/github-action", cwd=ROOT, env={
            "PATH": f"{root}/usr/bin:/usr/bin:/bin", "INPUT_PATHS": "fixtures/demo", "INPUT_SARIF": str(out / "s.sarif"), "GITHUB_STEP_SUMMARY": str(summary),
            "INPUT_FAIL_ON": "error"})
        expect(done.returncode == 1 and done.stdout.startswith("::"), f"action: {done}")
        expect(summary.read_text().startswith("### tlslint: ") and '"2.1.0"' in (out / "s.sarif").read_text(), "action: reports")
    for line in failures:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
