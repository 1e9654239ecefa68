import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The organisation's own rules for programs (规则接口): read as they were in force on a moment, proposed by one
/// holder and approved by another, as on the pages.
enum RulesApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        [list(cases), show(cases), versions(cases), propose(cases)]
            + [("approve", .approved), ("reject", .rejected), ("withdraw", .withdrawn)].map { name, word in
                settle(name, word, cases)
            }
    }

    private static let subjects = Schema.text(choices: SettingSubject.allCases.map(\.rawValue))
    private static let subjectInPath = [ApiOperation.Parameter("subject", "casework.api.parameter.subject", subjects)]
    private static let document: JSON = ["type": "object", "additionalProperties": Schema.text()]

    private static func operation(
        _ name: String, query: [ApiOperation.Parameter] = [], path: [ApiOperation.Parameter] = subjectInPath,
        answer: JSON
    ) -> ApiOperation {
        ApiOperation(
            name, "rules", "casework.api.operation.\(name)", scope: Scope.readAdministration.rawValue, query: query,
            path: path, answer: answer)
    }

    private static let version = JSONShape<(version: SettingVersion, words: Words)>([
        ("number", Schema.integer(), { .integer($0.version.number) }),
        ("effective_from", Schema.moment, { .text($0.words.stamp($0.version.effectiveFrom)) }),
        ("proposed_by", Schema.text(), { .text($0.version.proposedBy) }),
        ("approved_by", Schema.text(), { .text($0.version.approvedBy) }),
        ("approved_at", Schema.moment, { .text($0.words.stamp($0.version.approvedAt)) }),
        ("reason", Schema.text(), { .text($0.version.reason) }),
        ("remark", Schema.optional(Schema.text()), { .optional($0.version.remark) }),
        ("document", document, { .object($0.version.document.mapValues { .text($0) }) }),
    ])

    private static let proposal = JSONShape<SettingProposal>([
        ("id", Schema.id, { .text($0.id.text) }), ("base", Schema.integer(), { .integer($0.base) }),
        ("state", Schema.text(choices: SettingProposal.State.allCases.map(\.rawValue)), { .text($0.state.rawValue) }),
        ("proposed_by", Schema.text(), { .text($0.proposedBy) }),
        ("wished_from", Schema.optional(Schema.day), { .optional($0.wishedFrom?.description) }),
        ("reason", Schema.text(), { .text($0.reason) }),
        ("document", document, { .object($0.document.mapValues { .text($0) }) }),
    ])

    private static func list(_ cases: CaseDesk) -> Route {
        let item = Schema.object([
            "subject": subjects, "title": Schema.text(), "number": Schema.integer(),
            "newest": Schema.integer(), "waits": Schema.flag,
        ])
        let declared = operation("listRules", path: [], answer: Schema.object(["items": Schema.list(item)]))
        return .api(.get, "/rules", .right(SettingAction.read), declared) { visit in
            try cases.desk.rights.must(SettingAction.read, visit.actor)
            let (organisation, words) = (visit.actor.organisationID, visit.words)
            return try await cases.desk.read { db in
                let history = try cases.history(of: organisation, in: db)
                let waiting = Set(try SettingProposal.open(of: organisation, in: db).map(\.subject))
                let items: [JSON] = SettingSubject.allCases.map { subject in
                    [
                        "subject": .text(subject.rawValue), "title": .text(words(subject.message)),
                        "number": .integer(history.version(of: subject, at: db.now)?.number ?? 0),
                        "newest": .integer(history.newest(subject)?.number ?? 0),
                        "waits": .flag(waiting.contains(subject)),
                    ]
                }
                return .json(["items": .list(items)])
            }
        }
    }

    /// What is in force on a moment, every line with its name; and what waits.
    private static func show(_ cases: CaseDesk) -> Route {
        let line = Schema.object([
            "key": Schema.text(), "group": Schema.text(), "label": Schema.text(),
            "value": Schema.optional(Schema.text()),
            "shown": Schema.text(),
        ])
        let declared = operation(
            "getRules", query: [.init("at", "casework.api.parameter.at", Schema.moment)],
            answer: Schema.object([
                "subject": subjects, "number": Schema.integer(),
                "effective_from": Schema.optional(Schema.moment), "lines": Schema.list(line),
                "proposal": Schema.optional(proposal.schema),
            ]))
        return .api(.get, "/rules/:subject", .right(SettingAction.read), declared) { visit in
            try cases.desk.rights.must(SettingAction.read, visit.actor)
            let (subject, moment) = (try SettingRoutes.subject(visit), try moment(visit))
            let (organisation, words) = (visit.actor.organisationID, visit.words)
            return try await cases.desk.read { db in
                let history = try cases.history(of: organisation, in: db)
                let house = try SettingHouse.load(OrganisationProfile.find(organisation, in: db), in: db)
                let current = history.version(of: subject, at: moment)
                let document = history.document(of: subject, number: current?.number ?? 0)
                let lines: [JSON] = subject.groups(history.rules(at: moment), house).flatMap { group in
                    group.lines.map { line in
                        [
                            "key": .text(line.key), "group": .text(words(group.heading)),
                            "label": .text(words(line.label)), "value": .optional(document[line.key]),
                            "shown": .text(line.shown(document[line.key] ?? "", words)),
                        ]
                    }
                }
                let waiting = try SettingProposal.open(subject, of: organisation, in: db)
                return .json([
                    "subject": .text(subject.rawValue), "number": .integer(current?.number ?? 0),
                    "effective_from": .optional(current.map { words.stamp($0.effectiveFrom) }), "lines": .list(lines),
                    "proposal": waiting.map { proposal.json($0) } ?? .null,
                ])
            }
        }
    }

    private static func moment(_ visit: Visit) throws(Problem) -> Instant {
        let text = visit.queryForm.value("at")
        if text.isEmpty { return visit.now }
        guard let moment = Instant(iso8601: text) else { throw .invalid("at", Message("web.form.not_listed")) }
        return moment
    }

    private static func versions(_ cases: CaseDesk) -> Route {
        let declared = operation(
            "listRuleVersions", answer: Schema.object(["items": Schema.list(version.schema)]))
        return .api(.get, "/rules/:subject/versions", .right(SettingAction.read), declared) { visit in
            try cases.desk.rights.must(SettingAction.read, visit.actor)
            let (subject, organisation) = (try SettingRoutes.subject(visit), visit.actor.organisationID)
            let words = visit.words
            return try await cases.desk.read { db in
                let found = try cases.history(of: organisation, in: db).versions.filter { $0.subject == subject }
                return .json(["items": .list(found.reversed().map { version.json(($0, words)) })])
            }
        }
    }

    private static func change(
        _ name: String, _ body: JSON, example: JSON, answer: JSON, status: Int = 200
    ) -> ApiOperation {
        ApiOperation(
            name, "rules", "casework.api.operation.\(name)", scope: Scope.writeAdministration.rawValue,
            path: subjectInPath, body: { _ in body }, example: { _ in example }, isChange: true, status: status,
            answer: answer)
    }

    /// Asks for a change: the lines that differ, `null` for a line to be left out.
    private static func propose(_ cases: CaseDesk) -> Route {
        let declared = change(
            "proposeRules",
            Schema.object(
                [
                    "base": Schema.integer(0...SettingVersion.most), "why": Schema.text(limit: 1000),
                    "from": Schema.day,
                    "changes": ["type": "object", "additionalProperties": Schema.optional(Schema.text())],
                ], optional: ["from"]),
            example: ["base": 0, "why": "…", "changes": ["level.3.first_feedback": "36h"]], answer: proposal.schema,
            status: 201)
        return .api(.post, "/rules/:subject/proposals", .right(SettingAction.propose), declared) { visit in
            try cases.desk.rights.must(SettingAction.propose, visit.actor)
            let (subject, actor, asked) = (try SettingRoutes.subject(visit), visit.actor, try AskedRules(visit))
            return try await cases.desk.change(visit) { db in
                let history = try cases.history(of: actor.organisationID, in: db)
                var document = history.document(of: subject, number: asked.base)
                for (key, value) in asked.changes { document[key] = value.string }
                let made = try cases.propose(
                    document, of: subject, from: asked.base, wishedFrom: asked.from, reason: asked.why, by: actor,
                    in: db)
                try cases.tellApprovers(of: made, by: actor, in: db)
                return ProgramAnswer(proposal.json(made), status: 201)
            }
        }
    }

    private static func settle(
        _ name: String, _ word: SettingProposal.State, _ cases: CaseDesk
    ) -> Route {
        let nouns: [SettingProposal.State: String] = [
            .approved: "approval", .rejected: "rejection", .withdrawn: "withdrawal",
        ]
        let action = word == .withdrawn ? SettingAction.propose : .approve
        let questions = JSONForm([
            [
                .text("proposal", "", required: true, limit: 36),
                .textarea("remark", "", required: word == .rejected, limit: 1000),
            ]
        ])
        let declared = change(
            "\(name)Rules", questions.schema,
            example: ["proposal": "01990000-0000-7000-8000-000000000000", "remark": "…"], answer: proposal.schema)
        return .api(.post, "/rules/:subject/\(nouns[word] ?? "")", .right(action), declared) { visit in
            try cases.desk.rights.must(action, visit.actor)
            let (subject, actor) = (try SettingRoutes.subject(visit), visit.actor)
            var reader = FormReader(try questions.fields(of: visit.body, zone: visit.zone))
            let id = reader.requiredIdentity("proposal", of: SettingProposal.self)
            let remark = reader.text("remark", limit: 1000, required: word == .rejected)
            try reader.finish()
            guard let id else { throw Problem.notFound }
            return try await cases.desk.change(visit) { db in
                guard try SettingProposal.find(id, of: actor.organisationID, in: db).subject == subject else {
                    throw Problem.notFound
                }
                try cases.settle(id, word, remark: remark.isEmpty ? nil : remark, by: actor, in: db)
                return ProgramAnswer(proposal.json(try .find(id, of: actor.organisationID, in: db)))
            }
        }
    }
}

/// What a program asks to change (接口提议).
private struct AskedRules: Sendable {
    let base: Int
    let why: String
    let from: LocalDay?
    let changes: [String: JSON]

    init(_ visit: Visit) throws(Problem) {
        let plain = JSONForm([
            [
                .number("base", "", in: 0...SettingVersion.most, required: true),
                .textarea("why", "", required: true, limit: 1000), .day("from", ""),
            ]
        ])
        var members = visit.body.members
        let changes = members.removeValue(forKey: "changes") ?? .null
        var reader = FormReader(try plain.fields(of: .object(members), zone: visit.zone))
        base = reader.number("base", in: 0...SettingVersion.most, required: true) ?? 0
        why = reader.text("why", limit: 1000, required: true)
        from = reader.day("from")
        if let from, from <= visit.now.day(in: visit.zone) {
            reader.fault("from", Message("casework.rules.fault.not_later"))
        }
        self.changes = changes.members
        if changes.members.isEmpty { reader.fault("changes", Message("web.form.required")) }
        for (key, value) in changes.members where value != .null && value.string == nil {
            reader.fault("changes.\(key.prefix(80))", Message("casework.rules.fault.unknown_value"))
        }
        try reader.finish()
    }
}
