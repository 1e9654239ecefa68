"""Measures what partitioning by organisation would bring on PostgreSQL: the real tables of cases and of events beside
the same ones in sixteen parts by hash of the organisation, with the same rows of two hundred organisations.

By hand: HUIYIN_PROGRAM=… bin/with-postgres --durable python3 Tests/bench_partitions.py [--cases N]
"""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

from harness import Server

ORGANISATIONS, PARTS, TEMPLATES = 200, 16, 300
BIN = pathlib.Path(os.environ.get("HUIYIN_TEST_POSTGRES", "/usr/bin"))
# Keys of a table in parts must hold what it is parted by; last, so that one can still ask by the id alone.
KEYS = {"cases": ("id", "id, organisation_id"),
        "events": ("subject_kind, subject_id, sequence", "subject_kind, subject_id, sequence, organisation_id")}
ORGANISATION = "md5(({}) :: text) :: uuid :: text"
# As the ids of the program, they sort by the time they were made.
CASE = "lpad(to_hex(({0}) * 16 :: bigint), 12, '0') || '-7000-8000-' || substr(md5(({0}) :: text), 1, 12)"


class Store:
    def __init__(self, url):
        self.url = url

    def sql(self, text):
        done = subprocess.run([BIN / "psql", "-XAtqv", "ON_ERROR_STOP=1", "-c", text, self.url],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-800:]
        return done.stdout.splitlines()

    def seconds(self, text):
        begun = time.monotonic()
        self.sql(text)
        return time.monotonic() - begun

    def milliseconds(self, script, count, clients=2):
        """The mean of so many transactions of each client, prepared once."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            told = subprocess.run(
                [BIN / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-t", str(count), "-f",
                 file.name, self.url], capture_output=True, text=True)
        assert told.returncode == 0, told.stderr[-800:]
        return float(re.search(r"latency average = ([\d.]+) ms", told.stdout).group(1))


def make(store, table, name, parts):
    """A table like another, with all its indexes; in parts where told."""
    plain_key, parted_key = KEYS[table]
    store.sql(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
              + (" PARTITION BY HASH (organisation_id)" if parts else ""))
    for part in range(PARTS if parts else 0):
        store.sql(f"CREATE TABLE {name}_{part} PARTITION OF {name} FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})")
    return [f"ALTER TABLE {name} ADD PRIMARY KEY ({parted_key if parts else plain_key})"] + [
        re.sub(r"INDEX (\w+) ON \S+", rf"INDEX {name}_\1 ON {name}", line) for line in store.sql(
            f"SELECT indexdef FROM pg_indexes WHERE tablename = '{table}' AND indexname <> '{table}_pkey'")]


def fill(store, name, table, cases):
    """Copies of the same few hundred cases of a demonstration, spread over all organisations in the order of time."""
    columns = store.sql(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' "
                        "ORDER BY ordinal_position")
    own = {"organisation_id": ORGANISATION.format(f"i.i % {ORGANISATIONS}"), "id": CASE.format("i.i"),
           "subject_id": CASE.format("i.i"), "number": f"'C-2026-' || lpad(i.i :: text, 9, '0')",
           "next_due_at": f"t.next_due_at + i.i * 1000"}
    values = ", ".join(own.get(column, f"t.{column}") for column in columns)
    return store.seconds(
        f"INSERT INTO {name} ({', '.join(columns)}) SELECT {values} FROM generate_series(1, {cases}) AS i (i) "
        f"JOIN template_{table} t ON t.place = i.i % {TEMPLATES}" + (" ORDER BY i.i" if table == "events" else ""))


def size(store, name):
    of = lambda what: int(store.sql(
        f"SELECT sum({what}(oid)) FROM pg_class WHERE relkind = 'r' AND relname ~ '^{name}(_[0-9]+)?$'")[0])
    return of("pg_table_size"), of("pg_indexes_size")


def prepare(store, cases):
    store.sql(f"CREATE TABLE template_cases AS SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM cases "
              f"WHERE id IN (SELECT id FROM cases ORDER BY id LIMIT {TEMPLATES})")
    store.sql("CREATE TABLE template_events AS SELECT e.*, t.place FROM events e JOIN template_cases t "
              "ON e.subject_kind = 'case' AND e.subject_id = t.id")
    for table in KEYS:
        for name, parts in ((f"plain_{table}", False), (f"parted_{table}", True)):
            later = make(store, table, name, parts)
            filled = fill(store, name, table, cases)
            indexed = sum(store.seconds("SET maintenance_work_mem = '256MB'; " + line) for line in later)
            store.sql(f"VACUUM (ANALYZE) {name}")
            rows = int(store.sql(f"SELECT count(*) FROM {name}")[0])
            heap, indexes = size(store, name)
            show(f"{name}: {rows} rows", f"filled in {filled:.0f} s, indexed in {indexed:.0f} s; "
                 f"{heap / 1e6:.0f} MB and indexes {indexes / 1e6:.0f} MB")
    store.sql("CHECKPOINT")


def show(what, figures, ratio=""):
    print(f"{what} | {figures} | {ratio}", flush=True)


def compare(store, cases):
    """Each question of the plain tables and of those in parts in turn."""
    pick = f"\\set c random(1, {cases})\n"
    case, owner = CASE.format(":c"), ORGANISATION.format(f":c % {ORGANISATIONS}")
    events = "SELECT * FROM {}_events WHERE subject_kind = 'case' AND subject_id = %s" % case
    due = ("SELECT id, number, state, level, next_due_at FROM {}_cases WHERE organisation_id = %s AND is_open = 1 "
           "ORDER BY next_due_at, id LIMIT 50" % owner)
    insert = ("INSERT INTO {0}_events SELECT %s, 'case', %s, 1000000 + (random() * 1e15) :: bigint, kind, actor, "
              "happened_at, recorded_at, facts, prior_hash, hash FROM template_events WHERE place = :c %% %d LIMIT 1"
              % (owner, case, TEMPLATES))
    update = "UPDATE {}_cases SET version = version + 1, next_due_at = next_due_at + 1 WHERE id = %s" % case
    questions = [
        ("a case's events by its id, as they are asked for now", events + " ORDER BY sequence LIMIT 500", 600),
        ("a case's events by organisation and id", events + f" AND organisation_id = {owner} ORDER BY sequence LIMIT 500", 600),
        ("a case by its id alone", "SELECT * FROM {}_cases WHERE id = %s" % case, 600),
        ("a case by organisation and id", "SELECT * FROM {}_cases WHERE id = %s AND organisation_id = %s" % (case, owner), 600),
        ("50 open cases of an organisation by due date", due, 400),
        ("writing an event", insert, 400),
        ("changing a case by organisation and id", update + f" AND organisation_id = {owner}", 400),
    ]
    for what, text, count in questions:
        took = {"plain": [], "parted": []}
        for _ in range(2):
            for kind, times in took.items():
                times.append(store.milliseconds(pick + text.format(kind) + ";\n", count))
        plain, parted = (statistics.median(took[kind]) for kind in ("plain", "parted"))
        show(what, f"plain {plain:.3f} ms, in parts {parted:.3f} ms", f"{parted / plain:.2f} times as long")
    gone = ORGANISATION.format("7")
    for table in KEYS:
        part = store.sql(f"SELECT tableoid :: regclass FROM parted_{table} WHERE organisation_id = {gone} LIMIT 1")[0]
        took = [store.seconds(f"DELETE FROM {kind}_{table} WHERE organisation_id = {gone}") for kind in ("plain", "parted")]
        show(f"deleting one organisation's {table}", f"plain {took[0]:.2f} s, in parts {took[1]:.2f} s",
             f"{took[1] / took[0]:.2f} times as long")
        took = [store.seconds(f"VACUUM {name}") for name in (f"plain_{table}", part)]
        show(f"VACUUM of {table} after it", f"the plain table {took[0]:.2f} s, the one part {took[1]:.2f} s",
             f"{took[1] / took[0]:.2f} times as long")
        took = store.seconds(f"ALTER TABLE parted_{table} DETACH PARTITION {part}; DROP TABLE {part}")
        show(f"detaching and dropping one part of {table} (some {ORGANISATIONS // PARTS} organisations)", f"{took:.2f} s")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--cases", type=int, default=100_000)
    asked = words.parse_args()
    address = os.environ["TEST_POSTGRES_URL"]
    Store(address).sql("CREATE DATABASE bench_partitions")
    store = Store(address.rsplit("/", 1)[0] + "/bench_partitions")
    home = Server(demo=False)
    try:
        home.options = [*home.options[:2], "--database", store.url]
        home.run("demo", "--cases", "400")
        prepare(store, asked.cases)
        compare(store, asked.cases)
    finally:
        home.stop()
        Store(address).sql("DROP DATABASE bench_partitions WITH (FORCE)")


if __name__ == "__main__":
    main()
