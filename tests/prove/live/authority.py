# SPDX-License-Identifier: Apache-2.0
"""A root, an intermediate and leaves of every kind that a client may have to refuse: made once a run by `openssl`."""

from pathlib import Path

from common.certificates import Store, make_key, openssl

DATABASE = """[ca]
default_ca = own
[own]
database = {folder}/{name}.index
serial = {folder}/{name}.serial
new_certs_dir = {folder}
certificate = {folder}/{name}.pem
private_key = {folder}/{name}.key
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
"""
SERVER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n"
ISSUER = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"


class Authority:
    """`leaf(name, …)` gives the path of a certificate with the intermediate behind it, and of its key."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, kind, what in (("rsa", "RSA", "rsa:2048"), ("weak", "RSA", "rsa:1024"), ("ec", "EC", "prime256v1"),
                                 ("ed", "Ed25519", "ed25519"), ("root", "EC", "prime256v1"), ("middle", "EC", "prime256v1"),
                                 ("stranger", "EC", "prime256v1")):
            make_key(self.path(f"{name}.key"), kind, what)
        for name in ("root", "stranger"):
            openssl("req", "-x509", "-new", "-key", self.path(f"{name}.key"), "-subj", f"/CN=Live {name}", "-days", "3650",
                    "-out", self.path(f"{name}.pem"), "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self.sign("middle", "middle", "root", ISSUER, subject="Live middle")
        for name in ("root", "middle"):
            self.open_database(name)
        self.root = self.path("root.pem")
        self.dh = {}
        Store.make_dh(self, "dh-1024", None)

    def path(self, name):
        return str(self.folder / name)

    def read(self, name):
        return (self.folder / name).read_text(encoding="ascii")

    def sign(self, name, key, issuer, extensions, subject="leaf", digest="sha256", days=365):
        request, extra = self.path(f"{name}.csr"), self.path(f"{name}.ext")
        Path(extra).write_text(extensions, encoding="ascii")
        openssl("req", "-new", "-key", self.path(f"{key}.key"), "-subj", f"/CN={subject}", "-out", request)
        openssl("x509", "-req", f"-{digest}", "-in", request, "-CA", self.path(f"{issuer}.pem"), "-CAkey", self.path(f"{issuer}.key"),
                "-set_serial", str(1000 + len(list(self.folder.iterdir()))), "-days", str(days), "-extfile", extra,
                "-out", self.path(f"{name}.pem"))

    def open_database(self, name):
        (self.folder / f"{name}.index").write_text("")
        (self.folder / f"{name}.serial").write_text("01\n")
        (self.folder / f"{name}.cnf").write_text(DATABASE.format(folder=self.folder, name=name))

    def leaf(self, name, key="ec", names="DNS:a.example,DNS:*.w.example,IP:127.0.0.1", extensions=SERVER, chain=("middle",), issuer="middle", **more):
        san = f"subjectAltName={names}\n" if names else ""
        self.sign(name, key, issuer, extensions + san, **more)
        together = self.folder / f"{name}.chain.pem"
        together.write_text(self.read(f"{name}.pem") + "".join(self.read(f"{each}.pem") for each in chain), encoding="ascii")
        return str(together), self.path(f"{key}.key")

    def self_signed(self, name, key="ec", names="DNS:a.example"):
        openssl("req", "-x509", "-new", "-key", self.path(f"{key}.key"), "-subj", "/CN=alone", "-days", "365",
                "-addext", f"subjectAltName={names}", "-out", self.path(f"{name}.pem"))
        return self.path(f"{name}.pem"), self.path(f"{key}.key")

    def revoke(self, name):
        """The intermediate's list with that certificate on it."""
        config = self.path("middle.cnf")
        openssl("ca", "-config", config, "-revoke", self.path(f"{name}.pem"))
        openssl("ca", "-config", config, "-gencrl", "-out", self.path(f"{name}.crl"))
        return self.path(f"{name}.crl")

    def staple(self, name, issuer="middle", signer=None, days=7):
        """An OCSP response about a certificate, by what the database knows of it."""
        certificate, response = self.path(f"{name}.pem"), self.path(f"{name}.{signer or issuer}.ocsp")
        serial = openssl("x509", "-in", certificate, "-noout", "-serial").strip().split("=")[1]
        index = self.folder / f"{issuer}.index"
        if serial not in index.read_text():
            with index.open("a", encoding="ascii") as lines:
                lines.write(f"V\t351231235959Z\t\t{serial}\tunknown\t/CN=leaf\n")
        signer = signer or issuer
        openssl("ocsp", "-index", str(index), "-CA", self.path(f"{issuer}.pem"), "-issuer", self.path(f"{issuer}.pem"),
                "-cert", certificate, "-rsigner", self.path(f"{signer}.pem"), "-rkey", self.path(f"{signer}.key"),
                "-ndays", str(days), "-respout", response, "-noverify")
        return response
