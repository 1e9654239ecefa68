import App
import Casework
import Duties
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Registers

/// Entries of a register whose term is over.
@Suite struct DisposalTests {
    private static let kept = KeyRegister.source.replacing(
        "retention: {years: 2}", with: "retention: {years: 2, then: anonymise}")

    /// Proposes a run for everything due, has another approve it, and lets it work.
    private func dispose(_ home: RunningProgram, _ rule: String, _ manner: String) async throws -> HTTPStatus {
        let officer = try await home.signedIn("yinsi")
        let proposed = try await officer.submit(
            "/admin/retention", to: "/admin/retention/runs", ["rule": rule, "manner": manner])
        guard proposed.status == .seeOther else { return .refused(proposed.text) }
        let director = try await home.signedIn("zongjian")
        let page = try await director.get("/admin/retention").text
        let run = try #require(page.firstMatch(of: /\/admin\/retention\/runs\/([0-9a-f-]{36})\/approval/)?.output.1)
        let approved = try await director.submit(
            "/admin/retention", to: "/admin/retention/runs/\(run)/approval", [:])
        #expect(approved.status == .seeOther)
        let shelf = try RegisterShelf.load(RegistersFolder.named("Data"))
        try await Casework.Retention.work(at: home.program.desk, records: .entries(shelf))
        return .done
    }

    private enum HTTPStatus: Equatable {
        case done
        case refused(String)
    }

    private func entries(_ home: RunningProgram) async throws -> [RegisterEntry] {
        try await home.database.read { db in
            try db.rows("SELECT \(RegisterEntry.columns) FROM register_entries e ORDER BY e.number")
                .map(RegisterEntry.init)
        }
    }

    /// An entry with a person, words, a secret and a file.
    private func full(_ home: RunningProgram) async throws -> (address: String, digest: ContentDigest) {
        let chuli = try await home.signedIn("chuli")
        let fields = [
            "label": "Wanderschluessel", "room": "lab", "lent_on": "2026-09-23", "resident": "P-000001",
            "reason": "Frau Sorge weint", "deposit": "20", "copies": "2",
        ]
        let made = try await send(
            chuli, "/registers/key_log/new", to: "/registers/key_log", fields,
            files: [("receipt", "a.txt", Array("only here".utf8))])
        #expect(made.status == .seeOther)
        let digest = try await home.database.read { db in
            try db.one("SELECT digest FROM attachments WHERE subject_kind = 'register_entry'").get(
                "digest", as: ContentDigest.self)
        }
        return (made.location, digest)
    }

