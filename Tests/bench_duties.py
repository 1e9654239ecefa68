"""Measures that open duties do not slow the desk: the same pages with few open duties and with a hundred thousand.

Run by bin/bench, and by hand: HUIYIN_PROGRAM=… python3 Tests/bench_duties.py [--quick]
"""

import argparse
import re
import sqlite3
import statistics
import time
import uuid

from harness import Server, Visitor

PAGES = ["/desk", "/duties", "/duties?view=house", "/duties?view=house&progress=late", "/duties?view=unit",
         "/duties?view=house&progress=ended", "/duties/calendar", "/duties/calendar?view=house"]


def medians(visitor, count):
    """The middle of the milliseconds each page takes, asked one after another."""
    found = {}
    for page in PAGES:
        taken = []
        for _ in range(count):
            begun = time.perf_counter()
            visitor.get(page)
            taken.append((time.perf_counter() - begun) * 1000)
        found[page] = statistics.median(taken)
    return found


def lines(visitor):
    """How many duties each page tells of, because a fuller page takes longer however many duties there are."""
    return {page: len(set(re.findall(r'href="/duties/([0-9a-f-]{36})"', visitor.get(page)))) for page in PAGES}


def fill(server, count):
    """Copies open duties with their clocks until there are so many: spread over dues, holders and units."""
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite", timeout=60) as store:
        names = [row[1] for row in store.execute("PRAGMA table_info(duties)")]
        samples = store.execute("SELECT * FROM duties WHERE state = 'open' ORDER BY id").fetchall()
        clocks = {row[2]: row for row in store.execute("SELECT * FROM clocks WHERE subject_kind = 'duty'")}
        place = {name: names.index(name) for name in ("id", "scope_kind", "scope_id", "due_at", "period_key")}
        duties, times = [], []
        for number in range(count - len(samples)):
            row = list(samples[number % len(samples)])
            clock = list(clocks[row[place["id"]]])
            key = f"00000000-0000-7000-8000-{uuid.uuid4().hex[:12]}"
            row[place["id"]], row[place["scope_id"]] = key, f"bench-{number}"
            row[place["due_at"]] += number % 9973 * 60_000
            clock[2] = key
            clock[12] = None
            duties.append(row)
            times.append(clock)
        store.executemany(f"INSERT INTO duties VALUES ({', '.join('?' * len(names))})", duties)
        store.executemany(f"INSERT INTO clocks VALUES ({', '.join('?' * 13)})", times)
        store.execute("ANALYZE")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--quick", action="store_true")
    asked = words.parse_args()
    many, rounds = (5_000, 7) if asked.quick else (100_000, 31)
    server = Server("2026-09-29T09:00:00+08:00").start()
    try:
        deadline = time.monotonic() + 30
        path = server.folder / "data" / "huiyin.sqlite"
        while time.monotonic() < deadline:
            with sqlite3.connect(path) as store:
                if store.execute("SELECT count(*) FROM duty_passes WHERE completed_at IS NOT NULL").fetchone()[0]:
                    break
            time.sleep(0.3)
        visitor = Visitor(server.url).sign_in("kehu")
        medians(visitor, 3)
        few, told = medians(visitor, rounds), lines(visitor)
        with sqlite3.connect(path) as store:
            before = store.execute("SELECT count(*) FROM duties WHERE state = 'open'").fetchone()[0]
        fill(server, many)
        medians(visitor, 3)
        full, full_told = medians(visitor, rounds), lines(visitor)
        for page in PAGES:
            print(f"{page} with {many} open duties | {few[page]:.1f} ms with {before} ({told[page]} on the page), "
                  f"{full[page]:.1f} ms ({full_told[page]} on the page) | {full[page] / few[page]:.2f}")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
