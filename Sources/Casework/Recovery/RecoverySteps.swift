import Kernel
import Platform

/// A strategy at work in a case (补救行动, S4-43), with the strategy as it was when it was started.
package struct StartedRecovery: Hashable, Codable, Sendable {
    package let number: Int
    package let strategy: RecoveryStrategy
    package let by: Author
    package let at: Instant
    /// Milliseconds from receipt to start.
    package let waited: Int64
    package internal(set) var ticks: [Tick] = []
    package internal(set) var ratings: [Rating] = []
    /// How the complainant rated the result when they answered the decision after it was started.
    package internal(set) var answered: Int?

    package struct Tick: Hashable, Codable, Sendable {
        package let step: Int
        package let by: Author
        package let at: Instant
    }

    package struct Rating: Hashable, Codable, Sendable {
        package let rating: RecoveryRating
        package let by: Author
        package let at: Instant
    }

    /// How well it went by the complainant's own word, 1…5: what they were asked last, else how they rated the result.
    package var effect: Int? { ratings.last { $0.rating.effect != nil }?.rating.effect ?? answered }
    package var openSteps: [Int] {
        let done = Set(ticks.map(\.step))
        return strategy.steps.indices.filter { !done.contains($0) }
    }
}

/// Recovery begins (启动补救), the sooner the better.
package struct RecoveryStart: CaseChange {
    package var strategy: RecoveryStrategy
    static let limit = 20

    var action: CaseAction { .startRecovery }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(!strategy.steps.isEmpty, "strategy", "no_such_strategy")
        let isRunning = subject.redress.recoveries.contains { $0.strategy.code == strategy.code && $0.ratings.isEmpty }
        fields.require(!isRunning, "strategy", "recovery_runs")
        fields.require(subject.redress.recoveries.count < RecoveryStart.limit, "strategy", "too_many_recoveries")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.redress.recoveries.append(
            StartedRecovery(
                number: subject.redress.recoveries.count + 1, strategy: strategy, by: author, at: now,
                waited: max(0, now - subject.milestones.receivedAt)))
    }
}

/// Lines of the script are done (逐条落实).
package struct RecoveryTick: CaseChange {
    package var marks: [Mark]

    /// One line of the script of one recovery of the case; `step` is its place, from 0.
    package struct Mark: Hashable, Codable, Sendable {
        package let recovery: Int
        package let step: Int
    }

    var action: CaseAction { .tickRecovery }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(!marks.isEmpty, "steps", "no_step_ticked")
        for mark in marks {
            let open = subject.redress.recoveries.first { $0.number == mark.recovery }?.openSteps ?? []
            fields.require(open.contains(mark.step), "steps", "step_done_already")
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        for index in subject.redress.recoveries.indices {
            let number = subject.redress.recoveries[index].number
            for step in Set(marks.filter { $0.recovery == number }.map(\.step)).sorted() {
                subject.redress.recoveries[index].ticks.append(.init(step: step, by: author, at: now))
            }
        }
    }
}

/// How well it worked (补救效果评价, S4-44): what the complainant said, and what we noticed ourselves.
package struct RecoveryRating: CaseChange {
    package var number: Int
    /// 1…5 by the complainant's word; absent when they were not asked or gave none.
    package var effect: Int?
    package var note: String

    var action: CaseAction { .rateRecovery }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(subject.redress.recoveries.contains { $0.number == number }, "number", "no_such_recovery")
        fields.require(effect.map { (1...5).contains($0) } ?? true, "effect", "rating_range")
        fields.text("note", note, limit: 2000)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.redress.recoveries.firstIndex(where: { $0.number == number }) else { return }
        subject.redress.recoveries[index].ratings.append(.init(rating: self, by: author, at: now))
    }
}

extension Case {
    /// The complainant's rating of the result tells of every recovery begun before it in this round.
    mutating func noteRecoveryAnswer(_ result: Int) {
        guard (1...5).contains(result) else { return }
        for index in redress.recoveries.indices where milestones.receivedAt <= redress.recoveries[index].at {
            redress.recoveries[index].answered = result
        }
    }
}
