#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What holds in this repository and no compiler sees (docs/architecture.md, design of the house). Prints each breach,
# one a line; exit status 1 if there is any. Checks of the program and its libraries take part once build/release has them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec python3 - "$@" <<'PY'
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

PROGRAM = "build/release/tlslint"
RULES_LIBRARY = "build/release/rules/libtlslint_rules.a"
LONGEST = 500
LONG_FILES = {
    "parsers/nginx/directives.inc": "a table: every directive of nginx, a row each",
    "parsers/apache/directives.inc": "a table: every directive of httpd, a row each",
}
breaches = []


def breach(place, text):
    breaches.append(f"{place}: {text}")


# ---- the files ---------------------------------------------------------------------------------------------------------

ROOMS = ("parsers", "rules", "audit", "tests", "bench", "cmake", ".ci", "packaging")
SOURCE = re.compile(r"\.(cpp|hpp|inc|py|sh|cmake|in)$|(^|/)CMakeLists\.txt$|^dev$|^\.ci/run$")
CXX = (".cpp", ".hpp", ".inc")

paths = [os.path.relpath(os.path.join(folder, name), ".") for room in ROOMS for folder, _, names in os.walk(room) for name in names]
paths += ["dev", "CMakeLists.txt"]
text_of = {path: Path(path).read_text(errors="replace") for path in sorted(paths)
           if SOURCE.search(path) and "__pycache__" not in path}
cxx = {path: text for path, text in text_of.items() if path.endswith(CXX)}

for path, text in text_of.items():
    if "SPDX-License-Identifier: " not in "".join(text.splitlines(True)[:2]):
        breach(path, "no SPDX line at its top")
    lines = text.count("\n")
    if lines > LONGEST and path not in LONG_FILES:
        breach(path, f"{lines} lines, more than {LONGEST}: split it, or list it here with a reason")
    if path == ".ci/invariants.sh" or path in LONG_FILES:  # tables quote the servers
        continue
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b(?!.*#\d)", line):
            breach(f"{path}:{number}", "a note to do something without the number of an issue")
for path in LONG_FILES.keys() - text_of.keys():
    breach(".ci/invariants.sh", f"{path} is listed as long and is not there")

for path in subprocess.run(["git", "ls-files", "*.key", "*.pem", "*.crt"], capture_output=True, text=True, check=False).stdout.split():
    if "PRIVATE KEY--" in Path(path).read_text(errors="replace"):
        breach(path, "a private key: tests make theirs while they run")

# ---- who may include whom ----------------------------------------------------------------------------------------------

SERVERS = sorted(path.parent.name for path in Path("parsers").glob("*/server.cpp"))
SHARED = ("text", "syntax", "values", "openssl", "x509", "model")
TO_MODEL = ["parsers/text/*", "parsers/syntax/*", "parsers/values/*", "parsers/openssl/*", "parsers/x509/*"]
FOR_RULES = ["rules/engine/*", "rules/policy/*", "parsers/model/*", "parsers/syntax/directive.hpp", "parsers/x509/*",
             "parsers/openssl/*", "parsers/values/hsts.hpp", "parsers/text/source.hpp", "parsers/text/ascii.hpp",
             "parsers/text/backup.hpp", "parsers/text/nearest.hpp", "parsers/text/rare.hpp", "parsers/text/result.hpp"]
EVERYTHING_LEFT = ["audit/*", "rules/*", "parsers/load.hpp", "parsers/model/*", *TO_MODEL]
# The first pattern that fits a file says what it may include besides its own folder.
MAY_INCLUDE = [
    ("parsers/text/*", []),
    ("parsers/syntax/*", ["parsers/text/*"]),
    ("parsers/values/*", ["parsers/text/*", "parsers/syntax/*"]),
    ("parsers/openssl/*", ["parsers/text/*", "parsers/syntax/*"]),
    ("parsers/x509/*", ["parsers/text/*", "parsers/syntax/*"]),
    ("parsers/model/*", TO_MODEL),
    ("parsers/load.*", ["parsers/load.hpp", "parsers/model/*", *TO_MODEL]),
    *((f"parsers/{server}/*", ["parsers/model/*", *TO_MODEL]) for server in SERVERS),
    ("rules/policy/*", FOR_RULES),
    ("rules/*", FOR_RULES),
    ("audit/report/*", ["parsers/text/rare.hpp"]),
    ("audit/*", EVERYTHING_LEFT),
]
LIBRARIES = [  # what only some files may include
    (r"boost/spirit", ["*grammar.cpp"], "X3 stays in grammars"),
    (r"gnutls/", ["parsers/x509/*", "parsers/openssl/gnutls_priority.cpp", "audit/live/*", "tests/support/certificates.cpp"],
     "GnuTLS stays in its places"),
    (r"toml\+\+|toml\.hpp", ["audit/config/*"], "toml++ stays in audit/config"),
    (r"CLI/", ["audit/cli/parse_support.cpp"], "CLI11 stays in one file"),
    (r"nlohmann/", ["audit/*", "tests/*"], "the JSON library stays in audit"),
    (r"pugixml", ["audit/report/*"], "pugixml stays in audit/report"),
    (r"boost/asio", ["audit/live/*"], "Asio stays in audit/live"),
    (r"sqlite3\.h", ["audit/fleet/sqlite.cpp"], "SQLite stays in one file"),
    (r"libpq", ["audit/fleet/postgres.cpp", "audit/fleet/libpq.cpp"], "libpq stays in its store, and what loads it"),
    (r"archive(_entry)?\.h", ["audit/fleet/unpack.cpp", "audit/fleet/libarchive.cpp"], "libarchive stays in what unpacks, and what loads it"),
    (r"regex>", [], "<regex> is not wanted"),
]
includes = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)', re.MULTILINE)


