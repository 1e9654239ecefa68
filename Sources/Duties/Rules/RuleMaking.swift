import Deadlines
import Hummingbird
import Kernel
import Platform
import Storage
import Web

extension RuleRoutes {
    static let address = "/duties/rules"

    /// The form of a new rule, the look at what it would mean, and the deed.
    static func making(_ routes: RuleRoutes) -> [Route] {
        let forms = PageForms(routes.desk, home: { _ in address }) { try await routes.make($0, faults: $1) }
        return [
            .get("/duties/rules/new", .right(DutyAction.editRules)) { try await routes.make($0) },
            .post("/duties/rules/new", .right(DutyAction.editRules)) { try await routes.make($0) },
            forms.post(
                "/duties/rules", .right(DutyAction.editRules), saying: "duties.rule.made",
                to: { _, made in "\(address)/\(made.rule.code.rawValue)" }
            ) { visit, _ in try await routes.creating(visit) },
        ]
    }

    private static let draft: DutyCode = "house_rule"

    private func make(_ visit: Visit, faults given: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(DutyAction.editRules, visit.actor)
        let (organisation, words, typed) = (visit.actor.organisationID, visit.words, visit.form)
        let (staff, calendar) = try await desk.read { db in
            (
                try StaffMember.page(of: organisation, .init(employedOn: visit.today), limit: 200, in: db).staff,
                try OrganisationCalendar.load(organisation, in: db)
            )
        }
        let isTyped = !typed.value("every").isEmpty
        var (preview, faults): (PageSection?, [String: Message]) = (nil, given)
        if isTyped, faults.isEmpty {
            (preview, faults) = try attempt {
                let asked = try RuleForm.read(typed, new: RuleRoutes.draft, today: visit.today, calendar: calendar)
                return previewing(asked.rule, asked.from, visit, calendar)
            }
        }
        let base = RuleForm.blank(RuleRoutes.draft)
        let rhythm = Rhythm(typed.value("every")) ?? base.rhythm
        var sample = base
        if rhythm.isOfCalendar { sample.rhythm = rhythm }
        let choices = RuleForm.beginnings(of: sample, today: visit.today, calendar: calendar)
        let empty = FormView(
            action: "/duties/rules/new",
            fields: RuleForm.fields(base, isNew: true, from: choices.first, choices: choices, staff, words),
            submit: words("duties.rule.preview"), icon: "eye",
            cancel: ActionLink(RuleRoutes.address, words("duties.rule.title")))
        let title = words("duties.rule.make")
        let form = PageSection(
            "rule", lead: words("duties.rule.make_lead"),
            form: isTyped ? empty.refused(typed, faults, words) : empty)
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([(RuleRoutes.address, words("duties.rule.title"))], here: title),
                [preview, form].compactMap { $0 }), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private func previewing(
        _ rule: DutyRule, _ from: LocalDay, _ visit: Visit, _ calendar: WorkCalendar
    ) -> PageSection {
        let words = visit.words
        let history = RuleHistory([RuleVersion(number: 1, validFrom: from, rule: rule)])
        let rows = (history.map { upcoming($0, visit.today, calendar) } ?? []).map { planned in
            TableView.Row([
                .init(words(planned.period.message)), .init(words.day(planned.opensOn)),
                .init(words.day(planned.dueOn), note: planned.isProvisional ? words("duties.page.provisional") : nil),
            ])
        }
        let names = RuleForm.fields(rule, isNew: true, from: from, choices: [], [], words).map(\.name)
        return PageSection(
            "preview", words("duties.rule.preview_title"), lead: words("duties.rule.first", ["day": .day(from)]),
            table: TableView(
                words("duties.rule.preview_title"),
                columns: ["period", "opens", "due"].map { words("duties.column.\($0)") }, rows: rows),
            form: FormView(
                action: RuleRoutes.address, fields: RuleRoutes.hidden(names, visit.form, from),
                submit: words("duties.rule.create"), icon: "check-lg", isWeighty: true))
    }

    /// Reads a new rule; a page sends the fields it previewed, a program the same.
    func creating(_ visit: Visit) async throws -> Deed<RuleVersion> {
        try desk.rights.must(DutyAction.editRules, visit.actor)
        let actor = visit.actor
        let calendar = try await desk.read { try OrganisationCalendar.load(actor.organisationID, in: $0) }
        let (form, duties, today) = (visit.form, duties, visit.today)
        // Read once before the transaction, so that what is wrong is told before anything is held.
        _ = try RuleForm.read(form, new: RuleRoutes.draft, today: today, calendar: calendar)
        return { db in
            let made: ID<RuleVersion> = db.newID()
            let code = DutyCode(rawValue: "house_\(made.text.suffix(12))")
            let asked = try RuleForm.read(form, new: code, today: today, calendar: calendar)
            return try duties.create(asked.rule, from: asked.from, by: actor, in: db)
        }
    }
}
