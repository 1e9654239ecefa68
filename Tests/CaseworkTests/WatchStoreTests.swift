import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct WatchStoreTests {
    private let inspecting = World.actor(World.reviewer, .qualitySupervisor)

    private func investigate(_ id: ID<Case>, in world: StoreWorld) async throws {
        try await world.take(
            .acknowledgement(Acknowledgement(communication: world.talk(), empathyShown: true)), on: id,
            by: World.receiving)
        try await world.take(.grading(LevelConfirmation(level: .three, reason: nil)), on: id, by: World.receiving)
        try await world.take(
            .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: id,
            by: World.supervising)
        try await world.take(.acceptance(Acceptance()), on: id, by: World.handling)
    }

    private func decide(_ id: ID<Case>, in world: StoreWorld) async throws {
        try await investigate(id, in: world)
        try await world.take(.evidence(.init(mode: .site, summary: "Measured")), on: id, by: World.handling)
        try await world.take(
            .finding(
                .init(allegation: 1, finding: .upheld, reasons: "Cold", causes: Causes(primary: .maintenance))),
            on: id, by: World.handling)
        try await world.take(
            .proposal(.init(plan: "Heat it", remedies: [.spokenApology], amount: nil, actions: [])), on: id,
            by: World.handling)
        try await world.take(.approval(.init()), on: id, by: World.supervising)
    }

    private func lines(of actor: Actor, in world: StoreWorld) async throws -> [NoteLine] {
        let desk = world.desk
        return try await world.database.read { db in
            try NoteLine.waiting(for: .of(actor, in: db), limit: 20, at: desk, in: db)
        }
    }

    @Test(arguments: Engine.available)
    func `a note runs by working days, lies on the desk of the case, warns, and climbs the ladder`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await investigate(id, in: world)
            try await world.take(
                .supervision(.init(wanted: "Who carried the tray?", workingDays: 2)), on: id, by: inspecting)
            let clock = try #require(try await world.clocks(of: id)["supervision.1"])
            #expect(clock.holderID == World.handler.text)
            let due = try #require(try await world.find(id).watch.notes.first?.dueAt)
            // Thursday, two working days on: Monday, over the weekend.
            #expect(due.day(in: .shanghai) >= LocalDay("2026-05-25")!)
            #expect(try await lines(of: World.handling, in: world).map(\.note.wanted) == ["Who carried the tray?"])
            world.clock.move(hours: 24 * 12)
            _ = try await Sweep.run(at: world.desk)
            let roles = try await world.find(id).timing.escalations.map(\.escalation.role)
            #expect(roles.contains(.unitHead) && roles.contains(.director) && roles.contains(.chiefExecutive))
            try await world.take(
                .supervisionAnswer(.init(number: 1, answer: "The night shift")), on: id, by: World.handling)
            #expect(try await lines(of: World.handling, in: world).isEmpty)
            #expect(try await lines(of: inspecting, in: world).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `a case nobody moves is reported from holder to head, director and chief executive in turn`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await investigate(id, in: world)
            var told: [Role] = []
            for _ in 0..<120 {
                world.clock.move(hours: 1)
                _ = try await Sweep.run(at: world.desk)
                for role in try await world.find(id).timing.escalations.map(\.escalation.role)
                where !told.contains(role) { told.append(role) }
            }
            #expect(told == [.unitHead, .director, .chiefExecutive])
            let first = try await world.database.read { try StaffNotice.unread(of: World.handling, in: $0) }
            #expect(!first.isEmpty, "the one who holds it is told first")
        }
    }

    @Test(arguments: Engine.available)
    func `the board counts what lies open with whom and pages through it`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            for _ in 0..<3 { try await investigate(try await world.receive().subject.id, in: world) }
            world.clock.move(hours: 1)
            let waiting = try await world.receive().subject.id
            try await world.take(
                .task(.init(text: "Call", owner: World.other, dueAt: world.clock.now.advanced(byHours: 5))),
                on: waiting, by: World.receiving)
            world.clock.move(hours: 6)
            let (loads, next) = try await world.database.read {
                try Workload.list(of: World.organisation, limit: 1, in: $0)
            }
            #expect(loads.map(\.deskID) == [World.handler.text] && loads[0].cases == 3)
            let rest = try await world.database.read {
                try Workload.list(of: World.organisation, after: next, in: $0).loads
            }
            #expect(Set(rest.map(\.deskID)) == [World.receiver.text, World.other.text])
            #expect(rest.first { $0.deskID == World.other.text }?.late == 1)
            let kitchen = try await world.database.read {
                try Workload.list(of: World.organisation, among: [World.head.text], in: $0).loads
            }
            #expect(kitchen.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `what is recorded of accountability is sealed, also in the chain of events`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive { $0.complainedAbout = ComplainedAbout(staff: [World.named]) }.subject.id
            try await decide(id, in: world)
            let staffing = World.actor(World.other, .humanResources)
            try await world.take(
                .account(
                    .init(
                        person: World.named, reason: .atRisk, grounds: "Rule 4", measures: [.coach],
                        notForReporting: true)), on: id, by: staffing)
            let desk = world.desk
            let kinds = try await world.database.read {
                try Event.list(of: Case.subject(id), at: desk, in: $0).map(\.kind)
            }
            #expect(kinds.last == CaseAction.sealedKind)
            let named = World.actor(World.named)
            let (own, told) = try await world.database.read { db in
                let reader = try CaseReader.of(named, in: db)
                return (
                    try AccountLine.own(reader, at: desk, in: db), try StaffNotice.unread(of: named, in: db)
                )
            }
            #expect(own.count == 1)
            #expect(told.map(\.message.key) == ["casework.notice.own_account"])
            let chief = try await world.database.read { db in
                try AccountLine.list(after: nil, reader: .of(World.leading, in: db), at: desk, in: db).lines
            }
            #expect(chief.map(\.account.person) == [World.named])
            let director = World.actor(World.named, .director)
            let hidden = try await world.database.read { db in
                try AccountLine.list(after: nil, reader: .of(director, in: db), at: desk, in: db).lines
            }
            #expect(hidden.isEmpty, "somebody named sees nothing in the list, whatever their role")
            let check = try await ChainCheck.run(on: world.database)
            #expect(check.faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the complainant is never held to account, in the words used for anybody else`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive {
                $0.complainant = Complainant(kind: .employee, name: "Handler", phone: "13900000001")
            }.subject.id
            try await decide(id, in: world)
            let proposal = CaseStep.account(
                .init(
                    person: World.handler, reason: .delay, grounds: "Late", measures: [.talk], notForReporting: true))
            await #expect(throws: Problem.invalid("person", Message("casework.field.not_answerable"))) {
                try await world.take(proposal, on: id, by: World.actor(World.other, .humanResources))
            }
        }
    }

    @Test(arguments: Engine.available)
    func `whoever turns out to be of the unit complained about loses desk and right to read at once`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive { $0.secrecy = .confidential }.subject.id
            try await investigate(id, in: world)
            try await world.database.write { db in
                try Membership(
                    id: db.newID(), staffID: World.handler, unitID: World.kitchen, from: LocalDay("2026-01-01")!
                ).save(of: World.organisation, in: db)
            }
            try await world.take(
                .attribution(.init(staff: [World.named], units: [World.kitchen], reason: "It was the kitchen")), on: id,
                by: World.supervising)
            let after = try await world.find(id)
            #expect(after.holder == .group(World.group) && after.handler == nil)
            #expect(after.responsibleUnit == nil)
            let cases = world.cases
            for actor in [World.handling, World.actor(World.named, .supervisor)] {
                await #expect(throws: Problem.self) {
                    try await world.database.read { db in _ = try cases.open(id, for: actor, in: db) }
                }
            }
            let rows = try await world.database.read { db in
                try db.count("SELECT count(*) AS n FROM case_named_units WHERE case_id = \(id)")
                    + (try db.count("SELECT count(*) AS n FROM case_named_staff WHERE case_id = \(id)"))
            }
            #expect(rows == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `a party to the complaint does not refuse to take it up`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive { $0.complainedAbout = ComplainedAbout(units: [World.kitchen]) }.subject.id
            let refusal = CaseStep.refusal(
                .init(reason: .noConcreteFacts, explanation: "No facts", notice: world.talk()))
            try await world.database.write { db in
                try Membership(
                    id: db.newID(), staffID: World.receiver, unitID: World.kitchen, from: LocalDay("2026-01-01")!
                ).save(of: World.organisation, in: db)
            }
            await #expect(throws: Problem.forbidden("casework.refusal.party_refuses")) {
                try await world.take(refusal, on: id, by: World.receiving)
            }
            let free = try await world.receive().subject.id
            #expect(try await world.take(refusal, on: free, by: World.receiving).state == .notAccepted)
        }
    }

    @Test(arguments: Engine.available)
    func `after a merger both complainants are told apart before the case closes`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let survivor = try await world.receive().subject.id
            let other = try await world.receive {
                $0.complainant = Complainant(kind: .relative, name: "Zhao", phone: "13900000077")
                $0.allegations = [
                    NewAllegation(text: "The soup was salty", category: World.category("DIN-02"), harm: .none)
                ]
            }.subject.id
            try await world.take(
                .merger(.init(into: survivor, reason: "The same soup")), on: other,
                by: World.actor(World.receiver, .customerService, .complaintLeader))
            let merged = try await world.find(other)
            let letter = CaseStep.ownLetter(.init(letter: World.letter(for: merged)))
            await #expect(throws: Problem.self, "not before there is a decision") {
                try await world.take(letter, on: other, by: World.receiving)
            }
            try await decide(survivor, in: world)
            try await world.take(
                .letter(World.letter(for: try await world.find(survivor))), on: survivor, by: World.handling)
            try await world.take(
                .notice(.init(communication: World.talk(at: world.clock.now, .letter))), on: survivor,
                by: World.handling)
            #expect(try await world.find(survivor).untold.map(\.of) == [other])
            try await world.take(
                .secondConfirmation(.init(actionsSeen: "Hot", guidanceGiven: true)), on: survivor,
                by: World.confirming)
            let daughter = Actor(organisationID: World.organisation, kind: .complainant(caseID: survivor.text))
            try await world.take(.answer(World.answer()), on: survivor, by: daughter)
            let closing = CaseStep.closure(.init(summary: "Hot", learning: "Lids"))
            await #expect(throws: Problem.conflict("casework.guard.others_told")) {
                try await world.take(closing, on: survivor, by: World.receiving)
            }
            try await world.take(letter, on: other, by: World.receiving)
            try await world.take(
                .ownNotice(.init(communication: World.talk(at: world.clock.now, .letter))), on: other,
                by: World.receiving)
            #expect(try await world.find(survivor).untold.isEmpty)
            await #expect(throws: Problem.conflict("casework.guard.own_answer_not_given")) {
                try await world.take(
                    .separation(.init(reason: "Apart")), on: other, by: World.actor(World.receiver, .complaintLeader))
            }
            #expect(try await world.take(closing, on: survivor, by: World.receiving).state == .closed)
            let cases = world.cases
            let mine = try await world.database.read {
                try MyCase.load(other, of: World.organisation, at: cases, in: $0)
            }
            #expect(mine.isResultKnown)
            #expect(mine.letter?.points.count == 1 && mine.subject.allegations.map(\.text) == ["The soup was salty"])
        }
    }

    @Test(arguments: Engine.available)
    func `a meeting is kept, the next one reminded of, and an impossible one refused`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let desk = world.desk
            let system = Actor(organisationID: World.organisation, kind: .system)
            @Sendable func meeting(_ held: Instant, next: Instant?, _ id: ID<CoordinationMeeting>)
                -> CoordinationMeeting
            {
                CoordinationMeeting(
                    id: id, organisationID: World.organisation, heldAt: held, attendees: "Boss, Head",
                    decisions: "Lids", ruleChanges: "", nextAt: next)
            }
            let now = world.clock.now
            #expect(throws: Problem.self) {
                try meeting(now.advanced(byHours: 1), next: nil, World.made(91)).check(at: now)
            }
            #expect(throws: Problem.self) {
                try meeting(now, next: now.advanced(byHours: -1), World.made(91)).check(at: now)
            }
            try await world.database.write { db in
                try RoleGrant.grant(.coordinator, to: World.boss, by: system, in: db)
                try meeting(now, next: now.advanced(byHours: 72), World.made(91)).record(
                    by: World.leading, at: desk, in: db)
            }
            let page = try await world.database.read { try CoordinationMeeting.page(of: World.organisation, in: $0) }
            #expect(page.meetings.map(\.decisions) == ["Lids"] && page.next == nil)
            let clocks = try await world.database.read {
                try StoredClock.list(of: CoordinationMeeting.subject(World.made(91)), in: $0)
            }
            let clock = try #require(clocks.first)
            let calendar = try await world.database.read { try OrganisationCalendar.load(World.organisation, in: $0) }
            let reading = clock.clock.reading(at: now.advanced(byHours: 72), in: calendar)
            world.clock.move(hours: 48)
            try await world.database.write { try CoordinationMeeting.remind(of: clock, reading, in: $0) }
            let told = try await world.database.read { try StaffNotice.unread(of: World.leading, in: $0) }
            #expect(told.contains { $0.message.key == "casework.notice.meeting_ahead" })
        }
    }
}
