# SPDX-License-Identifier: Apache-2.0
"""Random configurations: sections, bind lines with words for TLS, lists of certificates, rules for HTTP."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from common.draw import TLS13

VERSIONS = ("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
FLAGS = ("sslv3", "tlsv10", "tlsv11", "tlsv12", "tlsv13")
CIPHERS = ("ECDHE+AESGCM", "HIGH:!aNULL", "DEFAULT", "ALL", "DEFAULT:@SECLEVEL=0", "ECDHE+AESGCM:ECDHE+CHACHA20", "HIGH:!kRSA:@SECLEVEL=1",
           "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:AES128-SHA", "kEDH+AESGCM:ECDHE+CHACHA20:AES256-SHA",
           "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-SHA384", "ALL:!COMPLEMENTOFDEFAULT:@SECLEVEL=0", "AES128-SHA:NOT-A-SUITE",
           "TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-SHA", "-ALL:ECDHE+AES:@STRENGTH")
CURVES = ("X25519:P-256", "P-384", "P-256:P-384:P-521", "X25519", "X448:X25519", "P-521:P-256", "secp384r1:prime256v1")
HSTS = ("max-age=63072000", "max-age=31536000; includeSubDomains", "max-age=63072000; includeSubDomains; preload", "max-age=0")
CONDITIONS = ("", "", "if { ssl_fc }", "unless { ssl_fc }", "if !{ ssl_fc }", "if tls", "unless tls", "if TRUE", "if FALSE",
              "if { ssl_fc } tls", "if { ssl_fc } or TRUE", "unless !{ ssl_fc }")
FILTERED = ("one.test", "two.test", "three.test")


# What no HAProxy starts with: words at the end of a bind line that speaks TLS, or lines at the end.
BAD_WORDS = ("crt /nowhere.pem", "verify required", "ciphers NO-SUCH-SUITE", "curves NO-SUCH-CURVE", "ssl-min-ver TLS1.2", "nosuchword",
             "ssl-min-ver TLSv1.3 ssl-max-ver TLSv1.2", "ca-file /nowhere.pem", "ciphers", "alpn", "verify maybe", "crt {other_key}",
             "crt {not_pem}", "crt-list /nowhere", "tls-ticket-keys {not_pem}", "ciphersuites NO-SUCH-SUITE", "crt '{ca}", "crl-file {not_pem}")
BAD_LINES = ("frontend p0\n    bind 127.0.0.1:1", "backend z\n    server s 127.0.0.1:1 ssl", "backend z\n    bnid 127.0.0.1:1",
             "backend z\n    server s 127.0.0.1:1 ssl verify none crt {not_pem}", "backend z\n    server s 127.0.0.1:1 check check-ssl",
             "backend z\n    server s 127.0.0.1:1 ssl ca-file {ca} ciphers NO-SUCH", "frontend z\n    use_backend nowhere if TRUE",
             "frontend z\n    http-response set-header Strict-Transport-Security max-age=1; preload", "frontend z\n    redirect scheme https code 299",
             "global\n    ssl-default-bind-options nosuch", "global\n    tune.ssl.default-dh-param 512", "global\n    ssl-server-verify maybe",
             "backend z\n    server s 127.0.0.1:1 \"unclosed", "frontend z\n    http-request redirect scheme https if nosuchacl",
             "backend z\n    server s 127.0.0.1:1 ssl verify none sni nosuchfetch", "backend z\n    option nosuch", "backend z\n    mode htpt",
             "frontend z\n    server s 127.0.0.1:1", "defaults\n    bind 127.0.0.1:1", "backend z\n    timeout server 5x")


@dataclass(eq=False)
class Bind:
    """What an observation calls a server."""

    line: int
    port: int
    layer: str
    text: str
    names: list = field(default_factory=list)  # to ask for
    pairs: int = 1  # certificates for one name
    entries: list = field(default_factory=list)  # (line of the list, name)
    list_file: str = ""

    def __str__(self):
        return f"haproxy.cfg:{self.line}"


@dataclass
class Deployment:
    folder: Path
    text: str
    binds: list
    sabotage: str = None

    @property
    def places(self):
        return [("127.0.0.1", bind.port) for bind in self.binds]


class Maker:
    def __init__(self, seed, haproxy, store, folder, ports, behind):
        self.random, self.haproxy, self.store, self.folder, self.ports = random.Random(seed), haproxy, store, Path(folder), list(ports)
        self.behind, self.lines, self.binds, self.lists, self.files = behind, [], [], 0, 0
        self.variables = self.drops_extension = False
        self.stores, self.used = [], []

    def chance(self, part):
        return self.random.random() < part

    def add(self, text):
        self.lines.append(text)
        return len(self.lines)

    def versions(self):
        """Words that bound versions."""
        r = self.random
        kind = r.randrange(8)
        if kind < 3:
            return [] if kind else [f"ssl-min-ver {r.choice(VERSIONS)}"]
        if kind == 3:
            return [f"ssl-max-ver {r.choice(VERSIONS[2:])}"]
        if kind == 4:
            return [f"ssl-min-ver {r.choice(VERSIONS)}", f"ssl-max-ver {r.choice(VERSIONS[2:])}"]
        if kind == 5:
            return [f"force-{r.choice(FLAGS[1:])}"]
        words = [f"no-{flag}" for flag in r.sample(FLAGS, r.randint(1, 3))]
        return words + ([f"ssl-min-ver {r.choice(VERSIONS)}"] if self.chance(0.3) else [])

    def globals(self):
        r = self.random
        self.add("global")
        if self.chance(0.5):
            words = self.versions() + (["no-tls-tickets"] if self.chance(0.3) else []) + (["prefer-client-ciphers"] if self.chance(0.2) else [])
            if words:
                self.add("    ssl-default-bind-options " + " ".join(words))
        if self.chance(0.4):
            self.add(f"    ssl-default-bind-ciphers {r.choice(CIPHERS)}")
        if self.chance(0.3):
            self.add(f"    ssl-default-bind-ciphersuites {':'.join(r.sample(TLS13, r.randint(1, 3)))}")
        if self.chance(0.2):
            self.add(f"    ssl-default-bind-curves {r.choice(CURVES)}")
        if self.chance(0.3):
            self.add(f"    tune.ssl.default-dh-param {r.choice((1024, 2048, 3072))}")
        if self.chance(0.2):
            self.add(f"    tune.ssl.lifetime {r.choice(('60', '10m', '1h'))}")
        if self.chance(0.1):
            self.add("    tune.ssl.cachesize 0")
        if self.chance(0.2):
            self.add(f"    crt-base {self.store.pems}")
        if self.chance(0.3):
            self.variables = True
            self.add(f"    setenv PEMS {self.store.pems}")
        if self.chance(0.1):
            self.add(f"    ssl-dh-param-file {r.choice(sorted(self.store.dh.values()))}")
        if self.chance(0.1) and self.haproxy.at_least(3, 0):
            self.add(f"    ssl-security-level {r.choice((0, 1, 1, 2))}")
        if self.chance(0.1) and self.haproxy.at_least(2, 3):
            self.add("    ssl-load-extra-del-ext")
            self.drops_extension = True
        if self.chance(0.1) and self.haproxy.at_least(2, 4):
            self.add('.if version_atleast(2.4)\n    ssl-default-bind-options no-tls-tickets\n.else\n    ssl-default-bind-options ssl-min-ver TLSv1.3\n.endif')

    def tls_words(self, listed=False):
        r, words = self.random, []
        if listed:
            words += [word for word in self.versions() if word.startswith("ssl-m")]
        else:
            words += self.versions()
        if self.chance(0.4):
            words.append(f"ciphers {r.choice(CIPHERS)}")
        if self.chance(0.25):
            words.append(f"ciphersuites {':'.join(r.sample(TLS13, r.randint(1, 3)))}")
        if self.chance(0.25):
            words.append(f"curves {r.choice(CURVES)}")
        elif self.chance(0.15):
            words.append(f"ecdhe {r.choice(('P-256', 'P-384'))}")
        if self.chance(0.4):
            words.append(f"alpn {r.choice(('h2,http/1.1', 'http/1.1', 'h2', 'http/1.1,http/1.0'))}")
        if self.chance(0.25):
            words.append(f"verify {r.choice(('optional', 'required', 'none'))} ca-file {self.store.path('ca.pem')}")
        if not listed:
            words += [word for word, part in (("no-tls-tickets", 0.2), ("prefer-client-ciphers", 0.2), ("allow-0rtt", 0.15)) if self.chance(part)]
            if self.chance(0.1):
                words.append(f"tls-ticket-keys {self.store.base64_keys}")
        if self.chance(0.1) and self.haproxy.at_least(2, 8) and not any(word.startswith("alpn") for word in words):
            words.append("no-alpn")
        return words

    def quoted(self, path):
        """One of the ways to write it."""
        r = self.random
        if self.variables and path.startswith(f"{self.store.pems}/") and self.chance(0.5):
            name = path[len(str(self.store.pems)):]
            ways = ['"$PEMS{}"', '"${{PEMS}}{}"', '"${{PEMS}}"{}'] + (['"${{PEMS-/nowhere}}{}"'] if self.haproxy.at_least(2, 5) else [])
            return r.choice(ways).format(name)
        return r.choice(("{}", "{}", "{}", '"{}"', "'{}'")).format(path)

    def new_path(self, name=""):
        self.files += 1
        path = self.folder / "files" / str(self.files)
        (path if name else path.parent).mkdir(parents=True, exist_ok=True)
        return path / name if name else path

    def sources(self, pairs, bind):
        """Words that load the certificates: files, folders, bundles, a key apart, a store."""
        r, kind = self.random, self.random.randrange(10)
        read = lambda pair: Path(self.store.pem(pair)).read_text(encoding="ascii")
        if kind == 0:
            folder = self.new_path()
            folder.mkdir(parents=True)
            for number, pair in enumerate(pairs):
                (folder / f"{number}-{pair.name}.pem").write_text(read(pair), encoding="ascii")
            (folder / ".hidden").write_text("no certificate\n", encoding="ascii")
            return [f"crt {self.quoted(str(folder))}"]
        if kind == 1 and len({pair.kind for pair in pairs}) == len(pairs) and self.haproxy.at_least(2, 3):
            path = self.new_path("site")
            for pair in sorted(pairs, key=lambda pair: pair.kind != "RSA"):
                Path(f"{path}.{'rsa' if pair.kind == 'RSA' else 'ecdsa'}").write_text(read(pair), encoding="ascii")
            return [f"crt {self.quoted(str(path))}"]
        if kind == 2 and self.haproxy.at_least(2, 2):
            words = []
            for pair in pairs:
                path = self.new_path("site.crt")
                path.write_text(Path(pair.certificate).read_text(encoding="ascii"), encoding="ascii")
                key = path.with_suffix(".key") if self.drops_extension else Path(f"{path}.key")
                key.write_text(Path(pair.key).read_text(encoding="ascii"), encoding="ascii")
                words.append(f"crt {self.quoted(str(path))}")
            return words
        if kind == 3:
            words = []
            for pair in pairs:
                path = self.new_path("dh.pem")
                path.write_text(read(pair) + Path(r.choice(sorted(self.store.dh.values()))).read_text(encoding="ascii"), encoding="ascii")
                words.append(f"crt {self.quoted(str(path))}")
            return words
        if kind == 4 and self.stores:
            return [f"crt @store/{pair.name}" for pair in pairs]
        if kind == 5 and self.haproxy.at_least(3, 0) and len(pairs) == 1:
            return [f"default-crt {self.quoted(self.store.pem(pairs[0]))}"]
        based = any("crt-base" in line for line in self.lines)
        return [f"crt {f'{pair.name}.pem' if based and self.chance(0.5) else self.quoted(self.store.pem(pair))}" for pair in pairs]

    def bind(self, layer):
        r = self.random
        port = self.ports.pop()
        if self.chance(0.2):
            line = self.add(f"    bind 127.0.0.1:{port}")
            self.binds.append(Bind(line, port, layer, "", [None]))
            return
        kinds = r.choice((("RSA",), ("RSA",), ("EC",), ("RSA", "EC"), ("EC", "RSA")))
        # One of two must have the name that is asked for, which self-signed ones do.
        pairs = [r.choice([pair for pair in self.store.pairs.values() if pair.kind == kind and not pair.weak and
                           (len(kinds) == 1 or pair.name != "rsa-chain")]) for kind in kinds]
        words, bind = [], Bind(0, port, layer, "")
        if self.chance(0.3):
            self.write_list(pairs, bind)
            words.append(f"crt-list {bind.list_file}")
        else:
            words += self.sources(pairs, bind)
        words += self.tls_words()
        if len(pairs) == 1 and self.chance(0.05):
            words.append("ciphers ALL:@SECLEVEL=3")
        strict = self.chance(0.15)
        if strict:
            words.append("strict-sni")
        r.shuffle(words)
        words.insert(r.randint(0, len(words)), "ssl")
        if self.chance(0.1):
            words.append("# not read: force-tlsv10")
        bind.text = " ".join(words)
        address, twin = f"127.0.0.1:{port}", None
        if self.chance(0.1) and self.ports:
            twin = Bind(0, self.ports.pop(), layer, bind.text)
            address += f",127.0.0.1:{twin.port}"
        bind.line = self.add(f"    bind {address} {bind.text}")
        bind.pairs = len(pairs)
        bind.names = ["example.org", "unknown.invalid"] if strict else ["example.org"] if len(pairs) > 1 else [None, "example.org"]
        self.binds.append(bind)
        if twin:
            twin.line, twin.pairs, twin.names = bind.line, bind.pairs, bind.names[-1:]
            self.binds.append(twin)

    def write_list(self, pairs, bind):
        path = self.folder / f"list-{self.lists}"
        self.lists += 1
        lines = [self.store.pem(pair) for pair in pairs]
        for name in FILTERED[:self.random.randint(0, 2)]:
            pair = self.random.choice([pair for pair in self.store.pairs.values() if pair.kind in ("RSA", "EC") and not pair.weak])
            words = self.tls_words(listed=True)
            if words:
                lines.append(f"{self.store.pem(pair)} [{' '.join(words)}] {name}")
                bind.entries.append((len(lines), name))
        path.write_text("\n".join(lines) + "\n", encoding="ascii")
        bind.list_file = str(path)

    def rules(self):
        r = self.random
        if self.chance(0.6):
            self.add("    acl tls ssl_fc")
        else:
            self.add("    acl tls dst_port 1")
        if self.chance(0.4):
            way = r.choice(("http-request redirect", "redirect"))
            where = r.choice(("scheme https", "location https://example.org/", "prefix https://example.org"))
            code = r.choice(("", " code 301", " code 308"))
            self.add(f"    {way} {where}{code} {r.choice(CONDITIONS)}".rstrip())
        if self.chance(0.1):
            self.add(f"    http-request {r.choice(('deny', 'return status 200 content-type text/plain string ok', 'set-header X-A b'))} "
                     f"{r.choice(CONDITIONS)}".rstrip())
        if self.chance(0.5):
            self.hsts(CONDITIONS)

    def hsts(self, conditions):
        r = self.random
        way = r.choice(("http-response", "http-after-response"))
        action = r.choice(("set-header", "add-header"))
        name = r.choice(("Strict-Transport-Security", "strict-transport-security"))
        self.add(f'    {way} {action} {name} "{r.choice(HSTS)}" {r.choice(conditions)}'.rstrip())
        if self.chance(0.1):
            self.add(f"    {way} del-header {name} {r.choice(conditions)}".rstrip())

    def make(self):
        r = self.random
        self.globals()
        late = self.chance(0.15)
        if self.chance(0.3) and self.haproxy.at_least(3, 0):
            self.stores = sorted(self.store.pairs)
            self.add("crt-store store")
            for name in self.stores:
                pair = self.store.pairs[name]
                if not pair.weak:
                    self.add(f"    load crt {pair.certificate} key {pair.key} alias {name}")
        named = self.chance(0.2) and self.haproxy.at_least(2, 5)
        ruled = False
        for number in range(r.randint(1, 3)):
            if number == 0 or self.chance(0.4):
                mode = r.choice(("http", "http", "tcp"))
                ruled = named and number == 0 and mode == "http"
                for name in (" common", " plain") if ruled else ("",):
                    self.add(f"defaults{name}\n    mode {mode}\n    timeout client 10s\n    timeout server 10s\n    timeout connect 5s")
                    if name == " common":
                        self.hsts(CONDITIONS[:5])
                self.lines = "\n".join(self.lines).split("\n")
            # A listen section may not have the rules of defaults.
            listen = self.chance(0.4) and not ruled
            self.add(f"{'listen' if listen else 'frontend'} p{number}{' from common' if ruled else ''}")
            layer = mode
            if self.chance(0.2):
                layer = r.choice(("http", "tcp"))
                self.add(f"    mode {layer}")
            for _ in range(r.randint(1, 2)):
                self.bind(layer)
            if layer == "http":
                self.rules()
            if listen:
                self.add(f"    server s 127.0.0.1:{self.behind}")
            else:
                self.add(f"    default_backend b{number}\nbackend b{number}{' from plain' if ruled else ''}\n    mode {layer}\n"
                         f"    server s 127.0.0.1:{self.behind}")
                if layer == "http" and self.chance(0.15):
                    self.hsts([condition for condition in CONDITIONS if "tls" not in condition])
            self.lines = "\n".join(self.lines).split("\n")
            if late and number == 0:
                self.globals()
                self.lines = "\n".join(self.lines).split("\n")
        text = "\n".join(self.lines) + "\n"
        if not self.chance(0.1):
            return Deployment(self.folder, text, self.binds)
        return Deployment(self.folder, *self.sabotaged(text))

    def sabotaged(self, text):
        r, store = self.random, self.store
        speaking = [bind.line for bind in self.binds if bind.text and "# not read" not in bind.text]
        if self.chance(0.05):
            return text[:-1], self.binds, "no LF at the end"
        other = self.new_path("other.pem")
        pairs = [store.pairs[name] for name in ("rsa-a", "rsa-b")]
        other.write_text(Path(pairs[0].certificate).read_text(encoding="ascii") + Path(pairs[1].key).read_text(encoding="ascii"), encoding="ascii")
        not_pem = self.new_path("garbage.pem")
        not_pem.write_text("nothing\n", encoding="ascii")
        places = {"other_key": other, "not_pem": not_pem, "ca": store.path("ca.pem")}
        if speaking and self.chance(0.5):
            bad = r.choice(BAD_WORDS).format(**places)
            lines = text.split("\n")
            lines[r.choice(speaking) - 1] += f" {bad}"
            return "\n".join(lines), self.binds, bad
        bad = r.choice(BAD_LINES).format(**places)
        return f"{text}{bad}\n", self.binds, bad


def generate(seed, haproxy, store, folder, ports, behind):
    Path(folder).mkdir(parents=True)
    deployment = Maker(seed, haproxy, store, folder, ports, behind).make()
    (Path(folder) / "haproxy.cfg").write_text(deployment.text, encoding="utf-8")
    return deployment
