import Casework
import Kernel
import Platform
import Storage

/// How far each promise in force was kept (承诺兑现率, ISO 10001): by its clock, by a figure of the product, or not
/// measured by the system.
package struct KeptRates: Sendable {
    package struct Line: Sendable {
        package let standard: ServiceStandard
        package let measure: Measure
    }

    /// What is known of a promise (测量结果).
    package enum Measure: Hashable, Sendable {
        /// Kept of due.
        case kept(Rate)
        /// A figure against the share promised.
        case figure(Rate)
        /// 由定期任务反映，此处不计
        case elsewhere
        /// 系统不测量
        case unmeasured
    }

    package let lines: [Line]
    /// All promises with a clock together, those of former versions among them.
    package let all: Rate

    package static func load(
        _ moments: Range<Instant>, months: [FigurePeriod], on today: LocalDay, of organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> KeptRates {
        let standards = try StandardBook.load(of: organisation, in: db).inForce(at: db.now)
        let rates = try PromiseMeasure.rates(in: moments, of: organisation, in: db)
        let lines = try standards.map { standard in
            let measure: Measure =
                switch standard.terms.evidence {
                case .clock: .kept(rates[standard.code] ?? Rate())
                case .indicator(.letterCoverage): .figure(try coverage(on: today, of: organisation, in: db))
                case .indicator(.progressUpdates): .figure(try updates(months, of: organisation, in: db))
                case .duty: .elsewhere
                case .unmeasured: .unmeasured
                }
            return Line(standard: standard, measure: measure)
        }
        return KeptRates(lines: lines, all: rates.values.reduce(Rate(), +))
    }

    private static func coverage(
        on today: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Rate {
        let version = try LetterBook.load(of: organisation, in: db).current(at: db.now)?.version
        let sum = LetterCoverage.sum(
            try LetterCoverage.byUnit(of: organisation, current: version, on: today, in: db))
        return Rate(sum.current, of: sum.residents)
    }

    /// Of the months that were analysed; what is not frozen is not told.
    private static func updates(
        _ months: [FigurePeriod], of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Rate {
        try Analysis.latest(months, of: organisation, in: db).reduce(Rate()) { $0 + $1.slices.all.updates }
    }
}

extension FigurePeriod {
    /// The months it is made of; itself when it is one.
    package var months: [FigurePeriod] {
        let first = FigurePeriod(.month, holding: first)
        let count = first.first.distance(to: next) > 300 ? 12 : first.first.distance(to: next) > 31 ? 3 : 1
        return (0..<count).map { first.moved(by: $0) }
    }
}
