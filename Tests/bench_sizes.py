"""Measures what must not grow with the archive, with a small and a large one, on both engines.

Run by bin/bench, and by hand: HUIYIN_PROGRAM=… bin/with-postgres python3 Tests/bench_sizes.py [--quick] [--cases N]
[--small N] [--engine sqlite|postgres] [--keep FOLDER]. A kept folder keeps the SQLite stores for the next run.
"""

import argparse
import itertools
import os
import pathlib
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from harness import ROOT, Visitor, free_port, program

WORDS = {"frequent": "空调", "rare": "毛笔"}
ROUNDS = 20
EXPORTED = 5_000


class Store:
    """An archive of so many cases on one engine, and the server on it."""

    def __init__(self, engine, cases, folder):
        self.engine, self.cases = engine, cases
        self.folder = folder / f"{engine}-{cases}"
        self.options = ["--data", str(self.folder)]
        if engine == "postgres":
            self.url = os.environ["TEST_POSTGRES_URL"].rsplit("/", 1)[0] + f"/bench_{cases}"
            self.options += ["--database", self.url]

    def run(self, *words):
        done = subprocess.run([program(), *words, *self.options], capture_output=True, text=True, cwd=ROOT)
        if done.returncode != 0:
            raise SystemExit(f"huiyin {words} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def psql(self, query, database=None):
        address = database or self.url
        place = pathlib.Path(os.environ.get("HUIYIN_TEST_POSTGRES", "/usr/bin")) / "psql"
        return subprocess.run(
            [place, "-XAtc", query, address], capture_output=True, text=True, check=True).stdout.split("\n")

    def rows(self, query):
        if self.engine == "postgres":
            return [line for line in self.psql(query) if line]
        with sqlite3.connect(self.folder / "huiyin.sqlite") as store:
            return [str(row[0]) for row in store.execute(query)]

    def make(self):
        """Fills the store; returns the seconds it took, or None where it was there."""
        if (self.folder / "demo-cases.json").exists() and '"isFinished":true' in (
                self.folder / "demo-cases.json").read_text():
            return None
        if self.engine == "postgres":
            self.psql(f"CREATE DATABASE bench_{self.cases}", os.environ["TEST_POSTGRES_URL"])
        begun = time.monotonic()
        self.run("demo", "--cases", str(self.cases))
        return time.monotonic() - begun

    def size(self):
        if self.engine == "postgres":
            return int(self.psql("SELECT pg_database_size(current_database())")[0])
        return sum(file.stat().st_size for file in self.folder.glob("huiyin.sqlite*"))

    def serve(self):
        """Starts the server; returns the seconds to its first answer."""
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = open(self.folder / "serve.log", "ab")
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [program(), "serve", *self.options, "--port", str(self.port)], stdout=self.log, stderr=self.log, cwd=ROOT)
        while time.monotonic() - begun < 300:
            try:
                urllib.request.urlopen(f"{self.address}/", timeout=10)
                return time.monotonic() - begun
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.01)
        raise SystemExit("the server did not start: " + (self.folder / "serve.log").read_text()[-2000:])

    def memory(self):
        """Megabytes the server holds now, and held at most."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{key}:\s+(\d+)", status).group(1)) / 1024 for key in ("VmRSS", "VmHWM"))

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            # A request that takes longer than a visitor waits is still worked at.
            show(f"{self.engine}: the server with {self.cases} cases did not stop in a minute", "killed")
            self.process.kill()
            self.process.wait()
        self.log.close()

    def drop(self):
        if self.engine == "postgres":
            self.psql(f"DROP DATABASE bench_{self.cases}", os.environ["TEST_POSTGRES_URL"])
        shutil.rmtree(self.folder, ignore_errors=True)


def median(visitor, paths):
    """Milliseconds; the first visits are not counted, and no two ask for the same where `paths` has several. A page
    that takes longer than a visitor waits counts as that long."""
    times = []
    for round, path in enumerate(paths):
        begun = time.perf_counter()
        try:
            page = visitor.get(path)
        except (TimeoutError, urllib.error.URLError):
            return (time.perf_counter() - begun) * 1000
        if round >= len(paths) // 10:
            times.append((time.perf_counter() - begun) * 1000)
        assert "C-20" in page or not path.startswith(("/cases", "/board")), f"{path} shows no case"
    return statistics.median(times)


def export_row(visitor, store):
    """Milliseconds a row of the export takes, by its first rows: all of a million would take longer than a run."""
    rows = min(EXPORTED, store.cases)
    begun = time.perf_counter()
    with visitor.opener.open(store.address + "/cases/export", timeout=60) as answer:
        lines = sum(1 for _ in itertools.islice(answer, rows + 1))
    assert lines == rows + 1, f"the export ends after {lines} lines"
    return (time.perf_counter() - begun) * 1000 / rows


def measure(store):
    """What each thing takes with this archive."""
    chance = random.Random(5)
    found = {"cold start to the first answer": store.serve() * 1000}
    desk, leader, director = (Visitor(store.address).sign_in(login) for login in ("qiantai", "zuzhang", "yuanzhang"))
    years = {row.split("|")[0]: int(row.split("|")[1]) for row in store.rows(
        "SELECT year || '|' || counter FROM case_counters")}
    numbers = [f"C-{year}-{chance.randint(1, years[year]):06}" for year in chance.choices(
        list(years), weights=list(years.values()), k=4 * ROUNDS)]
    ids = store.rows("SELECT id FROM cases WHERE number IN ('" + "','".join(numbers) + "')")
    found["case page"] = median(director, [f"/cases/{id}" for id in ids[:2 * ROUNDS]])
    found["my desk"] = median(desk, ["/desk"] * ROUNDS)
    found["live board"] = median(director, ["/board"] * ROUNDS)
    for name, word in WORDS.items():
        path = "/search?q=" + urllib.parse.quote(word)
        found[f"search, {name} word"] = median(director, [path] * ROUNDS)
    found["list by due date"] = median(leader, ["/inbox"] * ROUNDS)
    found["register"] = median(director, ["/cases"] * ROUNDS)
    found["register export, a row"] = export_row(director, store)
    before = store.memory()
    found["quarterly counts"] = median(director, ["/figures?period=2026-Q3"] * 5)
    memory = (*before, *store.memory())
    for what, time_taken in found.items():
        show(f"{store.engine}: {what} with {store.cases} cases", f"{time_taken:.1f} ms")
    show(f"{store.engine}: memory with {store.cases} cases", " ".join(f"{part:.0f}" for part in memory))
    store.stop()
    return found, memory


def show(what, figures, ratio=""):
    print(f"{what} | {figures} | {ratio}", flush=True)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--quick", action="store_true")
    words.add_argument("--cases", type=int)
    words.add_argument("--small", type=int)
    words.add_argument("--engine", choices=["sqlite", "postgres"])
    words.add_argument("--keep")
    words.add_argument("--no-sweep", action="store_true")
    asked = words.parse_args()
    large = asked.cases or (2_000 if asked.quick else 1_000_000)
    small = asked.small or (500 if asked.quick else 10_000)
    engines = [asked.engine] if asked.engine else ["sqlite"] + (
        ["postgres"] if "TEST_POSTGRES_URL" in os.environ else [])
    folder = pathlib.Path(asked.keep) if asked.keep else pathlib.Path(tempfile.mkdtemp(prefix="huiyin-sizes-"))
    folder.mkdir(parents=True, exist_ok=True)
    for engine in engines:
        results = {}
        for cases in (small, large):
            store = Store(engine, cases, folder)
            seconds = store.make()
            if seconds is not None:
                show(f"{engine}: filling with {cases} cases", f"{seconds:.0f} s, {cases / seconds:.0f} cases a second")
            show(f"{engine}: room for {cases} cases", f"{store.size() / 1e6:.0f} MB",
                 f"{store.size() / cases / 1000:.1f} kB a case")
            results[cases] = measure(store)
            if not asked.keep:
                store.drop()
        (few, _), (many, memory) = results[small], results[large]
        for what in few:
            show(f"{engine}: {what} with {large} cases, against {small}", f"{many[what]:.1f} ms, {few[what]:.1f} ms",
                 f"{many[what] / few[what]:.2f} times as long; flat is 1")
        show(f"{engine}: memory of the server with {large} cases", f"{memory[0]:.0f} MB, at most {memory[1]:.0f} MB",
             f"after the quarterly counts {memory[2]:.0f} MB, at most {memory[3]:.0f} MB")
        if not asked.no_sweep:
            sweep = Store(engine, 0, folder)
            if engine == "postgres":
                sweep.psql("CREATE DATABASE bench_0", os.environ["TEST_POSTGRES_URL"])
            line = subprocess.run(
                [program(), "bench", "sweep", *sweep.options, "--clocks", str(5_000 if asked.quick else 1_000_000)],
                capture_output=True, text=True, cwd=ROOT)
            print(f"{engine}: {line.stdout.strip()}{line.stderr.strip()}", flush=True)
            sweep.drop()
    if not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
