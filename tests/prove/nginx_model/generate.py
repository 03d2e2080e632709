# SPDX-License-Identifier: Apache-2.0
"""Random deployments: which servers listen where, what each level sets, and in which file it stands."""

import random

from .deployment import Deployment, Directive, Include, Listen, Location, Server, Socket, Writer, simple
from .pieces import Pieces
from .sabotage import sabotage

NAMES = [  # as written, and a name that it matches
    ("a.example.org", "a.example.org"), ("b.example.org", "b.example.org"), ("example.org", "example.org"), ("www.example.com", "www.example.com"),
    ("shop.example.net", "shop.example.net"), ("UPPER.example.org", "upper.example.org"), ("*.example.org", "x.y.example.org"),
    (".example.net", "deep.example.net"), ("*.example.com", "m.example.com"), ("mail.*", "mail.example.de"), ("www.example.*", "www.example.fr"),
    (r"~^(www|m)\d+\.shop\.example$", "www12.shop.example"), (r"~^(?<user>.+)\.users\.example$", "eve.users.example"), ("_", None), ("", None),
]
PATHS = [  # words of a location, and a path that only it answers
    (["/"], "/p/other"), (["/api"], "/api/x"), (["=", "/exact"], "/exact"), (["^~", "/static/"], "/static/a"), (["~", r"\.php$"], "/p/x.php"),
    (["~*", r"\.(gif|jpg)$"], "/p/i.GIF"), (["/deep/"], "/deep/x"),
]
TO_HTTPS = ("https://$host$request_uri", "https://$server_name$request_uri", "https://www.example.com$request_uri", "https://$http_host$request_uri",
            "https://secure.example.org/", "https://$host/x")


