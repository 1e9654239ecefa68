import Hummingbird
import Kernel
import Platform
import Web

/// `GET /actions/rules`: when actions open by themselves, and the one rule of it that is set here.
struct OpeningRuleRoutes: Sendable {
    let desk: Desk

    static func all(_ quality: QualityDesk) -> [Route] {
        let routes = OpeningRuleRoutes(desk: quality.desk)
        let right = Access.right(QualityAction.setRules)
        let forms = PageForms(quality.desk, home: { _ in "/actions/rules" }) { try await routes.show($0, faults: $1) }
        let area = ProgramArea(
            quality.desk, about: "quality.api.operation", group: "improvement", reading: .readCases,
            writing: .writeCases)
        return [
            .get("/actions/rules", .right(QualityAction.openAction)) { visit in try await routes.show(visit) },
            forms.post("/actions/rules", right, saying: "quality.rules.saved", routes.setting),
            area.read(
                "/actions/rules", .right(QualityAction.openAction), "getOpeningRules",
                answer: Schema.object(["low_scores": Schema.optional(Schema.integer(1...50))])
            ) { visit, desk in
                try desk.rights.must(QualityAction.openAction, visit.actor)
                let rules = try await desk.read { try OpeningRules.find(of: visit.actor.organisationID, in: $0) }
                return ["low_scores": rules.lowScores.map { .integer($0) } ?? .null]
            },
            area.change("/actions/rules", right, "setOpeningRules", asks: { fields(nil, $0) }) { visit, desk in
                let deed = try await routes.setting(visit, desk)
                return { db in
                    try deed(db)
                    return Done(visit.actor.organisationID)
                }
            },
        ]
    }

    private static func fields(_ rules: OpeningRules?, _ words: Words) -> [Field] {
        [
            .select(
                "low_scores", words("quality.rules.low_scores"),
                options: OpeningRules.choices.map { n in
                    .init(
                        String(n), words("quality.rules.after", ["n": .number(n)]), selected: n == rules?.lowScores)
                }, blank: words("quality.rules.by_hand"), hint: words("quality.rules.low_scores_hint"))
        ]
    }

    private func show(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(QualityAction.openAction, visit.actor)
        let rules = try await desk.read { try OpeningRules.find(of: visit.actor.organisationID, in: $0) }
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            visit.words("quality.rules.\(key)", gaps)
        }
        let standing = DefinitionList([
            .init(word("causes"), word("causes_told", ["n": .number(RepeatedCause.threshold)])),
            .init(word("promises"), word("promises_told"), address: "/commitments/standards"),
            .init(word("inspections"), word("inspections_told")),
            .init(
                word("low_scores"),
                rules.lowScores.map { word("after", ["n": .number($0)]) } ?? word("by_hand")),
        ])
        var sections = [PageSection("rules", facts: standing)]
        if desk.rights.allows(QualityAction.setRules.rawValue, to: visit.actor) {
            let form = FormView(
                action: "/actions/rules", fields: OpeningRuleRoutes.fields(rules, visit.words), submit: word("save"),
                icon: "check-lg")
            sections.append(
                PageSection(
                    "low-scores", word("change"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words)))
        }
        return try visit.page(
            RecordPage(
                word("title"),
                breadcrumb: Breadcrumb([("/actions", visit.words("quality.actions.title"))], here: word("title")),
                lead: word("lead"), sections), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable private func setting(_ visit: Visit, _ desk: Desk) async throws -> Deed<Void> {
        try desk.rights.must(QualityAction.setRules, visit.actor)
        var reader = FormReader(visit.form)
        let after = reader.number("low_scores", in: 1...50)
        try reader.finish()
        let actor = visit.actor
        return { db in try OpeningRules(lowScores: after).save(by: actor, at: desk, in: db) }
    }
}
