"""Letters of commitment: promises put in force, a resident signs on a tablet, version 2 comes, who still holds version 1."""

import re

import pytest
from forms import fill, send
from harness import Server
from pages import assert_accessible, shoot, sign_in

RESIDENT = "刘桂英"


@pytest.fixture(scope="module")
def home():
    """One server for the file, with the named world and nothing promised yet."""
    made = Server(moment="2026-09-24T09:00:00+08:00").start()
    yield made
    made.stop()


@pytest.fixture
def server(home):
    return home


def is_inside(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), f"{page.url} is too wide"


def write_letter(page, contact):
    """The next version of the letter, by the quality supervisor."""
    page.goto("/commitments/letters/new")
    fill(page, {"contact_zh": contact, "contact_en": contact})
    send(page)
    page.wait_for_url(re.compile("/commitments/letters$"))


def issue_letter(page, version):
    """Put in force by the director."""
    page.goto("/commitments/letters")
    page.locator(f'form[action="/commitments/letters/{version}/issuance"] [type=submit]').click()
    page.wait_for_url(re.compile("/commitments/letters$"))
    assert page.locator("main").get_by_text("现行").first.is_visible()


def names_on(page, address):
    page.goto(address)
    return set(page.locator("#residents tbody th a").all_inner_texts())


def draw(page):
    """A stroke with the mouse, as with finger or pen."""
    pad = page.locator("[data-sign-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 20, box["y"] + box["height"] * (0.3 if step % 2 else 0.7))
    page.mouse.up()


def open_letter(page, name):
    page.locator("tr", has_text=name).get_by_role("link", name="发放承诺书").click()
    page.wait_for_url(re.compile("/commitments/issues/new"))


def test_a_resident_gets_the_letter_signs_on_a_tablet_and_version_2_shows_who_holds_version_1(open_page):
    quality, director, clerk = open_page(), open_page(), open_page()
    for page, login in ((quality, "zhijian"), (director, "zongjian"), (clerk, "kehu")):
        sign_in(page, login)

    # Promises: shipped, looked over by one, put in force by another.
    quality.goto("/commitments/standards")
    quality.locator('form[action="/commitments/standards/shipped"] [type=submit]').click()
    assert quality.get_by_text("首次反馈").first.is_visible()
    director.goto("/commitments/standards")
    director.locator('form[action="/commitments/standards/issuance"] [type=submit]').click()
    director.wait_for_url(re.compile("/commitments/standards$"))
    write_letter(quality, "许静，客户关系专员，021-6608 1234，一楼客服部")
    issue_letter(director, 1)

    # Without a letter → on the list → signs with a drawn line.
    before = names_on(clerk, "/commitments/issues?state=none")
    assert RESIDENT in before
    assert names_on(clerk, "/commitments/issues?state=current") == set()
    clerk.goto("/commitments/issues?state=none")
    open_letter(clerk, RESIDENT)
    assert clerk.get_by_text("48小时内给您实质答复").is_visible()
    clerk.get_by_role("link", name="大字版").click()
    assert clerk.locator(".hy-promise-letter.is-large").is_visible()
    # Nothing drawn yet: refused, and all that was chosen stays.
    fill(clerk, {"outcome": "drawn", "explained": "read_aloud"})
    send(clerk)
    assert clerk.get_by_text("请在签名框里签名").first.is_visible()
    assert clerk.locator('[name=explained][value=read_aloud]').is_checked()
    draw(clerk)
    assert clerk.get_by_text("已签名").is_visible()
    send(clerk)
    clerk.wait_for_url(re.compile("/commitments/issues/[0-9a-f-]{36}$"))
    assert clerk.get_by_text("在平板上签名").first.is_visible()
    picture = clerk.request.get(clerk.get_by_role("link", name="查看签名").get_attribute("href"))
    assert picture.headers["content-type"] == "image/png" and len(picture.body()) > 1000
    assert names_on(clerk, "/commitments/issues?state=none") == before - {RESIDENT}

    # Another without JavaScript, signed on paper.
    plain = open_page(javascript=False)
    sign_in(plain, "qiantai")
    plain.goto("/commitments/issues?state=none")
    second = plain.locator("#residents tbody th a").first.inner_text()
    open_letter(plain, second)
    assert not plain.locator("[data-sign]").is_visible()
    plain.locator('[name=outcome][value=paper]').check()
    send(plain)
    assert re.search("/commitments/issues/[0-9a-f-]{36}$", plain.url), plain.locator("main").inner_text()

    # Version 2: exactly those two hold version 1.
    write_letter(quality, "许静，客户关系专员，021-6608 5678，一楼客服部")
    issue_letter(director, 2)
    assert names_on(clerk, "/commitments/issues?state=old") == {RESIDENT, second}
    assert names_on(clerk, "/commitments/issues?version=1") == {RESIDENT, second}
    clerk.goto("/commitments/issues?state=old")
    open_letter(clerk, RESIDENT)
    draw(clerk)
    send(clerk)
    clerk.wait_for_url(re.compile("/commitments/issues/[0-9a-f-]{36}$"))
    assert names_on(clerk, "/commitments/issues?version=1") == {second}
    assert names_on(clerk, "/commitments/issues?state=current") == {RESIDENT}


LOOKS = {
    "kehu": ["/commitments", "/commitments/issues?state=none", "/commitments/issues?state=current",
             "/commitments/reading", "/commitments/poster"],
    "zhijian": ["/commitments/standards", "/commitments/standards/new", "/commitments/letters",
                "/commitments/letters/new", "/commitments/letters/2", "/commitments/readers", "/commitments/misses"],
}


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_pages_of_commitments_are_accessible_and_large_where_elders_act(open_page, phone):
    kind = "phone" if phone else "desk"
    for login, paths in LOOKS.items():
        page = open_page(phone=phone)
        sign_in(page, login)
        for path in paths:
            assert page.goto(path).status == 200, path
            assert_accessible(page, path)
            is_inside(page)
            shoot(page, f"commitments{re.sub('[^a-z0-9]+', '-', path.split('?')[0].removeprefix('/commitments'))}-{kind}")
    page = open_page(phone=phone)
    sign_in(page, "kehu")
    page.goto("/commitments/issues?state=none")
    page.locator("#residents tbody td a").first.click()
    page.wait_for_url(re.compile("/commitments/issues/new"))
    assert_accessible(page, "giving a letter")
    is_inside(page)
    shoot(page, f"commitments-give-{kind}")
    size = page.locator(".hy-promised-words").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 18, f"the letter is {size} px"
    for target in page.locator(".hy-give .hy-choice, .hy-give [data-sign-clear], .hy-give .hy-btn-main").all():
        assert target.bounding_box()["height"] >= 60, target.inner_text()
    page.goto("/promises")
    assert_accessible(page, "/promises")
    is_inside(page)
    shoot(page, f"commitments-public-{kind}")
