"""The process is killed in the middle of work: what was acknowledged is there once, and every chain is whole."""

import http.client
import re
import secrets
import threading
import time
import urllib.error

from cluster import Cluster
from harness import Server, Visitor

CLIENTS = 32
KILLS = 50
KILLS_ON_POSTGRES = 6
ENOUGH = 4


class Client(threading.Thread):
    """Files one complaint after another. What was not acknowledged it sends again with the same key, until it is."""

    def __init__(self, server, place, stop):
        super().__init__()
        self.place, self.stop = place, stop
        self.visitor = Visitor(server.url)
        self.hidden = self.visitor.hidden(self.visitor.get("/complaints/new?kind=CMP"))
        self.acknowledged, self.repeated, self.fault = [], 0, None

    def run(self):
        while not self.stop.is_set():
            # Each complaint comes from an address of its own, or the limit of an hour would end the test.
            house, door = divmod(len(self.acknowledged), 250)
            address = {"X-Forwarded-For": f"10.{self.place}.{house}.{door + 1}"}
            form = {**self.hidden, "once": secrets.token_hex(16), "kind": "CMP", "secrecy": "open", "name": "测试",
                    "narrative": f"{self.place}号的第{len(self.acknowledged)}件：晚饭是凉的，没有人管。",
                    "complainant_kind": "child", "phone": "13800000000"}
            while not (number := self.file(form, address)):
                self.repeated += 1
                if self.fault:
                    return
                time.sleep(0.05)
            self.acknowledged.append(number)

    def file(self, form, address):
        """The number of the receipt; none when the server was killed before it answered whole."""
        try:
            answer = self.visitor.post("/complaints", form, address).read().decode()
        except urllib.error.HTTPError as error:
            self.fault = f"{error.code}: {error.read().decode()[-800:]}"
            return None
        except (OSError, http.client.HTTPException):
            return None
        found = re.search(r"C-\d{4}-\d{6}", answer)
        if not found:
            self.fault = answer[-800:]
        return found and found.group(0)


def kill_under_load(server, kills):
    """Kills the server so many times while all clients are at it; afterwards all of them come to their end."""
    server.start("--trust-proxy")
    stop = threading.Event()
    clients = [Client(server, place, stop) for place in range(CLIENTS)]
    for client in clients:
        client.start()
    said = lambda: sum(len(client.acknowledged) for client in clients)
    try:
        for _ in range(kills):
            before, deadline = said(), time.monotonic() + 60
            while said() < before + ENOUGH:
                assert time.monotonic() < deadline, "too few registrations before the kill to prove anything"
                assert not (faults := [client.fault for client in clients if client.fault]), faults
                time.sleep(0.005)
            server.kill()
            server.start("--trust-proxy")
    finally:
        stop.set()
        for client in clients:
            client.join()
    assert not (faults := [client.fault for client in clients if client.fault]), faults
    return clients


def prove(clients, kept):
    """All of what was acknowledged is kept, and nothing else: what was sent again was not taken again."""
    told = [number for client in clients for number in client.acknowledged]
    assert len(told) == len(set(told)), "two complaints got one number"
    assert sorted(told) == sorted(kept), "what was acknowledged and what is kept differ"
    assert sum(client.repeated for client in clients) >= CLIENTS, "the kills met nobody"


def test_every_acknowledged_case_is_there_once_after_fifty_kills_under_the_load_of_32_clients():
    server = Server()
    try:
        prove(kill_under_load(server, KILLS), server.numbers())
        verdict = server.run("verify")
        assert "0 broken" in verdict.stdout, verdict.stdout
    finally:
        server.stop()


def test_the_same_holds_for_a_server_on_postgres():
    cluster = Cluster().make().start()
    server = Server(demo=False)
    try:
        server.options += ["--database", cluster.database("killed")]
        server.run("demo", "--world-only")
        clients = kill_under_load(server, KILLS_ON_POSTGRES)
        prove(clients, cluster.sql("SELECT number FROM cases", "killed").split())
        assert "0 broken" in server.run("verify").stdout
    finally:
        server.stop()
        cluster.stop()