    @Test(arguments: Engine.available, Registers.Retention.Manner.allCases)
    func `one proposes, another approves, and what the definition says is done`(
        engine: Engine, manner: Registers.Retention.Manner
    ) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            if manner == .anonymise { try await KeyRegister.putInForce(DisposalTests.kept, registers) }
            let (address, digest) = try await full(home)
            try await KeyRegister.enter(registers, ["label": "Later", "lent_on": "2026-09-24"])
            let keys = try await home.database.read {
                try home.program.desk.vault.keyring(for: World.organisation, in: $0)
            }
            #expect(try registers.desk.files.read(digest, with: keys) == Array("only here".utf8))
            home.clock.set(Zone.shanghai.instant(of: LocalDay("2028-09-24")!, minute: 600))
            let rule = manner == .delete ? "register_entries" : "register_figures"
            let other = manner == .delete ? "register_figures" : "register_entries"
            let otherManner = manner == .delete ? "anonymise" : "delete"
            let preview = try await home.signedIn("yinsi").get("/admin/retention").text
            #expect(preview.contains("YS-2026-001") && !preview.contains("YS-2026-002"))
            #expect(try await dispose(home, other, otherManner) != .done, "nothing of the other manner is due")
            #expect(try await dispose(home, rule, manner.rawValue) == .done)
            let left = try await entries(home)
            #expect(left.map(\.number) == (manner == .delete ? ["YS-2026-002"] : ["YS-2026-001", "YS-2026-002"]))
            let zuzhang = try await home.signedIn("zuzhang")
            #expect(try await !zuzhang.get("/registers/key_log?q=Wanderschluessel").text.contains("YS-2026-001"))
            let page = try await zuzhang.get(address)
            if manner == .delete {
                #expect(page.status == .notFound)
            } else {
                let entry = try #require(left.first)
                #expect(entry.anonymisedAt != nil && entry.sealed == nil && entry.enteredBy == "system")
                let kept = ["room": "lab", "lent_on": "2026-09-23", "deposit": "2000", "copies": "2", "urgent": "0"]
                #expect(entry.values == kept)
                #expect(page.text.contains("persons were taken out") && !page.text.contains("P-000001"))
                #expect(try await zuzhang.get(address + "/edit").status != .ok)
                #expect(try await zuzhang.get("/registers/key_log?room=lab").text.contains("YS-2026-001"))
            }
            let (files, events) = try await home.database.read { db in
                (
                    try db.count("SELECT count(*) AS n FROM attachments"),
                    try Event.stored(of: EntryAccess.subject(left.first?.id ?? db.newID()), in: db).map(\.kind)
                )
            }
            #expect(files == 0)
            if manner == .anonymise { #expect(events == ["registers.disposed"]) }
            #expect(throws: (any Error).self) { try registers.desk.files.read(digest, with: keys) }
            #expect(try await ChainCheck.run(on: home.database).faults.isEmpty)
            #expect(try await dispose(home, rule, manner.rawValue) != .done, "nothing is left to do")
        }
    }

    @Test(arguments: Engine.available)
    func `a hold on the entry or on its case stops the term, and so does an entry that is kept and points to it`(
        engine: Engine
    ) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let pointing = KeyRegister.source.replacing("code: key_log\n", with: "code: key_ring\n")
                .replacing("retention: {years: 2}", with: "retention: {years: 9}")
                .replacing("YS-{year}", with: "HQ-{year}").replacing(
                    "{code: complaint, kind: case,", with: "{code: complaint, kind: entry, register: key_log,"
                )
                .replacing("meets: [key_log_check]", with: "meets: []").replacing(
                    "key_log_check", with: "key_ring_check")
            try await KeyRegister.putInForce(pointing, registers)
            for place in 1...4 { try await KeyRegister.enter(registers, ["label": "Key \(place)"]) }
            let made = try await entries(home)
            let number = try await home.someCase()
            try await home.database.write { db in
                let kept = try db.one("SELECT id FROM cases").get("id", as: String.self)
                try db.run(
                    """
                    INSERT INTO register_links (entry_id, field, organisation_id, register, target_kind, target_id, day_on)
                    VALUES (\(made[0].id), 'complaint', \(World.organisation), 'key_log', 'case', \(kept), '2026-09-23')
                    """)
            }
            let chuli = try await home.signedIn("chuli")
            let ring = try await chuli.submit(
                "/registers/key_ring/new", to: "/registers/key_ring",
                ["label": "Ring", "room": "store", "lent_on": "2026-09-23", "complaint": made[1].number])
            #expect(ring.status == .seeOther)
            let director = try await home.signedIn("zongjian")
            let held = try await director.submit(
                "/admin/retention", to: "/admin/retention/holds", ["number": number, "hold_reason": "Lawsuit"])
            #expect(held.status == .seeOther)
            let leader = try await home.signedIn("zuzhang")
            #expect(try await !chuli.get(made[2].address).text.contains("hold_reason"))
            let hold = made[2].address + "/hold"
            #expect(
                try await leader.submit(made[2].address, to: hold, ["hold_reason": ""]).status == .unprocessableContent)
            #expect(try await leader.submit(made[2].address, to: hold, ["hold_reason": "Inquiry"]).status == .seeOther)
            #expect(try await leader.submit(made[2].address, to: hold, ["hold_reason": "Again"]).status == .conflict)
            #expect(try await leader.get(made[2].address).text.contains("Legal hold: Inquiry"))
            home.clock.set(Zone.shanghai.instant(of: LocalDay("2029-01-01")!, minute: 600))
            #expect(try await dispose(home, "register_entries", "delete") == .done)
            #expect(
                try await entries(home).map(\.number) == ["HQ-2026-001", "YS-2026-001", "YS-2026-002", "YS-2026-003"])
            let again = try await home.signedIn("zuzhang")
            #expect(try await again.submit(made[2].address, to: hold + "/end", [:]).status == .seeOther)
            #expect(
                try await again.submit(made[2].address, to: hold + "/end", ["once": "lifted-once-more-1"]).status
                    == .conflict)
            #expect(try await dispose(home, "register_entries", "delete") == .done)
            #expect(try await entries(home).map(\.number) == ["HQ-2026-001", "YS-2026-001", "YS-2026-002"])
            #expect(try await ChainCheck.run(on: home.database).faults.isEmpty)
        }
    }

    @Test func `a number of months belongs to no rule whose records have terms of their own`() async throws {
        try await withProgram { home in
            let answer = try await home.signedIn("yinsi").submit(
                "/admin/retention", to: "/admin/retention/runs",
                ["rule": "register_entries", "manner": "delete", "keep_months": "12"])
            #expect(answer.status == .unprocessableContent && answer.text.contains("Leave the months empty"))
        }
    }
}
