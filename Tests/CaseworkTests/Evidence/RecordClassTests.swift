import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

/// Papers that are kept longer or shorter than the record they belong to, and bodies that are no care homes.
@Suite struct RecordClassTests {
    private static let home = App.World.organisation

    private func retention(_ running: RunningProgram) -> Retention {
        Retention(desk: running.program.desk, organisation: RecordClassTests.home, zone: .shanghai)
    }

    private func due(_ rule: RetentionRule, _ running: RunningProgram) async throws -> Int {
        let retention = retention(running)
        let day = rule.cutoff(on: running.clock.now.day(in: .shanghai))
        return try await running.database.read { try retention.count(rule, until: day, in: $0) }
    }

    private func close(_ scene: CaseScene) async throws {
        let id = scene.id
        try await scene.running.database.write { db in
            try db.run("UPDATE cases SET is_open = 0, closed_at = \(db.now) WHERE id = \(id)")
        }
    }

    /// Lays a paper to the case as a program would.
    private func lay(_ kind: String, to scene: CaseScene) async throws -> Answer {
        let content = Data("Paper as \(kind).".utf8).base64EncodedString()
        return try await scene.running.ask(
            .post, "\(scene.address)/files", token: try await scene.running.token("qiantai"),
            body: [
                "files": [["name": .text("\(kind).txt"), "content": .text(content)]],
                "record_class": .text(kind),
            ], key: "paper-\(kind)")
    }

    /// Goes through what is due by the rule, proposed by one and approved by another.
    private func work(_ rule: RetentionRule, _ running: RunningProgram) async throws {
        let (retention, day) = (retention(running), rule.cutoff(on: running.clock.now.day(in: .shanghai)))
        let (officer, director) = (App.World.member("yinsi")!.id, App.World.member("zongjian")!.id)
        try await running.database.write { db in
            var run = RetentionRun(
                id: db.newID(), organisationID: RecordClassTests.home, rule: rule, manner: .delete, untilOn: day,
                found: try retention.count(rule, until: day, in: db), proposedBy: officer, proposedAt: db.now, done: 0)
            try run.approve(by: director, at: db.now)
            try run.save(in: db)
        }
        try await Retention.work(at: running.program.desk)
    }

