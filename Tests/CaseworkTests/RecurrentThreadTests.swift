import App
import Foundation
import Kernel
import Platform
import Storage
import Synchronization
import TestKit
import Testing
import Web

@testable import Casework

/// Faults of messages that come back again and again in the field's systems (feature-anchors §4.3), as far as they can
/// exist where people write through their case's page or a program with its token.
@Suite struct RecurrentThreadTests {
    private static let voice = [
        "kind": "CMP", "narrative": "The soup was cold three days running.", "secrecy": "open",
        "complainant_kind": "child", "name": "Lin Xiao", "phone": "13800000000",
    ]

    private func file(_ browser: Browser, _ running: RunningProgram) async throws -> ID<Case> {
        _ = try await browser.submit("/complaints/new?kind=CMP", to: "/complaints", Self.voice)
        return try await newest(running)
    }

    private func newest(_ running: RunningProgram) async throws -> ID<Case> {
        try await running.database.read { db in
            try db.one("SELECT id FROM cases ORDER BY received_at DESC, id DESC LIMIT 1").get("id")
        }
    }

    private func notes(of id: ID<Case>, _ running: RunningProgram) async throws -> Int {
        try await running.database.read { db in
            try db.count(
                """
                SELECT count(*) AS n FROM events WHERE subject_kind = 'case' AND subject_id = \(id)
                    AND kind = \(CaseAction.addNote.rawValue)
                """)
        }
    }

    @Test func `a reply lands in no other case, though its form names one, as freescout#2375 did`() async throws {
        try await withProgram { home in
            let (first, second) = (home.browser(), home.browser())
            let (one, other) = (try await file(first, home), try await file(second, home))
            let page = try await second.get("/my-case")
            let proof = ["csrf": try #require(page.input("csrf")), "once": try #require(page.input("once"))]
            let told = proof.merging(["text": "Still cold", "case": one.text, "number": "C-2026-000001"]) { $1 }
            _ = try await second.post(MyCaseForms.noteAddress, told)
            #expect(try await notes(of: one, home) == 0)
            #expect(try await notes(of: other, home) == 1)
            // Whoever never proved a number and PIN reaches none.
            _ = try await home.browser().post(MyCaseForms.noteAddress, told)
            #expect(try await notes(of: one, home) + notes(of: other, home) == 1)
        }
    }

    @Test func `a program's token of one case writes to that case alone and not after the PIN has turned`() async throws
    {
        try await withProgram { home in
            let id = try await file(home.browser(), home)
            let other = try await file(home.browser(), home)
            let cases = CaseDesk(desk: home.program.desk, rules: try CaseworkData.load())
            let pin = cases.pin(of: id, round: 1).digits
            let opened = try await home.ask(
                .post, "/my-case/token", body: ["number": "C-2026-000001", "pin": .text(pin)])
            let token = try #require(opened.json["token"]?.string)
            let body: JSON = ["text": "Still cold"]
            let sent = try await home.ask(.post, "/my-case/notes", token: token, body: body, key: "0123456789abcdef")
            #expect(sent.status.code < 300, "\(sent.text)")
            #expect(try await notes(of: id, home) == 1)
            #expect(try await notes(of: other, home) == 0)
            let wrong = try await home.ask(
                .post, "/my-case/token", body: ["number": "C-2026-000002", "pin": .text(pin)])
            #expect(wrong.status.code >= 400)
            try await home.database.write { db in
                _ = try cases.take(
                    .reissue(.init(proof: .calledBack, check: "Called the number on record")), on: id,
                    by: CaseScene.actor("zuzhang"), in: db)
            }
            let late = try await home.ask(.post, "/my-case/notes", token: token, body: body, key: "fedcba9876543210")
            #expect(late.status == .unauthorized)
            #expect(try await notes(of: id, home) == 1)
        }
    }

    @Test func `an answer to a merged case is stranded nowhere, as zammad#983 left it`() async throws {
        try await withProgram { home in
            let complainant = home.browser()
            let merged = try await file(complainant, home)
            let survivor = try await file(home.browser(), home)
            let cases = CaseDesk(desk: home.program.desk, rules: try CaseworkData.load())
            try await home.database.write { db in
                _ = try cases.take(
                    .merger(Merger(into: survivor, reason: "One soup")), on: merged, by: CaseScene.actor("zuzhang"),
                    in: db)
            }
            let answer = try await complainant.submit(
                "/my-case", to: MyCaseForms.noteAddress, ["text": "And today again"])
            #expect(answer.status == .seeOther, "\(CaseScene.faults(answer.text))")
            #expect(try await notes(of: survivor, home) == 1, "it arrives where somebody works")
        }
    }

    @Test(arguments: Engine.available)
    func `a double submission makes one case, as frappe#2310 made several`(engine: Engine) async throws {
        try await withProgram(engine) { home in
            let browser = home.browser()
            let page = try await browser.get("/complaints/new?kind=CMP")
            let proof = ["csrf": try #require(page.input("csrf")), "once": try #require(page.input("once"))]
            for _ in 0..<3 { try await browser.post("/complaints", Self.voice.merging(proof) { $1 }) }
            #expect(try await home.database.read { try $0.count("SELECT count(*) AS n FROM cases") } == 1)
        }
    }

    @Test func `no automatic notice answers an automatic notice, as frappe#3628 and osTicket#1041 did`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive().subject.id
            world.clock.move(days: 12)
            _ = try await Sweep.run(at: world.desk)
            let first = try await state(id, world)
            // Sweeps that find nothing new due say nothing more, however often they look.
            for _ in 0..<5 { _ = try await Sweep.run(at: world.desk) }
            #expect(try await state(id, world) == first)
            let system = try await world.database.read { db in
                try Event.list(of: Case.subject(id), limit: 500, at: world.desk, in: db).compactMap(\.caseFact)
            }.filter { $0.by == .system }
            #expect(system.allSatisfy { CaseAction.forSystem.contains($0.action) })
            #expect(!system.contains { $0.action == .acknowledge || $0.action == .giveFeedback })
        }
    }

