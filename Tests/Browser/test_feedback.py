"""Asking people: a survey on paper and on the web whose report a hand confirms, and a follow-up that becomes a case."""

import re
from math import sqrt

import pytest
from forms import fill, send
from harness import Server
from pages import look, shoot, sign_in


@pytest.fixture(scope="module")
def home():
    made = Server("2026-09-24T09:00:00+08:00").start()
    yield made
    made.stop()


@pytest.fixture
def server(home):
    return home


def press(page, action):
    page.locator(f'main form[action$="{action}"] [type=submit]').click()


def wilson(met, of, z=1.959963984540054):
    """The formula as it stands in the books, so that the page is compared with something made elsewhere."""
    share = met / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return middle - reach, middle + reach


def percent(share):
    return f"{share * 100:.1f}%"


def begin(page, name, plan="everybody", kind="annual"):
    page.goto("/surveys")
    form = page.locator("details#new")
    if form.count() and form.get_attribute("open") is None:
        form.locator("summary").click()
    fill(page, {"kind": kind, "name": name, "opens_on": "2026-09-24", "closes_on": "2026-10-24", "plan": plan})
    send(page)
    page.wait_for_url(re.compile(r"/surveys/[0-9a-f-]{36}"))
    survey = page.url.split("?")[0]
    press(page, "/opening")
    page.wait_for_selector("#ways")
    return survey


def codes(page, survey):
    page.goto(f"{survey}/paper")
    return page.locator(".hy-sheet-value").all_inner_texts()


def test_a_wave_on_paper_and_on_the_web_ends_in_a_report_that_a_hand_confirms(open_page):
    supervisor = open_page()
    sign_in(supervisor, "zhijian")
    survey = begin(supervisor, "2026 年度满意度调查")
    look(supervisor, "survey-open-desk")
    letters = codes(supervisor, survey)
    shoot(supervisor, "survey-paper-desk")
    assert len(letters) == 8
    paper = {letters[0]: 5, letters[1]: 5, letters[2]: 5, letters[3]: 4}
    web = {letters[4]: 5, letters[5]: 5, letters[6]: 2}
    clerk = open_page()
    sign_in(clerk, "kehu")
    clerk.goto(f"{survey}/keying")
    look(clerk, "survey-keying-desk")
    for code, value in paper.items():
        # By keyboard alone: the code, then a number for each question.
        clerk.locator("[name=code]").fill(code)
        clerk.locator('[name="q.overall"]').fill(str(value))
        clerk.locator('[name="q.meals"]').fill("4")
        clerk.locator("[name=respondent][value=self]").press("Space")
        with clerk.expect_navigation():
            send(clerk)
        assert clerk.locator("[name=code]").input_value() == ""
    for code, value in web.items():
        visitor = open_page(phone=True, javascript=False)
        visitor.goto(f"/s/{code}")
        visitor.locator(f'[name="q.overall"][value="{value}"]').check()
        visitor.locator('[name="q.meals"][value="4"]').check()
        visitor.locator('[name=respondent][value=assisted]').check()
        visitor.locator("[name=helper]").select_option("family")
        send(visitor)
        assert visitor.url.endswith("/thanks")
    again = open_page(phone=True)
    again.goto(f"/s/{letters[4]}")
    assert "已经交过" in again.locator("h1").inner_text()
    supervisor.goto(survey)
    assert "结果在调查结束后才显示" in supervisor.locator("main").inner_text()
    press(supervisor, "/closure")
    supervisor.wait_for_selector("#questions")
    values = list(paper.values()) + list(web.values())
    met, of = sum(value >= 3 for value in values), len(values)
    low, high = wilson(met, of)
    shown = supervisor.locator("#questions").inner_text()
    assert f"{percent(met / of)}（{met}/{of}）" in shown
    assert percent(low) in shown and percent(high) in shown
    response_low, response_high = wilson(7, 8)
    part = supervisor.locator("#participation").inner_text()
    assert "87.5%（7/8）" in part and percent(response_low) in part and percent(response_high) in part
    # Everybody gave the meals 4 of 5: 75 points of 100, the only question with a weight that was answered.
    assert "75.0" in supervisor.locator("#index").inner_text()
    # Five gave 5, one 4, one 2: neither small count is told, nor what would give one away.
    look(supervisor, "survey-report-desk")
    phone = open_page(phone=True)
    sign_in(phone, "zongjian")
    phone.goto(survey)
    look(phone, "survey-report-phone")


