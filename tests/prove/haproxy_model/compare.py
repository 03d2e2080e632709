# SPDX-License-Identifier: Apache-2.0
"""What `tlslint show` says of HAProxy, held against what was observed; the single checks are nginx_model's."""

from collections import Counter
from pathlib import Path

from nginx_model.expected import checks

from .observe import PATH

ALWAYS = ("endpoints", "tls")


class Comparison:
    def __init__(self, haproxy):
        self.openssl = tuple(int(part) for part in haproxy.openssl.rstrip("abcdefghijklmnopqrstuvwxyz").split(".")[:2])
        self.counts = {"compared": Counter(), "unknown": Counter(), "not observable": Counter(), "differences": Counter(), "refusals": Counter(),
                       "notes": Counter()}

    def differ(self, found, setting, where, model, truth):
        self.counts["differences"][setting] += 1
        found.append(f"{where}: {setting}: tlslint {model}; haproxy {truth}")

    def refused(self, deployment, refusal, check):
        errors = [finding for finding in check["findings"] if finding["severity"] == "error"]
        found = []
        if errors:
            self.counts["refusals"]["foretold"] += 1
        else:
            self.counts["refusals"]["MISSED"] += 1
            first = next((line for line in refusal.splitlines() if "[ALERT]" in line), refusal).split(" : ", 1)[-1]
            self.differ(found, "refusal", f"{deployment.folder}/haproxy.cfg", "has no error", f"refuses it: {first}")
        return found

    def accepted(self, check):
        found = []
        for finding in check["findings"]:
            if finding["severity"] == "error" and finding["rule"] in ("config/syntax", "config/not-in-version", "config/unknown-directive",
                                                                      "cipher/none-left", "key-exchange/unknown-group"):
                self.differ(found, "refusal", f"{finding['file']}:{finding['line']}", f"{finding['rule']}: {finding['message']}", "accepts it")
        return found

    def compare(self, deployment, observations, model):
        found = []
        endpoints = {}
        for endpoint in model["endpoints"]:
            if endpoint["role"] == "server":
                key = (str(Path(endpoint["at"]["file"]).resolve()), endpoint["at"]["line"], endpoint["listen"]["port"])
                endpoints[key] = endpoint
        for seen in observations:
            file = seen.server.list_file if seen.entry else f"{deployment.folder}/haproxy.cfg"
            key = (str(Path(file).resolve()), seen.entry or seen.server.line, seen.server.port)
            endpoint = endpoints.get(key)
            if endpoint is None:
                self.differ(found, "endpoints", key, "has no endpoint", "has it")
            else:
                self.compare_observation(deployment, seen, endpoint, found)
        return found

    def compare_observation(self, deployment, seen, endpoint, found):
        where = f"{deployment.folder}/haproxy.cfg:{seen.server.line} {endpoint['id']} asked for {seen.name or 'no name'}"
        self.counts["compared"]["tls"] += 1
        if endpoint["listen"]["tls"] != seen.tls:
            return self.differ(found, "tls", where, endpoint["listen"]["tls"], seen.tls)
        if endpoint["layer"] != seen.server.layer:
            self.differ(found, "endpoints", where, endpoint["layer"], seen.server.layer)
        for anomaly in seen.truth["anomalies"] if seen.truth else []:
            self.counts["notes"][anomaly] += 1
        strict = endpoint["settings"]["unknown_name"]["value"] == "reject" if seen.tls else False
        for name, setting, verdict in [*checks(Default(seen.server), seen, endpoint, self.openssl), *self.redirects(seen, endpoint)]:
            if name == "redirect_to_https" and verdict is None:
                continue
            if name == "hsts" and seen.pages.get(PATH) and seen.pages[PATH].status // 100 == 3:
                continue  # of answers from behind
            if name == "unknown_name" and strict and seen.truth["versions"]:
                continue  # asked for a name that it has
            if name == "ciphers" and setting and seen.server.pairs > 1 and not seen.entry:
                setting = without_old(setting, seen.truth["by_version"])
            if setting is None:
                self.differ(found, name, where, "says nothing", "")
            elif setting.get("origin") == "unknown":
                self.counts["unknown"][name] += 1
            elif verdict is None:
                self.counts["not observable"][name] += 1
            else:
                self.counts["compared"][name] += 1
                truth = verdict(setting)
                if truth is not None:
                    at = setting.get("at")
                    place = f" at {at['file']}:{at['line']}" if at else ""
                    self.differ(found, name, where, f"{setting.get('by_version') or setting.get('value')} ({setting.get('origin')}{place})", truth)
        return None

    @staticmethod
    def redirects(seen, endpoint):
        page = seen.pages.get(PATH)
        if page is None:
            return
        host = seen.name or "x.invalid"

        def check(setting):
            said = setting["value"]
            target = next(iter(page.header("location")), "")
            if page.status not in (301, 302, 303, 307, 308) or not target.startswith("https://"):
                return None if said is None else f"status {page.status}, Location {target!r}"
            if not said:
                return f"redirects: {page.status} {target}"
            wanted = said["target"].replace("%[req.hdr(host)]", host).replace("%[path]", PATH)
            return None if (said["status"], wanted) == (page.status, target) else f"{page.status} {target}"
        yield "redirect", endpoint["settings"].get("redirect_to_https"), check


def without_old(setting, truth):
    """Up to TLS 1.1 the key depends on what else the client speaks (only newer ones say which signatures they know)."""
    by_version = {version: truth.get(version, []) if version in ("SSLv3", "TLSv1", "TLSv1.1") else said
                  for version, said in (setting.get("by_version") or {}).items()}
    return dict(setting, by_version=by_version, value=sorted({name for names in by_version.values() for name in names}))


class Default:
    """Every bind line is the default one of its place."""

    def __init__(self, server):
        self.server = server

    def default(self, _):
        return self.server
