# SPDX-License-Identifier: Apache-2.0
"""Probes one running deployment: every socket, every name, and the pages of every server."""

from dataclasses import asdict, dataclass, field

from . import http
from .client import Client
from .generate import UNKNOWN
from .hello import ask
from .probe import NEVER, Hello, Probe, ciphers_of
from .selection import select


@dataclass
class Observation:
    socket: object
    name: str           # sent as SNI; None: no SNI
    server: object      # that nginx should select (by our own reading of its rules)
    tls: bool = False
    truth: dict = None
    client_auth: str = None
    pages: dict = field(default_factory=dict)  # path -> Response
    restricts_signatures: bool = False  # a conf_command may rule out key types in TLS 1.3
    tls13_curves: set = field(default_factory=set)  # EC certificates that TLS 1.3 has a signature scheme for

    def as_json(self):
        pages = {path: asdict(page) if page else None for path, page in self.pages.items()}
        return {"place": self.socket.place, "layer": self.socket.layer, "name": self.name, "server": f"s{self.server.number}", "tls": self.tls,
                "client_auth": self.client_auth, "truth": self.truth, "pages": pages}


def speaks_tls(suites, place):
    answer = ask(place, Hello("TLSv1.2", [NEVER, *suites.old], name="x.invalid"))
    return bool(answer.done or answer.alert or answer.version)


def names_of(deployment, socket):
    """None, an unknown name, and a name for every server_name of the socket."""
    found = [None, UNKNOWN]
    for server in deployment.on(socket):
        for sample in server.samples.values():
            if sample and sample not in found:
                found.append(sample)
    return found


def observe(deployment, suites, store):
    observations = []
    restricts = any("SignatureAlgorithms" in path.read_text(encoding="utf-8") for path in deployment.folder.rglob("*")
                    if path.is_file() and path.suffix in (".conf", "", ".inc"))
    curves = {pair.leaf for pair in store.pairs.values() if pair.curve in ("prime256v1", "secp384r1", "secp521r1")}
    for socket in deployment.sockets:
        tls = speaks_tls(suites, socket.place)
        for name in names_of(deployment, socket):
            server = select(deployment.on(socket), deployment.default(socket), name)
            seen = Observation(socket, name, server, tls, restricts_signatures=restricts, tls13_curves=curves)
            observations.append(seen)
            if tls:
                seen.truth = Probe(suites, socket.place, name, store, socket.layer).run()
            if tls and seen.truth["versions"]:
                observe_clients(seen, store)
            if socket.layer == "http" and (not tls or seen.truth["versions"]):
                observe_pages(seen, store)
    return observations


def exchange(seen, request, certificate):
    if not seen.tls:
        return http.exchange_plainly(seen.socket.place, request)
    with Client(certificate=certificate.certificate if certificate else None, key=certificate.key if certificate else None,
                ciphers=ciphers_of(seen.truth), groups=seen.truth["offer"]) as client:
        return client.handshake(seen.socket.place, seen.name, request=request, patient=seen.socket.layer != "mail").answer


def accepts(seen, certificate):
    """Whether a client with this certificate (None: without one) is served."""
    answer = exchange(seen, http.write(seen.name or UNKNOWN, ["/p/other"]) if seen.socket.layer == "http" else b"", certificate)
    if seen.socket.layer != "http":
        # A mail server says why in its own protocol, a stream server closes.
        return bool(answer) and not any(text in answer for text in (b"No required SSL certificate", b"SSL certificate error"))
    found = http.read(answer, 1)
    return bool(found) and not (found[0].status == 400 and "SSL certificate" in found[0].body)


def observe_clients(seen, store):
    requested = set(seen.truth["requests_certificate"].values())
    if requested == {False}:
        seen.client_auth = "none"
    elif len(requested) > 1:
        seen.truth["anomalies"].append("a certificate is requested in some versions only")
    elif not accepts(seen, None):
        # A handshake that this client cannot make at all says nothing.
        seen.client_auth = "required" if accepts(seen, store.client) else None
    else:
        seen.client_auth = "optional-unverified" if accepts(seen, store.stranger) else "optional"


def observe_pages(seen, store):
    paths = ["/p/other"] + [location.path for location in seen.server.locations if location.path != "/p/other"]
    certificate = store.client if seen.tls and seen.client_auth != "none" else None
    seen.pages = http.fetch(lambda request: exchange(seen, request, certificate), seen.name or UNKNOWN, paths)
