import Foundation
import Kernel
import Platform
import Web

/// What is looked at across cases (豁免、报告、流程、附件接口).
enum AuditApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "oversight", cases: cases)
        return [waivers(group), reports(group), flow(group), files(cases), file(cases)]
    }

    private static let waiver = JSONShape<ToldRecord<ListedWaiver>>([
        ("step", Schema.text(), { .text($0.value.action.rawValue) }),
        ("case", Schema.optional(Schema.id), { .optional($0.value.line?.id.text) }),
        ("number", Schema.maybeText, { .optional($0.value.line?.number) }),
        ("by", CaseShape.named, { $0.name($0.value.by.text) }), ("at", Schema.moment, { $0.moment($0.value.at) }),
    ])

    private static func waivers(_ group: ApiGroup) -> Route {
        let count = Schema.object(["step": Schema.text(), "n": Schema.integer()])
        return group.get(
            "listWaivers", "/waivers", .right(WaiverAction.list), query: [.limit, .after],
            answer: Schema.object([
                "items": Schema.list(waiver.schema), "next": Schema.maybeText, "last_year": Schema.list(count),
            ])
        ) { asked in
            let (found, next) = try ListedWaiver.list(
                after: asked.teamCursor(), limit: asked.visit.pageLimit(), reader: asked.reader(), at: asked.desk,
                in: asked.db)
            let counts = try ListedWaiver.lastYear(of: asked.organisation, in: asked.db)
            return [
                "items": asked.list(waiver, found, try asked.names(found.map(\.by))), "next": .optional(next?.text),
                "last_year": .list(counts.map { ["step": .text($0.action.rawValue), "n": .integer($0.n)] }),
            ]
        }
    }

    private static let report = JSONShape<ToldRecord<ListedReport>>([
        ("case", Schema.id, { .text($0.value.line.id.text) }),
        ("number", Schema.text(), { .text($0.value.line.number) }),
        ("point", Schema.integer(), { .integer($0.value.duty.number) }),
        ("title", Schema.text(), { .text(ReportWords(words: $0.words).title($0.value.duty.demand)) }),
        ("ground", Schema.text(), { .text(ReportWords(words: $0.words).ground($0.value.duty.demand)) }),
        ("due_at", Schema.moment, { $0.moment($0.value.duty.dueAt) }),
        (
            "state", Schema.text(choices: ["open", "made", "waived"]),
            { .text($0.value.duty.made != nil ? "made" : $0.value.duty.waived != nil ? "waived" : "open") }
        ),
        ("recipient", Schema.maybeText, { beside($0, $0.value.duty.made?.report.recipient) }),
        ("receipt", Schema.maybeText, { beside($0, $0.value.duty.made?.report.receipt) }),
        ("reason", Schema.maybeText, { beside($0, $0.value.duty.waived?.reason) }),
        ("settled_at", Schema.maybeMoment, { $0.moment($0.value.duty.settledAt) }),
    ])

    private static func beside(_ told: ToldRecord<ListedReport>, _ text: String?) -> JSON {
        .optional(text.map { told.value.line.opened.beside($0, told.words) })
    }

    private static func reports(_ group: ApiGroup) -> Route {
        let views = ["open", "settled"]
        return group.get(
            "listAuthorityReports", "/authority-reports", .right(ReportAction.list),
            query: [ApiGroup.parameter("view", Schema.text(choices: views)), .limit, .after],
            answer: Schema.page(report.schema)
        ) { asked in
            let view = try asked.read("view") { views.contains($0) ? $0 : nil } ?? "open"
            let (found, next) = try ListedReport.list(
                isOpen: view == "open", after: asked.teamCursor(), limit: asked.visit.pageLimit(),
                reader: asked.reader(), at: asked.desk, in: asked.db)
            return ["items": asked.list(report, found), "next": .optional(next?.text)]
        }
    }

    private static let roles = Schema.list(Schema.text(choices: Role.allCases.map(\.rawValue)))

    private static let stage = Schema.object([
        "state": CaseShape.states,
        "steps": Schema.list(
            Schema.object([
                "step": Schema.text(), "to": CaseShape.states,
                "doers": Schema.list(Schema.object(["role": Schema.text(), "relation": Schema.text()])),
            ])),
    ])

    private static func texts(_ roles: Set<Role>) -> JSON { .texts(roles.sorted().map(\.rawValue)) }

    private static func told(_ state: CaseState) -> JSON {
        let steps: [JSON] = CaseFlow.steps(from: state).map { step in
            let doers: [JSON] = CaseFlow.doers(of: step.action).map {
                ["role": .text($0.role.rawValue), "relation": .text($0.relation.rawValue)]
            }
            return ["step": .text(step.action.rawValue), "to": .text(step.to.rawValue), "doers": .list(doers)]
        }
        return ["state": .text(state.rawValue), "steps": .list(steps)]
    }

    private static func flow(_ group: ApiGroup) -> Route {
        let handOver = Schema.object(["state": CaseShape.states, "from": roles, "to": roles])
        let post = Schema.object([
            "id": Schema.id, "name": Schema.text(), "duties": Schema.text(), "holders": Schema.integer(),
            "roles": roles,
        ])
        return group.get(
            "getFlow", "/flow", .right(CaseAction.register), isHeld: false,
            answer: Schema.object([
                "items": Schema.list(stage), "hand_overs": Schema.list(handOver), "posts": Schema.list(post),
            ])
        ) { asked in
            let handOvers: [JSON] = CaseFlow.handOvers.map {
                ["state": .text($0.state.rawValue), "from": texts($0.from), "to": texts($0.to)]
            }
            let posts: [JSON] = try FlowRoutes.posts(asked.organisation, on: asked.visit.today, in: asked.db).map {
                [
                    "id": .text($0.post.id.text), "name": .text($0.post.name), "duties": .text($0.post.duties),
                    "holders": .integer($0.holders), "roles": texts($0.roles),
                ]
            }
            return [
                "items": .list(CaseFlow.way.map(told)), "hand_overs": .list(handOvers), "posts": .list(posts),
            ]
        }
    }

    private static func files(_ cases: CaseDesk) -> Route {
        let declared = ApiOperation(
            "listFiles", "cases", "casework.lists_api.operation.listFiles", scope: Scope.readCases.rawValue,
            answer: Schema.items(CaseShape.attachment.schema))
        return .api(.get, "/cases/:case/files", .right(CaseAction.read), declared) { visit in
            let words = visit.words
            let files = try await CasePages(cases: cases).admitting(visit) { db, admitted in
                try admitted.subject.attachments(in: db)
            }
            return .json(["items": .list(files.map { CaseShape.attachment.json(($0, words)) })])
        }
    }

    /// The bytes travel in base64, as they do when a step brings them.
    private static func file(_ cases: CaseDesk) -> Route {
        let declared = ApiOperation(
            "getFile", "cases", "casework.lists_api.operation.getFile", scope: Scope.readCases.rawValue,
            answer: Schema.object(["id": Schema.id, "name": Schema.text(), "content": Schema.text()]))
        return .api(.get, "/cases/:case/files/:attachment", .right(CaseAction.read), declared) { visit in
            let (attachment, bytes) = try await CasePages(cases: cases).opened(visit)
            return .json([
                "id": .text(attachment.id.text), "name": .text(attachment.name),
                "content": .text(Data(bytes).base64EncodedString()),
            ])
        }
    }
}
