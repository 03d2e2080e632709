# SPDX-License-Identifier: Apache-2.0
"""One thing in a deployment that Apache refuses, mostly only when it really starts (reference 6.4)."""

from pathlib import Path

from .deployment import Directive, Include, Section, simple


def strip(body, *names):
    """Takes directives away, also out of the sections around them."""
    kept = []
    for statement in body:
        if isinstance(statement, Directive) and statement.name in (*names, "Use"):
            continue
        if isinstance(statement, Section):
            strip(statement.body, *names)
        if isinstance(statement, Include):
            for inside in statement.files.values():
                strip(inside, *names)
        kept.append(statement)
    body[:] = kept


def bad_file(store, name, content):
    path = Path(store.path(name))
    path.write_bytes(content)
    return str(path)


def sabotage(deployment, chance, server, store):
    """Changes one virtual host with TLS, or the global level; returns what was done."""
    hosts = [host for host in deployment.hosts if any(isinstance(one, Directive) and one.name == "SSLEngine" and one.words == ["on"] for one in host.body)]
    body = chance.choice(hosts).body if hosts else deployment.statements
    top, pairs, rsa = deployment.statements, store.pairs, store.pairs["rsa-a"]

    def replace(name, *words):
        strip(body, name)
        body.append(simple(name, *words))

    def pair(certificate, key):
        strip(body, "SSLCertificateFile", "SSLCertificateKeyFile", "SSLCertificateChainFile")
        body.append(simple("SSLCertificateFile", certificate))
        if key:
            body.append(simple("SSLCertificateKeyFile", key))

    def without_certificate():
        for level in (top, *(host.body for host in deployment.hosts)):
            strip(level, "SSLCertificateFile", "SSLCertificateKeyFile")

    actions = {
        "no such cipher": lambda: replace("SSLCipherSuite", chance.choice(["NOSUCH", "TLS_AES_128_GCM_SHA256", "aNULL", "PROFILE=SYSTEM", "HIGH:!HIGH"])),
        "no such TLS 1.3 suite": lambda: replace("SSLCipherSuite", "TLSv1.3", chance.choice(["NOSUCH", "ECDHE-RSA-AES128-GCM-SHA256"])),
        "two words for ciphers": lambda: replace("SSLCipherSuite", "HIGH", "!MD5"),
        "slot in lower case": lambda: replace("SSLCipherSuite", chance.choice(["tlsv1.3", "TLSv1.2", "ssl"]), "HIGH"),
        "certificate missing": lambda: pair(store.path("missing.pem"), rsa.key),
        "key missing": lambda: pair(rsa.certificate, store.path("missing.key")),
        "key of another certificate": lambda: pair(rsa.certificate, pairs["rsa-b"].key),
        "certificate is garbage": lambda: pair(bad_file(store, "garbage.pem", b"not a certificate\n"), rsa.key),
        "certificate is empty": lambda: pair(bad_file(store, "empty.pem", b""), rsa.key),
        "certificate is a directory": lambda: pair(str(store.folder), rsa.key),
        "key is a certificate": lambda: pair(rsa.certificate, rsa.certificate),
        "no key in the certificate's file": lambda: pair(rsa.certificate, None),
        "no certificate": without_certificate,
        "weak certificate": lambda: (pair(pairs["rsa-weak"].certificate, pairs["rsa-weak"].key), strip(body, "SSLCipherSuite")),
        "SHA-1 certificate": lambda: (pair(pairs["rsa-sha1"].certificate, pairs["rsa-sha1"].key), strip(body, "SSLCipherSuite")),
        "no versions": lambda: replace("SSLProtocol", *chance.choice(["-all", "-SSLv3 -TLSv1", "TLSv1.2 -TLSv1.2", "all -all"]).split()),
        "no such version": lambda: replace("SSLProtocol", *chance.choice(["TLSv1.0", "TLS1.2", "TLSv1.2,TLSv1.3", "TLSv1.4", "all -SSLv3 # tuned"]).split()),
        "SSLv3": lambda: replace("SSLProtocol", *chance.choice(["SSLv3", "all +SSLv3", "+SSLv3 +TLSv1"]).split()),
        "SSLv2": lambda: replace("SSLProtocol", "all", "+SSLv2"),
        "not on or off": lambda: replace(chance.choice(["SSLHonorCipherOrder", "SSLSessionTickets", "SSLCompression", "SSLEngine"]), chance.choice(["yes", "1", "true"])),
        "no compression in this OpenSSL": lambda: replace("SSLCompression", "on"),
        "stapling without a cache": lambda: (strip(top, "SSLStaplingCache"), body.append(simple("SSLUseStapling", "on"))),
        "cache in a virtual host": lambda: deployment.hosts[0].body.append(simple(*chance.choice([("SSLStaplingCache", "shmcb:x(64000)"), ("SSLSessionCache", "shmcb:x(64000)"), ("SSLRandomSeed", "startup", "builtin"), ("Listen", "1")]))),
        "cache that nobody provides": lambda: top.append(simple(chance.choice(["SSLSessionCache", "SSLStaplingCache"]), "dbm:x")),
        "unknown directive": lambda: body.append(simple(*chance.choice([("SSLCiphers", "HIGH"), ("SSLDHParametersFile", "x.pem"), ("SSLCurves", "P-256"), ("SSLPolicy", "modern"), ("ssl_protocols", "TLSv1.2")]))),
        "a directive of the past": lambda: top.append(simple(*chance.choice([("SSLMutex", "default"), ("SSLLog", "x.log"), ("SSLLogLevel", "info")]))),
        "no such command": lambda: body.append(simple("SSLOpenSSLConfCmd", "NoSuch", "x")),
        "bad value of a command": lambda: body.append(simple("SSLOpenSSLConfCmd", *chance.choice([
            ("Ciphersuites", "NOSUCH"), ("MinProtocol", "TLSv9"), ("Options", "NoSuch"), ("Protocol", "ALL,-TLSv9"), ("Curves", "nosuch"), ("SignatureAlgorithms", "RSA+NOSUCH")]))),
        "three words for a command": lambda: body.append(simple("SSLOpenSSLConfCmd", "Protocol", "-ALL,", "TLSv1.2")),
        "ticket key of a wrong size": lambda: replace("SSLSessionTicketKeyFile", bad_file(store, "short.key", b"x" * 47)),
        "no CRL to check": lambda: (strip(body, "SSLCARevocationFile"), body.append(simple("SSLCARevocationCheck", "chain"))),
        "client authority missing": lambda: replace("SSLCACertificateFile", store.path("missing-ca.pem")),
        "bad verification": lambda: replace("SSLVerifyClient", chance.choice(["yes", "required", "optional_no"])),
        "header of three words": lambda: body.append(simple("Header", "always", "set", "Strict-Transport-Security", "\0max-age=1; includeSubDomains; preload")),
        "included file missing": lambda: body.append(simple("Include", chance.choice(["snippets/missing.conf", "missing/*.conf"]))),
        "unclosed section": lambda: body.append(simple("\0<Directory", "\0/srv>")),
        "stray closing": lambda: top.append(simple("\0</VirtualHost>")),
        "comment behind a directive": lambda: body.append(simple("SSLVerifyDepth", "2", "\0# enough")),
        "no such word": lambda: body.append(simple("SSLEngine", "on", "off")),
        "undefined variable": lambda: body.append(simple("SSLCertificateFile", "${NO_SUCH}/x.pem")),
        "impossible condition": lambda: top.append(Section("IfModule", "!mod_gnutls.c", [simple("SSLNoSuch", "on")])),
        "no such macro": lambda: body.append(simple("Use", "NoSuchMacro")),
        "dialog missing": lambda: top.append(simple("SSLPassPhraseDialog", "exec:/no/such/program")),
        "two listeners": lambda: top.extend([simple("Listen", str(deployment.listens[0].port))]),
        "wrong context": lambda: body.append(Section("Location", "/wrong/", [simple(*chance.choice([("SSLProtocol", "all"), ("SSLCertificateFile", rsa.certificate), ("SSLCipherSuite", "TLSv1.3", "TLS_AES_128_GCM_SHA256")]))])),
        "bad redirect": lambda: body.append(simple("Redirect", *chance.choice([("permanent",), ("maybe", "/", "https://example.org/"), ("/", "example.org/x y", "z")]))),
    }
    name = chance.choice(sorted(actions))
    actions[name]()
    return name
