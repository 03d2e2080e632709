#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what tlslint says Apache refuses with what `apache2 -t` refuses, over random text.

    tests/prove/apache_syntax.py [COUNT] [--seed N] [--tlslint PROGRAM] [--apache PROGRAM] [--verbose]

Lines, quotes, continuations, sections and their ends, conditions, variables, includes, macros, and directives of every kind of
argument in every context. httpd names one mistake, its first. Three ways to disagree:
  - false alarm: httpd takes what we say it refuses;
  - miss: httpd refuses what we pass;
  - words: both refuse, but httpd's message and line are not among what we say (its line is the last one of a continued one).
Exit status: 0 no disagreement, 1 disagreements (listed, with the files), 2 could not be run.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOADED = ("mpm_event", "authz_core", "alias", "headers", "macro", "rewrite", "socache_shmcb", "ssl")
REFUSING = ("config/syntax", "config/wrong-context", "config/unknown-directive", "config/include-missing", "config/include-cycle", "config/module-missing",
            "config/not-in-version", "certificate/file-missing", "certificate/not-pem")

GOOD = """
ServerAdmin a@example.org
Timeout 30
KeepAlive On
UseCanonicalName off
ServerTokens Prod
SSLProtocol -all +TLSv1.2
SSLProtocol all -SSLv3
SSLCipherSuite HIGH:!aNULL
SSLCipherSuite SSL "HIGH:!aNULL !MD5"
SSLHonorCipherOrder on
SSLEngine off
SSLVerifyDepth 2
SSLSessionTickets off
SSLOptions +StdEnvVars -ExportCertData
SSLVerifyClient optional
SSLOpenSSLConfCmd MinProtocol TLSv1.2
SSLUseStapling off
Header set X-A "b c"
Header always set Strict-Transport-Security "max-age=63072000"
Redirect permanent /a https://example.org/
RewriteEngine On
RewriteCond %{HTTPS} off
RewriteRule ^ https://example.org/ [R=301,L]
SSLProxyEngine off
SSLProxyVerify none
SSLSessionCacheTimeout 300
SSLInsecureRenegotiation off
SSLStrictSNIVHostCheck off
SSLCompression off
SSLCARevocationCheck none
SSLStaplingResponderTimeout 5
Protocols h2 http/1.1
""".strip().splitlines()
ANYWHERE = [line for line in GOOD if re.match("SSLOptions|SSLVerify|SSLCipherSuite|Header|Redirect|Rewrite", line)]
ODD = """
Timeout
Timeout 1 2
KeepAlive yes
KeepAlive
KeepAlive On # kept
SSLEngine
SSLEngine yes
SSLEngine on off
SSLHonorCipherOrder true
SSLHonorCipherOrder on # tuned
SSLProtocol TLSv1.0
SSLProtocol all -SSLv3 # no
SSLProtocol "all -TLSv1"
SSLProtocol +SSLv2
SSLProtocol -SSLv2
SSLProtocol SSLv3
SSLProtocol TLSv1.2,TLSv1.3
SSLCipherSuite HIGH !MD5
SSLCipherSuite HIGH !aNULL !MD5
SSLCipherSuite
SSLCipherSuite tlsv1.3 TLS_AES_128_GCM_SHA256
SSLCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256
SSLVerifyClient yes
SSLVerifyClient on
SSLVerifyDepth x
SSLVerifyDepth 2 # enough
SSLOptions NoSuch
SSLOptions
SSLOpenSSLConfCmd NoSuch x
SSLOpenSSLConfCmd Protocol
SSLOpenSSLConfCmd Protocol -ALL, TLSv1.2
SSLSessionCache none
SSLSessionCache shmcb:/tmp/x(64000)
SSLSessionCache dbm:/tmp/x
SSLSessionCache nosuch:x
SSLStaplingCache shmcb:/tmp/x(64000)
SSLStaplingCache none
SSLSessionCacheTimeout x
SSLCertificateFile no/such.pem
SSLCertificateFile ""
SSLCertificateFile inc
SSLCertificateKeyFile no/such.key
SSLCACertificatePath no/such
SSLCARevocationCheck chain
SSLCARevocationCheck some
SSLPassPhraseDialog builtin
SSLPassPhraseDialog exec:/no/such
SSLRandomSeed startup builtin
SSLRandomSeed startup
SSLRandomSeed now builtin
SSLMutex default
SSLLog x
SSLCurves X25519
SSLCipherList HIGH
SSLEngin on
SSLUseStapling yes
SSLCompression on
SSLFIPS off
SSLProxyVerify yes
SSLProxyProtocol all -SSLv3
SSLProxyProtocol TLSv1.0
SSLProxyCipherSuite HIGH
SSLProxyCheckPeerCN off
SSLRequireSSL
SSLRequireSSL on
SSLUserName SSL_CLIENT_S_DN
SSLRenegBufferSize 1
SSLSRPUnknownUserSeed x
NoSuchDirective on
ServerAlias a.example b.example
ServerName "*.example.org"
ServerName a b
ServerAdmin a@x # me
Header set
Header always
Header set Strict-Transport-Security max-age=1; includeSubDomains
Header set Strict-Transport-Security max-age=1; includeSubDomains; preload
Header nosuch X-A b
Redirect / https://example.org/ x y
Redirect
Redirect maybe / https://example.org/
RedirectMatch ( https://example.org/
RewriteRule
RewriteRule ( x
RewriteRule a b [NOSUCH]
RewriteRule a b c d
RewriteCond a
RewriteEngine yes
Protocols
Listen
Listen abc
Listen 8080
DocumentRoot /no/such/dir
Define X y
Define Y
Define A:B c
Define a b c d
UnDefine X
UnDefine
Include inc/a.conf
Include inc/*.conf
Include no/such.conf
Include no/such/*.conf
Include inc/*.none
Include
IncludeOptional no/such/*.conf
IncludeOptional inc/b.conf
Use M a b
Use M a
Use Nosuch
ServerRoot /no/such
LoadModule nosuch_module no/such.so
Timeout ${X}
Timeout ${NOSUCH}
ServerAdmin "${X} y"
ServerAdmin 'open
"Timeout" 5
Timeout> 10
NameVirtualHost *:80
</VirtualHost>
</Directory> 
</IfModule>
""".strip("\n").splitlines()
SECTIONS = """
<VirtualHost *:8081>
<VirtualHost 127.0.0.1:8082 *:8083>
<VirtualHost *:8081
<VirtualHost>
<VirtualHost *:8084> # one
<Directory /srv>
<Directory "/srv/a b">
<Directory /srv /usr>
<DirectoryMatch "^/srv/.*">
<Location /x>
<LocationMatch "^/y">
<LocationMatch "(">
<Files "*.html">
<If "%{HTTPS} == 'on'">
<If %{HTTPS} == 'on'>
<IfModule ssl_module>
<IfModule mod_ssl.c>
<IfModule !mod_ssl.c>
<IfModule mod_ssl>
<IfModule no_module>
<IfDefine X>
<IfDefine !X>
<IfVersion >= 2.4>
<IfVersion < 2.4>
<IfVersion >2.4>
<IfFile inc/a.conf>
<IfFile no/such>
<IfDirective SSLEngine>
<IfSection VirtualHost>
<Proxy "http://a/">
<Macro N $x>
<Limit GET>
<RequireAll>
<NoSuch x>
< Directory /srv>
<IfModule>
""".strip().splitlines()


