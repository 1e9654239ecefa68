import App
import Foundation
import Kernel
import Platform
import TestKit
import Testing

@Suite struct RosterPageTests {
    private static let absence = [
        "from": "2026-09-24T09:00", "until": "2026-09-26T09:00", "reason": "leave", "deputy": "",
    ]

    private func running(_ body: @escaping @Sendable (RunningProgram) async throws -> Void) async throws {
        try await withProgram(clock: MovableClock(at: Instant(iso8601: "2026-09-24T08:00:00+08:00")!), body)
    }

    @Test func `everybody enters their own absence and nobody enters another's without the right`() async throws {
        try await running { running in
            let nurse = try await running.signedIn("hulier")
            let own = try await nurse.submit(
                "/roster/absences", RosterPageTests.absence.merging(["deputy": World.member("huli")!.id.text]) { $1 })
            #expect(own.status == .seeOther)
            let page = try await nurse.get("/roster/absences")
            #expect(page.text.contains("吕梅") && page.text.contains("郑红") && page.text.contains("Leave"))
            let others = try await nurse.submit(
                "/roster/absences", RosterPageTests.absence.merging(["staff": World.member("huli")!.id.text]) { $1 })
            #expect(others.status == .forbidden)
            let shift = try await nurse.submit("/roster/absences", to: "/roster/shifts", [:])
            #expect(shift.status == .forbidden)
        }
    }

    @Test func `why somebody is away is told to themselves and to the keepers of the roster alone`() async throws {
        try await running { running in
            let nurse = try await running.signedIn("hulier")
            var sick = RosterPageTests.absence
            sick["reason"] = "sick"
            _ = try await nurse.submit("/roster/absences", sick)
            let stranger = try await running.signedIn("qiantai").get("/roster/absences")
            #expect(stranger.text.contains("吕梅"))
            #expect(!stranger.text.contains("<td data-label=\"Reason\">Illness"))
            #expect(stranger.text.components(separatedBy: "Illness").count == 2, "only the choice of the form")
            let keeper = try await running.signedIn("zuzhang").get("/roster/absences")
            #expect(keeper.text.components(separatedBy: "Illness").count == 3)
        }
    }

    @Test func `a shift is entered, shown as on duty, refused where it overlaps, and removed`() async throws {
        try await running { running in
            let leader = try await running.signedIn("zuzhang", language: "zh-Hans")
            let fields = [
                "staff": World.member("chuli")!.id.text, "unit": "", "post": "夜班总值班", "from": "2026-09-24T07:00",
                "until": "2026-09-24T20:00",
            ]
            #expect(try await leader.submit("/roster", to: "/roster/shifts", fields).status == .seeOther)
            let page = try await leader.get("/roster")
            #expect(page.text.contains("现在当班") && page.text.contains("吴涛") && page.text.contains("夜班总值班"))
            let again = try await leader.submit("/roster", to: "/roster/shifts", fields)
            #expect(again.status == .unprocessableContent)
            #expect(again.text.contains("此人在这段时间已有别的班次"))
            let shift = try #require(page.text.firstMatch(of: /action="(\/roster\/shifts\/[0-9a-f-]+\/removal)"/))
            #expect(try await leader.submit("/roster", to: String(shift.output.1), [:]).status == .seeOther)
            #expect(try await leader.get("/roster").text.contains("还没有排班"))
        }
    }

    @Test func `an absence ends when the person is back, by themselves or a keeper`() async throws {
        try await running { running in
            let nurse = try await running.signedIn("hulier")
            var now = RosterPageTests.absence
            now["from"] = "2026-09-24T07:00"
            _ = try await nurse.submit("/roster/absences", now)
            let page = try await nurse.get("/roster/absences")
            let end = try #require(page.text.firstMatch(of: /action="(\/roster\/absences\/[0-9a-f-]+\/end)"/))
            let stranger = try await running.signedIn("qiantai")
            #expect(try await stranger.submit("/roster/absences", to: String(end.output.1), [:]).status == .forbidden)
            #expect(try await nurse.submit("/roster/absences", to: String(end.output.1), [:]).status == .seeOther)
            running.clock.move(minutes: 1)
            #expect(try await nurse.get("/roster/absences").text.contains("Nobody is away"))
        }
    }
}
