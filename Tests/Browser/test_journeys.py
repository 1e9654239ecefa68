"""A complaint from its first word to the doubly confirmed close, in a real browser, over simulated days."""

import re

import pytest
from forms import TALK, fill, send, step
from pages import assert_accessible, shoot, sign_in


def file_complaint(page, javascript):
    page.goto("/")
    page.locator('a[href*="/complaints/new?kind=CMP"]').first.click()
    fill(page, {
        "narrative": "我妈妈住101，连着三天晚饭都是凉的，老人胃不好。", "topic": "food", "occurred_on": "2026-09-30",
        "about": "王秀芳，101", "complainant_kind": "child", "secrecy": "open", "name": "李静", "phone": "13900020002"})
    if javascript:
        assert_accessible(page, "public form")
        shoot(page, "public-form-filled")
    send(page)
    page.wait_for_url("**/my-case/receipt")
    number = re.search(r"C-\d{4}-\d{6}", page.inner_text("main")).group(0)
    pin = re.sub(r"\D", "", page.inner_text("#pin"))
    assert len(pin) == 16
    return number, pin


def follow(page, number, pin):
    page.goto("/follow")
    fill(page, {"number": number, "pin": pin})
    send(page)
    page.wait_for_url("**/my-case")


def open_listed(page, number):
    """Opens the case by its line in the list shown."""
    page.locator("main tr, main li", has_text=number).first.locator('a[href^="/cases/"]').first.click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}"))
    return re.search(r"/cases/[0-9a-f-]{36}", page.url).group(0)


def staff(open_page, login, javascript, phone=False):
    page = open_page(javascript=javascript, phone=phone)
    sign_in(page, login)
    return page


def carry_to_close(server, open_page, javascript):
    check = assert_accessible if javascript else (lambda page, name: None)
    daughter = open_page(phone=True, javascript=javascript)
    number, pin = file_complaint(daughter, javascript)
    receipt = daughter.inner_text("main")
    assert "2026年10月1日" in receipt and "23:50" in receipt, receipt
    check(daughter, "receipt")
    if javascript:
        shoot(daughter, "receipt-phone")

    server.move_to("2026-10-01T08:30:00+08:00")
    leader = staff(open_page, "zuzhang", javascript)
    leader.goto("/inbox")
    check(leader, "inbox")
    case = open_listed(leader, number)
    step(leader, case, "acknowledgement", {**TALK, "empathy_shown": True})
    step(leader, case, "grading", {"level": "3"})
    page_text = leader.inner_text("main")
    # Level Ⅲ: first feedback within 48 hours day and night, the decision within ten days, the day of receipt not counted.
    assert "2026年10月2日" in page_text and "23:50" in page_text, page_text
    assert "2026年10月10日" in page_text, page_text
    check(leader, "case page")
    step(leader, case, "assignment", {"handler": "孙强", "responsible_unit": "餐饮组"})

    server.move_to("2026-10-01T10:00:00+08:00")
    handler = staff(open_page, "canyin", javascript)
    handler.goto("/desk")
    check(handler, "my desk")
    step(handler, case, "acceptance", {})
    step(handler, case, "feedback", {
        **TALK, "understood": "连续三天晚饭送到时是凉的", "next_step": "核对送餐登记并检查餐车",
        "expected_at": "2026-10-05T18:00"})
    server.move_to("2026-10-03T09:00:00+08:00")
    handler = staff(open_page, "canyin", javascript)
    step(handler, case, "investigation", {"mode": "document", "summary": "三天送餐登记均低于60度，餐车电热管损坏。"})
    step(handler, case, "findings", {
        "finding": "upheld", "reasons": "登记显示送达时低于60度。", "primary": "E2"})
    step(handler, case, "proposal", {
        "plan": "修好餐车，送达测温登记。", "remedies": "R02", "actions.0.text": "修好餐车并测温七天",
        "actions.0.owner": "孙强", "actions.0.due_on": "2026-10-12"})

    server.move_to("2026-10-05T09:00:00+08:00")
    supervisor = staff(open_page, "zhuguan", javascript)
    supervisor.goto("/approvals")
    check(supervisor, "approvals")
    assert number in supervisor.inner_text("main")
    step(supervisor, case, "approval", {})

    server.move_to("2026-10-06T09:00:00+08:00")
    handler = staff(open_page, "canyin", javascript)
    step(handler, case, "letter-draft", {"apology": "对三天的凉饭，我们诚恳道歉。"})
    step(handler, case, "decision", {**TALK, "mode": "letter"})
    handler.goto(f"{case}/letter")
    check(handler, "letter")

    follow(daughter, number, pin)
    story = daughter.inner_text("main")
    assert "我们诚恳道歉" in story and "修好餐车" in story, story
    check(daughter, "my case")
    if javascript:
        shoot(daughter, "my-case-phone")
    fill(daughter, {"understood": "yes", "respect": "5", "process": "5", "result": "5", "satisfied": "yes"})
    daughter.locator('main form[action="/my-case/answer"] [type=submit]').click()
    daughter.wait_for_load_state()

    server.move_to("2026-10-08T09:00:00+08:00")
    handler = staff(open_page, "canyin", javascript)
    handler.goto(case)
    assert f"{case}/confirmation" not in handler.content(), "the handler must not be offered the second confirmation"
    step(handler, case, "completion", {"number": "1", "evidence": "维修单和七天登记"})
    confirmer = staff(open_page, "zhijian", javascript)
    step(confirmer, case, "confirmation", {"actions_seen": "到二楼看过，饭菜热。", "guidance_given": True})
    leader = staff(open_page, "zuzhang", javascript)
    step(leader, case, "closure", {"summary": "餐车修好，饭菜热。", "learning": "餐车列入每周检查。"})
    assert "已结案" in leader.inner_text("main")
    check(leader, "closed case")
    if javascript:
        shoot(leader, "case-closed")
    follow(daughter, number, pin)
    verdict = server.run("verify")
    assert "0 broken" in verdict.stdout, verdict.stdout
    return leader, case


