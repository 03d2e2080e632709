# SPDX-License-Identifier: Apache-2.0
"""What a TLS server at one place does for one name: the truth that the model is compared with."""

import hashlib
import random

from . import http
from .client import GROUPS as OFFER
from .client import Client
from .draw import UNKNOWN
from .hello import GROUPS, SIGNATURES, VERSIONS, Hello, ask

OLD = ("TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3")
NEVER = 0x008C  # PSK-AES128-CBC-SHA: known to OpenSSL, never served. First in every offer, so that no ChaCha20 suite is.
TLS13_SIGNATURES = {
    "RSA": "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256",
    "EC": "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512",
    "Ed25519": "ed25519", "Ed448": "ed448",
}
PROTOCOLS = ("h2", "http/1.1", "http/1.0", "http/0.9", "prove/1", "prove/2")


class Suites:
    """The suites that the server's OpenSSL knows, in its own names."""

    def __init__(self, listing):
        self.old, self.new, self.names, self.authentication, self.kinds = [], [], {}, {}, {}
        for line in listing.splitlines():
            words = line.split()
            if len(words) < 6 or words[1] != "-":
                continue
            code = int(words[0].replace("0x", "").replace(",", ""), 16)
            exchange = next((word for word in words if word.startswith("Kx=")), "")
            self.names[code] = words[2]
            self.authentication[code] = next((word[3:] for word in words if word.startswith("Au=")), "")
            self.kinds.setdefault((exchange, self.authentication[code]), []).append(code)
            (self.new if words[3] == "TLSv1.3" else self.old).append(code)
        random.Random(1).shuffle(self.old)
        random.Random(2).shuffle(self.new)

    def of(self, version):
        return self.new if version == "TLSv1.3" else self.old

    def chacha(self, code):
        return "CHACHA20" in self.names[code]


def fingerprint(certificate):
    return hashlib.sha256(certificate).hexdigest() if certificate else None


def ciphers_of(truth):
    """An offer that this server can keep."""
    names = [name for names in truth["by_version"].values() for name in names]
    return ":".join([*dict.fromkeys(names), "@SECLEVEL=0"]) if names else "ALL:@SECLEVEL=0"


