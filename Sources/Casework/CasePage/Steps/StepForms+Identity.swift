import Kernel
import Platform
import Web

extension StepForms {
    /// Which matter a case is: split, tied, put right.
    static let identityForms: [StepForm] = [split, link, unlinking, correction, outsideReport]

    private static let split = StepForm(
        "split", .split, isWeighty: true,
        fields: { ask in
            [
                .checkboxes(
                    "allegations", ask.word("moved_allegations"),
                    options: ask.subject.allegations.filter { $0.finding == nil }.map {
                        .init(String($0.number), "\($0.number). \($0.text)", hint: ask.words($0.category.message))
                    }, hint: ask.hint("moved_allegations"), required: true),
                ask.text("reason", rows: 3),
            ]
        },
        read: { reader, ask in
            let numbers = reader.form.values("allegations").compactMap { Int($0) }
            if numbers.isEmpty { reader.fault("allegations", Message("casework.field.choose_allegation")) }
            let reason = reader.long("reason")
            return ask.newCase.map { .split(Split(into: $0, allegations: numbers, reason: reason)) }
        })

    private static let link = StepForm(
        "link", .link, isAdditive: true,
        fields: { ask in
            [
                Field.text("other", ask.word("other"), hint: ask.hint("into"), required: true, limit: 20).width(.short),
                ask.choice("link", LinkKind.allCases, "link"),
                ask.text("reason", limit: 1000, rows: 2),
            ]
        },
        read: { reader, ask in
            let typed = reader.text("other", limit: 20, required: true)
            let kind = reader.requiredChoice("link", as: LinkKind.self)
            let reason = reader.long("reason", limit: 1000)
            if !typed.isEmpty, ask.target == nil {
                reader.fault("other", Message("casework.step_hint.no_such_case"))
            }
            guard let kind, let to = ask.target, let number = CaseNumber(typed) else { return nil }
            return .link(CaseLink(to: to, number: number, kind: kind, reason: reason))
        })

    private static let unlinking = StepForm(
        "unlinking", .unlink,
        fields: { ask in
            [
                .radio(
                    "link", ask.word("tie"),
                    options: ask.subject.identity.links.enumerated().map {
                        .init(String($0.offset), "\(ask.words($0.element.kind.key)) \($0.element.number)")
                    }, required: true),
                ask.text("reason", limit: 1000, rows: 2),
            ]
        },
        read: { reader, ask in
            let links = ask.subject.identity.links
            let index = reader.number("link", in: 0...CaseLink.limit, required: true)
            let reason = reader.long("reason", limit: 1000)
            guard let index, links.indices.contains(index) else {
                if index != nil { reader.fault("link", Message("web.form.not_listed")) }
                return nil
            }
            let link = links[index]
            return .unlinking(Unlinking(to: link.to, number: link.number, kind: link.kind, reason: reason))
        })

    private static let correction = StepForm(
        "correction", .correct,
        fields: { ask in
            [
                Field.select(
                    "fact", ask.word("fact"), options: ask.options(ask.correctable, "correctable"),
                    blank: ask.word("choose"), required: true
                ).width(.medium),
                .textarea("right", ask.word("right"), hint: ask.hint("right"), limit: 20_000, rows: 3),
                ask.text("reason", rows: 2),
            ]
        },
        read: { reader, ask in
            let fact = reader.requiredChoice("fact", as: CorrectableFact.self)
            var right = reader.text("right", limit: 20_000)
            let reason = reader.long("reason")
            guard let fact else { return nil }
            if fact.isMoment { right = right.replacing(" ", with: "T") }
            return .correction(
                Correction(fact: fact, wrong: ask.subject.written(fact), right: right, reason: reason))
        })

    private static let outsideReport = StepForm(
        "outside-report", .reportBack, takesFiles: true,
        fields: { ask in
            let waiting = ask.subject.openReferrals.map { referral in
                Field.Option(
                    referral.reference,
                    ask.words("casework.channel.\(referral.body.rawValue)") + " " + referral.reference,
                    hint: referral.dueAt.map { ask.words.due($0) })
            }
            return [
                .radio("outside", ask.word("outside"), options: waiting, required: true),
                .text("proof", ask.word("proof"), hint: ask.hint("proof"), required: true, limit: 1000),
                .file("files", ask.word("files"), multiple: true),
            ] + ask.communication(prefix: "notice.", about: .told, party: .authority, parties: [.authority])
        },
        read: { reader, ask in
            let reference = reader.text("outside", limit: 80, required: true)
            let proof = reader.text("proof", limit: 1000, required: true)
            let notice = reader.communication(prefix: "notice.", ask)
            return notice.map { .outsideReport(OutsideReport(reference: reference, proof: proof, notice: $0)) }
        })
}

extension StepAsk {
    /// What there is to put right, as far as the reader may know it.
    var correctable: [CorrectableFact] {
        let isKnown = subject.complainant(seenBy: open.standing) != nil && subject.secrecy != .anonymous
        return CorrectableFact.allCases.filter { fact in
            switch fact {
            case .name, .phone, .email: isKnown
            case .outsideReference, .outsideDue: subject.outside != nil
            case .narrative, .subject, .desiredRemedy, .occurredOn, .receivedAt: true
            }
        }
    }
}
