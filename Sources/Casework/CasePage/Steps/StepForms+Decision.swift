import Kernel
import People
import Platform
import Web

extension StepForms {
    /// From proposal to the complainant's knowledge of the decision (S1-41, S1-42).
    static let decisionForms: [StepForm] = [proposal, approval, rejection, letter, notice, settlement]

    /// Largest sum that can be typed, in yuan.
    private static let mostYuan = 10_000_000

    private static let proposal = StepForm(
        "proposal", .propose, hasLines: true,
        fields: { ask in
            let old = ask.subject.decision.proposal
            return [
                ask.text("plan", value: old?.plan ?? "", limit: 10_000, rows: 6, hint: ask.hint("plan")),
                .checkboxes(
                    "remedies", ask.word("remedies"),
                    options: Remedy.allCases.map { remedy in
                        .init(
                            remedy.rawValue, ask.words("casework.remedy.\(remedy.rawValue)"),
                            selected: old?.remedies.contains(remedy) ?? false)
                    }, hint: ask.hint("remedies"), required: ask.subject.hasUpheldPoint),
                .number(
                    "amount", ask.word("amount"), value: old?.amount.map { Int($0.fen / 100) }, in: 0...mostYuan,
                    hint: ask.hint("amount")),
            ] + (0..<ask.lines).flatMap { line($0, of: old, ask) }
        },
        read: { reader, ask in
            let plan = reader.long("plan", limit: 10_000)
            let remedies = reader.form.values("remedies").compactMap(Remedy.init(rawValue:))
            let amount = reader.number("amount", in: 0...mostYuan)
            if remedies.isEmpty, ask.subject.hasUpheldPoint {
                reader.fault("remedies", Message("casework.field.remedy_needed"))
            }
            let items = (0..<lineCount(reader.form)).compactMap { reader.item($0, ask) }
            return .proposal(
                Proposal(
                    plan: plan, remedies: remedies, amount: amount.map { Money(yuan: Int64($0)) }, actions: items))
        })

    /// The three questions of one promised action; lines left empty are none.
    private static func line(_ index: Int, of old: Proposal?, _ ask: StepAsk) -> [Field] {
        let item = old.flatMap { $0.actions.indices.contains(index) ? $0.actions[index] : nil }
        let label = ask.words("casework.step_field.action_line", ["n": .number(index + 1)])
        return [
            .text(
                "actions.\(index).text", label, value: item?.text ?? "",
                hint: index == 0 ? ask.hint("action_line") : nil, limit: 1000),
            Field.select(
                "actions.\(index).owner", ask.words("casework.step_field.action_owner", ["n": .number(index + 1)]),
                options: ask.staff.map { choice in
                    let name = [choice.name, choice.unit].compactMap { $0 }.joined(separator: " · ")
                    return Field.Option(choice.id.text, name, selected: choice.id == item?.owner)
                }, blank: ask.word("choose")
            ).width(.medium),
            .day(
                "actions.\(index).due_on", ask.words("casework.step_field.action_due", ["n": .number(index + 1)]),
                value: item?.dueOn, earliest: ask.now.day(in: ask.zone)),
        ]
    }

    /// How many lines a sent form has.
    static func lineCount(_ form: FormData) -> Int {
        min(50, (0..<50).last { !form.values("actions.\($0).text").isEmpty }.map { $0 + 1 } ?? 0)
    }

    private static let approval = StepForm(
        "approval", .approve, isWeighty: false,
        fields: { ask in [.textarea("remark", ask.word("remark"), rows: 3)] },
        read: { reader, _ in .approval(Approval(remark: reader.optionalText("remark", limit: 4000))) })

    private static let rejection = StepForm(
        "rejection", .reject, fields: { ask in [ask.text("reason", hint: ask.hint("rejection"))] },
        read: { reader, _ in .rejection(Rejection(reason: reader.long("reason"))) })

