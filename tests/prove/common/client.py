# SPDX-License-Identifier: Apache-2.0
"""Whole handshakes and requests, with this machine's libssl through ctypes: what is encrypted in TLS 1.3, tickets,
resumption, and HTTP. (The ssl module cannot restrict signature algorithms or tell that a certificate was requested.)"""

import ctypes
import ctypes.util
import struct
import socket
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_uint, c_uint64, c_ulong, c_void_p
from dataclasses import dataclass, field

from . import hello
from .draw import TLS13

SSL = ctypes.CDLL(ctypes.util.find_library("ssl"))
CRYPTO = ctypes.CDLL(ctypes.util.find_library("crypto"))
NEW_SESSION = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)
WANTS_CERTIFICATE = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(c_void_p), POINTER(c_void_p))


def declare(library, result, name, *arguments):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


for result, name, *arguments in (
    (c_void_p, "TLS_client_method"), (c_void_p, "SSL_CTX_new", c_void_p), (None, "SSL_CTX_free", c_void_p),
    (c_long, "SSL_CTX_ctrl", c_void_p, c_int, c_long, c_void_p), (c_void_p, "SSL_new", c_void_p), (None, "SSL_free", c_void_p),
    (c_long, "SSL_ctrl", c_void_p, c_int, c_long, c_void_p), (c_int, "SSL_set_fd", c_void_p, c_int),
    (c_int, "SSL_connect", c_void_p), (c_int, "SSL_read", c_void_p, c_char_p, c_int), (c_int, "SSL_write", c_void_p, c_char_p, c_int),
    (c_int, "SSL_shutdown", c_void_p), (c_uint64, "SSL_CTX_set_options", c_void_p, c_uint64),
    (c_int, "SSL_CTX_set_cipher_list", c_void_p, c_char_p), (c_int, "SSL_CTX_set_ciphersuites", c_void_p, c_char_p),
    (c_int, "SSL_CTX_set_alpn_protos", c_void_p, c_char_p, c_uint), (None, "SSL_get0_alpn_selected", c_void_p, POINTER(c_void_p), POINTER(c_uint)),
    (None, "SSL_CTX_sess_set_new_cb", c_void_p, NEW_SESSION), (None, "SSL_CTX_set_client_cert_cb", c_void_p, WANTS_CERTIFICATE),
    (c_char_p, "SSL_get_version", c_void_p), (c_void_p, "SSL_get_current_cipher", c_void_p), (c_char_p, "SSL_CIPHER_get_name", c_void_p),
    (c_void_p, "SSL_get1_peer_certificate", c_void_p), (c_int, "SSL_session_reused", c_void_p), (c_int, "SSL_set_session", c_void_p, c_void_p),
    (None, "SSL_SESSION_get0_ticket", c_void_p, POINTER(c_void_p), POINTER(c_size_t)), (c_ulong, "SSL_SESSION_get_ticket_lifetime_hint", c_void_p),
    (c_uint, "SSL_SESSION_get_max_early_data", c_void_p), (c_void_p, "SSL_SESSION_get_id", c_void_p, POINTER(c_uint)),
    (None, "SSL_SESSION_free", c_void_p), (c_void_p, "SSL_get1_session", c_void_p), (c_int, "SSL_get_error", c_void_p, c_int),
    (c_int, "SSL_CTX_use_certificate_chain_file", c_void_p, c_char_p), (c_int, "SSL_CTX_use_PrivateKey_file", c_void_p, c_char_p, c_int),
):
    declare(SSL, result, name, *arguments)
for result, name, *arguments in (
    (c_int, "i2d_X509", c_void_p, POINTER(c_void_p)), (None, "X509_free", c_void_p), (c_ulong, "ERR_get_error"),
    (None, "ERR_error_string_n", c_ulong, c_char_p, c_size_t), (None, "ERR_clear_error"),
):
    declare(CRYPTO, result, name, *arguments)

declare(CRYPTO, c_int, "OPENSSL_init_crypto", c_uint64, c_void_p)(0x80, None)  # never openssl.cnf: no system policy here

NO_TICKET = 1 << 14
LEGACY_SERVER = 1 << 2
GROUPS = ("X25519:P-256:X448:P-521:P-384:secp256k1:secp224r1:prime192v1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:"
          "ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192:sect283k1")
SET_MINIMUM, SET_MAXIMUM, SET_NAME, SET_GROUPS, SET_SIGNATURES, SET_CACHE = 123, 124, 55, 92, 98, 44


@dataclass
class Session:
    ticket: bytes
    lifetime: int
    early_data: int
    identity: bytes
    handle: int


@dataclass
class Result:
    error: str = None
    version: str = None
    suite: str = None
    alpn: str = None
    certificate: bytes = None
    requests_certificate: bool = False
    resumed: bool = False
    tickets: list = field(default_factory=list)  # as they arrived
    answer: bytes = b""


def last_error():
    text = ctypes.create_string_buffer(256)
    code = CRYPTO.ERR_get_error()
    CRYPTO.ERR_clear_error()
    if not code:
        return "closed"
    CRYPTO.ERR_error_string_n(code, text, 256)
    return text.value.decode().split(":")[-1]


