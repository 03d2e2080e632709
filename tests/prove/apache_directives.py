#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares parsers/apache/directives.inc with the tables that the real httpd works with.

    tests/prove/apache_directives.py [--apache /usr/sbin/apache2] [--modules /usr/lib/apache2/modules] [--write]

httpd keeps each module's directives in an array of command_rec; a small library that is preloaded into `apache2 -L` prints
them once all modules are loaded. --write makes the table from them; its last column (directives that refuse to stand in a
<VirtualHost>) is kept. Exit status: 0 the same, 1 not, 2 could not be run.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "parsers/apache/directives.inc"
KINDS = ("raw", "take1", "take2", "iterate", "iterate2", "flag", "none", "take12", "take3", "take23", "take123", "take13", "list")
# Loaded with others, these would conflict or need what is not there; their directives are no httpd's.
SKIPPED = {"mpm_prefork", "mpm_worker", "cgi", "bucketeer", "case_filter", "case_filter_in"}
PRINTER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
struct command { const char *name; void *function, *data; int override, arguments; const char *help; };
struct module { int version, minor, index; const char *name; void *handle; struct module *next; unsigned long magic;
                void *rewrite, *a, *b, *c, *d; const struct command *commands; };
static int most;
void apr_pool_destroy(void *pool) {
    struct module **top = dlsym(RTLD_DEFAULT, "ap_top_module");
    int count = 0;
    for (struct module *m = top ? *top : 0; m; m = m->next) ++count;
    if (count > most) {
        FILE *out = fopen(getenv("DIRECTIVES"), "w");
        most = count;
        for (struct module *m = *top; m; m = m->next)
            for (const struct command *c = m->commands; c && c->name; ++c)
                fprintf(out, "%s\t%s\t%d\t%d\t%s\n", m->name, c->name, c->override, c->arguments, c->help ? c->help : "");
        fclose(out);
    }
    ((void (*)(void *))dlsym(RTLD_NEXT, "apr_pool_destroy"))(pool);
}
"""


def symbol(file):
    name = file.removesuffix(".c").removeprefix("mod_")
    return {"core": "core_module", "http_core": "http_module", "event": "mpm_event_module"}.get(name, f"{name}_module")


def ask(apache, modules):
    """(lower name, name, module, kind, override, help) of each directive."""
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory, "printer.c")
        source.write_text(PRINTER)
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", f"{directory}/printer.so", source, "-ldl"], check=True)
        lines = [f"DefaultRuntimeDir {directory}", f"PidFile {directory}/pid", f"ErrorLog {directory}/log", "ServerName x"]
        names = sorted(file.stem.removeprefix("mod_") for file in Path(modules).glob("mod_*.so"))
        # Those that others need come first.
        first = ["mpm_event", "authz_core", "authn_core", "ldap", "dav", "dbd", "session", "proxy", "cache", "heartmonitor"]
        for name in [*first, *(n for n in names if n not in first)]:
            if name not in SKIPPED:
                lines.append(f"LoadModule {name}_module {modules}/mod_{name}.so")
        Path(directory, "all.conf").write_text("\n".join(lines) + "\n")
        answer = Path(directory, "directives")
        done = subprocess.run([apache, "-L", "-d", directory, "-f", f"{directory}/all.conf"], capture_output=True, text=True,
                              env=os.environ | {"LD_PRELOAD": f"{directory}/printer.so", "DIRECTIVES": str(answer)}, check=False)
        if not answer.exists():
            raise RuntimeError(done.stderr.strip())
        rows = []
        for line in answer.read_text(errors="replace").splitlines():
            parts = line.split("\t")
            if len(parts) < 5:  # a help text goes on in the next line; only its first counts
                continue
            file, name, override, kind, text = parts[0], parts[1], int(parts[2]), int(parts[3]), " ".join(parts[4:])
            rows.append((name.lower(), name, symbol(file), KINDS[kind], override, text))
        return sorted(rows)


def written(rows, global_only):
    lines = ["// SPDX-License-Identifier: Apache-2.0",
             "// Every directive of httpd 2.4.71 and its modules, by name: module, arguments, where it may stand, whether it",
             "// refuses to stand in a <VirtualHost>, help. Written by tests/prove/apache_directives.py from httpd's own tables."]
    for _, name, module, kind, override, text in rows:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'{{"{name}", "{module}", Arguments::{kind}, {override}, {"true" if name in global_only else "false"}, "{quoted}"}},')
    return "\n".join(lines) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--apache", default="/usr/sbin/apache2")
    arguments.add_argument("--modules", default="/usr/lib/apache2/modules")
    arguments.add_argument("--write", action="store_true")
    options = arguments.parse_args()
    try:
        rows = ask(options.apache, options.modules)
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"apache_directives.py: {error}", file=sys.stderr)
        return 2
    now = TABLE.read_text() if TABLE.exists() else ""
    text = written(rows, set(re.findall(r'^\{"([^"]+)",.*, true, "', now, re.MULTILINE)))
    if options.write:
        TABLE.write_text(text)
    elif text != now:
        differing = set(text.splitlines()) ^ set(now.splitlines())
        print("\n".join(sorted(differing)))
    print(f"{len(rows)} directives of {len({row[2] for row in rows})} modules: {'the same' if text == now else 'written' if options.write else 'NOT the same'}")
    return 0 if options.write or text == now else 1


if __name__ == "__main__":
    sys.exit(main())
