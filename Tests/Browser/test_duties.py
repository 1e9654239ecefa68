"""Recurring duties: from the list to done, to punctuality; a rule changed with a look ahead; the month; the feed."""

import sqlite3
import time
import urllib.error
import urllib.request

import pytest
from harness import Server
from pages import assert_accessible, shoot, sign_in

MORNING = "2026-09-29T09:00:00+08:00"


@pytest.fixture(scope="module")
def home():
    made = Server(MORNING).start()
    # The first rounds of the sweep take over the rules and lay what is owed.
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not is_laid(made):
        time.sleep(0.3)
    yield made
    made.stop()


def is_laid(made):
    with sqlite3.connect(made.folder / "data" / "huiyin.sqlite") as store:
        return store.execute("SELECT count(*) FROM duty_passes WHERE completed_at IS NOT NULL").fetchone()[0] > 0


@pytest.fixture
def server(home):
    return home


def inside(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), f"{page.url} is too wide"


def test_a_duty_goes_from_the_list_to_done_and_into_punctuality(open_page, home):
    page = open_page()
    sign_in(page, "kehu")
    page.goto("/duties?view=mine&progress=open&rule=resident_follow_up")
    assert_accessible(page, "/duties")
    shoot(page, "duties-list")
    first = page.locator("#duties tbody tr").first
    assert "每月回访老人" in first.inner_text()
    first.locator("a").first.click()
    assert "9月30日" in page.locator("#facts").inner_text()
    assert "为什么是这个期限" in page.content()
    assert_accessible(page, "/duties/:duty")
    shoot(page, "duties-one")
    page.locator("form[action$='/completion'] [name=note]").fill("已当面回访，老人满意。")
    page.locator("form[action$='/completion'] [type=submit]").click()
    assert "已办结" in page.locator("h1 + *, .hy-head").first.inner_text()
    assert "已当面回访" in page.locator("#history").inner_text()
    home.move_to("2026-10-01T09:00:00+08:00")
    boss = open_page()
    sign_in(boss, "zhijian")
    boss.goto("/duties/punctuality?from=2026-09-30&until=2026-09-30")
    row = boss.locator("tr", has_text="每月回访老人")
    assert "1／" in row.inner_text()
    assert_accessible(boss, "/duties/punctuality")
    shoot(boss, "duties-punctuality")


def test_a_waiver_is_asked_by_one_and_approved_by_another(open_page):
    page = open_page()
    sign_in(page, "kehu")
    page.goto("/duties?view=mine&progress=open&rule=family_follow_up")
    page.locator("#duties tbody tr a").first.click()
    address = page.url
    page.locator("details#waiver summary").click()
    page.locator("form[action$='/waiver'] [name=kind][value=not_applicable]").check(force=True)
    page.locator("form[action$='/waiver'] [name=note]").fill("没有家属。")
    page.locator("form[action$='/waiver'] [type=submit]").click()
    assert page.locator("form[action$='/approval']").count() == 0
    boss = open_page(phone=True)
    sign_in(boss, "zhuguan")
    boss.goto(address)
    inside(boss)
    shoot(boss, "duties-waiver-phone")
    boss.locator("form[action$='/approval'] [type=submit]").click()
    assert "不适用" in boss.locator(".hy-head").inner_text()


def test_a_rule_is_changed_after_a_look_at_what_changes(open_page):
    page = open_page()
    sign_in(page, "zhijian")
    page.goto("/duties/rules")
    assert_accessible(page, "/duties/rules")
    shoot(page, "duties-rules")
    page.goto("/duties/rules/monthly_report/change")
    page.locator("[name=amount]").fill("8")
    page.locator("#change [type=submit]").click()
    preview = page.locator("#preview")
    assert "8日" in preview.inner_text()
    assert_accessible(page, "/duties/rules/:rule/change")
    shoot(page, "duties-rule-preview")
    preview.locator("[type=submit]").click()
    assert "第2版" in page.content() or page.locator("#versions tbody tr").count() == 2


def test_a_rule_is_made_after_a_look_at_its_next_six_dues(open_page):
    page = open_page()
    sign_in(page, "zhijian")
    page.goto("/duties/rules")
    page.locator('main a[href="/duties/rules/new"]').click()
    assert_accessible(page, "/duties/rules/new")
    inside(page)
    shoot(page, "duties-rule-new")
    page.locator("[name=name_zh]").fill("检查冰箱温度")
    page.locator("[name=why_zh]").fill("食品安全")
    page.locator("[name=scope]").select_option("unit")
    page.locator("[name=every]").select_option("week")
    page.locator("[name=ladder_role_2]").select_option("director")
    page.locator("#rule [type=submit]").click()
    # Who without when is told in words, and what was typed is still there.
    assert page.locator("[name=name_zh]").input_value() == "检查冰箱温度"
    assert "请选择什么时候告诉" in page.locator("main").inner_text()
    page.locator("[name=ladder_when_2]").select_option("due+24h")
    page.locator("#rule [type=submit]").click()
    assert page.locator("#preview tbody tr").count() == 6
    assert_accessible(page, "/duties/rules/new with a look ahead")
    shoot(page, "duties-rule-new-preview")
    page.locator("#preview [type=submit]").click()
    assert "检查冰箱温度" in page.locator("h1").inner_text()
    assert "总监" in page.locator("#facts").inner_text() and "本院自定" in page.locator("#facts").inner_text()
    page.goto(page.url + "/change")
    page.locator("[name=on]").select_option("off")
    page.locator("#change [type=submit]").click()
    page.locator("#preview [type=submit]").click()
    assert page.locator("#versions tbody tr").count() == 2


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_month_is_a_table_of_days_and_a_list_on_a_phone(open_page, phone):
    page = open_page(phone=phone, language="en-GB" if phone else "zh-CN")
    sign_in(page, "zhijian")
    for address in ["/duties/calendar?month=2026-10&view=house", "/duties?view=house", "/duties/rules/quarterly_report",
                    "/duties/punctuality", "/duties/feed"]:
        page.goto(address)
        inside(page)
        assert_accessible(page, address)
    page.goto("/duties/calendar?month=2026-10&view=house")
    shoot(page, f"duties-month-{'phone' if phone else 'desk'}")
    page.locator("#month td a").first.click()
    assert "/duties?" in page.url
    assert page.locator("#duties tbody tr").count() > 0


def test_the_feed_is_read_without_signing_in_and_ends_when_revoked(open_page, home):
    page = open_page()
    sign_in(page, "zhijian")
    page.goto("/duties/feed")
    page.locator("form[action='/duties/feed'] [type=submit]").click()
    address = home.url + "/duties/feed/" + page.content().split("/duties/feed/")[1].split(".ics")[0] + ".ics"
    answer = urllib.request.urlopen(address, timeout=10)
    text = answer.read().decode()
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR\r\n") and "BEGIN:VEVENT" in text
    page.goto("/duties/feed")
    page.locator("form[action='/duties/feed/revocation'] [type=submit]").click()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(address, timeout=10)
