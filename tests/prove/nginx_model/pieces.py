# SPDX-License-Identifier: Apache-2.0
"""Directives drawn at random, by nginx's and OpenSSL's version: what people write, and what nobody should."""

from .deployment import simple

REAL_CIPHERS = """
ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384
ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA:ECDHE-ECDSA-DES-CBC3-SHA:ECDHE-RSA-DES-CBC3-SHA:EDH-RSA-DES-CBC3-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256:AES256-SHA256:AES128-SHA:AES256-SHA:DES-CBC3-SHA:!DSS
HIGH:!aNULL:!MD5
HIGH:!aNULL
HIGH:!aNULL:!MD5:!3DES
HIGH:!RC4:!3DES:!aDSS:!aNULL:!kPSK:!kSRP:!MD5:@STRENGTH:+SHA1:+kRSA
EECDH+AESGCM:EDH+AESGCM
EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH
EECDH+CHACHA20:EECDH+AES
EECDH+CHACHA20:EDH+AESGCM:AES256+EECDH:AES256+EDH
EECDH+ECDSA+AESGCM EECDH+aRSA+AESGCM EECDH+ECDSA+SHA384 EECDH+ECDSA+SHA256 EECDH+aRSA+SHA384 EECDH+aRSA+SHA256 EECDH+aRSA EECDH EDH+aRSA !aNULL !eNULL !LOW !3DES !MD5 !EXP !PSK !SRP !DSS !RC4
EDH+CAMELLIA:EDH+aRSA:EECDH+aRSA+AESGCM:EECDH+aRSA+SHA256:EECDH:+CAMELLIA128:+AES128:+SSLv3:!aNULL:!eNULL:!LOW:!3DES:!MD5:!EXP:!PSK:!DSS:!RC4:!SEED:!IDEA:!ECDSA:kEDH:CAMELLIA128-SHA:AES128-SHA
AES128-SHA:AES256-SHA:RC4-SHA:DES-CBC3-SHA:RC4-MD5
ALL:!ADH:!EXPORT56:RC4+RSA:+HIGH:+MEDIUM:+LOW:+SSLv2:+EXP
ALL:!aNULL:!eNULL:@SECLEVEL=0
DEFAULT
DEFAULT@SECLEVEL=1
DEFAULT:@SECLEVEL=0
PROFILE=SYSTEM:HIGH
ECDHE
ECDHE:!SHA1:!SHA256:!SHA384
ECDSA+AESGCM:AESGCM
ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:!AES128
TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384
TLS13-AES-256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256
@SECLEVEL=0:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA:AES128-SHA:DES-CBC3-SHA
HIGH:MEDIUM:LOW:!aNULL:@SECLEVEL=0
ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256
kRSA:!PSK
kRSA+AES:kECDHE+AES:@STRENGTH
""".strip().splitlines()
KEYWORDS = ("HIGH MEDIUM ALL DEFAULT COMPLEMENTOFDEFAULT AES AES128 AES256 AESGCM AESCCM AESCCM8 CHACHA20 CAMELLIA CAMELLIA256 ARIA ARIA128 3DES "
            "SHA1 SHA256 SHA384 ECDHE EECDH kECDHE DHE EDH kRSA RSA aRSA ECDSA aECDSA TLSv1.2 TLSv1.0 SSLv3 SHA aNULL eNULL ADH AECDH SEED").split()
SUITES = ("ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 DHE-RSA-AES256-SHA AES128-SHA "
          "AES256-GCM-SHA384 ECDHE-RSA-AES256-SHA384 DHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA CAMELLIA128-SHA "
          "ECDHE-ARIA128-GCM-SHA256 DES-CBC3-SHA NOSUCH-SUITE").split()
CURVES = {  # as people write them; the newest OpenSSL knows all
    "1.1.1": ["X25519:prime256v1:secp384r1", "X25519:P-256", "secp384r1", "prime256v1", "secp521r1:secp384r1:prime256v1", "X448:X25519",
              "secp384r1:X25519:prime256v1", "prime256v1:secp224r1", "P-521:P-384", "secp256k1:prime256v1", "brainpoolP256r1:X25519",
              "X25519:secp256r1:secp384r1", "prime192v1:P-256"],
    "3.0": ["X25519:ffdhe2048", "ffdhe3072:P-384:X25519", "X448:ffdhe8192:prime256v1"],
    "3.5": ["X25519MLKEM768:X25519:P-256", "X25519MLKEM768:X25519", "SecP256r1MLKEM768:P-256:P-384", "X25519MLKEM768 / X25519:P-256 / P-384",
            "P-256:X25519MLKEM768", "?nosuch:X25519:P-256", "DEFAULT:P-521", "DEFAULT:-X448", "*X25519:*P-256"],
}
PROTOCOLS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
TLS13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")
HSTS = ("max-age=31536000", "max-age=63072000; includeSubDomains; preload", "max-age=63072000; includeSubDomains", "max-age=0",
        "max-age=300;includeSubdomains", "includeSubDomains; max-age=15768000", "max-age=\"31536000\"; preload")


