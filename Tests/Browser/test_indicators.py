"""Indicators: from a rate to the case behind it, the own unit alone, and a month that somebody has to record."""

import pytest
from harness import Server, Visitor
from pages import look, sign_in


@pytest.fixture(scope="module")
def house():
    """Six complaints of September that nobody answered within 48 hours."""
    made = Server("2026-09-24T09:00:00+08:00").start()
    for number in range(6):
        Visitor(made.url).file_complaint(f"汤是凉的，第 {number + 1} 次。", phone=f"1390009000{number}")
    made.move_to("2026-09-28T09:00:00+08:00")
    yield made
    made.stop()


@pytest.fixture
def server(house):
    return house


def board(page, text):
    """The dashboard once everything was counted, which happens by itself."""
    for _ in range(80):
        page.goto("/indicators?period=2026-09")
        shown = page.locator("main").inner_text()
        if text in shown and "还在补算" not in shown:
            return shown
        page.wait_for_timeout(250)
    raise AssertionError(f"{text} does not come")


def test_a_rate_leads_to_its_cases(open_page):
    page = open_page()
    sign_in(page, "zhijian")
    text = board(page, "0.0%（0/6）")
    look(page, "indicators-board")
    for part in ["安全", "专业", "高效", "舒适", "尚未记录的指标", "数据截至", "不低于100%"]:
        assert part in text
    page.get_by_role("link", name="48小时首次反馈率").click()
    look(page, "indicators-one")
    assert "近十二期" in page.locator("main").inner_text()
    page.get_by_role("link", name="数值背后的记录").first.click()
    look(page, "indicators-behind")
    links = page.locator("main table a[href^='/cases/']")
    assert links.count() == 6
    links.first.click()
    page.wait_for_url("**/cases/*")


def test_a_head_sees_the_own_unit(open_page):
    page = open_page(phone=True)
    sign_in(page, "canyin")
    assert "0/6" not in board(page, "数据截至")
    look(page, "indicators-head-phone")
    page.goto("/indicators/first_feedback_48h/rows?period=2026-09&role=director")
    assert "没有对应的记录" in page.locator("main").inner_text()


def test_a_month_is_recorded_and_groups_are_compared(open_page):
    page = open_page()
    sign_in(page, "zhijian")
    page.goto("/indicators/volumes")
    look(page, "indicators-volumes")
    page.locator("[name=kind]").select_option("visit")
    page.locator("[name=amount]").fill("420")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_load_state()
    assert "420" in page.locator("main table").inner_text()
    for name in ["equity", "yearly"]:
        page.goto(f"/indicators/{name}")
        look(page, name)
