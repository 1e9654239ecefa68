import Kernel
import Platform

@testable import Casework

extension RandomSteps {
    mutating func redress(_ action: CaseAction, _ subject: Case, at now: Instant) -> CaseStep? {
        let words = happens(4) ? "" : "Word for word"
        let number = Int.random(in: 1...3, using: &self)
        guard let data = try? World.data.get() else { return nil }
        switch action {
        case .payRemedy:
            return .payment(
                .init(
                    remedy: happens(90) ? .refund : .redo, amount: Money(yuan: one(of: [100, 300, 301])),
                    paidOn: now.day(in: .shanghai), way: .transfer, payee: words, proof: words))
        case .reversePayment: return .paymentReversal(.init(number: number, reason: words))
        case .startRecovery: return .recovery(.init(strategy: one(of: data.recovery.strategies)))
        case .tickRecovery:
            return .recoveryTick(
                .init(marks: [.init(recovery: number, step: Int.random(in: 0...5, using: &self))]))
        case .rateRecovery:
            return .recoveryRating(.init(number: number, effect: happens(50) ? 4 : nil, note: words))
        case .openReport:
            let trigger = one(of: data.reports.triggers)
            return .reportDemands(
                .init(demands: data.reports.demands(trigger, .careHome), reason: words))
        case .makeReport:
            let open = subject.openReports.first?.number ?? number
            return .authorityReport(
                .init(number: open, recipient: words, receipt: words, notice: talk(at: now)))
        case .waiveReport: return .reportWaiver(.init(number: number, reason: words))
        default: return nil
        }
    }
}
