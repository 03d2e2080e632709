# SPDX-License-Identifier: Apache-2.0
"""Directives drawn at random, by Apache's version: what people write, and what nobody should."""

from pathlib import Path

from common.draw import HSTS, REAL_CIPHERS, TLS13, Draw

from .deployment import Section, simple

PROTOCOLS = """
all -SSLv3
all -SSLv3 -TLSv1 -TLSv1.1
all -SSLv2 -SSLv3 -TLSv1 -TLSv1.1
-all +TLSv1.2 +TLSv1.3
-all +TLSv1.3
-all +TLSv1.2
+TLSv1.2 +TLSv1.3
TLSv1.2
TLSv1.3
TLSv1.2 TLSv1.3
TLSv1.2 +TLSv1.3
TLSv1 TLSv1.1 TLSv1.2
all -TLSv1.2
all -TLSv1.1
all -TLSv1.3
+TLSv1 +TLSv1.2
+TLSv1 +TLSv1.3
+all -TLSv1
ALL -tlsv1
+TLSv1.2 all
all
all -SSLv3 +TLSv1.3
+TLSv1 +TLSv1.1 +TLSv1.2
-SSLv2 -SSLv3 +TLSv1.1 +TLSv1.2
""".strip().splitlines()
TO_HTTPS = ("https://www.example.com/", "https://secure.example.org/", "https://example.org/app/", "https://www.example.com")
REWRITTEN = ("https://%{HTTP_HOST}%{REQUEST_URI}", "https://%{SERVER_NAME}%{REQUEST_URI}", "https://www.example.com%{REQUEST_URI}",
             "https://%{HTTP_HOST}/", "https://www.example.com/$1")
NOT_TLS = ("%{HTTPS} off", "%{HTTPS} !=on", "%{HTTPS} !on", "%{REQUEST_SCHEME} =http")


