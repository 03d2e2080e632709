# SPDX-License-Identifier: Apache-2.0
"""A deployment as the generator means it, and its text: files, includes, quotes, blanks."""

import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Directive:
    name: str
    words: list
    block: list = None
    server: object = None  # the Server that this block is

    def __hash__(self):
        return id(self)


@dataclass
class Include:
    """An include statement, and the files that it reads: name -> statements."""
    pattern: str
    files: dict
    shared: bool = False


@dataclass(eq=False)
class Socket:
    """What the kernel sees: several `listen` may share one."""
    address: str  # "127.0.0.1", "*", "::1", "::"; or a path
    port: int
    tls: bool
    layer: str = "http"

    @property
    def place(self):
        """Where a client connects."""
        if self.port is None:
            return self.address
        return ({"*": "127.0.0.9", "::": "::1"}.get(self.address, self.address), self.port)

    @property
    def modelled(self):
        """(address, port, path) as `tlslint show` says it."""
        return (None, None, self.address) if self.port is None else ({"*": "0.0.0.0"}.get(self.address, self.address), self.port, None)


@dataclass
class Listen:
    socket: Socket
    flags: list


@dataclass
class Location:
    words: list
    path: str   # a request that it answers
    block: list


@dataclass(eq=False)
class Server:
    number: int
    layer: str = "http"
    listens: list = field(default_factory=list)
    names: list = field(default_factory=list)
    samples: dict = field(default_factory=dict)  # name as written -> a name that it matches
    locations: list = field(default_factory=list)
    shadowed: bool = False  # the server answers everything itself: its locations are never reached
    only_for: str = None    # … and redirects this host only
    body: list = field(default_factory=list)
    order: int = None
    file: str = None
    line: int = None

    def __str__(self):
        return f"{self.file}:{self.line}"

    def has(self, name):
        return any(isinstance(statement, Directive) and statement.name == name for statement in self.body)


@dataclass
class Deployment:
    seed: int
    folder: Path
    servers: list
    sockets: list
    main: list
    sabotage: str = None

    @property
    def places(self):
        return [socket.place for socket in self.sockets]

    def on(self, socket):
        """The servers of a socket in the order that nginx reads them."""
        found = [server for server in self.servers if any(listen.socket is socket for listen in server.listens)]
        return sorted(found, key=lambda server: server.order)

    def default(self, socket):
        servers = self.on(socket)
        for server in servers:
            if any(listen.socket is socket and "default_server" in listen.flags for listen in server.listens):
                return server
        return servers[0]


class Writer:
    def __init__(self, deployment, chance):
        self.deployment, self.chance = deployment, chance
        self.order = 0

    def write(self):
        self.file(self.deployment.folder / "nginx.conf", self.deployment.main)

    def file(self, path, statements, shared=False):
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = ["# made by tests/prove/nginx_model"] if self.chance.random() < 0.3 else []
        self.block(path, statements, 0, lines)
        if shared and path.exists():
            return
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def block(self, path, statements, depth, lines):
        indent = "    " * depth
        for statement in statements:
            if self.chance.random() < 0.03:
                lines.append(f"{indent}# {self.chance.choice(['ssl_protocols SSLv3;', 'tuned', '}', 'server {', 'do not edit'])}")
            if isinstance(statement, Include):
                lines.append(f"{indent}include {self.word(statement.pattern)};")
                for name in sorted(statement.files, key=lambda name: name.encode()):
                    self.file(self.deployment.folder / name, statement.files[name], statement.shared)
                continue
            text = " ".join([statement.name, *(self.word(word) for word in statement.words)])
            if len(statement.words) > 1 and self.chance.random() < 0.08:
                first, *rest = (self.word(word) for word in statement.words)
                text = f"{statement.name} {first}" + "".join(f"\n{indent}    {word}" for word in rest)
            if statement.block is None:
                lines += f"{indent}{text};{'  # ok' if self.chance.random() < 0.04 else ''}".split("\n")
                continue
            head = f"{indent}{text} {{".split("\n")
            if statement.server is not None:
                self.order += 1
                statement.server.order, statement.server.file, statement.server.line = self.order, str(path), len(lines) + 1
            lines += head
            self.block(path, statement.block, depth + 1, lines)
            lines.append(f"{indent}}}")

    def word(self, word):
        """As nginx reads it back: quoted where needed, and sometimes where not."""
        if word.startswith("\0"):  # exactly this
            return word[1:]
        draw = self.chance.random()
        if not re.search(r"""[\s;{}"'#]|^$|\$$""", word):
            return f'"{word}"' if draw < 0.12 else f"'{word}'" if draw < 0.2 else word
        if draw < 0.4 and "'" not in word:
            return f"'{word}'"
        return '"' + word.replace('"', '\\"') + '"'


def simple(name, *words):
    return Directive(name, [str(word) for word in words])
