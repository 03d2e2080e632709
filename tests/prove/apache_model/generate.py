# SPDX-License-Identifier: Apache-2.0
"""Random deployments: which virtual hosts answer where, what each level sets, and in which file it stands."""

import random

from .deployment import ANY, Deployment, Directive, Host, Include, Listen, Location, Section, simple
from .pieces import Pieces
from .sabotage import sabotage
from .server import MODULES
from .writer import Writer

NAMES = [  # as written, and a name that it matches
    ("a.example.org", "a.example.org"), ("b.example.org", "b.example.org"), ("example.org", "example.org"), ("www.example.com", "www.example.com"),
    ("shop.example.net", "shop.example.net"), ("UPPER.example.org", "upper.example.org"), ("deep.sub.example.net", "deep.sub.example.net"),
]
ALIASES = NAMES + [("*.example.org", "x.y.example.org"), ("*.example.com", "m.example.com"), ("mail.*", "mail.example.de"), ("w?w.example.fr", "wow.example.fr"),
                   ("*", "anything.invalid")]
PATHS = [  # a section, its argument, and a path that only it answers
    ("Location", "/api", "/api/x"), ("Location", "/exact", "/exact"), ("Location", '"/static/"', "/static/a"), ("LocationMatch", r'"\.php$"', "/p/x.php"),
    ("LocationMatch", r"^/img/.*\.gif$", "/img/a.gif"), ("Location", '~ "^/deep/"', "/deep/x"),
]
LOADED = ("authz_core", "alias", "rewrite", "ssl", "socache_shmcb", "http2", "headers", "macro", "dir", "setenvif")
WITHOUT = {"headers": 0.08, "http2": 0.15, "macro": 0.4, "dir": 0.5, "setenvif": 0.5, "rewrite": 0}


