"""The process is killed in the middle of work: what was acknowledged is there once, and every chain is whole."""

import threading
import time

from cluster import Cluster
from harness import Server
from nodes import Client, prove

CLIENTS = 32
KILLS = 50
KILLS_ON_POSTGRES = 6
ENOUGH = 4


def kill_under_load(server, kills):
    """Kills the server so many times while all clients are at it; afterwards all of them come to their end."""
    server.start("--trust-proxy")
    stop = threading.Event()
    clients = [Client([server], place, stop) for place in range(CLIENTS)]
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
    return clients


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
