# SPDX-License-Identifier: Apache-2.0
"""What a virtual host and its sections answer, held against the endpoint's settings and its paths."""

import re

from common.expected import check_page
from common.observe import PAGE


def check_pages(seen, endpoint):
    yield from check(PAGE, endpoint["settings"], seen)
    paths = {path["match"].strip("\"'"): path for path in endpoint.get("paths") or []}
    for location in seen.server.locations:
        match = location.match.strip("\"'")
        if match in paths:
            yield from check(location.path, paths[match], seen)
        else:
            yield "hsts", None, lambda _, match=match: f"has a section for {match}"


def check(path, settings, seen):
    # Without `always`, no redirect has a header.
    return check_page(path, settings, seen, lambda target: expand(target, seen, path), (200,))


def expand(target, seen, path):
    """A pattern for what a written target becomes for this request; Redirect puts what is left of the path behind it."""
    host = seen.host
    values = {"HTTP_HOST": host, "REQUEST_URI": path, "SERVER_NAME": host}
    pattern = ""
    for literal, name, number in re.findall(r"([^%$]+)|%\{(\w+)\}|[%$](\d)", target):
        known = None if number else values.get(name)
        pattern += re.escape(literal) if literal else r"\S*" if known is None else re.escape(known)
    return pattern + f"({re.escape(path)}|{re.escape(path[1:])})?"
