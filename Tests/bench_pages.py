"""Measures what one request costs the server in processor time, as a multiple of a route that answers a constant.

Eight clients ask at once; the time is the server's own (user and system), so what the clients cost does not count.
"""

import http.client
import itertools
import json
import os
import re
import sys
import threading
import time

from harness import Server, Visitor

CASES, REQUESTS = (1_000, 200) if "--quick" in sys.argv else (20_000, 2_000)
CLIENTS = 8
TICK = os.sysconf("SC_CLK_TCK")
# A frequent word of the narratives, and what a front desk types.
WORD = "护理"


def processor_seconds(process):
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Client:
    """One connection that stays open."""

    def __init__(self, port, headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = headers

    def ask(self, path, body=None, extra=()):
        method = "GET" if body is None else "POST"
        self.connection.request(method, path, body, {**self.headers, **dict(extra)})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status < 300, f"{method} {path} answered {answer.status}: {text[:300]}"
        return text


def ask_all(clients, requests, ask):
    """So many requests of all clients together, each with its number; gives the seconds it took."""
    numbers, faults = iter(range(requests)), []

    def work(client):
        try:
            while (number := next(numbers, None)) is not None:
                ask(client, number)
        except Exception as fault:  # told below, in the thread that measures
            faults.append(fault)

    begun = time.monotonic()
    threads = [threading.Thread(target=work, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return time.monotonic() - begun


def milliseconds(server, clients, requests, ask):
    """Processor time of the server for each of so many requests."""
    for place, client in enumerate(clients):
        ask(client, requests + place)
    begun = processor_seconds(server.process)
    ask_all(clients, requests, ask)
    return (processor_seconds(server.process) - begun) * 1000 / requests


def cookies(visitor):
    jar = next(h for h in visitor.opener.handlers if hasattr(h, "cookiejar")).cookiejar
    return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)}


def token(visitor):
    """An access token; each may be used 6,000 times a minute, so every client has its own."""
    fields = [("name", "bench"), ("days", "1"), ("per_minute", "6000"), ("scopes", "cases:read"),
              ("scopes", "cases:write"), *visitor.hidden(visitor.get("/account/tokens")).items()]
    page = visitor.post("/account/tokens", fields).read().decode()
    return {"Authorization": "Bearer " + re.search(r"hyt_[0-9a-f]{64}", page).group(0)}


def measure(server):
    visitor = Visitor(server.url).sign_in("qiantai")
    staff = cookies(visitor)
    tokens = [token(visitor) for _ in range(CLIENTS)]
    cases = ids(Client(server.port, tokens[0]))
    tracking = follow(server)
    readers = [Client(server.port, staff) for _ in range(CLIENTS)]
    nobody = [Client(server.port, {}) for _ in range(CLIENTS)]
    followers = [Client(server.port, tracking) for _ in range(CLIENTS)]
    programs = [Client(server.port, each) for each in tokens]
    received = server.moment
    turn = itertools.cycle(cases).__next__

    def register(client, number):
        body = json.dumps({
            "kind": "CMP", "channel": "phone", "secrecy": "open", "received_at": received, "complainant_kind": "child",
            "phone": "13900020001", "narrative": f"{number}：中午的汤又是凉的，护理员叫了两次才来。",
            "allegations": [{"category": "DIN-01", "harm": 1, "severity": 1}]}).encode()
        key = {"Content-Type": "application/json", "Idempotency-Key": f"bench-key-{number}"}
        client.ask("/api/v1/cases", body, key.items())

    rows = [
        ("case as JSON", 5, programs, lambda client, _: client.ask(f"/api/v1/cases/{turn()}")),
        ("50 open cases by due date", 8, programs, lambda client, _: client.ask("/api/v1/cases?order=due&limit=50")),
        ("search for a Chinese word", 20, programs,
         lambda client, _: client.ask("/api/v1/search?q=" + "".join(f"%{b:02X}" for b in WORD.encode()))),
        ("case page", 20, readers, lambda client, _: client.ask(f"/cases/{turn()}")),
        ("my desk", 25, readers, lambda client, _: client.ask("/desk")),
        ("live board", 25, readers, lambda client, _: client.ask("/board")),
        ("public tracking page", 12, followers, lambda client, _: client.ask("/my-case")),
        ("register a case", 15, programs, register),
    ]
    bare = milliseconds(server, nobody, REQUESTS * 5, lambda client, _: client.ask("/health"))
    print(f"a bare route, processor time of the server | {bare:.3f} ms | 1")
    for name, most, clients, ask in rows:
        each = milliseconds(server, clients, REQUESTS, ask)
        print(f"{name} | {each:.3f} ms | {each / bare:.1f} times a bare route; at most {most}", flush=True)


def ids(program):
    """The cases asked for in turn: those the reader may open, two hundred at most."""
    found, after = [], ""
    while len(found) < 200:
        page = json.loads(program.ask(f"/api/v1/cases?limit=100{after}"))
        found += [item["id"] for item in page["items"]]
        if not page["next"]:
            break
        after = "&after=" + page["next"]
    return found


def follow(server):
    """The cookies of a complainant who follows a case of their own."""
    visitor = Visitor(server.url)
    hidden = visitor.hidden(visitor.get("/complaints/new?kind=CMP"))
    visitor.post("/complaints", {
        "kind": "CMP", "narrative": "汤是凉的", "secrecy": "open", "complainant_kind": "child", "name": "测试",
        "phone": "13800000000", **hidden}).read()
    visitor.get("/my-case")
    return cookies(visitor)


if __name__ == "__main__":
    server = Server(demo=False)
    try:
        print(server.run("demo", "--cases", str(CASES)).stdout[-600:])
        server.start()
        measure(server)
    finally:
        server.stop()
