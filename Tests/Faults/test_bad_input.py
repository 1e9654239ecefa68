"""Every form of every page gets what no form should get: it answers with a sentence, never with a fault of its own."""

import html.parser
import urllib.error
import urllib.parse

import pytest
from harness import Server, Visitor

MARKUP = "<script>alert(1)</script>'; DROP TABLE cases; --"
CONTROL = "a\x00b\x07c\u202ed"
LONG = "长" * 30_000
WRONG = "-1e309"
MOST_FORMS = 400


class Forms(html.parser.HTMLParser):
    """The forms and links of a page."""

    def __init__(self):
        super().__init__()
        self.forms, self.links, self.current = [], set(), None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "a" and (found.get("href") or "").startswith("/"):
            self.links.add(found["href"].split("#")[0])
        if tag == "form":
            self.current = {"action": found.get("action", ""), "method": found.get("method", "get"), "fields": {}}
            self.forms.append(self.current)
        if tag in ("input", "textarea", "select", "button") and self.current is not None and found.get("name"):
            hidden = found.get("type") == "hidden"
            self.current["fields"].setdefault(found["name"], (found.get("value") or "", hidden))


def pages(visitor, starts, limit=250):
    """Walks the pages a person can reach, without signing out and without the archive's every row."""
    waiting, seen, shapes = list(starts), set(), {}
    while waiting and len(seen) < limit:
        path = waiting.pop(0)
        shape = tuple("…" if any(sign.isdigit() for sign in part) else part for part in path.split("?")[0].split("/"))
        if path in seen or "/files/" in path or path not in starts and shapes.get(shape, 0) >= 2:
            continue
        seen.add(path)
        shapes[shape] = shapes.get(shape, 0) + 1
        try:
            answer = visitor.opener.open(visitor.url + path, timeout=30)
        except urllib.error.HTTPError as error:
            assert error.code < 500, f"{path} answered {error.code}"
            continue
        if answer.headers.get_content_type() != "text/html":
            continue
        parsed = Forms()
        parsed.feed(answer.read().decode())
        waiting += sorted(parsed.links)
        yield path, parsed.forms


def send(visitor, action, body):
    request = urllib.request.Request(visitor.url + action, data=body)
    try:
        answer = visitor.opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    # What a browser saves instead of showing runs no script.
    is_page = answer.headers.get_content_type() == "text/html"
    return answer.status, answer.read().decode(errors="replace"), is_page


def bodies(fields):
    proof = {name: value for name, (value, hidden) in fields.items() if hidden}
    open_names = [name for name, (_, hidden) in fields.items() if not hidden]
    for junk in ("", MARKUP, CONTROL, WRONG, LONG):
        yield urllib.parse.urlencode({**proof, **dict.fromkeys(open_names, junk)}).encode()
    yield urllib.parse.urlencode(proof).encode() + b"&" + (open_names[0] if open_names else "x").encode() + b"=%FF%C3%28"
    yield urllib.parse.urlencode({**proof, "csrf": "0"}).encode()
    yield b"not=a&form=%zz"
    yield b"x=" + b"1" * 700_000


SKIPPED = {"/sign-out", "/my-case/leave", "/preferences", "/account/sessions/end-others"}


@pytest.fixture(scope="module")
def server():
    made = Server(moment="2026-10-12T10:00:00+08:00", demo="--brief").start()
    yield made
    made.stop()


def try_every_form(server, visitor, starts):
    tried = 0
    for path, forms in pages(visitor, starts):
        for form in forms:
            action = form["action"] or path
            if form["method"].lower() != "post" or action in SKIPPED or "/sessions" in action:
                continue
            for body in bodies(form["fields"]):
                status, text, is_page = send(visitor, action, body)
                assert status < 500, f"{action} (from {path}) answered {status} to {body[:200]!r}"
                assert not (is_page and "<script>alert" in text), f"{action} printed markup unescaped"
                assert len(text.strip()) > 0, f"{action} answered nothing"
            tried += 1
            if tried >= MOST_FORMS:
                return tried
    return tried


def test_public_forms_answer_bad_input_with_a_sentence(server):
    tried = try_every_form(server, Visitor(server.url), [
        "/", "/follow", "/sign-in", *[f"/complaints/new?kind={kind}" for kind in ("CMP", "INQ", "SUG", "CPL", "RPT")]])
    assert tried >= 5
    assert "0 broken" in server.run("verify").stdout


@pytest.mark.parametrize("login", ["zuzhang", "zhuguan", "admin"])
def test_staff_forms_answer_bad_input_with_a_sentence(server, login):
    visitor = Visitor(server.url)
    visitor.sign_in(login)
    tried = try_every_form(server, visitor, ["/desk", "/inbox", "/cases", "/cases/new", "/account", "/admin/staff"])
    assert tried >= 3
    assert "0 broken" in server.run("verify").stdout
