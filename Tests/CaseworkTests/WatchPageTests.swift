import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct WatchPageTests {
    private func running(
        _ alter: @escaping @Sendable (inout Registration) -> Void = { _ in },
        _ body: @escaping @Sendable (RunningProgram, CaseScene) async throws -> Void
    ) async throws {
        let start = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
        try await withProgram(clock: MovableClock(at: start)) { running in
            try await body(running, try await CaseScene.begin(running, alter))
        }
    }

    @Test func `a note is issued, found on the desk and the board, sent back once, answered and accepted`() async throws
    {
        try await running { running, scene in
            try await scene.decide()
            let inspector = try await running.signedIn("zhijian", language: "zh-Hans")
            let empty = try await scene.send(inspector, "supervision", ["wanted": "", "working_days": "3"])
            #expect(empty.status == .unprocessableContent)
            try await scene.must(inspector, "supervision", ["wanted": "说明是谁端的汤", "working_days": "3"])
            let handler = try await running.signedIn("chuli", language: "zh-Hans")
            let desk = try await handler.get("/desk")
            #expect(desk.text.contains("说明是谁端的汤") && desk.text.contains("supervision-answer?point=1"))
            let board = try await inspector.get("/supervision")
            #expect(board.text.contains("说明是谁端的汤") && board.text.contains("餐饮组"))
            try await scene.must(handler, "supervision-answer", ["number": "1", "note_answer": "夜班"])
            #expect(try await inspector.get("/desk").text.contains("supervision-acceptance?point=1"))
            try await scene.must(
                inspector, "supervision-return", ["number": "1", "reason": "哪一位", "working_days": "1"])
            try await scene.must(handler, "supervision-answer", ["number": "1", "note_answer": "吕梅"])
            let again = try await scene.send(
                inspector, "supervision-return", ["number": "1", "reason": "还有", "working_days": "1"])
            #expect(again.status == .unprocessableContent)
            try await scene.must(inspector, "supervision-acceptance", ["number": "1", "note_remark": "可以"])
            let page = try await handler.get(scene.address)
            #expect(page.text.contains("吕梅") && page.text.contains("已认可") && page.text.contains("哪一位"))
            #expect(try await inspector.get("/supervision").text.contains("没有未完成的督办单"))
        }
    }

    @Test func `the board is read by supervisors and above and the auditor, by unit, with everybody's open tasks`()
        async throws
    {
        try await running { running, scene in
            try await scene.decide()
            for login in ["zhuguan", "zongjian", "yuanzhang", "zhijian", "shenji"] {
                let reader = try await running.signedIn(login, language: "zh-Hans")
                #expect(try await reader.get("/supervision").status == .ok)
                let tasks = try await reader.get("/supervision/tasks")
                #expect(tasks.text.contains("吴涛") && tasks.text.contains("客服部"))
            }
            for login in ["qiantai", "chuli", "huli", "admin"] {
                let reader = try await running.signedIn(login)
                #expect(try await reader.get("/supervision").status == .forbidden)
                #expect(try await reader.get("/supervision/tasks").status == .forbidden)
            }
            let auditor = try await running.signedIn("shenji")
            let sent = try await scene.send(auditor, "supervision", ["wanted": "x", "working_days": "3"])
            #expect(sent.status == .forbidden)
            let unit = App.World.Unit.nursing.id
            let chief = try await running.signedIn("yuanzhang", language: "zh-Hans")
            #expect(try await chief.get("/supervision/tasks?unit=\(unit)").text.contains("没有在办任务"))
        }
    }

    @Test func `an emergency lets a nurse act at once, tells the chief executive, and ends with the report`()
        async throws
    {
        try await running { running, scene in
            let nurse = try await running.signedIn("hulier", language: "zh-Hans")
            #expect(try await nurse.get(scene.address).status == .forbidden)
            let before = try await scene.send(nurse, "emergency-decisions", ["decided": "转移老人"])
            #expect(before.status == .forbidden)
            let leader = try await running.signedIn("zongjian", language: "zh-Hans")
            try await scene.must(
                leader, "emergency", ["situation": "厨房起火", "members": CaseScene.staff("hulier")])
            #expect(try await running.signedIn("yuanzhang", language: "zh-Hans").get("/desk").text.contains("紧急状态"))
            try await scene.must(nurse, "emergency-decisions", ["decided": "转移老人"])
            #expect(try await nurse.get(scene.address).text.contains("转移老人"))
            try await scene.must(nurse, "emergency-report", ["done": "转移老人", "why": "有烟"])
            #expect(try await nurse.get(scene.address).status == .forbidden)
        }
    }

    @Test func `who is held to account is seen by few, by the person on a page of their own, and nowhere else`()
        async throws
    {
        let nurse = App.World.member("hulier")!.id
        try await running({ $0.complainedAbout = ComplainedAbout(staff: [nurse]) }) { running, scene in
            try await scene.tell()
            let director = try await running.signedIn("zongjian", language: "zh-Hans")
            let fields = [
                "person": nurse.text, "account_reason": "at_risk", "grounds": "秘密的依据", "measures": "coach",
                "not_for_reporting": "yes",
            ]
            let misfit = try await scene.send(
                director, "accountability", fields.merging(["measures": "end_contract"]) { $1 })
            #expect(misfit.status == .unprocessableContent)
            try await scene.must(director, "accountability", fields)
            try await scene.must(
                director, "accountability-hearing",
                ["number": "1", "heard_at": "2026-09-24T09:00", "answered": "stated", "statement": "我一个人值班"])
            let own = try await running.signedIn("hulier", language: "zh-Hans")
            #expect(try await own.get("/desk").text.contains("/accountability/own"))
            let record = try await own.get("/accountability/own")
            #expect(record.text.contains("秘密的依据") && record.text.contains("我一个人值班"))
            #expect(!record.text.contains("Lin Xiao"))
            #expect(try await own.get(scene.address).status == .forbidden)
            for login in ["chuli", "zuzhang", "qiantai", "zhuguan", "zhijian"] {
                let reader = try await running.signedIn(login, language: "zh-Hans")
                for path in [scene.address, "\(scene.address)/case-file", "\(scene.address)/letter"] {
                    let page = try await reader.get(path)
                    #expect(!page.text.contains("秘密的依据") && !page.text.contains("冒险行为"), "\(login) \(path)")
                }
                #expect(try await reader.get("/accountability").status == .forbidden)
                #expect(try await reader.get("/accountability/own").text.contains("没有涉及您的问责记录"))
            }
            let same = try await scene.send(
                director, "accountability-ruling", ["number": "1", "ruling": "agreed", "ruling_reasons": "清楚"])
            #expect(same.status == .forbidden)
            let chief = try await running.signedIn("yuanzhang", language: "zh-Hans")
            try await scene.must(
                chief, "accountability-ruling", ["number": "1", "ruling": "agreed", "ruling_reasons": "清楚"])
            let auditor = try await running.signedIn("shenji", language: "zh-Hans")
            #expect(try await auditor.get("/accountability").text.contains("吕梅"))
            #expect(try await auditor.get(scene.address).text.contains("秘密的依据"))
        }
    }

    @Test func `whom a case is about is corrected on its page, and the desk in conflict is empty`() async throws {
        try await running { running, scene in
            try await scene.decide()
            let leader = try await running.signedIn("zuzhang", language: "zh-Hans")
            try await scene.must(
                leader, "complained-about", ["add_staff": CaseScene.staff("chuli"), "reason": "原来是他"])
            let handler = try await running.signedIn("chuli", language: "zh-Hans")
            #expect(try await handler.get(scene.address).status == .forbidden)
            #expect(try await handler.get("/desk").text.contains(scene.address) == false)
            #expect(try await leader.get(scene.address).text.contains("原来是他"))
            #expect(try await scene.subject().holder == .group(App.World.Unit.complaints.id))
        }
    }

    @Test func `the coordination group writes down its meetings; others who may read them cannot`() async throws {
        try await running { running, _ in
            let coordinator = try await running.signedIn("zongjian", language: "zh-Hans")
            let fields = [
                "held_at": "2026-09-24T08:00", "attendees": "沈岚、孙强", "decisions": "检查保温盖", "rule_changes": "送餐规程",
                "next_at": "2026-10-24T08:00",
            ]
            let bad = try await coordinator.submit(
                "/coordination", to: "/coordination/meetings", fields.merging(["held_at": "2026-09-25T08:00"]) { $1 })
            #expect(bad.status == .unprocessableContent)
            let sent = try await coordinator.submit("/coordination", to: "/coordination/meetings", fields)
            #expect(sent.status == .seeOther)
            let page = try await running.signedIn("yuanzhang", language: "zh-Hans").get("/coordination")
            #expect(page.text.contains("检查保温盖") && page.text.contains("沈岚") && page.text.contains("下次会议"))
            #expect(!page.text.contains("/coordination/meetings"))
            #expect(try await running.signedIn("hulier").get("/coordination").status == .forbidden)
        }
    }
}
