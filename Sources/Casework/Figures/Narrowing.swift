import Kernel
import Platform

/// What figures narrowed to one part may tell beside those of the whole (差减保护, standards 2.15). Whoever has both
/// subtracts, so a number of a part is told only as far as the numbers of all the parts could stand in one list beside
/// their total. Narrowed twice, to a unit and a kind, nothing is told: such a part is nearly always a few people.
package struct Narrowing: Sendable {
    /// The numbers of each part by their names; together they make up the whole.
    private let parts: [String: [String: Int]]
    /// Names of numbers no part may tell, by part.
    private let hidden: [String: Set<String>]

    /// `parts` of the whole by their keys; what the whole has beyond them is a part of its own that nobody can ask for.
    package init(_ whole: Figures, into parts: [String: Figures]) {
        self.init(whole.numbers, into: parts.mapValues(\.numbers))
    }

    init(_ whole: [String: Int], into named: [String: [String: Int]]) {
        let rest = Dictionary(
            uniqueKeysWithValues: whole.map { name, number in
                (name, number - named.values.reduce(0) { $0 + ($1[name] ?? 0) })
            })
        let parts = named.merging([Narrowing.rest: rest]) { first, _ in first }
        let order = parts.keys.sorted()
        func places(_ name: String, hiding held: Set<Int>) -> Set<Int> {
            let shown = Disclosure(order.map { parts[$0]?[name] ?? 0 }, hiding: held).shown
            return Set(order.indices.filter { shown[$0] == nil })
        }
        let closed = places(Narrowing.size, hiding: [])
        var hidden: [String: Set<String>] = [:]
        for name in whole.keys {
            for place in places(name, hiding: closed) { hidden[order[place], default: []].insert(name) }
        }
        self.parts = parts
        self.hidden = hidden
    }

    private static let rest = ""
    /// The number that says how large a part is; where it may not be told, nothing of the part is.
    static let size = "received"

    package func isClosed(_ part: String) -> Bool { hidden[part]?.contains(Narrowing.size) ?? false }

    /// Names of the numbers this part may not tell.
    package func hidden(in part: String) -> Set<String> { hidden[part] ?? [] }
}

extension Figures {
    /// Every number a page prints that adds up over parts: counts, and what the rates are of.
    var numbers: [String: Int] {
        var numbers = [
            Narrowing.size: received, "left_out": leftOut, "withdrawn": withdrawn, "reopened": reopened,
            "first_contact": firstContact.rate.of, "first_contact.immature": firstContact.immature,
            "updates": updates.of, "answered": satisfaction.answered, "response": satisfaction.response.of,
            "unconfirmed": satisfaction.unconfirmed, "anonymous": satisfaction.anonymous, "feedback": feedback.n,
            "feedback.open": feedback.open, "resolution": resolution.n, "resolution.open": resolution.open,
        ]
        for (key, count) in levels { numbers["level.\(key)"] = count }
        for (key, count) in categories { numbers["category.\(key)"] = count }
        for (key, count) in causes { numbers["cause.\(key)"] = count }
        for line in promises {
            for (key, judged) in line.judged { numbers["\(line.name).\(key)"] = judged.rate.of }
            numbers["\(line.name).immature"] = line.promised.immature
            numbers["\(line.name).ended"] = line.promised.ended
            numbers["\(line.name).paused_cases"] = line.pausedCases
        }
        for line in targets {
            numbers["\(line.name).promised"] = line.promised.rate.of
            numbers["\(line.name).paused"] = line.paused.rate.of
            numbers["\(line.name).immature"] = line.promised.immature
        }
        for line in stays { numbers["stay.\(line.state.rawValue)"] = line.spread.n }
        return numbers
    }

    /// The same figures with what may not be told made too small to tell. Counts of lists stay, because what they add up
    /// to is told; a list is told with its hidden ones left out.
    func telling(allBut hidden: Set<String>) -> Figures {
        var told = self
        func veil(_ name: String, _ number: inout Int) { if hidden.contains(name) { number = 1 } }
        func veil(_ name: String, _ rate: inout Rate) { if hidden.contains(name) { rate = .untold } }
        func veil(_ name: String, _ spread: inout Spread) {
            if hidden.contains(name) || hidden.contains("\(name).open") { spread = .untold }
        }
        veil("left_out", &told.leftOut)
        veil("withdrawn", &told.withdrawn)
        veil("reopened", &told.reopened)
        veil("first_contact", &told.firstContact.rate)
        veil("first_contact.immature", &told.firstContact.immature)
        veil("updates", &told.updates)
        veil("feedback", &told.feedback)
        veil("resolution", &told.resolution)
        if !hidden.isDisjoint(with: ["answered", "response", "unconfirmed", "anonymous"]) {
            told.satisfaction = .untold
        }
        told.promises = promises.map { line in
            var line = line
            veil("\(line.name).promised", &line.promised.rate)
            veil("\(line.name).extended", &line.extended.rate)
            veil("\(line.name).paused", &line.paused.rate)
            veil("\(line.name).immature", &line.promised.immature)
            veil("\(line.name).ended", &line.promised.ended)
            veil("\(line.name).paused_cases", &line.pausedCases)
            return line
        }
        told.targets = targets.map { line in
            var line = line
            veil("\(line.name).promised", &line.promised.rate)
            veil("\(line.name).paused", &line.paused.rate)
            veil("\(line.name).immature", &line.promised.immature)
            return line
        }
        told.stays = stays.map { line in
            hidden.contains("stay.\(line.state.rawValue)")
                ? StayLine(state: line.state, spread: .untold, total: line.total) : line
        }
        return told
    }
}

extension Figures.PromiseLine {
    fileprivate var name: String { "promise.\(isCap ? "cap" : "own").\(kind.rawValue).\(level?.rawValue ?? 0)" }
    fileprivate var judged: [(String, Judged)] {
        [("promised", promised), ("extended", extended), ("paused", paused)]
    }
}

extension Figures.TargetLine {
    fileprivate var name: String { "target.\(category).\(level.rawValue)" }
}

extension Figures.SatisfactionCount {
    fileprivate static let untold = Figures.SatisfactionCount(
        closed: 1, satisfied: 1, partly: 0, unsatisfied: 0, unconfirmed: 1, anonymous: 1)
}
