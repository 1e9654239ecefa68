"""What a professional tries first (the acceptance probes): whose desk, one letter with three issues, hiding a late
case, an extension without notice, closing an angry complainant's case, honest figures, a copied store."""

import re
import shutil
import sqlite3

import pytest
from forms import TALK, fill, send, step
from harness import Server, Visitor
from pages import sign_in

NOTICE = {f"notice.{name}": value for name, value in TALK.items()}


@pytest.fixture
def staff(open_page):
    """The page of somebody signed in, one for each."""
    pages = {}

    def take_seat(login):
        if login not in pages:
            pages[login] = open_page()
            sign_in(pages[login], login)
        return pages[login]

    return take_seat


def file_complaint(server, words):
    number = Visitor(server.url).file_complaint(words, topic="food", occurred_on="2026-09-23")
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        return "/cases/" + store.execute("SELECT id FROM cases WHERE number = ?", [number]).fetchone()[0]


def investigate(server, staff, words="晚饭的粥是馊的。"):
    """Brings a complaint to its handler's desk, findings made."""
    case = file_complaint(server, words)
    leader, handler = staff("zuzhang"), staff("canyin")
    step(leader, case, "acknowledgement", {**TALK, "empathy_shown": True})
    step(leader, case, "grading", {"level": "3"})
    step(leader, case, "assignment", {"handler": "孙强", "responsible_unit": "餐饮组"})
    step(handler, case, "acceptance", {})
    step(handler, case, "investigation", {"mode": "site", "summary": "留样发酸，冷柜停了一夜。"})
    step(handler, case, "findings", {
        "allegation": "1", "finding": "upheld", "reasons": "冷柜停电没有人发现。", "primary": "E2"})
    return case


def decide(server, staff):
    """Brings a complaint to the answer its complainant was told."""
    case = investigate(server, staff)
    step(staff("canyin"), case, "proposal", {
        "plan": "修冷柜，夜间加一次巡查。", "remedies": "R01", "actions.0.text": "冷柜加温度报警",
        "actions.0.owner": "孙强", "actions.0.due_on": "2026-09-28"})
    step(staff("zhuguan"), case, "approval", {})
    step(staff("canyin"), case, "letter-draft", {"apology": "让老人吃到馊粥，我们诚恳道歉。"})
    step(staff("canyin"), case, "decision", {**TALK, "mode": "letter"})
    return case


def test_probe_2_whose_desk_a_case_is_on_at_every_moment_and_who_moved_it(server, staff):
    case = file_complaint(server, "走廊的灯晚上不亮。")
    leader, handler = staff("zuzhang"), staff("canyin")
    leader.goto(case)
    assert "投诉处理小组" in leader.inner_text("main"), "nobody took it, so the group has it"
    step(leader, case, "acknowledgement", {**TALK, "empathy_shown": True})
    step(leader, case, "grading", {"level": "3"})
    server.move_to("2026-09-24T09:12:00+08:00")
    step(leader, case, "assignment", {"handler": "孙强", "responsible_unit": "餐饮组"})
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        offered = store.execute("SELECT holder_id FROM cases").fetchone()[0]
    server.move_to("2026-09-24T09:21:00+08:00")
    step(handler, case, "acceptance", {})
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        taken = store.execute("SELECT holder_id FROM cases").fetchone()[0]
    assert offered != taken, "an offer moves nothing, taking it does"
    words = handler.inner_text("main")
    assert re.search(r"孙强", words) and "09:12" in words and "09:21" in words, words
    handler.goto("/desk")
    assert case in handler.content()


def test_probe_4_one_letter_with_three_issues_is_one_case_with_three_findings(server, staff):
    case = investigate(server, staff, "粥是馊的；跟护理员说了没人理；房间也两天没打扫。")
    leader, handler = staff("zuzhang"), staff("canyin")
    step(leader, case, "allegations", {"text": "跟护理员说了没人理", "category": "ATT-01", "severity": "1", "harm": "0"})
    step(leader, case, "allegations", {"text": "两天没打扫", "category": "FAC-01", "severity": "1", "harm": "0"})
    assert handler.goto(f"{case}/proposal").status == 409, "no plan before each point has its finding"
    step(handler, case, "findings", {
        "allegation": "2", "finding": "not_upheld", "reasons": "监控和两名同桌都说当时有人答话。"})
    step(handler, case, "findings", {
        "allegation": "3", "finding": "upheld", "reasons": "保洁登记缺两天。", "primary": "S2"})
    words = handler.inner_text("main")
    assert "冷柜停电没有人发现" in words and "监控和两名同桌" in words and "保洁登记缺两天" in words, words
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        assert store.execute("SELECT count(*) FROM cases").fetchone()[0] == 1
        assert store.execute("SELECT count(*) FROM allegations WHERE finding IS NOT NULL").fetchone()[0] == 3


