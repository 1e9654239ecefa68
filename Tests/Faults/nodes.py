"""Several nodes on one store, who signs in at them, and who hears from them."""

import http.client
import http.server
import re
import secrets
import threading
import time
import urllib.error

from harness import Server, Visitor, free_port


class Node(Server):
    """One more server on the store and the data folder of another."""

    def __init__(self, other, *options):
        self.folder, self.clock_file, self.process = other.folder, other.clock_file, None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = [*other.options, *options]

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)


def world(url, *options):
    """A server on PostgreSQL with the named world."""
    server = Server(demo=False)
    server.options += ["--database", url, *options]
    server.run("demo", "--world-only")
    return server


class Peer:
    """A subscriber of webhooks that keeps the first delivery waiting."""

    def __init__(self):
        self.heard, self.first, self.release = [], threading.Event(), threading.Event()
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                name = self.headers["Webhook-Id"]
                if not peer.first.is_set():
                    peer.first.set()
                    peer.release.wait(20)
                    return
                peer.heard.append(name)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"


class Client(threading.Thread):
    """Files one complaint after another. What was not acknowledged it sends again with the same key, until it is."""

    def __init__(self, servers, place, stop):
        super().__init__()
        self.servers, self.place, self.stop = servers, place, stop
        self.visitor = Visitor(servers[place % len(servers)].url)
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
                # As a proxy before them would, it asks the next one.
                self.visitor.url = self.servers[(self.place + self.repeated) % len(self.servers)].url
                if self.fault:
                    return
                time.sleep(0.05)
            self.acknowledged.append(number)

    def file(self, form, address):
        """The number of the receipt; none when the server was killed before it answered whole."""
        try:
            answer = self.visitor.post("/complaints", form, address).read().decode()
        except urllib.error.HTTPError as error:
            if error.code != 503:
                self.fault = f"{error.code}: {error.read().decode()[-800:]}"
            return None
        except (OSError, http.client.HTTPException):
            return None
        found = re.search(r"C-\d{4}-\d{6}", answer)
        if not found:
            self.fault = answer[-800:]
        return found and found.group(0)


def prove(clients, kept, repeats=1):
    """All of what was acknowledged is kept, and nothing else: what was sent again was not taken again."""
    told = [number for client in clients for number in client.acknowledged]
    assert len(told) == len(set(told)), "two complaints got one number"
    assert sorted(told) == sorted(kept), "what was acknowledged and what is kept differ"
    assert not (faults := [client.fault for client in clients if client.fault]), faults
    assert sum(client.repeated for client in clients) >= repeats, "the fault met nobody"


class Listener(threading.Thread):
    """Keeps a live page open, as a browser does, and notes what it is told by name."""

    def __init__(self, visitor, path):
        super().__init__(daemon=True)
        jar = next(one.cookiejar for one in visitor.opener.handlers if hasattr(one, "cookiejar"))
        cookies = "; ".join(f"{one.name}={one.value}" for one in jar)
        self.link = http.client.HTTPConnection(visitor.url.removeprefix("http://"), timeout=60)
        self.link.request("GET", path, headers={"Accept": "text/event-stream", "Cookie": cookies})
        self.answer = self.link.getresponse()
        assert self.answer.status == 200, self.answer.read()
        self.heard = {}
        self.start()

    def run(self):
        name = None
        try:
            while line := self.answer.readline().decode():
                said, _, value = line.rstrip("\n").partition(": ")
                if said == "event":
                    name = value
                elif said == "data" and name:
                    self.heard.setdefault(name, []).append(value)
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass

    def last(self, name):
        return self.heard.get(name, [None])[-1]
