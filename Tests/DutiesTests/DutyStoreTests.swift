import Deadlines
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Duties

/// Duties in a real store: laid ahead once, done, waived, handed on, and never doubled (S1-65, S3-38, S3-39).
@Suite struct DutyStoreTests {
    private static let monthly = rule(every: .monthly, due: "end", reminders: [2], ladder: [
        LadderStep(level: 1, role: Role.director.rawValue, timing: .percent(100))
    ])
    private static let eachResident = rule(
        "family_follow_up", every: .monthly, due: "end", scope: .resident, minimumDays: 15)

    private static func residents(_ count: Int) -> [ScopeSubject] {
        (0..<count).map { number in
            let from = day("2025-06-01").advanced(by: number * 11)
            let until = number.isMultiple(of: 4) ? from.advanced(by: 150 + number) : nil
            return ScopeSubject(
                .resident("r-\(1000 + number)"), stays: [Stay(from: from, until: until)],
                unitID: number.isMultiple(of: 2) ? DutyWorld.unit : nil)
        }
    }

    private static func first(_ world: DutyWorld, _ code: DutyCode = "resident_follow_up") async throws -> Duty {
        try await world.lay()
        return try #require(try await world.all(.open).first { $0.code == code })
    }

    @Test(arguments: Engine.available)
    func `duties are laid ahead once, however often the round goes`(engine: Engine) async throws {
        try await DutyWorld.run(engine, rules: [Self.monthly, Self.eachResident], residents: Self.residents(12)) { world in
            try await world.lay()
            let before = try await world.all()
            #expect(before.contains { $0.period.key == "2026-01" && $0.scope.kind == .organisation })
            #expect(before.contains { $0.period.key == "2026-02" && $0.scope.kind == .resident })
            world.clock.move(hours: 2)
            try await world.lay()
            world.clock.move(days: -3)
            try await world.lay()
            #expect(try await world.all().map(\.id) == before.map(\.id))
        }
    }

    @Test(arguments: Engine.available)
    func `a year gives the same set whether the rounds went daily, seldom, or with a clock that was wrong`(
        engine: Engine
    ) async throws {
        let rules = [
            Self.monthly, Self.eachResident, rule("weekly_round", every: .weekly, due: "friday", rest: .earlier),
            rule("quarterly_report", every: .quarterly, due: "+10d", owner: .unitHead, scope: .unit),
            rule("mid_autumn_care", every: .festival(.midAutumn), due: "-1d"),
        ]
        // Each entry: on this day the clock shows that day, and this happens.
        func year(_ steps: [(on: String, change: DutyRule?, from: String)]) async throws -> Set<String> {
            var set: Set<String> = []
            try await DutyWorld.run(engine, rules: rules, residents: Self.residents(9)) { world in
                try await world.lay()
                for step in steps {
                    world.clock.set(moment("\(step.on)T07:00:00+08:00"))
                    if let change = step.change { try await world.announce(change, from: step.from) }
                    try await world.lay()
                }
                set = Set(
                    try await world.all().filter { $0.state != .withdrawn && $0.period.first <= day("2026-12-31") }.map {
                        "\($0.code.rawValue) \($0.scope.id) \($0.period.key) \($0.ruleNumber) \($0.dueOn)"
                    })
            }
            return set
        }
        var later = Self.monthly
        later.due = .afterPeriod(.days(5))
        var quarterly = Self.eachResident
        quarterly.rhythm = .quarterly
        let seldom = try await year([
            ("2026-02-20", later, "2026-05-01"), ("2026-05-30", quarterly, "2026-07-01"), ("2026-12-31", nil, ""),
        ])
        let often = (1...24).map { ("2026-\(twoDigits(($0 + 1) / 2))-\($0.isMultiple(of: 2) ? "20" : "06")", nil as DutyRule?, "") }
        var steps = often.filter { $0.0 < "2026-02-20" } + [("2026-02-20", later, "2026-05-01")]
        steps += often.filter { $0.0 > "2026-02-20" && $0.0 < "2026-05-30" }
        steps += [("2026-05-30", quarterly, "2026-07-01"), ("2026-09-09", nil, ""), ("2026-06-10", nil, "")]
        steps += often.filter { $0.0 > "2026-06-10" } + [("2026-12-31", nil, "")]
        let daily = try await year(steps)
        #expect(seldom == daily, "\(seldom.symmetricDifference(daily).sorted().prefix(8))")
        #expect(seldom.count > 100)
        #expect(seldom.contains { $0.contains("2026-Q3") && $0.hasPrefix("family_follow_up") })
    }

