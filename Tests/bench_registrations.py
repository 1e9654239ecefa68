"""Measures durable registrations: what SQLite itself takes to write the same rows in groups, against the program.

Run by bin/bench, and by hand: HUIYIN_PROGRAM=… python3 Tests/bench_registrations.py [--quick] [--folder FOLDER]
The folder should lie on the disk that is to be measured.
"""

import argparse
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time

from harness import ROOT, program

GROUP = 64


def tables(store):
    """The tables that hold rows of their own: neither shadows of an index of words nor SQLite's own."""
    found = store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL").fetchall()
    virtual = [name for name, sql in found if sql.startswith("CREATE VIRTUAL")]
    return [name for name, _ in found
            if not name.startswith("sqlite_") and not any(name.startswith(f"{one}_") for one in virtual)]


def new_rows(before, after):
    """What was written between the two, by table: columns and rows."""
    new = {}
    for table in tables(after):
        last = before.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
        cursor = after.execute(f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid", (last,))
        rows = cursor.fetchall()
        if rows:
            names = [column[0] for column in cursor.description]
            # A key that is the rowid comes by its own name, and so twice.
            first = 1 if names[0] in names[1:] else 0
            new[table] = (names[first:], [row[first:] for row in rows])
    return new


def raw_rate(folder, count):
    """Registrations a second when SQLite writes their rows with nothing around it, so many to a commit."""
    with sqlite3.connect(folder / "before.sqlite") as before, sqlite3.connect(folder / "after.sqlite") as after:
        new = new_rows(before, after)
    store = sqlite3.connect(folder / "before.sqlite", isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    statements = {
        table: f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        for table, (columns, _) in new.items()}
    groups = -(-count // GROUP)
    begun = time.perf_counter()
    for group in range(groups):
        store.execute("BEGIN IMMEDIATE")
        for table, (_, rows) in new.items():
            store.executemany(
                statements[table], rows[len(rows) * group // groups:len(rows) * (group + 1) // groups])
        store.execute("COMMIT")
    taken = time.perf_counter() - begun
    store.close()
    return count / taken, sum(len(rows) for _, rows in new.values()) / count


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--quick", action="store_true")
    words.add_argument("--folder")
    asked = words.parse_args()
    count = 128 if asked.quick else 2_048
    folder = pathlib.Path(tempfile.mkdtemp(prefix="huiyin-registrations-", dir=asked.folder))
    try:
        done = subprocess.run(
            [program(), "bench", "registrations", "--folder", folder, "--count", str(count)],
            capture_output=True, text=True, cwd=ROOT)
        if done.returncode != 0:
            raise SystemExit(f"huiyin bench registrations failed: {done.stdout}{done.stderr}")
        print(done.stdout, end="", flush=True)
        ours = float(next(line for line in done.stdout.split("\n") if line.startswith("grouped:")).split()[1])
        raw, rows = raw_rate(folder, count)
        print(f"durable registrations, {GROUP} at once, against raw SQLite writing the same {rows:.0f} rows each in "
              f"groups of {GROUP} | {ours:.0f}/s, {raw:.0f}/s | {ours / raw:.2f} of the raw rate", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
