# SPDX-License-Identifier: Apache-2.0
"""What `tlslint show` says (spec.md 5), held against what was observed. A difference is one line: place, name, setting,
what the model says and where it has it from, what the server does."""

from collections import Counter
from pathlib import Path

from .expected import checks

SETTINGS = ("endpoints", "tls", "default", "versions", "ciphers", "ciphersuites", "groups", "preference", "certificates", "alpn", "session_tickets",
            "session_cache", "early_data", "client_auth", "unknown_name", "hsts", "redirect_to_https", "refusal")


def place_of(endpoint):
    listen = endpoint["listen"]
    if listen.get("path"):
        return (None, None, listen["path"].removeprefix("unix:"))
    return (listen["address"].strip("[]"), listen["port"], None)


class Comparison:
    def __init__(self, settings, nginx):
        self.settings, self.nginx = settings, nginx
        self.openssl = tuple(int(part) for part in nginx.openssl.rstrip("abcdefghijklmnopqrstuvwxyz").split(".")[:2])
        self.counts = {"compared": Counter(), "unknown": Counter(), "not observable": Counter(), "differences": Counter(), "refusals": Counter(),
                       "notes": Counter()}

    def differ(self, found, setting, where, model, truth):
        if setting not in self.settings:
            return
        self.counts["differences"][setting] += 1
        found.append(f"{where}: {setting}: tlslint {model}; nginx {truth}")

    # Refusals

    def refused(self, deployment, refusal, check):
        errors = [finding for finding in check["findings"] if finding["severity"] == "error" or finding["rule"] == "config/unknown-directive"]
        kind = "sabotage" if deployment.sabotage else "by chance"
        found = []
        if errors:
            self.counts["refusals"][f"foretold ({kind})"] += 1
            if not any(self.names_the_cause(finding) for finding in errors):
                self.counts["refusals"]["only by a finding of another category"] += 1
        else:
            self.counts["refusals"][f"MISSED ({kind})"] += 1
            first = refusal.splitlines()[0].split("]", 1)[-1].split(": ", 1)[-1]
            self.differ(found, "refusal", f"{deployment.folder}/nginx.conf", "has no error",
                        f"refuses it: {first}" + (f" [made on purpose: {deployment.sabotage}]" if deployment.sabotage else ""))
        return found

    @staticmethod
    def names_the_cause(finding):
        return finding["rule"].split("/")[0] in ("config", "certificate", "cipher", "key")

    def accepted(self, deployment, check):
        """What starts must not be called refused."""
        found = []
        for finding in check["findings"]:
            if finding["severity"] == "error" and finding["rule"] in ("config/syntax", "config/not-in-version", "config/unknown-directive",
                                                                      "config/wrong-context", "config/include-missing", "cipher/none-left",
                                                                      "key-exchange/unknown-group"):
                self.differ(found, "refusal", f"{finding['file']}:{finding['line']}", f"{finding['rule']}: {finding['message']}", "accepts it")
        return found

    # The model

    def compare(self, deployment, observations, model):
        found = []
        endpoints = self.match_endpoints(deployment, model, found)
        for seen in observations:
            endpoint = endpoints.get((seen.server.number, seen.socket))
            if endpoint is not None:
                self.compare_observation(deployment, seen, endpoint, found)
        return found

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

    def compare_observation(self, deployment, seen, endpoint, found):
        where = f"{seen.server.file}:{seen.server.line} {endpoint['id']} asked for {'no name' if seen.name is None else seen.name}"
        self.counts["compared"]["tls"] += 1
        if endpoint["listen"]["tls"] != seen.tls:
            self.differ(found, "tls", where, endpoint["listen"]["tls"], seen.tls)
            return
        if seen.truth:
            for anomaly in seen.truth["anomalies"]:
                self.counts["notes"][anomaly] += 1
        for name, setting, verdict in checks(deployment, seen, endpoint, self.openssl):
            if name not in self.settings:
                continue
            if setting is None:
                self.differ(found, name, where, "says nothing (no such setting)", verdict(None) if verdict else "")
                continue
            if setting.get("origin") == "unknown":
                self.counts["unknown"][name] += 1
                continue
            if verdict is None:
                self.counts["not observable"][name] += 1
                continue
            self.counts["compared"][name] += 1
            truth = verdict(setting)
            if truth is not None:
                self.differ(found, name, where, self.describe(setting), truth)

    @staticmethod
    def describe(setting):
        at = setting.get("at")
        place = f" at {at['file']}:{at['line']}" if at else ""
        value = setting.get("by_version") or setting.get("value")
        return f"{value} ({setting.get('origin')}{place})"
