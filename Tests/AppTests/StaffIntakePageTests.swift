import App
import Casework
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@Suite struct StaffIntakePageTests {
    private static let told = "The soup came cold three days running, says the daughter."

    private func fields(_ more: [String: String] = [:]) -> [String: String] {
        let usual = [
            "channel": "phone", "kind": "CMP", "received_at": "2026-09-24T08:30", "narrative": Self.told,
            "complainant_kind": "child", "name": "Lin Xiao", "phone": "13900020099", "secrecy": "open", "blocks": "1",
            "allegations.0.category": "DIN-01", "allegations.0.harm": "0", "allegations.0.severity": "1", "do": "save",
        ]
        return usual.merging(more) { $1 }
    }

    /// The first case's whole record, as the store has it.
    private func only(_ running: RunningProgram) async throws -> Case {
        let desk = running.program.desk
        return try await running.database.read { db in
            let number = CaseNumber(year: 2026, counter: 1)
            guard let found = try Case.first(number: number, of: World.organisation, at: desk, in: db) else {
                throw Problem.notFound
            }
            return found
        }
    }

    @Test func `what is written down becomes a case of its first receiver, with level, reasons and receipt`()
        async throws
    {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            let answer = try await browser.submit(
                "/cases/new", to: "/cases",
                fields(["signals": "litigation", "empathy": "yes", "empathy_place": "Front desk"]))
            #expect(answer.status == .seeOther)
            let received = try await browser.get(answer.location)
            #expect(received.text.contains("C-2026-000001"))
            #expect(received.text.contains("Suggested level"))
            let subject = try await only(running)
            #expect(subject.firstReceiver == World.member("qiantai")?.id)
            #expect(subject.milestones.acknowledgedAt != nil)
            #expect(subject.communications.first?.communication.place == "Front desk")
            #expect(subject.level.current == .two)
            let receipt = try await browser.get("/cases/\(subject.id)/receipt")
            #expect(receipt.status == .ok)
            #expect(receipt.text.contains("/follow?number=C-2026-000001"))
            #expect(!receipt.text.contains("Lin Xiao"))
            let events = try await running.database.read { db in
                try db.count(
                    """
                    SELECT count(*) AS n FROM events
                    WHERE subject_id = \(subject.id) AND kind = 'casework.receipt_printed'
                    """)
            }
            #expect(events == 1)
            let stranger = try await running.signedIn("kehu")
            #expect(try await stranger.get("/cases/\(subject.id)/receipt").status == .forbidden)
        }
    }

    @Test func `an inquiry comes in by telephone, post, mail or on the spot and is promised its reply`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            let ways: [Channel] = [.phone, .letter, .email, .walkIn]
            let questions = [
                "the price of a day", "the hours for visits", "meals without salt", "a room with a window",
            ]
            for (place, way) in ways.enumerated() {
                let inquiry = fields([
                    "kind": "INQ", "channel": way.rawValue, "expected_reply_at": "2026-09-24T15:00",
                    "narrative": "Asks about \(questions[place]).", "name": "Guest \(place)",
                    "phone": "1390002010\(place)",
                ])
                let answer = try await browser.submit("/cases/new", to: "/cases", inquiry)
                #expect(answer.status == .seeOther, "\(way)")
            }
            let desk = running.program.desk
            let stored = try await running.database.read { db in
                try (1...ways.count).map { counter in
                    let number = CaseNumber(year: 2026, counter: counter)
                    let found = try Case.first(number: number, of: World.organisation, at: desk, in: db)
                    return try #require(found)
                }
            }
            #expect(stored.map(\.channel) == ways)
            #expect(stored.allSatisfy { $0.kind == .inquiry && $0.expectedReplyAt != nil })
        }
    }

    @Test(arguments: [
        (["narrative": ""], "narrative"), (["received_at": "2026-09-25T08:30"], "received-at"),
        (["phone": "", "declined": ""], "phone"), (["email": "lin.xiao"], "email"),
        (["reply_channel": "email"], "email"), (["secrecy": "anonymous"], "name"),
        (["kind": "INQ"], "expected-reply-at"), (["kind": "EXT"], "outside"), (["kind": "RPT"], "secrecy"),
        (["complainant_kind": ""], "complainant-kind"), (["allegations.0.category": ""], "allegations-0-category"),
        (["allegations.0.category": "XXX-99"], "allegations-0-category"),
        (["occurred_on": "2026-09-25"], "occurred-on"),
        (["outside": "HK-1"], "outside-body"), (["channel": "letter", "empathy": "yes"], "empathy"),
    ])
    func `each refusal says what is wrong and keeps what was typed`(_ change: [String: String], _ field: String)
        async throws
    {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            let answer = try await browser.submit(
                "/cases/new", to: "/cases", fields(["desired_remedy": "A warm lunch"]).merging(change) { $1 })
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("id=\"f-\(field)-error\""), "no fault at \(field)")
            #expect(answer.text.contains("A warm lunch"))
            if change["narrative"] == nil { #expect(answer.text.contains(Self.told)) }
            #expect(answer.input("received_at") == change["received_at"] ?? "2026-09-24T08:30")
            await #expect(throws: Problem.notFound) { try await only(running) }
        }
    }

    @Test func `finding a person and adding a point keep everything and save nothing`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            var typed = fields(["do": "find", "person_query": "101", "staff_query": "孙"])
            let found = try await browser.submit("/cases/new", to: "/cases", typed)
            #expect(found.status == .ok)
            #expect(found.text.contains("王秀芳"))
            #expect(found.text.contains("孙强"))
            #expect(found.text.contains(Self.told))
            typed = fields([
                "do": "add_allegation", "person": World.residents[0].id.text,
                "about_staff": World.member("canyin")?.id.text ?? "",
            ])
            let more = try await browser.submit("/cases/new", to: "/cases", typed)
            #expect(more.text.contains("name=\"allegations.1.category\""))
            #expect(more.text.contains("王秀芳"))
            #expect(more.input("blocks") == "2")
            await #expect(throws: Problem.notFound) { try await only(running) }
            typed["do"] = "save"
            typed["blocks"] = "2"
            typed["allegations.1.category"] = "ATT-01"
            typed["allegations.1.text"] = "Nobody answered"
            try await browser.submit("/cases/new", to: "/cases", typed)
            let subject = try await only(running)
            #expect(subject.allegations.count == 2)
            #expect(subject.personServed == World.residents[0].id)
            #expect(
                subject.complainedAbout.staff
                    == [World.member("canyin")?.id].compactMap { $0 }.reduce(into: []) { $0.insert($1) })
        }
    }

    @Test func `a voice received earlier has its clocks run from then`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            try await browser.submit("/cases/new", to: "/cases", fields(["received_at": "2026-09-23T23:50"]))
            let subject = try await only(running)
            let earlier = try #require(Instant(iso8601: "2026-09-23T23:50:00+08:00"))
            #expect(subject.milestones.receivedAt == earlier)
            #expect(subject.milestones.registeredAt == running.clock.now)
            let started = try await running.database.read { db in
                try db.rows("SELECT DISTINCT started_at FROM clocks WHERE subject_id = \(subject.id)")
                    .map { try $0.get("started_at", as: Instant.self) }
            }
            #expect(started == [earlier])
        }
    }

    @Test func `whoever is complained about may write it down and then sees it no more`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            let me = World.member("qiantai")?.id.text ?? ""
            let answer = try await browser.submit(
                "/cases/new", to: "/cases", fields(["about_staff": me, "empathy": "yes"]))
            let received = try await browser.get(answer.location)
            #expect(received.status == .ok)
            #expect(!received.text.contains("Suggested level"))
            let subject = try await only(running)
            #expect(try await browser.get("/cases/\(subject.id)/receipt").status == .forbidden)
            #expect(try await !browser.get("/desk").text.contains(subject.id.text))
            #expect(try await !browser.get("/cases").text.contains(subject.id.text))
        }
    }

    @Test func `the register goes to those who may read all, as a page, on paper and as a safe table`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            try await browser.submit(
                "/cases/new", to: "/cases", fields(["narrative": "=HYPERLINK(\"x\") was on the note", "name": "Lin"]))
            try await browser.submit(
                "/cases/new", to: "/cases",
                fields(["secrecy": "confidential", "narrative": "Kept among few", "alike_seen": "yes"]))
            for address in ["/cases", "/cases/print", "/cases/export"] {
                let page = try await browser.get(address)
                #expect(page.status == .ok)
                #expect(page.text.contains("C-2026-000001"), "\(address)")
                #expect(!page.text.contains("C-2026-000002"), "\(address)")
                #expect(!page.text.contains("13900020099"), "\(address)")
            }
            let table = try await browser.get("/cases/export")
            #expect(table.text.contains("'=HYPERLINK"))
            #expect(table.headers[.contentType]?.hasPrefix("text/csv") == true)
            let chief = try await running.signedIn("yuanzhang")
            let whole = try await chief.get("/cases/export")
            #expect(whole.text.contains("C-2026-000002"))
            let line = whole.text.split(separator: "\r\n").first { $0.contains("C-2026-000002") }
            #expect(line?.contains("Lin Xiao") == false)
            let carer = try await running.signedIn("hulier")
            for address in ["/cases", "/cases/print", "/cases/export"] {
                let refused = try await carer.get(address)
                #expect(refused.status == .forbidden)
                #expect(refused.text.contains("href=\"/desk\""))
            }
        }
    }

    @Test func `search leads straight to a case by its number, and to others by a person's`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            try await browser.submit("/cases/new", to: "/cases", fields(["person": World.residents[0].id.text]))
            let subject = try await only(running)
            #expect(try await browser.get("/search?q=C-2026-000001").location == "/cases/\(subject.id)")
            for text in ["王秀芳", "13800010001", "13900020001", "0099", "Lin Xiao", "soup"] {
                let page = try await browser.get(
                    "/search?q=\(text.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? "")")
                #expect(page.text.contains("/cases/\(subject.id)"), "\(text)")
            }
            let stranger = try await running.signedIn("hulier")
            for text in ["C-2026-000001", "soup", "0099"] {
                let page = try await stranger.get("/search?q=\(text)")
                #expect(page.status == .ok)
                #expect(!page.text.contains(subject.id.text), "\(text)")
            }
        }
    }
}
