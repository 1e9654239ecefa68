"""The interface for programs under generated requests, as several roles: no fault of its own, no answer that is not
in its document, none that the table of rights forbids."""

import json
import pathlib
import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from harness import ROOT, Server, Visitor

SCOPES = ["cases:read", "cases:write", "persons:read", "persons:write", "directory:read", "admin:read",
          "admin:write", "registers:read", "registers:write"]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# At most, for each run; the first of them is the thorough one.
SECONDS, THOROUGH_SECONDS = 3, 8
# Somebody of each role the home gives out, and nobody.
LOGINS = ["zuzhang", "qiantai", "admin", "kehu", "chuli", "huli", "diaocha", "zhuguan", "zongjian", "yuanzhang", "zhijian",
          "yinsi", "anquan", "shenji", "hulier", None]


@pytest.fixture(scope="module")
def server():
    server = Server(demo=False)
    server.run("demo", "--brief")
    yield server.start()
    server.stop()


NOBODY = "01a0d0b6-4000-7184-963f-d69e38902161"


def token(server, login):
    """Makes a token on the page a person would use."""
    visitor = Visitor(server.url)
    visitor.sign_in(login)
    hidden = visitor.hidden(visitor.get("/account/tokens"))
    fields = [("name", "test"), ("days", "1"), ("per_minute", "6000"), *hidden.items()]
    page = visitor.post("/account/tokens", fields + [("scopes", scope) for scope in SCOPES]).read().decode()
    return re.search(r"hyt_[0-9a-f]{64}", page).group(0)


def ask(server, path, bearer=None, method="GET", body=None, key=None):
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    if key:
        headers["Idempotency-Key"] = key
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/api/v1{path}", data=data, headers=headers, method=method)
    try:
        answer = urllib.request.urlopen(request, timeout=20)
        return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def approved():
    """Which roles the approved table lets in, by method and path."""
    table = {}
    for line in (ROOT / "Tests/AppTests/Approved/routes.txt").read_text().splitlines():
        route, _, who = line.partition("  ")
        method, path = route.split(" ")
        if path.startswith("/api/v1"):
            table[method, re.sub(r":(\w+)", r"{\1}", path)] = who
    return table


@pytest.mark.parametrize("login", LOGINS)
def test_generated_requests_find_no_fault_and_no_undocumented_answer(server, login, tmp_path):
    words = [str(pathlib.Path(sys.executable).with_name("st")), "run", f"{server.url}/api/v1/openapi.json", "--url",
             f"{server.url}/api/v1", "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "4",
             "--max-time", str(THOROUGH_SECONDS if login == LOGINS[0] else SECONDS), "--request-timeout", "20", "--seed", "1", "--no-color", "--workers", "2",
             "--suppress-health-check", "all", "--generation-database", "none"]
    if login:
        words += ["--header", f"Authorization: Bearer {token(server, login)}"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    log = (server.folder / "log").read_text()
    assert "request failed" not in log, log[-3000:]


@pytest.mark.parametrize("login", ["zuzhang", "qiantai", "admin", "hulier", "shenji", "yinsi"])
def test_no_answer_is_given_that_the_table_of_rights_forbids(server, login):
    """Real cases and persons are asked for by whoever; a good answer must stand in the approved table."""
    _, listed = ask(server, "/cases?limit=20", token(server, "zuzhang"))
    cases = [line["id"] for line in listed["items"]]
    _, listed = ask(server, "/persons?limit=3", token(server, "qiantai"))
    persons = [line["id"] for line in listed["items"]]
    bearer, table = token(server, login), approved()
    _, me = ask(server, "/me", bearer)
    roles = set(me["roles"])
    for (method, path), who in table.items():
        if who in ("open", "complainant"):
            continue
        for id in (cases[:6] if "{case}" in path else persons if "{person}" in path else [NOBODY]):
            address = re.sub(r"\{\w+\}", id, path.removeprefix("/api/v1"))
            body = {} if method == "POST" else None
            status, answer = ask(server, address, bearer, method, body, f"rights-{login}-{len(address)}-{id[-8:]}")
            assert status < 500, (method, address, answer)
            if status < 300:
                assert who == "all staff" or roles & set(who.split()), (method, address, login)


def test_without_a_token_everything_but_the_description_is_refused(server):
    for (method, path), who in approved().items():
        if who != "open":
            address = re.sub(r"\{\w+\}", NOBODY, path.removeprefix("/api/v1"))
            status, _ = ask(server, address, None, method, {} if method == "POST" else None, "no-token-1")
            assert status == 401, (method, path, status)
