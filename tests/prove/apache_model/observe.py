# SPDX-License-Identifier: Apache-2.0
"""Probes one running deployment: every address, every name, and the pages of every virtual host."""

from dataclasses import dataclass

from common.draw import UNKNOWN
from common.observe import PAGE, Observation, look, speaks_tls, tls13_curves


@dataclass
class AtAddress(Observation):
    address: str = ""  # as the model speaks of it

    @property
    def host(self):
        return (self.name or (self.server.names or [UNKNOWN])[0]).lower()


def names_of(place):
    """None, an unknown name, and those that somebody here answers to."""
    found = [None, UNKNOWN]
    for server in place.servers:
        found += [sample for sample in server.samples if sample not in found]
    return found


def observe(deployment, suites, store):
    observations = []
    restricts = any(b"signaturealgorithms" in path.read_bytes().lower() for path in deployment.folder.rglob("*.*") if path.suffix in (".conf", ".inc"))
    for place in deployment.sockets():
        tls = speaks_tls(suites, place.place)
        for name in names_of(place):
            server = place.select(name)
            seen = AtAddress(place.place, "http", name, server, server is place.servers[0], tls, restricts_signatures=restricts,
                             tls13_curves=tls13_curves(store), address=place.address)
            observations.append(seen)
            look(seen, suites, store, [PAGE, *(location.path for location in server.locations)])
    return observations
