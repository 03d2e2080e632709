# SPDX-License-Identifier: Apache-2.0
"""What a store holds, without what differs from run to run: numbers of rows, the wall clock."""

import hashlib
import json
import sqlite3
from contextlib import closing

LISTS = ("server", "finding", "certificate", "endpoint", "undetermined")


def rows(store, sql, values=()):
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
        return database.execute(sql, values).fetchall()


def columns(database, table):
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in ("audit", "position")]


def hosts(store, run):
    return [name for name, in rows(store, "SELECT host FROM host WHERE run = ? ORDER BY host", (run,))]


def failures(store, run):
    return dict(rows(store, "SELECT host, failure FROM host WHERE run = ? AND failure <> ''", (run,)))


def findings(store, run):
    """host -> {(rule, file)}."""
    found = {name: set() for name, in rows(store, "SELECT host FROM host WHERE run = ? AND failure = ''", (run,))}
    for host, rule, file in rows(store, "SELECT host, rule, file FROM host JOIN finding ON finding.audit = host.audit WHERE run = ?", (run,)):
        found[host].add((rule, file))
    return found


def facts(store, run):
    """A digest of everything that a report can be made of, and the rows behind it."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
        listed = database.execute("SELECT host, digest, failure, group_name, owner, labels, kind FROM host WHERE run = ? ORDER BY host", (run,))
        digest.update(json.dumps(listed.fetchall()).encode())
        for table in LISTS:
            names = ", ".join(f"{table}.{name}" for name in columns(database, table))
            sql = f"SELECT host, {names} FROM host JOIN {table} ON {table}.audit = host.audit WHERE run = ? ORDER BY host, position"
            for row in database.execute(sql, (run,)):
                digest.update(json.dumps(row).encode())
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",), store
    return digest.hexdigest()
