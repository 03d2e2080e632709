# SPDX-License-Identifier: Apache-2.0
"""Virtual hosts of mod_gnutls, which no package of Debian 12 has: no fixture could be shown to the real server."""

import json
import unittest

from harness import InDirectory

PREAMBLE = """ServerRoot {home}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule gnutls_module /usr/lib/apache2/modules/mod_gnutls.so
Listen 8443
"""
HOST = """<VirtualHost *:8443>
    ServerName {name}
    GnuTLSEnable on
    GnuTLSCertificateFile absent.pem
    GnuTLSKeyFile absent.key
{more}
</VirtualHost>
"""


class Gnutls(InDirectory):
    def configure(self, *priorities):
        hosts = "".join(HOST.format(name=f"h{number}.example", more=f"    GnuTLSPriorities {text}" if text else "") for number, text in enumerate(priorities))
        self.write("apache2.conf", PREAMBLE.format(home=self.home) + hosts)

    def settings(self):
        done = self.run_program("show", "--kind", "apache", "--format", "json", "apache2.conf")
        return [endpoint["settings"] for endpoint in json.loads(done.stdout)["endpoints"]]

    def findings(self, *rules):
        done = self.run_program("check", "--kind", "apache", "--select", ",".join(rules), "--format", "json", "apache2.conf")
        return [(finding["rule"], finding["line"], finding["message"]) for finding in json.loads(done.stdout)["findings"]]

    def test_each_host_has_its_own_priorities(self):
        self.configure("NORMAL:-VERS-ALL:+VERS-TLS1.2:%SERVER_PRECEDENCE", "NORMAL:+VERS-TLS1.0")
        first, second = self.settings()
        self.assertEqual(first["versions"]["value"], ["TLSv1.2"])
        self.assertEqual(first["preference"]["value"], "server")
        self.assertEqual(second["versions"]["value"], ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
        self.assertIn("TLS_AES_256_GCM_SHA384", second["ciphersuites"]["value"])
        self.assertEqual(self.findings("protocol/obsolete-version", "key-exchange/no-post-quantum"),
                         [("protocol/obsolete-version", 17, "accepts TLSv1 and TLSv1.1")])

    def test_without_priorities_nothing_is_known(self):
        self.configure("")
        self.assertEqual(self.settings()[0]["versions"]["origin"], "unknown")

    def test_what_gnutls_refuses_is_said_in_its_words(self):
        self.configure("NORMAL:-FOO")
        self.assertEqual(self.findings("config/syntax"),
                         [("config/syntax", 10, "GnuTLS: Syntax error parsing priorities string at: -FOO")])


if __name__ == "__main__":
    unittest.main()
