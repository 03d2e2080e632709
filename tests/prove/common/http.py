# SPDX-License-Identifier: Apache-2.0
"""Plain requests, written and read by hand."""

import re
from dataclasses import dataclass

from . import hello


@dataclass
class Response:
    status: int
    headers: list  # of (lower-case name, value)
    body: str

    def header(self, name):
        return [value for key, value in self.headers if key == name]


def write(host, paths):
    """Requests one after the other, the last of which closes."""
    text = ""
    for number, path in enumerate(paths, 1):
        text += f"GET {path} HTTP/1.1\r\n" + (f"Host: {host}\r\n" if host is not None else "")
        text += ("Connection: close\r\n" if number == len(paths) else "") + "\r\n"
    return text.encode("latin-1")


def read(data, count):
    """As many responses as there are."""
    found = []
    while data and len(found) < count:
        head, separator, rest = data.partition(b"\r\n\r\n")
        match = re.match(rb"HTTP/1\.[01] (\d{3})", head)
        if not match or not separator:
            break
        headers = []
        for line in head.decode("latin-1").split("\r\n")[1:]:
            name, _, value = line.partition(":")
            headers.append((name.strip().lower(), value.strip()))
        length = next((int(value) for name, value in headers if name == "content-length"), len(rest))
        found.append(Response(int(match[1]), headers, rest[:length].decode("latin-1")))
        data = rest[length:]
    return found


def exchange_plainly(place, request):
    try:
        with hello.connect(place) as connection:
            connection.sendall(request)
            received = b""
            while more := connection.recv(65536):
                received += more
            return received
    except OSError:
        return b""


def fetch(exchange, host, paths):
    """path -> Response or None; `exchange` sends bytes on a connection of its own and returns all that comes back."""
    answers, left = {}, list(paths)
    while left:
        found = read(exchange(write(host, left)), len(left))
        if not found:
            answers[left.pop(0)] = None
            continue
        for response in found:
            answers[left.pop(0)] = response
    return answers
