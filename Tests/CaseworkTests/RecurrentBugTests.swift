import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// Faults that come back again and again in the field's systems (feature-anchors §4.8 and §4.9), each shown absent.
@Suite struct RecurrentLeakTests {
    private static let voice = [
        "kind": "CMP", "narrative": "The soup was cold three days running.", "secrecy": "open",
        "complainant_kind": "child", "name": "Lin Xiao", "phone": "13800000000", "email": "lin@example.org",
    ]

    /// Files the voice with a photo and returns the number of its case.
    private func file(_ browser: Browser, _ running: RunningProgram) async throws -> ID<Case> {
        let gif = [UInt8]("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B]
        _ = try await browser.upload(
            "/complaints/new?kind=CMP", to: "/complaints", file: gif, named: "soup.gif", field: "files", Self.voice)
        return try await running.database.read { db in
            try db.one("SELECT id FROM cases ORDER BY received_at DESC, id DESC LIMIT 1").get("id")
        }
    }

    @Test(arguments: ["lin@example.org", "13800000000", "", "0000000000000000"])
    func `a guessable number with a known address opens nothing`(secret: String) async throws {
        try await withProgram { home in
            _ = try await file(home.browser(), home)
            let stranger = home.browser()
            _ = try await stranger.submit("/follow", ["number": "C-2026-000001", "pin": secret])
            #expect(try await stranger.get("/my-case").status == .seeOther)
        }
    }

    @Test func `attachments are not readable without login nor by whoever has no tie to the case`() async throws {
        try await withProgram { home in
            let complainant = home.browser()
            let id = try await file(complainant, home)
            let found: String? = try await home.database.read { db in
                try db.first("SELECT id FROM attachments WHERE subject_id = \(id.text)")?.get("id")
            }
            let address = "/cases/\(id)/files/\(try #require(found))"
            #expect(try await home.browser().get(address).status == .seeOther)
            #expect(try await complainant.get(address).status != .ok)
            let cook = home.browser()
            try await cook.signIn("hulier")
            #expect(try await cook.get(address).status == .forbidden)
            let leader = home.browser()
            try await leader.signIn("zuzhang")
            #expect(try await leader.get(address).status == .ok)
        }
    }

    @Test func `writing another case's id into an address opens nothing`() async throws {
        try await withProgram { home in
            let scene = try await CaseScene.begin(home) { registration in
                registration.kind = .report
                registration.secrecy = .confidential
            }
            let complainant = home.browser()
            _ = try await file(complainant, home)
            #expect(try await complainant.get(scene.address).status != .ok)
            let cook = home.browser()
            try await cook.signIn("hulier")
            for page in ["", "/letter", "/receipt", "/received"] {
                #expect(try await cook.get(scene.address + page).status == .forbidden, "\(page)")
            }
            let own = try await cook.get("/account/password")
            let proof = ["csrf": try #require(own.input("csrf")), "once": try #require(own.input("once"))]
            let note = try await cook.post(scene.address + "/notes", proof.merging(["text": "I was here"]) { $1 })
            #expect(note.status == .forbidden)
            #expect(try await scene.events().allSatisfy { $0.kind != CaseAction.addNote.rawValue })
        }
    }

    @Test func `a status page opened once is shut for all by a new PIN`() async throws {
        try await withProgram { home in
            let complainant = home.browser()
            let id = try await file(complainant, home)
            #expect(try await complainant.get("/my-case").status == .ok)
            let cases = CaseDesk(desk: home.program.desk, rules: try CaseworkData.load())
            try await home.database.write { db in
                _ = try cases.take(
                    .reissue(.init(proof: .calledBack, check: "Called the number on record")), on: id,
                    by: CaseScene.actor("zuzhang"), in: db)
            }
            #expect(try await complainant.get("/my-case").status == .seeOther)
        }
    }

    @Test(arguments: [
        "' OR 1=1 --", "\"; DROP TABLE cases; --", "soup' UNION SELECT document FROM cases --", "NEAR(a b)", "*",
    ])
    func `SQL in the words of a search is looked for and not run`(words: String) async throws {
        try await withProgram { home in
            let scene = try await CaseScene.begin(home)
            let desk = home.browser()
            try await desk.signIn("qiantai")
            let query = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let page = try await desk.get("/search?q=\(query)")
            #expect(page.status == .ok)
            #expect(!page.text.contains(scene.id.text), "nothing matches such words")
            #expect(try await scene.subject().state == .registered)
        }
    }
}

@Suite struct RecurrentClosingTests {
    @Test func `not fixed and approve at once is held for a person`() throws {
        let lexicon = try World.data.get().contradictions
        var journey = try Journey()
        try journey.confirmedBySecond()
        var answer = World.answer(.yes)
        answer.words = "根本没有修好"
        try journey.take(.answer(lexicon.judged(answer)), by: World.daughter)
        #expect(journey.subject.confirmation.isHeld)
        #expect(
            refusal { try journey.take(.closure(.init(summary: "Done", learning: "None")), by: World.receiving) }
                == ["casework.guard.no_held_answer"])
    }

    @Test func `nobody rates their own work`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        #expect(!refusal { try journey.take(.answer(World.answer(.yes)), by: World.handling) }.isEmpty)
        #expect(journey.subject.confirmation.answer == nil)
    }

    @Test func `what is added to a closed case reaches whoever answers for it and may open it again`() async throws {
        try await StoreWorld.run { world in
            let received = try await world.receive { $0.kind = .suggestion }
            let id = received.subject.id
            let daughter = Actor(organisationID: World.organisation, kind: .complainant(caseID: id.text))
            try await world.take(
                .settlement(
                    .init(answer: "Heated", finding: nil, communication: world.talk(), satisfied: true)), on: id,
                by: World.receiving)
            try await world.take(.closure(.init(summary: "Hot", learning: "Lids")), on: id, by: World.receiving)
            world.clock.move(days: 1)
            try await world.take(.note(.init(text: "It is cold again.")), on: id, by: daughter)
            let told = try await world.database.read { db in
                try StaffNotice.unread(of: World.receiving, in: db).map(\.message.key)
            }
            #expect(told.contains("casework.notice.complainant_wrote"))
            let reopened = try await world.take(.reopening(.init(reason: "Cold again")), on: id, by: daughter)
            #expect(reopened.state.isOpen)
        }
    }

    @Test func `a case closed without its complainant's yes is counted apart`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        for _ in 0..<3 {
            try journey.take(
                .communication(World.talk(at: journey.now.advanced(byHours: 30), reached: false)), by: World.receiving,
                after: 30)
        }
        try journey.take(.agreement(.init(reason: "Three days, three calls")), by: World.supervising)
        try journey.take(
            .closure(.init(summary: "Nobody answered", learning: "Ask for a second number")), by: World.receiving)
        #expect(journey.subject.closing?.disposition == .unconfirmed)
        #expect(journey.subject.closing?.isUnresolved == true)
    }

    @Test func `the page that asks for an answer says what it is about`() async throws {
        try await withProgram { home in
            let scene = try await CaseScene.begin(home)
            try await scene.tell()
            let complainant = home.browser()
            let pin = scene.cases.pin(of: scene.id, round: 1)
            let number = try await scene.subject().number
            _ = try await complainant.submit("/follow", ["number": "\(number)", "pin": pin.digits])
            let page = try await complainant.get("/my-case")
            #expect(page.text.contains("The soup was cold"))
            #expect(page.text.contains("C-2026-"))
        }
    }
}
