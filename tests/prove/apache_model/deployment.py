# SPDX-License-Identifier: Apache-2.0
"""A deployment as the generator means it, and who answers where in it (reference 3.4)."""

import fnmatch
from dataclasses import dataclass, field
from pathlib import Path

ANY = "*"


@dataclass
class Directive:
    name: str
    words: list

    def __hash__(self):
        return id(self)


@dataclass
class Section:
    name: str
    argument: str  # exactly this
    body: list
    host: object = None  # the virtual host that this is


@dataclass
class Include:
    """A statement that includes, and the files that it reads: name -> statements."""
    name: str
    pattern: str
    files: dict


@dataclass
class Listen:
    address: str  # "*", "127.0.0.1", "::1"
    port: int
    protocol: str = None


@dataclass
class Location:
    section: str
    match: str
    path: str  # a request that it answers
    body: list


@dataclass(eq=False)
class Host:
    """A virtual host; the one without addresses is the main server."""
    number: int
    addresses: list = field(default_factory=list)  # (address, port or None for any)
    names: list = field(default_factory=list)      # as written: ServerName, then aliases
    samples: list = field(default_factory=list)    # names that one of them matches
    inherits: str = None   # a name that is the main server's
    locations: list = field(default_factory=list)
    body: list = field(default_factory=list)
    redirects_all: bool = False
    access: list = field(default_factory=list)  # what its .htaccess says
    file: str = None
    line: int = None
    order: int = 0

    def __str__(self):
        return f"{self.file}:{self.line}"

    def matches(self, name):
        first, *aliases = self.names or [""]
        return name.lower() == first.lower() or any(fnmatch.fnmatchcase(name.lower(), alias.lower()) for alias in aliases)


@dataclass
class Place:
    """Where a client connects, and whose it is."""
    listen: Listen
    host: str
    matched: str = ANY  # the address of a virtual host that this one belongs to
    servers: list = field(default_factory=list)

    @property
    def place(self):
        return (self.host, self.listen.port)

    @property
    def address(self):
        """As the model speaks of it: the narrower one of Listen and virtual host."""
        return self.listen.address if self.listen.address != ANY else self.matched

    def select(self, name):
        if name is not None:
            for server in self.servers:
                if server.matches(name):
                    return server
        return self.servers[0]


@dataclass
class Deployment:
    seed: int
    folder: Path
    listens: list
    hosts: list
    main: Host
    statements: list
    sabotage: str = None

    @property
    def places(self):
        return [place.place for place in self.sockets()]

    def sockets(self):
        """A Listen on all addresses is asked at each that a virtual host names, and at one that none does."""
        found = []
        for listen in self.listens:
            wanted = [listen.address]
            if listen.address == ANY:
                named = {address for host in self.hosts for address, port in host.addresses if address != ANY and port in (None, listen.port)}
                wanted = [*sorted(named), "127.0.0.9"]
            for host in wanted:
                matched, servers = self.on(host, listen.port)
                found.append(Place(listen, host, matched, servers or [self.main]))
        return found

    def on(self, address, port):
        """The address under which virtual hosts answer, and these in their order: the most exact one alone counts."""
        for wanted in ((address, port), (address, None), (ANY, port), (ANY, None)):
            hosts = sorted((host for host in self.hosts if wanted in host.addresses), key=lambda host: host.order)
            if hosts:
                return wanted[0], hosts
        return ANY, []


def simple(name, *words):
    return Directive(name, [str(word) for word in words])
