import Casework
import Foundation
import Kernel
import Platform
import Testing

@testable import Quality

/// Compares with an approved file; `RECORD=1` writes it anew for review.
func expectApproved(_ text: String, _ name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Approved/\(name)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let approved = try String(contentsOf: file, encoding: .utf8)
    #expect(text == approved, "\(name) differs; look at the change and record it with RECORD=1")
}

/// The message of a refusal.
func refusal(_ body: () throws -> Void) -> String? {
    do { try body() } catch let problem as Problem {
        switch problem {
        case .conflict(let message), .forbidden(let message), .unavailable(let message): return message.key
        case .invalid(let faults): return faults.keys.sorted().joined(separator: " ")
        case .notFound, .signedOut, .tooMany: return "\(problem)"
        }
    } catch { return "\(error)" }
    return nil
}

@Suite struct ActionRuleTests {
    static let organisation: ID<Organisation> = made(1)
    static let owner: ID<Staff> = made(11)
    static let verifier: ID<Staff> = made(12)
    static let unit: ID<OrganisationUnit> = made(21)
    static let morning = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
    static let today = LocalDay("2026-09-24")!

    static func made<Subject>(_ number: UInt8) -> ID<Subject> {
        ID(at: Instant(milliseconds: 0), random: Array(repeating: 0, count: 9) + [number])
    }

    static func actor(_ staff: ID<Staff>) -> Actor {
        Actor(organisationID: organisation, kind: .staff(staff, roles: [.employee]))
    }

    static func action(
        _ trigger: ActionTrigger = .inspection, plan: String = "New lids", dueOn: LocalDay = LocalDay("2026-10-24")!,
        checkDays: [Int] = [30, 60, 90], title: String = "Soup stays hot"
    ) throws -> ImprovementAction {
        try ImprovementAction.begin(
            ActionDraft(
                title: title, reason: "own", plan: plan, measure: "60 degrees at the table", unit: unit,
                trigger: trigger, checkDays: checkDays), owner: owner, dueOn: dueOn,
            source: ActionSource(kind: "own", id: "1", reason: "own", address: nil), id: made(31), number: "2026-0001",
            of: organisation, by: "system", at: morning, on: today)
    }

    /// Takes a step so many days after the beginning.
    static func take(
        _ step: ActionStep, _ action: inout ImprovementAction, by staff: ID<Staff>, day: Int = 0
    ) throws {
        try action.take(
            step, by: actor(staff), at: morning.advanced(byHours: day * 24), on: today.advanced(by: day),
            zone: .shanghai)
    }

    static func verified(_ trigger: ActionTrigger = .inspection) throws -> ImprovementAction {
        var action = try action(trigger)
        try take(.complete(words: "Lids bought"), &action, by: owner)
        try take(.verify(words: "Saw the lids"), &action, by: verifier)
        return action
    }

    @Test func `the table of every state and every move is as approved`() throws {
        var lines: [String] = []
        for state in ActionState.allCases {
            lines.append(state.rawValue)
            for move in ActionMove.allCases {
                let next =
                    switch move.next(from: state) {
                    case nil: "—"
                    case .same: "="
                    case .to(let state): "→ \(state.rawValue)"
                    case .byOutcome: "→ open when it failed, = until the last check, → effective"
                    }
                let rights = QualityAction.lines.filter { $0.action == move.right?.rawValue }
                let holders = Dictionary(grouping: rights, by: \.relation).sorted { $0.key < $1.key }.map {
                    "\($0.key.rawValue): \($0.value.map(\.role.rawValue).sorted().joined(separator: " "))"
                }
                let other = move.isForAnother ? " [not whose work it is]" : ""
                let who = move.next(from: state) == nil ? "" : " (\(holders.joined(separator: "; ")))\(other)"
                lines.append("  \(move.rawValue): \(next)\(who)")
            }
        }
        try expectApproved(lines.joined(separator: "\n") + "\n", "action-moves.txt")
    }

