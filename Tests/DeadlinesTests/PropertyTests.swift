import Deadlines
import Kernel
import Testing

/// What must hold for any promise, start and pause, tried on many that repeat themselves by their seed.
@Suite struct PropertyTests {
    @Test(arguments: [1, 2, 3]) func `a later start is never due earlier`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for _ in 0..<150 {
            let promise = random.promise()
            let start = random.moment()
            let pauses = try random.pauses(after: start)
            let later = start.advanced(byMinutes: random.number(0...10_000))
            let (first, second) = (
                promise.due(from: start, pauses: pauses, in: .china),
                promise.due(from: later, pauses: pauses, in: .china)
            )
            #expect(first.at <= second.at, "\(promise.term) from \(start) and \(later)")
            #expect(first.at > start)
        }
    }

    @Test(arguments: [4, 5, 6]) func `a larger amount is never due earlier`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for _ in 0..<150 {
            let promise = random.promise()
            let start = random.moment()
            let pauses = try random.pauses(after: start)
            var longer = promise
            longer.term = Term(promise.term.amount + random.number(0...20), promise.term.unit)!
            let (first, second) = (
                promise.due(from: start, pauses: pauses, in: .china),
                longer.due(from: start, pauses: pauses, in: .china)
            )
            #expect(first.at <= second.at, "\(promise.term) and \(longer.term) from \(start)")
        }
    }

    @Test(arguments: [7, 8, 9]) func `a pause never makes a due earlier`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for _ in 0..<150 {
            let promise = random.promise()
            let start = random.moment()
            var pauses = try random.pauses(after: start)
            var last = promise.due(from: start, in: .china).at
            for count in 0...pauses.count {
                let due = promise.due(from: start, pauses: Array(pauses.prefix(count)), in: .china).at
                #expect(due >= last, "\(promise) from \(start)")
                last = due
            }
            pauses.shuffle(using: &random)
            #expect(promise.due(from: start, pauses: pauses, in: .china).at == last)
        }
    }

    @Test(arguments: [10, 11]) func `a clock never comes due while it stands still`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for _ in 0..<200 {
            let promise = random.promise()
            let start = random.moment()
            let pauses = try random.pauses(after: start)
            let due = promise.due(from: start, pauses: pauses, in: .china).at
            #expect(!pauses.contains { max($0.from, start) < due && due < $0.until }, "\(promise) from \(start)")
        }
    }

    @Test(arguments: [12, 13]) func `a rolled or working-day due lies on a working day`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for _ in 0..<200 {
            let promise = random.promise()
            guard promise.term.unit == .workingDays || promise.rollsOverRestDays else { continue }
            let start = random.moment()
            let pauses = promise.term.unit.countsDays ? try random.pauses(after: start) : []
            let due = promise.due(from: start, pauses: pauses, in: .china)
            #expect(WorkCalendar.china.isWorking(due.lastDay), "\(promise) from \(start)")
        }
    }

    @Test(arguments: [14, 15]) func `replaying what happened gives the same reading`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for _ in 0..<100 {
            let start = random.moment()
            var clock = Clock(promise: random.promise(), startedAt: start)
            var facts: [ClockFact] = []
            for pause in try random.pauses(after: start) { facts.append(.paused(pause)) }
            facts.append(.handled("warning-50"))
            let moment = start.advanced(byMinutes: random.number(0...60_000))
            facts.append(random.number(0...1) == 0 ? .met(moment) : .cancelled(moment))
            for fact in facts.shuffled(using: &random) where (try? clock.apply(fact)) == nil { continue }
            let pauses = clock.pauses.map(ClockFact.paused)
            let end = clock.metAt.map(ClockFact.met) ?? clock.cancelledAt.map(ClockFact.cancelled)
            let again = try Clock(
                promise: clock.promise, startedAt: start,
                replaying: pauses + [.handled("warning-50")] + [end].compactMap { $0 })
            let now = start.advanced(byMinutes: random.number(0...60_000))
            #expect(again.reading(at: now, in: .china) == clock.reading(at: now, in: .china))
        }
    }

    @Test(arguments: [16, 17]) func `a schedule is in order, unique, and fires nothing at the start`(seed: UInt64)
        throws
    {
        var random = Seeded(state: seed)
        for _ in 0..<100 {
            let start = random.moment()
            let pauses = try random.pauses(after: start).map(ClockFact.paused)
            let clock = try Clock(promise: random.promise(), startedAt: start, replaying: pauses)
            let schedule = clock.schedule(in: .china)
            #expect(schedule.map(\.at) == schedule.map(\.at).sorted())
            #expect(schedule.allSatisfy { $0.at > start })
            #expect(Set(schedule.map(\.id)).count == schedule.count)
            let due = clock.reading(at: start, in: .china).dueAt
            #expect(schedule.contains { $0.kind == .due && $0.at == due })
        }
    }
}