def test_the_questionnaire_is_large_and_works_by_finger_and_kiosk(open_page):
    supervisor = open_page()
    sign_in(supervisor, "zhijian")
    survey = begin(supervisor, "忍着没说", kind="silence")
    kiosk = re.search(r"/kiosk/\S+", supervisor.locator("#ways").inner_text()).group(0)
    page = open_page(phone=True)
    page.goto(kiosk)
    look(page, "survey-kiosk-phone")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") >= 18
    for target in page.locator(".hy-choice, main select, main [type=submit]").all():
        assert target.bounding_box()["height"] >= 60
    page.locator('[name="q.held_back"][value="2"]').check()
    page.locator("[name=respondent][value=self]").check()
    send(page)
    assert page.locator('meta[http-equiv=refresh]').get_attribute("content").endswith(kiosk)
    shoot(page, "survey-thanks-phone")
    wide = open_page()
    wide.goto(kiosk)
    look(wide, "survey-kiosk-desk")
    wide.goto("/s/aaaa-bbbb-cccc-dddd")
    look(wide, "survey-unknown-desk")
    for path in ("/invitations?waiting=yes", "/poster", ""):
        supervisor.goto(survey + path)
        look(supervisor, f"survey{path.split('?')[0].replace('/', '-')}-silence")


def test_a_monthly_follow_up_turns_into_a_complaint(open_page):
    page = open_page(phone=True)
    sign_in(page, "qiantai")
    page.goto("/follow-ups")
    look(page, "follow-ups-phone")
    page.locator('main a[href^="/follow-ups/new"]').first.click()
    fill(page, {"mode": "visit", "q.life": "4", "q.body": "3", "q.satisfaction": "2", "respondent": "self",
                "q.opinion": "晚饭总是凉的，说了两次没人管。"})
    look(page, "follow-up-form-phone")
    send(page)
    page.wait_for_url(re.compile(r"/follow-ups/[0-9a-f-]{36}"))
    look(page, "follow-up-phone")
    followed = page.url
    press(page, "/case")
    page.wait_for_url("**/cases/new?draft=*")
    assert "晚饭总是凉的" in page.locator("[name=narrative]").input_value()
    assert page.locator("[name=channel]").input_value() == "follow_up_call"
    assert page.locator("[name=person]:checked").count() == 1
    fill(page, {"complainant_kind": "person_served", "phone": "13800010001", "allegations.0.category": "DIN-01",
                "allegations.0.harm": "0", "allegations.0.severity": "1"})
    page.locator("main form [type=submit][name=do][value=save]").last.click()
    page.wait_for_url("**/received")
    page.goto(followed)
    page.locator('main a[href^="/cases/"]').click()
    assert re.search(r"/cases/[0-9a-f-]{36}$", page.url)
    assert "晚饭总是凉的" in page.locator("main").inner_text()
    desk = open_page()
    sign_in(desk, "zongjian")
    desk.goto("/follow-ups?audience=family")
    look(desk, "follow-ups-family-desk")
    desk.goto("/feedback")
    look(desk, "feedback-desk")


def test_what_a_carer_overheard_becomes_a_case_and_the_carer_is_told(open_page):
    carer = open_page(phone=True)
    sign_in(carer, "hulier")
    carer.goto("/heard")
    look(carer, "heard-phone")
    carer.locator("[name=text]").fill("202房的老人说热水不够热。")
    carer.locator("#tell [type=submit]").click()
    assert "客服会跟进" in carer.locator("main").inner_text()
    clerk = open_page()
    sign_in(clerk, "qiantai")
    clerk.goto("/heard")
    look(clerk, "heard-desk")
    clerk.locator("#waiting tbody a").first.click()
    look(clerk, "heard-one-desk")
    press(clerk, "/case")
    clerk.wait_for_url("**/cases/new?draft=*")
    assert "热水不够热" in clerk.locator("[name=narrative]").input_value()
    assert clerk.locator("[name=channel]").input_value() == "staff_capture"
    fill(clerk, {"complainant_kind": "person_served", "phone": "13800010002", "allegations.0.category": "DIN-01",
                 "allegations.0.harm": "0", "allegations.0.severity": "1"})
    clerk.locator("main form [type=submit][name=do][value=save]").last.click()
    clerk.wait_for_url("**/received")
    carer.goto("/heard")
    assert "已登记为个案" in carer.locator("#own").inner_text()
    supervisor = open_page()
    sign_in(supervisor, "zhijian")
    supervisor.goto("/heard")
    assert "二楼护理组" in supervisor.locator("#units").inner_text()
