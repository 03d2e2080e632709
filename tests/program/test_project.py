# SPDX-License-Identifier: Apache-2.0
"""tlslint.toml: where it is found, what it says, what is wrong with it (spec.md 3)."""

import json
import unittest

from harness import InDirectory, server

OBSOLETE = "ssl_protocols TLSv1 TLSv1.2;"


class Project(InDirectory):
    def test_is_the_nearest_one_up_to_the_root_of_the_repository(self):
        self.write("a/b/nginx.conf", server(OBSOLETE))
        self.assertEqual(self.check("a/b/nginx.conf"), ["a/b/nginx.conf:3:15 error protocol/obsolete-version"])
        self.write("tlslint.toml", '[severity]\n"protocol/*" = "info"\n')
        self.assertEqual(self.check("a/b/nginx.conf"), ["a/b/nginx.conf:3:15 info protocol/obsolete-version"])
        self.write("a/.tlslint.toml", '[severity]\n"protocol/obsolete-version" = "warning"\n')
        for words, cwd in ((("a/b/nginx.conf",), "."), (("nginx.conf",), "a/b"), ((), "a/b"), ((str(self.home / "a/b"),), ".")):
            self.assertIn("warning", self.check(*words, cwd=cwd)[0])
        self.write("a/b/.git", "gitdir: elsewhere\n")
        self.assertIn("error", self.check("a/b/nginx.conf")[0])

    def test_may_differ_from_file_to_file_of_one_run(self):
        for name, level in (("one", "info"), ("two", "warning")):
            self.write(f"{name}/nginx.conf", server(OBSOLETE))
            self.write(f"{name}/tlslint.toml", f'[severity]\n"protocol/*" = "{level}"\n')
        self.assertEqual(self.check("."), ["one/nginx.conf:3:15 info protocol/obsolete-version",
                                           "two/nginx.conf:3:15 warning protocol/obsolete-version"])

    def test_gives_way_to_the_command_line(self):
        self.write("nginx.conf", server(OBSOLETE))
        self.write("tlslint.toml", 'fail-on = "info"\nignore = ["protocol/*"]\n[severity]\n"*" = "info"\n')
        self.assertEqual(self.check("--severity", "protocol/*=warning", "--no-ignore"),
                         ["nginx.conf:3:15 warning protocol/obsolete-version"])
        self.assertEqual(self.last.returncode, 1)
        self.check("--no-ignore", "--fail-on", "error")
        self.assertEqual(self.last.returncode, 0)
        self.assertIn("error", self.check("--no-config")[0])
        self.write("other.toml", "[severity]\n'protocol/*' = 'warning'\n")
        self.assertIn("warning", self.check("--config", "other.toml")[0])

    def test_ignores_rules_everywhere_or_in_some_files(self):
        self.write("legacy/nginx.conf", server(OBSOLETE))
        self.write("new/nginx.conf", server(OBSOLETE))
        self.write("tlslint.toml", '[[per-file]]\nfiles = "legacy/**"\nignore = ["protocol/obsolete-version"]\n')
        self.assertEqual(len(self.check()), 2)  # --select names the rule, and so wins
        done = self.run_program("check", "--nginx-version", "1.18.0", "--openssl-version", "1.1.1", "--format", "json", "--show-suppressed")
        found = [f for f in json.loads(done.stdout)["findings"] if f["rule"] == "protocol/obsolete-version"]
        self.assertEqual({f["file"]: f["suppression"] and f["suppression"]["kind"] for f in found},
                         {"legacy/nginx.conf": "project", "new/nginx.conf": None})

    def test_chooses_policy_and_target(self):
        self.write("nginx.conf", server("ssl_protocols TLSv1.2;"))
        self.write("mine.toml", 'extends = "mozilla-modern"\n')
        self.write("tlslint.toml", 'policy = "mozilla-modern@6.0"\ntarget = "debian-11"\n')
        (assumed,) = json.loads(self.run_program("check", "--format", "json").stdout)["assumptions"]
        self.assertEqual((assumed["policy"], assumed["target"], assumed["version"]["value"]), ("mozilla-modern@6.0", "debian-11", "1.18.0"))
        (assumed,) = json.loads(self.run_program("check", "--format", "json", "--target", "debian-12").stdout)["assumptions"]
        self.assertEqual(assumed["target"], "debian-12")
        (assumed,) = json.loads(self.run_program("show", "--format", "json").stdout)["assumptions"]
        self.assertEqual((assumed["policy"], assumed["target"]), ("mozilla-modern@6.0", "debian-11"))
        self.write("tlslint.toml", 'policy = "mozilla-modren"\n')
        done = self.run_program("check")
        self.assertEqual(done.returncode, 2)
        self.assertIn("tlslint.toml:1:10: there is no policy mozilla-modren; did you mean mozilla-modern?", done.stderr)

    def test_extends_others(self):
        self.write("nginx.conf", server(OBSOLETE))
        self.write("base/house.toml", '[severity]\n"protocol/*" = "info"\n"cipher/*" = "info"\n')
        self.write("tlslint.toml", 'extends = "base/house.toml"\n[severity]\n"cipher/*" = "error"\n')
        self.assertIn("info", self.check()[0])
        self.write("base/house.toml", 'extends = ["../tlslint.toml"]\n')
        self.assertEqual(self.check(), [])
        self.assertEqual(self.last.returncode, 2)
        self.assertIn("base/house.toml:1:12: extends: tlslint.toml extends itself", self.last.stderr)
        self.write("tlslint.toml", 'extends = ["gone.toml"]\n')
        self.check()
        self.assertIn("tlslint.toml:1:12: extends: gone.toml cannot be read", self.last.stderr)

    def test_names_every_mistake_with_its_place(self):
        self.write("nginx.conf", server(OBSOLETE))
        cases = {
            'polcy = "x"': "1:1: there is no key polcy; did you mean policy?",
            "policy = 5": "1:10: policy: expected a string",
            'target = "debian-21"': '1:10: no target is named "debian-21"; did you mean debian-12?',
            'fail-on = "eror"': '1:11: "eror" is none of error, warning, info; did you mean error?',
            'ignore = ["http/hsts-lost", "http/hst-lost"]': '1:29: no rule is named "http/hst-lost"; did you mean http/hsts-lost?',
            "ignore = [5]": "1:10: ignore: expected a list of strings",
            "select = {}": "1:10: select: expected a string or a list of strings",
            'severity = "error"': "1:12: severity: expected a table",
            '[severity]\n"cipher/nul" = "error"': '2:16: no rule is named "cipher/nul"; did you mean cipher/null?',
            '[severity]\n"cipher/null" = "fatal"': '2:17: "fatal" is none of error, warning, info',
            "deployment = 1": "1:14: deployment: expected [[deployment]] tables",
            '[[deployment]]\nkind = "nginx"': "1:1: a deployment needs a path",
            '[[deployment]]\npath = "nginx.conf"\nkind = "ngnix"': '3:8: "ngnix" is none of',
            '[[deployment]]\npath = "nginx.conf"\nabsnet = []': "3:1: there is no key deployment.absnet; did you mean absent?",
            '[[deployment]]\npath = "nginx.conf"\nmap = { "/etc/x" = 5 }': "/etc/x: expected a string",
            '[[deployment]]\npath = "gone.conf"': "2:8: cannot read gone.conf",
            "[[per-file]]\nignore = []": "1:1: a per-file entry needs files",
            "policy = ": "1:10: ",
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.write("tlslint.toml", text + "\n")
                done = self.run_program("check")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("tlslint.toml:", done.stderr)
                self.assertIn(expected, done.stderr)

    def test_stops_the_run_for_all_of_them_at_once(self):
        self.write("nginx.conf", server(OBSOLETE))
        self.write("tlslint.toml", 'polcy = 1\ntarget = "x"\nfail-on = 3\n')
        self.assertEqual(self.run_program("check").stderr.count("tlslint.toml:"), 3)
        self.assertEqual(self.run_program("check", "--config", "gone.toml").returncode, 2)
        self.assertEqual(self.run_program("check", "--config", "tlslint.toml", "--no-config").returncode, 2)


class Deployments(InDirectory):
    """A whole configuration with an include, as a repository holds it."""

    def setUp(self):
        super().setUp()
        self.write("deploy/nginx/nginx.conf",
                   "events {}\nhttp { include /etc/nginx/conf.d/*.conf; ssl_certificate /etc/ssl/x.pem; ssl_certificate_key /etc/ssl/x.key;\n"
                   "server { listen 443 ssl; ssl_protocols TLSv1 TLSv1.2; } }\n")
        self.write("deploy/nginx/conf.d/shop.conf", "server { listen 444 ssl;\nssl_ciphers HIGH:eNULL:@SECLEVEL=0;\nssl_protocols TLSv1.2; }\n")
        self.write("tlslint.toml", '[[deployment]]\nkind = "nginx"\npath = "deploy/nginx/nginx.conf"\n'
                                   'map = { "/etc/nginx" = "deploy/nginx" }\nabsent = ["/etc/ssl/**"]\n')
        self.main = "deploy/nginx/nginx.conf:3:40 error protocol/obsolete-version"
        self.shop = "deploy/nginx/conf.d/shop.conf:2:18 error cipher/null"

    def test_are_linted_whole_where_their_main_file_is_asked_for(self):
        for words in ((), (".",), ("deploy",), ("deploy/nginx/nginx.conf",)):
            with self.subTest(words):
                self.assertEqual(self.check(*words), [self.shop, self.main])
        self.assertEqual(self.check("nginx.conf", cwd="deploy/nginx"),
                         ["conf.d/shop.conf:2:18 error cipher/null", "nginx.conf:3:40 error protocol/obsolete-version"])

    def test_are_linted_for_the_sake_of_a_file_that_they_include(self):
        for words in (("deploy/nginx/conf.d/shop.conf",), ("deploy/nginx/conf.d",)):
            with self.subTest(words):
                self.assertEqual(self.check(*words), [self.shop])
                self.assertEqual(self.check("--whole", *words), [self.shop, self.main])
        self.assertEqual(self.check("deploy/nginx/conf.d/shop.conf", "deploy/nginx/nginx.conf"), [self.shop, self.main])

    def test_find_a_file_behind_a_link(self):
        self.write("deploy/nginx/available/blog.conf", "server { listen 445 ssl;\nssl_ciphers HIGH:eNULL:@SECLEVEL=0; ssl_protocols TLSv1.2; }\n")
        (self.home / "deploy/nginx/conf.d/blog.conf").symlink_to("../available/blog.conf")
        self.assertEqual(self.check("deploy/nginx/available/blog.conf"), ["deploy/nginx/conf.d/blog.conf:2:18 error cipher/null"])

    def test_leave_other_configurations_alone(self):
        self.write("other/nginx.conf", server(OBSOLETE, 446))
        self.assertEqual(self.check("other/nginx.conf"), ["other/nginx.conf:3:15 error protocol/obsolete-version"])
        self.assertEqual(len(self.check()), 3)

    def test_have_targets_and_policies_of_their_own(self):
        self.write("edge/nginx.conf", server("ssl_protocols TLSv1.2;"))
        self.write("tlslint.toml", 'target = "debian-12"\npolicy = "mozilla-modern"\n[[deployment]]\npath = "deploy/nginx/nginx.conf"\n'
                                   'target = "debian-11"\n[[deployment]]\npath = "edge/nginx.conf"\npolicy = "mozilla-old"\n')
        done = self.run_program("check", "--format", "json")
        self.assertEqual([(a["deployment"], a["target"], a["policy"].split("@")[0]) for a in json.loads(done.stdout)["assumptions"]],
                         [("deploy/nginx/nginx.conf", "debian-11", "mozilla-modern"), ("edge/nginx.conf", "debian-12", "mozilla-old")])

    def test_are_what_config_show_explains(self):
        shown = json.loads(self.run_program("config", "show", "deploy/nginx/conf.d/shop.conf", "--format", "json").stdout)
        self.assertEqual(shown["file"], "tlslint.toml")
        (deployment,) = shown["deployments"]
        self.assertEqual((deployment["path"], deployment["role"]), ("deploy/nginx/nginx.conf", "includes"))
        self.assertEqual({s["key"]: (s["value"], s["line"]) for s in deployment["settings"]},
                         {"kind": ("nginx", 2), "map./etc/nginx": ("deploy/nginx", 4), "absent": ("/etc/ssl/**", 5)})
        text = self.run_program("config", "show", "deploy/nginx/conf.d/shop.conf").stdout
        self.assertIn("part of deploy/nginx/nginx.conf", text)
        self.assertIn("tlslint.toml:4:24", text)
        self.assertEqual(self.run_program("config").returncode, 2)
        self.assertEqual(self.run_program("config", "show", "deploy", "--no-config").stdout.splitlines()[0].split()[-3:], ["no", "project", "file"])


if __name__ == "__main__":
    unittest.main()
