import Casework
import Kernel
import Platform
import Web

/// A management review in words (管理评审用语).
struct ReviewPage: Sendable {
    let words: Words

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("quality.reviews.\(key)", gaps)
    }

    /// What the review looks at, each with its numbers; counts of cases below five are not told.
    func inputs(_ inputs: ReviewInputs, heading: String) -> PageSection {
        let rate = SuggestionWords(words: words)
        func count(_ n: Int) -> String { n > 0 && n < Rate.smallest ? word("below_five") : String(n) }
        func told(_ value: Rate) -> String { value.isTooSmall && value.of > 0 ? word("below_five") : rate.rate(value) }
        let rows: [(String, String, String?)] = [
            ("received", count(inputs.received), "/figures"), ("reopened", count(inputs.reopened), "/figures"),
            ("satisfaction", told(inputs.satisfaction), "/figures"),
            ("actions_on_time", rate.rate(inputs.actionsOnTime), "/actions?view=ended"),
            ("actions_effective", rate.rate(inputs.actionsEffective), "/actions?view=ended"),
            ("actions_open", String(inputs.actionsOpen), "/actions?view=open"),
            ("actions_late", String(inputs.actionsLate), "/actions?view=overdue"),
            ("repeated", String(inputs.repeatedCauses), "/actions?view=open"),
            ("suggestions", rate.rate(inputs.suggestionsAdopted), "/suggestions?view=ended"),
            ("inspections", String(inputs.inspections), "/inspections"),
            ("points", rate.rate(inputs.points), "/inspections"),
            ("earlier", rate.rate(inputs.earlierDone), "/reviews"),
        ]
        return PageSection(
            "inputs", heading,
            facts: DefinitionList(rows.map { .init(word("input.\($0.0)"), $0.1, address: $0.2) }))
    }

    func fields(year: Int, today: LocalDay, staff: [Field.Option]) -> [Field] {
        let limit = ManagementReview.textLimit
        let fields: [Field] = [
            .number("year", word("column.year"), value: year, in: 2000...2200, required: true),
            .day("held_on", word("field.held_on"), value: today, required: true),
            .textarea("attendees", word("field.attendees"), required: true, limit: 1000, rows: 2),
            .textarea("changes", word("field.changes"), hint: word("changes_hint"), limit: limit, rows: 3),
            .textarea(
                "conclusions", word("field.conclusions"), hint: word("conclusions_hint"), required: true, limit: limit),
            .textarea("resources", word("field.resources"), limit: limit, rows: 2),
        ]
        return fields
            + (1...ManagementReview.mostDecisions).flatMap { place -> [Field] in
                [
                    .text(
                        "decision.\(place).text", word("field.decision", ["n": .number(place)]), limit: 1000),
                    .select(
                        "decision.\(place).owner", word("field.owner", ["n": .number(place)]), options: staff,
                        blank: word("nobody")),
                    .day("decision.\(place).due_on", word("field.due_on", ["n": .number(place)])),
                ]
            }
    }
}
