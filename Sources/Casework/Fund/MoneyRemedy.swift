import Kernel
import Platform

extension Remedy {
    /// Whether it may cost money, which then comes out of the special fund (R10–R16, 3.6).
    package var isMoney: Bool { Remedy.money.contains(self) }

    package static let money: Set<Remedy> = [
        .refund, .reduction, .compensation, .damages, .financialHelp, .emotionalSupport, .token,
    ]
}

/// How money reaches somebody (支付方式).
package enum PaymentWay: String, Codable, Sendable, CaseIterable {
    case transfer, cash, bill, purchase
}

/// Money paid out of the special fund for a case (专项资金支付记录). Never edited; a mistake is reversed by another entry.
package struct MadePayment: Hashable, Codable, Sendable {
    package let number: Int
    package let payment: RemedyPayment
    /// The second hand: never who approved.
    package let by: Author
    package let at: Instant
    package let approvedBy: ID<Staff>?
    /// The round of the case whose decision it belongs to.
    package let round: Int
    package internal(set) var reversal: Reversal?

    package struct Reversal: Hashable, Codable, Sendable {
        package let reason: String
        package let by: Author
        package let at: Instant
    }
}

extension Case {
    /// What an approver granted in money in the present round; nothing where the plan has no money remedy.
    package var moneyApproved: Money {
        guard decision.isApproved, let proposal = decision.proposal, proposal.remedies.contains(where: \.isMoney)
        else { return Money(fen: 0) }
        return proposal.amount ?? Money(fen: 0)
    }

    /// Payments of the present round that stand.
    package var standingPayments: [MadePayment] {
        redress.payments.filter { $0.round == earlierRounds.count && $0.reversal == nil }
    }

    package var moneyPaid: Money { standingPayments.reduce(Money(fen: 0)) { $0 + $1.payment.amount } }

    /// Approved and not yet paid: a promise undone.
    package var moneyOwed: Money { Money(fen: max(0, moneyApproved.fen - moneyPaid.fen)) }

    /// Whether everything promised is done: every action, and all money paid (T4).
    package var isPromiseKept: Bool { decision.actions.allSatisfy { $0.doneAt != nil } && moneyOwed.fen == 0 }
}
