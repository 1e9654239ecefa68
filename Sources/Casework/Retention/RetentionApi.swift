import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Terms of keeping for programs (保存期限接口): the runs, what is held, and the four steps of the page.
enum RetentionApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let area = ProgramArea(
            cases.desk, about: "casework.api.operation", group: "administration", reading: .readAdministration,
            writing: .writeAdministration)
        let hold = Access.right(RetentionAction.hold)
        return [
            list(area),
            area.change(
                "/retention/runs", .right(RetentionAction.propose), "proposeDisposal",
                asks: { RetentionPage.proposalFields(counts: [:], $0) }, creates: true,
                RetentionRoutes.propose(cases.records)),
            area.change(
                "/retention/runs/:run/approval", .right(RetentionAction.approve), "approveDisposal",
                RetentionRoutes.approve),
            area.change(
                "/retention/holds", hold, "placeHold", asks: { RetentionPage.holdFields($0) }, creates: true,
                RetentionRoutes.hold),
            area.change("/retention/holds/:hold/end", hold, "liftHold", RetentionRoutes.lift),
        ]
    }

    private static let run = JSONShape<(run: RetentionRun, words: Words)>([
        ("id", Schema.id, { .text($0.run.id.text) }),
        ("rule", Schema.text(choices: RetentionRule.allCases.map(\.rawValue)), { .text($0.run.rule.rawValue) }),
        ("manner", Schema.text(choices: RetentionManner.allCases.map(\.rawValue)), { .text($0.run.manner.rawValue) }),
        ("until", Schema.day, { .text($0.run.untilOn.description) }),
        ("found", Schema.integer(), { .integer($0.run.found) }), ("done", Schema.integer(), { .integer($0.run.done) }),
        ("state", Schema.text(), { .text($0.run.state.rawValue) }),
        ("proposed_by", Schema.id, { .text($0.run.proposedBy.text) }),
        ("proposed_at", Schema.moment, { .text($0.words.stamp($0.run.proposedAt)) }),
        ("approved_by", Schema.optional(Schema.id), { .optional($0.run.approvedBy?.text) }),
        (
            "approved_at", Schema.optional(Schema.moment),
            { told in .optional(told.run.approvedAt.map { told.words.stamp($0) }) }
        ),
    ])

    private static let held = JSONShape<(hold: LegalHold, words: Words)>([
        ("id", Schema.id, { .text($0.hold.id.text) }), ("case", Schema.id, { .text($0.hold.caseID.text) }),
        ("number", Schema.text(), { .text($0.hold.number) }), ("reason", Schema.text(), { .text($0.hold.reason) }),
        ("placed_at", Schema.moment, { .text($0.words.stamp($0.hold.placedAt)) }),
    ])

    private static func list(_ area: ProgramArea) -> Route {
        let answer = Schema.object(["runs": Schema.list(run.schema), "holds": Schema.list(held.schema)])
        return area.read("/retention", .right(RetentionAction.read), "getRetention", answer: answer) { visit, desk in
            try desk.rights.must(RetentionAction.read, visit.actor)
            let (organisation, words) = (visit.actor.organisationID, visit.words)
            let (runs, holds) = try await desk.read { db in
                (try RetentionRun.list(of: organisation, in: db), try LegalHold.list(of: organisation, in: db))
            }
            return [
                "runs": .list(runs.map { run.json(($0, words)) }), "holds": .list(holds.map { held.json(($0, words)) }),
            ]
        }
    }
}
