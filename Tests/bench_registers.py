"""Measures that the size of a register slows none of its pages: the same pages with few entries and with 200,000.

Run by hand: HUIYIN_PROGRAM=… python3 Tests/bench_registers.py [--quick]
"""

import argparse
import base64
import json
import re
import sqlite3
import statistics
import time
import urllib.parse
import urllib.request
import uuid

from harness import Server, Visitor

PAGES = {
    "list": "/registers/greetings",
    "filter": "/registers/greetings?manner=gift&festival=other",
    "filter that nothing fits": "/registers/greetings?manner=greeting&festival=lantern",
    "days": "/registers/greetings?from=2024-03-01&until=2024-03-31",
    "oldest first": "/registers/greetings?order=oldest",
    "search": "/registers/greetings?q=" + urllib.parse.quote("重阳糕"),
    "overview": "/registers",
    "terms of keeping": None,
}


def medians(server, visitor, officer, count):
    """The middle of the milliseconds each page takes, and of the page behind a page deep in the list."""
    found = {}
    for name, page in PAGES.items():
        taken = []
        for _ in range(count):
            begun = time.perf_counter()
            officer.get("/admin/retention") if page is None else visitor.get(page)
            taken.append((time.perf_counter() - begun) * 1000)
        found[name] = statistics.median(taken)
    return found


def fill(server, count):
    """Copies the entries of one register with what they are looked for by."""
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite", timeout=60) as store:
        names = [row[1] for row in store.execute("PRAGMA table_info(register_entries)")]
        samples = [dict(zip(names, row)) for row in store.execute(
            "SELECT * FROM register_entries WHERE register = 'greetings'")]
        entries, values, links = [], [], []
        for number in range(count):
            entry = dict(samples[number % len(samples)])
            day = f"{2016 + number % 10}-{number // 10 % 12 + 1:02}-{number // 120 % 28 + 1:02}"
            key = f"0199f3c2-0000-7000-8000-{uuid.uuid4().hex[:12]}"
            answers = json.loads(entry["document"])
            entry |= {"id": key, "number": f"B-{number}", "day_on": day, "kept_until_on": f"{int(day[:4]) + 13}{day[4:]}"}
            answers["given_on"] = day
            entry["document"] = json.dumps(answers, ensure_ascii=False)
            entries.append([entry[name] for name in names])
            for field in ("manner", "festival", "unit"):
                values.append((key, field, entry["organisation_id"], "greetings", answers[field], None, day))
            values.append((key, "value", entry["organisation_id"], "greetings", answers["value"], int(answers["value"]), day))
            links.append((key, "receiver", entry["organisation_id"], "greetings", "person", answers["receiver"], day))
        store.executemany(f"INSERT INTO register_entries VALUES ({', '.join('?' * len(names))})", entries)
        store.executemany("INSERT INTO register_values VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        store.executemany("INSERT INTO register_links VALUES (?, ?, ?, ?, ?, ?, ?)", links)
        store.execute("ANALYZE")


def import_table(server, visitor, lines):
    """Seconds of the dry run and of taking over; the table is sent as the page sends it."""
    head = "方式,节日,日期,内容,价值（元）,经办人\r\n"
    table = head + "".join(f"慰问（无礼品）,春节,2026-02-0{n % 9 + 1},第 {n} 份,0,许静\r\n" for n in range(lines))
    page = visitor.get("/registers/greetings/import")
    boundary = "bench-boundary"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in visitor.hidden(page).items())
    body = (parts + f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\n{table}\r\n--{boundary}--\r\n").encode()
    begun = time.perf_counter()
    request = urllib.request.Request(
        server.url + "/registers/greetings/import", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    report = visitor.opener.open(request, timeout=600).read().decode()
    tried = time.perf_counter() - begun
    fields = visitor.hidden(report) | {"csv": base64.b64encode(table.encode()).decode()}
    begun = time.perf_counter()
    visitor.opener.open(server.url + "/registers/greetings/import/apply",
                        urllib.parse.urlencode(fields).encode(), timeout=600).read()
    return tried, time.perf_counter() - begun


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--quick", action="store_true")
    asked = words.parse_args()
    many, rounds = (20_000, 5) if asked.quick else (200_000, 15)
    server = Server("2026-10-12T10:00:00+08:00", demo=False)
    server.run("demo", "--brief")
    server.start()
    try:
        visitor, officer = Visitor(server.url).sign_in("zhijian"), Visitor(server.url).sign_in("yinsi")
        medians(server, visitor, officer, 2)
        few = medians(server, visitor, officer, rounds)
        fill(server, many)
        medians(server, visitor, officer, 2)
        full = medians(server, visitor, officer, rounds)
        for name in PAGES:
            print(f"{name} | {few[name]:.1f} ms, {full[name]:.1f} ms with {many} entries | {full[name] / few[name]:.2f}")
        begun, first = time.perf_counter(), None
        rows = 0
        with visitor.opener.open(server.url + "/registers/greetings/export?from=2020-01-01&until=2020-12-31", timeout=900) as answer:
            while piece := answer.read(65536):
                first = first or time.perf_counter() - begun
                rows += piece.count(b"\r\n")
        taken = time.perf_counter() - begun
        print(f"export | {rows} rows in {taken:.1f} s, the first bytes after {first * 1000:.0f} ms, {taken / rows * 1000:.2f} ms a row")
        tried, done = import_table(server, visitor, 1_000)
        print(f"import | 1000 rows: tried in {tried:.1f} s, taken over in {done:.1f} s")
        memory = re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{server.process.pid}/status").read())
        print(f"memory | {int(memory[1]) // 1024} MB at most")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
