"""Rules as versions: a change is previewed, proposed by one person and approved by another."""

import pytest
from harness import Server
from pages import look, sign_in

RULES = "/admin/rules/promises"


@pytest.fixture
def server():
    made = Server(moment="2026-10-12T10:00:00+08:00", demo="--brief").start()
    yield made
    made.stop()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_change_of_the_rules_is_previewed_proposed_and_approved_by_two_people(open_page, phone):
    size = "phone" if phone else "desk"
    page = open_page(phone=phone)
    sign_in(page, "admin")
    page.goto(RULES + "/change")
    page.locator("[name='level.3.first_feedback']").fill("3天")
    page.locator("form.hy-rules [type=submit]").click()
    assert page.locator("[name='level.3.first_feedback']").input_value() == "3天"
    look(page, f"rules-refused-{size}")
    page.locator("[name='level.3.first_feedback']").fill("36小时")
    page.locator("[name='level.3.elder_care_decision']").fill("9天")
    page.locator("form.hy-rules [type=submit]").click()
    page.wait_for_selector("#differences")
    assert "9个自然日" in page.locator("#differences").inner_text()
    look(page, f"rules-preview-{size}")
    page.locator("[name=why]").fill("秋季人手增加，可以更快答复。")
    page.locator("form[action$='/proposals'] [type=submit]").click()
    page.wait_for_url("**" + RULES)
    look(page, f"rules-own-{size}")
    other = open_page(phone=phone)
    sign_in(other, "yuanzhang")
    other.goto(RULES)
    look(other, f"rules-waiting-{size}")
    other.locator("form[action$='/approval'] [type=submit]").click()
    other.wait_for_url("**" + RULES)
    other.locator("#versions a").first.click()
    assert "秋季人手增加" in other.locator("main").inner_text()
    look(other, f"rules-version-{size}")


def test_a_category_renamed_by_two_people_is_called_so_everywhere(server, open_page):
    page = open_page()
    sign_in(page, "admin")
    page.goto("/admin/rules/categories/change?part=DIN")
    look(page, "rules-categories-change")
    page.locator("[name='DIN-01.name.zh-Hans']").fill("饭菜放凉")
    page.locator("[name='DIN-80.name.zh-Hans']").fill("送餐到房")
    page.locator("[name='DIN-80.name.en']").fill("Meals brought up")
    page.locator("[name='DIN-80.rollup']").select_option("Q")
    page.locator("form.hy-rules [type=submit]").click()
    page.wait_for_selector("#differences")
    assert "饭菜放凉" in page.locator("#differences").inner_text()
    page.locator("[name=why]").fill("老人都这么说。")
    page.locator("form[action$='/proposals'] [type=submit]").click()
    page.wait_for_url("**/admin/rules/categories")
    other = open_page()
    sign_in(other, "yuanzhang")
    other.goto("/admin/rules/categories")
    other.locator("form[action$='/approval'] [type=submit]").click()
    other.wait_for_load_state()
    server.move_to("2026-10-12T10:05:00+08:00")
    desk = open_page()
    sign_in(desk, "qiantai")
    desk.goto("/cases/new")
    options = desk.locator("[name='allegations.0.category']").inner_text()
    assert "饭菜放凉" in options and "送餐到房" in options
    other.goto("/admin/rules/categories")
    other.locator("#list-DIN summary").click()
    look(other, "rules-categories")
