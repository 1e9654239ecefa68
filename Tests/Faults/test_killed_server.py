"""The process is killed in the middle of work: what was acknowledged is there, and every chain is whole."""

import threading
import time

from harness import Server, Visitor

ROUNDS = 3
REGISTRATIONS = 200


def register_until_killed(server, acknowledged, stop):
    lock = threading.Lock()
    remaining = iter(range(REGISTRATIONS))

    def work():
        while not stop.is_set():
            with lock:
                number = next(remaining, None)
            if number is None:
                return
            try:
                case = Visitor(server.url).file_complaint(f"第{number}件：晚饭是凉的，没有人管。")
            except (OSError, AttributeError):
                continue  # the server was killed before it answered: nothing was acknowledged
            with lock:
                acknowledged.append(case)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    return threads


def test_every_acknowledged_case_survives_three_kills_during_200_concurrent_registrations():
    server = Server(moment="2026-09-24T09:00:00+08:00")
    try:
        acknowledged = []
        for _ in range(ROUNDS):
            server.start()
            before = len(acknowledged)
            stop = threading.Event()
            threads = register_until_killed(server, acknowledged, stop)
            deadline = time.monotonic() + 60
            while len(acknowledged) < before + 40 and time.monotonic() < deadline:
                time.sleep(0.01)
            server.kill()
            stop.set()
            for thread in threads:
                thread.join()
            assert len(acknowledged) >= before + 40, "too few registrations before the kill to prove anything"
            verdict = server.run("verify")
            assert "0 broken" in verdict.stdout, verdict.stdout
        assert len(acknowledged) == len(set(acknowledged)), "a number was given twice"
        missing = set(acknowledged) - set(server.numbers())
        assert not missing, f"acknowledged but gone: {sorted(missing)[:5]}"
    finally:
        server.stop()
