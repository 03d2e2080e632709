# SPDX-License-Identifier: Apache-2.0
"""Values drawn at random, by OpenSSL's version: what people write, and what nobody should."""

UNKNOWN = "nobody.invalid"
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


class Draw:
    def __init__(self, chance, server, store):
        self.chance, self.server, self.store = chance, server, store
        self.openssl = tuple(int(part) for part in server.openssl.rstrip("abcdefghijklmnopqrstuvwxyz").split(".")[:2])

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
        """One or two commands of SSL_CONF_cmd and their values."""
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
            lambda: ("CipherString", draw(["HIGH:@SECLEVEL=3", "ECDHE+AESGCM:@SECLEVEL=3", "ALL:@SECLEVEL=0"])),
            lambda: ("SignatureAlgorithms", draw(["RSA-PSS+SHA256:ECDSA+SHA256:RSA+SHA256", "RSA+SHA256:RSA+SHA512:ECDSA+SHA384", "ed25519:RSA-PSS+SHA384:RSA+SHA256"])),
        ]
        if self.often(0.1):
            return [("Ciphersuites", self.chance.choice(TLS13)), ("Ciphersuites", self.chance.choice(TLS13))]
        return [command() for command in self.some(commands, 1, 2)]

    def certificate_pairs(self, weak=0.006):
        """One or two; each type once, mostly."""
        strong = [pair for pair in self.store.pairs.values() if not pair.weak]
        kinds = self.chance.choice([["RSA"], ["RSA"], ["RSA"], ["EC"], ["EC"], ["RSA", "EC"], ["EC", "RSA"], ["RSA", "EC"], ["Ed25519"], ["Ed25519", "RSA"], ["Ed448", "EC"], ["RSA", "RSA"]])
        chosen = [self.chance.choice([pair for pair in strong if pair.kind == kind]) for kind in kinds]
        if self.often(weak):
            chosen = [self.chance.choice([pair for pair in self.store.pairs.values() if pair.weak])]
        return chosen
