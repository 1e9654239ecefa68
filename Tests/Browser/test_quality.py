"""Improvement: a suggestion comes to something, and a cause that keeps coming back is dealt with until it stays away."""

import re

import pytest
from forms import fill, send, step
from pages import look, sign_in


@pytest.fixture
def moment():
    return "2026-09-03T09:00:00+08:00"


def staff(open_page, login, phone=False):
    page = open_page(phone=phone)
    sign_in(page, login)
    return page


def register(page, kind, words, **more):
    """Takes a voice in at the front desk; gives the address of its case."""
    page.goto("/cases/new")
    fill(page, {
        "channel": "phone", "kind": kind, "narrative": words, "complainant_kind": "child", "name": "李静",
        "phone": "13900020002", "secrecy": "open", **more})
    if kind == "CMP":
        unit = page.locator("label", has_text="餐饮组").first.get_attribute("for")
        page.locator(f"[id='{unit}']").press("Space")
    save = page.locator('main button[name="do"][value="save"]')
    save.last.click()
    page.wait_for_load_state()
    # Cases that may be about the same matter are shown first.
    if "/received" not in page.url:
        save.first.click()
    page.wait_for_url("**/received")
    return re.search(r"/cases/[0-9a-f-]{36}", page.url).group(0)


def solve(page, case):
    step(page, case, "grading", {"level": "4"})
    step(page, case, "settlement", {
        "answer": "已重新送热汤并道歉。", "finding": "upheld", "remedies": "R01", "place": "前台", "mode": "phone",
        "matter": "说明", "reached": True, "satisfied": True})


def until(page, address, text):
    """Waits for the sweep, which looks round by itself."""
    for _ in range(40):
        page.goto(address)
        if text in page.locator("main").inner_text():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{text} does not come at {address}")


def answer(page, address, noun, values):
    """Opens the folded form of a page, fills it in and sends it."""
    form = page.locator(f'main form[action="{address}/{noun}"]')
    folded = page.locator(f"details:not([open]):has(form[action='{address}/{noun}']) > summary")
    if folded.count():
        folded.first.click()
    for name, value in values.items():
        control = form.locator(f'[name="{name}"]')
        kind = control.first.evaluate("control => control.tagName + ' ' + (control.type || '')").lower()
        if kind.startswith("select"):
            control.select_option(label=value)
        elif "radio" in kind or "checkbox" in kind:
            form.locator(f'[name="{name}"][value="{value}"]').press("Space")
        else:
            control.fill(value)
    form.locator("[type=submit]").click()
    page.wait_for_load_state()


def test_a_suggestion_is_adopted_and_the_proposer_told(open_page):
    desk = staff(open_page, "qiantai")
    case = register(desk, "SUG", "建议在池塘边放一张长椅。")
    suggestion = case.replace("/cases/", "/suggestions/")
    keeper = staff(open_page, "zhijian", phone=True)
    until(keeper, "/suggestions", "池塘边")
    look(keeper, "quality-suggestions-phone")
    keeper.goto(suggestion)
    answer(keeper, suggestion, "adoption", {"words": "国庆前在池塘边放一张带扶手的长椅", "due_on": "2026-09-30"})
    look(keeper, "quality-suggestion-phone")
    assert "还没有告诉提建议的人" in keeper.inner_text("main")
    desk.goto("/desk")
    assert "一条建议已采纳" in desk.inner_text("main")
    desk.goto(suggestion)
    assert "带扶手的长椅" in desk.locator("[name=answer]").input_value()
    look(desk, "quality-suggestion-desk")
    answer(desk, suggestion, "notice", {"place": "前台", "mode": "电话", "reached": "yes"})
    assert "已告知" in desk.inner_text("main")
    step(desk, case, "closure", {"summary": "采纳，放长椅"})
    desk.goto(suggestion)
    desk.locator('main a[href^="/actions/"]').click()
    assert "带扶手的长椅" in desk.inner_text("main")


def test_a_cause_that_comes_three_times_opens_an_action_whose_failing_effect_opens_it_again(server, open_page):
    desk = staff(open_page, "qiantai")
    for place in range(3):
        solve(desk, register(desk, "CMP", f"汤又是凉的，第 {place + 1} 次。", **{
            "name": f"家属{place}", "phone": f"1390009000{place}", "allegations.0.category": "DIN-01"}))
    head = staff(open_page, "canyin")
    until(head, "/actions", "重复出现")
    look(head, "quality-actions-desk")
    head.locator("main td a, main th a").first.click()
    action = re.search(r"/actions/[0-9a-f-]{36}", head.url).group(0)
    answer(head, action, "plan", {"plan": "每辆餐车加保温盖", "measure": "到桌不低于 60 度"})
    answer(head, action, "completion", {"words": "十二个保温盖已到位"})
    look(head, "quality-action-done-desk")
    assert head.locator(f"form[action='{action}/verification']").count() == 0, "nobody verifies their own work"
    keeper = staff(open_page, "zhijian", phone=True)
    keeper.goto(action)
    answer(keeper, action, "verification", {"words": "看了三辆餐车，都有盖"})
    look(keeper, "quality-action-verified-phone")
    server.move_to("2026-09-20T09:00:00+08:00")
    desk = staff(open_page, "qiantai")
    solve(desk, register(desk, "CMP", "汤还是凉的。", **{
        "name": "家属四", "phone": "13900090009", "allegations.0.category": "DIN-01"}))
    server.move_to("2026-10-05T09:00:00+08:00")
    head = staff(open_page, "canyin", phone=True)
    until(head, action, "前一轮没有见效")
    assert "30 天效果检查：没有效果（1）" in head.inner_text("main")
    look(head, "quality-action-reopened-phone")


def test_an_inspection_becomes_actions(open_page):
    page = staff(open_page, "zhijian")
    page.goto("/inspections/new?list=service-quality.residents")
    look(page, "quality-inspection-blank-desk")
    marks = {f"item.SQ{place}": "full" for place in range(1, 8)}
    fill(page, {"unit": "餐饮组", "participants": "P-000001", "team": "质量部", **marks, "item.SQ4": "partly",
                "note.SQ4": "二楼的汤只有 40 度"})
    send(page)
    page.wait_for_url(re.compile(r"/inspections/[0-9a-f-]{36}"))
    text = page.inner_text("main")
    assert "95%（19/20 分）" in text and "饭菜热" in text
    look(page, "quality-inspection-desk")
    page.goto("/inspections")
    look(page, "quality-inspections-desk")
