import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct MoneyTests {
    static func payment(
        _ yuan: Int64 = 300, _ remedy: Remedy = .refund, on day: String = "2026-05-21", proof: String = "Receipt 7"
    ) -> RemedyPayment {
        RemedyPayment(
            remedy: remedy, amount: Money(yuan: yuan), paidOn: LocalDay(day)!, way: .transfer, payee: "Lin",
            proof: proof)
    }

    private func approved(_ yuan: Int64 = 300) throws -> Journey {
        var journey = try Journey()
        try journey.proposed(amount: Money(yuan: yuan))
        try journey.take(.approval(.init(roles: [.supervisor])), by: World.supervising)
        return journey
    }

    @Test func `what was approved is owed until it is paid, and the promise is undone until then`() throws {
        var journey = try approved()
        #expect(journey.subject.moneyOwed == Money(yuan: 300))
        try journey.take(.completion(.init(number: 1, evidence: "Photo")), by: World.handling)
        #expect(journey.subject.milestones.actionsDoneAt == nil)
        try journey.take(.payment(Self.payment(100)), by: World.receiving)
        #expect(journey.subject.moneyOwed == Money(yuan: 200) && !journey.subject.isPromiseKept)
        try journey.take(.payment(Self.payment(200)), by: World.receiving)
        #expect(journey.subject.isPromiseKept)
        #expect(journey.subject.milestones.actionsDoneAt == journey.now)
        #expect(
            refusal { try journey.take(.payment(Self.payment(1)), by: World.receiving) }
                == ["casework.guard.money_owed"])
    }

    @Test func `a second confirmation waits for the money`() throws {
        var journey = try approved()
        try journey.take(.letter(World.letter(for: journey.subject)), by: World.handling)
        try journey.take(.notice(.init(communication: World.talk(at: journey.now, .letter))), by: World.handling)
        try journey.take(.completion(.init(number: 1, evidence: "Photo")), by: World.handling)
        let second = CaseStep.secondConfirmation(.init(actionsSeen: "Saw it", guidanceGiven: true))
        #expect(refusal { try journey.take(second, by: World.confirming) } == ["casework.guard.actions_done"])
        try journey.take(.payment(Self.payment()), by: World.receiving)
        try journey.take(second, by: World.confirming)
    }

    @Test func `whoever approved the money does not pay it`() throws {
        var journey = try approved()
        #expect(
            refusal { try journey.take(.payment(Self.payment()), by: World.supervising) }
                == ["casework.guard.payer_is_not_approver"])
    }

    @Test(arguments: [
        (MoneyTests.payment(301), ["amount: casework.field.more_than_approved"]),
        (MoneyTests.payment(0), ["amount: casework.field.no_amount"]),
        (MoneyTests.payment(100, .spokenApology), ["remedy: casework.field.remedy_not_approved"]),
        (MoneyTests.payment(100, .compensation), ["remedy: casework.field.remedy_not_approved"]),
        (MoneyTests.payment(on: "2026-05-20"), ["paid_on: casework.field.before_approval"]),
        (MoneyTests.payment(on: "2026-06-20"), ["paid_on: casework.field.in_the_future"]),
        (MoneyTests.payment(proof: " "), ["proof: casework.field.blank"]),
    ])
    func `a payment is refused that was not approved, lies wrongly in time, or has no proof`(
        payment: RemedyPayment, faults: [String]
    ) throws {
        var journey = try approved()
        #expect(refusal { try journey.take(.payment(payment), by: World.receiving) } == faults)
    }

    @Test func `nothing is paid beyond what the approver's office may grant`() throws {
        var journey = try Journey()
        try journey.proposed(amount: Money(yuan: 300))
        try journey.take(.approval(.init(roles: [.employee])), by: World.supervising)
        #expect(
            refusal { try journey.take(.payment(Self.payment(100)), by: World.receiving) }
                == ["amount: casework.field.beyond_approver"])
    }

    @Test func `a reversal is another entry and makes the promise undone again`() throws {
        var journey = try approved()
        try journey.take(.completion(.init(number: 1, evidence: "Photo")), by: World.handling)
        try journey.take(.payment(Self.payment()), by: World.receiving)
        let reversal = CaseStep.paymentReversal(.init(number: 1, reason: "Wrong account"))
        try journey.take(reversal, by: World.directing)
        #expect(journey.subject.redress.payments.count == 1)
        #expect(journey.subject.redress.payments[0].reversal?.reason == "Wrong account")
        #expect(journey.subject.moneyOwed == Money(yuan: 300) && journey.subject.milestones.actionsDoneAt == nil)
        #expect(refusal { try journey.take(reversal, by: World.directing) } == ["casework.guard.has_payment"])
    }

    @Test func `a plan with a sum names a remedy that costs money`() throws {
        var journey = try Journey()
        try journey.found()
        let plan = Proposal(plan: "x", remedies: [.spokenApology], amount: Money(yuan: 10), actions: [])
        #expect(
            refusal { try journey.take(.proposal(plan), by: World.handling) }
                == ["remedies: casework.field.money_remedy_needed"])
    }

    @Test(arguments: [(10, 100), (1, 10), (100, 1000), (33, 330)])
    func `the ratio gives the reserve`(percent: Int, yuan: Int64) throws {
        let fund = try FundYear.empty(2026).planned(budget: Money(yuan: 1000), percent: percent)
        #expect(fund.reserve == Money(yuan: yuan) && fund.balance == fund.reserve)
    }

    @Test func `the ratio is more than nothing, and the plan never falls below what was paid`() throws {
        let fund = FundYear.empty(2026)
        #expect(
            refusal { _ = try fund.planned(budget: Money(yuan: 1000), percent: 0) }
                == ["reserve_percent: casework.field.reserve_ratio"])
        #expect(
            refusal { _ = try fund.planned(budget: Money(yuan: 0), percent: 10) }
                == ["budget: casework.field.fund_budget"])
        var spent = try fund.planned(budget: Money(yuan: 1000), percent: 10)
        spent.balance = Money(yuan: 40)
        #expect(
            refusal { _ = try spent.planned(budget: Money(yuan: 500), percent: 10) }
                == ["budget: casework.field.fund_spent_already"])
        #expect(try spent.planned(budget: Money(yuan: 700), percent: 10).balance == Money(yuan: 10))
    }

    @Test(arguments: [
        (0, "0"), (99_900, "999"), (100_000, "1,000"), (600_000, "6,000"), (6_000_050, "60,000.50"),
        (123_456_789_01, "123,456,789.01"),
    ])
    func `sums are written in groups of three`(fen: Int64, text: String) {
        #expect(Money(fen: fen).yuanText == text)
    }

    @Test(arguments: [
        ("200", 20_000), ("199.5", 19_950), ("0.01", 1), ("1,000", nil), ("-3", nil), ("1.234", nil), ("１", nil),
        ("", nil), ("1e3", nil), ("999999999", nil),
    ])
    func `sums are read as people write them`(text: String, fen: Int64?) {
        #expect(Money(yuanText: text)?.fen == fen)
    }
}
