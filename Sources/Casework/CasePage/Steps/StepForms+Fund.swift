import Kernel
import Platform
import Web

extension StepForms {
    /// Money out of the special fund, and back into it (S0-34).
    static let fundForms: [StepForm] = [payment, reversal]

    private static let payment = StepForm(
        "payments", .payRemedy, isWeighty: true, takesFiles: true, leadsTo: "#money",
        fields: { ask in
            let remedies = (ask.subject.decision.proposal?.remedies ?? []).filter(\.isMoney)
            let owed = ask.subject.moneyOwed
            return [
                ask.choice(
                    "remedy", remedies, "remedy", selected: remedies.count == 1 ? remedies.first : nil),
                .text(
                    "amount", ask.word("paid_amount"), value: owed.yuanText.replacing(",", with: ""),
                    hint: ask.words("casework.step_hint.paid_amount", ["owed": .text(owed.yuanText)]), required: true,
                    limit: 16, inputmode: "decimal"
                ).width(.short),
                .day(
                    "paid_on", ask.word("paid_on"), value: ask.now.day(in: ask.zone), required: true,
                    latest: ask.now.day(in: ask.zone)),
                ask.choice("way", PaymentWay.allCases, "payment_way"),
                Field.text("payee", ask.word("payee"), hint: ask.hint("payee"), required: true, limit: 200)
                    .width(.medium),
                ask.text("proof", limit: 1000, rows: 2, hint: ask.hint("payment_proof")),
                .file("files", ask.word("files"), multiple: true),
            ]
        },
        read: { reader, ask in
            let remedy = reader.requiredChoice("remedy", as: Remedy.self)
            let amount = reader.money("amount")
            let paidOn = reader.day("paid_on", required: true)
            let way = reader.requiredChoice("way", as: PaymentWay.self)
            let payee = reader.text("payee", limit: 200, required: true)
            let proof = reader.long("proof", limit: 1000)
            guard let remedy, let amount, let paidOn, let way else { return nil }
            return .payment(
                RemedyPayment(
                    remedy: remedy, amount: amount, paidOn: paidOn, way: way, payee: payee, proof: proof))
        })

    private static let reversal = StepForm(
        "payment-reversals", .reversePayment, isWeighty: true, leadsTo: "#money",
        fields: { ask in
            let asked = Int(ask.form.value("number")) ?? Int(ask.form.value("point"))
            let open = ask.subject.reversible
            return [
                .radio(
                    "number", ask.word("payment"),
                    options: open.map { made in
                        .init(
                            String(made.number),
                            "¥\(made.payment.amount.yuanText) · "
                                + ask.words("casework.remedy.\(made.payment.remedy.rawValue)"),
                            hint: "\(ask.words.day(made.payment.paidOn)) · \(made.payment.payee)",
                            selected: made.number == asked || open.count == 1)
                    }, required: true), ask.text("reason", rows: 3),
            ]
        },
        read: { reader, _ in
            let number = reader.picked("number")
            let reason = reader.long("reason")
            return number.map { .paymentReversal(PaymentReversal(number: $0, reason: reason)) }
        })
}

extension FormReader {
    /// A sum in yuan with at most two decimals, as people write it.
    mutating func money(_ name: String, required: Bool = true) -> Money? {
        let raw = text(name, limit: 16, required: required).replacing(",", with: "").replacing("，", with: "")
        if raw.isEmpty { return nil }
        if let money = Money(yuanText: raw) { return money }
        fault(name, Message("casework.field.not_money"))
        return nil
    }

    /// The number of one of several things shown as cards.
    mutating func picked(_ name: String) -> Int? {
        if form.value(name).isEmpty { fault(name, Message("web.form.choose")) }
        return number(name, in: 1...100_000)
    }
}

extension Money {
    /// `1234.5`, `1234`; `nil` for anything else, a sign, or more than a hundred million.
    init?(yuanText text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...9).contains(parts[0].count), parts[0].allSatisfy(\.isASCIIDigit),
            let yuan = Int64(parts[0]), yuan <= 100_000_000
        else { return nil }
        guard parts.count == 2 else {
            self.init(yuan: yuan)
            return
        }
        guard (1...2).contains(parts[1].count), parts[1].allSatisfy(\.isASCIIDigit), let rest = Int64(parts[1]) else {
            return nil
        }
        self.init(fen: yuan * 100 + (parts[1].count == 1 ? rest * 10 : rest))
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
