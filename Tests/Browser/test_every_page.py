"""Every page of the demonstration home, on a desk and on a phone, in both languages: accessible and without faults."""

import re

import pytest
from harness import Server
from pages import assert_accessible, shoot, sign_in

PUBLIC = ["/", "/complaints/new?kind=CMP", "/complaints/new?kind=RPT", "/complaints/new?kind=INQ", "/follow", "/sign-in",
          "/api"]
STAFF = {
    "zuzhang": ["/desk", "/board", "/inbox", "/approvals", "/cases", "/cases/new", "/search?q=晚饭", "/account",
                "/account/tokens", "/views", "/desk/errands"],
    "zongjian": ["/roster", "/roster/absences", "/handovers", "/conduct-limits", "/supervision", "/supervision/tasks",
                 "/accountability", "/accountability/own", "/coordination", "/directory", "/fund",
                 "/registers/budgets", "/authority-reports", "/recovery", "/recovery/cold-meal", "/waivers", "/knowledge"],
    "admin": ["/admin/units", "/admin/staff", "/admin/calendars", "/admin/organisation", "/people",
              "/admin/staff/import", "/admin/posts", "/admin/search", "/admin/tokens", "/admin/webhooks", "/admin/rules",
              "/admin/rules/promises", "/admin/rules/promises/change", "/admin/rules/targets",
              "/admin/rules/targets/change", "/admin/rules/targets/change?part=DIN", "/admin/rules/grading",
              "/admin/rules/grading/change", "/admin/rules/letters", "/admin/rules/letters/change",
              "/admin/rules/categories", "/admin/rules/categories/change?part=SAF", "/admin/rules/reasons",
              "/admin/rules/reasons/change", "/admin/rules/limits", "/admin/rules/limits/change",
              "/admin/rules/routes", "/admin/rules/routes/change", "/admin/backups", "/admin/registers",
              "/admin/registers/new", "/admin/registers/promotion_activities"],
    "yinsi": ["/admin/retention"],
    "zhuguan": ["/duties", "/duties?view=house&progress=late", "/duties/calendar?view=house", "/duties/rules",
                "/duties/punctuality", "/duties/feed", "/duties/rules/monthly_report"],
    "hulier": ["/heard"],
    "anquan": ["/admin/security"],
    "kehu": ["/people", "/people/import", "/people/new"],
    "zhijian": ["/figures?period=2026-09", "/figures?period=2026", "/figures/print?period=2026-Q3", "/bulletins",
                "/figures/cases?period=2026-09&of=received", "/feedback", "/surveys", "/follow-ups",
                "/heard", "/duties/rules/new", "/duties/rules/monthly_report/change",
                "/actions", "/actions?view=open", "/actions/new",
                "/actions/lessons", "/suggestions", "/inspections", "/reviews",
                "/indicators?period=2026", "/indicators/promises_on_time?period=2026", "/indicators/equity",
                "/indicators/promises_on_time/rows?period=2026", "/indicators/yearly", "/indicators/volumes",
                "/inspections/new?list=complaint-handling.internal", "/inspections/new?list=mystery-phone.mystery",
                "/actions/rules", "/broadcasts?view=sent", "/broadcasts/new", "/knowledge/cases", "/knowledge/cases/new",
                "/commitments", "/commitments/misses", "/commitments/issues", "/commitments/standards"],
    "renshi": ["/training", "/training/sessions", "/training/sessions/new", "/training/courses", "/training/courses/new",
               "/training/courses/receiving-complaints", "/training/courses/receiving-complaints/change",
               "/training/courses/receiving-complaints/paper", "/training/due", "/training/figures"],
    "qiantai": ["/people", "/desk/received", "/flow", "/registers", "/registers/box_openings",
                "/registers/greetings", "/registers/greetings/new", "/registers/notice_checks/import"],
}


@pytest.fixture(scope="module")
def demo():
    made = Server(moment="2026-10-12T10:00:00+08:00", demo="--brief").start()
    yield made
    made.stop()


@pytest.fixture
def server(demo):
    return demo


def is_inside(page):
    """Nothing may reach sideways out of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), f"{page.url} is too wide"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_public_pages_are_accessible(open_page, phone):
    page = open_page(phone=phone)
    for path in PUBLIC:
        page.goto(path)
        assert_accessible(page, path)
        is_inside(page)
        shoot(page, f"public-{re.sub('[^a-z]+', '-', path.lower()) or 'home'}-{'phone' if phone else 'desk'}")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("login", sorted(STAFF))
def test_staff_pages_are_accessible(open_page, login, phone):
    page = open_page(phone=phone)
    sign_in(page, login)
    for path in STAFF[login]:
        answer = page.goto(path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        assert_accessible(page, path)
        is_inside(page)
        shoot(page, f"{login}{re.sub('[^a-z]+', '-', path.split('?')[0])}-{'phone' if phone else 'desk'}")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_case_pages_at_every_state_are_accessible(open_page, phone):
    page = open_page(phone=phone)
    sign_in(page, "zuzhang")
    page.goto("/cases")
    links = page.locator('main a[href^="/cases/"]').evaluate_all("all => all.map(one => one.getAttribute('href'))")
    cases = sorted({link for link in links if re.fullmatch(r"/cases/[0-9a-f-]{36}", link)})
    assert len(cases) >= 8
    for place, case in enumerate(cases):
        page.goto(case)
        assert_accessible(page, case)
        is_inside(page)
        shoot(page, f"case-{place}-{'phone' if phone else 'desk'}")
        steps = page.locator(f'main a[href^="{case}/"]').evaluate_all("all => all.map(one => one.getAttribute('href'))")
        for step in sorted({step.split("?")[0] for step in steps if "/files/" not in step})[place % 3::6]:
            page.goto(step)
            is_inside(page)
            # On a desk each form of a step is looked at in test_steps.py.
            if phone:
                assert_accessible(page, step)


def test_large_type_dark_and_english_are_accessible(open_page):
    page = open_page(phone=True, language="en-GB", color_scheme="dark")
    page.goto("/")
    page.locator('form[action="/preferences"] [name=type][value=large]').first.click()
    for path in PUBLIC:
        page.goto(path)
        assert page.locator("html").get_attribute("data-type") == "large"
        assert_accessible(page, f"{path}, large, dark, English")
        is_inside(page)
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")
    assert size >= 18, f"main text is {size} px"


def test_main_buttons_of_public_pages_are_sixty_pixels_high(open_page):
    page = open_page(phone=True)
    for path in ("/complaints/new?kind=CMP", "/follow"):
        page.goto(path)
        box = page.locator("main form[method=post] [type=submit]:not([name])").last.bounding_box()
        assert box["height"] >= 60, f"{path}: {box['height']} px"
