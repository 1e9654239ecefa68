import Kernel
import Platform
import Web

/// What concerns the conduct of people (问责与联系约定接口): who is held to account, and limits agreed with complainants.
enum ConductApi {
    static func all(_ group: ApiGroup) -> [Route] { [accounts(group), ownAccounts(group), limits(group)] }

    private static let accountSchema = Schema.object([
        "person": CaseShape.named, "case": Schema.optional(Schema.id), "number": Schema.maybeText,
        "reason": Schema.text(), "proposed_at": Schema.moment, "state": Schema.text(),
        "lines": Schema.list(Schema.text()),
    ])

    /// What was said and decided is told to the person alone; others read it in the case.
    private static func told(
        _ line: AccountLine, id: Bool, number: Bool, isOwn: Bool, _ asked: ApiReading, _ names: Names
    ) -> JSON {
        let view = AccountView(line.account, words: asked.words)
        return [
            "person": names.told(line.account.person.text), "case": id ? .text(line.subject.id.text) : .null,
            "number": number ? .text(line.subject.number.description) : .null,
            "reason": .text(line.account.reason.rawValue),
            "proposed_at": .text(asked.words.stamp(line.account.proposedAt)),
            "state": .text(view.state.word), "lines": .texts(isOwn ? view.lines : []),
        ]
    }

    private static func accounts(_ group: ApiGroup) -> Route {
        group.get(
            "listAccountability", "/accountability", .right(AccountabilityAction.overview), query: [.after],
            answer: Schema.page(accountSchema)
        ) { asked in
            let reader = try asked.reader()
            let (lines, next) = try AccountLine.list(
                after: asked.teamCursor(), reader: reader, at: asked.desk, in: asked.db)
            let names = try asked.names(lines.map(\.account.person))
            let items = lines.map { line in
                let mayOpen = reader.mayRead(line.subject)
                return told(line, id: mayOpen, number: mayOpen, isOwn: false, asked, names)
            }
            return ["items": .list(items), "next": .optional(next?.text)]
        }
    }

    private static func ownAccounts(_ group: ApiGroup) -> Route {
        group.get(
            "listOwnAccountability", "/accountability/own", .right(AccountabilityAction.own), isHeld: false,
            answer: Schema.items(accountSchema)
        ) { asked in
            let lines = try AccountLine.own(asked.reader(), at: asked.desk, in: asked.db)
            let names = try asked.names(lines.map(\.account.person))
            return [
                "items": .list(
                    lines.map { told($0, id: false, number: !$0.subject.isRestricted, isOwn: true, asked, names) })
            ]
        }
    }

    private static let limit = JSONShape<ToldRecord<SeenLimit>>([
        ("case", Schema.id, { .text($0.value.subject.id.text) }),
        ("number", Schema.text(), { .text($0.value.subject.number.description) }),
        ("waiting", Schema.flag, { .flag($0.value.limit.isWaiting) }),
        ("in_force", Schema.flag, { .flag($0.value.limit.isInForce(on: $0.now.day(in: $0.words.zone))) }),
        (
            "rules", Schema.list(Schema.text(choices: ContactRule.allCases.map(\.rawValue))),
            { .texts($0.value.limit.proposal.rules.map(\.rawValue)) }
        ),
        ("what", Schema.text(), { .text($0.value.subject.beside($0.value.limit.proposal.what, $0.words)) }),
        ("why", Schema.text(), { .text($0.value.subject.beside($0.value.limit.proposal.why, $0.words)) }),
        ("from", Schema.day, { .text($0.value.limit.proposal.from.description) }),
        ("until", Schema.day, { .text($0.value.limit.proposal.until.description) }),
        ("review_on", Schema.day, { .text($0.value.limit.reviewOn.description) }),
    ])

    private static func limits(_ group: ApiGroup) -> Route {
        group.get(
            "listConductLimits", "/conduct-limits", .right(CaseAction.reviewLimit), isHeld: false,
            answer: Schema.items(limit.schema)
        ) { asked in
            ["items": asked.list(limit, try asked.cases.openLimits(reader: asked.reader(), in: asked.db))]
        }
    }
}
