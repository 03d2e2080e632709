# SPDX-License-Identifier: Apache-2.0
"""What one name at one place is answered with."""

from dataclasses import asdict, dataclass, field

from . import http
from .client import Client
from .draw import UNKNOWN
from .hello import ask
from .probe import NEVER, Hello, Probe, ciphers_of

PAGE = "/p/other"  # that no path of a server answers


@dataclass
class Observation:
    place: object       # where a client connects: (host, port), or a path
    layer: str
    name: str           # sent as SNI; None: no SNI
    server: object      # that should be selected (by our own reading of the rules)
    default: bool       # whether that one also answers unknown names
    tls: bool = False
    truth: dict = None
    client_auth: str = None
    pages: dict = field(default_factory=dict)  # path -> Response
    restricts_signatures: bool = False  # a command may rule out key types in TLS 1.3
    tls13_curves: set = field(default_factory=set)  # EC certificates that TLS 1.3 has a signature scheme for

    @property
    def host(self):
        """What requests are for: a name that leads to this server."""
        return self.name or UNKNOWN

    def as_json(self):
        pages = {path: asdict(page) if page else None for path, page in self.pages.items()}
        return {"place": self.place, "layer": self.layer, "name": self.name, "server": str(self.server), "tls": self.tls,
                "client_auth": self.client_auth, "truth": self.truth, "pages": pages}


def speaks_tls(suites, place):
    answer = ask(place, Hello("TLSv1.2", [NEVER, *suites.old], name="x.invalid"))
    return bool(answer.done or answer.alert or answer.version)


def tls13_curves(store):
    return {pair.leaf for pair in store.pairs.values() if pair.curve in ("prime256v1", "secp384r1", "secp521r1")}


def look(seen, suites, store, paths=(PAGE,), probe=None):
    """Fills in an observation whose `tls` is known."""
    if seen.tls:
        seen.truth = probe(seen) if probe else Probe(suites, seen.place, seen.name, store, seen.layer, seen.host).run()
        if not seen.truth["versions"]:
            return
        observe_clients(seen, store)
    if seen.layer == "http":
        certificate = store.client if seen.tls and seen.client_auth != "none" else None
        seen.pages = http.fetch(lambda request: exchange(seen, request, certificate), seen.host, paths)


def exchange(seen, request, certificate):
    if not seen.tls:
        return http.exchange_plainly(seen.place, request)
    with Client(certificate=certificate.certificate if certificate else None, key=certificate.key if certificate else None,
                ciphers=ciphers_of(seen.truth), groups=seen.truth["offer"]) as client:
        return client.handshake(seen.place, seen.name, request=request, patient=seen.layer != "mail").answer


def accepts(seen, certificate):
    """Whether a client with this certificate (None: without one) is served."""
    answer = exchange(seen, http.write(seen.host, [PAGE]) if seen.layer == "http" else b"", certificate)
    if seen.layer != "http":
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