class Text:
    def __init__(self, seed):
        self.chance = random.Random(seed)

    def often(self, share):
        return self.chance.random() < share

    def line(self, strange, inner):
        line = self.chance.choice(ODD if self.often(strange) else ANYWHERE if inner else GOOD)
        if self.often(0.04):
            line = line.replace(" ", " \\\n  ", 1)
        elif self.often(0.02):
            at = self.chance.randint(0, len(line))
            line = line[:at] + self.chance.choice(['"', "'", "\\", "\\\n", "\t", " ", "<", ">", "#", "${X}", "\r", "\x0b", "\x00", "\u00e9"]) + line[at:]
        if self.often(0.04):
            line = self.chance.choice(["# a comment", "# continued \\", "", "   ", "\\", '# </VirtualHost> "']) + "\n" + line
        return ("  " if self.often(0.3) else "") + line

    def block(self, depth, strange, inner=False):
        lines = []
        for _ in range(self.chance.randint(0, 4 if depth else 6)):
            if depth < 4 and self.often(0.3):
                opened = self.chance.choice(([] if inner or depth else SECTIONS[:1]) + ([] if inner else SECTIONS[5:6] + SECTIONS[9:10]) + SECTIONS[15:17] if not self.often(strange) else SECTIONS)
                name = re.match(r"<\s*(\w*)", opened)[1]
                closed = f"</{name}>"
                if self.often(strange * 0.15):
                    closed = self.chance.choice(["", "</Directory>", f"</{name} >", f"</{name}", f"</{name}> more", f"</{name.lower()}>", f"</{name}> </IfModule>", f" </{name.upper()}>  "])
                within = inner or bool(re.match("Dir|Loc|Files|If$|Limit|Proxy|Req", name))
                lines += [opened, *self.block(depth + 1, strange, within), *([closed] if closed else [])]
            else:
                lines.append(self.line(strange, inner and not self.often(strange)))
        return lines

    def write(self, folder):
        strange = self.chance.choice([0.02, 0.1, 0.3])
        (folder / "inc").mkdir(parents=True)
        head = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in LOADED]
        head += ["ServerName x.example", "DefaultRuntimeDir .", "ErrorLog stderr.log", "<Macro M $a $b>", "ServerAdmin $a-$b", "</Macro>"]
        main = [*head, *(["Define X 7"] if self.often(0.7) else []), *self.block(0, strange)]
        ending = self.chance.choice(["\n", "\n", "\n", "\r\n"])
        files = {"main.conf": main, "inc/a.conf": self.block(2, strange * 0.5), "inc/b.conf": self.block(3, strange * 0.5)}
        for name, lines in files.items():
            (folder / name).write_bytes((ending.join(lines) + ("" if self.often(0.03) else ending)).encode())


