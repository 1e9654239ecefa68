import Hummingbird
import Kernel
import Storage
import Web

/// What a mediator is able to do, on the page of the employee (S4-33 to S4-35).
enum CompetenceSection {
    static func routes(_ desk: Desk) -> [Route] {
        [
            StaffRoutes.forms(desk).post(
                "/admin/staff/:staff/competences", .right(PlatformAction.editCompetences),
                saying: "platform.competence.recorded", record)
        ]
    }

    static func section(_ competences: [Competence], _ visit: Visit) -> PageSection {
        let words = visit.words
        func word(_ key: String) -> String { words("platform.competence.\(key)") }
        let rows = competences.map { competence in
            let until = competence.untilOn.map { words.day($0) } ?? word("no_end")
            let isOver = !competence.isValid(on: visit.today)
            return TableView.Row([
                .init(word("field.\(competence.field.rawValue)")), .init(word("level.\(competence.level.rawValue)")),
                .init(competence.evidence),
                .init(
                    until,
                    state: isOver ? StateBadge(word("over"), tone: .open, icon: "exclamation-triangle") : nil),
            ])
        }
        return PageSection(
            "competences", word("title"), lead: word("lead"),
            table: TableView(
                word("title"), columns: ["field", "level", "evidence", "until"].map { word("column.\($0)") }, rows: rows
            ),
            empty: EmptyState(icon: "person-check", sentence: word("none")))
    }

    static func form(_ staff: ID<Staff>, _ visit: Visit) -> FormView {
        FormView(
            action: "/admin/staff/\(staff)/competences", fields: fields(visit.words),
            submit: visit.words("platform.competence.record"), icon: "check-lg")
    }

    static func fields(_ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("platform.competence.\(key)") }
        return [
            .radio(
                "field", word("column.field"),
                options: Field.options(of: Competence.Field.self, "platform.competence.field", words),
                required: true),
            .radio(
                "level", word("column.level"),
                options: Competence.Level.allCases.map { .init(String($0.rawValue), word("level.\($0.rawValue)")) },
                required: true),
            .textarea(
                "evidence", word("column.evidence"), hint: word("evidence_hint"), required: true, limit: 1000, rows: 2),
            .day("until", word("column.until"), hint: word("until_hint")),
        ]
    }

    static func record(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let form = visit.form
        return try StaffRoutes.deed(visit, desk, .editCompetences) { member, db in
            var reader = FormReader(form)
            let field = reader.requiredChoice("field", as: Competence.Field.self)
            if form.value("level").isEmpty { reader.fault("level", Message("web.form.choose")) }
            let level = reader.number("level", in: 1...3).flatMap(Competence.Level.init(rawValue:))
            let evidence = reader.text("evidence", limit: 1000, required: true)
            let until = reader.day("until")
            try reader.finish()
            guard let field, let level else { throw Problem.notFound }
            let competence = Competence(
                organisationID: member.organisationID, staffID: member.id, field: field, level: level,
                evidence: evidence, untilOn: until)
            try competence.check(on: db.now.day(in: OrganisationProfile.find(member.organisationID, in: db).zone))
            try competence.save(in: db)
            return (
                "platform.competence_recorded",
                [
                    "field": field.rawValue, "level": String(level.rawValue), "evidence": evidence,
                    "until": until?.description ?? "",
                ]
            )
        }
    }
}