class Generator:
    def __init__(self, seed, nginx, store, folder, ports):
        self.chance = random.Random(seed)
        self.pieces = Pieces(self.chance, nginx, store)
        self.seed, self.nginx, self.store, self.folder, self.ports = seed, nginx, store, folder, iter(ports)
        self.servers, self.sockets = [], []

    def often(self, share):
        return self.chance.random() < share

    def generate(self):
        http = self.make_http()
        blocks = [http]
        if "stream" in self.nginx.modules and self.often(0.3):
            blocks.append(self.make_stream())
        if "mail" in self.nginx.modules and self.often(0.12):
            blocks.append(self.make_mail())
        self.chance.shuffle(blocks)
        main = [simple("load_module", self.nginx.modules[block.name]) for block in blocks if block.name in self.nginx.modules]
        main += [simple("user", "root"), simple("worker_processes", "1"), simple("pid", f"{self.folder}/nginx.pid"),
                 simple("error_log", f"{self.folder}/error.log", "warn"), Directive("events", [], [simple("worker_connections", "64")]), *blocks]
        deployment = Deployment(self.seed, self.folder, self.servers, self.sockets, main)
        if self.often(0.1):
            deployment.sabotage = sabotage(deployment, self.chance, self.nginx, self.store)
        Writer(deployment, self.chance).write()
        self.write_pages()
        return deployment

    # http

    def make_http(self):
        tls, plain = self.make_sockets()
        for number in range(1, self.chance.randint(1, 5) + 1):
            self.servers.append(Server(number))
        for socket in tls + plain:
            for server in self.pieces.some(self.servers, 1, 4):
                self.listen(server, socket)
        self.servers = [server for server in self.servers if server.listens]
        self.sockets = [socket for socket in tls + plain]
        for socket in tls:
            self.choose_flags(socket)
        for socket in plain:
            self.choose_default(socket)
        outer = self.pieces.settings(0.5)
        level = [simple("access_log", "off"), simple("root", f"{self.folder}/www"), simple("default_type", "text/plain"),
                 simple("absolute_redirect", "off")]
        shared_certificates = self.often(0.35)
        if shared_certificates:
            outer["ssl_certificate"] = self.pieces.certificates(0)
        for server in self.servers:
            self.fill(server, shared_certificates)
        headers = self.pieces.headers(0.25)
        if self.often(0.1) and self.nginx.at_least(1, 25, 1):
            outer["http2"] = [simple("http2", self.chance.choice(["on", "off"]))]
        blocks = self.place(self.servers, "conf.d", "sites-enabled")
        level.append(Directive("map", ["$scheme", "$hsts_header"], [simple("https", "max-age=31536000"), simple("default", "")]))
        inside = [*level, *self.shuffled(outer), *headers]
        if self.often(0.3):
            self.chance.shuffle(blocks)
        if self.often(0.3):  # what the http level says counts for blocks that stand before it, too
            at = self.chance.randint(0, len(blocks))
            return Directive("http", [], self.snippets(blocks[:at] + inside + blocks[at:], "http"))
        return Directive("http", [], self.snippets(inside + blocks, "http"))

    def make_sockets(self):
        """Some sockets that speak TLS, and mostly one that does not."""
        addresses = ["127.0.0.1", "127.0.0.1", "127.0.0.2", "*", "::1"]
        tls = [Socket(self.chance.choice(addresses), next(self.ports), True) for _ in range(self.chance.choice([1, 1, 2, 2, 3]))]
        if self.often(0.2):  # the same port on a specific address and on all
            tls.append(Socket("127.0.0.1" if tls[0].address != "127.0.0.1" else "*", tls[0].port, True))
        if self.often(0.06):
            tls.append(Socket(f"{self.folder}/tls.sock", None, True))
        plain = [Socket(self.chance.choice(addresses[:4]), next(self.ports), False)] if self.often(0.75) else []
        return tls, plain

    def listen(self, server, socket):
        server.listens.append(Listen(socket, []))

    def choose_default(self, socket):
        if self.often(0.4):
            listen = self.chance.choice([listen for server in self.servers for listen in server.listens if listen.socket is socket])
            listen.flags.append("default_server")

    def choose_flags(self, socket):
        listens = [listen for server in self.servers for listen in server.listens if listen.socket is socket]
        for number, listen in enumerate(listens):
            if number == 0 or self.often(0.85):
                listen.flags.append("ssl")
        if self.often(0.3):
            for listen in listens if self.often(0.5) else [self.chance.choice(listens)]:
                listen.flags.append("http2")
        self.chance.shuffle(listens)
        if self.often(0.4):
            listens[0].flags.append("default_server")

    def written(self, socket):
        if socket.port is None:
            return f"unix:{socket.address}"
        if socket.address == "*":
            return self.chance.choice([f"{socket.port}", f"*:{socket.port}", f"0.0.0.0:{socket.port}"])
        return f"[{socket.address}]:{socket.port}" if ":" in socket.address else f"{socket.address}:{socket.port}"

    def fill(self, server, shared_certificates):
        server.names = self.pieces.some(NAMES, 1, 3) if self.often(0.9) else []
        server.samples = dict(server.names)
        tls = any(listen.socket.tls for listen in server.listens)
        settings = self.pieces.settings(0.8 if tls else 0.1)
        if tls and not (shared_certificates and self.often(0.4)):
            settings["ssl_certificate"] = self.pieces.certificates()
        if tls and self.nginx.at_least(1, 19, 4) and self.often(0.07):
            settings["ssl_reject_handshake"] = [simple("ssl_reject_handshake", "on")]
            if self.often(0.5):
                settings.pop("ssl_certificate", None)
        if self.nginx.at_least(1, 25, 1) and self.often(0.35):
            settings["http2"] = [simple("http2", self.chance.choice(["on", "on", "off"]))]
        if tls and not self.nginx.at_least(1, 25, 1) and self.often(0.05):
            settings["ssl"] = [simple("ssl", self.chance.choice(["on", "on", "off"]))]
        names = [name for name, _ in server.names]
        lines = [simple("server_name", *names)] if names and self.often(0.85) else [simple("server_name", name) for name in names]
        listens = []
        for listen in server.listens:
            self.chance.shuffle(listen.flags)
            listens.append(simple("listen", self.written(listen.socket), *listen.flags))
        server.body = [*listens, *lines, simple("root", f"{self.folder}/www/s{server.number}"), *self.shuffled(settings),
                       *self.pieces.headers(0.3), *self.answers(server, tls)]
        if self.often(0.15):
            self.chance.shuffle(server.body)
        server.body = self.snippets(server.body, f"s{server.number}")

    def shuffled(self, settings):
        """Statements in any order, those of one setting in theirs."""
        groups = list(settings.values())
        self.chance.shuffle(groups)
        return [statement for group in groups for statement in group]

    def answers(self, server, tls):
        """Locations, redirects, pages."""
        plain = any(not listen.socket.tls for listen in server.listens)
        draw = self.chance.random()
        if (not tls and draw < 0.45) or (tls and draw < 0.06):
            server.shadowed = True
            return [self.redirect(always=True)]
        exact = next((name for name, sample in server.names if name and sample == name), None)
        if plain and exact and 0.45 <= draw < 0.55:  # what certbot writes
            server.shadowed, server.only_for = True, exact
            return [Directive("if", ["\0($host", "\0=", f"\0{exact})"], [simple("return", "301", "https://$host$request_uri")]),
                    simple("return", "404")]
        if tls and plain and draw < 0.25:
            return [Directive("if", ["\0($scheme", "\0=", "\0http)"], [simple("return", "301", "https://$host$request_uri")])]
        found = []
        for words, path in self.pieces.some(PATHS, 0, 4):
            block = [*self.pieces.headers(0.35), *self.answer(server, words)]
            if words == ["/api"] and self.often(0.5):
                inner = Location(["/api/v2"], "/api/v2/x", [*self.pieces.headers(0.3), *self.answer(server, words)])
                server.locations.append(inner)
                block.append(Directive("location", inner.words, inner.block))
            server.locations.append(Location(words, path, block))
            found.append(Directive("location", words, block))
        return found

    def redirect(self, always=False):
        target = self.chance.choice(TO_HTTPS)
        draw = self.chance.random()
        if draw < 0.75:
            return simple("return", self.chance.choice(["301", "301", "302", "307", "308"]), target)
        if draw < 0.85:
            return simple("return", target)
        if "$" in target.replace("$host", "").replace("$server_name", "").replace("$request_uri", "").replace("$http_host", "") or not always:
            return simple("return", "301", target)
        return simple("rewrite", "^", target.replace("$request_uri", "$request_uri?"), self.chance.choice(["permanent", "redirect"]))

    def answer(self, server, words):
        draw = self.chance.random()
        if draw < 0.35:
            return [simple("return", "200", f"s{server.number} {' '.join(words)}".replace("$", ""))]
        if draw < 0.5:
            return [self.redirect()]
        if draw < 0.55:
            return [simple("return", "302", "/login")]
        if draw < 0.6:
            return [simple("return", self.chance.choice(["404", "403"]))]
        return []

    def write_pages(self):
        for server in self.servers:
            for path in ["/p/other", *(path for _, path in PATHS), "/api/v2/x"]:
                file = self.folder / f"www/s{server.number}{path}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"s{server.number}", encoding="utf-8")

    # stream and mail

    def make_stream(self):
        socket = Socket("127.0.0.1", next(self.ports), True, "stream")
        self.sockets.append(socket)
        count = self.chance.randint(1, 3) if self.nginx.at_least(1, 25, 5) else 1
        blocks = []
        for number in range(len(self.servers) + 1, len(self.servers) + count + 1):
            server = Server(number, "stream", [Listen(socket, ["ssl"])])
            settings = self.pieces.settings(0.7, "stream")
            settings["ssl_certificate"] = self.pieces.certificates()
            if self.nginx.at_least(1, 21, 4) and self.often(0.3):
                settings["ssl_alpn"] = [simple("ssl_alpn", *self.pieces.some(["h2", "http/1.1", "prove/1", "prove/2"], 1, 2))]
            names = []
            if self.nginx.at_least(1, 25, 5):
                server.names = self.pieces.some(NAMES, 1, 2)
                server.samples = dict(server.names)
                names = [simple("server_name", *(name for name, _ in server.names))]
            server.body = [simple("listen", self.written(socket), "ssl"), *names, *self.shuffled(settings), simple("return", f"s{number}\n")]
            self.servers.append(server)
            blocks.append(Directive("server", [], server.body, server))
        outer = self.pieces.settings(0.3, "stream")
        self.rename_cache(outer, blocks)
        return Directive("stream", [], self.snippets([*self.shuffled(outer), *blocks], "stream"))

    def rename_cache(self, outer, blocks):
        """A shared zone belongs to one module."""
        for statement in [*(one for group in outer.values() for one in group), *(one for block in blocks for one in block.block)]:
            if isinstance(statement, Directive) and statement.name == "ssl_session_cache":
                statement.words = [word.replace("shared:SSL", "shared:ST") for word in statement.words]

    def make_mail(self):
        socket = Socket("127.0.0.1", next(self.ports), True, "mail")
        self.sockets.append(socket)
        server = Server(len(self.servers) + 1, "mail", [Listen(socket, ["ssl"])])
        settings = self.pieces.settings(0.6, "mail")
        settings["ssl_certificate"] = self.pieces.certificates()
        server.body = [simple("listen", self.written(socket), "ssl"), simple("protocol", self.chance.choice(["imap", "pop3", "smtp"])), *self.shuffled(settings)]
        self.servers.append(server)
        block = Directive("server", [], server.body, server)
        for statement in server.body:
            if statement.name == "ssl_session_cache":
                statement.words = [word.replace("shared:SSL", "shared:ML") for word in statement.words]
        return Directive("mail", [], [simple("auth_http", "127.0.0.1:1/"), simple("server_name", "mail.example.org"), block])

    # Files

    def place(self, servers, *folders):
        """Some server blocks inline, the others in files that a pattern or a name includes."""
        inline, files = [], {folder: {} for folder in folders}
        for server in servers:
            block = Directive("server", [], server.body, server)
            draw = self.chance.random()
            if draw < 0.4:
                inline.append(block)
                continue
            folder = self.chance.choice(folders)
            prefix = self.chance.choice(["", "10-", "9-", "B", "a", "z"])
            name = f"{folder}/{prefix}site{server.number}" + (".conf" if folder == "conf.d" or self.often(0.4) else "")
            files[folder][name] = [block]
        includes = []
        for folder, found in files.items():
            pattern = f"{folder}/*" + (".conf" if folder == "conf.d" else "")
            if found or self.often(0.3):
                includes.append(Include(pattern if self.often(0.7) else f"{self.folder}/{pattern}", found))
        return inline + includes

    def snippets(self, statements, name):
        """Moves a run of simple statements into a file of its own, sometimes."""
        if not self.often(0.3):
            return statements
        simple_ones = [at for at, statement in enumerate(statements) if isinstance(statement, Directive) and statement.block is None]
        if not simple_ones:
            return statements
        start = self.chance.choice(simple_ones)
        end = start
        while end in simple_ones and end - start < 6:
            end += 1
        file = f"snippets/{name}-{self.chance.choice(['tls', 'common', 'ssl-params'])}.conf"
        inside = statements[start:end]
        if self.often(0.15):
            deeper = f"snippets/{name}-inner.inc"
            inside = [Include(deeper, {deeper: inside})]
        return [*statements[:start], Include(file, {file: inside}), *statements[end:]]


def generate(seed, nginx, store, folder, ports):
    folder.mkdir(parents=True, exist_ok=True)
    return Generator(seed, nginx, store, folder, ports).generate()