def test_probe_5_a_late_case_cannot_be_made_to_look_on_time(server, staff):
    case = investigate(server, staff)
    server.move_to("2026-10-12T09:00:00+08:00")
    approver = open_again(staff, "zhuguan")
    answer = approver.goto(f"{case}/extension")
    if answer.status == 200:
        fill(approver, {"new_due": "2026-10-20T18:00", "reason": "忙不过来", "plan": "下周办", **NOTICE})
        with approver.expect_navigation() as sent:
            send(approver)
        answer = sent.value
    assert answer.status in (409, 422), "an extension is asked for before the time is over"
    approver.goto(case)
    assert "已超" in approver.inner_text("main") or "逾期" in approver.inner_text("main")
    answer = approver.goto(f"{case}/pause")
    if answer.status == 200:
        fill(approver, {"reason": "complainant_asked", "explanation": "补记", "until": "2026-10-13T18:00"})
        send(approver)
    else:
        assert answer.status == 409
    approver.goto(case)
    words = approver.inner_text("main")
    assert "已超" in words or "逾期" in words, "a pause that begins after the due does not hide it"


def open_again(staff, login):
    """Signs in anew after days have passed."""
    page = staff(login)
    if page.goto("/desk") and "/sign-in" in page.url:
        sign_in(page, login)
    return page


def test_probe_6_an_extension_without_notice_is_refused(server, staff):
    case = investigate(server, staff)
    approver = staff("zhuguan")
    approver.goto(f"{case}/extension")
    fill(approver, {"new_due": "2026-10-20T18:00", "reason": "等检验报告", "plan": "报告到后两天内答复"})
    with approver.expect_navigation() as sent:
        send(approver)
    assert sent.value.status == 422
    assert approver.locator(".hy-field.has-error [name^='notice.']").count() > 0, "it says that the notice is missing"
    assert approver.locator("[name=plan]").input_value() == "报告到后两天内答复", "what was typed stays"
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        kinds = [row[0] for row in store.execute("SELECT kind FROM events WHERE subject_kind = 'case'")]
    assert "casework.extend" not in kinds


def test_probe_7_an_angry_complainants_case_is_not_closed_by_the_house_alone(server, staff):
    case = decide(server, staff)
    quality, leader, handler = staff("zhijian"), staff("zuzhang"), staff("canyin")
    step(quality, case, "answer", {
        "given_by": "complainant", "understood": True, "satisfied": "no", "respect": "1", "process": "1",
        "result": "1", "words": "你们根本没有解决！"})
    step(handler, case, "completion", {"evidence": "报警器已装，照片两张。"})
    step(quality, case, "confirmation", {"actions_seen": "看过报警记录。", "guidance_given": True})
    for login in ("zuzhang", "canyin", "qiantai"):
        assert staff(login).goto(f"{case}/closure").status in (403, 409), f"{login} may not close it"
    leader.goto(case)
    assert "未满意" in leader.inner_text("main") or "不满意" in leader.inner_text("main")
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        assert store.execute("SELECT is_open FROM cases").fetchone()[0] == 1


def figures(page, period="2026-09"):
    page.goto(f"/figures?period={period}")
    return {name: page.locator(f"#{name}").inner_text() for name in ("overview", "limits", "outcomes", "categories")}


def limit(page, row, column):
    """What the table of the two limits says in a row, by the heading of the column."""
    return page.locator(f"#limits tbody tr:nth-child({row}) td[data-label={column}]").inner_text()