class Client:
    """One set of options; sessions of its handshakes stay valid until it is closed."""

    def __init__(self, minimum="TLSv1", maximum="TLSv1.3", signatures=None, groups=GROUPS, alpn=None, tickets=True,
                 ciphers="ALL:COMPLEMENTOFALL:@SECLEVEL=0", certificate=None, key=None):
        self.context = SSL.SSL_CTX_new(SSL.TLS_client_method())
        self.sessions, self.requested, self.arrived = [], False, []
        SSL.SSL_CTX_set_cipher_list(self.context, ciphers.encode())
        SSL.SSL_CTX_set_ciphersuites(self.context, ":".join(TLS13).encode())
        self.control(SET_MINIMUM, hello.VERSIONS[minimum])
        self.control(SET_MAXIMUM, hello.VERSIONS[maximum])
        self.control(SET_CACHE, 1 | 0x0300)  # client side, kept by us alone
        SSL.SSL_CTX_set_options(self.context, LEGACY_SERVER | (0 if tickets else NO_TICKET))
        if signatures and not self.control(SET_SIGNATURES, 0, signatures.encode()):
            raise ValueError(f"signature algorithms {signatures}: {last_error()}")
        if groups and not self.control(SET_GROUPS, 0, groups.encode()):
            raise ValueError(f"groups {groups}: {last_error()}")
        if alpn:
            protocols = b"".join(hello.vector(1, name.encode()) for name in alpn)
            SSL.SSL_CTX_set_alpn_protos(self.context, protocols, len(protocols))
        self.on_session, self.on_request = NEW_SESSION(self.keep_session), WANTS_CERTIFICATE(self.note_request)
        SSL.SSL_CTX_sess_set_new_cb(self.context, self.on_session)
        if certificate:
            SSL.SSL_CTX_use_certificate_chain_file(self.context, certificate.encode())
            SSL.SSL_CTX_use_PrivateKey_file(self.context, key.encode(), 1)
        else:
            SSL.SSL_CTX_set_client_cert_cb(self.context, self.on_request)

    def control(self, command, number, text=None):
        return SSL.SSL_CTX_ctrl(self.context, command, number, ctypes.cast(c_char_p(text), c_void_p))

    def keep_session(self, _, session):
        start, length, identity_length = c_void_p(), c_size_t(), c_uint()
        SSL.SSL_SESSION_get0_ticket(session, byref(start), byref(length))
        identity = SSL.SSL_SESSION_get_id(session, byref(identity_length))
        self.arrived.append(Session(
            ctypes.string_at(start, length.value) if length.value else b"", SSL.SSL_SESSION_get_ticket_lifetime_hint(session),
            SSL.SSL_SESSION_get_max_early_data(session), ctypes.string_at(identity, identity_length.value), session))
        self.sessions.append(session)
        return 1  # ours to free

    def note_request(self, _, __, ___):
        self.requested = True
        return 0

    def close(self):
        for session in self.sessions:
            SSL.SSL_SESSION_free(session)
        SSL.SSL_CTX_free(self.context)
        self.sessions, self.context = [], None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def handshake(self, place, name=None, session=None, request=None, patient=True):
        """A handshake; then `request` is sent, and what comes back is read: all until the end, or the first piece."""
        result = Result()
        self.requested, self.arrived = False, []
        try:
            connection = hello.connect(place)
        except OSError as error:
            return Result(error=str(error))
        ssl = SSL.SSL_new(self.context)
        try:
            connection.settimeout(None)
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                connection.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", 5, 0))
            if name is not None:
                SSL.SSL_ctrl(ssl, SET_NAME, 0, ctypes.cast(c_char_p(name.encode("latin-1")), c_void_p))
            if session is not None:
                SSL.SSL_set_session(ssl, session.handle)
            SSL.SSL_set_fd(ssl, connection.fileno())
            CRYPTO.ERR_clear_error()
            if SSL.SSL_connect(ssl) != 1:
                result.error = last_error()
                return result
            self.read_state(ssl, result)
            if request is not None:
                result.answer = self.exchange(ssl, request, patient)
            result.tickets = self.arrived
            SSL.SSL_shutdown(ssl)
            return result
        finally:
            result.requests_certificate = self.requested
            SSL.SSL_free(ssl)
            connection.close()

    def read_state(self, ssl, result):
        result.version = SSL.SSL_get_version(ssl).decode()
        result.suite = SSL.SSL_CIPHER_get_name(SSL.SSL_get_current_cipher(ssl)).decode()
        result.resumed = bool(SSL.SSL_session_reused(ssl))
        start, length = c_void_p(), c_uint()
        SSL.SSL_get0_alpn_selected(ssl, byref(start), byref(length))
        result.alpn = ctypes.string_at(start, length.value).decode("latin-1") if length.value else None
        certificate = SSL.SSL_get1_peer_certificate(ssl)
        if certificate:
            encoded = c_void_p()
            size = CRYPTO.i2d_X509(certificate, byref(encoded))
            result.certificate = ctypes.string_at(encoded, size)
            declare(CRYPTO, None, "CRYPTO_free", c_void_p, c_char_p, c_int)(encoded, b"", 0)
            CRYPTO.X509_free(certificate)

    @staticmethod
    def exchange(ssl, request, patient):
        if request:
            SSL.SSL_write(ssl, request, len(request))
        received, buffer = b"", ctypes.create_string_buffer(16384)
        while True:
            count = SSL.SSL_read(ssl, buffer, len(buffer))
            if count <= 0:
                return received
            received += buffer.raw[:count]
            if not patient:
                return received
