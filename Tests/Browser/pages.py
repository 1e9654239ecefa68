"""What tests do with a page: sign in, look for barriers, keep a picture."""

import os

from axe_playwright_python.sync_playwright import Axe
from harness import PASSWORD, SHOTS


def sign_in(page, login, password=PASSWORD):
    page.goto("/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("form[action='/sign-in'] [type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def assert_accessible(page, name):
    """No violation of WCAG 2.2 A or AA on the page as it is now."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def shoot(page, name):
    """Keeps a picture of the whole page, to be looked at by a person, when asked to with SHOTS=1."""
    if not os.environ.get("SHOTS"):
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def look(page, name):
    """What holds of every page: accessible, no wider than the screen; a picture of it is kept."""
    assert_accessible(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), f"{name} is too wide"
    shoot(page, name)
