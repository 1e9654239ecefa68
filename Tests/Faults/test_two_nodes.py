"""Two servers on one PostgreSQL are one system to whoever works with them, and one of them may fall over."""

import re
import urllib.error

import pytest

from cluster import Cluster, wait_until
from harness import Visitor
from nodes import Listener, Node, Peer, world


@pytest.fixture(scope="module")
def cluster():
    one = Cluster().make().start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def pair(cluster):
    """Two nodes that both do the work of the background."""
    server = world(cluster.database("pair"))
    first, second = Node(server).start("--trust-proxy"), Node(server).start("--trust-proxy")
    yield first, second
    first.end()
    second.end()
    server.stop()


def newest_case(visitor, number):
    """The address of the case of this number, as the list of cases links it."""
    page = visitor.get(f"/search?q={number}")
    return re.search(r'href="(/cases/[0-9a-f-]{36})"', page).group(1)


def test_who_signed_in_at_one_node_works_at_the_other_and_signs_out_of_both(pair):
    first, second = pair
    visitor = Visitor(first.url).sign_in("zuzhang")
    visitor.url = second.url
    assert "/sign-out" in visitor.get("/desk")
    visitor.post("/sign-out", visitor.hidden(visitor.get("/desk"))).read()
    visitor.url = first.url
    assert visitor.opener.open(first.url + "/desk").url.split("?")[0].endswith("/sign-in")


def test_a_step_taken_at_one_node_shows_on_the_live_pages_of_the_other_without_loading_them_again(pair):
    first, second = pair
    here, there = Visitor(first.url).sign_in("zuzhang"), Visitor(second.url).sign_in("zuzhang")
    board = Listener(here, "/board/live")
    wait_until(lambda: board.last("board"))
    before = board.last("board")
    number = Visitor(second.url).file_complaint("晚饭是凉的。")
    wait_until(lambda: board.last("board") != before, 10)
    case = newest_case(there, number)
    page = Listener(here, f"{case}/live")
    wait_until(lambda: page.last("version"))
    version, before = page.last("version"), board.last("board")
    form = there.hidden(there.get(f"{case}/notes"))
    there.post(f"{case}/notes", {"text": "已经和厨房说了。", **form}).read()
    wait_until(lambda: page.last("version") != version, 10)
    assert int(page.last("version")) > int(version)
    assert "已经和厨房说了。" in here.get(case)


def test_attempts_to_sign_in_are_counted_over_both_nodes(pair):
    """Sixty from one address in a quarter of an hour, whichever node they reach."""
    visitors = [Visitor(node.url) for node in pair]
    forms = [visitor.hidden(visitor.get("/sign-in")) for visitor in visitors]

    def attempt(which, address):
        # Nobody has this name, so that no account is locked by it.
        data = {"login": "nobody", "password": "wrong", "return": "", **forms[which]}
        try:
            return visitors[which].post("/sign-in", data, {"X-Forwarded-For": address}).status
        except urllib.error.HTTPError as error:
            return error.code

    said = [attempt(number % 2, "10.9.9.9") for number in range(60)]
    assert 429 not in said
    assert [attempt(which, "10.9.9.9") for which in (0, 1)] == [429, 429], "each node counted for itself"
    assert 429 not in [attempt(which, "10.9.9.10") for which in (0, 1)]


def test_what_falls_due_is_told_once_though_both_nodes_look(pair, cluster):
    first, second = pair
    for number in range(4):
        Visitor(pair[number % 2].url).file_complaint(f"第{number}件：晚饭是凉的。")
    due = "SELECT count(*) FROM clocks WHERE next_attention_at <= {}"
    for moment in ("2026-09-25T09:00:00+08:00", "2026-09-29T09:00:00+08:00", "2026-10-12T09:00:00+08:00"):
        first.clock_file.write_text(moment)
        instant = f"extract(epoch FROM timestamptz '{moment}')::bigint * 1000"
        wait_until(lambda: cluster.sql(due.format(instant), "pair") == "0")
    told = "SELECT {} FROM (SELECT subject_id, facts FROM events WHERE kind = 'casework.warned') AS told"
    counts = [cluster.sql(told.format(what), "pair") for what in ("count(*)", "count(DISTINCT (subject_id, facts))")]
    assert counts[0] == counts[1] and int(counts[0]) >= 4, counts
    assert "0 broken" in first.run("verify").stdout


def test_one_of_two_live_nodes_is_killed_while_it_holds_leases_and_the_other_does_the_work_once(cluster):
    server, peer, nodes = world(cluster.database("half")), Peer(), []
    holder = "SELECT holder FROM leases WHERE name = 'rounds'"
    waiting = "SELECT count(*) FROM outbox_messages WHERE done_at IS NULL"
    try:
        nodes.append(Node(server, "--webhook-hosts", "127.0.0.1").start())
        admin = Visitor(nodes[0].url).sign_in("admin")
        hidden = admin.hidden(admin.get("/admin/webhooks"))
        admin.post("/admin/webhooks", {"name": "Peer", "url": peer.url, "kinds": "*", **hidden}).read()
        Visitor(nodes[0].url).file_complaint("晚饭是凉的。")
        assert peer.first.wait(30), "nobody delivered"
        held = cluster.sql(holder, "half")
        assert held, "nobody goes the rounds"
        nodes.append(Node(server, "--webhook-hosts", "127.0.0.1").start())
        for number in range(5):
            Visitor(nodes[number % 2].url).file_complaint(f"第{number}件：晚饭是凉的。")
        assert int(cluster.sql(f"{waiting} AND leased_until IS NOT NULL", "half")) >= 1
        nodes[0].kill()
        # What the dead one holds is waited for; what it did not, and whoever asks, is served meanwhile.
        Visitor(nodes[1].url).file_complaint("一台机器停了以后的一件。")
        assert cluster.sql(holder, "half") == held
        server.clock_file.write_text("2026-09-24T09:05:00+08:00")
        wait_until(lambda: cluster.sql(waiting, "half") == "0")
        wait_until(lambda: cluster.sql(holder, "half") not in ("", held))
        assert len(peer.heard) == len(set(peer.heard)), "delivered twice"
        assert len(peer.heard) == int(cluster.sql("SELECT count(*) FROM outbox_messages", "half"))
        assert cluster.sql("SELECT count(*) FROM cases", "half") == "7"
        assert "0 broken" in server.run("verify").stdout
    finally:
        peer.release.set()
        for node in nodes:
            node.end()
        server.stop()
