import Kernel
import Platform
import Web

extension StepForms {
    /// Holding somebody to account: proposed, heard, decided.
    static let accountForms: [StepForm] = [account, hearing, ruling]

    private enum Answered: String, CaseIterable { case stated, declined }
    private enum Verdict: String, CaseIterable { case agreed, refused }

    /// The open accounts the reader may be shown: not their own.
    private static func accounts(_ ask: StepAsk, _ isAsked: (Accountability) -> Bool) -> Field {
        let asked = Int(ask.form.value("number")) ?? Int(ask.form.value("point"))
        let open = ask.subject.watch.accounts.filter {
            $0.isOpen && isAsked($0) && $0.person != ask.open.actor.staffID
        }
        let names = ask.accountNames
        return .radio(
            "number", ask.word("account"),
            options: open.map { account in
                .init(
                    String(account.number),
                    ask.words(
                        "casework.account.line",
                        [
                            "staff": .text(names[account.person] ?? ""),
                            "reason": .message(Message("casework.account_reason.\(account.reason.rawValue)")),
                        ]), hint: account.grounds, selected: account.number == asked || open.count == 1)
            }, required: true)
    }

    private static let account = StepForm(
        "accountability", .proposeAccount, isWeighty: true, isAdditive: true, leadsTo: "#watch",
        fields: { ask in
            let names = ask.accountNames
            let able = ask.subject.answerable.filter { $0 != ask.open.actor.staffID }
            return [
                Field.select(
                    "person", ask.word("person"), options: able.sorted().map { .init($0.text, names[$0] ?? "") },
                    blank: ask.word("choose"), hint: ask.hint("person"), required: true
                ).width(.medium),
                .radio(
                    "account_reason", ask.word("account_reason"),
                    options: AccountReason.allCases.map { reason in
                        let fitting = FactSentence(words: ask.words, names: [:], units: [:]).measures(reason.measures)
                        return .init(
                            reason.rawValue, ask.words("casework.account_reason.\(reason.rawValue)"),
                            hint: ask.words("casework.account.fitting", ["measures": .text(fitting)]))
                    }, required: true),
                ask.text("grounds", rows: 4, hint: ask.hint("grounds")),
                .checkboxes(
                    "measures", ask.word("measures"), options: ask.options(AccountMeasure.allCases, "account_measure"),
                    hint: ask.hint("measures"), required: true),
                .checkbox(
                    "not_for_reporting", ask.word("not_for_reporting"), hint: ask.hint("not_for_reporting"),
                    required: true),
            ]
        },
        read: { reader, _ in
            let person = reader.requiredIdentity("person", of: Staff.self)
            let reason = reader.requiredChoice("account_reason", as: AccountReason.self)
            let grounds = reader.long("grounds")
            let measures = reader.form.values("measures").compactMap(AccountMeasure.init(rawValue:))
            if measures.isEmpty { reader.fault("measures", Message("casework.field.choose_measure")) }
            let isStated = reader.agreed("not_for_reporting", "not_for_reporting_needed")
            guard let person, let reason else { return nil }
            return .account(
                AccountProposal(
                    person: person, reason: reason, grounds: grounds, measures: Set(measures),
                    notForReporting: isStated))
        })

    private static let hearing = StepForm(
        "accountability-hearing", .hearAccount, isAdditive: true, leadsTo: "#watch",
        fields: { ask in
            [
                accounts(ask) { $0.hearing == nil },
                .moment("heard_at", ask.word("heard_at"), value: ask.now, zone: ask.zone, required: true),
                ask.choice("answered", Answered.allCases, "account.heard"),
                .textarea("statement", ask.word("statement"), hint: ask.hint("statement"), rows: 6),
            ]
        },
        read: { reader, ask in
            let number = numbered(&reader)
            let at = reader.moment("heard_at", zone: ask.zone, required: true)
            let answered = reader.requiredChoice("answered", as: Answered.self)
            let statement = reader.optionalText("statement", limit: 4000)
            guard let number, let at, let answered else { return nil }
            return .accountHearing(
                AccountHearing(number: number, declined: answered == .declined, statement: statement, heardAt: at))
        })

    private static let ruling = StepForm(
        "accountability-ruling", .decideAccount, isWeighty: true, isAdditive: true, leadsTo: "#watch",
        fields: { ask in
            [
                accounts(ask) { $0.hearing != nil },
                ask.choice("ruling", Verdict.allCases, "account.verdict"),
                ask.text("ruling_reasons", rows: 4),
            ]
        },
        read: { reader, _ in
            let number = numbered(&reader)
            let verdict = reader.requiredChoice("ruling", as: Verdict.self)
            let reasons = reader.long("ruling_reasons")
            guard let number, let verdict else { return nil }
            return .accountRuling(AccountRuling(number: number, agrees: verdict == .agreed, reasons: reasons))
        })

    private static func numbered(_ reader: inout FormReader) -> Int? {
        if reader.form.value("number").isEmpty { reader.fault("number", Message("web.form.choose")) }
        return reader.number("number", in: 1...100_000)
    }
}

extension StepAsk {
    /// Names of everybody who can be held to account, those complained about included.
    var accountNames: [ID<Staff>: String] {
        open.namedStaff.merging(staff.map { ($0.id, $0.name) }) { first, _ in first }
    }
}
