# SPDX-License-Identifier: Apache-2.0
"""ClientHellos written by hand, and what a server answers in the clear. No library's policy narrows what is offered."""

import os
import socket
import struct
from dataclasses import dataclass, field

VERSIONS = {"SSLv3": 0x0300, "TLSv1": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303, "TLSv1.3": 0x0304}
VERSION_NAMES = {code: name for name, code in VERSIONS.items()}

# The names OpenSSL uses (RFC 8422, 7919, 8446, 8734, draft-ietf-tls-ecdhe-mlkem).
GROUPS = {
    "sect163k1": 1, "sect163r1": 2, "sect163r2": 3, "sect193r1": 4, "sect193r2": 5, "sect233k1": 6, "sect233r1": 7,
    "sect239k1": 8, "sect283k1": 9, "sect283r1": 10, "sect409k1": 11, "sect409r1": 12, "sect571k1": 13, "sect571r1": 14,
    "secp160k1": 15, "secp160r1": 16, "secp160r2": 17, "secp192k1": 18, "secp192r1": 19, "secp224k1": 20,
    "secp224r1": 21, "secp256k1": 22, "secp256r1": 23, "secp384r1": 24, "secp521r1": 25, "brainpoolP256r1": 26,
    "brainpoolP384r1": 27, "brainpoolP512r1": 28, "x25519": 29, "x448": 30, "brainpoolP256r1tls13": 31,
    "brainpoolP384r1tls13": 32, "brainpoolP512r1tls13": 33, "curveSM2": 41, "ffdhe2048": 256, "ffdhe3072": 257,
    "ffdhe4096": 258, "ffdhe6144": 259, "ffdhe8192": 260, "MLKEM512": 0x0200, "MLKEM768": 0x0201,
    "MLKEM1024": 0x0202, "SecP256r1MLKEM768": 0x11EB, "X25519MLKEM768": 0x11EC, "SecP384r1MLKEM1024": 0x11ED,
    "curveSM2MLKEM768": 0x11EE,
}
GROUP_NAMES = {code: name for name, code in GROUPS.items()}

SIGNATURES = {
    "RSA": [0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201],
    "RSA-PSS": [0x0809, 0x080A, 0x080B],
    "EC": [0x0403, 0x0503, 0x0603, 0x0303, 0x0203, 0x081A, 0x081B, 0x081C],
    "Ed25519": [0x0807],
    "Ed448": [0x0808],
}
ALL_SIGNATURES = [code for codes in SIGNATURES.values() for code in codes]

ALERTS = {0: "close_notify", 40: "handshake_failure", 47: "illegal_parameter", 70: "protocol_version",
          71: "insufficient_security", 80: "internal_error", 109: "missing_extension", 112: "unrecognized_name",
          120: "no_application_protocol"}
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")  # RFC 8446 4.1.3


@dataclass
class Hello:
    version: str
    suites: list
    groups: list = field(default_factory=lambda: list(GROUPS.values()))
    signatures: list = field(default_factory=lambda: ALL_SIGNATURES)
    name: str = None
    alpn: list = None
    ticket: bool = False
    session: bytes = b""


@dataclass
class Answer:
    version: str = None
    suite: int = None
    group: str = None
    alpn: str = None
    ticket: bool = False        # promises a NewSessionTicket (TLS 1.2 and older)
    session: bytes = b""
    certificate: bytes = None   # of the server itself, DER
    requests_certificate: bool = False
    retried: bool = False       # it asks for another share
    done: bool = False          # the whole flight arrived; for TLS 1.3, its first message did
    alert: str = None
    error: str = None
    signature: int = None

    def accepts(self, version):
        return self.done and self.version == version


def vector(width, content):
    return len(content).to_bytes(width, "big") + content


def words(numbers):
    return b"".join(struct.pack(">H", number) for number in numbers)


