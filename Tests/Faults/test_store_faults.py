"""The disk is full, a page of the store rots, the clock runs back: what is said, and what is still there afterwards."""

import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse

import pytest
from harness import Server, Visitor, program

PASSPHRASE = "moonlight over the pond"


def on_small_disk(server, megabytes):
    """Puts the server's data on a file system of so many megabytes; skips where none may be mounted."""
    data = server.folder / "data"
    small = server.folder / "small"
    small.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", small], capture_output=True)
    if done.returncode != 0:
        pytest.skip("no small file system may be mounted here")
    shutil.copytree(data, small, dirs_exist_ok=True)
    shutil.rmtree(data)
    data.symlink_to(small)
    return small


def test_a_full_disk_is_said_and_nothing_acknowledged_is_lost():
    server = Server()
    small = None
    try:
        small = on_small_disk(server, 48)
        server.start()
        acknowledged = [Visitor(server.url).file_complaint("晚饭是凉的。")]
        with open(small / "ballast", "wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"0" * 4096)
            except OSError:
                pass
        refusals = []
        for number in range(60):
            try:
                acknowledged.append(Visitor(server.url).file_complaint(f"第{number}件：" + "很长的经过。" * 600))
            except urllib.error.HTTPError as error:
                refusals.append((error.code, error.read().decode()))
                if len(refusals) == 3:
                    break
        assert refusals, "the disk was never full"
        for code, page in refusals:
            assert code == 503, page[-2000:]
            assert "暂时无法保存" in page or "could not be kept" in page
        (small / "ballast").unlink()
        acknowledged.append(Visitor(server.url).file_complaint("磁盘有空间以后的一件。"))
        numbers = server.numbers()
        assert sorted(numbers) == sorted(acknowledged), "what was acknowledged and what is stored differ"
        assert "0 broken" in server.run("verify").stdout
    finally:
        if server.process:
            server.process.terminate()
            server.process.wait(timeout=20)
        if small:
            subprocess.run(["umount", "-l", small], capture_output=True)
        server.stop()


def test_a_rotten_page_is_found_said_and_mended_from_the_backup():
    server = Server()
    try:
        server.start()
        number = Visitor(server.url).file_complaint("晚饭是凉的。")
        secret = server.folder / "passphrase"
        secret.write_text(PASSPHRASE)
        backup = server.folder / "backup"
        server.run("backup", str(backup), "--passphrase-file", str(secret))
        drill = server.run("backup", str(backup), "--verify", "--passphrase-file", str(secret))
        assert "The backup can be restored." in drill.stdout
        server.process.terminate()
        server.process.wait(timeout=20)
        store = server.folder / "data" / "huiyin.sqlite"
        with sqlite3.connect(store) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()[0]
            size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.close()
        with open(store, "r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xa5" * size)
        found = server.run("verify", check=False)
        assert found.returncode != 0, found.stdout
        assert "broken" in found.stdout or "malformed" in found.stderr, found.stdout + found.stderr
        told = server.run("doctor", "--deep", check=False)
        assert told.returncode == 1 and re.search("FAIL +(evidence|store)", told.stdout) and "→" in told.stdout, told.stdout + told.stderr
        rotten = server.folder / "data"
        rotten.rename(server.folder / "rotten")
        done = subprocess.run(
            [program(), "restore", str(backup), "--into", str(rotten), "--passphrase-file", str(secret)],
            capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        server.start()
        assert server.numbers() == [number]
        assert "0 broken" in server.run("verify").stdout
        assert Visitor(server.url).file_complaint("恢复以后的一件。") != number
    finally:
        server.stop()


def test_moments_never_run_back_though_the_clock_does():
    server = Server(moment="2026-09-24T10:00:00+08:00")
    try:
        server.start()
        for minute, moment in enumerate(["2026-09-24T10:00:00+08:00", "2026-09-24T09:00:00+08:00", "2026-09-24T09:30:00+08:00"]):
            server.move_to(moment)
            Visitor(server.url).file_complaint(f"第{minute}件：晚饭是凉的。")
        with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
            moments = [row[0] for row in store.execute("SELECT registered_at FROM cases ORDER BY number")]
            assert moments == sorted(moments) and len(set(server.numbers())) == 3
            bad = store.execute(
                "SELECT count(*) FROM events a JOIN events b ON a.subject_kind = b.subject_kind AND "
                "a.subject_id = b.subject_id AND b.sequence = a.sequence + 1 WHERE b.recorded_at < a.recorded_at")
            assert bad.fetchone()[0] == 0
        server.kill()
        server.move_to("2026-09-24T09:00:00+08:00")
        told = server.run("doctor", check=False)
        assert re.search(r"FAIL +clock: it is \d+ s behind", told.stdout), told.stdout
        server.start()
        assert Visitor(server.url).file_complaint("钟拨回以后的一件。") == "C-2026-000004"
        assert "0 broken" in server.run("verify").stdout
    finally:
        server.stop()


def test_a_running_request_is_finished_before_the_server_stops():
    server = Server()
    try:
        server.start()
        visitor = Visitor(server.url)
        hidden = visitor.hidden(visitor.get("/complaints/new?kind=CMP"))
        body = urllib.parse.urlencode(
            {"kind": "CMP", "narrative": "晚饭是凉的。", "secrecy": "open", "complainant_kind": "child", "name": "测试",
             "phone": "13800000000", **hidden}).encode()
        cookies = "; ".join(f"{one.name}={one.value}" for one in
                            next(h for h in visitor.opener.handlers if hasattr(h, "cookiejar")).cookiejar)
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
            link.sendall(
                (f"POST /complaints HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nConnection: close\r\n"
                 f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n").encode()
                + body[:40])
            time.sleep(0.4)
            server.process.terminate()
            time.sleep(0.4)
            link.sendall(body[40:])
            answer = b""
            while part := link.recv(65536):
                answer += part
        assert answer.startswith(b"HTTP/1.1 303") and b"/my-case/receipt" in answer, answer[:300]
        assert server.process.wait(timeout=20) == 0
        assert server.numbers() == ["C-2026-000001"]
    finally:
        server.stop()


def test_one_process_has_an_sqlite_store_and_a_killed_one_leaves_it_free():
    server = Server()
    try:
        server.start()
        words = ["migrate-engine", "--from", "sqlite", "--to", "postgres", *server.options, "--database",
                 "postgresql://127.0.0.1:1/none"]
        for command in (["serve", *server.options, "--port", "0"], ["worker", *server.options], words):
            refused = subprocess.run([program(), *command], capture_output=True, text=True, timeout=30)
            assert refused.returncode != 0
            assert f"in use by huiyin serve (process {server.process.pid})" in refused.stderr, refused.stderr
        # What only looks, and backups, go beside it.
        assert "0 broken" in server.run("verify").stdout
        server.kill()
        server.start()
    finally:
        server.stop()
