# SPDX-License-Identifier: Apache-2.0
"""Which server nginx selects for a name (reference 5.2.6): exact, longest "*.x", longest "x.*", first regular expression."""

import re


def select(servers, default, name):
    """`servers` in the order of the configuration, all on one socket."""
    if name is None or len(servers) == 1:
        return default
    name = name.lower().rstrip(".")
    exact, before, after, patterns = {}, {}, {}, []
    for server in servers:
        for written, _ in server.names:
            if written.startswith("~"):
                patterns.append((re.sub(r"\(\?<(\w+)>", r"(?P<\1>", written[1:]), server))
                continue
            written = written.lower()
            if written.startswith("*."):
                before.setdefault(written[2:], server)
            elif written.startswith("."):
                exact.setdefault(written[1:], server)
                before.setdefault(written[1:], server)
            elif written.endswith(".*"):
                after.setdefault(written[:-2], server)
            else:
                exact.setdefault(written, server)
    if name in exact:
        return exact[name]
    labels = name.split(".")
    for at in range(1, len(labels)):
        if (tail := ".".join(labels[at:])) in before:
            return before[tail]
    for at in range(len(labels) - 1, 0, -1):
        if (head := ".".join(labels[:at])) in after:
            return after[head]
    return next((server for pattern, server in patterns if re.search(pattern, name)), default)