class Pieces(Draw):
    def protocols(self):
        line = self.chance.choice(PROTOCOLS[:6] if self.often(0.4) else PROTOCOLS)
        return simple("SSLProtocol", *line.split())

    def ciphers(self):
        return super().ciphers() + (":@SECLEVEL=0" if self.often(0.15) else "")

    def suites13(self):
        return ":".join(self.some(TLS13, 1, 3))

    def cipher_suite(self):
        found = []
        if self.often(0.8):
            found.append(simple("SSLCipherSuite", *(["SSL"] if self.often(0.12) else []), self.ciphers()))
        if not found or self.often(0.25):
            found.append(simple("SSLCipherSuite", "TLSv1.3", self.suites13()))
        if self.often(0.06):
            found.append(simple("SSLCipherSuite", self.chance.choice(REAL_CIPHERS)))
        self.chance.shuffle(found)
        return found

    def certificates(self, weak=0.006, mixed=0.15):
        """Pairs, written one by one or certificates first; a file for both; a chain of its own."""
        chosen = self.certificate_pairs(weak)
        certificates, keys = [], []
        for number, pair in enumerate(chosen):
            together = number == len(chosen) - 1 and self.often(mixed)
            certificates.append(simple("SSLCertificateFile", self.together(pair) if together else pair.certificate))
            if not together:
                keys.append(simple("SSLCertificateKeyFile", pair.key))
        if self.often(0.5) and len(keys) == len(certificates):
            lines = [statement for both in zip(certificates, keys) for statement in both]
        else:
            lines = certificates + keys if self.often(0.7) else keys + certificates
        if self.often(0.1):
            lines.append(simple("SSLCertificateChainFile", self.store.path("ca.pem")))
        return lines

    def together(self, pair):
        """Key and certificate in one file."""
        path = Path(self.store.path(f"{pair.name}.both.pem"))
        if not path.exists():
            path.write_text(Path(pair.key).read_text(encoding="ascii") + Path(pair.certificate).read_text(encoding="ascii"), encoding="ascii")
        return str(path)

    def conf_commands(self):
        drawn = super().conf_commands()
        if self.often(0.25):
            drawn.append(("ECDHParameters", self.chance.choice(["Automatic", "P-256", "secp384r1"])) if self.openssl < (3, 0) or self.often(0.3)
                         else ("Curves", self.curves()))
        return [simple("SSLOpenSSLConfCmd", command if self.often(0.9) else command.lower(), value) for command, value in drawn]

    def settings(self, density):
        """Name -> statements, of the settings that stand alone."""
        chance, drawn = self.chance, {}
        def maybe(share, name, *words):
            if self.often(share * density):
                drawn[name] = [simple(name, *words)]
        if self.often(0.6 * density):
            drawn["SSLProtocol"] = [self.protocols()]
            if self.often(0.08):
                drawn["SSLProtocol"].append(self.protocols())
        if self.often(0.5 * density):
            drawn["SSLCipherSuite"] = self.cipher_suite()
        maybe(0.4, "SSLHonorCipherOrder", chance.choice(["on", "On", "off"]))
        maybe(0.3, "SSLSessionTickets", chance.choice(["on", "off", "Off"]))
        maybe(0.25, "SSLSessionCacheTimeout", chance.choice(["300", "600", "86400", "90"]))
        maybe(0.12, "SSLCompression", "off")
        maybe(0.1, "SSLInsecureRenegotiation", chance.choice(["on", "off"]))
        if self.often(0.18 * density):
            mode = chance.choice(["require", "optional", "optional", "optional_no_ca", "none", "require", "on", "off"])
            drawn["SSLVerifyClient"] = [simple("SSLVerifyClient", mode)]
            drawn["SSLCACertificateFile"] = [simple("SSLCACertificateFile", self.store.path("ca.pem"))]
            maybe(0.4, "SSLVerifyDepth", chance.choice(["1", "2"]))
        if self.often(0.3 * density):
            drawn["SSLOpenSSLConfCmd"] = self.conf_commands()
        maybe(0.3, "Protocols", *chance.choice([["h2", "http/1.1"], ["h2", "http/1.1"], ["http/1.1"], ["http/1.1", "h2"], ["h2"], ["h2", "h2c", "http/1.1"]]))
        maybe(0.06, "ProtocolsHonorOrder", chance.choice(["on", "off"]))
        return drawn

    # Headers

    def hsts(self):
        action = self.chance.choice(["set", "set", "set", "set", "add", "append", "merge", "setifempty", "unset"])
        words = (["always"] if self.often(0.6) else ["onsuccess"] if self.often(0.1) else []) + [action]
        name = self.chance.choice(["Strict-Transport-Security", "Strict-Transport-Security", "strict-transport-security", "Strict-Transport-Security:"])
        words.append(name)
        if action != "unset":
            words.append(self.chance.choice(HSTS))
            if self.often(0.1):
                words.append(self.chance.choice(["env=HTTPS", "expr=%{HTTPS} == 'on'", "env=!HTTPS"]))
        return simple("Header", *words)

    def headers(self, share):
        found = []
        if self.often(share):
            found.append(self.hsts())
            if self.often(0.12):
                found.append(self.hsts())
        if self.often(0.2):
            found.append(simple("Header", *(["always"] if self.often(0.5) else []), "set", "X-Frame-Options", self.chance.choice(["DENY", "SAMEORIGIN"])))
        draw = self.chance.random()
        if found and draw < 0.15:
            return [Section("IfModule", self.chance.choice(["mod_headers.c", "headers_module"]), found)]
        if found and draw < 0.22:
            return [Section("If", "\"%{HTTPS} == 'on'\"", found)]
        return found

    # Redirects

    def redirect(self):
        """All of a server's requests to https."""
        target, status = self.chance.choice(TO_HTTPS), self.chance.choice(["permanent", "permanent", "301", "302", "temp", "seeother", "308", None])
        kind = self.chance.randrange(6)
        if kind == 0:
            return [simple("RedirectPermanent", "/", target)]
        if kind == 1:
            words = [self.chance.choice(["permanent", "301", "308", "temp"])] if status else []
            return [simple("RedirectMatch", *words, self.chance.choice(["^(.*)$", "^/(.*)", "(.*)"]), self.chance.choice(["https://www.example.com$1", "https://www.example.com/$1"]))]
        if kind in (2, 3):
            return self.rewrite()
        return [simple("Redirect", *([status] if status else []), "/", target)]

    def rewrite(self):
        conditions = [simple("RewriteCond", *self.chance.choice(NOT_TLS).split())] if self.often(0.5) else []
        flags = self.chance.choice(["[R=301,L]", "[R=301,L]", "[L,R=301]", "[R,L]", "[R=302,L]", "[R=308,L,NE]", "[L]", "[R=permanent,L]", None])
        rule = simple("RewriteRule", self.chance.choice(["^(.*)$", "^/?(.*)", ".*", "^", "(.*)"]), self.chance.choice(REWRITTEN), *([flags] if flags else []))
        if "$1" in rule.words[1] and "(" not in rule.words[0]:
            rule.words[0] = "^/?(.*)"
        engine = [] if self.often(0.08) else [simple("RewriteEngine", self.chance.choice(["on", "On", "on", "off"] if self.often(0.2) else ["on"]))]
        return [*engine, *conditions, rule]