    @Test(arguments: Engine.available)
    func `two nodes that lay at once lay each duty once`(engine: Engine) async throws {
        try await DutyWorld.run(engine, rules: [Self.monthly, Self.eachResident], residents: Self.residents(40)) { world in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 { group.addTask { try await world.lay() } }
                try await group.waitForAll()
            }
            let all = try await world.all()
            #expect(Set(all.map(\.identity)).count == all.count)
            let clocks = try await world.database.read { try $0.count("SELECT count(*) AS n FROM clocks") }
            #expect(clocks == all.count)
        }
    }

    @Test func `a pass that is stopped goes on where it was`() async throws {
        try await DutyWorld.run(rules: [Self.monthly, Self.eachResident], residents: Self.residents(30).filter { $0.stays[0].until == nil }) { world in
            let whole = try await world.database.write { db -> Int in
                try world.duties.advance(DutyWorld.organisation, in: db) ? 1 : 0
            }
            struct Killed: Error {}
            await #expect(throws: Killed.self) {
                try await world.database.write { db in
                    _ = try world.duties.advance(DutyWorld.organisation, in: db)
                    throw Killed()
                }
            }
            try await world.lay()
            let all = try await world.all()
            #expect(Set(all.map(\.identity)).count == all.count)
            #expect(whole <= 1)
            #expect(all.filter { $0.scope.kind == .resident && $0.period.key == "2026-01" }.count > 5)
        }
    }

    @Test func `who comes late in the month owes nothing, who leaves early is taken out again`() async throws {
        let stay = ScopeSubject(.resident("r-1"), stays: [Stay(from: day("2025-01-01"))])
        try await DutyWorld.run(rules: [Self.eachResident], residents: [stay]) { world in
            try await world.lay()
            #expect(try await world.all(.open).map(\.period.key) == ["2026-01", "2026-02"])
            world.residents.set([
                ScopeSubject(.resident("r-1"), stays: [Stay(from: day("2025-01-01"), until: day("2026-01-10"))]),
                ScopeSubject(.resident("r-2"), stays: [Stay(from: day("2026-01-20"))]),
            ])
            world.clock.move(hours: 2)
            try await world.lay()
            let open = try await world.all(.open)
            #expect(open.map { "\($0.scope.id) \($0.period.key)" } == ["r-2 2026-02"])
            let gone = try await world.all(.withdrawn)
            #expect(gone.count == 2)
            #expect(try await world.events(gone[0]) == ["duties.withdrawn"])
            #expect(try await world.reading(gone[0]).state == .cancelled)
        }
    }

    @Test func `a duty is taken, done with a note, late stays late, and can be reopened`() async throws {
        try await DutyWorld.run(rules: [Self.monthly]) { world in
            let duty = try await Self.first(world)
            #expect(duty.holder == .desk(.customerRelations))
            try await world.take(DutyDeed(step: .claim), on: duty.id, by: DutyWorld.caring)
            world.clock.set(moment("2026-02-03T10:00:00+08:00"))
            await #expect(throws: Problem.self) {
                try await world.take(DutyDeed(step: .completion), on: duty.id, by: DutyWorld.caring)
            }
            let done = try await world.take(
                DutyDeed(step: .completion, note: "All asked"), on: duty.id, by: DutyWorld.caring)
            #expect(done.isLate(at: world.clock.now))
            #expect(try await world.reading(done).state == .metLate)
            try await world.take(
                DutyDeed(step: .reopening, note: "The wrong one"), on: duty.id, by: DutyWorld.caring)
            #expect(try await world.reading(done).state == .overdue)
            #expect(
                try await world.events(duty) == ["duties.claimed", "duties.completed", "duties.reopened"])
        }
    }

    @Test func `a waiver needs a second person who is not the holder`() async throws {
        let owned = rule(every: .monthly, owner: .role(.supervisor))
        try await DutyWorld.run(rules: [owned]) { world in
            let duty = try await Self.first(world)
            try await world.take(
                DutyDeed(step: .waiver, note: "The house is closed", kind: .notApplicable), on: duty.id,
                by: DutyWorld.supervising)
            await #expect(throws: Problem.forbidden("duties.refusal.own_waiver")) {
                try await world.take(DutyDeed(step: .approval), on: duty.id, by: DutyWorld.supervising)
            }
            await #expect(throws: Problem.self) {
                try await world.take(DutyDeed(step: .approval), on: duty.id, by: DutyWorld.caring)
            }
            let ended = try await world.take(DutyDeed(step: .approval), on: duty.id, by: DutyWorld.directing)
            #expect(ended.state == .notApplicable)
            #expect(try await world.reading(ended).state == .cancelled)
        }
    }

    @Test func `a hand-over counts when it is accepted`() async throws {
        try await DutyWorld.run(rules: [Self.monthly]) { world in
            let duty = try await Self.first(world)
            let other = DutyWorld.actor(DutyWorld.deputy)
            await #expect(throws: Problem.self) {
                try await world.take(DutyDeed(step: .offer, to: DutyWorld.deputy), on: duty.id, by: other)
            }
            let offered = try await world.take(
                DutyDeed(step: .offer, to: DutyWorld.deputy), on: duty.id, by: DutyWorld.caring)
            #expect(offered.holder == .desk(.customerRelations))
            #expect(try await world.notices(of: other).map(\.message.key) == ["duties.notice.offer"])
            await #expect(throws: Problem.self) {
                try await world.take(DutyDeed(step: .acceptance), on: duty.id, by: DutyWorld.supervising)
            }
            let accepted = try await world.take(DutyDeed(step: .acceptance), on: duty.id, by: other)
            #expect(accepted.holder == .staff(DutyWorld.deputy))
            world.clock.move(hours: 2)
            try await world.lay()
            #expect(try await world.all(.open)[0].holder == .staff(DutyWorld.deputy))
        }
    }

    @Test func `while the holder is away another stands in, and it comes back`() async throws {
        let unit = rule("posting_check", every: .monthly, owner: .unitHead, scope: .unit)
        try await DutyWorld.run(rules: [unit]) { world in
            let duty = try await Self.first(world, "posting_check")
            #expect(duty.holder == .staff(DutyWorld.head))
            let now = world.clock.now
            try await world.database.write { db in
                try Absence(
                    id: db.newID(), organisationID: DutyWorld.organisation, staffID: DutyWorld.head,
                    deputyID: DutyWorld.deputy, reason: .leave,
                    span: Span(from: now, until: now.advanced(byHours: 48))
                ).save(in: db)
            }
            world.clock.move(hours: 1)
            try await world.duties.followAbsences()
            var now1 = try await world.all(.open)[0]
            #expect(now1.holder == .staff(DutyWorld.deputy))
            #expect(now1.absentID == DutyWorld.head)
            world.clock.move(hours: 1)
            try await world.lay()
            now1 = try await world.all(.open)[0]
            #expect(now1.holder == .staff(DutyWorld.deputy))
            world.clock.move(days: 3)
            try await world.duties.followAbsences()
            let after = try await world.all(.open)[0]
            #expect(after.holder == .staff(DutyWorld.head))
            #expect(after.absentID == nil)
            #expect(try await world.events(after) == ["duties.stood_in", "duties.stand_in_ended"])
        }
    }

    @Test func `the sweep reminds the holder and climbs the ladder once`() async throws {
        try await DutyWorld.run(rules: [Self.monthly]) { world in
            let duty = try await Self.first(world)
            world.clock.set(moment("2026-01-29T12:00:00+08:00"))
            _ = try await Sweep.run(at: world.duties.desk)
            #expect(try await world.notices(of: DutyWorld.caring).map(\.message.key) == ["duties.notice.due_soon"])
            world.clock.set(moment("2026-02-01T12:00:00+08:00"))
            for _ in 0..<3 { _ = try await Sweep.run(at: world.duties.desk) }
            #expect(try await world.notices(of: DutyWorld.caring).map(\.message.key) == ["duties.notice.overdue"])
            #expect(try await world.notices(of: DutyWorld.directing).map(\.message.key) == ["duties.notice.escalated"])
            #expect(try await world.events(duty) == ["duties.escalated"])
        }
    }

    @Test func `another slice settles the duty of the day, the same record once`() async throws {
        try await DutyWorld.run(rules: [Self.eachResident], residents: [Self.residents(1)[0]]) { world in
            try await world.lay()
            let scope = DutyScope.resident("r-1000")
            world.residents.set([ScopeSubject(scope, stays: [Stay(from: day("2025-01-01"))])])
            world.clock.set(moment("2026-02-10T10:00:00+08:00"))
            try await world.lay()
            let desk = world.duties.desk
            @Sendable func meet(_ id: String, on text: String) async throws -> ID<Duty>? {
                try await world.database.write { db in
                    try Duties.meet(
                        "family_follow_up", scope: scope, evidence: Event.Subject(kind: "follow_up", id: id),
                        on: day(text), by: DutyWorld.caring, at: desk, in: db)
                }
            }
            let february = try #require(try await meet("a", on: "2026-02-10"))
            #expect(try await meet("a", on: "2026-02-11") == february)
            let january = try #require(try await meet("b", on: "2026-02-11"))
            #expect(january != february)
            #expect(try await meet("c", on: "2026-02-11") == nil)
            let done = try await world.all(.done)
            #expect(done.map(\.period.key) == ["2026-01", "2026-02"])
        }
    }

    @Test func `an event starts what follows it, once, and another settles it`() async throws {
        let letters = rule("letter_reissue", every: .event("commitments.letter_published"), due: "within 24h")
        let meeting = rule(every: .monthly, evidence: .event("casework.meeting_recorded"))
        try await DutyWorld.run(rules: [letters, meeting]) { world in
            try await world.lay()
            let desk = world.duties.desk
            world.clock.move(hours: 1)
            for kind in ["commitments.letter_published", "casework.meeting_recorded"] {
                _ = try await world.database.write { db in
                    try Event.record(
                        kind, of: Event.Subject(kind: "letter", id: "l-1"), by: DutyWorld.caring,
                        facts: [String: String](), at: desk, in: db)
                }
            }
            let all = try await world.all()
            let started = try #require(all.first { $0.code == "letter_reissue" })
            #expect(started.period.key == "event-l-1-1")
            #expect(started.dueAt == world.clock.now.advanced(byHours: 24))
            #expect(all.filter { $0.code != "letter_reissue" && $0.state == .done }.map(\.period.key) == ["2026-01"])
            let again = try await world.database.write { db in
                try Duties.announce(
                    "letter_reissue", key: "l-1-1", scope: .organisation(DutyWorld.organisation), at: db.now,
                    by: DutyWorld.caring, at: desk, in: db)
            }
            #expect(again == nil)
        }
    }

    @Test func `a version for a period that has begun is refused, and only some may announce one`() async throws {
        try await DutyWorld.run(rules: [Self.monthly]) { world in
            try await world.lay()
            await #expect(throws: Problem.self) { try await world.announce(Self.monthly, from: "2026-01-01") }
            await #expect(throws: Problem.self) {
                try await world.database.write { db in
                    try world.duties.announce(Self.monthly, from: day("2026-03-01"), by: DutyWorld.caring, in: db)
                }
            }
            var changed = Self.monthly
            changed.due = .afterPeriod(.days(5))
            try await world.announce(changed, from: "2026-02-01")
            try await world.lay()
            let open = try await world.all(.open)
            #expect(open.map { "\($0.period.key) \($0.dueOn) \($0.ruleNumber)" } == ["2026-01 2026-01-31 1", "2026-02 2026-03-05 2"])
        }
    }

    @Test func `punctuality counts what fell due, not what is to come`() async throws {
        try await DutyWorld.run(at: "2026-01-31T09:00:00+08:00", rules: [rule("weekly_round", every: .weekly, due: "friday")]) { world in
            try await world.lay()
            let open = try await world.all(.open)
            #expect(open.count >= 5)
            for (place, duty) in open.prefix(2).enumerated() {
                let due = try #require(Instant(iso8601: "\(duty.dueOn)T12:00:00+08:00"))
                world.clock.set(due.advanced(byHours: place == 0 ? 0 : 30))
                try await world.take(DutyDeed(step: .completion, note: "Done"), on: duty.id, by: DutyWorld.caring)
            }
            world.clock.set(open[2].dueAt.advanced(byHours: 1))
            let lines = try await world.database.read { db in
                try Punctuality.list(
                    of: DutyWorld.organisation, due: open[0].dueOn...open[3].dueOn, in: db)
            }
            #expect(lines == [Punctuality(code: "weekly_round", due: 3, onTime: 1, late: 1, missed: 1, immature: 1)])
        }
    }

    @Test func `a list goes on from where it ended and shows each duty once`() async throws {
        try await DutyWorld.run(rules: [Self.eachResident], residents: (0..<130).map { ScopeSubject(.resident("r-\(1000 + $0)"), stays: [Stay(from: day("2025-01-01"))]) }) { world in
            try await world.lay()
            let today = day("2026-01-05")
            var seen: [ID<Duty>] = []
            var cursor: MomentCursor<Duty>?
            repeat {
                let at = cursor
                let page = try await world.database.read { db in
                    try DutyList.page(DutyFilter(), after: at, for: DutyWorld.caring, today: today, zone: .shanghai, in: db)
                }
                seen += page.duties.map(\.id)
                cursor = page.next
            } while cursor != nil
            #expect(seen.count == 130)
            #expect(Set(seen).count == 130)
            let none = try await world.database.read { db in
                try DutyList.page(DutyFilter(), for: DutyWorld.supervising, today: today, zone: .shanghai, in: db).duties
            }
            #expect(none.isEmpty)
        }
    }
}
