#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SARIF reports against Microsoft's multitool with its rules for SARIF and for GitHub's ingestion, and against the
standard's schema; both come from the npm registry into build/npm. `reports.py PROGRAM`"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parent.parent.parent
NPM = ROOT / "build/npm"
# Of the tool's remarks, those that we have weighed: what they ask for and why it is not there.
WEIGHED = {
    "SARIF2002": "messages are composed by rules, not out of templates",
    "SARIF2003": "no revision is known: git is not asked",
    "SARIF2005": "the project has no address of its own",
    "SARIF2006": "the schema's address cannot be fetched here; it is what others write",
    "SARIF2009": "our rules have names, not numbers",
    "SARIF2010": "no snippets: who shows the report has the files",
    "SARIF2011": "the same",
    "SARIF2012": "a rule's first source is its help",
}


def install():
    NPM.mkdir(parents=True, exist_ok=True)
    if not (NPM / "node_modules").exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(NPM),
                        "@microsoft/sarif-multitool@5.7.0", "@microsoft/jest-sarif@1.0.0-beta.0"], check=True)
    tool = NPM / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    tool.chmod(0o755)
    return tool, json.loads((NPM / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json").read_text())


def main(program):
    tool, schema = install()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        for words in (["fixtures/demo"], ["fixtures/rules"]):
            log = Path(folder, f"{len(failures)}-{words[-1].replace('/', '-')}.sarif")
            subprocess.run([program, "check", "--kind", "nginx", "--format", "sarif", "--output", log, *words], cwd=ROOT, check=False)
            errors = list(jsonschema.Draft7Validator(schema).iter_errors(json.loads(log.read_text())))
            failures += [f"{words}: {'/'.join(map(str, error.path))}: {error.message[:200]}" for error in errors[:5]]
            out = Path(folder, "out.sarif")
            subprocess.run([tool, "validate", log, "--output", out, "--log", "ForceOverwrite", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"],
                           env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}, check=False, capture_output=True)
            results = json.loads(out.read_text())["runs"][0].get("results", [])
            found = {}
            for result in results:
                found.setdefault(result["ruleId"].split("/")[0], result)
            for rule, result in found.items():
                if rule not in WEIGHED:
                    where = [location["physicalLocation"]["region"] for location in result.get("locations", [])]
                    failures.append(f"{words}: {rule} {result.get('level', 'warning')} {result['message']} {where}")
            failures += [f"{rule} is weighed and does not occur" for rule in WEIGHED.keys() - found.keys()]
            print(f"{' '.join(words)}: {len(json.loads(log.read_text())['runs'][0]['results'])} results; the tool remarks {sorted(found)}")
    for line in failures:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
