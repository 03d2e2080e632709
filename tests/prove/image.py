#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Dockerfile built for real, and what stands on its image: the GitHub action and GitLab's job, run as their services run them.

    image.py BASE      BASE: a tree of Debian 12, which becomes debian:12 and debian:12-slim

buildah builds and runs without a daemon and without anything from Docker Hub. Needs root.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)
    print("ok    " if holds else "FAILS ", what.split("\n")[0], flush=True)


class Store:
    """Images and containers of this run alone."""

    def __init__(self, folder):
        self.options = ["--root", f"{folder}/images", "--runroot", f"{folder}/run", "--storage-driver", "vfs"]

    def buildah(self, command, *words, check=True, **options):
        done = subprocess.run(["buildah", *self.options, command, *words], cwd=ROOT, text=True, stdout=subprocess.PIPE, check=False, **options)
        if check and done.returncode != 0:
            sys.exit(f"buildah {command} {' '.join(words)}: ended with {done.returncode}\n{done.stdout[-2000:]}")
        return done

    def import_base(self, tree):
        container = self.buildah("from", "scratch").stdout.strip()
        with subprocess.Popen(["tar", "-C", tree, "--one-file-system", "--exclude=./proc/*", "--exclude=./sys/*", "--exclude=./dev/*", "-c", "."],
                              stdout=subprocess.PIPE) as pack:
            mounted = self.buildah("mount", container).stdout.strip()
            subprocess.run(["tar", "-C", mounted, "-x"], stdin=pack.stdout, check=True)
        self.buildah("umount", container)
        for name in ("docker.io/library/debian:12", "docker.io/library/debian:12-slim"):
            self.buildah("commit", container, name)
        self.buildah("rm", container)

    def run(self, image, source, words, environment):
        """A container over SOURCE at /src, as a service starts it; its answer."""
        container = self.buildah("from", "--pull-never", image).stdout.strip()
        settings = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
        done = self.buildah("run", "--isolation", "chroot", "--volume", f"{source}:/src", "--workingdir", "/src", *settings, container, "--",
                            *words, check=False, stderr=subprocess.PIPE)
        self.buildah("rm", container)
        return done


def scratch(folder, name):
    """A checkout that the job may write to."""
    place = Path(folder) / name
    subprocess.run(["cp", "-r", ROOT / "fixtures/demo", place], check=True)
    return place


def image_itself(store, folder):
    described = json.loads(store.buildah("inspect", "--type", "image", "tlslint").stdout)["OCIv1"]["config"]
    words = described["Entrypoint"] + described["Cmd"]
    expect(words == ["tlslint", "check", "."] and described["WorkingDir"] == "/src", f"starts `{' '.join(words)}` in {described['WorkingDir']}")
    done = store.run("tlslint", scratch(folder, "image"), words, {})
    expect(done.returncode == 1 and "protocol/obsolete-version" in done.stdout, f"the demo is judged: {done.returncode}\n{done.stdout[-500:]}{done.stderr}")
    version = (ROOT / "VERSION").read_text().strip()
    expect(store.run("tlslint", folder, ["tlslint", "--version"], {}).stdout == f"tlslint {version}\n", "the version is this one")


def github_action(store, folder):
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    expect(action["runs"]["using"] == "docker" and action["runs"]["image"] == "Dockerfile", "the action is built from the Dockerfile")
    source = scratch(folder, "github")
    given = {"policy": "mozilla-intermediate", "target": "debian-12", "fail_on": "error", "sarif": "tlslint.sarif"}
    expect(set(given) | {"paths"} == set(action["inputs"]), "every input of the action is tried")
    inputs = {name: given.get(name, described.get("default", "")) for name, described in action["inputs"].items()}
    environment = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    done = store.run("tlslint", source, [action["runs"]["entrypoint"]], environment | {"GITHUB_STEP_SUMMARY": "/src/summary.md"})
    expect(done.returncode == 1 and "::error file=" in done.stdout, f"annotations: {done.returncode}\n{done.stdout[-500:]}{done.stderr}")
    expect((source / "summary.md").read_text().startswith("#"), "a summary")
    expect(json.loads((source / "tlslint.sarif").read_text())["version"] == "2.1.0", "a SARIF file")
    plain = store.run("tlslint", source, [action["runs"]["entrypoint"]], {"INPUT_PATHS": "nowhere"})
    expect(plain.returncode == 2, f"a path that is not there: {plain.returncode}\n{plain.stderr}")


def gitlab_job(store, folder):
    job = yaml.safe_load((ROOT / "packaging/gitlab-ci.yml").read_text())["tlslint"]
    expect(job["image"]["entrypoint"] == [""], "the job has a shell for its script")
    source = scratch(folder, "gitlab")
    # The runner joins the lines of a script in a shell that ends with the first that fails.
    done = store.run("tlslint", source, ["sh", "-ec", "\n".join(job["script"])], job["variables"])
    expect(done.returncode == 1, f"the job fails over the demo: {done.returncode}\n{done.stdout[-500:]}{done.stderr}")
    reports = job["artifacts"]["reports"]
    quality = json.loads((source / reports["codequality"]).read_text())
    expect(all({"description", "fingerprint", "severity", "location"} <= set(entry) for entry in quality) and quality, "a code quality report")
    expect((source / reports["junit"]).read_text().startswith("<?xml"), "a JUnit report")


def main():
    with tempfile.TemporaryDirectory(prefix="tlslint-image-") as folder:
        store = Store(folder)
        store.import_base(sys.argv[1])
        store.buildah("build", "--isolation", "chroot", "--pull-never", "--tag", "tlslint", ".")
        image_itself(store, folder)
        github_action(store, folder)
        gitlab_job(store, folder)
    sys.exit("\n".join(["", "image:", *failures]) if failures else 0)


if __name__ == "__main__":
    main()
