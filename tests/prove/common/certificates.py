# SPDX-License-Identifier: Apache-2.0
"""Keys, certificates, DH parameters and ticket keys: made once a run by `openssl`, and shared by its deployments."""

import base64
import hashlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Pair:
    name: str
    kind: str         # as spec.md spells key_type
    certificate: str  # files, absolute
    key: str
    curve: str = ""
    weak: bool = False  # refused at security level 2
    leaf: str = ""    # SHA-256 of the first certificate


KEYS = {
    "rsa-a": ("RSA", "rsa:2048"), "rsa-b": ("RSA", "rsa:2048"), "rsa-c": ("RSA", "rsa:3072"), "rsa-weak": ("RSA", "rsa:1024"),
    "ec-a": ("EC", "prime256v1"), "ec-b": ("EC", "prime256v1"), "ec-384": ("EC", "secp384r1"), "ec-521": ("EC", "secp521r1"),
    "ec-k1": ("EC", "secp256k1"), "ed-a": ("Ed25519", "ed25519"), "ed-448": ("Ed448", "ed448"),
}
DH_SIZES = {"dh-2048": "ffdhe2048", "dh-3072": "ffdhe3072", "dh-1536": "modp_1536", "dh-1024": None}
# RFC 2409 6.2, the second Oakley group: `openssl` has no short way to 1024 bits any more.
OAKLEY_2 = int("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
               "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
               "49286651ECE65381FFFFFFFFFFFFFFFF", 16)


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"openssl {' '.join(arguments)}: {done.stderr[-400:]}")
    return done.stdout


def leaf_of(path):
    text = Path(path).read_text(encoding="ascii", errors="replace")
    encoded = re.search(r"-----BEGIN (?:TRUSTED )?CERTIFICATE-----(.*?)-----END", text, re.DOTALL)[1]
    return hashlib.sha256(base64.b64decode(encoded)).hexdigest()


def make_key(path, kind, what):
    if what.startswith("rsa:"):
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{what[4:]}", "-out", path)
    elif kind == "EC":
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{what}", "-pkeyopt", "ec_param_enc:named_curve", "-out", path)
    else:
        openssl("genpkey", "-algorithm", what, "-out", path)


def write_dh(path, prime):
    """With the generator 2."""
    prime = b"\0" + prime.to_bytes(prime.bit_length() // 8, "big")
    content = b"\x02\x81" + bytes([len(prime)]) + prime + b"\x02\1\2"
    encoded = base64.encodebytes(b"\x30\x81" + bytes([len(content)]) + content).decode()
    Path(path).write_text(f"-----BEGIN DH PARAMETERS-----\n{encoded}-----END DH PARAMETERS-----\n", encoding="ascii")


class Store:
    """Everything lies in `folder`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.pairs, self.dh, self.ticket_keys = {}, {}, {}
        self.make_authority("ca", "sha256")
        for name, (kind, what) in KEYS.items():
            self.make_pair(name, kind, what)
        self.make_issued("rsa-chain", "rsa-c", "sha256")
        self.make_issued("rsa-sha1", "rsa-b", "sha1")
        self.pairs["rsa-sha1"].weak = True
        for name, what in DH_SIZES.items():
            self.make_dh(name, what)
        for number, size in enumerate((48, 80, 48), 1):
            path = self.folder / f"ticket-{number}.key"
            path.write_bytes(os.urandom(size))
            self.ticket_keys[str(path)] = path.read_bytes()[:16]
        self.make_issued("client", "rsa-a", "sha256")  # not EC: a server's groups limit its clients' keys, too
        self.client = self.pairs.pop("client")
        self.stranger = self.pairs["rsa-b"]  # as a client: a certificate that no server trusts

    def path(self, name):
        return str(self.folder / name)

    def make_authority(self, name, digest):
        make_key(self.path(f"{name}.key"), "RSA", "rsa:2048")
        openssl("req", "-x509", "-new", f"-{digest}", "-key", self.path(f"{name}.key"), "-subj", f"/CN=prove {name}",
                "-days", "30", "-out", self.path(f"{name}.pem"))

    def make_pair(self, name, kind, what):
        key, certificate = self.path(f"{name}.key"), self.path(f"{name}.pem")
        make_key(key, kind, what)
        openssl("req", "-x509", "-new", "-key", key, "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:example.org",
                "-days", "30", "-out", certificate)
        self.pairs[name] = Pair(name, kind, certificate, key, what if kind == "EC" else "", name == "rsa-weak", leaf_of(certificate))

    def make_issued(self, name, key_of, digest):
        """A leaf that the authority signed, with the authority's certificate behind it."""
        certificate, request = self.path(f"{name}.pem"), self.path(f"{name}.csr")
        key = self.pairs[key_of].key
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        openssl("x509", "-req", f"-{digest}", "-in", request, "-CA", self.path("ca.pem"), "-CAkey", self.path("ca.key"),
                "-set_serial", str(1000 + len(self.pairs)), "-days", "30", "-out", certificate)
        with open(certificate, "a", encoding="ascii") as chain:
            chain.write(Path(self.path("ca.pem")).read_text(encoding="ascii"))
        self.pairs[name] = Pair(name, self.pairs[key_of].kind, certificate, key, "", False, leaf_of(certificate))

    def make_dh(self, name, what):
        path = self.path(f"{name}.pem")
        if what is None:
            write_dh(path, OAKLEY_2)
        else:
            openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", f"group:{what}", "-out", path)
        self.dh[name] = path
