"""The clock is set back by an hour while everybody works, and put right again: nothing is lost, doubled or told twice,
and nobody is turned away."""

import json
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.request

from cluster import Cluster, wait_until
from harness import Server, Visitor
from nodes import Client, Node, prove, world

CLIENTS, STEPPERS, READERS = 20, 8, 4
FILED, WORKING = "2026-09-24T09:00:00+08:00", "2026-09-25T08:58:00+08:00"
# What falls due a day after it was filed does so between the first two; then an hour back, and on again. Nobody is
# signed out for having done nothing so long.
STATIONS = ["2026-09-25T09:05:00+08:00", "2026-09-25T08:05:00+08:00", "2026-09-25T09:15:00+08:00"]


class Stepper(threading.Thread):
    """A program that notes one thing after another at a case of its own."""

    def __init__(self, node, place, stop):
        super().__init__()
        self.node, self.place, self.stop, self.notes, self.fault = node, place, stop, [], None
        visitor = Visitor(node.url).sign_in("qiantai")
        fields = [("name", "test"), ("days", "1"), ("per_minute", "6000"), ("scopes", "cases:read"),
                  ("scopes", "cases:write"), *visitor.hidden(visitor.get("/account/tokens")).items()]
        page = visitor.post("/account/tokens", fields).read().decode()
        self.bearer = re.search(r"hyt_[0-9a-f]{64}", page).group(0)
        self.case = self.ask("/cases", {
            "kind": "CMP", "channel": "phone", "secrecy": "open", "received_at": FILED, "complainant_kind": "child",
            "phone": "13900020001", "narrative": f"{place}号程序登记的一件：汤是凉的。",
            "allegations": [{"category": "DIN-01", "harm": 1, "severity": 1}]}, f"stepper-{place}-case")["id"]

    def ask(self, path, body, key):
        request = urllib.request.Request(
            f"{self.node.url}/api/v1{path}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.bearer}", "Idempotency-Key": key})
        return json.loads(urllib.request.urlopen(request, timeout=20).read())

    def run(self):
        try:
            while not self.stop.is_set():
                words = f"{self.place}号程序的第{len(self.notes)}条记录。"
                self.ask(f"/cases/{self.case}/notes", {"text": words}, f"stepper-{self.place}-{len(self.notes)}")
                self.notes.append(words)
        except urllib.error.HTTPError as error:
            self.fault = f"{error.code}: {error.read().decode()[-800:]}"


class Reader(threading.Thread):
    """An employee whose browser stays signed in."""

    def __init__(self, node, stop):
        super().__init__()
        self.stop, self.visits, self.fault = stop, 0, None
        self.visitor = Visitor(node.url).sign_in("zuzhang")

    def run(self):
        while not self.stop.is_set() and not self.fault:
            answer = self.visitor.opener.open(f"{self.visitor.url}/desk", timeout=20)
            if answer.url.split("?")[0].endswith("/sign-in"):
                self.fault = "signed out"
            self.visits += 1


def work_while_the_clock_moves(nodes, clock_file, sql):
    """Everybody works while the time goes through its stations; gives those who filed and those who noted."""
    stop = threading.Event()
    for place in range(3):
        Visitor(nodes[0].url).file_complaint(f"前一天的第{place}件：晚饭是凉的。")
    clock_file.write_text(WORKING)
    time.sleep(0.3)
    near = lambda place: nodes[place % len(nodes)]
    clients = [Client(nodes, place, stop) for place in range(CLIENTS)]
    steppers = [Stepper(near(place), place, stop) for place in range(STEPPERS)]
    readers = [Reader(near(place), stop) for place in range(READERS)]
    everybody = clients + steppers + readers
    warned = []
    for one in everybody:
        one.start()
    try:
        for station in STATIONS:
            before = [len(one.acknowledged) for one in clients] + [len(one.notes) for one in steppers]
            clock_file.write_text(station)
            # The sweep looks around meanwhile, and each of them gets something done at this station.
            begun = time.monotonic()
            wait_until(lambda: time.monotonic() - begun > 1.2 and all(
                now > then for now, then in zip(
                    [len(one.acknowledged) for one in clients] + [len(one.notes) for one in steppers], before)) or any(
                        one.fault for one in everybody))
            warned.append(int(sql("SELECT count(*) FROM events WHERE kind = 'casework.warned'")))
    finally:
        stop.set()
        for one in everybody:
            one.join()
    faults = [one.fault for one in everybody if one.fault]
    assert not faults, faults + [line for line in (nodes[0].folder / "log").read_text().splitlines() if "failed" in line]
    assert warned[0] > 0 and warned == sorted(warned), warned
    return clients, steppers


def prove_all(server, clients, steppers, sql):
    numbers = sql("SELECT number FROM cases ORDER BY number").split()
    assert numbers == [f"C-2026-{place:06}" for place in range(1, len(numbers) + 1)], "a number is missing"
    told = {number for client in clients for number in client.acknowledged}
    others = [number for number in numbers if number not in told]
    assert len(others) == 3 + STEPPERS
    prove(clients, [number for number in numbers if number in told], repeats=0)
    for one in steppers:
        kept = sql(f"SELECT count(*) FROM events WHERE subject_id = '{one.case}' AND kind = 'casework.add_note'")
        assert int(kept) == len(one.notes) > 2
    fired = "SELECT {} FROM (SELECT DISTINCT subject_id, facts FROM events WHERE kind = 'casework.warned') AS fired"
    assert sql(fired.format("count(*)")) == sql("SELECT count(*) FROM events WHERE kind = 'casework.warned'")
    assert "0 broken" in server.run("verify").stdout


def test_an_hour_back_under_load_loses_doubles_and_repeats_nothing():
    server = Server(moment=FILED)

    def sql(text):
        with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
            return "\n".join(str(row[0]) for row in store.execute(text))

    try:
        server.start("--trust-proxy")
        prove_all(server, *work_while_the_clock_moves([server], server.clock_file, sql), sql)
        moments = [int(line) for line in sql("SELECT registered_at FROM cases ORDER BY number").split()]
        assert moments == sorted(moments), "a later number has an earlier moment"
        run_back = ("SELECT count(*) FROM events a JOIN events b ON a.subject_kind = b.subject_kind AND "
                    "a.subject_id = b.subject_id AND b.sequence = a.sequence + 1 WHERE b.recorded_at < a.recorded_at")
        assert sql(run_back) == "0"
    finally:
        server.stop()


def test_the_same_holds_for_two_nodes_on_postgres():
    cluster = Cluster().make().start()
    server, nodes = None, []
    sql = lambda text: cluster.sql(text, "clock")
    try:
        server = world(cluster.database("clock"))
        server.clock_file.write_text(FILED)
        nodes = [Node(server).start("--trust-proxy"), Node(server).start("--trust-proxy")]
        prove_all(server, *work_while_the_clock_moves(nodes, server.clock_file, sql), sql)
    finally:
        for node in nodes:
            node.end()
        if server:
            server.stop()
        cluster.stop()