def test_probe_8_tiny_numbers_immature_cases_duplicates_and_mystery_visits(server, staff):
    quality = staff("zhijian")
    first = file_complaint(server, "汤是凉的。")
    for words in ("菜是凉的。", "饭是凉的。"):
        file_complaint(server, words)
    twin = file_complaint(server, "汤是凉的，再说一次。")
    number = server.numbers()[0]
    leader = staff("zuzhang")
    leader.goto(f"{twin}/merger")
    fill(leader, {"into": number, "reason": "同一碗汤。"})
    send(leader)
    # The first sending shows what merging would do.
    leader.locator("main", has_text="时限怎样变").wait_for()
    leader.locator(f'main form[action="{twin}/merger"] [type=submit]:not([name])').last.click()
    leader.wait_for_url(lambda url: url.split("?")[0].endswith(twin))
    receiver = staff("qiantai")
    receiver.goto("/cases/new")
    fill(receiver, {
        "channel": "third_party_visitor", "kind": "CMP", "narrative": "暗访：前台无人。", "complainant_kind": "volunteer",
        "name": "访客", "phone": "13900020099", "secrecy": "open", "allegations.0.category": "ATT-01"})
    receiver.locator('main button[name="do"][value="save"]').click()
    receiver.wait_for_url("**/received")

    server.move_to("2026-09-27T09:00:00+08:00")
    quality = open_again(staff, "zhijian")
    said = figures(quality)
    assert "样本少于 5，不计" in limit(quality, 1, "按承诺"), "three due promises are no rate"
    assert "%" not in limit(quality, 1, "按承诺"), said["limits"]
    assert re.search(r"收到件数\s*少于 5", said["overview"]), "a small total is not shown"

    for place in range(5):
        file_complaint(server, f"第{place}份晚饭没送到。")
    server.move_to("2026-09-29T10:00:00+08:00")
    file_complaint(server, "早饭也晚了。")
    quality = open_again(staff, "zhijian")
    said = figures(quality)
    assert re.search(r"收到件数\s*9\b", said["overview"]), "the duplicate and the mystery visit are no complaints"
    assert re.search(r"暗访和监督观察）\s*少于 5", said["overview"]), "left out, and nobody learns of a single visit"
    assert "0.0%（0/8）" in limit(quality, 1, "按承诺"), "eight were due; the ninth is neither late nor on time"
    assert limit(quality, 1, "未到期") == "少于 5"
    assert limit(quality, 2, "按承诺") == "—" and limit(quality, 2, "未到期") == "9", "no decision was due yet"
    assert "95% 区间" in said["limits"] and limit(quality, 1, "暂停占比") == "0.0%"
    quality.locator("#limits tbody tr:first-child td[data-label=按承诺] a").click()
    assert quality.locator('main tbody a[href^="/cases/"]').count() == 8, "the number leads to its cases"
    quality.goto(f"{first}")
    leader = open_again(staff, "zuzhang")
    assert leader.goto("/figures").status == 403, "who is measured does not draw the figures"

    server.move_to("2026-10-01T00:05:00+08:00")
    quality = open_again(staff, "zhijian")
    frozen = figures(quality)
    assert "定期分析第 1 版" in frozen["overview"]
    assert "0.0%（0/8）" in limit(quality, 1, "按承诺"), "due on the first of October is not due in September"
    leader = open_again(staff, "zuzhang")
    step(leader, twin, "separation", {"reason": "其实是两碗汤。"})
    assert figures(quality) == frozen, "what was analysed does not change by itself"


def test_probe_17_a_store_put_back_from_a_copy_has_its_chain_whole(server, staff):
    decide(server, staff)
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        events = store.execute("SELECT count(*) FROM events").fetchone()[0]
    server.kill()
    copy = server.folder / "copy"
    shutil.copytree(server.folder / "data", copy)
    shutil.rmtree(server.folder / "data")
    shutil.move(copy, server.folder / "data")
    server.run("verify")
    server.start()
    with sqlite3.connect(server.folder / "data" / "huiyin.sqlite") as store:
        assert store.execute("SELECT count(*) FROM events").fetchone()[0] == events
        store.execute("UPDATE events SET actor = 'staff:nobody' WHERE kind = 'casework.approve'")
    assert server.run("verify", check=False).returncode != 0, "an altered copy is found out"
