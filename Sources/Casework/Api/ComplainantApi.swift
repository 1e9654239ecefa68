import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The complainant's side for programs (来访人接口): number and PIN become a token for one case, good for half an hour,
/// with which its complainant follows, answers and adds.
enum ComplainantApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        [enter(cases), show(cases)] + MyCaseStepRoutes.table(cases).map { step($0, cases) }
    }

    private static func enter(_ cases: CaseDesk) -> Route {
        let questions = JSONForm([
            [.text("number", "", required: true, limit: 60), .text("pin", "", required: true, limit: 60)]
        ])
        let declared = ApiOperation(
            "enterCase", "complainant", "casework.api.operation.enterCase", scope: nil,
            body: { _ in questions.schema },
            example: { _ in ["number": "C-2026-000001", "pin": "0000 0000 0000 0000"] },
            status: 201, answer: Schema.object(["token": Schema.text(), "expires_at": Schema.moment]))
        return .api(.post, "/my-case/token", .open, declared) { visit in
            var reader = FormReader(try questions.fields(of: visit.body, zone: visit.zone))
            let typed = reader.text("number", limit: 60, required: true)
            let pin = reader.text("pin", limit: 60, required: true)
            try reader.finish()
            let (organisation, origin) = (visit.actor.organisationID, visit.origin)
            let outcome = try await cases.desk.write { db in
                try cases.admit(typed, pin: pin, of: organisation, from: origin, in: db)
            }
            switch outcome {
            case .refused(let message): throw Problem.invalid("pin", message)
            case .opened(let token):
                let until = visit.now.advanced(byMinutes: SessionLimits.complainant.absoluteMinutes)
                return .json(
                    ["token": .text(token), "expires_at": .text(visit.words.stamp(until))], status: .created)
            }
        }
    }

    private static let entry = JSONShape<TimelineEntry>([
        ("at", Schema.moment, { .text($0.stamp) }), ("who", Schema.text(), { .text($0.who) }),
        ("sentence", Schema.text(), { .text($0.sentence) }),
        ("details", Schema.list(Schema.text()), { .texts($0.details) }),
    ])

    private static let point = JSONShape<ToldDecision.Point>([
        ("text", Schema.text(), { .text($0.text) }), ("finding", Schema.text(), { .text($0.finding) }),
        ("reasons", Schema.text(), { .text($0.reasons) }),
    ])

    private static let decision = JSONShape<ToldDecision>([
        ("looked_at", Schema.text(), { .text($0.lookedAt) }),
        ("points", Schema.list(point.schema), { .list($0.points.map { point.json($0) }) }),
        ("apology", Schema.text(), { .text($0.apology) }), ("answer", Schema.text(), { .text($0.answer) }),
        ("ladder", Schema.list(Schema.text()), { .texts($0.ladder) }),
    ])

    private static let promise = JSONShape<(promise: OutwardPromise, words: Words)>([
        ("kind", Schema.text(), { .text($0.promise.kind.rawValue) }),
        ("due_at", Schema.moment, { .text($0.words.stamp($0.promise.dueAt)) }),
        ("text", Schema.text(), { .text($0.promise.text($0.words)) }),
        ("late", Schema.flag, { .flag($0.promise.isLate) }),
        (
            "explanation", Schema.list(Schema.text()),
            { told in .texts(told.promise.explanation.map { told.words($0) }) }
        ),
    ])

    private typealias Told = (mine: MyCase, words: Words)

    private static let mine = JSONShape<Told>([
        ("number", Schema.text(), { .text($0.mine.subject.number.description) }),
        ("kind", CaseShape.kinds, { .text($0.mine.subject.kind.rawValue) }),
        ("state", Schema.text(), { .text($0.words($0.mine.subject.state.publicKey)) }),
        ("subject", Schema.text(), { .text($0.mine.subject.subject) }),
        ("narrative", Schema.text(), { .text($0.mine.subject.narrative) }),
        ("holder", Schema.text(), { .text($0.mine.holderName) }),
        (
            "promises", Schema.list(promise.schema),
            { told in .list(told.mine.promises.map { promise.json(($0, told.words)) }) }
        ),
        (
            "decision", Schema.optional(decision.schema),
            { ToldDecision($0.mine, words: $0.words).map { decision.json($0) } ?? .null }
        ),
        (
            "story", Schema.list(entry.schema),
            { .list(MyCaseStory(mine: $0.mine, words: $0.words).timeline.entries.map { entry.json($0) }) }
        ),
        (
            "steps", Schema.list(Schema.text()),
            { told in .texts(MyCaseStepRoutes.offered.filter { told.mine.may($0.action) }.map(\.noun)) }
        ),
    ])

    private static func show(_ cases: CaseDesk) -> Route {
        let declared = ApiOperation(
            "getMyCase", "complainant", "casework.api.operation.getMyCase", scope: nil, answer: mine.schema)
        return .api(.get, "/my-case", .complainant, declared) { visit in
            .json(mine.json((try await MyCaseRoutes.mine(visit, cases), visit.words)))
        }
    }

    private static func step(_ step: MyCaseStep, _ cases: CaseDesk) -> Route {
        let declared = ApiOperation(
            "take" + step.noun.prefix(1).uppercased() + step.noun.dropFirst() + "AsComplainant", "complainant",
            "casework.api.operation.my_\(step.noun)", scope: nil,
            body: { JSONForm([step.form("", $0).fields]).schema },
            example: { JSONForm([step.form("", $0).fields]).example }, isChange: true,
            answer: CaseShape.mineAfter.schema)
        return .api(.post, step.address, .complainant, declared, bodyLimit: step.bodyLimit) { visit in
            let (id, organisation) = (try visit.myCase(), visit.actor.organisationID)
            let typed = try JSONForm([step.form("", visit.words).fields]).fields(of: visit.body, zone: visit.zone)
            let taking = try await MyCaseTaking(typed, step, visit, cases)
            return try await cases.desk.change(visit) { db in
                try taking.run(in: db)
                let after = try Case.find(id, of: organisation, at: cases.desk, in: db)
                return ProgramAnswer(CaseShape.mineAfter.json((after, visit.words)))
            }
        }
    }
}

extension CaseShape {
    /// Where a case stands, as its complainant is told.
    static let mineAfter = JSONShape<(subject: Case, words: Words)>([
        ("number", Schema.text(), { .text($0.subject.number.description) }),
        ("state", Schema.text(), { .text($0.words($0.subject.state.publicKey)) }),
    ])
}
