# SPDX-License-Identifier: Apache-2.0
"""Peers on loopback: `openssl s_server`, nginx, and scripts that break the rules one at a time."""

import socket
import struct
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from common.hello import vector
from common.run import free_ports
from common.server import ENVIRONMENT, Process


@contextmanager
def s_server(pair, *arguments, ca=None):
    """`openssl s_server` with a certificate and its chain; yields its port."""
    port = free_ports(1)[0]
    command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-quiet", "-www", *arguments]
    command += ["-cert", pair[0], "-key", pair[1], "-cert_chain", pair[0]] if pair else ["-nocert"]
    with tempfile.TemporaryDirectory() as folder, Process(command, folder, [("127.0.0.1", port)]):
        yield port


@contextmanager
def nginx(lines, listen="ssl", before=""):
    port = free_ports(1)[0]
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "nginx.conf")
        config.write_text(f"daemon off; master_process off; pid {folder}/pid; error_log stderr crit;\nevents {{}}\nhttp {{ access_log off;\n{before}\n"
                          f"server {{ listen 127.0.0.1:{port} {listen};\n{lines}\n}} }}\n")
        with Process(["nginx", "-p", folder, "-c", str(config), "-e", "stderr"], folder, [("127.0.0.1", port)]):
            yield port


@contextmanager
def apache(lines, pair, modules=("ssl", "headers", "socache_shmcb")):
    port = free_ports(1)[0]
    loads = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
                    for name in ("mpm_event", "authz_core", "authz_host", "alias", *modules))
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "httpd.conf")
        config.write_text(f"ServerRoot {folder}\nPidFile {folder}/pid\nErrorLog {folder}/error.log\nMutex file:{folder} default\nServerName a.example\n"
                          f"Listen 127.0.0.1:{port}\nUser www-data\nGroup www-data\nDocumentRoot {folder}\n{loads}\nSSLEngine on\n"
                          f"SSLCertificateFile {pair[0]}\nSSLCertificateKeyFile {pair[1]}\n{lines}\n")
        with Process(["apache2", "-d", folder, "-f", str(config), "-DFOREGROUND"], folder, [("127.0.0.1", port)]):
            yield port


@contextmanager
def haproxy(words, pair, lines="http-request return status 200"):
    port = free_ports(1)[0]
    with tempfile.TemporaryDirectory() as folder:
        both, config = Path(folder, "both.pem"), Path(folder, "haproxy.cfg")
        both.write_text(Path(pair[0]).read_text() + Path(pair[1]).read_text())
        config.write_text(f"global\n  maxconn 100\ndefaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 5s\n"
                          f"frontend f\n  bind 127.0.0.1:{port} ssl crt {both} {words}\n  {lines}\n")
        with Process(["haproxy", "-db", "-f", str(config)], folder, [("127.0.0.1", port)]):
            yield port


@contextmanager
def gnutls(pair, priority):
    port = free_ports(1)[0]
    command = ["gnutls-serv", "--quiet", "--http", "--port", str(port), "--x509certfile", pair[0], "--x509keyfile", pair[1], "--priority", priority]
    with tempfile.TemporaryDirectory() as folder, Process(command, folder, [("127.0.0.1", port)]):
        yield port


@contextmanager
def script(act):
    """`act(connection)` for each connection, in a thread of its own; yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    held = []

    def serve(connection):
        connection.settimeout(20)
        try:
            act(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            held.append(connection)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        for connection in held:
            connection.close()


def record(kind, payload, version=0x0303):
    return bytes([kind]) + struct.pack(">H", version) + vector(2, payload)


def message(kind, body):
    return bytes([kind]) + vector(3, body)


def server_hello(suite=0xC02B, version=0x0303, extensions=b"", random=None, compression=0):
    body = struct.pack(">H", version) + (random or bytes(range(32))) + vector(1, b"") + struct.pack(">HB", suite, compression)
    return message(2, body + vector(2, extensions))


def hello_record(**what):
    return record(22, server_hello(**what))


def read_hello(connection):
    header = connection.recv(5, socket.MSG_WAITALL)
    if len(header) == 5:
        connection.recv(struct.unpack(">H", header[3:])[0], socket.MSG_WAITALL)


def says(*parts, pause=0.0, hold=0.0):
    """Reads the hello, sends these bytes, and hangs up."""
    def act(connection):
        read_hello(connection)
        for part in parts:
            connection.sendall(part)
            if pause:
                time.sleep(pause)
        time.sleep(hold)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(2)
        while connection.recv(4096):
            pass
    return act


def alert(code, level=2):
    return says(record(21, bytes([level, code])))


def resets(after=b""):
    def act(connection):
        read_hello(connection)
        connection.sendall(after)
        if after:
            time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return act


def silent(connection):
    connection.settimeout(60)
    while connection.recv(4096):
        pass


def drips(data, every):
    """A byte at a time."""
    def act(connection):
        read_hello(connection)
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(every)
    return act


def endless(part):
    def act(connection):
        read_hello(connection)
        while True:
            connection.sendall(part)
    return act


def dialogue(*turns, then=None):
    """Says and awaits lines in turns (bytes: said; str: a line that begins so is awaited), then TLS by `then` or nothing."""
    def act(connection):
        stream = connection.makefile("rb", buffering=0)
        for turn in turns:
            if isinstance(turn, bytes):
                connection.sendall(turn)
            elif isinstance(turn, int):
                stream.read(turn)
            else:
                line = b""
                while not line.endswith(b"\n"):
                    byte = stream.read(1)
                    if not byte:
                        return
                    line += byte
                assert line.decode().upper().startswith(turn.upper()), line
        if then:
            then(connection)
    return act


def forward_to(port):
    """What comes goes to a real server, and back."""
    def act(connection):
        upstream = socket.create_connection(("127.0.0.1", port))
        connection.settimeout(None)

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        other = threading.Thread(target=pump, args=(upstream, connection), daemon=True)
        other.start()
        pump(connection, upstream)
        other.join(10)
        upstream.close()
    return act


def with_now(options):
    """`--now @DAYS` as a date so many days from now."""
    words = list(options)
    if "--now" in words:
        at = words.index("--now") + 1
        words[at] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + int(words[at][1:]) * 86400))
    return words


def run(command, timeout=60):
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, env=ENVIRONMENT, stdin=subprocess.DEVNULL)
