import Kernel
import Platform
import Web

/// One press that takes something into an action (一键开措施); the owner, the day and the plan follow on its page.
enum OccasionRoutes {
    static func all(_ quality: QualityDesk, _ occasions: ActionOccasions) -> [Route] {
        let right = Access.right(QualityAction.openAction)
        let area = ProgramArea(
            quality.desk, about: "quality.api.operation", group: "improvement", reading: .readCases,
            writing: .writeCases)
        return [
            .post("/actions/from/:kind/:occasion", right) { visit in
                let deed = try taking(visit, quality, occasions)
                let target = try await quality.desk.once(visit) { db in "/actions/\(try deed(db))" }
                return visit.redirect(to: target, saying: "quality.actions.taken")
            },
            area.change(
                "/actions/from/:kind/:occasion", right, "takeIntoAction",
                path: [
                    .init(
                        "kind", "quality.api.parameter.occasion_kind",
                        Schema.text(choices: occasions.finders.keys.sorted())),
                    .init("occasion", "quality.api.parameter.occasion", Schema.text(limit: 60)),
                ], creates: true
            ) { visit, _ in
                let deed = try taking(visit, quality, occasions)
                return { Done(try deed($0)) }
            },
        ]
    }

    private static func taking(
        _ visit: Visit, _ quality: QualityDesk, _ occasions: ActionOccasions
    ) throws -> Deed<ID<ImprovementAction>> {
        let (desk, actor) = (quality.desk, visit.actor)
        try desk.rights.must(QualityAction.openAction, actor)
        guard let kind = visit.parameters.get("kind"), let id = visit.parameters.get("occasion"),
            let find = occasions.finders[kind]
        else { throw Problem.notFound }
        return { db in try find(id, actor, desk, db).open(by: actor, at: desk, in: db) }
    }
}
