"""Learning and showing it: a nurse passes a quiz on a phone and leaves the list; a failed try; a session with its sheet."""

import re

import pytest
from forms import fill, send
from harness import Server
from pages import look, shoot, sign_in

RIGHT = {"不要扶起", "“九防”里", "立即报告值班", "紧急联系人", "当班写清"}


@pytest.fixture(scope="module")
def home():
    made = Server("2026-09-24T09:00:00+08:00").start()
    yield made
    made.stop()


@pytest.fixture
def server(home):
    return home


def answer(page, right):
    """Chooses in each question the right answer, or another."""
    for question in page.locator("main fieldset").all():
        for label in question.locator("label").all():
            if any(label.inner_text().strip().startswith(start) for start in RIGHT) == right:
                label.click()
                break


def press(page, action):
    page.locator(f'main form[action$="{action}"] [type=submit]').click()


def test_a_nurse_passes_the_quiz_on_a_phone_and_leaves_the_list(open_page):
    head = open_page()
    sign_in(head, "huli")
    head.goto("/training/due")
    look(head, "training-due-desk")
    row = head.locator("main tr", has_text="吕梅")
    assert "8门" not in row.inner_text() and "7门" in row.inner_text()
    nurse = open_page(phone=True, javascript=False)
    sign_in(nurse, "hulier")
    nurse.goto("/training")
    nurse.locator("main a", has_text="突发情况").click()
    press(nurse, "/quizzes")
    nurse.wait_for_url(re.compile(r"/training/quizzes/[0-9a-f-]{36}"))
    answer(nurse, right=False)
    send(nurse)
    assert "没有及格" in nurse.locator("main").inner_text()
    assert "盲目搬动会加重伤害" in nurse.locator("main").inner_text()
    press(nurse, "/quizzes")
    answer(nurse, right=True)
    send(nurse)
    assert "及格了：5题答对5题" in nurse.locator("main").inner_text()
    head.reload()
    assert "6门" in head.locator("main tr", has_text="吕梅").inner_text()
    phone = open_page(phone=True)
    sign_in(phone, "hulier")
    for path, name in [("/training", "training-own-phone"), (nurse.url, "training-result-phone")]:
        phone.goto(path)
        look(phone, name)


def test_pressing_twice_hands_in_once(open_page):
    page = open_page(phone=True)
    sign_in(page, "qiantai")
    page.goto("/training/courses/emergencies")
    look(page, "training-course-phone")
    press(page, "/quizzes")
    page.wait_for_url(re.compile(r"/training/quizzes/"))
    look(page, "training-quiz-phone")
    answer(page, right=True)
    page.locator("main form[method=post] [type=submit]").last.dblclick()
    page.wait_for_selector("text=及格了")
    page.goto("/training")
    assert page.locator("#records tbody tr").count() == 1


def test_a_session_is_planned_moved_held_and_keyed(open_page):
    clerk = open_page()
    sign_in(clerk, "renshi")
    clerk.goto("/training/sessions/new")
    look(clerk, "training-plan-desk")
    clerk.locator("main label", has_text="接到投诉怎么办").click()
    fill(clerk, {"starts_at": "2026-09-24T08:00", "minutes": "60", "place": "一楼活动室", "trainer": "何莉",
                 "unit": "二楼护理组"})
    send(clerk)
    clerk.wait_for_url(re.compile(r"/training/sessions/[0-9a-f-]{36}"))
    session = clerk.url.split("?")[0]
    look(clerk, "training-session-desk")
    clerk.goto(f"{session}/print")
    assert "吕梅" in clerk.locator("main").inner_text()
    shoot(clerk, "training-sheet-desk")
    clerk.goto(f"{session}/sheet")
    look(clerk, "training-keying-desk")
    clerk.locator("[name=rest]").check()
    send(clerk)
    clerk.wait_for_url(session)
    assert "全程参加" in clerk.locator("#people").inner_text()
    fill(clerk, {"staff": "吕梅", "right": "8"})
    press(clerk, "/papers")
    clerk.wait_for_selector("#papers tbody tr")
    look(clerk, "training-held-desk")
    clerk.goto("/training/figures")
    look(clerk, "training-figures-desk")
    nurse = open_page(phone=True)
    sign_in(nurse, "hulier")
    nurse.goto(session)
    look(nurse, "training-session-phone")
    assert nurse.locator("#people").count() == 0