    @Test(arguments: [
        ("title", "", "2026-10-24", [30]), ("due_on", "A", "2026-09-24", [30]), ("due_on", "A", "2027-09-26", [30]),
        ("check_days", "A", "2026-10-24", []), ("check_days", "A", "2026-10-24", [60, 30]),
        ("check_days", "A", "2026-10-24", [400]), ("title", String(repeating: "x", count: 201), "2026-10-24", [30]),
    ])
    func `an action needs a title, a day to come and days to check`(
        field: String, title: String, due: String, days: [Int]
    ) {
        #expect(
            refusal { _ = try Self.action(dueOn: LocalDay(due)!, checkDays: days, title: title) } == field)
    }

    @Test func `nobody verifies, checks or calls off their own work`() throws {
        var action = try Self.action()
        #expect(refusal { try Self.take(.cancel(reason: "No"), &action, by: Self.owner) } == "quality.refusal.own_work")
        try Self.take(.complete(words: "Done"), &action, by: Self.owner)
        for step in [ActionStep.verify(words: "I saw it"), .giveBack(reason: "No"), .cancel(reason: "No")] {
            #expect(refusal { try Self.take(step, &action, by: Self.owner) } == "quality.refusal.own_work")
        }
        var moved = action
        try Self.take(.giveBack(reason: "Photo missing"), &moved, by: Self.verifier)
        try Self.take(.complete(words: "With photo"), &moved, by: Self.owner)
        try Self.take(.verify(words: "Saw it"), &moved, by: Self.verifier)
        let result = EffectResult(isPassed: true, words: "Hot")
        let again = Self.today.advanced(by: 60)
        #expect(
            refusal { try Self.take(.check(result, again: again), &moved, by: Self.owner, day: 30) }
                == "quality.refusal.own_work")
        #expect(moved.round.returns.map(\.words) == ["Photo missing"])
    }

    @Test func `an action without a plan cannot be reported as done`() throws {
        var action = try Self.action(plan: "")
        #expect(
            refusal { try Self.take(.complete(words: "Done"), &action, by: Self.owner) } == "quality.refusal.no_plan")
        try Self.take(
            .plan(plan: "Lids", measure: "Hot", cause: ActionCause(words: "No lids")), &action, by: Self.owner)
        try Self.take(.complete(words: "Done"), &action, by: Self.owner)
        #expect(action.state == .awaitingVerification)
    }

    @Test(arguments: [29, 0])
    func `an effect is not checked before its day`(day: Int) throws {
        var action = try Self.verified()
        let step = ActionStep.check(EffectResult(isPassed: true, words: "Hot"), again: Self.today.advanced(by: 90))
        #expect(
            refusal { try Self.take(step, &action, by: Self.verifier, day: day) } == "quality.refusal.too_early")
    }

    @Test func `three checks that pass close the action as effective`() throws {
        var action = try Self.verified()
        for day in [30, 60, 90] {
            #expect(action.state == .awaitingEffect)
            let step = ActionStep.check(
                EffectResult(isPassed: true, words: "Hot"), again: Self.today.advanced(by: day + 30))
            try Self.take(step, &action, by: Self.verifier, day: day)
        }
        #expect(action.state == .effective)
        #expect(action.rounds.count == 1)
        #expect(
            refusal { try Self.take(.complete(words: "x"), &action, by: Self.owner, day: 91) }
                == "quality.refusal.state")
    }

    @Test(arguments: [1, 2, 3])
    func `a check that fails opens the action again, and what was stays`(failing: Int) throws {
        var action = try Self.verified()
        for place in 1...failing {
            let again = Self.today.advanced(by: place * 30 + 30)
            let step = ActionStep.check(
                EffectResult(isPassed: place < failing, words: "Looked"), again: again)
            try Self.take(step, &action, by: Self.verifier, day: place * 30)
        }
        #expect(action.state == .open)
        #expect(action.rounds.count == 2)
        #expect(action.rounds[0].completion?.words == "Lids bought")
        #expect(action.rounds[0].checks.count == failing)
        #expect(action.round.dueOn == Self.today.advanced(by: failing * 30 + 30))
        #expect(action.round.completion == nil)
    }

    @Test func `a count of cases passes while it is no more than allowed`() throws {
        let key = CauseKey(unit: Self.unit, what: "DIN-01")
        let action = try Self.action(.cases(CaseCount(key: key, before: 3, allowed: 1)))
        #expect(action.judged(cases: 1)?.isPassed == true)
        #expect(action.judged(cases: 2)?.isPassed == false)
        #expect(try Self.action().judged(cases: 1) == nil)
    }

    @Test(arguments: [(78.0, 85.0, 85.0, true), (78, 85, 84.9, false), (9, 3, 3, true), (9, 3, 3.5, false)])
    func `a figure is reached in the direction it should move`(
        before: Double, target: Double, value: Double, isReached: Bool
    ) {
        #expect(MeasuredValue(name: "n", before: before, target: target).isReached(by: value) == isReached)
    }

    @Test func `an action is what its steps make of it`() throws {
        var action = try Self.action()
        let begun = action
        let steps: [(ActionStep, ID<Staff>, Int)] = [
            (.assign(owner: Self.verifier, dueOn: LocalDay("2026-11-01")!, reason: "Away"), Self.owner, 0),
            (.complete(words: "Done"), Self.verifier, 1), (.verify(words: "Seen"), Self.owner, 1),
        ]
        for (step, staff, day) in steps { try Self.take(step, &action, by: staff, day: day) }
        let again = steps.reduce(begun) { action, told in
            action.applying(
                told.0, by: "staff:\(told.1)", at: Self.morning.advanced(byHours: told.2 * 24))
        }
        #expect(again == action)
        #expect(action.version == 4)
    }
}

@Suite struct RepeatedCauseTests {
    private func seen(_ number: UInt8, _ category: String, _ root: RootCause? = nil, unit: UInt8 = 21) -> CauseSighting
    {
        CauseSighting(
            caseID: ActionRuleTests.made(number), unit: ActionRuleTests.made(unit),
            category: CategoryCode(category)!, root: root)
    }

    @Test func `three cases of one category in one unit are a repeated cause, with the root named most`() {
        let found = RepeatedCause.list(among: [
            seen(1, "DIN-01", .maintenance), seen(2, "DIN-01", .skill), seen(3, "DIN-01", .maintenance),
        ])
        #expect(found.map(\.key.what) == ["DIN-01"])
        #expect(found.first?.root == .maintenance)
        #expect(found.first?.cases.count == 3)
    }

    @Test func `one case counts once, another unit counts apart`() {
        #expect(
            RepeatedCause.list(among: [
                seen(1, "DIN-01"), seen(1, "DIN-01"), seen(2, "DIN-01"), seen(3, "DIN-01", unit: 22),
            ]).isEmpty)
    }

    @Test func `a root cause counts over categories that no repeated category explains`() {
        let roots = [seen(1, "DIN-01", .handover), seen(2, "SAF-01", .handover), seen(3, "DIN-02", .handover)]
        #expect(RepeatedCause.list(among: roots).map(\.key.what) == ["T1"])
        let explained = (1...3).map { seen(UInt8($0), "DIN-01", .handover) }
        #expect(RepeatedCause.list(among: explained + [seen(4, "SAF-01", .handover)]).map(\.key.what) == ["DIN-01"])
    }
}
