# SPDX-License-Identifier: Apache-2.0
"""Which endpoint of `tlslint show` is which server block at which socket."""

from pathlib import Path

from common import compare

from .pages import check_pages


def place_of(endpoint):
    listen = endpoint["listen"]
    if listen.get("path"):
        return (None, None, listen["path"].removeprefix("unix:"))
    return (listen["address"].strip("[]"), listen["port"], None)


class Comparison(compare.Comparison):
    def key_of(self, deployment, seen):
        return (seen.server.number, seen.socket)

    def pages(self, seen, endpoint):
        return check_pages(seen, endpoint) if seen.layer == "http" else ()

    def match_endpoints(self, deployment, model, found):
        """(server number, socket) -> endpoint. Each must be there once, and no other."""
        expected = {}
        for server in deployment.servers:
            for listen in server.listens:
                expected[(str(Path(server.file)), server.line, listen.socket.modelled)] = (server, listen.socket)
        endpoints = {}
        for endpoint in model["endpoints"]:
            if endpoint["role"] != "server":
                continue
            key = (str(Path(endpoint["at"]["file"]).resolve()), endpoint["at"]["line"], place_of(endpoint))
            known = expected.pop(key, None)
            if known is None:
                self.differ(found, "endpoints", endpoint["id"], f"has it at {key}", "has no such server there")
                continue
            server, socket = known
            endpoints[(server.number, socket)] = endpoint
            self.compare_listen(deployment, server, socket, endpoint, found)
        for key in expected:
            self.differ(found, "endpoints", f"{key[0]}:{key[1]}", f"has no endpoint for {key[2]}", "has this server")
        return endpoints

    def compare_listen(self, deployment, server, socket, endpoint, found):
        where = f"{server.file}:{server.line} {endpoint['id']}"
        written = sorted(name.lower() for name, _ in server.names if name)
        # mail{} may name its servers once for all.
        if socket.layer != "mail" and sorted(name.lower() for name in endpoint["names"] if name) != written:
            self.differ(found, "endpoints", where, f"names {endpoint['names']}", f"is written {written}")
        if endpoint["layer"] != socket.layer:
            self.differ(found, "endpoints", where, endpoint["layer"], socket.layer)
        default = deployment.default(socket) is server
        self.counts["compared"]["default"] += 1
        if bool(endpoint["listen"]["default"]) != default:
            self.differ(found, "default", where, endpoint["listen"]["default"], default)
