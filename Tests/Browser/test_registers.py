"""A register added in the browser with a preview, and an entry of it made on a phone."""

import pytest
from harness import Server
from forms import fill, send
from pages import look, sign_in

SOURCE = """code: key_log
name: {zh: 钥匙登记, en: Key}
lead: {zh: 谁借了哪把钥匙、何时归还。, en: Who borrowed which key and when it came back.}
group: house
icon: key
fields:
  - {code: label, kind: text, name: {zh: 钥匙, en: Key label}, required: true, list: true, search: true}
  - code: room
    kind: choice
    name: {zh: 房间, en: Room}
    required: true
    list: true
    filter: true
    choices:
      - {code: store, zh: 库房, en: Store room}
      - {code: lab, zh: 化验室, en: Laboratory}
  - {code: lent_on, kind: day, name: {zh: 借出日期, en: Lent on}, required: true, list: true}
  - {code: borrower, kind: staff, name: {zh: 借用人, en: Borrower}, list: true, filter: true}
states:
  - code: out
    name: {zh: 借出, en: Lent out}
    moves:
      - {to: back, name: {zh: 归还, en: Take back}, by: [everyone]}
  - {code: back, name: {zh: 已归还, en: Back}}
rights: {read: [everyone], enter: [everyone], export: [director]}
number: "YS-{year}-{seq:3}"
day: lent_on
checks:
  - not_future: lent_on
"""


@pytest.fixture(scope="module")
def home():
    made = Server().start()
    yield made
    made.stop()


@pytest.fixture
def server(home):
    return home


def test_a_register_is_added_in_the_browser_and_an_entry_made_on_a_phone(open_page):
    page = open_page()
    sign_in(page, "admin")
    page.goto("/admin/registers")
    look(page, "registers-admin-desk")
    page.goto("/admin/registers/new")
    page.locator("[name=source]").fill(SOURCE.replace("kind: staff", "kind: person_of_staff").replace("rights: {", "right: {"))
    send(page)
    page.wait_for_selector("#faults")
    told = page.locator("#faults").inner_text()
    assert "18" in told and "person_of_staff" in told and "rights" in told
    assert "person_of_staff" in page.locator("[name=source]").input_value()
    look(page, "registers-refused-desk")
    page.locator("[name=source]").fill(SOURCE)
    send(page)
    page.wait_for_selector("#force")
    fill(page, {"label": "三楼 305", "room": "lab", "lent_on": "2026-09-23", "borrower": "吴涛"})
    page.locator("#form form [type=submit]").click()
    page.wait_for_selector("#list td:has-text('化验室')")
    assert "吴涛" in page.locator("#paper-0").inner_text()
    look(page, "registers-preview-desk")
    page.locator("#force form [type=submit]").click()
    page.wait_for_url("**/admin/registers/key_log")
    look(page, "registers-version-desk")

    phone = open_page(phone=True)
    sign_in(phone, "hulier")
    phone.goto("/registers")
    look(phone, "registers-overview-phone")
    phone.locator("main a[href='/registers/key_log']").click()
    phone.locator("main a[href='/registers/key_log/new']").click()
    phone.wait_for_selector("[name=label]")
    look(phone, "registers-form-phone")
    fill(phone, {"label": "三楼 305", "room": "store", "lent_on": "2026-12-01"})
    send(phone)
    phone.wait_for_selector(".hy-summary, [role=alert]")
    assert phone.locator("[name=label]").input_value() == "三楼 305"
    fill(phone, {"lent_on": "2026-09-23"})
    send(phone)
    phone.wait_for_selector("text=YS-2026-001")
    look(phone, "registers-entry-phone")
    phone.locator("#move-back form [type=submit]").click()
    phone.wait_for_selector("text=已归还")
    phone.goto("/registers/key_log?room=store")
    assert "三楼 305" in phone.locator("main").inner_text()
    look(phone, "registers-list-phone")
    phone.goto("/registers/key_log?room=lab")
    assert "三楼 305" not in phone.locator("main").inner_text()


def test_the_budget_of_a_year_is_planned_spent_and_compared(open_page):
    page = open_page()
    sign_in(page, "zongjian")
    page.goto("/registers/budgets/new")
    plan = {"year": "2026", "training": "20000", "publicity": "5000", "technology": "10000", "improvement": "55000"}
    fill(page, {**plan, "reserve": "9000"})
    send(page)
    page.wait_for_selector("text=10 %")
    fill(page, {"reserve": "10000"})
    send(page)
    page.wait_for_selector("#comparison")
    page.goto("/registers/expenses/new")
    spent = {"budget": "YS-0001", "line": "training", "spent_on": "2026-09-20", "what": "接待礼仪培训", "amount": "4000"}
    fill(page, {**spent, "handled_by": "沈岚"})
    look(page, "registers-expense-desk")
    send(page)
    page.wait_for_selector("text=ZX-2026-00001")
    page.goto("/registers/budgets")
    look(page, "registers-budgets-desk")
    page.locator("main a:has-text('YS-0001')").click()
    page.wait_for_selector("#comparison")
    assert "20 %" in page.locator("#comparison").inner_text()
    look(page, "registers-budget-desk")
    page.goto(page.url.split("#")[0] + "/print")
    look(page, "registers-budget-print")
