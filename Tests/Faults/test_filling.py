"""A filling with many cases is killed at every stage of it, and the same command goes on with it to its end."""

import json
import os
import re
import sqlite3
import subprocess
import time

import pytest

from cluster import Cluster
from harness import ROOT, Server, program

CASES = int(os.environ.get("HUIYIN_FILL_CASES", "200"))


class Filling:
    """One `huiyin demo --cases` on an engine."""

    def __init__(self, engine):
        self.engine = engine
        self.cluster = Cluster().make().start() if engine == "postgres" else None
        self.server = Server(demo=False)
        if self.cluster:
            self.server.options += ["--database", self.cluster.database("filling")]
        self.mark = self.server.folder / "data" / "demo-cases.json"

    def rows(self, query):
        """What a store that may not be there yet answers, as lines."""
        if self.cluster:
            return self.cluster.sql(query, "filling").splitlines()
        with sqlite3.connect(f"file:{self.server.folder}/data/huiyin.sqlite?mode=ro", uri=True, timeout=20) as store:
            return ["|".join(str(value) for value in row) for row in store.execute(query)]

    def count(self, table, where="1 = 1"):
        try:
            return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0])
        except (sqlite3.OperationalError, subprocess.CalledProcessError):
            return 0

    def stage(self):
        """How far it is: nothing, playing, copying, all copied."""
        known = json.loads(self.mark.read_text()) if self.mark.exists() else {}
        made = self.count("cases")
        played = len(known.get("templates") or [])
        return [made > 5, bool(played), played and made > played + CASES // 4, made >= CASES].count(True)

    def fill_until(self, stage):
        """Runs it, and kills it as soon as it has come to this stage; says whether it was in time."""
        process = subprocess.Popen(
            [program(), "demo", "--cases", str(CASES), *self.server.options], cwd=ROOT, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + 300
        while process.poll() is None and self.stage() < stage:
            assert time.monotonic() < deadline, "it comes to no end"
            time.sleep(0.01)
        process.kill()
        told = process.communicate()[0]
        assert process.returncode in (0, -9), told
        return process.returncode == -9

    def definitions(self):
        """Every index and foreign key there is."""
        if self.cluster:
            return self.rows(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
                "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' "
                "ORDER BY 1")
        return [re.sub("IF NOT EXISTS ", "", line) for line in self.rows(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")]

    def end(self):
        self.server.stop()
        if self.cluster:
            self.cluster.stop()


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_filling_killed_at_every_stage_ends_with_as_many_cases_as_were_asked_for(engine):
    filling = Filling(engine)
    try:
        filling.server.run("demo", "--world-only")
        whole = filling.definitions()
        killed = [filling.fill_until(stage) for stage in (1, 2, 3, 4)]
        assert killed[:3] == [True] * 3, "it was over before it was killed"
        done = filling.server.run("demo", "--cases", str(CASES))
        assert f"{CASES} cases took" in done.stdout
        assert filling.count("cases") == CASES
        prove_numbers(filling)
        prove_whole(filling)
        assert filling.definitions() == whole, "an index or a key did not come back"
        assert "0 broken" in filling.server.run("verify").stdout
        # Done is done, and another number is refused.
        filling.server.run("demo", "--cases", str(CASES))
        assert filling.count("cases") == CASES
        other = filling.server.run("demo", "--cases", str(CASES + 1), check=False)
        assert other.returncode != 0 and f"--cases {CASES}" in other.stderr
    finally:
        filling.end()


def prove_numbers(filling):
    """The numbers of each year are those its counter gave, each once."""
    counters = {line.split("|")[0]: int(line.split("|")[1]) for line in filling.rows(
        "SELECT year, counter FROM case_counters")}
    found = {}
    for number in filling.rows("SELECT number FROM cases ORDER BY number"):
        found.setdefault(number[2:6], []).append(int(number[7:]))
    assert sum(map(len, found.values())) == CASES
    for year, numbers in found.items():
        assert numbers == list(range(1, counters[year] + 1)), f"numbers of {year}"


def prove_whole(filling):
    """Each case has what goes with it once: its chain, its words, its figures, its clocks."""
    whose = "subject_kind = 'case'"
    for table in ("event_heads", "search_documents"):
        once = f"(SELECT DISTINCT subject_id FROM {table} WHERE {whose}) AS once"
        assert filling.count(table, whose) == filling.count(once) == CASES
    assert filling.count("case_figures") == CASES
    assert filling.count("cases", "id NOT IN (SELECT subject_id FROM clocks WHERE subject_kind = 'case')") == 0
    last = "(SELECT subject_kind, subject_id, max(sequence) AS sequence FROM events GROUP BY subject_kind, subject_id)"
    joined = f"event_heads h JOIN {last} e ON e.subject_kind = h.subject_kind AND e.subject_id = h.subject_id"
    assert filling.count(joined, "e.sequence <> h.sequence") == 0
