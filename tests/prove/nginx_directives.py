#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares parsers/nginx/directives.inc with what a real nginx says about every directive.

    tests/prove/nginx_directives.py NGINX_BINARY [--only REGEX] [--contexts LIST] [--tables-only] [--verbose]

Two witnesses, which do not know of each other:
  - the command tables inside the binary and its modules (ELF, x86-64): finds names that our table lacks, and compares
    every context and argument count at once;
  - the server's verdict: one `nginx -t` for each name x context (in the wrong form, so that the answer names the right
    one and no handler runs), and one for each row x number of words. A directive that does not exist follows every
    probe, so that nginx never gets beyond reading: it opens no socket and writes no file.

A binary inside another root (build/trees/NAME/usr/sbin/nginx) is run there by chroot. Exit status: 0 no disagreement,
1 disagreements (listed), 2 could not be run. Needs nothing but Python.
"""

import argparse
import os
import re
import struct
import subprocess
import sys
import tempfile
from collections import Counter, namedtuple
from pathlib import Path

INC = Path(__file__).resolve().parents[2] / "parsers/nginx/directives.inc"
STOP = "tlslint_stops_here"
UNBOUNDED = 9  # stands for every count above seven: nginx itself makes no difference between them

# What we claim

CONTEXTS = (
    "main events http server location if_in_server if_in_location limit_except upstream stream stream_server "
    "stream_upstream mail mail_server rtmp rtmp_server rtmp_application rtmp_recorder mgmt oidc_provider otel_exporter "
    "acme_issuer"
).split()
Row = namedtuple("Row", "name contexts counts on_off form opens module since until line")


def give_up(why):
    print(why, file=sys.stderr)
    sys.exit(2)


def read_table(path):
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.startswith("{"):
            continue
        match = re.fullmatch(
            r'\{"(\w+)", ([\w |]+), (none|any|on_off|\w+\([\d, ]+\)), (\w+)(?:\((\w+)\))?, (\w+)'
            r"(?:, \{([\d, ]*)\})?(?:, \{([\d, ]*)\})?\},",
            line,
        )
        if not match:
            give_up(f"{path}:{number}: not a row: {line}")
        name, contexts, arguments, form, opens, module, since, until = match.groups()
        contexts = set(CONTEXTS) if contexts == "everywhere" else set(contexts.split(" | "))
        unknown = contexts - set(CONTEXTS)
        if unknown:
            give_up(f"{path}:{number}: unknown context {unknown}")
        rows.append(
            Row(name, contexts, read_counts(arguments), arguments == "on_off", form, opens, module,
                read_version(since), read_version(until), number)
        )
    return rows


def read_counts(text):
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    word = text.split("(")[0]
    return {
        "none": lambda: {0},
        "on_off": lambda: {1},
        "any": lambda: set(range(UNBOUNDED)) | {UNBOUNDED},
        "exactly": lambda: {numbers[0]},
        "between": lambda: set(range(numbers[0], numbers[1] + 1)),
        "one_of": lambda: set(numbers),
        "at_least": lambda: set(range(numbers[0], UNBOUNDED)) | {UNBOUNDED},
    }[word]()


def read_version(text):
    return tuple(int(n) for n in text.split(",")) if text and text.strip() else None


# Differences that are known, each with its reason

Known = namedtuple("Known", "names first last kinds reason")
FOREVER = (99, 0, 0)
EXCEPTIONS = [
    Known(r"keepalive", (0, 0, 0), (1, 29, 6), {"count"},
               'the row has the second word ("local") of the newest nginx; older ones take one'),
    Known(r"sticky", (1, 29, 6), FOREVER, {"count"},
               "an older module of somebody else has the same name and takes no words, too"),
    Known(r"http2_push_preload", (1, 25, 1), FOREVER, {"flag"},
               "obsolete: read, warned about and ignored whatever its value; before, a switch"),
    Known(r"max_headers", (0, 0, 0), (1, 29, 7), {"unlisted", "context"},
               "upstream since 1.29.8; Debian brought it to its older releases as a security fix"),
    Known(r"max_errors", (0, 0, 0), (1, 20, 99), {"unlisted", "context"},
               "upstream since 1.21.0; Debian brought it to 1.18.0 as a security fix (ALPACA)"),
    Known(r"fancyindex_(footer|header)", (0, 0, 0), (1, 18, 99), {"count"},
               "fancyindex of Debian 11 is older: one word; the rows follow later releases"),
    Known(r"nchan_redis_server", (0, 0, 0), (1, 22, 99), {"count"},
               "nchan of Debian 11 and 12 is older: one word; the row follows later releases"),
    Known(r"nchan_redis_storage_mode", (0, 0, 0), (1, 18, 99), {"context"},
               "nchan of Debian 11 is older: not in a location"),
    Known(r"set_by_lua_block", (0, 0, 0), (1, 18, 99), {"count"},
               "lua-nginx-module of Debian 11 is older: any number of words, later refused by its handler"),
    Known(r"js_set", (0, 0, 0), (1, 22, 99), {"count"},
               "njs of Debian 12 is older: two words; the rows follow later releases"),
]


def explained(name, kind, version):
    for known in EXCEPTIONS:
        if known.first <= version <= known.last and kind in known.kinds and re.fullmatch(known.names, name):
            return known.reason
    return None


# Rows of nginx itself that no build for Linux contains, or that Debian does not build.
NOT_BUILT = {
    "acceptex_read": "win32", "post_acceptex": "win32", "iocp_threads": "win32",
    "devpoll_changes": "Solaris", "devpoll_events": "Solaris", "eventport_events": "Solaris",
    "kqueue_changes": "BSD", "kqueue_events": "BSD",
    "google_perftools_profiles": "not built by Debian",
    "degradation": "not built by Debian", "degrade": "not built by Debian",
}

# Debian builds these as modules, which need not be installed.
BUILT_APART = {"stream", "stream_server", "stream_upstream", "mail", "mail_server"}

# First witness: command tables in ELF files

# ngx_module_t: ctx_index, index (both -1 until loaded), name, spare0, spare1, version, signature, ctx, commands, type.
# ngx_command_t: name (length, pointer), type, set, conf, offset, post: 56 bytes; ends with a null name.
KINDS = {
    0x45524F43: {24: "main"},
    0x464E4F43: None,  # "CONF": include, which is allowed everywhere
    0x544E5645: {25: "events"},
    0x50545448: {25: "http", 26: "server", 27: "location", 28: "upstream", 29: "if_in_server", 30: "if_in_location",
                 31: "limit_except"},
    0x4D525453: {25: "stream", 26: "stream_server", 27: "stream_upstream"},
    0x4C49414D: {25: "mail", 26: "mail_server"},
    0x504D5452: {25: "rtmp", 26: "rtmp_server", 27: "rtmp_application", 28: "rtmp_recorder"},
}
Command = namedtuple("Command", "name contexts counts block file")


def counts_of(type_):
    if type_ & 0x400:
        return set(range(UNBOUNDED + 1))
    if type_ & 0x200:
        return {1}
    if type_ & 0x800:
        return set(range(1, UNBOUNDED + 1))
    if type_ & 0x1000:
        return set(range(2, UNBOUNDED + 1))
    return {n for n in range(8) if type_ >> n & 1}


class Elf:
    """Just enough of an x86-64 ELF file: sections, and words with their relocations applied."""

    def __init__(self, path):
        self.data = path.read_bytes()
        if self.data[:6] != b"\x7fELF\x02\x01":
            give_up(f"{path}: not a 64-bit little-endian ELF file")
        table, = struct.unpack_from("<Q", self.data, 0x28)
        count, names = struct.unpack_from("<HH", self.data, 0x3C)
        raw = [struct.unpack_from("<IIQQQQIIQQ", self.data, table + 64 * i) for i in range(count)]
        self.sections = {self.text(raw[names][4] + s[0]): s for s in raw}
        self.loaded = [(s[3], s[3] + s[5], s[4]) for s in raw if s[2] & 2 and s[1] != 8]
        self.relocated = {}
        for section in raw:
            if section[1] == 4:  # SHT_RELA
                self.relocate(section)

    def relocate(self, section):
        for at in range(section[4], section[4] + section[5], 24):
            address, info, addend = struct.unpack_from("<QQq", self.data, at)
            if info & 0xFFFFFFFF == 8:  # R_X86_64_RELATIVE
                self.relocated[address] = addend
            elif info & 0xFFFFFFFF in (1, 6):  # R_X86_64_64, R_X86_64_GLOB_DAT
                symbol = self.sections[".dynsym"][4] + 24 * (info >> 32)
                value, = struct.unpack_from("<Q", self.data, symbol + 8)
                self.relocated[address] = value + addend if value else 0

    def text(self, at):
        return self.data[at:self.data.index(b"\0", at)].decode("latin-1")

    def offset(self, address):
        for begin, end, at in self.loaded:
            if begin <= address < end:
                return address - begin + at
        return None

    def word(self, address):
        if address in self.relocated:
            return self.relocated[address]
        at = self.offset(address)
        return struct.unpack_from("<Q", self.data, at)[0] if at is not None else 0


def commands_of(path):
    elf = Elf(path)
    found, seen = [], set()
    for section in (".data", ".data.rel.ro"):
        if section not in elf.sections:
            continue
        begin, size = elf.sections[section][3], elf.sections[section][5]
        for module in range(begin, begin + size - 80, 8):
            kind = elf.word(module + 72)
            if kind in KINDS and elf.word(module) == 2**64 - 1 and module + 64 in elf.relocated:
                address = elf.relocated[module + 64]
                if address not in seen:
                    seen.add(address)
                    found += list(commands_at(elf, address, KINDS[kind], path))
    return found


def commands_at(elf, address, bits, path):
    while 0 < (length := elf.word(address)) < 100 and address + 8 in elf.relocated:
        name = elf.text(elf.offset(elf.relocated[address + 8]))[:length]
        type_ = elf.word(address + 16)
        contexts = set(CONTEXTS) if bits is None else {c for bit, c in bits.items() if type_ >> bit & 1}
        yield Command(name, contexts, counts_of(type_), bool(type_ & 0x100), path)
        address += 56


# Second witness: the server

AROUND = {
    "main": [],
    "events": ["events"],
    "http": ["http"],
    "server": ["http", "server"],
    "location": ["http", "server", "location /"],
    "if_in_server": ["http", "server", "if ($host)"],
    "if_in_location": ["http", "server", "location /", "if ($host)"],
    "limit_except": ["http", "server", "location /", "limit_except GET"],
    "upstream": ["http", "upstream u"],
    "stream": ["stream"],
    "stream_server": ["stream", "server"],
    "stream_upstream": ["stream", "upstream u"],
    "mail": ["mail"],
    "mail_server": ["mail", "server"],
    "rtmp": ["rtmp"],
    "rtmp_server": ["rtmp", "server"],
    "rtmp_application": ["rtmp", "server", "application a"],
    "rtmp_recorder": ["rtmp", "server", "application a", "recorder r"],
}


class Server:
    """An nginx that is only ever asked to read a configuration."""

    def __init__(self, binary):
        self.root = root_of(binary)
        self.command = [str(binary)]
        if self.root:
            self.command = ["chroot", str(self.root), "/" + str(binary.relative_to(self.root))]
        answer = subprocess.run([*self.command, "-V"], stderr=subprocess.PIPE, text=True, check=False).stderr
        version = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", answer)
        if not version:
            give_up(f"{' '.join(self.command)} -V: {answer.strip()}")
        self.version = tuple(int(n) for n in version.groups())
        modules = re.search(r"--modules-path=(\S+)", answer)
        self.modules_path = Path(modules[1] if modules else "/usr/lib/nginx/modules")
        inside = (self.root or Path("/")) / self.modules_path.relative_to("/")
        self.files = [binary, *sorted(inside.glob("*.so"))]
        self.binary = binary
        self.probes = 0
        self.place = tempfile.TemporaryDirectory(prefix="tlslint-", dir=str(self.root / "tmp") if self.root else None)
        self.conf = Path(self.place.name) / "nginx.conf"
        place = "/" + str(Path(self.place.name).relative_to(self.root)) if self.root else self.place.name
        self.test = [*self.command, "-t", "-q", "-p", place, "-c", f"{place}/nginx.conf"]
        if self.version >= (1, 19, 5):
            self.test += ["-e", "stderr"]

    def first_error(self, text):
        self.conf.write_text(text)
        self.probes += 1
        answer = subprocess.run(self.test, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                close_fds=False, check=False).stderr.decode("utf-8", "replace")
        for line in answer.splitlines():
            if "[emerg]" in line:
                return re.sub(r"^.*?\[emerg\] (?:\d+#\d+: )?", "", line)
        return answer.strip()

    def load_lines(self, wanted):
        """Modules that others need come first."""
        first = {"ndk_http_module.so": 0, "ngx_stream_module.so": 1, "ngx_mail_module.so": 1}
        wanted = wanted | {"ngx_stream_module.so", "ngx_mail_module.so"}
        if any(name.startswith("ngx_http_") for name in wanted):
            wanted = wanted | {"ndk_http_module.so"}
        present = [f.name for f in self.files[1:] if f.name in wanted]
        present.sort(key=lambda name: (first.get(name, 2), name))
        return "".join(f"load_module {self.modules_path}/{name};\n" for name in present)

    def ask(self, context, statement, load):
        opening = "".join(f"{block} {{\n" for block in AROUND[context])
        return self.first_error(f"{load}{opening}{statement} {STOP};\n")


def root_of(binary):
    for parent in binary.parents:
        if parent != Path("/") and (parent / "etc/os-release").exists():
            return parent
    return None


def verdict(name, error):
    return {
        f'unknown directive "{name}"': "unknown",
        f'"{name}" directive is not allowed here': "not allowed",
        f'directive "{name}" is not terminated by ";"': "wants ;",
        f'directive "{name}" has no opening "{{"': "wants {",
        f'invalid number of arguments in "{name}" directive': "count",
        f'invalid value "x" in "{name}" directive, it must be "on" or "off"': "flag",
    }.get(re.sub(r" in \S+:\d+$", "", error), "other")


# Comparison


class Comparison:
    def __init__(self, rows, server, only):
        self.rows = [r for r in rows if only.search(r.name)]
        self.server = server
        self.only = only
        self.wanted = set()
        self.disagreements = []
        self.excused = Counter()
        self.compared = Counter()
        self.reachable = set()
        self.commands = []
        for file in server.files:
            found = commands_of(file)
            if not found and file == server.binary:
                give_up(f"{file}: no command tables found; this reads x86-64 ELF files")
            self.commands += [c for c in found if only.search(c.name)]
        self.providers = {}
        for command in self.commands:
            self.providers.setdefault(command.name, set()).add(command.file.name)

    def report(self, name, kind, text):
        reason = explained(name, kind, self.server.version)
        if reason:
            self.excused[f"{name}: {reason}"] += 1
        else:
            self.disagreements.append(f"{name}: {kind}: {text}")

    def is_known(self, row):
        version = self.server.version
        return (row.since is None or version >= row.since) and (row.until is None or version < row.until)

    def row_at(self, name, context):
        return next((r for r in self.rows if r.name == name and context in r.contexts and self.is_known(r)), None)

    # 1. what the files contain
    def compare_tables(self):
        for command in self.commands:
            for context in sorted(command.contexts & set(AROUND)):
                self.compared["table entries"] += 1
                row = self.row_at(command.name, context)
                where = f"in {context} ({command.file.name})"
                if row is None:
                    self.report(command.name, "unlisted", f"exists {where}, no row of ours says so for this version")
                    continue
                if row.counts != command.counts:
                    self.report(command.name, "count", f"{sorted(command.counts)} {where}, we say {sorted(row.counts)}")
                if command.block != (row.form != "simple"):
                    self.report(command.name, "form", f"block={command.block} {where}, we say {row.form}")

    # 2. which contexts and which form the server knows
    def probe_contexts(self):
        for name in sorted({r.name for r in self.rows}):
            load = self.server.load_lines(self.providers.get(name, set()))
            rtmp = "ngx_rtmp_module.so" in self.providers.get(name, set())
            # Nginx looks a name up before it looks where it stands: what is unknown in main is unknown everywhere.
            in_main = self.server.ask("main", f"{name} {{", load)
            for context in AROUND if verdict(name, in_main) != "unknown" else ():
                if context not in self.wanted or (context.startswith("rtmp") and not rtmp):
                    continue
                self.probe_context(name, context, load)
            if verdict(name, in_main) == "unknown":
                for row in (r for r in self.rows if r.name == name and self.is_known(r) and self.must_be_known(r)):
                    self.report(name, "context", f"we list it for this version, the server says: {in_main}")

    def probe_context(self, name, context, load):
        row = self.row_at(name, context)
        simple = row is None or row.form == "simple"
        error = self.server.ask(context, f"{name} {{" if simple else f"{name};", load)
        said = verdict(name, error)
        self.compared["contexts"] += 1
        if row is None:
            if said not in ("unknown", "not allowed"):
                self.report(name, "context", f"in {context} the server says: {error}")
        elif said in ("unknown", "not allowed"):
            if self.must_be_known(row):
                self.report(name, "context", f"we allow it in {context}, the server says: {error}")
        elif said != ("wants ;" if row.form == "simple" else "wants {"):
            self.report(name, "form", f"in {context} we say {row.form}, the server says: {error}")

    def must_be_known(self, row):
        """Modules of others may be absent or of another release; nginx's own may not."""
        if row.module in ("bundled", "formerly_commercial") and not row.contexts <= BUILT_APART:
            return row.name not in NOT_BUILT
        return bool(self.providers.get(row.name)) and self.provides(row)

    def provides(self, row):
        return any(c.name == row.name and c.contexts & row.contexts for c in self.commands)

    # 3. how many words, and whether it is a switch
    def probe_words(self):
        for row in self.rows:
            if not self.is_known(row) or not self.provides(row):
                continue
            context = next((c for c in AROUND if c in row.contexts and c in self.wanted), None)
            if context is None:
                continue
            load = self.server.load_lines(self.providers.get(row.name, set()))
            for count in range(UNBOUNDED + 1):
                self.probe_count(row, context, count, load)

    def probe_count(self, row, context, count, load):
        words = " ".join([row.name] + ["x"] * count)
        error = self.server.ask(context, f"{words};" if row.form == "simple" else f"{words} {{", load)
        said = verdict(row.name, error)
        self.compared["word counts"] += 1
        if (said != "count") != (count in row.counts):
            self.report(row.name, "count", f"{count} words in {context}: the server says: {error}")
        if count == 1 and count in row.counts and (said == "flag") != row.on_off:
            self.report(row.name, "flag", f"we say {'' if row.on_off else 'not '}on|off, the server says: {error}")

    # 4. that blocks open what we say
    def compare_blocks(self):
        for context, path in AROUND.items():
            error = self.server.ask(context, "", self.server.load_lines({"ngx_rtmp_module.so"}))
            if f'unknown directive "{STOP}"' in error:
                self.reachable.add(context)
            elif context.split("_")[0] not in ("stream", "mail", "rtmp"):
                give_up(f"cannot reach {context}: {error}")
            if not path:
                continue
            outer = next(c for c, p in AROUND.items() if p == path[:-1])
            row = next((r for r in self.rows if r.name == path[-1].split()[0] and outer in r.contexts), None)
            if row is not None and row.opens != context:
                self.report(row.name, "opens", f"{context} in {outer}, we say {row.opens}")

    def run(self, options):
        self.compare_blocks()
        if missing := set(AROUND) - self.reachable:
            print("note: no module here for", ", ".join(sorted(missing)), file=sys.stderr)
        self.wanted = self.reachable & set(options.contexts.split(",") if options.contexts else AROUND)
        self.compare_tables()
        if not options.tables_only:
            self.probe_contexts()
        if not options.tables_only and not options.contexts:
            self.probe_words()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("--only", type=re.compile, default=re.compile(""), help="names that match")
    parser.add_argument("--contexts", help="ask only about these (comma-separated), and not about words: quick")
    parser.add_argument("--tables-only", action="store_true", help="do not ask the server, only read its files")
    parser.add_argument("--verbose", action="store_true", help="list the excused differences, too")
    options = parser.parse_args()
    binary = options.binary.resolve()
    os.nice(10)
    if not os.access(binary, os.X_OK):
        give_up(f"{binary}: cannot be run")
    rows = read_table(INC)
    server = Server(binary)
    comparison = Comparison(rows, server, options.only)
    comparison.run(options)
    for line in comparison.disagreements:
        print(line)
    if options.verbose:
        for line, count in sorted(comparison.excused.items()):
            print(f"excused {count} x {line}")
    version = ".".join(map(str, server.version))
    print(f"nginx {version}: {len(rows)} rows, {len(server.files) - 1} modules, "
          f"{', '.join(f'{n} {what}' for what, n in comparison.compared.items())} compared in {server.probes} probes, "
          f"{sum(comparison.excused.values())} excused, {len(comparison.disagreements)} disagreements")
    return 1 if comparison.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
