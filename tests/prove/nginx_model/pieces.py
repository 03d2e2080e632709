# SPDX-License-Identifier: Apache-2.0
"""Directives drawn at random, by nginx's version."""

from common.draw import HSTS, PROTOCOLS, Draw

from .deployment import simple


class Pieces(Draw):
    def conf_commands(self):
        return [simple("ssl_conf_command", *command) for command in super().conf_commands()]

    def certificates(self, weak=0.006):
        chosen = self.certificate_pairs(weak)
        written = [simple("ssl_certificate", pair.certificate) for pair in chosen]
        keys = [simple("ssl_certificate_key", pair.key) for pair in chosen]
        if self.often(0.5):
            return [statement for both in zip(written, keys) for statement in both]
        return written + keys

    def protocols(self):
        if self.often(0.55):
            words = self.chance.choice([["TLSv1.2", "TLSv1.3"], ["TLSv1.2"], ["TLSv1.2", "TLSv1.3"], ["TLSv1", "TLSv1.1", "TLSv1.2"], list(PROTOCOLS), ["TLSv1.3"]])
        else:
            words = self.some(PROTOCOLS)
        return simple("ssl_protocols", *(["SSLv3"] if self.often(0.04) else []), *words)

    def settings(self, density, layer="http"):
        """Name -> statements, of the settings that stand alone."""
        chance, drawn = self.chance, {}
        def maybe(share, name, *words):
            if self.often(share * density):
                drawn[name] = [simple(name, *words)]
        if self.often(0.6 * density):
            drawn["ssl_protocols"] = [self.protocols()]
            if self.often(0.06):
                drawn["ssl_protocols"].append(self.protocols())
        maybe(0.5, "ssl_ciphers", self.ciphers())
        maybe(0.4, "ssl_prefer_server_ciphers", chance.choice(["on", "on", "off"]))
        maybe(0.25, "ssl_ecdh_curve", "auto" if self.often(0.15) else self.curves())
        maybe(0.3, "ssl_dhparam", self.store.dh[chance.choice(["dh-2048", "dh-2048", "dh-2048", "dh-3072", "dh-1536", "dh-1024"] if self.often(0.03) else ["dh-2048", "dh-2048", "dh-3072"])])
        maybe(0.25, "ssl_session_tickets", chance.choice(["on", "off", "off"]))
        maybe(0.35, "ssl_session_cache", *chance.choice([["shared:SSL:1m"], ["shared:SSL:1m"], ["off"], ["none"], ["builtin"], ["builtin:100", "shared:SSL:1m"]]))
        maybe(0.25, "ssl_session_timeout", chance.choice(["10m", "1d", "90", "1h30m", "5m"]))
        if self.often(0.15 * density):
            drawn["ssl_session_ticket_key"] = [simple("ssl_session_ticket_key", path) for path in self.some(self.store.ticket_keys, 1, 2)]
        if layer == "http" and self.server.at_least(1, 15, 4):
            maybe(0.15, "ssl_early_data", chance.choice(["on", "on", "off"]))
        if self.often(0.14 * density):
            mode = chance.choice(["on", "optional", "optional", "optional_no_ca", "off", "on"])
            drawn["ssl_verify_client"] = [simple("ssl_verify_client", mode)]
            drawn["ssl_client_certificate"] = [simple("ssl_client_certificate", self.store.path("ca.pem"))]
        if self.server.at_least(1, 19, 4) and self.often(0.3 * density):
            drawn["ssl_conf_command"] = self.conf_commands()
        return drawn

    def hsts(self):
        text = "$hsts_header" if self.often(0.03) else self.chance.choice(HSTS)
        words = ["Strict-Transport-Security", text] + (["always"] if self.often(0.5) else [])
        return simple("add_header", *words)

    def headers(self, share):
        """add_header of a level: often none, often HSTS, sometimes only something else."""
        headers = []
        if self.often(share):
            headers.append(self.hsts())
            if self.often(0.05):
                headers.append(self.hsts())
        if self.often(0.25):
            headers.insert(self.chance.choice([0, len(headers)]), simple("add_header", "X-Frame-Options", self.chance.choice(["DENY", "SAMEORIGIN"])))
        if headers and self.server.at_least(1, 29, 3) and self.often(0.15):
            headers.append(simple("add_header_inherit", self.chance.choice(["merge", "off", "on"])))
        return headers
