# SPDX-License-Identifier: Apache-2.0
"""A deployment's text: files, includes, quotes, continued lines, spellings."""

import re

from .deployment import Directive, Include, Section

COMMENTS = ("SSLProtocol SSLv3", "tuned", "</VirtualHost>", "<VirtualHost *:443>", "do not edit")


class Writer:
    def __init__(self, deployment, chance):
        self.deployment, self.chance, self.order = deployment, chance, 0

    def write(self):
        self.file(self.deployment.folder / "apache2.conf", self.deployment.statements)

    def file(self, path, statements):
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = ["# made by tests/prove/apache_model"] if self.chance.random() < 0.3 else []
        self.block(path, statements, 0, lines)
        ending = "\r\n" if self.chance.random() < 0.05 else "\n"
        path.write_bytes((ending.join(lines) + ending).encode())

    def block(self, path, statements, depth, lines):
        indent = "    " * depth
        for statement in statements:
            if self.chance.random() < 0.03:
                lines.append(f"{indent}# {self.chance.choice(COMMENTS)}")
            if isinstance(statement, Include):
                lines.append(f"{indent}{self.name(statement.name)} {self.word(statement.pattern)}")
                for name in sorted(statement.files, key=lambda name: name.encode()):
                    self.file(self.deployment.folder / name, statement.files[name])
            elif isinstance(statement, Section):
                self.section(path, statement, depth, lines)
            else:
                self.directive(statement, indent, lines)

    def section(self, path, statement, depth, lines):
        indent = "    " * depth
        if statement.host is not None:
            self.order += 1
            statement.host.order, statement.host.file, statement.host.line = self.order, str(path), len(lines) + 1
        lines.append(f"{indent}<{self.name(statement.name)} {statement.argument}>")
        self.block(path, statement.body, depth + 1, lines)
        # A condition's closing line must be exactly that.
        lines.append(f"{indent}</{statement.name if statement.name.startswith('If') else self.name(statement.name)}>")

    def directive(self, statement, indent, lines):
        words = [self.name(statement.name), *(self.word(word) for word in statement.words)]
        if len(words) > 2 and self.chance.random() < 0.06:
            lines += [f"{indent}{' '.join(words[:2])} \\", f"{indent}    {' '.join(words[2:])}"]
        else:
            lines += (indent + self.chance.choice([" ", " ", " ", "  ", "\t"] if self.chance.random() < 0.1 else [" "]).join(words)).split("\n")

    def name(self, name):
        if name.startswith("\0"):
            return name[1:]
        draw = self.chance.random()
        return name.lower() if draw < 0.05 else name.upper() if draw < 0.07 else name

    def word(self, word):
        """As httpd reads it back: quoted where needed, and sometimes where not."""
        if word.startswith("\0"):  # exactly this
            return word[1:]
        if word and not re.search(r"\s|^[\"']|^#", word):
            return f'"{word}"' if self.chance.random() < 0.12 and '"' not in word and "\\" not in word else word
        if "'" not in word and self.chance.random() < 0.3:
            return f"'{word}'"
        return '"' + word.replace('"', '\\"') + '"'
