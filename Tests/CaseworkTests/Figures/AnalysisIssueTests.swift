import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// The regular analysis as a draft, approved by a person, and frozen (S0-19).
@Suite struct AnalysisIssueTests {
    @Test(arguments: Engine.available)
    func `the month's analysis is drafted when it is over, approved by another, and settles the duty`(engine: Engine)
        async throws
    {
        let clock = MovableClock(at: Instant(iso8601: "2026-08-20T09:00:00+08:00")!)
        try await withProgram(engine, clock: clock) { running in
            let desk = running.program.desk
            _ = try await CaseScene.begin(running)
            _ = try await Sweep.run(at: desk)
            clock.set(Instant(iso8601: "2026-09-02T09:00:00+08:00")!)
            _ = try await Sweep.run(at: desk)
            func duty() async throws -> String? {
                try await running.database.read { db in
                    try db.first(
                        """
                        SELECT state FROM duties WHERE rule_code = 'complaint_analysis' AND period_key = '2026-08'
                        """)?.get("state")
                }
            }
            #expect(try await duty() == "open")
            let page = "/figures?period=2026-08"
            let writer = try await running.signedIn("zhijian")
            #expect(try await writer.get(page).text.contains("draft the system made"))
            let finding = [
                "finding": "Cold meals", "measure": "Warm trolleys", "owner": App.World.member("canyin")!.id.text,
                "due_on": "2026-09-30",
            ]
            #expect(try await writer.submit(page, to: "/figures/2026-08/findings", finding).status == .seeOther)
            #expect(try await writer.post("/figures/2026-08/issues", ["version": "1"]).status == .forbidden)
            let director = try await running.signedIn("zongjian")
            #expect(
                try await director.submit(page, to: "/figures/2026-08/issues", ["version": "2"]).status == .conflict)
            #expect(
                try await director.submit(page, to: "/figures/2026-08/issues", ["version": "1"]).status == .seeOther)
            #expect(try await duty() == "done")
            let approved = try await writer.get("/figures/2026-08/issues/1").text
            #expect(approved.contains("Cold meals") && approved.contains("<h2>"))
            let more = finding.merging(["finding": "Written later"]) { _, new in new }
            #expect(try await writer.submit(page, to: "/figures/2026-08/findings", more).status == .seeOther)
            let reason = ["reason": "A duplicate was found"]
            #expect(try await writer.submit(page, to: "/figures/2026-08/renewal", reason).status == .seeOther)
            let after = try await writer.get("/figures/2026-08/issues/1").text
            func body(_ text: String) -> Substring { text.split(separator: "hy-sheet-note")[0] }
            #expect(body(after) == body(approved), "what was approved stays as it was")
            #expect(try await writer.get(page).text.contains("draft the system made"))
            #expect(try await writer.get("/figures/2026-08/issues/2").status == .notFound)
            let file = try await director.get("/figures/2026-08/issues/1/pdf")
            let isFile = file.bytes.starts(with: Array("%PDF-".utf8))
            #expect(isFile)
        }
    }
}
