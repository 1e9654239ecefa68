"""Measures what a second node on one PostgreSQL costs: the same reads asked of one node and of two in turn, and the
processor time of each node and of the database for a request. Where two nodes take no more for a request than one, they
share nothing but the database, and serve as many more as the machines have cores for.

Run by bin/bench, and by hand: HUIYIN_PROGRAM=… bin/with-postgres python3 Tests/bench_nodes.py [--quick]
"""

import itertools
import os
import pathlib
import subprocess
import sys

from bench_pages import TICK, WORD, Client, ask_all, cookies, ids, processor_seconds, token
from harness import Server, Visitor, free_port

CASES, REQUESTS = (500, 80) if "--quick" in sys.argv else (20_000, 800)
CLIENTS, ROUNDS = 8, 2


class Node(Server):
    """One more server on the store of another, without the work of the background."""

    def __init__(self, other):
        self.folder, self.options, self.process = other.folder, other.options, None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"


class Postgres:
    """The server at an address: its processor time, ended connections included."""

    def __init__(self, url):
        psql = pathlib.Path(os.environ.get("HUIYIN_TEST_POSTGRES", "/usr/bin")) / "psql"
        self.run = lambda text, to=url: subprocess.run(
            [psql, "-XAtc", text, to], capture_output=True, text=True, check=True).stdout.strip()
        # The server is the parent of whoever answers here.
        answers = subprocess.Popen([psql, "-XAtq", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        answers.stdin.write("SELECT pg_backend_pid();\n")
        answers.stdin.flush()
        self.main = int(self.fields(int(answers.stdout.readline()))[1])
        answers.communicate()

    @staticmethod
    def fields(process):
        return pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()

    def seconds(self):
        of_it = [self.main]
        for place in pathlib.Path("/proc").iterdir():
            try:
                if place.name.isdigit() and int(self.fields(place.name)[1]) == self.main:
                    of_it.append(int(place.name))
            except OSError:
                pass
        ended = sum(map(int, self.fields(self.main)[13:15]))
        return (ended + sum(sum(map(int, self.fields(one)[11:13])) for one in of_it)) / TICK


def measure(nodes, postgres):
    visitor = Visitor(nodes[0].url).sign_in("qiantai")
    staff = cookies(visitor)
    tokens = [token(visitor) for _ in range(CLIENTS)]
    cases = ids(Client(nodes[0].port, tokens[0]))
    turn = itertools.cycle(cases).__next__
    word = "".join(f"%{byte:02X}" for byte in WORD.encode())
    program = lambda port, place: Client(port, tokens[place])
    browser = lambda port, _: Client(port, staff)
    reads = [
        ("case as JSON", program, lambda client, _: client.ask(f"/api/v1/cases/{turn()}")),
        ("50 open cases by due date", program, lambda client, _: client.ask("/api/v1/cases?order=due&limit=50")),
        ("search for a Chinese word", program, lambda client, _: client.ask(f"/api/v1/search?q={word}")),
        ("case page", browser, lambda client, _: client.ask(f"/cases/{turn()}")),
        ("my desk", browser, lambda client, _: client.ask("/desk")),
        ("live board", browser, lambda client, _: client.ask("/board")),
    ]
    whole = {1: [0, 0, 0, 0], 2: [0, 0, 0, 0]}
    for name, made, ask in reads:
        spent = {1: [0, 0, 0], 2: [0, 0, 0]}
        for several in (1, 2):
            clients = [made(nodes[place % several].port, place) for place in range(CLIENTS)]
            ask_all(clients, 4 * CLIENTS, ask)
        # In turn, so that whatever else the machine does falls on both.
        for _, several in itertools.product(range(ROUNDS), (1, 2)):
            clients = [made(nodes[place % several].port, place) for place in range(CLIENTS)]
            before = [*map(processor_seconds, [node.process for node in nodes]), postgres.seconds()]
            took = ask_all(clients, REQUESTS, ask)
            after = [*map(processor_seconds, [node.process for node in nodes]), postgres.seconds()]
            first, second, database = (now - then for now, then in zip(after, before))
            for place, value in enumerate((first + second, database, took)):
                spent[several][place] += value
            for place, value in enumerate((first, second, database, took)):
                whole[several][place] += value
        each = lambda several, place: spent[several][place] * 1000 / (REQUESTS * ROUNDS)
        print(f"{name}: processor time of nodes + PostgreSQL for a request, one node, two | "
              f"{each(1, 0):.2f} + {each(1, 1):.2f} ms, {each(2, 0):.2f} + {each(2, 1):.2f} ms | "
              f"{(each(2, 0) + each(2, 1)) / (each(1, 0) + each(1, 1)):.2f} times as much; 1 is nothing shared", flush=True)
    count = REQUESTS * ROUNDS * len(reads)
    (one, _, behind, took_one), (first, second, beside, took_two) = whole[1], whole[2]
    tell = lambda seconds: f"{seconds * 1000 / count:.2f}"
    print(f"all reads: the one node + PostgreSQL; both nodes + PostgreSQL | {tell(one)} + {tell(behind)} ms; "
          f"{tell(first)} and {tell(second)} + {tell(beside)} ms | "
          f"{(first + second + beside) / (one + behind):.2f} times as much for a request")
    print(f"all reads, requests a second on this machine of {os.cpu_count()} cores | {count / took_one:.0f} of one node, "
          f"{count / took_two:.0f} of two | {took_one / took_two:.2f} times as many")
    print(f"nodes that one PostgreSQL of as many cores as a node carries | | {(first + second) / beside:.1f}")


def main():
    postgres = Postgres(os.environ["TEST_POSTGRES_URL"])
    postgres.run("CREATE DATABASE bench_nodes")
    store = Server(demo=False)
    store.options = [*store.options[:2], "--database", os.environ["TEST_POSTGRES_URL"].rsplit("/", 1)[0] + "/bench_nodes"]
    nodes = [Node(store), Node(store)]
    try:
        store.run("demo", "--cases", str(CASES))
        for node in nodes:
            node.start("--no-background")
        measure(nodes, postgres)
    finally:
        for node in nodes:
            if node.process and node.process.poll() is None:
                node.process.terminate()
                node.process.wait(timeout=20)
        store.stop()
        postgres.run("DROP DATABASE bench_nodes WITH (FORCE)")


if __name__ == "__main__":
    main()
