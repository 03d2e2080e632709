# SPDX-License-Identifier: Apache-2.0
"""Probes one running configuration: every bind line, every name that it may tell apart."""

from dataclasses import dataclass

from common.hello import VERSIONS
from common.observe import Observation, look, speaks_tls, tls13_curves
from common.probe import Probe, Suites


@dataclass
class OfLine(Observation):
    entry: int = None  # the line of the list that has words of its own for this name


class PatientProbe(Probe):
    """The server may settle for DHE, and then find that the level refuses its parameters."""

    perhaps = ("internal_error", "handshake_failure")


class Some(Suites):
    """Those suites that a kind of key is for."""

    def __init__(self, suites, authentication):
        self.__dict__.update(suites.__dict__)
        self.old = [code for code in suites.old if (suites.authentication[code] == "ECDSA") == (authentication == "ECDSA")]


def probe(kind, suites, place, name, store, pairs):
    """Beside an RSA certificate, one with an EC key serves all that say they know ECDSA: clients of two kinds."""
    if pairs < 2:
        return kind(suites, place, name, store).run()
    truth, other = (kind(Some(suites, keys), place, name, store).run() for keys in ("RSA", "ECDSA"))
    if not truth["versions"] or not other["versions"]:
        return truth if truth["versions"] else other
    for version in other["versions"]:
        if version != "TLSv1.3":
            truth["by_version"][version] = [*truth["by_version"].get(version, []), *other["by_version"].get(version, [])]
            truth["preference"][version] = None
    truth["versions"] = [version for version in VERSIONS if version in truth["versions"] + other["versions"]]
    truth["certificates"] |= other["certificates"]
    return truth


def observe(deployment, suites, store, haproxy):
    observations = []
    for bind in deployment.binds:
        place = ("127.0.0.1", bind.port)
        tls = speaks_tls(suites, place)
        kind = PatientProbe if "SECLEVEL=3" in bind.text or not haproxy.at_least(2, 6) else Probe
        for entry, name in [(None, name) for name in bind.names] + bind.entries:
            # Whatever the mode, an HTTP server stands behind.
            seen = OfLine(place, "http", name, bind, True, tls, tls13_curves=tls13_curves(store), entry=entry)
            observations.append(seen)
            pairs = 1 if entry else bind.pairs
            look(seen, suites, store, probe=lambda seen, pairs=pairs, kind=kind: probe(kind, suites, seen.place, seen.name, store, pairs))
    return observations