def verdict(apache, folder):
    """None, or (message, file, line)."""
    done = subprocess.run([apache, "-t", "-d", str(folder), "-f", str(folder / "main.conf")], capture_output=True, check=False,
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"})
    if done.returncode == 0:
        return None
    told = done.stderr.decode(errors="replace")
    found = re.search(r"AH00526: Syntax error on line (\d+) of ([^\n]*):\n(.*)", told)
    if found:
        return found[3].split("\n")[0], found[2], int(found[1])
    chain = re.findall(r"Syntax error on line (\d+) of (\S+?): ?", told)
    message = re.sub(r".*Syntax error on line \d+ of \S+?: ?", "", told.split("apache2: ", 1)[-1], flags=re.DOTALL).split("\n")[0]
    unclosed = re.match(r"(\S+):(\d+): (.*)", message)
    if unclosed:
        return unclosed[3], unclosed[1], int(unclosed[2])
    return (message, chain[-1][1], int(chain[-1][0])) if chain else (told.strip().split("\n")[-1], "", 0)


def same_place(told, ours):
    """Whether our line is the first of the one that httpd names the last of."""
    _, file, line = told
    if not line:
        return True
    if Path(ours["file"]).resolve() != Path(file).resolve():
        return False
    lines = Path(file).read_bytes().split(b"\n")
    return ours["line"] <= line and all(text.rstrip(b"\r").endswith(b"\\") or text.strip() in (b"",) for text in lines[ours["line"] - 1:line - 1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tlslint", default=str(ROOT / "build/release/tlslint"))
    parser.add_argument("--apache", default="/usr/sbin/apache2")
    parser.add_argument("--verbose", action="store_true", help="print the files of every disagreement")
    options = parser.parse_args()
    tally, bad = Counter(), 0
    try:
        with tempfile.TemporaryDirectory(prefix="tlslint-syntax-") as work:
            for seed in range(options.seed, options.seed + options.count):
                folder = Path(work) / str(seed)
                Text(seed).write(folder)
                told = verdict(options.apache, folder)
                done = subprocess.run([options.tlslint, "check", "--format", "json", "--kind", "apache", "--target", "debian-12", "--prefix", str(folder), str(folder / "main.conf")],
                                      capture_output=True, check=False, timeout=60)
                ours = [finding for finding in json.loads(done.stdout)["findings"] if finding["severity"] == "error" and finding["rule"] in REFUSING]
                if told is None and not ours:
                    kind = "accepted by both"
                elif told is None:
                    kind = "FALSE ALARM"
                elif not ours:
                    kind = "MISS"
                else:
                    words = re.sub(r"\s+", " ", told[0]).rstrip(".")
                    kind = "refused by both" if any(same_place(told, one) and words[:60] in re.sub(r"\s+", " ", one["message"]) for one in ours) else "WORDS"
                tally[kind] += 1
                if kind.isupper():
                    bad += 1
                    print(f"--- seed {seed}: {kind}: apache2 {told}\n    tlslint " + "; ".join(f"{one['file'].removeprefix(str(folder))}:{one['line']}: {one['rule']}: {one['message']}" for one in ours[:4]))
                    if options.verbose:
                        for name in ("main.conf", "inc/a.conf", "inc/b.conf"):
                            print(f"== {name}\n{(folder / name).read_bytes().decode(errors='replace')}")
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"apache_syntax: {error}", file=sys.stderr)
        return 2
    print(f"{options.count} configurations from seed {options.seed}: " + ", ".join(f"{count} {kind}" for kind, count in tally.most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