    private static let letter = StepForm(
        "letter-draft", .writeLetter,
        fields: { ask in LetterDraft(ask).fields },
        read: { reader, ask in LetterDraft.read(&reader, ask).map { .letter($0) } })

    private static let notice = StepForm(
        "decision", .communicateDecision, isWeighty: true,
        fields: { ask in
            ask.communication(
                about: .told, matter: ask.hint("decision_matter"), parties: [.complainant, .representative])
        },
        read: { reader, ask in reader.communication(ask).map { .notice(DecisionNotice(communication: $0)) } })

    private static let settlement = StepForm(
        "settlement", .settle, isWeighty: true,
        fields: { ask in
            // An answer that was chosen before stands ready to be sent as it is, or changed.
            let chosen = ask.open.answers.first { $0.id.text == ask.form.value("point") }
            var fields = ask.articles(chosen)
            fields.append(ask.text("answer", value: chosen?.answer ?? "", limit: 10_000, rows: 4))
            if ask.subject.kind.isGraded, !ask.subject.allegations.isEmpty {
                fields.append(ask.choice("finding", Finding.allCases, "finding"))
            }
            fields += ask.communication(about: .told)
            return fields + [
                .checkboxes("remedies", ask.word("remedies"), options: ask.options(Remedy.allCases, "remedy")),
                .checkbox(
                    "satisfied", ask.word("settled_satisfied"), hint: ask.hint("settled_satisfied"),
                    required: ask.subject.kind.isGraded),
            ]
        },
        read: { reader, ask in
            let answer = reader.long("answer", limit: 10_000)
            let isGraded = ask.subject.kind.isGraded
            let finding = reader.choice("finding", as: Finding.self)
            if finding == nil, isGraded, !ask.subject.allegations.isEmpty {
                reader.fault("finding", Message("casework.field.finding_needed"))
            }
            let talk = reader.communication(ask)
            let remedies = reader.form.values("remedies").compactMap(Remedy.init(rawValue:))
            let used = reader.identity("article", of: Article.self)
            let article = ask.open.answers.first { $0.id == used }.map {
                UsedArticle(id: $0.id, version: $0.version, question: $0.question)
            }
            let isSatisfied = reader.agreed("satisfied", "settled_only_when_satisfied", when: isGraded)
            return talk.map {
                .settlement(
                    Settlement(
                        answer: answer, finding: finding, remedies: remedies, communication: $0,
                        satisfied: isSatisfied, article: article))
            }
        })
}

extension StepAsk {
    /// The three closest articles of the house, with their answers (S1-35).
    fileprivate func articles(_ chosen: Article?) -> [Field] {
        guard !open.answers.isEmpty else { return [] }
        return [
            .radio(
                "article", word("article"),
                options: open.answers.map {
                    .init($0.id.text, $0.question, hint: $0.answer, selected: $0.id == chosen?.id)
                } + [.init("", word("no_article"))], hint: hint("article"))
        ]
    }
}

extension Case {
    /// Whether anything was found to be so, wholly or partly: then an apology and a remedy are owed.
    var hasUpheldPoint: Bool { allegations.contains { $0.finding?.callsForApology ?? false } }
}

extension FormReader {
    /// One promised action; an empty line is none, a line begun must be finished.
    fileprivate mutating func item(_ index: Int, _ ask: StepAsk) -> Proposal.Item? {
        let names = ["text", "owner", "due_on"].map { "actions.\(index).\($0)" }
        guard names.contains(where: { !form.value($0).isEmpty }) else { return nil }
        let words = text(names[0], limit: 1000, required: true)
        let owner = requiredIdentity(names[1], of: Staff.self)
        let due = day(names[2], required: true)
        if let due, due < ask.now.day(in: ask.zone) { fault(names[2], Message("casework.field.in_the_past")) }
        guard let owner, let due else { return nil }
        return Proposal.Item(text: words, owner: owner, dueOn: due)
    }
}
