import Kernel
import People
import Platform
import Web

extension StepForms {
    /// What happened and why: investigation, findings (S1-39, S1-40, S4-15).
    static let investigationForms: [StepForm] = [investigation, finding]

    private static let investigation = StepForm(
        "investigation", .recordInvestigation, takesFiles: true,
        fields: { ask in
            var fields = [
                ask.choice("mode", InvestigationRecord.Mode.allCases, "investigation_mode"),
                ask.text("summary", limit: 20_000, rows: 8, hint: ask.hint("summary")),
            ]
            if ask.open.allows(.addAttachment) { fields.append(files(ask, required: false)) }
            return fields
        },
        read: { reader, _ in
            let mode = reader.requiredChoice("mode", as: InvestigationRecord.Mode.self)
            let summary = reader.long("summary", limit: 20_000)
            return mode.map { .evidence(InvestigationRecord(mode: $0, summary: summary)) }
        })

    static func files(_ ask: StepAsk, required: Bool) -> Field {
        .file(
            "files", ask.word("files"), accept: "image/*,audio/*,video/*,.pdf,.docx,.xlsx,.txt", multiple: true,
            hint: ask.hint("files"), required: required)
    }

    private static let finding = StepForm(
        "findings", .recordFinding,
        fields: { ask in
            let asked = Int(ask.form.value("point"))
            let point =
                ask.subject.allegations.first { $0.number == asked }
                ?? ask.subject.allegations.first { $0.finding == nil } ?? ask.subject.allegations.first
            return [
                ask.allegation(selected: point?.number),
                ask.choice("finding", Finding.allCases, "finding", selected: point?.finding),
                ask.text("reasons", value: point?.reasons ?? "", rows: 4, hint: ask.hint("reasons")),
                ask.list(
                    "primary", RootCause.allCases, "cause", selected: point?.causes?.primary, required: false,
                    hint: ask.hint(ask.causeHint)),
                ask.list(
                    "contributing", RootCause.allCases, "cause", selected: point?.causes?.contributing.first,
                    required: false),
                ask.list(
                    "contributing_2", RootCause.allCases, "cause",
                    selected: point?.causes?.contributing.dropFirst().first, required: false),
                .textarea("whys", ask.word("whys"), value: point?.causes?.whys ?? "", hint: ask.hint("whys"), rows: 5),
                ask.unit(
                    "finding_unit", selected: point?.responsibleUnit ?? ask.subject.responsibleUnit, required: false),
                ask.responsible(selected: point?.responsiblePerson),
            ]
        },
        read: { reader, _ in
            let allegation = reader.allegation()
            let finding = reader.requiredChoice("finding", as: Finding.self)
            let reasons = reader.long("reasons")
            let primary = reader.choice("primary", as: RootCause.self)
            let contributing = [
                reader.choice("contributing", as: RootCause.self), reader.choice("contributing_2", as: RootCause.self),
            ].compactMap { $0 }
            let whys = reader.optionalText("whys", limit: 4000)
            let unit = reader.identity("finding_unit", of: OrganisationUnit.self)
            let person = reader.identity("responsible_person", of: Staff.self)
            if primary == nil, !contributing.isEmpty || whys != nil {
                reader.fault("primary", Message("casework.step_hint.primary_first"))
            }
            guard let allegation, let finding else { return nil }
            return .finding(
                FindingRecord(
                    allegation: allegation, finding: finding, reasons: reasons,
                    causes: primary.map { Causes(primary: $0, contributing: contributing, whys: whys) },
                    responsibleUnit: unit, responsiblePerson: person))
        })
}

extension StepAsk {
    /// What causes the level of the case asks for (3.4).
    fileprivate var causeHint: String {
        switch subject.level.current {
        case .one, .two: "primary_with_whys"
        case .three: "primary"
        case .four, nil: "primary_optional"
        }
    }

    /// Who is answerable for what was found: those complained about stand first, for here they belong.
    fileprivate func responsible(selected: ID<Staff>?) -> Field {
        var field = employee("responsible_person", selected: selected, required: false)
        let named = subject.complainedAbout.staff.sorted().compactMap { id in
            open.namedStaff[id].map { Field.Option(id.text, $0, selected: id == selected) }
        }
        if !named.isEmpty {
            field = Field.select(
                "responsible_person", word("responsible_person"),
                options: named + field.options.filter { !$0.value.isEmpty }, blank: word("choose")
            ).width(.medium)
        }
        return field
    }
}
