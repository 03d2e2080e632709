# SPDX-License-Identifier: Apache-2.0
"""Which endpoint of `tlslint show` is which bind line, or line of a list."""

import re
from pathlib import Path

from common import compare
from common.draw import UNKNOWN
from common.expected import check_page
from common.observe import PAGE


class Comparison(compare.Comparison):
    refused_by = ("config/syntax", "config/not-in-version", "config/unknown-directive", "cipher/none-left", "key-exchange/unknown-group")
    foretells = ()

    def match_endpoints(self, deployment, model, found):
        endpoints = {}
        for endpoint in model["endpoints"]:
            if endpoint["role"] == "server":
                key = (str(Path(endpoint["at"]["file"]).resolve()), endpoint["at"]["line"], endpoint["listen"]["port"])
                endpoints[key] = endpoint
        for bind in deployment.binds:
            for line in [None, *(line for line, _ in bind.entries)]:
                key = self.key(deployment, bind, line)
                if key not in endpoints:
                    self.differ(found, "endpoints", key, "has no endpoint", "has it")
                elif endpoints[key]["layer"] != bind.layer:
                    self.differ(found, "endpoints", key, endpoints[key]["layer"], bind.layer)
        return endpoints

    @staticmethod
    def key(deployment, bind, entry):
        file = bind.list_file if entry else f"{deployment.folder}/haproxy.cfg"
        return (str(Path(file).resolve()), entry or bind.line, bind.port)

    def key_of(self, deployment, seen):
        return self.key(deployment, seen.server, seen.entry)

    def compare_observation(self, seen, endpoint, found):
        ciphers = endpoint["settings"].get("ciphers")
        if seen.truth and ciphers and seen.server.pairs > 1 and not seen.entry:
            settings = dict(endpoint["settings"], ciphers=without_old(ciphers, seen.truth["by_version"]))
            endpoint = dict(endpoint, settings=settings)
        super().compare_observation(seen, endpoint, found)

    def pages(self, seen, endpoint):
        host = seen.name or UNKNOWN
        return check_page(PAGE, endpoint["settings"], seen, lambda target: re.escape(target.replace("%[req.hdr(host)]", host).replace("%[path]", PAGE)))

    def skips(self, name, setting, seen, endpoint):
        page = seen.pages.get(PAGE)
        if name == "redirect_to_https":
            return page is None
        if name == "hsts":
            return bool(page) and page.status // 100 == 3  # of answers from behind
        rejects = endpoint["settings"]["unknown_name"]["value"] == "reject"
        return name == "unknown_name" and rejects and bool(seen.truth["versions"])  # asked for a name that it has


def without_old(setting, truth):
    """Up to TLS 1.1 the key depends on what else the client speaks (only newer ones say which signatures they know)."""
    by_version = {version: truth.get(version, []) if version in ("SSLv3", "TLSv1", "TLSv1.1") else said
                  for version, said in (setting.get("by_version") or {}).items()}
    return dict(setting, by_version=by_version, value=sorted({name for names in by_version.values() for name in names}))
