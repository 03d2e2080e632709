# SPDX-License-Identifier: Apache-2.0
"""What a server and its locations answer, held against the endpoint's settings and its paths."""

import re

from common.draw import UNKNOWN
from common.expected import check_page
from common.observe import PAGE


def check_pages(seen, endpoint):
    locations = {" ".join(location.words): location for location in seen.server.locations}
    if "/" not in locations or seen.server.shadowed:
        yield from check(PAGE, endpoint["settings"], seen)
    if seen.server.shadowed:
        return
    paths = {re.sub(r"""["']""", "", path["match"]): path for path in endpoint.get("paths") or []}
    for match, location in locations.items():
        if match not in paths:
            yield "hsts", None, lambda _, match=match: f"has a location {match}"
            continue
        yield from check(location.path, paths[match], seen)


def check(path, settings, seen):
    only_for = seen.server.only_for
    return check_page(path, settings, seen, None if only_for and seen.name != only_for else lambda target: expand(target, seen, path))


def expand(target, seen, path):
    """A pattern for what a written target becomes for this request."""
    host = (seen.name or UNKNOWN).lower()
    # $server_name is the first of them in the file, where they may stand in another order (ngx_http_core_merge_srv_conf).
    names = [words[0].lower().removeprefix(".") for words in seen.server.names] or [""]
    values = {"host": host, "http_host": host, "request_uri": path, "uri": path, "scheme": "https" if seen.tls else "http",
              "server_name": names if all(re.fullmatch(r"[\w.*-]*", name) for name in names) else None}
    pattern = ""
    for literal, name in re.findall(r"([^$]+)|\$\{?(\w+)\}?", target.removesuffix("?")):
        known = values.get(name)
        choices = known if isinstance(known, list) else [known]
        pattern += re.escape(literal) if literal else r"\S*" if known is None else f"(?:{'|'.join(map(re.escape, choices))})"
    return pattern
