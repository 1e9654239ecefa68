import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct RedressPageTests {
    private func running(
        _ body: @escaping @Sendable (RunningProgram, CaseScene) async throws -> Void
    ) async throws {
        let start = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
        try await withProgram(clock: MovableClock(at: start)) { running in
            try await body(running, try await CaseScene.begin(running))
        }
    }

    /// A refund of 300 approved by the supervisor.
    private func approve(_ scene: CaseScene) async throws {
        let (chuli, talk) = (App.World.member("chuli")!.id, World.talk(at: scene.running.clock.now))
        try await scene.take(.acknowledgement(.init(communication: talk, empathyShown: true)), by: "qiantai")
        try await scene.take(.grading(.init(level: .three)), by: "qiantai")
        try await scene.take(
            .assignment(.init(handler: chuli, responsibleUnit: App.World.Unit.catering.id)), by: "zuzhang")
        try await scene.take(.acceptance(.init()), by: "chuli")
        try await scene.take(.evidence(.init(mode: .site, summary: "Measured the soup")), by: "chuli")
        try await scene.take(
            .finding(
                .init(
                    allegation: 1, finding: .upheld, reasons: "It was 40 degrees",
                    causes: Causes(primary: .maintenance))), by: "chuli")
        try await scene.take(
            .proposal(.init(plan: "Pay back", remedies: [.refund], amount: Money(yuan: 300), actions: [])), by: "chuli")
        try await scene.take(.approval(.init()), by: "zhuguan")
    }

    private static let paid = [
        "remedy": "R10", "amount": "300", "paid_on": "2026-09-24", "way": "transfer", "payee": "Lin Xiao",
        "proof": "Transfer 77",
    ]

    @Test(arguments: Engine.available)
    func `money put aside is paid for a case by a second hand, and the fund's page tells all of it`(
        engine: Engine
    ) async throws {
        let start = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
        try await withProgram(engine, clock: MovableClock(at: start)) { running in
            let scene = try await CaseScene.begin(running)
            try await approve(scene)
            let director = try await running.signedIn("zongjian")
            #expect(try await director.get("/fund").text.contains("Nothing has been put aside this year"))
            let desk = try await running.signedIn("qiantai")
            let early = try await scene.send(desk, "payments", Self.paid)
            #expect(early.status == .conflict && early.text.contains("holds only ¥0"))
            let refused = try await director.submit("/fund", ["budget": "10000", "reserve_percent": "0"])
            #expect(refused.status == .unprocessableContent && refused.text.contains("it cannot be 0"))
            let planned = try await director.submit("/fund", ["budget": "10000", "reserve_percent": "10"])
            #expect(planned.status == .seeOther)
            let page = try await desk.get(scene.address)
            #expect(page.text.contains("The promised money has not been paid") && page.text.contains("¥300"))
            try await scene.must(desk, "payments", Self.paid)
            let after = try await desk.get(scene.address)
            #expect(after.text.contains("Transfer 77") && !after.text.contains("The promised money has not been paid"))
            let fund = try await director.get("/fund")
            #expect(fund.text.contains("¥700") && fund.text.contains("−¥300") && fund.text.contains(scene.address))
            #expect(try await director.get("/fund?month=2026-09").text.contains("−¥300"))
            #expect(try await director.get("/fund?month=2026-08").text.contains("−¥300") == false)
            #expect(try await director.get("/fund?month=nonsense&after=x&owed=y").status == .ok)
        }
    }

    @Test func `a double click pays once`() async throws {
        try await running { running, scene in
            try await approve(scene)
            let director = try await running.signedIn("zongjian")
            _ = try await director.submit("/fund", ["budget": "10000", "reserve_percent": "10"])
            let desk = try await running.signedIn("qiantai")
            let fields = try await scene.filled(desk, "payments", Self.paid.merging(["amount": "100"]) { $1 })
            for _ in 0..<2 {
                let answer = try await desk.post("\(scene.address)/payments", fields)
                #expect(answer.status == .seeOther)
            }
            #expect(try await scene.subject().redress.payments.count == 1)
            let fund = try await running.database.read {
                try FundYear.find(2026, of: App.World.organisation, in: $0)
            }
            #expect(fund.balance == Money(yuan: 900))
        }
    }

    @Test func `the approver cannot pay, others cannot plan, and the auditor only looks`() async throws {
        try await running { running, scene in
            try await approve(scene)
            let approver = try await running.signedIn("zhuguan")
            #expect(try await scene.send(approver, "payments", Self.paid).status == .forbidden)
            #expect(try await approver.post("/fund", ["budget": "1"]).status == .forbidden)
            let auditor = try await running.signedIn("shenji")
            #expect(try await auditor.get("/fund").status == .ok)
            #expect(try await auditor.get("/authority-reports").status == .ok)
            #expect(try await auditor.get("/recovery").status == .ok)
            #expect(try await scene.send(auditor, "payments", Self.paid).status == .forbidden)
            let nurse = try await running.signedIn("hulier")
            #expect(try await nurse.get("/fund").status == .forbidden)
            #expect(try await nurse.get("/authority-reports").status == .forbidden)
            #expect(try await nurse.post("/recovery", [:]).status == .forbidden)
        }
    }

    @Test func `recovery is suggested, begun, ticked and rated on the case page`() async throws {
        try await running { running, scene in
            running.clock.move(minutes: 12)
            let desk = try await running.signedIn("qiantai")
            let page = try await desk.get(scene.address)
            #expect(page.text.contains("A meal that was not right") && page.text.contains("it is about"))
            try await scene.must(desk, "recovery", ["strategy": "cold-meal"])
            let begun = try await desk.get(scene.address)
            #expect(begun.text.contains("12 minutes") && begun.text.contains("Bring something suitable at once"))
            #expect(try await scene.send(desk, "recovery-steps", [:]).status == .unprocessableContent)
            try await scene.must(desk, "recovery-steps", ["steps[]": "1.0,1.1"])
            #expect(try await scene.subject().redress.recoveries[0].openSteps == [2, 3])
            try await scene.must(
                desk, "recovery-effect", ["number": "1", "effect": "4", "effect_note": "The daughter calmed down"])
            #expect(try await desk.get(scene.address).text.contains("The daughter calmed down"))
            let library = try await desk.get("/recovery")
            #expect(library.text.contains("Too few to say") && library.text.contains("1 answer"))
            #expect(!library.text.contains("casework."))
        }
    }

    @Test func `the house writes a strategy of its own, a new version, and retires it`() async throws {
        try await running { running, scene in
            let leader = try await running.signedIn("zuzhang")
            let fields = [
                "code": "", "name": "Tea and time", "groups[]": "DIN", "levels[]": "3,4", "people[]": "child",
                "steps": "Say: Please sit down\nBring tea\nListen", "remedies[]": "R01", "not_when": "In an emergency",
            ]
            let added = try await leader.submit("/recovery", fields)
            #expect(added.status == .seeOther)
            let page = try await leader.follow(added)
            #expect(page.text.contains("Tea and time") && page.text.contains("Our own, version 1"))
            let code = String(added.location.dropFirst("/recovery/".count))
            let second = try await leader.submit(
                "/recovery/\(code)", to: "/recovery", fields.merging(["code": code, "name": "Tea and more"]) { $1 })
            #expect(try await leader.follow(second).text.contains("Our own, version 2"))
            let short = try await leader.submit("/recovery", fields.merging(["steps": "Only one"]) { $1 })
            #expect(short.status == .unprocessableContent && short.text.contains("2 to 12 steps"))
            #expect(
                try await leader.submit("/recovery", fields.merging(["code": "unknown"]) { $1 }).status == .notFound)
            let retired = try await leader.submit("/recovery/\(code)", to: "/recovery/\(code)/retirement", [:])
            #expect(retired.status == .seeOther)
            #expect(try await leader.get("/recovery/\(code)").text.contains("Retired"))
            let desk = try await running.signedIn("qiantai")
            #expect(try await desk.get("\(scene.address)/recovery").text.contains("Tea and more") == false)
            #expect(try await desk.get("/recovery/nothing").status == .notFound)
        }
    }

    @Test func `a point of the checklist is reported or found not to apply, and stands in the director's list`()
        async throws
    {
        try await running { running, scene in
            let desk = try await running.signedIn("qiantai")
            try await scene.must(desk, "report-points", ["trigger": "lift_entrapment", "reason": "Stuck for an hour"])
            let page = try await desk.get(scene.address)
            #expect(page.text.contains("Special equipment authority") && page.text.contains("Default, check locally"))
            let director = try await running.signedIn("zongjian")
            let list = try await director.get("/authority-reports")
            #expect(list.text.contains("Fire and rescue (119)") && list.text.contains(scene.address))
            let told = CaseScene.talk.merging([
                "number": "1", "recipient": "Duty desk", "receipt": "TS-9", "party": "authority",
            ]) { $1 }
            try await scene.must(desk, "authority-reports", told)
            #expect(try await desk.get(scene.address).text.contains("TS-9"))
            #expect(
                try await scene.send(desk, "report-waivers", ["number": "2", "reason": "No fire"]).status == .forbidden)
            let approver = try await running.signedIn("zhuguan")
            try await scene.take(.grading(.init(level: .three)), by: "qiantai")
            try await scene.must(approver, "report-waivers", ["number": "2", "reason": "Nobody was trapped"])
            let settled = try await director.get("/authority-reports?view=settled")
            #expect(settled.text.contains("TS-9") && settled.text.contains("Nobody was trapped"))
            #expect(try await director.get("/authority-reports").text.contains("Nothing waits to be reported"))
        }
    }
}