def fits(path, patterns):
    return any(fnmatch(path, pattern) for pattern in patterns)


for path, text in cxx.items():
    allowed = next((allowed for pattern, allowed in MAY_INCLUDE if fnmatch(path, pattern)), None)
    own = os.path.dirname(path) + "/*"
    for match in includes.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        mark, target = match.groups()
        # Library rules hold for `"` too: it finds the same file.
        for library, places, why in LIBRARIES:
            if re.match(library, target if mark == '"' else target + ">") and not fits(path, places):
                breach(f"{path}:{line}", f"includes {target}: {why}")
        if not target.startswith(("parsers/", "rules/", "audit/", "tests/", "bench/")):
            if mark == '"':
                breach(f"{path}:{line}", f'"{target}" does not start at the root')
            continue
        server = next((server for server in SERVERS if target.startswith(f"parsers/{server}/")), None)
        if allowed is not None and not fits(target, [own, *allowed]):
            breach(f"{path}:{line}", f"may not include {target}")
        elif server and not fits(path, [f"parsers/{server}/*", f"tests/parsers/{server}/*", "tests/fuzz/*", "bench/*"]):
            breach(f"{path}:{line}", f"reaches into parsers/{server}/ past its table")
    if path.endswith(".hpp") and "#pragma once" not in text:
        breach(path, "no #pragma once")

# ---- no server's name where all are served ----------------------------------------------------------------------------

comments_and_strings = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
name_of_server = re.compile(r"(?<![a-z])(nginx|apache|haproxy)(?![a-z])", re.IGNORECASE)
for path, text in cxx.items():
    if not fits(path, ["parsers/load.*", *(f"parsers/{folder}/*" for folder in SHARED)]):
        continue
    code = comments_and_strings.sub(lambda m: m[0] if m[0][0] == '"' else re.sub(r"[^\n]", " ", m[0]), text)
    for match in name_of_server.finditer(code):
        breach(f"{path}:{code.count(chr(10), 0, match.start()) + 1}", f'names "{match[0]}" in code that serves every server')

# ---- one name: rule, fixtures -----------------------------------------------------------------------------------------

live_proof = " ".join(re.findall(r"rules=\(([^)]*)\)", Path("tests/prove/live/verify.py").read_text()))
drift_proof = re.findall(r'Case\("[^"]*", \(([^)]*)\)', Path("tests/prove/live/drift.py").read_text())
live_proof += "".join(f'"live/drift-{name}"' for names in drift_proof for name in re.findall(r'"([^"]+)"', names))
for path, text in cxx.items():
    parts = path.split("/")
    if parts[0] != "rules" or len(parts) != 3 or parts[1] in ("engine", "policy") or not path.endswith(".cpp") or path.endswith("_support.cpp"):
        continue
    folder = Path("fixtures/rules", parts[1], parts[2].removesuffix(".cpp"))
    wanted = f"{parts[1]}/{parts[2].removesuffix('.cpp')}".replace("_", "-")
    name = re.search(r'\.name\s*=\s*"([^"]*)"', text)
    servers = re.search(r"\.servers\s*=\s*\{([^}]*)\}", text)
    if not name or not servers:
        breach(path, "its name or servers cannot be read")
        continue
    if name[1] != wanted:
        breach(path, f'is the rule "{name[1]}", and its file says "{wanted}"')
    present = os.listdir(folder) if folder.is_dir() else []
    for server in re.findall(r'"([^"]+)"', servers[1]):
        if server == "live":  # a real server or a scripted peer is its fixture
            if f'"{name[1]}"' not in live_proof:
                breach(path, "no case of tests/prove/live finds it")
            continue
        for kind in ("bad", "good"):
            if not any(fnmatch(entry, f"{kind}-{server}-*") and not entry.endswith((".expect", ".fixed")) for entry in present):
                breach(path, f"no fixture {folder}/{kind}-{server}-*")