class Probe:
    """One place and one name (None: no SNI)."""

    perhaps = ("internal_error",)  # alerts after which other suites may work

    def __init__(self, suites, place, name, store, layer="http", host=None):
        self.suites, self.place, self.name, self.store = suites, place, name, store
        # A request without a Host could reach another server of the socket; mail says hello, and waits.
        self.talk = {"request": http.write(host or name or UNKNOWN, ["/"]) if layer == "http" else b"", "patient": layer != "mail"}
        self.truth = {"versions": [], "refusals": {}, "by_version": {}, "ciphersuites": [], "preference": {}, "certificates": {},
                      "anomalies": [], "offer": OFFER}
        self.codes = {}  # version -> accepted, in the order of choice

    def ask(self, version, suites, **more):
        return ask(self.place, Hello(version, [NEVER, *suites], name=self.name, **more))

    def choose(self, version, suites):
        """What the server takes of an offer, and what is left to offer then. A server may take a suite that it then has no
        signature for (internal_error): others may work."""
        answer = self.ask(version, suites)
        if answer.accepts(version) and answer.suite in suites:
            return answer, [code for code in suites if code != answer.suite]
        if answer.alert not in self.perhaps or version == "TLSv1.3":
            return answer, []
        for kind in self.suites.kinds.values():
            some = [code for code in suites if code in kind]
            if not some:
                continue
            again = self.ask(version, some)
            if again.accepts(version):
                return again, [code for code in suites if code != again.suite]
            suites = [code for code in suites if code not in kind]
        return answer, []

    def run(self):
        """None where nothing speaks TLS."""
        truth = self.truth
        for version in VERSIONS:
            answer, _ = self.choose(version, self.suites.of(version))
            if answer.accepts(version) and (version != "TLSv1.3" or self.completes(version)):
                truth["versions"].append(version)
            else:
                truth["refusals"].setdefault(version, answer.alert or answer.error or f"answers {answer.version}")
        if not truth["versions"]:
            truth["rejects"] = "unrecognized_name" in truth["refusals"].values()
            return truth
        for version in truth["versions"]:
            self.find_suites(version)
        truth["groups"] = self.find_groups()
        self.find_certificates()
        self.find_protocols()
        self.find_sessions()
        return truth

    def completes(self, version):
        """TLS 1.3 may promise in its first message what it cannot keep: no usable certificate shows later."""
        with Client(minimum=version) as client:
            error = client.handshake(self.place, self.name).error
        if error is None:
            return True
        if error.endswith(("illegal parameter", "handshake failure")) and self.completes_at_once(version):
            return True
        common = [code for name, code in GROUPS.items() if name in ("x25519", "x448", "secp256r1", "secp384r1", "secp521r1") or "ffdhe" in name]
        if not self.ask(version, self.suites.new, groups=common).accepts(version):
            self.truth["anomalies"].append(f"{version}: only groups that this machine's libssl lacks: not completed")
            return True
        self.truth["refusals"][version] = f"after its first message: {error}"
        return False

    def completes_at_once(self, version):
        """Where two servers of an address prefer suites differently, nginx chooses by the default one first and by the
        named one when asked again (HelloRetryRequest): another suite, or none, which OpenSSL refuses. A first share that fits helps."""
        for name in OFFER.split(":"):
            offer = ":".join([name, *(other for other in OFFER.split(":") if other != name)])
            with Client(minimum=version, groups=offer) as client:
                if client.handshake(self.place, self.name).error is None:
                    self.truth["offer"] = offer
                    self.truth["anomalies"].append(f"{version}: another suite when asked again")
                    return True
        return False

    # Suites

    def find_suites(self, version):
        left, picked = list(self.suites.of(version)), []
        while left:
            answer, left = self.choose(version, left)
            if answer.accepts(version):
                picked.append(answer.suite)
        self.codes[version] = picked
        names = [self.suites.names[code] for code in picked]
        if version == "TLSv1.3":
            self.truth["ciphersuites"] = names
        else:
            self.truth["by_version"][version] = names
        self.truth["preference"][version] = self.find_preference(version, picked)

    def find_preference(self, version, picked):
        """None where it cannot be told: fewer than two suites."""
        if len(picked) < 2:
            return None
        choice = self.ask(version, picked[::-1]).suite
        if choice != picked[0]:
            return "client"
        chacha = [code for code in picked if self.suites.chacha(code)]
        if not chacha or self.suites.chacha(picked[0]):
            return "server" if not chacha else "server?"  # the first is ChaCha20: cannot be told from server-chacha
        first = chacha + [code for code in picked if code not in chacha]
        answer = ask(self.place, Hello(version, first, name=self.name))
        return "server-chacha" if answer.suite in chacha else "server"

    # Groups

    def pick_groups(self, version, suites, always=()):
        left, picked = [code for code in GROUPS.values() if code not in always], []
        while True:
            answer = self.ask(version, suites, groups=[*left, *always])
            code = GROUPS.get(answer.group)
            if not answer.accepts(version) or code is None:
                return picked, left
            picked.append(code)
            if code not in left:
                return picked, left
            left.remove(code)

    def find_groups(self):
        found = {}
        for version in self.truth["versions"]:
            suites = self.codes[version]
            always = ()
            if version != "TLSv1.3":
                if any(known in found for known in OLD):
                    continue
                ephemeral = [code for code in suites if self.suites.names[code].startswith("ECDHE")]
                suites = [code for code in ephemeral if self.suites.authentication[code] == "RSA"] or ephemeral
                if not suites:
                    continue
                if self.suites.authentication[suites[0]] == "ECDSA":
                    always = self.certificate_curve(version, suites)
            picked, left = self.pick_groups(version, suites, always)
            unseen = []
            if always and always[0] in picked and self.truth["preference"].get(version) != "client":
                # A client must offer the certificate's curve, and the server then likes it better than all that is left.
                unseen = left
            order = None
            if len(picked) > 1 and not always:
                choice = GROUPS.get(self.ask(version, suites, groups=picked[::-1]).group)
                order = "server" if choice == picked[0] else "client" if choice == picked[-1] else "mixed"
            names = {code: name for name, code in GROUPS.items()}
            found[version] = {"value": [names[code] for code in picked], "order": order, "unseen": [names[code] for code in unseen]}
        return found

    def certificate_curve(self, version, suites):
        """The curve that a client must offer for this certificate to be used, if there is one."""
        if not self.ask(version, suites, groups=[]).accepts(version):
            for curve in ("secp256r1", "secp384r1", "secp521r1", "secp256k1"):
                rest = [code for code in GROUPS.values() if code != GROUPS[curve]]
                if not self.ask(version, suites, groups=rest).accepts(version):
                    return (GROUPS[curve],)
        certificate = self.ask(version, suites).certificate
        pair = next((pair for pair in self.store.pairs.values() if pair.leaf == fingerprint(certificate)), None)
        name = {"prime256v1": "secp256r1"}.get(pair.curve, pair.curve) if pair else ""
        return (GROUPS[name],) if name else ()

    # Certificates

    def find_certificates(self):
        seen = self.truth["certificates"]
        for version in self.truth["versions"]:
            for kind, signatures in TLS13_SIGNATURES.items():
                if version == "TLSv1.3":
                    with Client(minimum=version, signatures=signatures, groups=self.truth["offer"]) as client:
                        leaf = fingerprint(client.handshake(self.place, self.name).certificate)
                else:
                    wanted = "RSA" if kind == "RSA" else "ECDSA"
                    suites = [code for code in self.codes[version] if self.suites.authentication[code] == wanted]
                    if not suites or (version != "TLSv1.2" and kind.startswith("Ed")):
                        continue
                    leaf = fingerprint(self.ask(version, suites, signatures=SIGNATURES[kind]).certificate)
                if not leaf:
                    continue
                pair = next((pair for pair in self.store.pairs.values() if pair.leaf == leaf), None)
                kind = pair.kind if pair else kind
                if seen.setdefault(kind, leaf) != leaf:
                    self.truth["anomalies"].append(f"{version}: another certificate of type {kind}: {leaf}")

    # Protocols, sessions, client certificates

    def choose_protocol(self, offer):
        old = [version for version in self.truth["versions"] if version != "TLSv1.3"]
        if old:
            # HTTP/2 does without most old suites (RFC 9113 9.2.2).
            codes = self.codes[old[-1]]
            modern = [code for code in codes if self.suites.names[code].startswith("ECDHE") and ("GCM" in self.suites.names[code] or self.suites.chacha(code))]
            if modern or old == self.truth["versions"]:
                return self.ask(old[-1], modern or codes, alpn=offer).alpn
        with Client(minimum="TLSv1.3", alpn=offer, groups=self.truth["offer"]) as client:
            return client.handshake(self.place, self.name).alpn

    def find_protocols(self):
        left, picked = list(PROTOCOLS[::-1]), []
        while left:
            choice = self.choose_protocol(left)
            if choice not in left:  # none; or what was not offered, as Apache does
                break
            picked.append(choice)
            left.remove(choice)
        self.truth["alpn"] = picked
        # The other way round, a server with an order of its own chooses the same.
        self.truth["alpn_order"] = "server" if len(picked) < 2 or self.choose_protocol(picked[::-1]) == picked[0] == self.choose_protocol(picked) else "client"

    def find_requests(self):
        """Whether a client certificate is asked for, by version."""
        requested = self.truth["requests_certificate"] = {}
        for version in self.truth["versions"]:
            if version == "TLSv1.3":
                with Client(minimum=version, groups=self.truth["offer"]) as client:
                    requested[version] = client.handshake(self.place, self.name).requests_certificate
            else:
                requested[version] = self.ask(version, self.codes[version]).requests_certificate

    def client(self, **options):
        """One that has the certificate it is asked for: without it, nginx forgets the session."""
        known = self.store.client if any(self.truth["requests_certificate"].values()) else None
        return Client(certificate=known.certificate if known else None, key=known.key if known else None,
                      ciphers=ciphers_of(self.truth), groups=self.truth["offer"], **options)

    def find_sessions(self):
        truth = self.truth
        truth["tickets"] = {}
        self.find_requests()
        old = [version for version in truth["versions"] if version != "TLSv1.3"]
        if "TLSv1.3" in truth["versions"]:
            with self.client(minimum="TLSv1.3") as client:
                result = client.handshake(self.place, self.name, **self.talk)
                if result.error:
                    truth["anomalies"].append(f"TLSv1.3: {result.error}")
                else:
                    truth["tickets"]["TLSv1.3"] = self.describe(result.tickets)
                truth["early_data"] = any(session.early_data for session in result.tickets) if result.tickets else None
        if old:
            version = old[-1]
            promised = self.ask(version, self.codes[version], ticket=True).ticket
            with self.client(maximum=version) as client:
                result = client.handshake(self.place, self.name, **self.talk)
                if result.error:
                    truth["anomalies"].append(f"{version}: {result.error}")
                else:
                    if promised != any(session.ticket for session in result.tickets):
                        truth["anomalies"].append(f"{version}: a ticket was promised, not sent")
                    truth["tickets"][version] = self.describe([session for session in result.tickets if session.ticket])
            truth["session_cache"] = self.find_cache(version)

    def describe(self, sessions):
        if not sessions:
            return {"kind": "none"}
        ticket = sessions[0].ticket
        file = next((path for path, name in self.store.ticket_keys.items() if ticket.startswith(name)), None)
        return {"kind": "stateful" if len(ticket) <= 32 else "stateless", "count": len(sessions), "seconds": sessions[0].lifetime,
                "key_file": file}

    def find_cache(self, version):
        """Session identifiers (TLS 1.2): "off" sends none, "none" sends one and forgets it."""
        with self.client(maximum=version, tickets=False) as client:
            first = client.handshake(self.place, self.name, **self.talk)
            if first.error or not first.tickets:
                return {"kind": "off" if not first.error else None, "error": first.error}
            if not first.tickets[-1].identity:
                return {"kind": "off"}
            again = client.handshake(self.place, self.name, session=first.tickets[-1])
            return {"kind": "resumes" if again.resumed else "none"}
