"""What the tests outside the program share: a server on a data folder of its own, and a browser without pictures."""

import atexit
import functools
import http.cookiejar
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHOTS = ROOT / "Tests" / "Browser" / "shots"
PASSWORD = "spring-sunshine-2026"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 860}}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program():
    configured = os.environ.get("HUIYIN_PROGRAM")
    return pathlib.Path(configured) if configured else ROOT / ".build" / "debug" / "huiyin"


@functools.cache
def demo_world(moment, extent):
    """A data folder with the demonstration as it is at `moment`, made once by each process of tests and copied."""
    made = Server(moment, demo=False)
    atexit.register(shutil.rmtree, made.folder, ignore_errors=True)
    made.run("demo", extent)
    return made.folder / "data"


class Server:
    """One `huiyin serve` on a data folder; can be killed and started again on the same data."""

    def __init__(self, moment="2026-09-24T09:00:00+08:00", demo="--world-only"):
        """`demo` is how much of the demonstration there is, if any: the world alone, or `--brief` with cases."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="huiyin-browser-"))
        self.clock_file = self.folder / "clock"
        self.moment = moment
        self.clock_file.write_text(moment)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.options = ["--data", str(self.folder / "data"), "--clock-file", str(self.clock_file)]
        if demo:
            shutil.copytree(demo_world(moment, demo), self.folder / "data")

    def run(self, command, *words, check=True):
        # A subcommand of a subcommand stands before the options.
        inner = [words[0]] if words and not words[0].startswith("-") else []
        done = subprocess.run(
            [program(), command, *inner, *self.options, *words[len(inner):]], capture_output=True, text=True, cwd=ROOT, timeout=600)
        if check and done.returncode != 0:
            raise AssertionError(f"huiyin {command} failed: {done.stdout}{done.stderr}")
        return done

    def start(self, *words):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [program(), "serve", *self.options, "--port", str(self.port), *words], stdout=log, stderr=log, cwd=ROOT)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=1)
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise AssertionError("the server did not start: " + (self.folder / "log").read_text()[-2000:])

    def move_to(self, moment):
        """Sets the time of the running server; gives the sweep time to look around."""
        self.clock_file.write_text(moment)
        time.sleep(1.2)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def numbers(self):
        """The numbers of all cases, read from the file itself."""
        with sqlite3.connect(self.folder / "data" / "huiyin.sqlite") as store:
            return [row[0] for row in store.execute("SELECT number FROM cases")]


class Visitor:
    """Keeps cookies, reads a form's hidden fields, sends it."""

    HIDDEN = re.compile(r'<input type="hidden" name="(csrf|once)" value="([^"]*)"')

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path):
        return self.opener.open(self.url + path, timeout=20).read().decode()

    def hidden(self, page):
        return dict(self.HIDDEN.findall(page))

    def post(self, path, data, headers=None):
        body = urllib.parse.urlencode(data).encode()
        return self.opener.open(urllib.request.Request(self.url + path, body, headers or {}), timeout=20)

    def sign_in(self, login):
        """Signs an employee of the named world in; gives the visitor."""
        self.post("/sign-in", {"login": login, "password": PASSWORD, **self.hidden(self.get("/sign-in"))})
        return self

    def file_complaint(self, words, **more):
        """Files a complaint by the public form and returns its number."""
        hidden = self.hidden(self.get("/complaints/new?kind=CMP"))
        data = {"kind": "CMP", "narrative": words, "secrecy": "open", "complainant_kind": "child", "name": "测试",
                "phone": "13800000000", **hidden, **more}
        answer = self.post("/complaints", data).read().decode()
        return re.search(r"C-\d{4}-\d{6}", answer).group(0)
