"""A server of its own with the demo world, a real Chromium, and time that moves when a test says so."""

import pathlib
import sys

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from harness import DESKTOP, PHONE, Server  # noqa: E402


@pytest.fixture
def moment():
    """When a test begins, unless it says otherwise."""
    return "2026-09-24T09:00:00+08:00"


@pytest.fixture
def server(moment):
    made = Server(moment).start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        print(f"\nChromium {browser.version}")
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, server):
    """Opens pages that fail the test on console errors and on requests that leave this machine."""
    contexts, faults = [], []

    def open_it(phone=False, javascript=True, language="zh-CN", **options):
        context = chromium.new_context(
            base_url=server.url, locale=language, timezone_id="Asia/Shanghai", java_script_enabled=javascript,
            **(PHONE if phone else DESKTOP), **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)

        def note_console(message):
            # The browser reports every answer of 400 and above as an error; those are what some tests ask for.
            if message.type == "error" and "Failed to load resource" not in message.text:
                faults.append(f"console: {message.text}")

        page.on("console", note_console)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on(
            "request",
            lambda request: None if request.url.startswith((server.url, "data:", "blob:")) else faults.append(request.url))
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not faults, faults
