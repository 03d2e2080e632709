# SPDX-License-Identifier: Apache-2.0
"""Random nginx configurations for nginx_refusals.py: mostly right, with a few mistakes in each."""

# Values that nginx takes and values that it refuses. Variables are left out: what they hold nobody knows.
TIMES = (["5m", "300", "1d", "1h 30m", "0"], ["5x", "1m1h", "", "-1", "5ms", "1M1y", "m"])
NUMBERS = (["0", "1", "10"], ["-1", "x", "1k", "", "0x10"])
SIZES = (["4k", "16384", "1m", "16K"], ["16kb", "k", "-1", "4g", ""])
PROTOCOLS = (["TLSv1.2", "TLSv1.2 TLSv1.3", "tlsv1.3", "SSLv3 TLSv1", "SSLv2", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.2"],
             ["TLSv1.4", "all", "-TLSv1", "TLS1.2", "TLSv1.2,TLSv1.3"])
CIPHERS = (["HIGH:!aNULL:!MD5", "ECDHE-RSA-AES128-GCM-SHA256", "DEFAULT@SECLEVEL=1", "HIGH:@SECLEVEL=0", "DEFAULT",
            "NOSUCH:AES128-SHA", "HIGH@SECLEVEL=2"],
           ["NOSUCH", "!ALL", "TLS_AES_128_GCM_SHA256", "''", "HIGH:@STRENGHT", "HIGH:!HIGH"])
FLAGS = (["on", "off", "ON"], ["yes", "1", "true"])
COMMANDS = (["Options -SessionTicket", "Ciphersuites TLS_AES_256_GCM_SHA384", "MinProtocol TLSv1.2",
             "Options PrioritizeChaCha", "Groups P-256", "NumTickets 1", "CipherString HIGH", "Protocol -TLSv1"],
            ["Nonsense x", "MinProtocol TLSv1.4", "Options Foo", "Ciphersuites NOSUCH", "Groups nosuch",
             "CipherString NOSUCH", "NumTickets x"])
AUTHORITIES = (["rsa.pem", "both.pem", "chain.pem"], ["garbage.pem", "empty.pem", "cut.pem", "missing.pem", "."])
CACHES = (["off", "none", "builtin", "builtin:100", "shared:A:1m", "shared:B:32k", "builtin:10 shared:A:1m",
           "shared:A:1024k"],
          ["on", "shared:A", "shared:A:16k", "shared::1m", "builtin:x", "shared:A:2m", "shared:C:1g", "shared:O:1m", ""])
OBJECTS = (["off", "max=5", "max=5 inactive=1m valid=10s"], ["max=0", "inactive=5s", "max=x", "min=5 max=1"])

SETTINGS = {
    "ssl_session_timeout": TIMES, "ssl_verify_depth": NUMBERS, "ssl_protocols": PROTOCOLS, "ssl_ciphers": CIPHERS,
    "ssl_prefer_server_ciphers": FLAGS, "ssl_session_tickets": FLAGS, "ssl_session_cache": CACHES,
    "ssl_ecdh_curve": (["auto", "prime256v1", "X25519:P-256", "secp384r1"], ["nosuch", "P-256:", "X25519:nosuch", "''"]),
    "ssl_verify_client": (["off", "optional_no_ca", "OFF"], ["on", "optional", "yes", "required"]),
    "ssl_client_certificate": AUTHORITIES, "ssl_trusted_certificate": AUTHORITIES,
    "ssl_crl": (["list.crl"], ["garbage.pem", "empty.pem", "missing.pem"]),
    "ssl_dhparam": (["dh2048.pem"], ["dh1024.pem", "garbage.pem", "rsa.pem", "missing.pem"]),
    "ssl_session_ticket_key": (["ticket48.key", "ticket80.key"], ["ticket50.key", "empty.pem", "missing.key"]),
    "ssl_password_file": (["right.pass", "none.pass"], ["wrong.pass", "missing.pass"]),
    "ssl_conf_command": COMMANDS,
    "ssl_stapling_file": (["answer.der"], ["garbage.pem", "missing.pem"]),
    "ssl_stapling": FLAGS, "ssl_stapling_verify": FLAGS, "ssl_early_data": FLAGS, "ssl_buffer_size": SIZES,
    "ssl_ocsp": (["off"], ["on", "leaf", "yes"]),
    "ssl_ocsp_responder": (["http://127.0.0.1/"], ["https://127.0.0.1/", "x"]),
    "ssl_ocsp_cache": (["off", "shared:O:1m"], ["shared:O:2m", "shared:A:1m", "on", "shared:O", "shared:P:1k"]),
    "ssl_certificate_cache": OBJECTS, "ssl_certificate_compression": FLAGS,
    "ssl_reject_handshake": FLAGS, "ssl_handshake_timeout": (["5m", "500ms", "10s"], ["5x", "1y", "1M"]),
    "ssl_alpn": (["h2 http/1.1"], ["x" * 256]), "ssl_preread": FLAGS, "http2": FLAGS,
    "starttls": (["off"], ["on", "only", "yes"]), "ssl": FLAGS,
    "server_name": (["a.example", "*.a.example b.*", ".c.example", '""'], ["*x", "*", ".", "~"]),
    "add_header": (["X-A b", "X-A b always"], ["X-A b Always", "X-A b always again"]),
    "return": (["204", "301 https://a.example/", "https://a.example/"], ["1000", "redirect", "301x", "20 x y"]),
    "rewrite": (["^ /a last", "^ https://a.example"], ["^ /a moved", "^"]),
    "resolver": (["127.0.0.1"], []),
}
UPSTREAM = {
    "protocols": PROTOCOLS, "ciphers": CIPHERS, "verify": FLAGS, "verify_depth": NUMBERS, "server_name": FLAGS,
    "session_reuse": FLAGS, "conf_command": COMMANDS, "trusted_certificate": AUTHORITIES, "crl": (["list.crl"], ["empty.pem", "missing.pem"]),
    "name": (["a.example"], []), "certificate_cache": OBJECTS, "password_file": (["right.pass"], ["missing.pass"]),
}
PREFIXES = ["proxy_ssl_", "grpc_ssl_", "uwsgi_ssl_"]
for prefix in PREFIXES:
    SETTINGS.update({prefix + name: values for name, values in UPSTREAM.items()})

BOTH = [n for n in SETTINGS if n.startswith("ssl_") and n not in
        ("ssl_reject_handshake", "ssl_early_data", "ssl_buffer_size", "ssl_handshake_timeout", "ssl_alpn", "ssl_preread",
         "ssl_certificate_cache", "ssl_certificate_compression") and "stapling" not in n and "ocsp" not in n]
HERE = {
    "http": BOTH + ["ssl_stapling", "ssl_early_data", "ssl_buffer_size", "ssl_ocsp", "ssl_ocsp_cache", "add_header",
                    "ssl_ocsp_responder", "resolver", "ssl_stapling_file", "ssl_certificate_compression", "ssl_certificate_cache", "proxy_ssl_verify", "proxy_ssl_protocols", "ssl_stapling_verify"],
    "stream": BOTH + ["ssl_handshake_timeout", "ssl_preread", "resolver", "proxy_ssl_verify", "proxy_ssl_ciphers"],
    "mail": BOTH + ["starttls"],
    "location": ["add_header", "rewrite", "resolver"] + [n for n in SETTINGS if n.startswith(tuple(PREFIXES))],
}
HERE["server"] = HERE["http"] + ["ssl_reject_handshake", "server_name", "return", "rewrite"]
HERE["stream_server"] = HERE["stream"] + ["proxy_ssl_trusted_certificate", "proxy_ssl_conf_command"]
HERE["mail_server"] = HERE["mail"]

PAIRS = ([("rsa", "rsa"), ("ec", "ec"), ("ed", "ed"), ("chain", "rsb"), ("both", "both.pem"), ("rsa", "ec")],
         [("rsa", "rsb"), ("small", "small"), (".", "rsa"), ("rsa", "."), ("", "rsa"), ("garbage", "rsa"), ("rsa", "garbage.pem"), ("rsa", "locked"), ("rsa", "older"),
          ("swapped", "rsb"), ("cut", "rsa"), ("cutchain", "rsa"), ("empty", "rsa"), ("missing", "rsa"), ("rsa", None),
          ("rsa", "empty.pem")])
ADDRESSES = (["20443", "*:20443", "127.0.0.1:20443", "[::1]:20443", "[::]:20444", "20444", "20445-20447", "127.0.0.1:20446"],
             ["0", "65536", "x:0", ":20443", "[::1", "[::g]:1", "[]:1", "20443/", "127.0.0.1:", "20447-20445", "unix:",
              "300.0.0.1:1", "20443-70000", "[::1]20443"])
PARAMETERS = (["ssl", "ssl", "ssl", "default_server", "http2", "proxy_protocol", "backlog=10", "reuseport", "so_keepalive=on",
               "so_keepalive=30m::10", "rcvbuf=8k", "ipv6only=on", "quic", "udp", "bind", "deferred", "fastopen=3"],
              ["sll", "http3", "backlog=0", "backlog=x", "rcvbuf=x", "so_keepalive=maybe", "so_keepalive=::", "ipv6only=yes",
               "ipv6only=of", "fastopen=x", "SSL", "default_server=1", "so_keepalive=1x:1:1", "http2=on"])


def choose(make, values, wrong):
    right, bad = values
    return make.choice(bad) if bad and (make.random() < wrong or not right) else make.choice(right)


def statement(make, name, wrong):
    value = choose(make, SETTINGS[name], wrong)
    return f'{name} "{value}";' if value == "" or value == "1h 30m" else f"{name} {value};"


def settings(make, context, most, wrong):
    lines = [statement(make, make.choice(HERE[context]), wrong) for _ in range(make.randrange(most + 1))]
    if lines and make.random() < 0.08:
        lines.append(make.choice(lines))  # twice
    if make.random() < 0.05:
        lines.append(statement(make, make.choice(list(SETTINGS)), wrong))  # perhaps not here, or not in this version
    if make.random() < 0.01:
        lines.append(make.choice(list(SETTINGS)) + ";")
    return lines


def pair(make, wrong, prefix):
    def file(name, ending):
        return '""' if name == "" else name if "." in name else name + ending

    certificate, key = choose(make, PAIRS, wrong)
    lines = [f"{prefix}certificate {file(certificate, '.pem')};"]
    if key:
        lines.append(f"{prefix}certificate_key {file(key, '.key')};")
    return lines


def pairs(make, wrong):
    return [line for _ in range(1 if make.random() < 0.85 else 2) for line in pair(make, wrong, "ssl_")]


def listens(make, layer, wrong, place):
    lines = []
    for _ in range(make.choice([0, 1, 1, 1, 1, 2, 2])):
        words = [choose(make, ADDRESSES, wrong * 0.5)]
        if make.random() < 0.05:
            words = [f"unix:{place}/socket"]
        for _ in range(make.choice([0, 1, 1, 2, 3])):
            word = choose(make, PARAMETERS, wrong * 0.5)
            if layer != "http" and make.random() < 0.8:
                word = "ssl"
            if layer == "http" and word == "udp":
                word = "ssl"
            if word not in words:
                words.append(word)
        lines.append(f"listen {' '.join(words)};")
    return lines


def upstream(make, wrong):
    prefix = make.choice(PREFIXES)
    scheme = {"proxy_ssl_": ["https://", "HTTPS://", "http://"], "grpc_ssl_": ["grpcs://", "grpc://", ""],
              "uwsgi_ssl_": ["suwsgi://", ""]}[prefix]
    url = make.choice(scheme) + "127.0.0.1:1"
    if prefix == "proxy_ssl_" and make.random() < 0.1:
        url = make.choice(["htps://127.0.0.1", "127.0.0.1:1", "https:/x", "http://$host", "https://$host"])
    lines = [f"{prefix[:-4]}pass {url};"]
    for _ in range(make.randrange(4)):
        lines.append(statement(make, prefix + make.choice(list(UPSTREAM)), wrong))
    if make.random() < 0.3:
        lines += pair(make, wrong, prefix)
    return lines


def server(make, layer, wrong, place):
    context = "server" if layer == "http" else f"{layer}_server"
    lines = listens(make, layer, wrong, place) + settings(make, context, 3, wrong)
    if make.random() < 0.75:
        lines += pairs(make, wrong)
    make.shuffle(lines)
    if layer == "stream":
        lines.append("proxy_pass 127.0.0.1:1;")
        if make.random() < 0.3:
            lines.append("proxy_ssl on;")
    if layer == "mail":
        lines.append("protocol imap;")
    if layer == "http" and make.random() < 0.4:
        inner = upstream(make, wrong) if make.random() < 0.8 else settings(make, "location", 3, wrong)
        lines += ["location / {", *inner, "}"]
    if layer == "http" and make.random() < 0.05:
        lines += ["location /in {", *settings(make, "location", 2, wrong), "location /in/side {", *upstream(make, wrong),
                  "if ($arg_a) {", "proxy_pass https://127.0.0.1:1;", "}", "}", "}"]
    if layer == "http" and make.random() < 0.05:
        lines += ["if ($scheme = http) {", *settings(make, "location", 1, wrong), "}"]
    return ["server {", *lines, "}"]


def configuration(make, load, place):
    wrong = make.choice([0.0, 0.02, 0.04, 0.07, 0.2])
    layer = make.choices(["http", "stream", "mail"], [7, 2, 1])[0]
    lines = settings(make, layer, 3, wrong)
    if make.random() < 0.2:
        lines += pairs(make, wrong)
    if layer == "mail":
        lines.append("auth_http 127.0.0.1:1/;")
    for _ in range(make.choice([1, 1, 2, 2, 3])):
        lines += server(make, layer, wrong, place)
    if layer == "http" and make.random() < 0.1:
        lines += ["upstream u {", "server 127.0.0.1:1;", *upstream(make, wrong)[1:2], "}"]
    text = load + "events {}\n" + f"{layer} {{\n" + "\n".join(lines) + "\n}\n"
    if make.random() < 0.01:
        text += f"{layer} {{ }}\n"
    if make.random() < 0.01:
        text = "\ufeff" + text
    return text
