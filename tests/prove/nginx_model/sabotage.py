# SPDX-License-Identifier: Apache-2.0
"""One thing in a deployment that nginx refuses (mostly: what is not used is often not looked at either)."""

from pathlib import Path

from .deployment import Directive, simple


def replace(body, name, *statements):
    body[:] = [statement for statement in body if not (isinstance(statement, Directive) and statement.name == name)]
    body.extend(statements)


def certificate_of(body):
    return next((statement for statement in body if isinstance(statement, Directive) and statement.name == "ssl_certificate"), None)


def bad_file(store, name, content):
    path = Path(store.path(name))
    path.write_bytes(content)
    return str(path)


def sabotage(deployment, chance, nginx, store):
    """Changes one server with TLS; returns what was done."""
    servers = [server for server in deployment.servers if any(listen.socket.tls for listen in server.listens)]
    server = chance.choice(servers)
    body, pairs = server.body, store.pairs

    def pair(certificate, key):
        replace(body, "ssl_certificate_key")
        replace(body, "ssl_certificate", simple("ssl_certificate", certificate), simple("ssl_certificate_key", key))

    def again(name, *words):
        replace(body, name, simple(name, *words), simple(name, *words))

    rsa = pairs["rsa-a"]
    actions = {
        "no such cipher": lambda: replace(body, "ssl_ciphers", simple("ssl_ciphers", chance.choice(["NOSUCH", "TLS_AES_128_GCM_SHA256", "!ALL", "HIGH:!HIGH"]))),
        "certificate missing": lambda: pair(store.path("missing.pem"), rsa.key),
        "key missing": lambda: pair(rsa.certificate, store.path("missing.key")),
        "key of another certificate": lambda: pair(rsa.certificate, pairs["rsa-b"].key),
        "certificate is garbage": lambda: pair(bad_file(store, "garbage.pem", b"not a certificate\n"), rsa.key),
        "certificate is empty": lambda: pair(bad_file(store, "empty.pem", b""), rsa.key),
        "key is a certificate": lambda: pair(rsa.certificate, rsa.certificate),
        "no key": lambda: (replace(body, "ssl_certificate_key"), replace(body, "ssl_certificate", simple("ssl_certificate", rsa.certificate))),
        "no certificate": lambda: (replace(body, "ssl_certificate_key"), replace(body, "ssl_certificate")),
        "weak certificate": lambda: (pair(pairs["rsa-weak"].certificate, pairs["rsa-weak"].key), replace(body, "ssl_ciphers")),
        "SHA-1 certificate": lambda: pair(pairs["rsa-sha1"].certificate, pairs["rsa-sha1"].key),
        "weak DH parameters": lambda: replace(body, "ssl_dhparam", simple("ssl_dhparam", store.dh["dh-1024"])),
        "DH parameters missing": lambda: replace(body, "ssl_dhparam", simple("ssl_dhparam", store.path("missing-dh.pem"))),
        "DH parameters are a certificate": lambda: replace(body, "ssl_dhparam", simple("ssl_dhparam", rsa.certificate)),
        "no such curve": lambda: replace(body, "ssl_ecdh_curve", simple("ssl_ecdh_curve", chance.choice(["X25519:nosuch", "secp256r", "X25519::P-256", "x25519;P-256"]))),
        "two default servers": lambda: body.extend(simple("listen", f"127.0.0.1:{server.listens[0].socket.port or 1}", "default_server") for _ in range(2)),
        "unknown listen parameter": lambda: body.append(simple("listen", "127.0.0.1:1", "tls")),
        "no client authority": lambda: (replace(body, "ssl_client_certificate"), replace(body, "ssl_verify_client", simple("ssl_verify_client", "on"))),
        "client authority missing": lambda: (replace(body, "ssl_verify_client", simple("ssl_verify_client", "on")),
                                            replace(body, "ssl_client_certificate", simple("ssl_client_certificate", store.path("missing-ca.pem")))),
        "no such conf_command": lambda: body.append(simple("ssl_conf_command", "NoSuch", "x")),
        "bad conf_command value": lambda: body.append(simple("ssl_conf_command", *chance.choice([
            ("Ciphersuites", "NOSUCH"), ("MinProtocol", "TLSv2"), ("Options", "NoSuch"), ("Protocol", "ALL,-TLSv9"), ("Curves", "nosuch"), ("SignatureAlgorithms", "RSA+NOSUCH")]))),
        "given twice": lambda: again(*chance.choice([("ssl_ciphers", "HIGH"), ("ssl_prefer_server_ciphers", "on"), ("ssl_session_tickets", "off"), ("ssl_ecdh_curve", "auto"), ("ssl_session_timeout", "5m")])),
        "unknown directive": lambda: body.append(simple(*chance.choice([("ssl_cipher", "HIGH"), ("ssl_protocol", "TLSv1.2"), ("ssl_chain_certificate", "x.pem")]))),
        "not in this version": lambda: body.append(simple("ssl", "on") if nginx.at_least(1, 25, 1) else simple("http2", "on")),
        "ticket key of a wrong size": lambda: replace(body, "ssl_session_ticket_key", simple("ssl_session_ticket_key", bad_file(store, "short.key", b"x" * 47))),
        "no such protocol": lambda: replace(body, "ssl_protocols", simple("ssl_protocols", "TLSv1.2", chance.choice(["TLSv1.4", "tlsv1.3", "TLS1.3", "all"]))),
        "not on or off": lambda: replace(body, "ssl_prefer_server_ciphers", simple("ssl_prefer_server_ciphers", chance.choice(["yes", "1", "true"]))),
        "included file missing": lambda: body.append(simple("include", "snippets/missing.conf")),
        "no semicolon": lambda: body.append(simple("ssl_session_timeout", "\0 5m\n ssl_buffer_size 4k")),
        "bad session cache": lambda: replace(body, "ssl_session_cache", simple("ssl_session_cache", chance.choice(["shared:X:1k", "shared:X", "share:X:1m", "shared::1m", "on"]))),
        "bad time": lambda: replace(body, "ssl_session_timeout", simple("ssl_session_timeout", chance.choice(["5 m", "10x", "-1", "1m1h"]))),
        "wrong context": lambda: body.append(Directive("location", ["/wrong/"], [simple("ssl_ciphers", "HIGH")])),
        "unclosed block": lambda: body.append(simple("location", "/open/", "\0{\n#")),
    }
    name = chance.choice(sorted(actions))
    actions[name]()
    return name
