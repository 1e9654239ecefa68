import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// The model-based test: random people try random steps on a real store, lawful ones and others, and after each of
/// them everything that must never break is looked at.
@Suite struct RandomWorkTests {
    private static let cases = 10
    private static let attempts = 70

    @Test(arguments: [11, 23, 37, 59])
    func `whatever people try, nothing that must hold is broken`(seed: UInt64) async throws {
        try await StoreWorld.run { world in
            var random = RandomSteps(seed: seed)
            let desk = world.desk
            try await world.database.write { db in
                try FundYear.plan(2026, budget: Money(yuan: 10_000), percent: 10, by: World.leading, at: desk, in: db)
            }
            var ids: [ID<Case>] = []
            var taken: Set<CaseAction> = []
            for _ in 0..<Self.cases {
                let registration = random.registration()
                let received = try await world.receive { draft in
                    let (id, number, at) = (draft.id, draft.number, draft.receivedAt)
                    draft = registration
                    draft.id = id
                    draft.number = number
                    draft.receivedAt = at
                }
                ids.append(received.subject.id)
            }
            for round in 0..<(Self.cases * Self.attempts) {
                let id = ids[round % Self.cases]
                world.clock.move(minutes: Int.random(in: 1...400, using: &random))
                if random.happens(10) { _ = try await Sweep.run(at: world.desk) }
                if let action = try await attempt(on: id, among: ids, world, &random) { taken.insert(action) }
            }
            for id in ids { try await compareWithReplay(id, world) }
            try await checkFund(ids, world)
            let miscounted = try await world.database.read { db in
                try BoardRecount.differing(
                    [.director, .customerService, .complaintLeader, .auditor, .unitHead],
                    [World.receiver, World.named, World.head],
                    at: desk, in: db)
            }
            #expect(miscounted == [])
            let check = try await ChainCheck.run(on: world.database)
            #expect(check.faults.isEmpty)
            #expect(
                taken.isSuperset(of: [.propose, .approve, .communicateDecision, .recordAnswer, .confirmSecond]),
                "the walk must get somewhere: \(taken.map(\.rawValue).sorted())")
        }
    }

    /// One try; returns the action when it was taken.
    private func attempt(
        on id: ID<Case>, among ids: [ID<Case>], _ world: StoreWorld, _ random: inout RandomSteps
    ) async throws -> CaseAction? {
        let before = try await world.find(id)
        var actor = random.person(for: before)
        let lawful = CaseAction.allCases.filter { Transitions.line(before.state, $0) != nil }
        var action = random.action(among: lawful.isEmpty || random.happens(15) ? CaseAction.allCases : lawful)
        if random.happens(75), let forward = random.forward(before) { (action, actor) = forward }
        guard let step = random.step(action, before, ids.filter { $0 != id }, at: world.clock.now) else { return nil }
        let events = try await count(id, world)
        do {
            let after = try await world.take(step, on: id, by: actor)
            try await check(after, before, step, actor, world)
            return action
        } catch is Problem {
            #expect(try await world.find(id) == before, "a refused step must change nothing")
            #expect(try await count(id, world) == events, "a refused step must leave no event")
            return nil
        }
    }

    private func check(
        _ after: Case, _ before: Case, _ step: CaseStep, _ actor: Actor, _ world: StoreWorld
    ) async throws {
        let line = try #require(Transitions.line(before.state, step.change.action), "a state without a lawful path")
        #expect(after.state == line.next.state(after: before))
        if let staff = actor.staffID {
            #expect(
                !before.complainedAbout.staff.contains(staff), "somebody complained about did \(step.change.action)")
        }
        // In this small house one person approves alone; what was waived for that is marked.
        let isMarked = after.redress.waivers.count > before.redress.waivers.count
        if case .approval = step { #expect(isMarked || after.decision.approvedBy != after.decision.proposedBy) }
        if case .payment = step {
            #expect(isMarked || actor.staffID != before.decision.approvedBy)
            #expect(after.moneyPaid <= after.moneyApproved)
        }
        if case .secondConfirmation = step, let staff = actor.staffID {
            #expect(isMarked || !before.solvers.contains(staff))
        }
        let (desk, cases) = (world.desk, world.cases)
        let row = try await world.database.read { db in
            try db.one("SELECT holder_id, state, is_open FROM cases WHERE id = \(after.id)")
        }
        #expect(try row.get("holder_id") == after.holder.idText, "exactly one holder")
        #expect(try row.get("state") == after.state.rawValue)
        guard after.complainedAbout.staff.contains(World.named) else { return }
        let named = World.actor(World.named, .supervisor, .coordinator, .qualitySupervisor)
        await #expect(throws: Problem.self, "nothing is readable by a person complained about") {
            try await world.database.read { db in _ = try cases.open(after.id, for: named, in: db) }
        }
        let listed = try await world.database.read { db in
            let reader = try CaseReader.of(named, in: db)
            return try CaseList.register(
                CaseFilter(), restricted: true, after: nil, reader: reader, at: desk, in: db
            ).lines.map(\.id)
        }
        #expect(!listed.contains(after.id))
    }

    /// What is left in the fund is what was put aside, less every payment that stands.
    private func checkFund(_ ids: [ID<Case>], _ world: StoreWorld) async throws {
        var paid: Int64 = 0
        for id in ids { paid += try await world.find(id).reversible.reduce(0) { $0 + $1.payment.amount.fen } }
        let fund = try await world.database.read { try FundYear.find(2026, of: World.organisation, in: $0) }
        #expect(fund.balance.fen == fund.reserve.fen - paid)
    }

    private func count(_ id: ID<Case>, _ world: StoreWorld) async throws -> Int {
        try await world.database.read { db in
            try db.count(
                "SELECT count(*) AS n FROM events WHERE subject_kind = 'case' AND subject_id = \(id) AND kind <> 'casework.warned'"
            )
        }
    }

    /// The stored case and its stored clocks are what its facts give.
    private func compareWithReplay(_ id: ID<Case>, _ world: StoreWorld) async throws {
        let (desk, levels) = (world.desk, world.cases.rules.levels)
        let facts = try await world.database.read { db in
            try Event.list(of: Case.subject(id), limit: 2_000, at: desk, in: db)
                .filter { $0.kind != "casework.warned" }.map { try $0.decode(CaseFact.self) }
        }
        let replayed = try #require(Case.replay(facts))
        #expect(try await world.find(id) == replayed)
        let stored = try await world.clocks(of: id)
        for want in try replayed.clocks(by: levels, organisation: .careHome, at: world.clock.now) {
            let clock = try #require(stored[want.name.rawValue]?.clock, "\(want.name.rawValue) is not kept")
            #expect(clock.startedAt == want.clock.startedAt)
            #expect(clock.metAt == want.clock.metAt)
            let now = world.clock.now
            #expect(clock.reading(at: now, in: .china).dueAt == want.clock.reading(at: now, in: .china).dueAt)
        }
    }
}
