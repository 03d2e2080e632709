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
        self.behind, self.lines, self.binds, self.lists = behind, [], [], 0

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
        return words

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
            based = any("crt-base" in line for line in self.lines)
            words += [f"crt {f'{pair.name}.pem' if based and self.chance(0.5) else self.store.pem(pair)}" for pair in pairs]
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
        bind.line = self.add(f"    bind 127.0.0.1:{port} {bind.text}")
        bind.pairs = len(pairs)
        bind.names = ["example.org", "unknown.invalid"] if strict else ["example.org"] if len(pairs) > 1 else [None, "example.org"]
        self.binds.append(bind)

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
        if self.chance(0.5):
            way = r.choice(("http-response", "http-after-response"))
            action = r.choice(("set-header", "add-header"))
            self.add(f'    {way} {action} Strict-Transport-Security "{r.choice(HSTS)}" {r.choice(CONDITIONS)}'.rstrip())

    def make(self):
        r = self.random
        self.globals()
        late = self.chance(0.15)
        for number in range(r.randint(1, 3)):
            if number == 0 or self.chance(0.4):
                mode = r.choice(("http", "http", "tcp"))
                self.add(f"defaults\n    mode {mode}\n    timeout client 10s\n    timeout server 10s\n    timeout connect 5s")
                self.lines = "\n".join(self.lines).split("\n")
            listen = self.chance(0.4)
            self.add(f"{'listen' if listen else 'frontend'} p{number}")
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
                self.add(f"    default_backend b{number}\nbackend b{number}\n    mode {layer}\n    server s 127.0.0.1:{self.behind}")
            self.lines = "\n".join(self.lines).split("\n")
            if late and number == 0:
                self.globals()
                self.lines = "\n".join(self.lines).split("\n")
        return Deployment(self.folder, "\n".join(self.lines) + "\n", self.binds)


def generate(seed, haproxy, store, folder, ports, behind):
    Path(folder).mkdir(parents=True)
    deployment = Maker(seed, haproxy, store, folder, ports, behind).make()
    (Path(folder) / "haproxy.cfg").write_text(deployment.text, encoding="utf-8")
    return deployment
