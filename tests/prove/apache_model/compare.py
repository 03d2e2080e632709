# SPDX-License-Identifier: Apache-2.0
"""Which endpoint of `tlslint show` is which virtual host at which address."""

from pathlib import Path

from common import compare

from .deployment import ANY
from .pages import check_pages


class Comparison(compare.Comparison):
    def match_endpoints(self, deployment, model, found):
        """(file, line, address, port) -> endpoint; of the main server: ("main", address, port)."""
        hosts = {(host.file, host.line): host for host in deployment.hosts}
        expected = {}
        for place in deployment.sockets():
            for server in place.servers:
                expected[self.key(deployment, server, place.address, place.listen.port)] = (server, server is place.servers[0])
        endpoints = {}
        for endpoint in model["endpoints"]:
            if endpoint["role"] != "server":
                continue
            listen = endpoint["listen"]
            server = hosts.get((str(Path(endpoint["at"]["file"]).resolve()), endpoint["at"]["line"]), deployment.main)
            key = self.key(deployment, server, {"0.0.0.0": ANY, "::": ANY}.get(listen["address"], listen["address"].strip("[]")), listen["port"])
            known = expected.pop(key, None)
            if known is None:
                if server is deployment.main or key in endpoints:
                    self.differ(found, "endpoints", endpoint["id"], f"has it at {key}", "has no such server there")
                continue  # else hidden by more exact addresses
            endpoints[key] = endpoint
            self.compare_listen(server, known[1], endpoint, found)
        for key, (server, _) in expected.items():
            if server is deployment.main and any(port == key[2] for host in deployment.hosts for _, port in host.addresses):
                continue  # on addresses that no virtual host of this port names
            self.differ(found, "endpoints", key, "has no endpoint", "has this server")
        return endpoints

    @staticmethod
    def key(deployment, server, address, port):
        return ("main" if server is deployment.main else str(server), address, port)

    def key_of(self, deployment, seen):
        return self.key(deployment, seen.server, seen.address, seen.place[1])

    def compare_listen(self, server, default, endpoint, found):
        where = f"{server} {endpoint['id']}"
        written, named = (sorted(name.lower() for name in names if name != server.inherits) for names in (server.names, endpoint["names"]))
        if server.number and named != written:
            self.differ(found, "endpoints", where, f"names {endpoint['names']}", f"is written {written}")
        self.counts["compared"]["default"] += 1
        if bool(endpoint["listen"]["default"]) != default:
            self.differ(found, "default", where, endpoint["listen"]["default"], default)

    def skips(self, name, setting, seen, endpoint):
        # A virtual host whose tickets would need a key that only the default one has cannot be talked to in a usual way.
        if name == "ciphers" and endpoint["settings"]["certificates"]["origin"] == "unknown":
            return True  # they depend on them
        broken = seen.truth and any("internal error" in anomaly for anomaly in seen.truth["anomalies"])
        return bool(broken) and name in ("session_tickets", "session_cache", "early_data", "client_auth")

    def pages(self, seen, endpoint):
        return check_pages(seen, endpoint)
