#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random nginx deployments: which clients `tlslint show --clients` says could connect, and how, against what the real server
answers to hellos with just what their profiles offer."""

import os
import re
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from common import hello, run

from .__main__ import Run
from .observe import names_of
from .selection import select

ROOT = Path(__file__).resolve().parents[3]
RANGE = {"ssl3": 0x0300, "tls1_0": 0x0301, "tls1_1": 0x0302, "tls1_2": 0x0303, "tls1_3": 0x0304}
# A server computes with a share: points of the curve, here the generators (SEC 2, RFC 7748); the zeros of ML-KEM-768 are a
# valid key of it. X25519MLKEM768: ML-KEM's first.
X25519 = bytes([9]) + bytes(31)
SHARES = {
    0x001D: X25519,
    0x0017: bytes.fromhex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                          "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
    0x0018: bytes.fromhex("04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760a"
                          "b73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e"
                          "5f"),
    0x0019: bytes.fromhex("0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2"
                          "ffa8de3348b3c1856a429bf97e7e31c2e5bd66011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd"
                          "17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"),
    0x001E: bytes([5]) + bytes(55),
    0x11EC: bytes(1184) + X25519,
}
OPENSSL_NAMES = {"secp256r1": "prime256v1", "secp192r1": "prime192v1", "x25519": "X25519", "x448": "X448"}


@dataclass
class Client:
    id: str
    versions: range
    sends_name: bool
    suites: list
    groups: list
    shares: list
    signatures: list


def table(path, pattern):
    return {name: int(code, 16) for code, name in re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"))}


def read_profiles():
    """The program's own table, read once more."""
    suites = table("parsers/openssl/suites.inc", r'TLSLINT_SUITE\((0x\w+), \w+, "[^"]*", "([^"]+)"')
    iana = table("parsers/openssl/suites.inc", r'TLSLINT_SUITE\((0x\w+), iana, "[^"]*", "([^"]+)"')
    groups = table("parsers/openssl/groups.cpp", r'\{(0x\w+), "[^"]+", "([^"]+)"')
    signatures = table("parsers/openssl/signature_algorithms.cpp", r'\{(0x\w+), "([^"]+)"')
    text = (ROOT / "audit/clients/profiles.inc").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("//"))

    def codes(names, known):
        return [int(name, 16) if name.startswith("0x") else known[name] for name in names.split()]

    clients = []
    for row in text.split("TLSLINT_CLIENT(")[1:]:
        row = re.sub(r'"\s*\n\s*"', "", row)
        strings, words = re.findall(r'"([^"]*)"', row), re.findall(r"\w+", re.sub(r'"[^"]*"', "", row))
        clients.append(Client(strings[0], range(RANGE[words[0]], RANGE[words[1]] + 1), words[2] == "sends_name",
                              codes(strings[2], {**suites, **iana}), codes(strings[3], groups), codes(strings[4], groups),
                              codes(strings[5], signatures)))
    return clients


def write(client, name, random, session, shares):
    newest = client.versions[-1]
    extensions = []
    if name is not None and client.sends_name:
        extensions.append((0, hello.vector(2, b"\0" + hello.vector(2, name.encode("latin-1")))))
    if client.groups:
        extensions.append((10, hello.vector(2, hello.words(client.groups))))
        extensions.append((11, hello.vector(1, b"\0")))
    if client.signatures:
        extensions.append((13, hello.vector(2, hello.words(client.signatures))))
    if newest >= 0x0304:
        shares = b"".join(struct.pack(">H", group) + hello.vector(2, SHARES[group]) for group in shares)
        extensions += [(43, hello.vector(1, hello.words(reversed(client.versions)))), (45, b"\1\1"), (51, hello.vector(2, shares))]
    body = struct.pack(">H", min(newest, 0x0303)) + random + hello.vector(1, session if newest >= 0x0304 else b"")
    body += hello.vector(2, hello.words([*client.suites, 0x00FF])) + b"\1\0"
    if extensions:
        body += hello.vector(2, b"".join(struct.pack(">H", kind) + hello.vector(2, content) for kind, content in extensions))
    return b"\x16" + struct.pack(">H", min(newest, 0x0301)) + hello.vector(2, b"\1" + hello.vector(3, body))


def answer_of(place, client, name):
    """A server that asks for another share gets it: what it thinks of that is its answer."""
    random, session = os.urandom(32), os.urandom(32)
    try:
        with hello.connect(place) as connection:
            connection.sendall(write(client, name, random, session, client.shares))
            answer = hello.read_answer(connection)
            wanted = hello.GROUPS.get(answer.group)
            if answer.retried and wanted in SHARES:
                connection.sendall(write(client, name, random, session, [wanted]))
                answer = hello.read_answer(connection)
            return answer
    except (OSError, ValueError, IndexError) as error:
        return hello.Answer(error=f"{type(error).__name__}: {error}")


def seen_at(place, client, name, suites):
    """(version, suite, group), or None: the server does not get so far."""
    answer = answer_of(place, client, name)
    # What a server falls back to may be older than what the client speaks: that hangs up.
    if not answer.done or RANGES.get(answer.version, 0) not in client.versions:
        return None
    return answer.version, suites.names.get(answer.suite, hex(answer.suite)), OPENSSL_NAMES.get(answer.group, answer.group)


RANGES = hello.VERSIONS


def difference(said, seen):
    """In words, or None. A client may refuse what the server chose: then there is a version all the same."""
    if said["result"] == "unknown":
        return None
    claimed = said["version"] and (said["version"], said["suite"], said["group"])
    if said["result"] == "ok" and said["suite"] is None:
        return None if seen and seen[0] == said["version"] else f"said {said}, seen {seen}"
    return None if (claimed or None) == seen else f"said {said}, seen {seen}"


class Clients(Run):
    def __init__(self, options, work):
        super().__init__(options, work)
        self.clients, self.results = read_profiles(), Counter()

    def deployment(self, seed):
        deployment, refusal, process = self.made(seed)
        if refusal:
            self.tally["refused by nginx"] += 1
            return []
        with process:
            return list(self.compare(deployment, self.tlslint("show", deployment, "--clients")))

    def compare(self, deployment, model):
        endpoints = self.comparison.match_endpoints(deployment, model, [])
        for socket in deployment.sockets:
            for name in names_of(deployment, socket):
                server = select(deployment.on(socket), deployment.default(socket), name)
                endpoint = endpoints.get((server.number, socket))
                if name is None or endpoint is None or not endpoint.get("clients"):
                    continue
                for client, said in zip(self.clients, endpoint["clients"]):
                    assert client.id == said["profile"]
                    self.tally["hellos"] += 1
                    self.results[said["result"]] += 1
                    wrong = difference(said, seen_at(socket.place, client, name, self.suites))
                    if wrong:
                        yield f"{endpoint['id']} asked for {name}: {client.id}: {wrong}"

    def report(self, failed, started):
        print(f"nginx {self.server.version}, OpenSSL {self.server.openssl}: {dict(self.tally)}, said {dict(self.results)}; "
              f"{len(failed)} deployments with differences {failed if failed else ''}")
        print(f"{time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    sys.exit(run.main(Clients))