    private struct Said: Equatable {
        let events: Int
        let notices: Int
        let outbox: Int
    }

    private func state(_ id: ID<Case>, _ world: StoreWorld) async throws -> Said {
        try await world.database.read { db in
            Said(
                events: try db.count("SELECT count(*) AS n FROM events WHERE subject_id = \(id)"),
                notices: try db.count("SELECT count(*) AS n FROM notices WHERE subject_id = \(id)"),
                outbox: try db.count("SELECT count(*) AS n FROM outbox_messages"))
        }
    }

    @Test(arguments: Engine.available)
    func `the outbox sends each message once, though two couriers go round together`(engine: Engine) async throws {
        try await withProgram(engine) { home in
            let desk = home.program.desk
            let admin = App.World.member("admin")!.id
            let actor = Actor(
                organisationID: App.World.organisation, kind: .staff(admin, roles: [.systemAdministrator, .employee]))
            try await home.database.write { db in
                _ = try Webhook.make(
                    WebhookDraft(name: "Peer", url: "http://127.0.0.1:1/hook", kinds: ["casework.register"]),
                    allowing: ["127.0.0.1"], by: actor, at: desk, in: db)
            }
            for _ in 0..<6 { _ = try await file(home.browser(), home) }
            let sent = Mutex<[String]>([])
            let courier = Courier.recording { parcel in
                sent.withLock { $0.append(parcel.headers["Webhook-Id"] ?? "") }
            }
            async let one = WebhookPost.run(at: desk, with: courier)
            async let other = WebhookPost.run(at: desk, with: courier)
            _ = try await (one, other)
            _ = try await WebhookPost.run(at: desk, with: courier)
            let ids = sent.withLock { $0 }
            #expect(ids.count == 6)
            #expect(Set(ids).count == 6)
        }
    }
}
