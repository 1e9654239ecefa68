"""Several nodes on one PostgreSQL: what was acknowledged is there once, whatever falls over."""

import re
import shutil
import signal
import subprocess
import threading

import pytest

from cluster import Cluster, Proxy, wait_until
from harness import ROOT, Server, Visitor, program
from nodes import Client, Node, Peer, prove, world


@pytest.fixture(scope="module")
def cluster():
    one = Cluster().make().start()
    yield one
    one.stop()


def test_a_connection_dropped_in_the_middle_of_a_commit_neither_loses_nor_doubles(cluster):
    cluster.database("dropped")
    proxy = Proxy(cluster.port)
    server = world(f"postgresql://postgres@127.0.0.1:{proxy.port}/dropped", "--connections", "3")
    try:
        server.start()
        told = []
        for number in range(8):
            proxy.arm(["before", "after"][number % 2])
            told.append(Visitor(server.url).file_complaint(f"第{number}件：晚饭是凉的。"))
            wait_until(lambda: not proxy.is_armed())
        kept = cluster.sql("SELECT number FROM cases ORDER BY number", "dropped").split()
        assert sorted(told) == kept, "each acknowledged once, none doubled"
        assert "0 broken" in server.run("verify").stdout
    finally:
        server.stop()
        proxy.close()


def test_the_replica_takes_over_under_load_and_nothing_acknowledged_is_lost():
    primary = Cluster().make().start()
    replica, server, other = None, None, None
    try:
        primary.database("app")
        replica = primary.replica()
        hosts = f"127.0.0.1:{primary.port},127.0.0.1:{replica.port}"
        server = world(f"postgresql://postgres@{hosts}/app?target_session_attrs=read-write").start("--trust-proxy")
        other = Node(server).start("--trust-proxy")
        stop = threading.Event()
        clients = [Client([server, other], place, stop) for place in range(8)]
        said = lambda: sum(len(client.acknowledged) for client in clients)
        try:
            for client in clients:
                client.start()
            wait_until(lambda: said() >= 25)
            primary.kill()
            replica.promote()
            before = said()
            wait_until(lambda: said() >= before + 25, 60)
        finally:
            stop.set()
            for client in clients:
                client.join()
        prove(clients, replica.sql("SELECT number FROM cases", "app").split(), repeats=0)
        assert "0 broken" in server.run("verify").stdout
    finally:
        for node in (other, server):
            if node:
                node.end() if isinstance(node, Node) else node.stop()
        for one in (replica, primary):
            if one:
                one.stop()


def work(server):
    log = open(server.folder / "worker-log", "ab")
    return subprocess.Popen(
        [program(), "worker", *server.options, "--webhook-hosts", "127.0.0.1"], stdout=log, stderr=log, cwd=ROOT)


def test_what_a_killed_worker_held_is_taken_by_another(cluster):
    url = cluster.database("leases")
    server, peer, workers, node = world(url), Peer(), [], None
    try:
        node = Node(server, "--no-background", "--webhook-hosts", "127.0.0.1").start()
        admin = Visitor(node.url).sign_in("admin")
        hidden = admin.hidden(admin.get("/admin/webhooks"))
        admin.post("/admin/webhooks", {"name": "Peer", "url": peer.url, "kinds": "*", **hidden}).read()
        told = [Visitor(node.url).file_complaint(f"第{number}件：晚饭是凉的。") for number in range(3)]
        waiting = "SELECT count(*) FROM outbox_messages WHERE done_at IS NULL"
        assert int(cluster.sql(waiting, "leases")) >= len(told)
        workers = [work(server), work(server)]
        assert peer.first.wait(30), "nobody delivered"
        held = cluster.sql("SELECT holder FROM leases WHERE name = 'rounds'", "leases")
        # The first delivery hangs: its worker dies with the lease of the message in its hands.
        for worker in workers:
            worker.kill()
            worker.wait()
        assert int(cluster.sql(f"{waiting} AND leased_until IS NOT NULL", "leases")) >= 1
        workers = [work(server)]
        server.move_to("2026-09-24T09:05:00+08:00")
        wait_until(lambda: cluster.sql(waiting, "leases") == "0")
        assert len(peer.heard) == len(set(peer.heard)), "delivered twice"
        wait_until(lambda: cluster.sql("SELECT holder FROM leases WHERE name = 'rounds'", "leases") not in ("", held))
    finally:
        peer.release.set()
        for worker in workers:
            worker.kill()
            worker.wait()
        if node:
            node.end()
        server.stop()


