import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Every step of a case for programs (步骤接口): the form of its page read as JSON, taken by the same rules.
enum StepsApi {
    /// A file travels in base64, a third longer than itself.
    private static let filesLimit = 24 * 1024 * 1024

    static func all(_ cases: CaseDesk) -> [Route] {
        [lawful(cases)] + StepForms.all.map { take($0, cases) }
    }

    /// What is lawful for the asker now, each with the schema of its body for this very case.
    private static func lawful(_ cases: CaseDesk) -> Route {
        let step = Schema.object([
            "noun": Schema.text(), "title": Schema.text(), "about": Schema.text(), "weighty": Schema.flag,
            "schema": ["type": "object"],
        ])
        let declared = CasesApi.operation(
            "listSteps", answer: Schema.object(["version": Schema.integer(), "items": Schema.list(step)]))
        return .api(.get, "/cases/:case/steps", .right(CaseAction.read), declared) { visit in
            let words = visit.words
            return try await CasePages(cases: cases).reading(visit) { db, open in
                let tree = try UnitTree.load(of: open.actor.organisationID, in: db)
                let today = db.now.day(in: open.subject.zone)
                var ask = StepAsk(
                    open: open, words: words, staff: try StaffChoice.list(for: open.subject, in: db),
                    units: tree.units.filter { $0.isActive(on: today) }.map { ($0.id, $0.name) }, form: FormData())
                ask.lines = 1
                let items: [JSON] = open.lawful.compactMap { StepForms.form(of: $0) }.map { form in
                    let schema = JSONForm([form.fields(ask)]).adding(
                        integer: "version", isRequired: !form.isAdditive, label: words("casework.api.version")
                    ).schema
                    return [
                        "noun": .text(form.noun), "title": .text(words(form.action.key)),
                        "about": .text(words("casework.step.\(form.noun).what")), "weighty": .flag(form.isWeighty),
                        "schema": schema,
                    ]
                }
                return .json(["version": .integer(open.subject.version), "items": .list(items)])
            }
        }
    }

    private static func take(_ form: StepForm, _ cases: CaseDesk) -> Route {
        let rules = cases.rules
        let declared = ApiOperation(
            name(form), "steps", "casework.step.\(form.noun).what", scope: Scope.writeCases.rawValue,
            body: { StepSpecimen(rules: rules, words: $0).form(form).leavingOpen(own(form)).schema },
            example: { StepSpecimen(rules: rules, words: $0).form(form).example }, isChange: true,
            answer: CaseShape.standing.schema)
        return .api(
            .post, "/cases/:case/\(form.noun)", .right(form.action), declared,
            bodyLimit: form.takesFiles ? filesLimit : 512 * 1024
        ) { visit in
            let (id, actor) = (try visit.id("case", of: Case.self), visit.actor)
            let rules = try await cases.rulesNow(visit)
            let typed = try StepSpecimen(rules: rules, words: visit.words).form(form)
                .fields(of: visit.body, zone: visit.zone)
            let sent = visit.sending(typed)
            let files = try await StepPages(cases: cases, form: form).storedFiles(sent)
            do {
                return try await cases.desk.change(visit) { db in
                    _ = try StepTaking(cases: cases, form: form, visit: sent, files: files).run(in: db)
                    let after = try Case.find(id, of: actor.organisationID, at: cases.desk, in: db)
                    return ProgramAnswer(CaseShape.standing.json(after))
                }
            } catch Problem.forbidden(let message) {
                // Whoever may not even read the case leaves the trace a page would leave.
                _ = try await CasePages(cases: cases).reading(visit) { _, open in open.subject.version }
                throw Problem.forbidden(message)
            }
        }
    }

    /// Questions whose choices an organisation adds to.
    private static func own(_ form: StepForm) -> Set<String> {
        form.action == .giveBack ? ["category", "reason"] : ["category"]
    }

    /// `takeLetterDraft`
    private static func name(_ form: StepForm) -> String {
        "take" + form.noun.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
