import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct CaseDeskTests {
    /// Carries a received case to the doubly confirmed close, a day between the steps.
    private func close(_ id: ID<Case>, in world: StoreWorld) async throws -> Case {
        try await world.take(
            .acknowledgement(Acknowledgement(communication: world.talk(), empathyShown: true)), on: id,
            by: World.receiving)
        try await world.take(.grading(LevelConfirmation(level: .three, reason: nil)), on: id, by: World.receiving)
        try await world.take(
            .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: id,
            by: World.supervising)
        world.clock.move(hours: 2)
        try await world.take(.acceptance(Acceptance()), on: id, by: World.handling)
        try await world.take(
            .feedback(
                Feedback(
                    handler: World.handler, understood: "Cold soup", nextStep: "Look at the trolley",
                    expectedAt: world.clock.now.advanced(byHours: 72), communication: world.talk())), on: id,
            by: World.handling)
        world.clock.move(days: 1)
        try await world.take(
            .evidence(InvestigationRecord(mode: .document, summary: "The log shows 45 °C")), on: id, by: World.handling)
        try await world.take(
            .finding(
                FindingRecord(
                    allegation: 1, finding: .upheld, reasons: "Log", causes: Causes(primary: .maintenance))), on: id,
            by: World.handling)
        let dueOn = world.clock.now.day(in: .shanghai).advanced(by: 2)
        try await world.take(
            .proposal(
                Proposal(
                    plan: "A heated trolley", remedies: [.spokenApology], amount: nil,
                    actions: [.init(text: "Repair the trolley", owner: World.handler, dueOn: dueOn)])), on: id,
            by: World.handling)
        try await world.take(.approval(Approval(remark: nil)), on: id, by: World.supervising)
        let decided = try await world.find(id)
        try await world.take(.letter(World.letter(for: decided)), on: id, by: World.handling)
        var letterTalk = world.talk()
        letterTalk.mode = .letter
        try await world.take(.notice(DecisionNotice(communication: letterTalk)), on: id, by: World.handling)
        world.clock.move(days: 1)
        let daughter = Actor(organisationID: World.organisation, kind: .complainant(caseID: id.text))
        try await world.take(.answer(World.answer()), on: id, by: daughter)
        try await world.take(.completion(ActionCompletion(number: 1, evidence: "Photo")), on: id, by: World.handling)
        try await world.take(
            .secondConfirmation(SecondConfirmation(actionsSeen: "Trolley is warm", guidanceGiven: true)), on: id,
            by: World.confirming)
        return try await world.take(
            .closure(Closure(summary: "Trolley repaired", learning: "Check it weekly")), on: id, by: World.receiving)
    }

    @Test(arguments: Engine.available)
    func `a complaint goes from its first word to the doubly confirmed close`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive()
            let closed = try await close(received.subject.id, in: world)
            #expect(closed.state == .closed)
            #expect(closed.closing?.disposition == .satisfied)
            let stored = try await world.find(received.subject.id)
            #expect(stored == closed)
            let clocks = try await world.clocks(of: closed.id)
            #expect(clocks["decision"]?.clock.metAt == closed.milestones.decisionAt)
            #expect(clocks.values.allSatisfy { $0.clock.finishedAt != nil })
        }
    }

    @Test(arguments: Engine.available)
    func `replaying the stored facts gives the stored case and the stored clocks`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive()
            let closed = try await close(received.subject.id, in: world)
            let desk = world.desk
            let (facts, rows) = try await world.database.read { db in
                let events = try Event.list(of: Case.subject(closed.id), at: desk, in: db)
                let facts = try events.filter { $0.kind != "casework.warned" }.map { try $0.decode(CaseFact.self) }
                let rows = try db.rows("SELECT kind, due_at, met_at FROM clocks WHERE subject_id = \(closed.id.text)")
                return (
                    facts,
                    try rows.map { try ("\($0.get("kind", as: String.self))", $0.get("due_at", as: Instant.self)) }
                )
            }
            let replayed = try #require(Case.replay(facts))
            #expect(replayed == closed)
            let levels = world.cases.rules.levels
            let again = try replayed.clocks(by: levels, organisation: .careHome, at: world.clock.now)
            let due = Dictionary(
                uniqueKeysWithValues: again.map {
                    ($0.name.rawValue, $0.clock.reading(at: world.clock.now, in: .china).dueAt)
                })
            #expect(Dictionary(uniqueKeysWithValues: rows) == due)
        }
    }

    @Test(arguments: Engine.available)
    func `a changed, removed or cut-off event is named by the check`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let first = try await world.receive()
            let second = try await world.receive()
            let third = try await world.receive()
            let whole = try await ChainCheck.run(on: world.database)
            #expect(whole.faults.isEmpty)
            #expect(whole.chains == 3)
            try await world.database.write { db in
                try db.run(
                    "UPDATE events SET facts = facts || ' ' WHERE subject_id = \(first.subject.id.text) AND sequence = 1"
                )
                try db.run("DELETE FROM events WHERE subject_id = \(second.subject.id.text) AND sequence = 1")
                try db.run("DELETE FROM events WHERE subject_id = \(third.subject.id.text) AND sequence = 2")
            }
            let check = try await ChainCheck.run(on: world.database)
            let found = Dictionary(uniqueKeysWithValues: check.faults.map { ($0.subject.id, $0.kind) })
            #expect(found[first.subject.id.text] == .edited)
            #expect(found[second.subject.id.text] == .missing)
            #expect(found[third.subject.id.text] == .cutOff)
        }
    }

    @Test(arguments: Engine.available)
    func `the sweep warns the holder, climbs the ladder, and never says anything twice`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive { $0.allegations[0].harm = .moderate }
            let id = received.subject.id
            world.clock.move(hours: 9)
            #expect(try await Sweep.run(at: world.desk) > 0)
            let noticed = try await notices(of: World.receiving, in: world)
            #expect(noticed.contains { $0.hasPrefix("casework.notice.overdue") })
            world.clock.move(minutes: 2)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await notices(of: World.receiving, in: world) == noticed)
            world.clock.move(hours: 60)
            _ = try await Sweep.run(at: world.desk)
            let late = try await world.find(id)
            #expect(late.timing.isEscalated)
            #expect(try await notices(of: World.leading, in: world).contains("casework.notice.escalated"))
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `several terms of one case are one line on the holder's desk, worded by the earliest`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive { $0.allegations[0].harm = .moderate }
            let subject = Case.subject(received.subject.id)
            world.clock.move(hours: 60)
            _ = try await Sweep.run(at: world.desk)
            try await world.database.read { db in
                let clocks = try StoredClock.list(of: subject, in: db)
                let warned = clocks.filter { !$0.clock.handled.isEmpty && $0.clock.finishedAt == nil }
                try #require(warned.count > 1)
                let due = try StaffNotice.unread(of: World.receiving, limit: 100, in: db)
                    .filter { $0.message.key.contains("overdue") || $0.message.key.contains("due_soon") }
                #expect(due.count == 1)
                #expect(due.first?.message.key == "casework.notice.overdue_more")
                #expect(due.first?.message.arguments["n"] == .number(warned.count - 1))
                let first = CaseClock.baseName(try #require(warned.first).kind)
                #expect(due.first?.message.arguments["clock"] == .message(Message("casework.clock.\(first)")))
                // Each warning stays in the record.
                let told = try Event.list(of: subject, at: world.desk, in: db).filter { $0.kind == "casework.warned" }
                #expect(told.count >= warned.count)
            }
        }
    }

    private func notices(of actor: Actor, in world: StoreWorld) async throws -> [String] {
        try await world.database.read { db in
            try StaffNotice.unread(of: actor, limit: 100, in: db).map(\.message.key)
        }
    }

    @Test(arguments: Engine.available)
    func `numbers have no gaps however many register at once`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await world.receive().subject.number.counter } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.sorted() == Array(1...20))
        }
    }

    @Test func `two who take a step with the same case at once do not overwrite one another`() async throws {
        try await StoreWorld.run { world in
            let received = try await world.receive()
            let id = received.subject.id
            async let one = world.take(.note(Note(text: "one")), on: id, by: World.receiving)
            async let two = world.take(.note(Note(text: "two")), on: id, by: World.receiving)
            _ = try await (one, two)
            let stored = try await world.find(id)
            #expect(stored.version == received.subject.version + 2)
        }
    }

    @Test func `an employee without any tie to a case may do nothing with it`() async throws {
        try await StoreWorld.run { world in
            let received = try await world.receive()
            await #expect(throws: Problem.forbidden("platform.rights.lacking")) {
                try await world.take(.note(Note(text: "x")), on: received.subject.id, by: World.confirming)
            }
        }
    }

    @Test func `whoever is named in a case is told of the conflict of interest`() async throws {
        try await StoreWorld.run { world in
            let received = try await world.receive { $0.complainedAbout = ComplainedAbout(staff: [World.named]) }
            await #expect(throws: Problem.forbidden("platform.rights.conflict_of_interest")) {
                try await world.take(
                    .note(Note(text: "x")), on: received.subject.id, by: World.actor(World.named, .chiefExecutive))
            }
        }
    }

    @Test func `a report of abuse is level one within its transaction, and the chief executive is told`() async throws {
        try await StoreWorld.run { world in
            let received = try await world.receive(
                by: Actor(organisationID: World.organisation, kind: .visitor)
            ) {
                $0.kind = .report
                $0.secrecy = .anonymous
                $0.channel = .web
                $0.complainant = Complainant(kind: .anonymous, declinedContact: true)
                $0.allegations = [NewAllegation(text: "Hit", category: World.category("SAF-01"), harm: .major)]
            }
            #expect(received.subject.level.suggestion?.level == .one)
            let told = try await notices(of: World.leading, in: world)
            #expect(told.contains("casework.notice.escalated"))
            let clocks = try await world.clocks(of: received.subject.id)
            #expect(clocks["acknowledge"]?.clock.promise.term == .minutes(30))
            #expect(clocks["authority_report.1"]?.clock.promise.term == .hours(1), "the police, at once")
        }
    }

    @Test func `nobody who may not read a restricted case learns of it by a notice`() async throws {
        try await StoreWorld.run { world in
            _ = try await world.receive(by: Actor(organisationID: World.organisation, kind: .visitor)) {
                $0.kind = .report
                $0.secrecy = .anonymous
                $0.channel = .web
                $0.complainant = Complainant(kind: .anonymous, declinedContact: true)
                $0.allegations = [NewAllegation(text: "Hit", category: World.category("SAF-01"), harm: .major)]
            }
            world.clock.move(hours: 12)
            _ = try await Sweep.run(at: world.desk)
            let head = try await notices(of: World.actor(World.head, .unitHead), in: world)
            #expect(head == [])
            #expect(try await notices(of: World.leading, in: world).contains("casework.notice.escalated"))
        }
    }

    @Test func `the reply time an inquirer was told is the promise that is watched`() async throws {
        try await StoreWorld.run { world in
            let told = world.clock.now.advanced(byHours: 5)
            let received = try await world.receive {
                $0.kind = .inquiry
                $0.expectedReplyAt = told
            }
            let reply = try #require(try await world.clocks(of: received.subject.id)["reply"])
            #expect(reply.clock.reading(at: world.clock.now, in: .china).dueAt == told)
        }
    }

    @Test func `private words do not stand readable in the rows of a case`() async throws {
        try await StoreWorld.run { world in
            _ = try await world.receive { $0.narrative = "Very private words" }
            let (documents, facts) = try await world.database.read { db in
                let documents = try db.rows("SELECT document FROM cases").map {
                    try $0.get("document", as: String.self)
                }
                let facts = try db.rows("SELECT facts FROM events").map { try $0.get("facts", as: String.self) }
                return (documents, facts)
            }
            #expect(documents.allSatisfy { $0.hasPrefix("v1.") && !$0.contains("private") })
            #expect(facts.allSatisfy { !$0.contains("private") })
        }
    }
}
