# SPDX-License-Identifier: Apache-2.0
"""What `tlslint show` says (spec.md 5), held against what was observed. A difference is one line: place, name, setting,
what the model says and where it has it from, what the server does."""

from collections import Counter

from .expected import checks

SETTINGS = ("endpoints", "tls", "default", "versions", "ciphers", "ciphersuites", "groups", "preference", "certificates", "alpn", "session_tickets",
            "session_cache", "early_data", "client_auth", "unknown_name", "hsts", "redirect_to_https", "refusal")


class Comparison:
    """Who derives from this says which endpoint is whose, and how pages are looked at."""

    # What starts must not be called refused.
    refused_by = ("config/syntax", "config/not-in-version", "config/unknown-directive", "config/wrong-context", "config/include-missing",
                  "cipher/none-left", "key-exchange/unknown-group")
    # Findings that are no errors, yet foretell a refusal.
    foretells = ("config/unknown-directive",)

    def __init__(self, settings, server):
        self.settings, self.server = settings, server
        self.openssl = tuple(int(part) for part in server.openssl.rstrip("abcdefghijklmnopqrstuvwxyz").split(".")[:2])
        self.counts = {"compared": Counter(), "unknown": Counter(), "not observable": Counter(), "differences": Counter(), "refusals": Counter(),
                       "notes": Counter()}

    def match_endpoints(self, deployment, model, found):
        """Key -> endpoint; and what of them is missing or too much."""
        raise NotImplementedError

    def key_of(self, deployment, seen):
        """Of the endpoint that answered."""
        raise NotImplementedError

    def pages(self, seen, endpoint):
        """As `checks`, of what was answered."""
        raise NotImplementedError

    def skips(self, name, setting, seen, endpoint):
        """Whether a check says nothing here."""
        return False

    def differ(self, found, setting, where, model, truth):
        if setting not in self.settings:
            return
        self.counts["differences"][setting] += 1
        found.append(f"{where}: {setting}: tlslint {model}; the server {truth}")

    # Refusals

    def refused(self, deployment, refusal, check):
        errors = [finding for finding in check["findings"] if finding["severity"] == "error" or finding["rule"] in self.foretells]
        kind = "sabotage" if deployment.sabotage else "by chance"
        found = []
        if errors:
            self.counts["refusals"][f"foretold ({kind})"] += 1
            if not any(self.names_the_cause(finding) for finding in errors):
                self.counts["refusals"]["only by a finding of another category"] += 1
        else:
            self.counts["refusals"][f"MISSED ({kind})"] += 1
            self.differ(found, "refusal", deployment.folder, "has no error",
                        f"refuses it: {refusal}" + (f" [made on purpose: {deployment.sabotage}]" if deployment.sabotage else ""))
        return found

    @staticmethod
    def names_the_cause(finding):
        return finding["rule"].split("/")[0] in ("config", "certificate", "cipher", "key")

    def accepted(self, check):
        found = []
        for finding in check["findings"]:
            if finding["severity"] == "error" and finding["rule"] in self.refused_by:
                self.differ(found, "refusal", f"{finding['file']}:{finding['line']}", f"{finding['rule']}: {finding['message']}", "accepts it")
        return found

    # The model

    def compare(self, deployment, observations, model):
        found = []
        endpoints = self.match_endpoints(deployment, model, found)
        for seen in observations:
            endpoint = endpoints.get(self.key_of(deployment, seen))
            if endpoint is not None:
                self.compare_observation(seen, endpoint, found)
        return found

    def compare_observation(self, seen, endpoint, found):
        where = f"{seen.server} {endpoint['id']} asked for {'no name' if seen.name is None else seen.name}"
        self.counts["compared"]["tls"] += 1
        if endpoint["listen"]["tls"] != seen.tls:
            self.differ(found, "tls", where, endpoint["listen"]["tls"], seen.tls)
            return
        if seen.truth:
            for anomaly in seen.truth["anomalies"]:
                self.counts["notes"][anomaly] += 1
        for name, setting, verdict in [*checks(seen, endpoint, self.openssl), *self.pages(seen, endpoint)]:
            if name not in self.settings or self.skips(name, setting, seen, endpoint):
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
