import App
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct WaiverTests {
    /// In the small world the boss alone approves; here the boss handled the case and wrote the plan too.
    private func proposed(_ world: StoreWorld) async throws -> ID<Case> {
        let id = try await world.receive().subject.id
        let boss = World.actor(World.boss, .supervisor, .director, .chiefExecutive)
        let steps: [(CaseStep, Actor)] = [
            (.acknowledgement(.init(communication: world.talk(), empathyShown: true)), World.receiving),
            (.grading(.init(level: .three)), World.receiving),
            (.assignment(.init(handler: World.boss, responsibleUnit: World.kitchen)), boss),
            (.acceptance(.init()), boss),
            (.evidence(.init(mode: .interview, summary: "Spoke to the cook")), boss),
            (
                .finding(
                    .init(allegation: 1, finding: .upheld, reasons: "The log", causes: Causes(primary: .maintenance))),
                boss
            ), (.proposal(.init(plan: "Heat it", remedies: [.spokenApology], amount: nil, actions: [])), boss),
        ]
        for (step, actor) in steps { try await world.take(step, on: id, by: actor) }
        return id
    }

    private let boss = World.actor(World.boss, .supervisor, .director, .chiefExecutive)

    @Test(arguments: Engine.available)
    func `where nobody else may approve, the proposer does, and it is marked for ever`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await proposed(world)
            let open = try await world.database.read { try world.cases.open(id, for: boss, in: $0) }
            #expect(open.lawful.contains(.approve))
            #expect(open.waived[.approve] == [.approverIsNotProposer, .approverIsNotHandler])
            let after = try await world.take(.approval(.init()), on: id, by: boss)
            #expect(after.redress.waivers.map(\.by) == [World.boss])
            #expect(after.redress.waivers[0].guards == [.approverIsNotProposer, .approverIsNotHandler])
            let desk = world.desk
            let (facts, listed, counts) = try await world.database.read { db in
                (
                    try Event.list(of: Case.subject(id), at: desk, in: db).map { try $0.decode(CaseFact.self) },
                    try ListedWaiver.list(after: nil, reader: .of(World.leading, in: db), at: desk, in: db).waivers,
                    try ListedWaiver.counts(of: World.organisation, since: World.thursday, in: db)
                )
            }
            #expect(facts.last?.waived == [.approverIsNotProposer, .approverIsNotHandler])
            #expect(Case.replay(facts) == after)
            #expect(listed.map(\.line?.id) == [id] && counts.map(\.n) == [1])
        }
    }

    @Test(arguments: Engine.available)
    func `as soon as somebody else is there who may, nothing is waived`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await proposed(world)
            try await world.database.write { db in
                try RoleGrant.grant(
                    .supervisor, to: World.other, by: Actor(organisationID: World.organisation, kind: .system), in: db)
            }
            await #expect(throws: Problem.forbidden("casework.guard.approver_is_not_proposer")) {
                try await world.take(.approval(.init()), on: id, by: boss)
            }
            try await world.database.write { db in
                try db.run("UPDATE staff SET on_duty = 0 WHERE id = \(World.other)")
            }
            let after = try await world.take(.approval(.init()), on: id, by: boss)
            #expect(after.redress.waivers.count == 1, "who is not here cannot do it")
        }
    }

    @Test(arguments: Engine.available)
    func `the second confirmation stays with another while anybody else works here`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await proposed(world)
            try await world.take(.approval(.init()), on: id, by: boss)
            let subject = try await world.find(id)
            try await world.take(.letter(World.letter(for: subject)), on: id, by: boss)
            try await world.take(
                .notice(.init(communication: World.talk(at: world.clock.now, .letter))), on: id, by: boss)
            let second = CaseStep.secondConfirmation(.init(actionsSeen: "Saw the lid", guidanceGiven: true))
            await #expect(throws: Problem.self) { try await world.take(second, on: id, by: boss) }
            try await world.database.write { db in
                try db.run("UPDATE staff SET on_duty = 0 WHERE id <> \(World.boss)")
            }
            let after = try await world.take(second, on: id, by: boss)
            #expect(after.redress.waivers.map(\.action) == [.approve, .confirmSecond])
        }
    }

    @Test(arguments: Engine.available)
    func `nothing is ever waived for somebody complained about, nor for who lacks the right`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive { $0.complainedAbout = ComplainedAbout(staff: [World.named]) }.subject.id
            try await world.database.write { db in
                try db.run("UPDATE staff SET on_duty = 0 WHERE id <> \(World.named)")
            }
            let named = World.actor(World.named, .supervisor, .director, .chiefExecutive)
            let subject = try await world.find(id)
            for action in CaseAction.allCases {
                let waived = try await world.database.read { db in
                    try world.cases.waivers(for: action, on: subject, by: named, in: db)
                }
                #expect(waived.isEmpty, "\(action)")
            }
            await #expect(throws: Problem.self) { try await world.take(.note(.init(text: "x")), on: id, by: named) }
        }
    }

    @Test func `the other separations are never waived`() {
        let kept = Set(Guard.allCases.filter(\.isSeparation)).subtracting(Guard.waivable)
        #expect(
            kept == [
                .answerNotTakenByHandler, .actorIsReviewer, .approverIsNotLimitProposer, .offeredToActor,
                .extenderHighEnough, .amountWithinLimit, .holderIsAnother, .inEmergencyGroup,
            ])
    }

    @Test func `the form says it before, the page, the letter and the list show it after`() async throws {
        let start = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
        try await withProgram(clock: MovableClock(at: start)) { running in
            let scene = try await CaseScene.begin(running)
            try await scene.decide()
            try await scene.take(.letter(World.letter(for: try await scene.subject())), by: "chuli")
            try await scene.take(.notice(.init(communication: World.talk(at: running.clock.now, .letter))), by: "chuli")
            try await scene.take(.completion(.init(number: 1, evidence: "Photo")), by: "chuli")
            let handler = try await running.signedIn("chuli")
            #expect(try await scene.offered(handler).contains("confirmation") == false)
            try await running.database.write { db in
                try db.run("UPDATE staff SET on_duty = 0 WHERE id <> \(App.World.member("chuli")!.id)")
            }
            #expect(try await scene.offered(handler).contains("confirmation"))
            let form = try await handler.get("\(scene.address)/confirmation")
            #expect(form.text.contains("Nobody else with the right is here"))
            try await scene.must(handler, "confirmation", ["actions_seen": "Saw the lid", "guidance_given": "yes"])
            let page = try await handler.get(scene.address)
            #expect(page.text.contains("Separation waived"))
            #expect(try await handler.get("\(scene.address)/letter").text.contains("is the second to confirm"))
            try await running.database.write { db in try db.run("UPDATE staff SET on_duty = 1") }
            let auditor = try await running.signedIn("shenji")
            let list = try await auditor.get("/waivers")
            #expect(list.text.contains(scene.address) && list.text.contains("1 time in the last year"))
            #expect(try await running.signedIn("hulier").get("/waivers").status == .forbidden)
        }
    }
}