@pytest.fixture
def moment():
    """Ten minutes before midnight, the evening before the National Day holiday."""
    return "2026-09-30T23:50:00+08:00"


def test_a_daughter_complains_before_the_holiday_and_six_roles_carry_it_to_the_doubly_confirmed_close(server, open_page):
    carry_to_close(server, open_page, javascript=True)


def test_the_whole_way_works_without_javascript(server, open_page):
    carry_to_close(server, open_page, javascript=False)


@pytest.mark.parametrize("moment", ["2026-10-02T02:10:00+08:00"])
def test_an_anonymous_report_of_abuse_is_level_one_at_once_and_the_accused_see_nothing(server, open_page, moment):
    witness = open_page(phone=True)
    witness.goto("/complaints/new?kind=RPT")
    fill(witness, {
        "narrative": "夜里看到有人用力拉扯一位老人，手臂上有青紫。", "topic": "abuse", "danger": "yes",
        "secrecy": "anonymous"})
    send(witness)
    witness.wait_for_url("**/my-case/receipt")
    receipt = witness.inner_text("main")
    assert "02:40" in receipt, receipt
    assert_accessible(witness, "receipt of a report")
    number = re.search(r"C-\d{4}-\d{6}", receipt).group(0)

    chief = staff(open_page, "yuanzhang", True)
    chief.goto("/desk")
    assert number in chief.inner_text("main"), "the chief executive is told at once"
    case = open_listed(chief, number)
    text = chief.inner_text("main")
    assert "Ⅰ" in text and "匿名" in text, text
    assert "公安机关" in text and "03:10" in text, text
    assert "告知家属" in text, text
    assert_accessible(chief, "case page of a report")
    shoot(chief, "case-level-one")

    nurse = staff(open_page, "hulier", True)
    answer = nurse.goto(case)
    assert answer.status == 403
    assert "青紫" not in nurse.content()
    nurse.goto("/search?q=青紫")
    assert number not in nurse.inner_text("main")

    server.move_to("2026-10-02T02:45:00+08:00")
    leader = staff(open_page, "zuzhang", True)
    leader.goto("/desk")
    assert number in leader.inner_text("main")
    step(leader, case, "safety", {"measure": "老人已转到一楼，值班医生查看。", "representative_told": True})
    leader.goto(case)
    assert "已转到一楼" in leader.inner_text("main")
