"""PostgreSQL servers of a test's own: made, cut off, killed, followed by a replica. And a proxy that drops connections."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from harness import free_port


def binaries():
    """The folder of the server's programs, the newest version first. `bin/setup --tests` installs it."""
    places = [os.environ.get("HUIYIN_TEST_POSTGRES", "")]
    places += sorted(map(str, pathlib.Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    found = next((pathlib.Path(place) for place in places if place and (pathlib.Path(place) / "initdb").exists()), None)
    assert found, "no PostgreSQL server is installed: run bin/setup --tests"
    return found


def as_postgres():
    """PostgreSQL refuses to run as root."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []


class Cluster:
    """One server with its folder. A replica is made from it and takes over when told."""

    def __init__(self, folder=None):
        self.bin = binaries()
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="huiyin-pg-", dir="/tmp"))
        self.port = free_port()
        self.process = None
        if as_postgres():
            shutil.chown(self.folder, "postgres", "postgres")
            self.folder.chmod(0o700)

    def call(self, name, *words, check=True):
        return subprocess.run(
            [*as_postgres(), self.bin / name, *map(str, words)], check=check, capture_output=True, text=True,
            cwd=self.folder)

    def make(self):
        self.call("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        return self

    def replica(self):
        """A standby of this server whose receipt every commit waits for from now on."""
        other = Cluster()
        other.call(
            "pg_basebackup", "-D", "data", "-R", "-h", "127.0.0.1", "-p", self.port, "-U", "postgres",
            "--checkpoint=fast", "--no-sync")
        other.start()
        self.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.sql("SELECT pg_reload_conf()")
        wait_until(lambda: "sync" == self.sql("SELECT sync_state FROM pg_stat_replication"))
        return other

    def start(self):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [*as_postgres(), self.bin / "postgres", "-D", self.folder / "data", "-k", self.folder, "-h", "127.0.0.1",
             "-p", str(self.port), "-c", "fsync=off", "-c", "max_connections=100", "-c", "wal_level=replica",
             "-c", "hot_standby=on"], stdout=log, stderr=log)
        wait_until(lambda: self.call("pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port, check=False).returncode == 0)
        return self

    def promote(self):
        self.call("pg_ctl", "promote", "-D", "data", "-w")

    def kill(self):
        """All at once, as when the machine loses power."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        self.process.kill()
        for child in children:
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def sql(self, text, database="postgres"):
        return self.call(
            "psql", "-X", "-At", "-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", database, "-c", text
        ).stdout.strip()

    def database(self, name):
        self.sql(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


class Proxy:
    """Hands bytes on between programs and a server. Told to, it drops the next connection that commits, before the
    commit reaches the server or after it did; either way the program hears nothing more."""

    def __init__(self, port):
        self.target = port
        self.sabotage = None
        self.dropped = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.forward, args=(client, server), daemon=True).start()
            threading.Thread(target=self.back, args=(server, client), daemon=True).start()

    def forward(self, client, server):
        before = b""
        try:
            while data := client.recv(65536):
                # The message may come in pieces; what stands behind the mark is its commit.
                said, before = before + data, data[-500:]
                if b"COMMIT" in data and b"commit_marks" in said:
                    with self.lock:
                        how, self.sabotage = self.sabotage, None
                    if how == "before":
                        break
                    if how == "after":
                        # The answer must not come through: the way back is shut before the commit goes on.
                        client.shutdown(socket.SHUT_RDWR)
                        server.sendall(data)
                        time.sleep(0.2)
                        break
                server.sendall(data)
        except OSError:
            pass
        finally:
            for end in (client, server):
                end.close()

    def back(self, server, client):
        try:
            while data := server.recv(65536):
                client.sendall(data)
        except OSError:
            pass

    def arm(self, how):
        with self.lock:
            self.sabotage = how

    def is_armed(self):
        with self.lock:
            return self.sabotage is not None

    def close(self):
        self.listener.close()


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
