import Kernel
import Platform

/// A sum is paid for an approved money remedy of the case (支付补偿), out of the special fund (S0-34), by somebody who
/// did not approve it.
package struct RemedyPayment: CaseChange {
    package var remedy: Remedy
    package var amount: Money
    package var paidOn: LocalDay
    package var way: PaymentWay
    /// To whom, in words: the complainant, the person served, a hospital.
    package var payee: String
    /// The receipt, voucher or transfer number that shows it.
    package var proof: String

    static let limit = 100

    var action: CaseAction { .payRemedy }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        let isApproved = subject.decision.proposal?.remedies.contains(remedy) ?? false
        fields.require(remedy.isMoney && isApproved, "remedy", "remedy_not_approved")
        fields.require(amount.fen > 0, "amount", "no_amount")
        fields.require(amount <= subject.moneyOwed, "amount", "more_than_approved")
        if let roles = subject.decision.approvedAs {
            let total = subject.moneyPaid + amount
            fields.require(subject.decision.remedyLimits.allows(total, to: roles), "amount", "beyond_approver")
        }
        fields.require(paidOn <= now.day(in: subject.zone), "paid_on", "in_the_future")
        if let approved = subject.decision.approvedAt {
            fields.require(approved.day(in: subject.zone) <= paidOn, "paid_on", "before_approval")
        }
        fields.text("payee", payee, limit: 200)
        fields.text("proof", proof, limit: 1000)
        fields.require(subject.redress.payments.count < RemedyPayment.limit, "amount", "too_many_payments")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.redress.payments.append(
            MadePayment(
                number: subject.redress.payments.count + 1, payment: self, by: author, at: now,
                approvedBy: subject.decision.approvedBy, round: subject.earlierRounds.count))
        subject.notePromiseKept(at: now)
    }
}

/// A payment that was wrong is taken back (冲销): another entry, so the first one stays readable.
package struct PaymentReversal: CaseChange {
    package var number: Int
    package var reason: String

    var action: CaseAction { .reversePayment }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(subject.reversible.contains { $0.number == number }, "number", "no_such_payment")
        fields.text("reason", reason)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.redress.payments.firstIndex(where: { $0.number == number }) else { return }
        subject.redress.payments[index].reversal = .init(reason: reason, by: author, at: now)
        if !subject.isPromiseKept { subject.milestones.actionsDoneAt = nil }
    }
}

extension Case {
    /// Payments of any round that were not taken back.
    package var reversible: [MadePayment] { redress.payments.filter { $0.reversal == nil } }

    /// The last thing promised is done: T4.
    mutating func notePromiseKept(at now: Instant) {
        let hasPromise = !decision.actions.isEmpty || moneyApproved.fen > 0
        if hasPromise, isPromiseKept { milestones.actionsDoneAt = now }
    }
}
