"""What is live: the board, who else is at a case, drafts that outlive the server, keys."""

import re

from forms import fill, send
from pages import assert_accessible, shoot, sign_in


def register(page, narrative="三天晚饭都是凉的。"):
    page.goto("/cases/new")
    fill(page, {
        "channel": "phone", "kind": "CMP", "narrative": narrative, "complainant_kind": "child", "name": "李静",
        "phone": "13900020002", "secrecy": "open", "allegations.0.category": "DIN-01"})
    page.locator('main button[name="do"][value="save"]').click()
    page.wait_for_url("**/received")
    return re.search(r"/cases/[0-9a-f-]{36}", page.url).group(0)


def test_the_board_renews_itself_and_tells_who_is_at_a_case(open_page):
    board = open_page()
    sign_in(board, "zuzhang")
    board.goto("/board")
    board.locator("[data-live-state]").wait_for(state="visible")
    assert "没有未办结的个案" in board.inner_text("main")
    writer = open_page()
    sign_in(writer, "chuli")
    case = register(writer)
    board.locator(f'main a[href="{case}"]').wait_for(state="visible")
    assert_accessible(board, "board")
    shoot(board, "board-desk")
    board.goto(case)
    writer.goto(f"{case}/notes")
    board.locator("[data-live-people]", has_text="吴涛").wait_for()
    writer.locator("textarea[name=text]").press_sequentially("请看")
    board.locator("[data-live-people]", has_text="正在填写").wait_for()
    assert "请看" not in board.inner_text("main")
    assert_accessible(board, "case with somebody else")
    shoot(board, "case-presence-desk")
    writer.locator("textarea[name=text]").fill("@何莉 请看菜单。")
    send(writer)
    writer.wait_for_url(lambda url: url.endswith(case))
    board.locator("[data-live-changed]").wait_for(state="visible")
    board.goto("/desk")
    assert "备注里提到了您" in board.inner_text("main")


def test_a_draft_outlives_the_server(open_page, server):
    page = open_page()
    sign_in(page, "chuli")
    case = register(page)
    page.goto(f"{case}/notes")
    page.locator("textarea[name=text]").fill("写到一半的话")
    page.locator("[data-draft-state]", has_text="草稿已保存").wait_for()
    server.kill()
    server.start()
    page.evaluate("window.onbeforeunload = null")
    again = page.context.new_page()
    again.goto(f"{case}/notes")
    assert_accessible(again, "draft offered")
    shoot(again, "draft-offered-desk")
    again.locator('main a[href*="?draft="]').click()
    assert again.input_value("textarea[name=text]") == "写到一半的话"
    send(again)
    again.wait_for_url(lambda url: url.endswith(case))
    again.goto(f"{case}/notes")
    assert again.locator('main a[href*="?draft="]').count() == 0


def test_keys_lead_where_one_may_go_and_can_be_turned_off(open_page):
    page = open_page()
    sign_in(page, "zuzhang")
    page.goto("/desk")
    page.keyboard.press("?")
    page.locator("#hy-shortcuts").wait_for(state="visible")
    assert_accessible(page, "shortcuts")
    shoot(page, "shortcuts-desk")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/board")
    page.keyboard.press("/")
    page.keyboard.type("g d")
    assert page.input_value("#hy-q") == "g d"
    page.locator(".hy-menu-account summary").click()
    page.locator('button[name=shortcuts][value=off]').click()
    page.wait_for_load_state()
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#hy-shortcuts").count() == 0


def test_pages_of_working_together_fit_a_phone(open_page):
    page = open_page(phone=True)
    sign_in(page, "zuzhang")
    case = register(page)
    page.goto("/cases?kind=CMP")
    page.locator("main details summary", has_text="存为视图").click()
    page.locator('[name="view_name"]').fill("投诉")
    page.locator('form[action="/views"] button').click()
    page.wait_for_url("**/cases?kind=CMP")
    for path, name in [
        ("/board", "board"), ("/views", "views"), ("/inbox", "inbox"), ("/cases?kind=CMP", "register"),
        (f"/bulk-assignment?case={case.split('/')[-1]}", "bulk"), (f"{case}/case-file", "case-file"),
        (f"{case}/notes", "note"),
    ]:
        assert page.goto(path).status == 200
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), f"{path} is too wide"
        assert_accessible(page, path)
        shoot(page, f"{name}-phone")


def test_the_board_is_a_plain_page_without_javascript(open_page):
    page = open_page(javascript=False)
    sign_in(page, "zuzhang")
    page.goto("/board")
    page.locator('main a[href="/board"]', has_text="刷新").click()
    assert page.locator("h1").inner_text() == "实时看板"
