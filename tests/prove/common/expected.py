# SPDX-License-Identifier: Apache-2.0
"""One check a setting: given the model's setting, None if it agrees with the observation, else what was observed.

Where an observation says nothing of a setting (client preference hides the server's order, a refused handshake hides
all), there is no check. Where one value must stand for several observations:
  preference       that of the newest version up to TLS 1.2; of TLS 1.3 where nothing else is spoken;
  session_tickets  on: a ticket that carries its session (stateless) is issued in TLS 1.2 and older; in TLS 1.3 where that is all;
  groups           those of the list that a version has a use for (TLS 1.2: curves; 1.3: what OpenSSL takes there);
  unknown_name     asked of the default server's endpoint; another server that rejects says so there, or by no versions."""

import re

from .certificates import leaf_of

SAME_GROUP = {"prime256v1": "secp256r1", "P-256": "secp256r1", "P-384": "secp384r1", "P-521": "secp521r1", "P-224": "secp224r1", "P-192": "secp192r1",
              "prime192v1": "secp192r1", "X25519": "x25519", "X448": "x448"}
TLS13_GROUPS = re.compile(r"secp(256|384|521)r1|x25519|x448|ffdhe\d+|.*MLKEM\d+|brainpoolP\d+r1tls13|curveSM2")
TLS12_GROUPS = re.compile(r"(?!.*(MLKEM|ffdhe|tls13|curveSM2)).*")
SENT = (200, 201, 204, 206, 301, 302, 303, 304, 307, 308)  # with these, add_header works without `always`


def checks(seen, endpoint, openssl):
    """(setting's name, the model's setting, check or None if it cannot be observed) of what handshakes show."""
    settings = endpoint["settings"]
    if not seen.tls:
        return
    if not seen.truth["versions"]:
        yield from check_refusal(seen, settings)
        return
    yield from check_handshake(seen, settings, openssl)
    yield from check_sessions(seen, settings)
    yield "client_auth", settings.get("client_auth"), same(seen.client_auth) if seen.client_auth else None
    if seen.default:
        yield "unknown_name", settings.get("unknown_name"), same("answer")


def same(truth):
    return lambda setting: None if setting is not None and setting["value"] == truth else repr(truth)


def value(setting):
    return setting.get("value") if setting else None


def check_refusal(seen, settings):
    """Nothing can be negotiated: the server rejects the name, or has no version, suite or certificate left."""
    truth = seen.truth
    if truth["rejects"]:
        versions = settings.get("versions")
        if seen.default:
            yield "unknown_name", settings.get("unknown_name"), same("reject")
        elif value(settings.get("unknown_name")) != "reject" and value(versions) != []:
            yield "unknown_name", settings.get("unknown_name"), lambda _: "rejects this name (neither unknown_name nor versions says so)"
        return
    yield "versions", settings.get("versions"), lambda setting: None if value(setting) == [] else f"refuses every version: {truth['refusals']}"


# The handshake

def check_handshake(seen, settings, openssl):
    truth = seen.truth
    yield "versions", settings.get("versions"), lambda setting: None if set(value(setting) or []) == set(truth["versions"]) else truth["versions"]
    yield "ciphers", settings.get("ciphers"), lambda setting: compare_suites(setting, truth)
    yield "ciphersuites", settings.get("ciphersuites"), lambda setting: compare_list(value(setting), truth["ciphersuites"], truth["preference"].get("TLSv1.3"))
    yield "preference", settings.get("preference"), check_preference(truth)
    yield "groups", settings.get("groups"), (lambda setting: compare_groups(setting, truth, openssl)) if truth["groups"] else None
    yield "certificates", settings.get("certificates"), lambda setting: compare_certificates(setting, seen, (settings.get("ciphers") or {}).get("spec"))
    yield "alpn", settings.get("alpn"), lambda setting: compare_protocols(setting, truth)


