import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// A case in a whole program, worked by the people of the named world.
struct CaseScene: Sendable {
    let running: RunningProgram
    let cases: CaseDesk
    let id: ID<Case>

    var address: String { "/cases/\(id)" }
    var desk: Desk { running.program.desk }

    /// Receives the case of the cold soup; `alter` changes what is registered.
    static func begin(
        _ running: RunningProgram, by login: String = "qiantai",
        _ alter: @escaping @Sendable (inout Registration) -> Void = { _ in }
    ) async throws -> CaseScene {
        let cases = CaseDesk(desk: running.program.desk, rules: try CaseworkData.load())
        let actor = actor(login)
        let received = try await running.database.write { db in
            try cases.receive(by: actor, in: db) { id, number in
                var registration = Registration(
                    id: id, organisationID: App.World.organisation, number: number, zone: .shanghai, kind: .complaint,
                    channel: .phone, secrecy: .open,
                    complainant: Complainant(kind: .child, name: "Lin Xiao", phone: "13900020001"),
                    receivedAt: db.now, accountableGroup: App.World.Unit.complaints.id,
                    narrative: "The soup was cold. It was cold three days running.",
                    personServed: App.World.residents[0].id,
                    allegations: [NewAllegation(text: "Cold soup", category: World.category("DIN-01"), harm: .minor)])
                alter(&registration)
                return registration
            }
        }
        return CaseScene(running: running, cases: cases, id: received.subject.id)
    }

    static func actor(_ login: String) -> Actor {
        let member = App.World.member(login)!
        return Actor(
            organisationID: App.World.organisation, kind: .staff(member.id, roles: Set(member.roles).union([.employee]))
        )
    }

    static func staff(_ login: String) -> String { App.World.member(login)!.id.text }

    func subject() async throws -> Case {
        let (id, desk) = (id, desk)
        return try await running.database.read { db in
            try Case.find(id, of: App.World.organisation, at: desk, in: db)
        }
    }

    func take(_ step: CaseStep, by login: String) async throws {
        let (id, cases) = (id, cases)
        try await running.database.write { db in
            try cases.take(step, on: id, by: CaseScene.actor(login), in: db)
        }
    }

    func events(_ kind: String = "case") async throws -> [Event] {
        let (id, desk) = (id, desk)
        return try await running.database.read { db in
            try Event.list(of: Event.Subject(kind: kind, id: id.text), at: desk, in: db)
        }
    }

    /// What a browser would send of the form of a step, with what is filled in.
    func filled(_ browser: Browser, _ noun: String, _ fields: [String: String]) async throws -> [String: String] {
        let page = try await browser.get("\(address)/\(noun)")
        var all = fields
        for name in ["csrf", "once", "version"] { all[name] = page.input(name) }
        // A page that offers no form has neither mark nor version; somebody may send one all the same.
        if all["once"] == nil { all["once"] = "a-mark-of-somebody-else" }
        if all["version"] == nil { all["version"] = String(try await subject().version) }
        return all
    }

    @discardableResult
    func send(_ browser: Browser, _ noun: String, _ fields: [String: String] = [:]) async throws -> Answer {
        try await browser.post("\(address)/\(noun)", try await filled(browser, noun, fields))
    }

    /// Sends the form and expects to be led back to the case.
    func must(
        _ browser: Browser, _ noun: String, _ fields: [String: String] = [:],
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await send(browser, noun, fields)
        if answer.status != .seeOther {
            Issue.record("\(noun): \(answer.status) \(CaseScene.faults(answer.text))", sourceLocation: place)
        }
    }

    static func faults(_ text: String) -> String {
        text.matches(of: /class="hy-error"[^>]*>(.*?)<\/p>|hy-notice-warning">(?s:.*?)<p>(.*?)<\/p>/)
            .map { String($0.output.0.suffix(160)) }.joined(separator: " | ")
    }

    /// The nouns of the steps the page leads to.
    func offered(_ browser: Browser) async throws -> Set<String> {
        let text = try await browser.get(address).text
        let nouns = Set(StepForms.all.map(\.noun))
        return Set(text.matches(of: /href="\/cases\/[0-9a-f-]+\/([a-z-]+)["?]/).map { String($0.output.1) })
            .intersection(nouns)
    }

    static let talk = [
        "happened_at": "2026-09-24T09:00", "place": "Front desk", "mode": "phone", "party": "complainant",
        "matter": "The soup", "reached": "yes",
    ]

    /// Brings the case by the rules alone to the moment after the approval.
    func decide() async throws {
        let (chuli, now) = (App.World.member("chuli")!.id, running.clock.now)
        let talk = World.talk(at: now)
        try await take(.acknowledgement(.init(communication: talk, empathyShown: true)), by: "qiantai")
        try await take(.grading(.init(level: .three)), by: "qiantai")
        try await take(.assignment(.init(handler: chuli, responsibleUnit: App.World.Unit.catering.id)), by: "zuzhang")
        try await take(.acceptance(.init()), by: "chuli")
        try await take(.evidence(.init(mode: .site, summary: "Measured the soup")), by: "chuli")
        try await take(
            .finding(
                .init(
                    allegation: 1, finding: .upheld, reasons: "It was 40 degrees",
                    causes: Causes(primary: .maintenance))), by: "chuli")
        let item = Proposal.Item(text: "New lid", owner: chuli, dueOn: LocalDay("2026-10-01")!)
        try await take(
            .proposal(.init(plan: "Heat it", remedies: [.spokenApology], amount: nil, actions: [item])), by: "chuli")
        try await take(.approval(.init()), by: "zhuguan")
    }

    /// Tells the decision by letter, after `decide`.
    func tell() async throws {
        try await decide()
        try await take(.letter(World.letter(for: try await subject())), by: "chuli")
        try await take(
            .notice(.init(communication: World.talk(at: running.clock.now, .letter))), by: "chuli")
    }
}
