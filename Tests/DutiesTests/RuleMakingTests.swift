import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Duties

/// Rules a house makes in the browser, with who is told when they are not kept (S3-38, S3-39).
@Suite struct RuleMakingTests {
    private static let typed = [
        "name_zh": "检查冰箱温度", "why_zh": "食品安全", "scope": "unit", "evidence": "note", "every": "week",
        "point": "weekday", "weekday": "friday", "rest": "earlier", "owner": "head_of_unit", "reminders": "",
        "ladder_role_1": "holder", "ladder_when_1": "75%", "ladder_role_2": "supervisor",
        "ladder_when_2": "due+24h", "valid_from": "2026-01-12",
    ]

    private static func read(
        _ changes: [String: String] = [:], today: String = "2026-01-07"
    ) throws(Problem) -> (rule: DutyRule, from: LocalDay) {
        try RuleForm.read(
            FormData(typed.merging(changes) { _, new in new }), new: "house_1", today: day(today), calendar: .china)
    }

    private static func faults(_ changes: [String: String]) -> Set<String> {
        do {
            _ = try read(changes)
            return []
        } catch .invalid(let faults) { return Set(faults.keys) } catch { return ["another"] }
    }

    @Test func `a rule is read as typed, with its ladder, and the Chinese stands for English left out`() throws {
        let (rule, from) = try Self.read()
        #expect(from == day("2026-01-12"))
        #expect(rule.name.english == "检查冰箱温度")
        #expect(rule.scope == .unit && rule.owner == .unitHead && rule.rhythm == .weekly && rule.basis == .house)
        #expect(
            rule.ladder == [
                LadderStep(level: 0, role: LadderStep.holder, timing: .percent(75)),
                LadderStep(level: 1, role: Role.supervisor.rawValue, timing: .afterDue(hours: 24)),
            ])
    }

    @Test func `a day that no period begins on gives way to the first that may be`() throws {
        #expect(try Self.read(["valid_from": "2026-01-14"]).from == day("2026-01-05"))
        #expect(try Self.read(["valid_from": "2026-01-14"], today: "2026-01-10").from == day("2026-01-12"))
    }

    @Test(arguments: [
        (["name_zh": ""], "name_zh"), (["scope": "ward"], "scope"), (["evidence": "register gifts"], "evidence"),
        (["every": "event casework.opened"], "every"), (["point": "before_festival"], "point"),
        (["ladder_role_2": ""], "ladder_role_2"), (["ladder_when_2": ""], "ladder_when_2"),
        (["ladder_when_2": "soon"], "ladder_when_2"), (["ladder_role_2": "gardener"], "ladder_role_2"),
        (["ladder_role_2": "holder", "ladder_when_2": "75%"], "ladder_role_2"), (["warnings": "110"], "warnings"),
        (["scope": "resident", "every": "day", "point": "end", "minimum_days": "1"], "every"),
    ])
    func `what does not fit is told at its question`(changes: [String: String], field: String) {
        #expect(Self.faults(changes).contains(field))
    }

    @Test func `a form that does not ask for the ladder leaves it as it is`() throws {
        var before = rule(ladder: [LadderStep(level: 1, role: Role.director.rawValue, timing: .percent(100))])
        before.warnings = [50]
        var sent = Self.typed.filter { !$0.key.hasPrefix("ladder_") }
        sent.merge(["every": "month", "point": "end", "name_en": "a", "why_en": "b"]) { _, new in new }
        let kept = try RuleForm.read(FormData(sent), on: before, default: nil).rule
        #expect(kept.ladder == before.ladder && kept.warnings == [50])
        sent["ladder_role_1"] = ""
        #expect(try RuleForm.read(FormData(sent), on: before, default: nil).rule.ladder.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a new rule is laid ahead for each unit, counted in the month, and refused to who may not make it`(
        engine: Engine
    ) async throws {
        try await DutyWorld.run(engine, at: "2026-01-07T09:00:00+08:00", rules: []) { world in
            let asked = try Self.read()
            await #expect(throws: Problem.self) {
                try await world.database.write { db in
                    try world.duties.create(asked.rule, from: asked.from, by: DutyWorld.caring, in: db)
                }
            }
            await #expect(throws: Problem.invalid("valid_from", Message("duties.fault.mid_period"))) {
                try await world.database.write { db in
                    try world.duties.create(asked.rule, from: day("2026-01-13"), by: DutyWorld.directing, in: db)
                }
            }
            try await world.database.write { db in
                try world.duties.create(asked.rule, from: asked.from, by: DutyWorld.directing, in: db)
            }
            try await world.lay()
            let laid = try await world.all(.open)
            #expect(laid.first?.dueOn == day("2026-01-16"))
            #expect(laid.allSatisfy { $0.holder == .staff(DutyWorld.head) && $0.unitID == DutyWorld.unit })
            world.clock.move(days: 6)
            try await world.take(
                DutyDeed(step: .completion, note: "4℃"), on: laid[0].id, by: DutyWorld.leadingUnit)
            let month = try #require(Rhythm.monthly.period(containing: day("2026-01-16")))
            let days = try await world.database.read { db in
                try DutyList.days(of: month, view: .house, for: DutyWorld.directing, in: db)
            }
            #expect(days[day("2026-01-16")] == DutyList.DayCount(open: 0, ended: 1))
            #expect(days[day("2026-01-23")] == DutyList.DayCount(open: 1, ended: 0))
            #expect(days[day("2026-01-17")] == nil)
        }
    }
}