def compare_list(said, seen, preference):
    """The order counts where the server's preference shows it."""
    if said is None or set(said) != set(seen) or len(said) != len(seen):
        said = said or []
        return f"{seen} (too much: {[name for name in said if name not in seen]}, missing: {[name for name in seen if name not in said]})"
    if (preference or "").startswith("server") and said != seen:
        return f"{seen} (another order)"
    return None


def compare_protocols(setting, truth):
    said, seen = value(setting) or [], truth["alpn"]
    agree = said == seen if truth["alpn_order"] == "server" else sorted(said) == sorted(seen)
    return None if agree else f"{seen} ({truth['alpn_order']}'s order)"


def compare_suites(setting, truth):
    by_version = (setting or {}).get("by_version") or {}
    for version, seen in truth["by_version"].items():
        wrong = compare_list(by_version.get(version), seen, truth["preference"][version])
        if wrong:
            return f"{version}: {wrong}"
    for version, said in by_version.items():
        if said and version != "TLSv1.3" and version not in truth["by_version"]:
            return f"{version}: not spoken, the model has suites for it"
    union = {name for seen in truth["by_version"].values() for name in seen}
    if set(value(setting) or []) - {name for name in value(setting) or [] if name.startswith("TLS_")} != union:
        return f"all versions together: {sorted(union)}, the model's value {sorted(value(setting) or [])}"
    return None


def check_preference(truth):
    """TLS 1.2 and older decide; TLS 1.3 may follow another server block, which one value cannot say."""
    old = [version for version in truth["by_version"] if truth["preference"][version]]
    if not old and not truth["preference"].get("TLSv1.3"):
        return None
    observed = truth["preference"][old[-1] if old else "TLSv1.3"]
    suites = truth["by_version"][old[-1]] if old else truth["ciphersuites"]

    def check(setting):
        said = value(setting)
        if said == observed or (observed == "server?" and said in ("server", "server-chacha")):
            return None
        if observed == "server" and said == "server-chacha" and not any("CHACHA20" in name for name in suites):
            return None
        return repr(observed)
    return check


def compare_groups(setting, truth, openssl):
    said = [SAME_GROUP.get(name, name) for name in value(setting) or []]
    for version, seen in truth["groups"].items():
        usable = TLS12_GROUPS if version != "TLSv1.3" else re.compile(".*") if openssl < (3, 0) else TLS13_GROUPS
        named = [name for name in said if usable.fullmatch(name)]
        named = [name for name in named if name not in seen["unseen"]]
        ordered = seen["order"] == "server" and (openssl < (3, 5) or (truth["preference"].get(version) or "").startswith("server"))
        wrong = compare_list(named, seen["value"], "server" if ordered else None)
        if wrong:
            return f"{version}: {wrong}"
    return None


RSA_BITS = {3: 3072, 4: 7680, 5: 15360}  # that a security level asks for


def is_below_level(pair, spec):
    """The cipher string's level refuses the certificate, or one behind it, when it is to be shown."""
    level = re.findall(r"@SECLEVEL=(\d)", spec or "")
    return bool(level) and any(link["key"]["type"] == "RSA" and link["key"]["bits"] < RSA_BITS.get(int(level[-1]), 0) for link in pair["chain"])


def compare_certificates(setting, seen, spec):
    truth = seen.truth["certificates"]
    said = {}
    for pair in value(setting) or []:
        if pair["key_type"] in said:
            return f"{truth}: two of type {pair['key_type']}, one is served"
        try:
            said[pair["key_type"]] = leaf_of(pair["certificate"])
        except (OSError, TypeError) as error:
            return f"{truth}: the model's certificate {pair['certificate']}: {error}"
    for kind, leaf in truth.items():
        if said.get(kind) != leaf:
            return f"serves {kind} {leaf[:16]}…, the model has {(said.get(kind) or 'none')[:16]}"
    left = set(said) - set(truth) - {pair["key_type"] for pair in value(setting) or [] if is_below_level(pair, spec)}
    if left and "TLSv1.3" in seen.truth["versions"] and not seen.restricts_signatures:
        if left != {"EC"} or said["EC"] in seen.tls13_curves:
            return f"serves {sorted(truth)} only, though TLS 1.3 would take any type"
    return None


