import Kernel

/// The money for making good, in one year (专项资金, S0-34): a share of the yearly budget for better service is kept back
/// for complaints. What is paid comes out of it, and it never goes below nothing.
package struct FundYear: Hashable, Codable, Sendable {
    package let year: Int
    /// The year's budget for making service better.
    package var budget: Money
    /// The share kept back, in per cent: more than nothing (reading 33).
    package var reservePercent: Int
    package var balance: Money

    package static let defaultPercent = 10
    package static let mostYuan: Int64 = 100_000_000

    /// What the budget and the ratio give.
    package static func reserve(of budget: Money, percent: Int) -> Money {
        Money(fen: budget.fen * Int64(percent) / 100)
    }

    package var reserve: Money { FundYear.reserve(of: budget, percent: reservePercent) }

    /// The fund with another budget or ratio. Refuses what would leave less than was paid out already.
    package func planned(budget: Money, percent: Int) throws(Problem) -> FundYear {
        var fields = FieldCheck()
        fields.require((1...100).contains(percent), "reserve_percent", "reserve_ratio")
        fields.require(0 < budget.fen && budget <= Money(yuan: FundYear.mostYuan), "budget", "fund_budget")
        let reserve = FundYear.reserve(of: budget, percent: percent)
        let left = balance.fen + reserve.fen - self.reserve.fen
        fields.require(left >= 0, "budget", "fund_spent_already")
        try fields.finish()
        return FundYear(year: year, budget: budget, reservePercent: percent, balance: Money(fen: left))
    }

    /// A fund of a year in which nothing was put aside yet.
    package static func empty(_ year: Int) -> FundYear {
        FundYear(year: year, budget: Money(fen: 0), reservePercent: defaultPercent, balance: Money(fen: 0))
    }
}

/// One line of the fund's book (资金流水): put aside, paid out, taken back.
package struct FundEntry: Hashable, Sendable {
    package let id: ID<FundEntry>
    package let kind: Kind
    /// Positive comes in, negative goes out.
    package let fen: Int64
    package let balance: Money
    package let caseID: ID<Case>?
    package let remedy: Remedy?
    package let bookedOn: LocalDay
    package let at: Instant
    package let by: String
    package let approvedBy: ID<Staff>?

    package enum Kind: String, Codable, Sendable, CaseIterable {
        case allocation
        case drawDown = "draw_down"
        case reversal
    }
}