class Generator:
    def __init__(self, seed, server, store, folder, ports):
        self.chance = random.Random(seed)
        self.pieces = Pieces(self.chance, server, store)
        self.seed, self.server, self.store, self.folder, self.ports = seed, server, store, folder, iter(ports)
        self.modules = [name for name in LOADED if self.chance.random() >= WITHOUT.get(name, 0)]
        self.macros = []

    def often(self, share):
        return self.chance.random() < share

    def generate(self):
        listens = self.make_listens()
        tls = {listen.port: self.often(0.85) or number == 0 for number, listen in enumerate(listens)}
        if len(listens) > 1 and self.often(0.75):
            tls[listens[-1].port] = False
        for listen in listens:
            if tls[listen.port] and self.often(0.35):
                listen.protocol = "https"
            elif self.often(0.1):
                listen.protocol = "http"
        main = Host(0)
        hosts = self.make_hosts(listens)
        outer = self.pieces.settings(0.45)
        shared_certificates = self.often(0.3)
        if shared_certificates:
            outer["SSLCertificateFile"] = self.pieces.certificates(0)
        if self.often(0.04) and shared_certificates:
            outer["SSLEngine"] = [simple("SSLEngine", "on")]
        for host in hosts:
            self.fill(host, tls[next(port for _, port in host.addresses if port)], shared_certificates)
        blocks = self.place(hosts)
        caches = [simple("SSLSessionCache", self.chance.choice([f"shmcb:{self.folder}/cache(64000)", f"shmcb:{self.folder}/cache(64000)", "none", "nonenotnull"]))] if self.often(0.6) else []
        if self.often(0.25):
            caches.append(simple("SSLStaplingCache", f"shmcb:{self.folder}/stapling(64000)"))
            if self.often(0.6):
                outer["SSLUseStapling"] = [simple("SSLUseStapling", "on")]
        if self.often(0.15):  # in a virtual host, it breaks the others of the address
            outer["SSLSessionTicketKeyFile"] = [simple("SSLSessionTicketKeyFile", self.chance.choice(list(self.store.ticket_keys)))]
        headers = self.with_headers(self.pieces.headers(0.25))
        level = self.dress([*self.shuffled(outer), *caches, *headers], "global")
        if self.often(0.25):  # what stands behind a virtual host holds for it all the same
            blocks = [*blocks, *level]
        else:
            blocks = [*level, *blocks]
        statements = [*self.preamble(listens), *self.macros, *blocks]
        deployment = Deployment(self.seed, self.folder, listens, hosts, main, statements)
        if self.often(0.12):
            deployment.sabotage = sabotage(deployment, self.chance, self.server, self.store)
        writer = Writer(deployment, self.chance)
        writer.write()
        for host in hosts:
            if host.access:
                writer.file(self.folder / f"www/s{host.number}/.htaccess", host.access)
        self.write_pages(hosts)
        main.file, main.line = str(self.folder / "apache2.conf"), 0
        return deployment

    def preamble(self, listens):
        load = [simple("LoadModule", f"{name}_module", f"{MODULES}/mod_{name}.so") for name in ("mpm_event", *self.modules)]
        if self.often(0.5):
            load = [Include(self.chance.choice(["Include", "IncludeOptional"]), "mods-enabled/*.load", {f"mods-enabled/{at}{one.words[0]}.load": [one] for at, one in enumerate(load)})]
        first = [simple("ServerRoot", self.folder)] if self.often(0.4) else []
        self.chance.shuffle(load)
        ports = [simple("Listen", self.written(listen), *([listen.protocol] if listen.protocol else [])) for listen in listens]
        if self.often(0.4):
            ports = [Include("Include", "ports.conf", {"ports.conf": ports})]
        return [*first, *load, simple("User", "www-data"), simple("Group", "www-data"), simple("PidFile", f"{self.folder}/httpd.pid"),
                simple("ErrorLog", f"{self.folder}/error.log"), simple("ServerLimit", "1"), simple("StartServers", "1"), simple("ThreadsPerChild", "25"),
                simple("MaxRequestWorkers", "25"), simple("DefaultRuntimeDir", self.folder), simple("Mutex", f"file:{self.folder}", "default"), simple("KeepAliveTimeout", "2"),
                simple("Define", "WIDE"), simple("Define", "KEYS", self.store.folder), simple("ServerName", "main.example.org"),
                Section("Directory", f"{self.folder}/www", [simple("Require", "\0all granted")]), simple("DocumentRoot", f"{self.folder}/www/s0"), *ports]

    def make_listens(self):
        listens = []
        for _ in range(self.chance.choice([1, 2, 2, 3])):
            port = next(self.ports)
            draw = self.chance.random()
            listens.append(Listen(ANY if draw < 0.45 else "127.0.0.1" if draw < 0.9 else "::1", port))
            if draw > 0.8 and draw < 0.9:
                listens.append(Listen("127.0.0.2", port))
        return listens

    @staticmethod
    def written(listen):
        if listen.address == ANY:
            return str(listen.port)
        return f"[{listen.address}]:{listen.port}" if ":" in listen.address else f"{listen.address}:{listen.port}"

    # Virtual hosts

    def make_hosts(self, listens):
        hosts, ports = [], {listen.port: listen.address for listen in listens}
        for port, address in ports.items():
            for _ in range(self.chance.choice([1, 1, 2, 2, 3])):
                host = Host(len(hosts) + 1)
                if address == ANY:
                    host.addresses = [(self.chance.choice([ANY, ANY, ANY, ANY, "127.0.0.1"]), port)]
                else:
                    host.addresses = [(self.chance.choice([address, address, ANY]), port)]
                if self.often(0.08):
                    more = self.chance.choice([(ANY, port), (address if address != ANY else "127.0.0.2", port)])
                    host.addresses += [more] if more not in host.addresses else []
                hosts.append(host)
        if self.often(0.05):
            hosts = [host for host in hosts if host.addresses[0][1] != listens[-1].port] or hosts
        self.chance.shuffle(hosts)
        return hosts

    def fill(self, host, tls, shared_certificates):
        settings = self.pieces.settings(0.75 if tls else 0.1)
        draw = self.chance.random()
        if tls and draw < 0.9:
            settings["SSLEngine"] = [simple("SSLEngine", "on" if draw > 0.04 else "off")]
        elif not tls and draw < 0.1:
            settings["SSLEngine"] = [simple("SSLEngine", "off")]
        if not tls and self.often(0.04) and self.server.at_least(2, 4, 64):
            settings["SSLEngine"] = [simple("SSLEngine", "optional")]
        if self.often(0.03):
            settings["Protocol"] = [simple("Protocol", self.chance.choice(["https", "http"]))]
        if tls and not (shared_certificates and self.often(0.5)):
            settings["SSLCertificateFile"] = self.pieces.certificates(mixed=0.02 if shared_certificates else 0.15)
        if tls and self.often(0.04):
            settings["SSLStrictSNIVHostCheck"] = [simple("SSLStrictSNIVHostCheck", "off")]
        names = self.name(host)
        body = [*names, simple("DocumentRoot", f"{self.folder}/www/s{host.number}"), *self.shuffled(settings),
                *self.with_headers(self.pieces.headers(0.4 if tls else 0.1)), *self.answers(host, tls)]
        if self.often(0.2):
            body.append(self.access(host, tls))
        if self.often(0.1):
            self.chance.shuffle(body)
        host.body = self.dress(body, f"s{host.number}")

    def access(self, host, tls):
        """A <Directory> that lets a file among the documents say more, or does not."""
        host.access = self.with_headers(self.pieces.headers(0.8))
        if not tls and self.often(0.5):
            host.access += self.pieces.redirect()
        allowed = self.chance.choice([["All"], ["All"], ["FileInfo"], ["AuthConfig", "FileInfo"], ["None"]])
        return Section("Directory", f"{self.folder}/www/s{host.number}", [simple("AllowOverride", *allowed)])

    def name(self, host):
        first = self.chance.choice(NAMES)
        wildcard = all(address == ANY for address, _ in host.addresses)
        aliases = [alias for alias in self.pieces.some(ALIASES, 1, 2) if alias != first] if self.often(0.4) else []
        if wildcard and self.often(0.06):
            first, host.inherits = ("main.example.org", "main.example.org"), "main.example.org"
            statements = []
        else:
            statements = [simple("ServerName", first[0] if self.often(0.9) else f"https://{first[0]}")]
        if aliases and self.often(0.7):
            statements.append(simple("ServerAlias", *(alias for alias, _ in aliases)))
        else:
            statements += [simple("ServerAlias", alias) for alias, _ in aliases]
        host.names = [first[0], *(alias for alias, _ in aliases)]
        host.samples = [first[1], *(sample for _, sample in aliases)]
        self.chance.shuffle(statements)
        return statements

    def shuffled(self, settings):
        """Statements in any order, those of one setting in theirs."""
        groups = list(settings.values())
        self.chance.shuffle(groups)
        return [statement for group in groups for statement in group]

    def with_headers(self, statements):
        """What would be refused without the module, is not written without it."""
        if "headers" in self.modules:
            return statements
        return [statement for statement in statements if isinstance(statement, Section) and statement.name == "IfModule"]

    def answers(self, host, tls):
        """Redirects, and sections for paths."""
        draw = self.chance.random()
        if (not tls and draw < 0.5) or (tls and draw < 0.05):
            host.redirects_all = True
            return self.pieces.redirect()
        if not tls and draw < 0.57:
            return [Section("If", '"%{HTTPS} != \'on\'"', [simple("Redirect", "permanent", "/", "https://www.example.com/")])]
        found = []
        for section, argument, path in self.pieces.some(PATHS, 0, 3):
            body = self.with_headers(self.pieces.headers(0.5))
            if self.often(0.15):
                body.append(simple("Redirect", self.chance.choice(["301", "302"]), self.chance.choice(["https://www.example.com/there", "https://example.org/"])))
            if body:
                location = Location(section, argument, path, body)
                host.locations.append(location)
                found.append(Section(section, argument, body))
        return found

    def write_pages(self, hosts):
        for number in [0, *(host.number for host in hosts)]:
            for path in ["/p/other", *(path for _, _, path in PATHS)]:
                file = self.folder / f"www/s{number}{path}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"s{number}", encoding="utf-8")

    # Files, conditions, macros

    def place(self, hosts):
        """Some virtual hosts in the main file, the others in files that a pattern or a name includes."""
        inline, files = [], {}
        for host in hosts:
            argument = " ".join(self.address(*one) for one in host.addresses)
            block = Section("VirtualHost", argument, host.body, host)
            if self.often(0.07):
                block = Section("IfModule", self.chance.choice(["ssl_module", "mod_ssl.c"]), [block])
            if self.often(0.4):
                inline.append(block)
            else:
                prefix = self.chance.choice(["", "10-", "9-", "B", "a", "z"])
                files[f"sites-enabled/{prefix}site{host.number}.conf"] = [block]
        if not files:
            return inline
        pattern = self.chance.choice(["sites-enabled/*.conf", "sites-enabled/*.conf", f"{self.folder}/sites-enabled/*.conf", "sites-enabled/", "sites-*/*.conf"])
        name = self.chance.choice(["Include", "IncludeOptional"])
        at = self.chance.choice([0, len(inline), len(inline)])
        return [*inline[:at], Include(name, pattern, files), *inline[at:]]

    def address(self, address, port):
        text = self.chance.choice(["*", "*", "_default_"]) if address == ANY else f"[{address}]" if ":" in address else address
        return f"{text}:{port}"

    def dress(self, statements, name):
        """Moves runs of simple statements behind conditions, into files and macros; and adds what must not count."""
        for kind, share in ((self.condition, 0.35), (self.snippet, 0.3), (self.macro, 0.25), (self.variable, 0.3)):
            if self.often(share):
                statements = kind(statements, name)
        if self.often(0.25):
            at = self.chance.randint(0, len(statements))
            statements = [*statements[:at], self.decoy(), *statements[at:]]
        return statements

    def run(self, statements):
        """Where a run of simple statements begins and ends."""
        at = [number for number, one in enumerate(statements) if isinstance(one, Directive)]
        if not at:
            return 0, 0
        start = end = self.chance.choice(at)
        while end in at and end - start < 6:
            end += 1
        return start, end

    def condition(self, statements, _):
        start, end = self.run(statements)
        name, argument = self.chance.choice([
            ("IfModule", "ssl_module"), ("IfModule", "mod_ssl.c"), ("IfModule", "!mod_gnutls.c"), ("IfModule", "mod_log_config.c"), ("IfDefine", "WIDE"), ("IfDefine", "!NARROW"),
            ("IfVersion", ">= 2.4"), ("IfVersion", "2.4.0"), ("IfVersion", "!< 2.4.3"), ("IfVersion", "~ ^2.4"), ("IfFile", "apache2.conf"), ("IfFile", f'"{self.folder}/apache2.conf"')])
        if argument == "2.4.0":
            argument = "> 2.4.0"
        inside = statements[start:end]
        if not inside:
            return statements
        return [*statements[:start], Section(name, argument, inside), *statements[end:]]

    def decoy(self):
        """Settings that do not count."""
        name, argument = self.chance.choice([
            ("IfModule", "mod_gnutls.c"), ("IfModule", "!mod_ssl.c"), ("IfModule", "mod_ssl"), ("IfModule", "ssl"), ("IfDefine", "NARROW"), ("IfDefine", "!WIDE"), ("IfDefine", "wide"),
            ("IfVersion", "< 2.4"), ("IfVersion", ">= 2.5"), ("IfFile", "no/such.file")])
        settings = self.pieces.settings(0.8)
        return Section(name, argument, [*self.shuffled(settings), *([simple("Include", "no/such/*.conf")] if self.often(0.3) else [])])

    def snippet(self, statements, name):
        start, end = self.run(statements)
        inside = statements[start:end]
        if not inside:
            return statements
        file = f"snippets/{name}-{self.chance.choice(['tls', 'common', 'ssl-params'])}.conf"
        if self.often(0.15):
            deeper = f"snippets/{name}-inner.inc"
            inside = [Include("Include", deeper, {deeper: inside})]
        return [*statements[:start], Include("Include", file, {file: inside}), *statements[end:]]

    def macro(self, statements, name):
        start, end = self.run(statements)
        inside = [one for one in statements[start:end]]
        if "macro" not in self.modules or not inside or any("$" in word or "@" in word for one in inside for word in one.words):
            return statements
        chosen = self.chance.choice(inside)
        title, parameter, used = f"M{name}", "$none", []
        if chosen.words and "\0" not in "".join(chosen.words) and not any(mark in chosen.words[-1] for mark in "\"'\\%"):
            parameter, used = "$last", [chosen.words[-1]]
            inside[inside.index(chosen)] = Directive(chosen.name, [*chosen.words[:-1], '\0"$last"'])
        body = Section("Macro", " ".join([title, *([parameter] if used else [])]), inside)
        self.macros.append(body)
        return [*statements[:start], simple("Use", title, *used), *statements[end:]]

    def variable(self, statements, _):
        keys = f"{self.store.folder}/"
        return [Directive(one.name, [word.replace(keys, "${KEYS}/") for word in one.words]) if isinstance(one, Directive) else one for one in statements]


def generate(seed, server, store, folder, ports):
    folder.mkdir(parents=True, exist_ok=True)
    return Generator(seed, server, store, folder, ports).generate()