# Sessions

def check_sessions(seen, settings):
    truth = seen.truth
    tickets = truth["tickets"]
    older = [ticket for version, ticket in tickets.items() if version != "TLSv1.3"]
    stateless = [ticket for ticket in older or tickets.values() if ticket["kind"] == "stateless"]

    def compare_tickets(setting):
        said = value(setting) or {}
        if bool(said.get("on")) != bool(stateless):
            return f"on: {bool(stateless)} ({tickets})"
        files = said.get("key_files") or []
        if stateless and stateless[0]["key_file"] != (files[0] if files else None):
            return f"key {stateless[0]['key_file']}"
        return None
    # Whom the server turns away for a certificate, it gives no tickets.
    yield "session_tickets", settings.get("session_tickets"), compare_tickets if tickets and seen.client_auth else None

    cache = (truth.get("session_cache") or {}).get("kind")
    lifetimes = {ticket["seconds"] for ticket in tickets.values() if "seconds" in ticket}

    def compare_cache(setting):
        said = value(setting) or {}
        kind = {"builtin": "resumes", "shared": "resumes"}.get(said.get("kind"), said.get("kind"))
        if cache and kind != cache:
            return f"{cache} (seconds {lifetimes})"
        if lifetimes and lifetimes != {said.get("seconds")}:
            return f"seconds {lifetimes}"
        return None
    yield "session_cache", settings.get("session_cache"), compare_cache if cache or lifetimes else None
    early = truth.get("early_data")
    yield "early_data", settings.get("early_data"), same(early) if early is not None else None


# Pages

def check_page(path, settings, seen, pattern, sent=SENT):
    """`pattern(target)`: a regular expression for what a written target becomes for this request; None: not compared.
    `sent`: the answers that have every header, however it was set."""
    page = seen.pages.get(path)
    if page is None:
        yield "hsts", settings.get("hsts"), None
        yield "redirect_to_https", settings.get("redirect_to_https"), None
        return
    yield "hsts", settings.get("hsts"), lambda setting: compare_hsts(setting, page, sent)
    if pattern:
        yield "redirect_to_https", settings.get("redirect_to_https"), lambda setting: compare_redirect(setting, page, pattern)


def parse_hsts(text):
    """RFC 6797 6.1; None where a client would ignore it."""
    found = {}
    for part in text.split(";"):
        name, _, content = part.strip().partition("=")
        if name and (not re.fullmatch(r"[\w-]+", name.strip()) or name.strip().lower() in found):
            return None  # two headers joined by a comma
        if name:
            found[name.strip().lower()] = content.strip().strip('"')
    if not found.get("max-age", "").isdigit():
        return None
    return {"max_age": int(found["max-age"]), "include_subdomains": "includesubdomains" in found, "preload": "preload" in found}


def compare_hsts(setting, page, sent):
    seen = page.header("strict-transport-security")
    said = value(setting)
    if not seen:
        # Without `always`, an error page has none; the model speaks of what is sent otherwise.
        return None if said is None or page.status not in sent else f"not sent (status {page.status})"
    return None if said == parse_hsts(seen[0]) else f"{seen} (status {page.status})"


def compare_redirect(setting, page, pattern):
    target = next(iter(page.header("location")), "")
    said = value(setting)
    if page.status not in (301, 302, 303, 307, 308) or not target.lower().startswith("https://"):
        return None if said is None else f"status {page.status}, Location {target!r}"
    if not said:
        return f"redirects: {page.status} {target}"
    if said["status"] != page.status or not re.fullmatch(pattern(said["target"]), target):
        return f"{page.status} {target}"
    return None
