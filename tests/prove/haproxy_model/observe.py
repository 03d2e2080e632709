# SPDX-License-Identifier: Apache-2.0
"""Probes one running configuration: every bind line, every name that it may tell apart."""

from dataclasses import asdict, dataclass, field

from nginx_model import http
from nginx_model.hello import VERSIONS
from nginx_model.observe import exchange, observe_clients, speaks_tls
from nginx_model.probe import Probe, Suites

PATH = "/p/other"


@dataclass(frozen=True)
class Socket:
    place: tuple
    layer: str = "http"  # whatever the mode: an HTTP server stands behind


@dataclass
class Observation:
    socket: Socket
    name: str
    server: object
    entry: int = None  # the line of the list that has words of its own for this name
    tls: bool = False
    truth: dict = None
    client_auth: str = None
    pages: dict = field(default_factory=dict)
    restricts_signatures: bool = False
    tls13_curves: set = field(default_factory=set)

    def as_json(self):
        pages = {path: asdict(page) if page else None for path, page in self.pages.items()}
        return {"line": self.server.line, "entry": self.entry, "port": self.server.port, "name": self.name, "tls": self.tls,
                "client_auth": self.client_auth, "truth": self.truth, "pages": pages}


class Some(Suites):
    """Those suites that a kind of key is for."""

    def __init__(self, suites, authentication):
        self.__dict__.update(suites.__dict__)
        self.old = [code for code in suites.old if (suites.authentication[code] == "ECDSA") == (authentication == "ECDSA")]


def probe(suites, place, name, store, pairs):
    """Beside an RSA certificate, one with an EC key serves all that say they know ECDSA: clients of two kinds."""
    if pairs < 2:
        return Probe(suites, place, name, store).run()
    truth, other = (Probe(Some(suites, kind), place, name, store).run() for kind in ("RSA", "ECDSA"))
    if not truth["versions"] or not other["versions"]:
        return truth if truth["versions"] else other
    for version in other["versions"]:
        if version != "TLSv1.3":
            truth["by_version"][version] = [*truth["by_version"].get(version, []), *other["by_version"].get(version, [])]
            truth["preference"][version] = None
    truth["versions"] = [version for version in VERSIONS if version in truth["versions"] + other["versions"]]
    truth["certificates"] |= other["certificates"]
    return truth


def observe(deployment, suites, store):
    curves = {pair.leaf for pair in store.pairs.values() if pair.curve in ("prime256v1", "secp384r1", "secp521r1")}
    observations = []
    for bind in deployment.binds:
        socket = Socket(("127.0.0.1", bind.port))
        tls = speaks_tls(suites, socket.place)
        for entry, name in [(None, name) for name in bind.names] + bind.entries:
            seen = Observation(socket, name, bind, entry, tls, tls13_curves=curves)
            observations.append(seen)
            if tls:
                seen.truth = probe(suites, socket.place, name, store, 1 if entry else bind.pairs)
            if tls and seen.truth["versions"]:
                observe_clients(seen, store)
            if not tls or seen.truth["versions"]:
                certificate = store.client if tls and seen.client_auth != "none" else None
                seen.pages = http.fetch(lambda request, seen=seen, certificate=certificate: exchange(seen, request, certificate),
                                        name or "x.invalid", [PATH])
    return observations
