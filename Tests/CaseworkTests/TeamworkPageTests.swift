import App
import Foundation
import Kernel
import Platform
import TestKit
import Testing

@testable import Casework

@Suite struct TeamworkPageTests {
    private func running(
        _ body: @escaping @Sendable (RunningProgram, CaseScene) async throws -> Void
    ) async throws {
        let start = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
        try await withProgram(clock: MovableClock(at: start)) { running in
            try await body(running, try await CaseScene.begin(running))
        }
    }

    private func assign(_ scene: CaseScene) async throws {
        let chuli = App.World.member("chuli")!.id
        let talk = World.talk(at: scene.running.clock.now)
        try await scene.take(.acknowledgement(.init(communication: talk, empathyShown: true)), by: "qiantai")
        try await scene.take(.grading(.init(level: .three)), by: "qiantai")
        try await scene.take(
            .assignment(.init(handler: chuli, responsibleUnit: App.World.Unit.catering.id)), by: "zuzhang")
    }

    @Test func `a co-handler is asked, finds the part on the desk, reports it, and the case page shows it`()
        async throws
    {
        try await running { running, scene in
            try await assign(scene)
            let handler = try await running.signedIn("chuli")
            try await scene.must(handler, "acceptance")
            try await scene.must(
                handler, "co-handlers",
                [
                    "unit": App.World.Unit.nursing.id.text, "owner": CaseScene.staff("hulier"),
                    "question": "Who carried the tray?", "due_at": "2026-09-26T09:00",
                ])
            let nurse = try await running.signedIn("hulier")
            let desk = try await nurse.get("/desk")
            #expect(desk.text.contains("Who carried the tray?"))
            #expect(desk.text.contains("\(scene.address)/part-report?point=1"))
            #expect(try await nurse.get("/desk/errands").text.contains("Who carried the tray?"))
            #expect(try await scene.offered(nurse).contains("part-report"))
            try await scene.must(nurse, "part-report", ["number": "1", "report": "The night shift"])
            let page = try await handler.get(scene.address)
            #expect(page.text.contains("The night shift") && page.text.contains("Working together"))
            #expect(try await nurse.get("/desk").text.contains("Who carried the tray?") == false)
        }
    }

    @Test func `a sub-task is given, shown on both pages, and done with evidence`() async throws {
        try await running { running, scene in
            let receiver = try await running.signedIn("qiantai", language: "zh-Hans")
            try await scene.must(
                receiver, "tasks",
                ["task": "给供应商打电话", "owner": CaseScene.staff("hulier"), "due_at": "2026-09-25T09:00"])
            let nurse = try await running.signedIn("hulier", language: "zh-Hans")
            #expect(try await nurse.get("/desk").text.contains("给供应商打电话"))
            let empty = try await scene.send(nurse, "task-completion", ["number": "1", "evidence": ""])
            #expect(empty.status == .unprocessableContent)
            try await scene.must(nurse, "task-completion", ["number": "1", "evidence": "通话记录"])
            let page = try await receiver.get(scene.address)
            #expect(page.text.contains("协同办理") && page.text.contains("通话记录"))
        }
    }

    @Test func `whoever is complained about is in no list of whom work can be given`() async throws {
        let start = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
        try await withProgram(clock: MovableClock(at: start)) { running in
            let nurse = App.World.member("hulier")!.id
            let scene = try await CaseScene.begin(running) { $0.complainedAbout = ComplainedAbout(staff: [nurse]) }
            let receiver = try await running.signedIn("qiantai")
            let form = try await receiver.get("\(scene.address)/tasks")
            #expect(form.status == .ok && !form.text.contains(nurse.text))
            let sent = try await scene.send(
                receiver, "tasks", ["task": "Call", "owner": nurse.text, "due_at": "2026-09-25T09:00"])
            #expect(sent.status == .unprocessableContent)
        }
    }

    @Test func `what was sent back twice waits on the coordinator's desk, and the figures stand by unit`() async throws
    {
        try await running { running, scene in
            try await assign(scene)
            try await scene.take(.returning(.init(reason: .notOurDuty, basis: "Not ours")), by: "chuli")
            let canyin = App.World.member("canyin")!.id
            try await scene.take(
                .assignment(.init(handler: canyin, responsibleUnit: App.World.Unit.catering.id)), by: "zuzhang")
            let head = try await running.signedIn("canyin")
            try await scene.must(head, "return", ["reason": "not_our_duty", "basis": "Nor ours"])
            let coordinator = try await running.signedIn("zongjian")
            #expect(try await coordinator.get("/desk").text.contains("Waiting for a ruling whose it is"))
            let figures = try await coordinator.get("/handovers?days=30")
            #expect(figures.text.contains("餐饮组"))
            let unit = try await coordinator.get("/handovers/\(App.World.Unit.catering.id)?days=30")
            #expect(unit.text.contains("sent back") && unit.text.contains(scene.address))
            let page = try await coordinator.get(scene.address)
            #expect(page.text.contains("It was sent back a second time"))
            try await scene.must(
                coordinator, "arbitration",
                [
                    "handler": canyin.text, "responsible_unit": App.World.Unit.catering.id.text,
                    "reason": "The kitchen cooked it",
                ])
            #expect(try await scene.subject().holder == .staff(canyin))
            #expect(try await running.signedIn("hulier").get("/handovers").status == .forbidden)
        }
    }

    @Test func `the case page says who acts for whom`() async throws {
        try await running { running, scene in
            try await assign(scene)
            try await scene.take(.acceptance(.init()), by: "chuli")
            let handler = try await running.signedIn("chuli")
            _ = try await handler.submit(
                "/roster/absences",
                [
                    "from": "2026-09-24T08:00", "until": "2026-09-26T09:00", "reason": "leave",
                    "deputy": CaseScene.staff("kehu"),
                ])
            _ = try await Sweep.run(at: running.program.desk)
            let deputy = try await running.signedIn("kehu")
            let page = try await deputy.get(scene.address)
            #expect(page.text.contains("吴涛 is not here") && page.text.contains("stays responsible"))
            #expect(try await deputy.get("/desk").text.contains(scene.address))
            #expect(try await scene.offered(deputy).contains("investigation"))
        }
    }
}