    @Test(arguments: Engine.available)
    func `a copy of a record keeps the file of its case, and goes by its own term`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running) { $0.personServed = nil }
            #expect(try await lay("outpatient_copy", to: scene).status == .ok)
            #expect(try await lay("sealed_evidence", to: scene).status == .ok)
            #expect(try await lay("candidate", to: scene).status == .unprocessableContent)
            let page = try await running.signedIn("qiantai").get(scene.address).text
            #expect(page.contains("Copy of an outpatient record"))
            running.clock.move(days: 4 * 366)
            #expect(try await due(.sealedEvidence, running) == 0, "not while the case is open")
            try await close(scene)
            #expect(try await due(.sealedEvidence, running) == 1)
            running.clock.move(days: 6 * 366)
            #expect(try await due(.caseFiles, running) == 0, "the longest term wins")
            #expect(try await due(.outpatientCopies, running) == 0)
            running.clock.move(days: 6 * 366)
            #expect(try await due(.outpatientCopies, running) == 1)
            #expect(try await due(.caseFiles, running) == 1)
            try await work(.outpatientCopies, running)
            let left = try await running.database.read { db in
                try Attachment.list(of: "case", scene.id.text, RecordClassTests.home, in: db).map(\.recordClass)
            }
            #expect(left == [.sealedEvidence])
            try await work(.caseFiles, running)
            #expect(try await running.database.read { try $0.count("SELECT count(*) AS n FROM cases") } == 0)
            #expect(try await ChainCheck.run(on: running.database).faults.isEmpty)
        }
    }

    @Test func `a hold keeps papers of every class`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running) { $0.personServed = nil }
            for kind in RecordClass.ofCases { #expect(try await lay(kind.rawValue, to: scene).status == .ok) }
            try await close(scene)
            running.clock.move(days: 31 * 366)
            let rules = RetentionRule.allCases.filter { $0.recordClass != nil && $0 != .candidates }
            for rule in rules { #expect(try await due(rule, running) == 1, "\(rule)") }
            try await running.database.write { db in
                try LegalHold.place(
                    on: scene.id, reason: "Lawsuit", by: CaseScene.actor("yinsi"), at: scene.desk, in: db)
            }
            for rule in rules { #expect(try await due(rule, running) == 0, "\(rule)") }
        }
    }

    @Test func `papers outside of cases go by the moment they came`() async throws {
        try await withProgram { running in
            let desk = running.program.desk
            try await running.database.write { db in
                let file = try CheckedFile.list([("cv.txt", Array("Curriculum".utf8))])[0]
                let digest = try desk.files.put(
                    file.bytes, with: try desk.vault.keyring(for: RecordClassTests.home, in: db))
                try Attachment(
                    id: db.newID(), file, digest: digest, subjectKind: "candidacy", subjectID: "1",
                    by: CaseScene.actor("renshi"), at: db.now, recordClass: .candidate
                ).record(in: db)
            }
            running.clock.move(days: 300)
            #expect(try await due(.candidates, running) == 0)
            running.clock.move(days: 70)
            #expect(try await due(.candidates, running) == 1)
            try await work(.candidates, running)
            #expect(try await due(.candidates, running) == 0)
        }
    }

    @Test func `a hospital keeps case files from closing alone, three years at the least`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await close(scene)
            try await running.database.write { db in try db.run("UPDATE organisations SET kind = 'hospital'") }
            running.clock.move(days: 4 * 366)
            func propose(_ fields: [String: String]) async throws -> Answer {
                try await running.signedIn("yinsi").submit(
                    "/admin/retention", to: "/admin/retention/runs", fields.merging(["manner": "delete"]) { $1 })
            }
            #expect(try await propose(["rule": "other_case_files"]).text.contains("Nothing is due"))
            let short = try await propose(["rule": "other_case_files", "keep_months": "35"])
            #expect(short.status == .unprocessableContent && short.text.contains("36 months"))
            #expect(try await propose(["rule": "case_files"]).status == .unprocessableContent)
            #expect(try await propose(["rule": "other_case_files", "keep_months": "36"]).status == .seeOther)
            let run = try await running.database.read { try RetentionRun.list(of: RecordClassTests.home, in: $0).first }
            #expect(run?.found == 1)
        }
    }

    @Test(arguments: [
        (RetentionRule.caseFiles, "2028-02-29", nil, "2023-02-28"), (.candidates, "2026-08-31", nil, "2025-08-31"),
        (.candidates, "2026-08-31", 6, "2026-02-28"), (.securityLog, "2026-01-15", 7, "2025-06-15"),
        (.outpatientCopies, "2026-11-22", nil, "2011-11-22"), (.inpatientCopies, "2026-11-22", nil, "1996-11-22"),
        (.recordings, "2026-12-31", 3, "2026-09-30"), (.otherCaseFiles, "2026-01-31", 36, "2023-01-31"),
    ])
    func `a term ends on the same day of its month, or on the last of a shorter one`(
        rule: RetentionRule, today: String, months: Int?, ended: String
    ) {
        #expect(rule.cutoff(on: LocalDay(today)!, months: months) == LocalDay(ended)!)
    }

    @Test func `no term is shorter than its least, and each class of papers has one rule`() {
        #expect(
            RetentionRule.allCases.allSatisfy { ($0.leastMonths ?? 1) <= ($0.months ?? 1) && ($0.leastMonths ?? 1) > 0 }
        )
        #expect(
            Set(RetentionRule.allCases.compactMap(\.recordClass)) == Set(RecordClass.allCases).subtracting([.ordinary]))
        for kind in OrganisationKind.allCases {
            #expect(RetentionRule.rules(of: kind).filter(\.isOfCases) == [RetentionRule.files(of: kind)])
        }
    }
}
