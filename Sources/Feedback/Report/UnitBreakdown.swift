import Casework
import Kernel
import Platform

/// How the units of those who were asked answered (分部门结果, S4-49). A unit of which fewer than five answered tells
/// nothing, and further units are left out until what is left of the whole is five answers or more of two units at
/// least, so that no hidden one can be had by subtraction.
package struct UnitBreakdown: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let unit: ID<OrganisationUnit>
        package let answered: Int
        /// The rate of each question that may be told.
        package let rates: [String: Rate]
    }

    /// In the order of units; only those that may be told.
    package let lines: [Line]
    /// Whether units were left out.
    package let isPartial: Bool

    /// What was answered in one unit, and where no unit is known.
    struct Part: Sendable {
        var answered = 0
        var counts: [String: AnswerCount] = [:]
    }

    init(_ parts: [ID<OrganisationUnit>?: Part], _ questions: [Question]) {
        let units = parts.keys.compactMap { $0 }.sorted()
        // What no unit is known of stands last: it is part of the whole that everybody can read.
        let all = units.map { parts[$0] ?? Part() } + [parts[nil] ?? Part()]
        let closed = UnitBreakdown.hidden(all.map(\.answered))
        var rates: [[String: Rate]] = units.map { _ in [:] }
        for question in questions {
            let own = all.map { QuestionFigures.rate(question, $0.counts[question.code] ?? AnswerCount()) ?? Rate() }
            let hidden = UnitBreakdown.hidden(own.map(\.of), with: closed)
            for place in units.indices where !hidden.contains(place) && !own[place].isTooSmall {
                rates[place][question.code] = own[place]
            }
        }
        lines = units.indices.filter { !closed.contains($0) && all[$0].answered >= Rate.smallest }.map {
            Line(unit: units[$0], answered: all[$0].answered, rates: rates[$0])
        }
        isPartial = lines.count < units.count
    }

    /// The places that may not be told beside their sum.
    static func hidden(_ counts: [Int], with held: Set<Int> = []) -> Set<Int> {
        let told = Disclosure(counts, hiding: held).shown
        var hidden = Set(counts.indices.filter { told[$0] == nil })
        func isEnough() -> Bool {
            let left = hidden.map { counts[$0] }.filter { $0 > 0 }
            return left.isEmpty || left.count > 1 && left.reduce(0, +) >= Rate.smallest
        }
        while !isEnough() {
            let others = counts.indices.filter { !hidden.contains($0) && counts[$0] > 0 }
            guard let least = others.map({ counts[$0] }).min() else { break }
            hidden.formUnion(others.filter { counts[$0] == least })
        }
        return hidden
    }
}
