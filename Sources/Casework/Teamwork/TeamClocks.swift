import Deadlines
import Kernel
import Platform

extension Case {
    /// The clocks of hand-overs, of a question of competence, of parts and of sub-tasks: each on the desk of whoever
    /// has to act. They run beside the promises to the complainant and never stop those.
    func teamClocks(by table: LevelTable, at now: Instant) throws(Problem) -> [CaseClock] {
        var clocks: [CaseClock] = []
        for hop in teamwork.hops {
            guard let term = hop.answerWithin else { continue }
            clocks.append(
                try clock(
                    .acceptance, hop.number, from: hop.offeredAt, term, met: hop.answeredAt, ended: nil,
                    on: acting(for: hop.to), at: now))
        }
        if let since = teamwork.disputedSince {
            clocks.append(
                try clock(
                    .arbitration, teamwork.hops.count, from: since, table[level.current ?? .three].rulingWithin,
                    met: nil, ended: nil, on: holder, ladder: Case.rulingLadder, at: now))
        }
        for part in teamwork.parts {
            clocks.append(
                try clock(
                    .part, part.number, from: part.askedAt, Case.term(part.askedAt, part.dueAt),
                    met: part.reportedAt, ended: part.endedAt, on: acting(for: part.owner), at: now))
        }
        for task in teamwork.tasks {
            clocks.append(
                try clock(
                    .task, task.number, from: task.givenAt, Case.term(task.givenAt, task.dueAt), met: task.doneAt,
                    ended: task.endedAt, on: acting(for: task.owner), at: now))
        }
        return clocks
    }

    /// Whose it is waits for the coordinator, then climbs past them.
    private static let rulingLadder = [
        LadderStep(level: 1, role: Role.coordinator.rawValue, timing: .percent(50)),
        LadderStep(level: 2, role: Role.director.rawValue, timing: .percent(100)),
        LadderStep(level: 3, role: Role.chiefExecutive.rawValue, timing: .percent(150)),
    ]

    static func term(_ start: Instant, _ due: Instant) -> Term {
        Term(max(1, Int((due - start + 59_999) / 60_000)), .minutes) ?? .days(14)
    }

    /// `task.3`: the third sub-task of the case.
    func clock(
        _ kind: ClockKind, _ number: Int, from start: Instant, _ term: Term, met: Instant?, ended: Instant?,
        on desk: Holder, ladder: [LadderStep] = .standard, at now: Instant
    ) throws(Problem) -> CaseClock {
        let name = Promise.Kind(rawValue: "\(kind.rawValue).\(number)")
        let promise = Promise(
            kind: name, term: term, warnings: [75], ladder: ladder, ruleVersion: Grading.ruleVersion)
        var clock = Clock(promise: promise, startedAt: start, recordedAt: start)
        if let met {
            try clock.apply(.met(met))
        } else if let ended {
            try clock.apply(.cancelled(ended))
        } else if !state.isOpen {
            try clock.apply(.cancelled(max(now, start)))
        }
        return CaseClock(kind: kind, clock: clock, holderID: desk.idText)
    }
}
