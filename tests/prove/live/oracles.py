# SPDX-License-Identifier: Apache-2.0
"""Servers that give away what they should not: one that tells paddings apart, one that shows its memory, one that does not
look at padding."""

import hashlib
import hmac
import re
import socket
import ssl
import struct
import subprocess
import tempfile
from pathlib import Path

from common.hello import vector

from . import peers

RSA_WITH_AES = 0x002F


def read_record(connection):
    header = connection.recv(5, socket.MSG_WAITALL)
    if len(header) < 5:
        return None, b""
    return header, connection.recv(struct.unpack(">H", header[3:])[0], socket.MSG_WAITALL)


def piped(command, data):
    return subprocess.run(command, input=data, capture_output=True, timeout=20, check=True).stdout


def robot(key, flight, tells=True):
    """TLS 1.2 with RSA key exchange: `tells` by another alert that the padding is wrong; who does not, says the same of all."""
    def act(connection):
        _, hello = read_record(connection)
        suites = hello[39 + hello[38]:] if len(hello) > 40 else b""
        offered = {suites[at:at + 2] for at in range(2, 2 + int.from_bytes(suites[:2]), 2)}
        if RSA_WITH_AES.to_bytes(2) not in offered or hello[4:6] != b"\3\3":
            return connection.sendall(peers.record(21, b"\2\x28"))
        connection.sendall(flight)
        header, message = read_record(connection)
        if not header or header[0] != 22 or message[0] != 16:
            return None
        block = piped(["openssl", "pkeyutl", "-decrypt", "-inkey", key, "-pkeyopt", "rsa_padding_mode:none"], message[6:])
        good = block[:2] == b"\0\2" and block[-49] == 0
        return connection.sendall(peers.record(21, b"\2\x14" if good or not tells else b"\2\x2f"))
    return act


def ticketbleed(behind):
    """What a real server says, but for a short session id: it comes back as 32 bytes."""
    forward = peers.forward_to(behind)

    def act(connection):
        hello = connection.recv(600, socket.MSG_PEEK)
        size = hello[43] if len(hello) > 44 and hello[0] == 22 else 0
        if size != 16:
            return forward(connection)
        identity = hello[44:60] + b"memory of others"
        body = b"\3\3" + bytes(range(32)) + vector(1, identity) + struct.pack(">H", 0xC02B) + b"\0" + vector(2, b"")
        return connection.sendall(peers.record(22, peers.message(2, body)))
    return act


def expand(secret, seed, size):
    """P_SHA256 of RFC 5246 5."""
    result, step = b"", seed
    while len(result) < size:
        step = hmac.digest(secret, step, hashlib.sha256)
        result += hmac.digest(secret, step + seed, hashlib.sha256)
    return result[:size]


def careless(pair):
    """A server of TLS 1.2 that looks at the length of the padding and at the MAC, and at no other byte of it."""
    def act(connection):
        with tempfile.TemporaryDirectory() as folder:
            keys = Path(folder, "keys")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*pair)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("ECDHE-ECDSA-AES128-SHA")
            context.keylog_filename = str(keys)
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            server, done, sent = context.wrap_bio(incoming, outgoing, server_side=True), False, b""
            while True:
                header, payload = read_record(connection)
                if not header:
                    return
                if done and header[0] == 21 and is_sound(keys.read_text(), sent, payload):
                    step = server.unwrap  # takes it for a goodbye, and answers
                else:
                    incoming.write(header + payload)
                    step = (lambda: server.read(4096)) if done else server.do_handshake
                try:
                    step()
                    done = True
                except ssl.SSLWantReadError:
                    pass
                except ssl.SSLError:
                    connection.sendall(outgoing.read())
                    return
                answer = outgoing.read()
                sent += answer
                connection.sendall(answer)
    return act


def is_sound(log, sent, payload):
    """Whether an alert that the client protected with the keys of this connection has the right MAC."""
    if len(payload) % 16:
        return False  # the MAC comes last: encrypt-then-MAC
    client_random, secret = (bytes.fromhex(part) for part in re.search(r"CLIENT_RANDOM (\S+) (\S+)", log).groups())
    block = expand(secret, b"key expansion" + sent[11:43] + client_random, 72)
    text = piped(["openssl", "enc", "-d", "-aes-128-cbc", "-nopad", "-K", block[40:56].hex(), "-iv", payload[:16].hex()], payload[16:])
    content = text[:len(text) - 1 - text[-1]]
    data, mac = content[:-20], content[-20:]
    return hmac.digest(block[:20], struct.pack(">QBHH", 1, 21, 0x0303, len(data)) + data, hashlib.sha1) == mac


def two_addresses(first, second):
    """A context of two peers as one name with two addresses: yields the first one's port, and the second one's."""
    class Both:
        def __enter__(self):
            self.contexts = [first(), second()]
            return tuple(context.__enter__() for context in self.contexts)

        def __exit__(self, *_):
            for context in self.contexts:
                context.__exit__(None, None, None)
    return Both()
