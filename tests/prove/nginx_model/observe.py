# SPDX-License-Identifier: Apache-2.0
"""Probes one running deployment: every socket, every name, and the pages of every server."""

from dataclasses import dataclass

from common.draw import UNKNOWN
from common.observe import PAGE, Observation, look, speaks_tls, tls13_curves

from .selection import select


@dataclass
class AtSocket(Observation):
    socket: object = None


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
    for socket in deployment.sockets:
        tls, default = speaks_tls(suites, socket.place), deployment.default(socket)
        for name in names_of(deployment, socket):
            server = select(deployment.on(socket), default, name)
            seen = AtSocket(socket.place, socket.layer, name, server, server is default, tls, restricts_signatures=restricts,
                            tls13_curves=tls13_curves(store), socket=socket)
            observations.append(seen)
            look(seen, suites, store, [PAGE] + [location.path for location in server.locations if location.path != PAGE])
    return observations