class Pieces:
    def __init__(self, chance, nginx, store):
        self.chance, self.nginx, self.store = chance, nginx, store
        self.openssl = tuple(int(part) for part in nginx.openssl.rstrip("abcdefghijklmnopqrstuvwxyz").split(".")[:2])

    def often(self, share):
        return self.chance.random() < share

    def some(self, words, low=1, high=None):
        return self.chance.sample(list(words), self.chance.randint(low, min(high or len(words), len(words))))

    def ciphers(self):
        if self.often(0.62):
            return self.chance.choice(REAL_CIPHERS)
        items = []
        for _ in range(self.chance.randint(1, 7)):
            item = "+".join(self.some(KEYWORDS, 1, 2)) if self.often(0.6) else self.chance.choice(SUITES)
            items.append((self.chance.choice(["", "", "", "!", "-", "+"]) if items else "") + item)
        if self.often(0.8):
            items.insert(0, self.chance.choice(["ECDHE+AESGCM", "AES128-SHA", "HIGH", "ECDHE", "AESGCM:CHACHA20"]))
        if self.often(0.15):
            items.append("@STRENGTH")
        if self.often(0.2):
            items.insert(self.chance.choice([0, len(items)]), f"@SECLEVEL={self.chance.choice([0, 0, 0, 1, 1, 2, 2, 3])}")
        return self.chance.choice([":", ":", ":", " ", ","]).join(items)

    def curves(self):
        lists = list(CURVES["1.1.1"])
        if self.openssl >= (3, 0):
            lists += CURVES["3.0"]
        if self.openssl >= (3, 5):
            lists += CURVES["3.5"] * 2
        return self.chance.choice(lists)

    def conf_commands(self):
        """One or two settings that only OpenSSL knows."""
        draw = self.chance.choice
        commands = [
            lambda: ("Ciphersuites", ":".join(self.some(TLS13, 1, 3))),
            lambda: ("Ciphersuites", ":".join(self.some(TLS13, 1, 3))),
            lambda: ("Protocol", draw(["-TLSv1.3", "-TLSv1", "ALL,-TLSv1.2", "-TLSv1.1,-TLSv1", "TLSv1.2", "-ALL,TLSv1.2", "+TLSv1.3"])),
            lambda: ("MinProtocol", draw(["TLSv1.2", "TLSv1.3", "TLSv1", "None"])),
            lambda: ("MaxProtocol", draw(["TLSv1.2", "TLSv1.3", "None"])),
            lambda: ("Options", draw(["ServerPreference", "-ServerPreference", "PrioritizeChaCha", "PrioritizeChaCha,ServerPreference", "-SessionTicket",
                                      "SessionTicket", "NoRenegotiation", "-MiddleboxCompat"])),
            lambda: ("Options", "PrioritizeChaCha"),
            lambda: (draw(["Curves", "Groups"]), self.curves()),
            lambda: ("CipherString", self.ciphers()),
            lambda: ("SignatureAlgorithms", draw(["RSA-PSS+SHA256:ECDSA+SHA256:RSA+SHA256", "RSA+SHA256:RSA+SHA512:ECDSA+SHA384", "ed25519:RSA-PSS+SHA384:RSA+SHA256"])),
        ]
        if self.often(0.1):
            return [simple("ssl_conf_command", "Ciphersuites", self.chance.choice(TLS13)), simple("ssl_conf_command", "Ciphersuites", self.chance.choice(TLS13))]
        return [simple("ssl_conf_command", *command()) for command in self.some(commands, 1, 2)]

    def certificates(self, weak=0.006):
        """One or two pairs; each type once, mostly."""
        store = self.store
        strong = [pair for pair in store.pairs.values() if not pair.weak]
        kinds = self.chance.choice([["RSA"], ["RSA"], ["RSA"], ["EC"], ["EC"], ["RSA", "EC"], ["EC", "RSA"], ["RSA", "EC"], ["Ed25519"], ["Ed25519", "RSA"], ["Ed448", "EC"], ["RSA", "RSA"]])
        chosen = [self.chance.choice([pair for pair in strong if pair.kind == kind]) for kind in kinds]
        if self.often(weak):
            chosen = [self.chance.choice([pair for pair in store.pairs.values() if pair.weak])]
        written = [simple("ssl_certificate", pair.certificate) for pair in chosen]
        keys = [simple("ssl_certificate_key", pair.key) for pair in chosen]
        if self.often(0.5):
            return [statement for both in zip(written, keys) for statement in both]
        return written + keys

    def protocols(self):
        if self.often(0.55):
            words = self.chance.choice([["TLSv1.2", "TLSv1.3"], ["TLSv1.2"], ["TLSv1.2", "TLSv1.3"], ["TLSv1", "TLSv1.1", "TLSv1.2"], list(PROTOCOLS), ["TLSv1.3"]])
        else:
            words = self.some(PROTOCOLS)
        return simple("ssl_protocols", *(["SSLv3"] if self.often(0.04) else []), *words)

    def settings(self, density, layer="http"):
        """Name -> statements, of the settings that stand alone."""
        chance, drawn = self.chance, {}
        def maybe(share, name, *words):
            if self.often(share * density):
                drawn[name] = [simple(name, *words)]
        if self.often(0.6 * density):
            drawn["ssl_protocols"] = [self.protocols()]
            if self.often(0.06):
                drawn["ssl_protocols"].append(self.protocols())
        maybe(0.5, "ssl_ciphers", self.ciphers())
        maybe(0.4, "ssl_prefer_server_ciphers", chance.choice(["on", "on", "off"]))
        maybe(0.25, "ssl_ecdh_curve", "auto" if self.often(0.15) else self.curves())
        maybe(0.3, "ssl_dhparam", self.store.dh[chance.choice(["dh-2048", "dh-2048", "dh-2048", "dh-3072", "dh-1536", "dh-1024"] if self.often(0.03) else ["dh-2048", "dh-2048", "dh-3072"])])
        maybe(0.25, "ssl_session_tickets", chance.choice(["on", "off", "off"]))
        maybe(0.35, "ssl_session_cache", *chance.choice([["shared:SSL:1m"], ["shared:SSL:1m"], ["off"], ["none"], ["builtin"], ["builtin:100", "shared:SSL:1m"]]))
        maybe(0.25, "ssl_session_timeout", chance.choice(["10m", "1d", "90", "1h30m", "5m"]))
        if self.often(0.15 * density):
            drawn["ssl_session_ticket_key"] = [simple("ssl_session_ticket_key", path) for path in self.some(self.store.ticket_keys, 1, 2)]
        if layer == "http" and self.nginx.at_least(1, 15, 4):
            maybe(0.15, "ssl_early_data", chance.choice(["on", "on", "off"]))
        if self.often(0.14 * density):
            mode = chance.choice(["on", "optional", "optional", "optional_no_ca", "off", "on"])
            drawn["ssl_verify_client"] = [simple("ssl_verify_client", mode)]
            drawn["ssl_client_certificate"] = [simple("ssl_client_certificate", self.store.path("ca.pem"))]
        if self.nginx.at_least(1, 19, 4) and self.often(0.3 * density):
            drawn["ssl_conf_command"] = self.conf_commands()
        return drawn

    def hsts(self):
        text = "$hsts_header" if self.often(0.03) else self.chance.choice(HSTS)
        words = ["Strict-Transport-Security", text] + (["always"] if self.often(0.5) else [])
        return simple("add_header", *words)

    def headers(self, share):
        """add_header of a level: often none, often HSTS, sometimes only something else."""
        headers = []
        if self.often(share):
            headers.append(self.hsts())
            if self.often(0.05):
                headers.append(self.hsts())
        if self.often(0.25):
            headers.insert(self.chance.choice([0, len(headers)]), simple("add_header", "X-Frame-Options", self.chance.choice(["DENY", "SAMEORIGIN"])))
        if headers and self.nginx.at_least(1, 29, 3) and self.often(0.15):
            headers.append(simple("add_header_inherit", self.chance.choice(["merge", "off", "on"])))
        return headers