def test_a_move_up_that_is_killed_goes_on_and_ends_whole(cluster):
    url = cluster.database("moved")
    server = Server()
    try:
        server.start()
        told = [Visitor(server.url).file_complaint(f"第{number}件：晚饭是凉的。") for number in range(3)]
        server.process.terminate()
        server.process.wait(timeout=20)
        words = [program(), "migrate-engine", "--from", "sqlite", "--to", "postgres", *server.options,
                 "--database", url, "--batch", "1"]
        for table in ("events", "staff"):
            move = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            for line in move.stdout:
                if line.startswith(f"{table}: 2 of"):
                    move.send_signal(signal.SIGKILL)
            assert move.wait() == -signal.SIGKILL, "the move was over before it could be killed"
            refused = server.run("verify", "--database", url, check=False)
            assert "not finished" in refused.stdout + refused.stderr, "half a store must not be served"
        done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
        assert "0 broken" in done.stdout, done.stdout + done.stderr
        assert cluster.sql("SELECT number FROM cases ORDER BY number", "moved").split() == sorted(told)
        server.options += ["--database", url]
        server.start()
        assert Visitor(server.url).file_complaint("搬家以后的第一件。") not in told
        assert "0 broken" in server.run("verify").stdout
    finally:
        server.stop()


def copied_program(folder):
    """The program in another folder, with migrations of its own."""
    build = program().parent
    shutil.copy(program(), folder / "huiyin")
    for place in build.glob("huiyin_*.resources"):
        shutil.copytree(place.resolve(), folder / place.name)
    return folder / "huiyin", folder / "huiyin_Platform.resources" / "Migrations"


@pytest.fixture(scope="module")
def broken_programs(tmp_path_factory):
    """Two broken copies of a release: one migration is cut short, or is there a second time."""
    torn, migrations = copied_program(tmp_path_factory.mktemp("torn"))
    cut = migrations / "005_outbox.sql"
    cut.write_text(cut.read_text()[:200])
    doubled, migrations = copied_program(tmp_path_factory.mktemp("doubled"))
    shutil.copy(migrations / "005_outbox.sql", migrations / "005_outbox_again.sql")
    return torn, doubled


def test_nodes_that_start_at_once_apply_each_migration_once_and_a_torn_or_doubled_one_not_at_all(cluster, broken_programs):
    url = cluster.database("starting")
    server = Server(demo=False)
    try:
        def start(binary):
            return subprocess.Popen(
                [binary, "verify", *server.options, "--database", url], stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, cwd=ROOT)

        broken, whole = [start(one) for one in broken_programs], [start(program()) for _ in range(2)]
        said = [(one.communicate(timeout=60)[0], one.returncode) for one in whole + broken]
        assert all(code == 0 for _, code in said[:2]), said
        assert all(code != 0 and "005_outbox" in text for text, code in said[2:]), said
        names = cluster.sql("SELECT count(*), count(DISTINCT name) FROM schema_migrations", "starting").split("|")
        assert names[0] == names[1] and int(names[0]) > 20
        assert start(program()).wait(timeout=60) == 0
    finally:
        server.stop()


def test_a_replica_that_fell_far_behind_is_passed_over():
    """Figures on paper may be some seconds old. A replica that stopped applying what it gets is older than that."""
    primary = Cluster().make().start()
    replica, server = None, None
    try:
        primary.database("lagging")
        replica = primary.replica()
        url = "postgresql://postgres@127.0.0.1:{}/lagging"
        server = world(url.format(primary.port), "--replica", url.format(replica.port), "--replica-lag", "3").start()
        reader = Visitor(server.url).sign_in("zongjian")
        figures = lambda: re.search("收到件数,(.*)", reader.get("/figures/export")).group(1).strip()
        wait_until(lambda: replica.sql("SELECT count(*) FROM sessions", "lagging") == "1")
        assert figures() == "0"
        replica.sql("SELECT pg_wal_replay_pause()")
        Visitor(server.url).file_complaint("晚饭是凉的。")
        assert figures() == "0", "the replica was not asked"
        # A small figure is not shown exactly, but it is not zero.
        wait_until(lambda: figures() != "0", 10)
        replica.sql("SELECT pg_wal_replay_resume()")
        wait_until(lambda: replica.sql("SELECT count(*) FROM cases", "lagging") == "1")
        assert figures() != "0"
        # No commit shall wait for it once it is gone.
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
        primary.sql("SELECT pg_reload_conf()")
        replica.kill()
        assert figures() != "0", "a replica that is away is no reason to fail"
    finally:
        if server:
            server.stop()
        for one in (replica, primary):
            if one:
                one.stop()