for folder in Path("fixtures/rules").glob("*/*"):
    if not Path("rules", folder.parent.name, folder.name + ".cpp").exists():
        breach(folder, "fixtures of a rule that is not there")

# ---- what was built ---------------------------------------------------------------------------------------------------

FORBIDDEN = re.compile(
    r"^(open|openat|creat|fopen|freopen|p?read|p?readv|p?write|opendir|stat|lstat|fstatat|statx|socket|connect|bind|accept|send|sendto"
    r"|recv|recvfrom|getaddrinfo|getenv|secure_getenv|time|clock_gettime|gettimeofday|system|popen|execv[pe]*|fork)(64)?$"
    r"|^gnutls_|basic_[io]?fstream|basic_filebuf|_ZNSt6chrono3_V212s[a-z]+_clock3now|_ZNSt10filesystem|_ZNK?7tlslint10FileSystem")


def rules_do_no_io():
    found = []
    if os.path.exists(RULES_LIBRARY):
        listing = subprocess.run(["nm", "--undefined-only", "--format=posix", "--quiet", RULES_LIBRARY], capture_output=True, text=True)
        if listing.returncode != 0:
            found.append(f"{RULES_LIBRARY}: nm: {listing.stderr.strip()}")
        member = ""
        for line in listing.stdout.splitlines():
            symbol = line.split(" ")[0].split("@")[0]
            if line.endswith(":"):
                member = line.rstrip(":")
            elif FORBIDDEN.search(symbol):
                found.append(f"{member}: uses {symbol}: rules see no files, sockets, clock or environment")
    return found


# An old program has its own answers: only one that was built from these sources can be asked.
newest = max((path for path in cxx if path.startswith(("parsers/", "rules/", "audit/"))), key=os.path.getmtime)
built = os.path.exists(PROGRAM) and os.path.getmtime(PROGRAM) >= os.path.getmtime(newest)
if os.path.exists(PROGRAM) and not built:
    breach(PROGRAM, f"older than {newest}: build it first (./dev build)")


def docs_are_the_programs():
    writer = "tests/support/write_docs.py"
    if not (built and os.path.exists(writer)):
        return []
    done = subprocess.run([writer, "--check"], capture_output=True, text=True)
    changed = sorted({line[6:] for line in done.stdout.splitlines() if line.startswith(("+++ b/", "--- a/"))})
    if done.returncode != 0 and not changed:
        changed = ["docs/rules: " + (done.stderr or done.stdout).strip()]
    return [] if done.returncode == 0 else [f"{path}: not what the program says (./dev docs)" for path in changed]


def jobs_change_nothing(folder):
    if not (built and os.path.isdir(folder)):
        return []
    command = [PROGRAM, "check", "--kind", "nginx", "--format", "json", "--now", "2026-01-01T00:00:00Z"]
    one, eight = (subprocess.run([*command, "--jobs", jobs, folder], capture_output=True) for jobs in ("1", "8"))
    if one.returncode not in (0, 1):
        return [f"{folder}: check ends with {one.returncode}: {one.stderr.decode(errors='replace').strip()[:200]}"]
    same = (one.stdout, one.stderr, one.returncode) == (eight.stdout, eight.stderr, eight.returncode)
    return [] if same else [f"{folder}: the report depends on --jobs"]


with ThreadPoolExecutor() as pool:
    for found in [pool.submit(rules_do_no_io), pool.submit(docs_are_the_programs),
                  pool.submit(jobs_change_nothing, "fixtures/demo"), pool.submit(jobs_change_nothing, "fixtures/rules")]:
        breaches.extend(found.result())

for line in breaches:
    print(line)
print(f"invariants: {len(breaches)} breaches in {len(text_of)} files" if breaches else f"invariants hold in {len(text_of)} files",
      file=sys.stderr)
sys.exit(1 if breaches else 0)
PY
