import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct TeamworkStoreTests {
    private func grade(_ id: ID<Case>, in world: StoreWorld) async throws {
        try await world.take(
            .acknowledgement(Acknowledgement(communication: world.talk(), empathyShown: true)), on: id,
            by: World.receiving)
        try await world.take(.grading(LevelConfirmation(level: .three, reason: nil)), on: id, by: World.receiving)
    }

    private func investigate(_ id: ID<Case>, in world: StoreWorld) async throws {
        try await grade(id, in: world)
        try await world.take(
            .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: id,
            by: World.supervising)
        try await world.take(.acceptance(Acceptance()), on: id, by: World.handling)
    }

    private func leave(
        _ staff: ID<Staff>, deputy: ID<Staff>?, hours: Int, in world: StoreWorld
    ) async throws {
        let desk = world.desk
        try await world.database.write { db in
            try Absence(
                id: db.newID(), organisationID: World.organisation, staffID: staff, deputyID: deputy, reason: .leave,
                span: Span(from: db.now, until: db.now.advanced(byHours: hours))
            ).enter(by: World.leading, at: desk, in: db)
        }
    }

    private func putOnDuty(_ staff: ID<Staff>, in world: StoreWorld) async throws {
        let desk = world.desk
        try await world.database.write { db in
            try DutyShift(
                id: db.newID(), organisationID: World.organisation, staffID: staff, unitID: nil, post: "Night",
                span: Span(from: db.now, until: db.now.advanced(byHours: 48))
            ).enter(by: World.leading, at: desk, in: db)
        }
    }

    private func errands(of actor: Actor, in world: StoreWorld) async throws -> [Errand] {
        let desk = world.desk
        return try await world.database.read { db in
            try Errand.list(reader: .of(actor, in: db), at: desk, in: db).errands
        }
    }

    @Test(arguments: Engine.available)
    func `the desk of somebody away is emptied by the sweep and filled again when they are back`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await investigate(id, in: world)
            try await leave(World.handler, deputy: World.other, hours: 24, in: world)
            _ = try await Sweep.run(at: world.desk)
            let meanwhile = try await world.find(id)
            #expect(meanwhile.holder == .staff(World.other))
            #expect(meanwhile.handler == World.handler)
            #expect(try await world.clocks(of: id)["decision"]?.holderID == World.other.text)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).version == meanwhile.version, "once for an absence")
            world.clock.move(hours: 25)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).holder == .staff(World.handler))
        }
    }

    @Test(arguments: Engine.available)
    func `a reopened case whose first receiver has left goes to who is on duty and names the receiver`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await world.take(
                .withdrawal(Withdrawal(reason: "Settled", ofOwnFreeWill: true)), on: id, by: World.receiving)
            try await putOnDuty(World.other, in: world)
            try await world.database.write { db in
                var member = try StaffMember.find(World.receiver, of: World.organisation, in: db)
                member.employedTo = LocalDay("2026-05-20")
                try member.save(in: db)
            }
            let daughter = Actor(organisationID: World.organisation, kind: .complainant(caseID: id.text))
            let reopened = try await world.take(.reopening(Reopening(reason: "Cold again")), on: id, by: daughter)
            #expect(reopened.holder == .staff(World.other))
            #expect(reopened.firstReceiver == World.receiver)
        }
    }

    @Test func `a deputy who is complained about is passed over, and without anybody it is the group's`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive { $0.complainedAbout = ComplainedAbout(staff: [World.other]) }.subject.id
            try await investigate(id, in: world)
            try await leave(World.handler, deputy: World.other, hours: 24, in: world)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).holder == .group(World.group))
            try await putOnDuty(World.reviewer, in: world)
            let second = try await world.receive().subject.id
            try await grade(second, in: world)
            let offered = try await world.take(
                .assignment(Assignment(handler: World.handler)), on: second, by: World.supervising)
            #expect(offered.handling.offer?.to == World.other, "the deputy takes what is offered to the absent")
        }
    }

    @Test(arguments: Engine.available)
    func `what nobody takes is warned of and climbs the ladder`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await grade(id, in: world)
            try await world.take(
                .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: id,
                by: World.supervising)
            let clock = try #require(try await world.clocks(of: id)["acceptance.1"])
            #expect(clock.holderID == World.handler.text)
            #expect(clock.clock.promise.term == .hours(8))
            world.clock.move(hours: 25)
            _ = try await Sweep.run(at: world.desk)
            let escalated = try await world.find(id).timing.escalations.map(\.escalation.role)
            #expect(escalated.contains(.unitHead))
        }
    }

    @Test func `a case nobody took up climbs the ladder to the top`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive(by: Actor(organisationID: World.organisation, kind: .visitor)) {
                $0.channel = .web
            }.subject.id
            #expect(try await world.find(id).holder == .group(World.group))
            world.clock.move(hours: 24 * 4)
            _ = try await Sweep.run(at: world.desk)
            let roles = try await world.find(id).timing.escalations.map(\.escalation.role)
            #expect(Set(roles).isSuperset(of: [.unitHead, .director, .chiefExecutive]))
        }
    }

    @Test(arguments: Engine.available)
    func `parts and sub-tasks lie on their owners' desks with clocks of their own`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await investigate(id, in: world)
            let due = world.clock.now.advanced(byHours: 10)
            try await world.take(
                .joining(Joining(unit: World.kitchen, owner: World.head, question: "Warm?", dueAt: due)), on: id,
                by: World.handling)
            try await world.take(
                .task(NewTask(text: "Call", owner: World.other, dueAt: due)), on: id, by: World.handling)
            let head = World.actor(World.head, .unitHead)
            #expect(try await errands(of: head, in: world).map(\.isPart) == [true])
            #expect(try await errands(of: World.confirming, in: world).map(\.number) == [1])
            let clocks = try await world.clocks(of: id)
            #expect(clocks["part.1"]?.holderID == World.head.text)
            #expect(clocks["task.1"]?.holderID == World.other.text)
            #expect(clocks["task.1"]?.clock.reading(at: world.clock.now, in: .china).dueAt == due)
            world.clock.move(hours: 11)
            _ = try await Sweep.run(at: world.desk)
            let told = try await world.database.read { try StaffNotice.unread(of: World.confirming, in: $0) }
            #expect(told.contains { $0.message.key.hasPrefix("casework.notice.overdue") })
            #expect(try await world.find(id).timing.isEscalated)
            try await world.take(
                .taskCompletion(TaskCompletion(number: 1, evidence: "Called")), on: id, by: World.confirming)
            #expect(try await errands(of: World.confirming, in: world) == [])
            #expect(try await world.clocks(of: id)["task.1"]?.clock.metAt == world.clock.now)
        }
    }

    @Test(arguments: Engine.available)
    func `a sub-task of somebody away lies with their deputy, who may do it`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive { $0.secrecy = .confidential }.subject.id
            try await grade(id, in: world)
            try await leave(World.head, deputy: World.reviewer, hours: 24, in: world)
            let due = world.clock.now.advanced(byHours: 10)
            let given = try await world.take(
                .task(NewTask(text: "Call", owner: World.head, dueAt: due)), on: id, by: World.receiving)
            #expect(given.teamwork.tasks[0].owner == World.head)
            let deputy = World.actor(World.reviewer)
            #expect(try await errands(of: deputy, in: world).count == 1)
            try await world.take(.taskCompletion(TaskCompletion(number: 1, evidence: "Called")), on: id, by: deputy)
            await #expect(throws: Problem.forbidden("platform.rights.lacking")) {
                try await world.take(.note(Note(text: "x")), on: id, by: World.confirming)
            }
        }
    }

    @Test func `nobody of the unit complained about is given work in a restricted case`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive {
                $0.secrecy = .confidential
                $0.complainedAbout = ComplainedAbout(units: [World.kitchen])
            }.subject.id
            let step = CaseStep.task(
                NewTask(text: "Call", owner: World.head, dueAt: world.clock.now.advanced(byHours: 10)))
            await #expect(throws: Problem.invalid("owner", Message("casework.field.person_is_named"))) {
                try await world.take(step, on: id, by: World.receiving)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `hand-overs are listed by unit with what they cost, and the disputed one waits for the coordinator`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await grade(id, in: world)
            for (staff, actor) in [(World.handler, World.handling), (World.other, World.confirming)] {
                try await world.take(
                    .assignment(Assignment(handler: staff, responsibleUnit: World.kitchen)), on: id,
                    by: World.supervising)
                world.clock.move(hours: 2)
                try await world.take(.returning(Return(reason: .notOurDuty, basis: "No")), on: id, by: actor)
            }
            world.clock.move(hours: 30)
            let desk = world.desk
            let coordinating = HandoverTests.coordinating
            func list() async throws -> ([HopTally], [HopLine], [CaseLine]) {
                try await world.database.read { db in
                    let reader = try CaseReader.of(coordinating, in: db)
                    return (
                        try HopTally.list(of: World.organisation, since: World.thursday, in: db),
                        try HopLine.list(
                            to: World.kitchen, since: World.thursday, after: nil, reader: reader, at: desk, in: db
                        ).lines, try CaseList.disputed(reader: reader, at: desk, in: db)
                    )
                }
            }
            let (tallies, lines, disputed) = try await list()
            #expect(tallies == (try await world.find(id)).teamwork.tallies(at: world.clock.now))
            #expect(tallies.first?.disputed == Int64(62 * 3_600_000))
            #expect(lines.map(\.hop.number) == [2, 1])
            #expect(disputed.map(\.id) == [id])
            let told = try await world.find(id).timing.escalations
            #expect(told.isEmpty)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).timing.escalations.contains { $0.escalation.role == .coordinator })
            try await world.take(
                .arbitration(Arbitration(handler: World.handler, responsibleUnit: World.kitchen, reason: "Theirs")),
                on: id, by: coordinating)
            #expect(try await list().2 == [])
        }
    }

    @Test(arguments: Engine.available)
    func `replaying the facts of a shared case gives the stored case`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await investigate(id, in: world)
            try await world.take(
                .task(NewTask(text: "Call", owner: World.other, dueAt: world.clock.now.advanced(byHours: 9))), on: id,
                by: World.handling)
            try await leave(World.handler, deputy: World.head, hours: 24, in: world)
            try await leave(World.other, deputy: nil, hours: 24, in: world)
            _ = try await Sweep.run(at: world.desk)
            let desk = world.desk
            let events = try await world.database.read { try Event.list(of: Case.subject(id), at: desk, in: $0) }
            let replayed = Case.replay(events.compactMap(\.caseFact))
            #expect(replayed == (try await world.find(id)))
            #expect(replayed?.acting(for: World.other) == .group(World.group))
        }
    }
}