def write(hello):
    version = VERSIONS[hello.version]
    extensions = []
    if hello.name is not None:
        extensions.append((0, vector(2, b"\0" + vector(2, hello.name.encode("latin-1")))))
    if hello.groups:
        extensions.append((10, vector(2, words(hello.groups))))
        extensions.append((11, vector(1, b"\0\1\2")))
    if version >= 0x0303:
        extensions.append((13, vector(2, words(hello.signatures))))
    if hello.alpn:
        extensions.append((16, vector(2, b"".join(vector(1, name.encode()) for name in hello.alpn))))
    extensions.append((23, b""))
    if hello.ticket:
        extensions.append((35, b""))
    if version >= 0x0304:
        # No share at all: the server asks for the group it wants (HelloRetryRequest), and nothing need be computed.
        extensions += [(43, vector(1, words([version]))), (45, b"\1\1"), (51, vector(2, b""))]
    body = struct.pack(">H", min(version, 0x0303)) + os.urandom(32)
    body += vector(1, os.urandom(32) if version >= 0x0304 else hello.session)
    body += vector(2, words(hello.suites)) + b"\1\0"
    if version > 0x0300:
        body += vector(2, b"".join(struct.pack(">H", kind) + vector(2, content) for kind, content in extensions))
    return b"\x16" + struct.pack(">H", min(version, 0x0301)) + vector(2, b"\1" + vector(3, body))


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("a message ends early")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, width):
        return int.from_bytes(self.take(width), "big")

    def vector(self, width):
        return self.take(self.number(width))

    def left(self):
        return len(self.data) - self.at


def read_server_hello(body, answer):
    message = Reader(body)
    version = message.number(2)
    random = message.take(32)
    answer.session = message.vector(1)
    answer.suite = message.number(2)
    message.take(1)
    extensions = Reader(message.vector(2)) if message.left() else Reader(b"")
    while extensions.left():
        kind, content = extensions.number(2), Reader(extensions.vector(2))
        if kind == 43:
            version = content.number(2)
        elif kind == 51:
            answer.group = GROUP_NAMES.get(content.number(2))
        elif kind == 35:
            answer.ticket = True
        elif kind == 16:
            content.number(2)
            answer.alpn = content.vector(1).decode("latin-1")
    answer.version = VERSION_NAMES.get(version, hex(version))
    if version >= 0x0304:
        answer.retried = random == RETRY
        answer.done = answer.retried or answer.group is not None


def read_message(kind, body, answer):
    if kind == 2:
        read_server_hello(body, answer)
    elif kind == 11:
        chain = Reader(Reader(body).vector(3))
        answer.certificate = chain.vector(3) if chain.left() else None
    elif kind == 12 and body[:1] == b"\3":
        message = Reader(body)
        message.take(1)
        answer.group = GROUP_NAMES.get(message.number(2))
        message.vector(1)
        if answer.version == "TLSv1.2" and message.left() > 2:
            answer.signature = message.number(2)
    elif kind == 13:
        answer.requests_certificate = True
    elif kind == 14:
        answer.done = True


def read_answer(connection):
    answer, pending, handshake = Answer(), b"", b""
    while not answer.done:
        while len(pending) < 5 or len(pending) < 5 + int.from_bytes(pending[3:5], "big"):
            more = connection.recv(16384)
            if not more:
                answer.error = "closed"
                return answer
            pending += more
        kind, length = pending[0], int.from_bytes(pending[3:5], "big")
        record, pending = pending[5:5 + length], pending[5 + length:]
        if kind == 21:
            if record[0] == 1:  # a warning: SNI not recognized, and the like
                continue
            answer.alert = ALERTS.get(record[1], str(record[1]))
            return answer
        if kind == 20:  # between the messages of a TLS 1.3 that looks like a resumption (RFC 8446 D.4)
            continue
        if kind != 22:
            answer.error = f"record of type {kind}"
            return answer
        handshake += record
        while len(handshake) >= 4 and len(handshake) >= 4 + int.from_bytes(handshake[1:4], "big"):
            size = int.from_bytes(handshake[1:4], "big")
            read_message(handshake[0], handshake[4:4 + size], answer)
            handshake = handshake[4 + size:]
    return answer


def connect(place, timeout=5):
    """place: (host, port), or the path of a unix socket."""
    family = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.settimeout(timeout)
    try:
        connection.connect(place)
        if family != socket.AF_UNIX:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        connection.close()
        raise
    return connection


def ask(place, hello):
    try:
        with connect(place) as connection:
            connection.sendall(write(hello))
            return read_answer(connection)
    except (OSError, ValueError, IndexError) as error:
        return Answer(error=f"{type(error).__name__}: {error}")
