import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct `Terms of keeping` {
    /// A case that was settled and closed today; its person's agreement ends with it.
    private func closed(_ running: RunningProgram) async throws -> CaseScene {
        let scene = try await CaseScene.begin(running) { $0.personServed = nil }
        let id = scene.id
        try await running.database.write { db in
            try db.run("UPDATE cases SET is_open = 0, closed_at = \(db.now) WHERE id = \(id)")
        }
        return scene
    }

    private func isAnonymised(_ scene: CaseScene) async throws -> Bool {
        let id = scene.id
        return try await scene.running.database.read {
            try $0.one("SELECT anonymised_at FROM cases WHERE id = \(id)").get("anonymised_at", as: Instant?.self)
        } != nil
    }

    @Test(arguments: Engine.available)
    func `one proposes, another approves, and persons are gone while chains and figures stay`(engine: Engine)
        async throws
    {
        try await withProgram(engine) { running in
            let scene = try await closed(running)
            let officer = try await running.signedIn("yinsi")
            let fields = ["rule": "case_files", "manner": "anonymise"]
            let early = try await officer.submit("/admin/retention", to: "/admin/retention/runs", fields)
            #expect(early.status == .unprocessableContent && early.text.contains("Nothing is due"))
            running.clock.move(days: 5 * 366)
            let again = try await running.signedIn("yinsi")
            #expect(try await again.get("/admin/retention").text.contains("C-2026-000001"))
            #expect(
                try await again.submit("/admin/retention", to: "/admin/retention/runs", fields).status == .seeOther)
            try await Retention.work(at: scene.desk)
            #expect(try await !isAnonymised(scene))
            let director = try await running.signedIn("zongjian")
            let page = try await director.get("/admin/retention").text
            let run = try #require(page.firstMatch(of: /\/admin\/retention\/runs\/([0-9a-f-]{36})\/approval/)?.output.1)
            #expect(
                try await director.submit(
                    "/admin/retention", to: "/admin/retention/runs/\(run)/approval", [:]
                ).status == .seeOther)
            try await Retention.work(at: scene.desk)
            #expect(try await isAnonymised(scene))
            let subject = try await scene.subject()
            #expect(subject.narrative == Anonymised.word && !subject.complainant.isIdentified)
            #expect(subject.allegations.map(\.category.text) == ["DIN-01"])
            #expect(try await scene.events().allSatisfy { $0.facts == Event.shredded })
            #expect(try await ChainCheck.run(on: running.database).faults.isEmpty)
            #expect(try await !director.get("/search?q=13900020001").text.contains("C-2026-000001"))
            #expect(try await director.get(scene.address).status == .ok)
        }
    }

    @Test func `a hold stops every term until it is lifted, and whoever proposed cannot approve`() async throws {
        try await withProgram { running in
            let scene = try await closed(running)
            let id = scene.id
            // Even a case of a mystery visitor goes whole.
            try await running.database.write { db in
                try db.run(
                    """
                    INSERT INTO hidden_cases (case_id, organisation_id, hidden_at)
                    VALUES (\(id), \(App.World.organisation), \(db.now))
                    """)
            }
            running.clock.move(days: 5 * 366)
            let officer = try await running.signedIn("yinsi")
            let held = ["number": "C-2026-000001", "hold_reason": "Lawsuit"]
            #expect(
                try await officer.submit("/admin/retention", to: "/admin/retention/holds", held).status == .seeOther)
            #expect(
                try await officer.submit("/admin/retention", to: "/admin/retention/holds", held).status == .conflict)
            let fields = ["rule": "case_files", "manner": "delete"]
            #expect(
                try await officer.submit("/admin/retention", to: "/admin/retention/runs", fields).status
                    == .unprocessableContent)
            let hold = try #require(
                try await officer.get("/admin/retention").text
                    .firstMatch(of: /\/admin\/retention\/holds\/([0-9a-f-]{36})\/end/)?.output.1)
            #expect(
                try await officer.submit("/admin/retention", to: "/admin/retention/holds/\(hold)/end", [:]).status
                    == .seeOther)
            #expect(
                try await officer.submit("/admin/retention", to: "/admin/retention/runs", fields).status == .seeOther)
            var run = try #require(
                try await running.database.read { try RetentionRun.list(of: App.World.organisation, in: $0) }.first)
            let proposer = run.proposedBy
            #expect(throws: Problem.conflict("casework.retention.second_person")) {
                try run.approve(by: proposer, at: running.clock.now)
            }
            try run.approve(by: App.World.member("zongjian")!.id, at: running.clock.now)
            let approved = run
            try await running.database.write { try approved.save(in: $0) }
            try await Retention.work(at: scene.desk)
            let left = try await running.database.read { try $0.count("SELECT count(*) AS n FROM cases") }
            #expect(left == 0)
            #expect(try await ChainCheck.run(on: running.database).faults.isEmpty)
        }
    }

    @Test func `an agreement that still runs keeps the files of its person`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let id = scene.id
            try await running.database.write { db in
                try db.run("UPDATE cases SET is_open = 0, closed_at = \(db.now) WHERE id = \(id)")
            }
            running.clock.move(days: 8 * 366)
            let now = running.clock.now
            let retention = Retention(desk: scene.desk, organisation: App.World.organisation, zone: .shanghai)
            let day = RetentionRule.caseFiles.cutoff(on: now.day(in: .shanghai))
            #expect(try await running.database.read { try retention.count(.caseFiles, until: day, in: $0) } == 0)
        }
    }

    @Test(arguments: [
        ("narrative", false), ("casework.upheld", true), ("林小", false), ("13900020001", false),
        ("11010519491231002X", false), ("lin@example.org", false), ("Lin Xiao", false), ("DIN-01", true),
        ("C-2026-000001", true), ("2026-10-01", true), ("0199f3c2-7b1e-7000-8000-138123456789", true),
        ("Asia/Shanghai", true), ("CMP", true),
    ])
    func `only codes are kept`(text: String, isKept: Bool) {
        #expect(Anonymised.isCode(text) == (isKept || text == "narrative"))
    }
}
