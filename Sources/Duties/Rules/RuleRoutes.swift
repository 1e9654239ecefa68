import Deadlines
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The rules of recurring duties: read by all staff, changed by few, with what a change means before it is made.
struct RuleRoutes: Sendable {
    let duties: DutyDesk

    var desk: Desk { duties.desk }

    static func all(_ duties: DutyDesk) -> [Route] {
        let routes = RuleRoutes(duties: duties)
        let forms = PageForms(duties.desk, home: { "/duties/rules/\(try RuleRoutes.code($0).rawValue)" }) {
            try await routes.change($0, faults: $1)
        }
        return [
            .get("/duties/rules", .right(DutyAction.read)) { try await routes.list($0) },
            .get("/duties/rules/:rule", .right(DutyAction.read)) { try await routes.show($0) },
            .get("/duties/rules/:rule/change", .right(DutyAction.editRules)) { try await routes.change($0) },
            .post("/duties/rules/:rule/preview", .right(DutyAction.editRules)) { try await routes.change($0) },
            forms.post(
                "/duties/rules/:rule/versions", .right(DutyAction.editRules), saying: "duties.rule.announced"
            ) { visit, _ in try await routes.announcing(visit) },
        ] + making(routes)
    }

    static func code(_ visit: Visit) throws(Problem) -> DutyCode {
        guard let code = DutyCode(checking: visit.parameters.get("rule") ?? "") else { throw .notFound }
        return code
    }

    private func list(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.read, visit.actor)
        let words = visit.words
        let organisation = visit.actor.organisationID
        let all = try await desk.read { try RuleHistory.all(of: organisation, in: $0) }
        let rows = all.values.sorted { $0.code < $1.code }.map { history in
            let rule = (history.governing(visit.today) ?? history.latest).rule
            return TableView.Row([
                .init(
                    rule.name.text(words.language), address: "/duties/rules/\(history.code.rawValue)",
                    note: rule.rows.joined(separator: ", ")),
                .init(words(rule.rhythm.message)), .init(words(rule.due.message(rule.rhythm))),
                .init(owner(rule.owner, [:], words)), .init(words("duties.scope.each_\(rule.scope.rawValue)")),
                .init(
                    "",
                    state: StateBadge(
                        words("duties.rule.state.\(rule.isOn ? "on" : "off")"), tone: rule.isOn ? .open : .done)),
            ])
        }
        let columns = ["rule", "every", "due", "holder", "scope", "state"].map { words("duties.column.\($0)") }
        return try visit.page(
            RecordPage(
                words("duties.rule.title"), tabs: DutyListPage.tabs("rules", visit, desk.rights),
                lead: words("duties.rule.lead"),
                actions: desk.rights.allows(DutyAction.editRules.rawValue, to: visit.actor)
                    ? [ActionLink("/duties/rules/new", words("duties.rule.make"), icon: "plus-lg")] : [],
                [
                    PageSection(
                        "rules", table: TableView(words("duties.rule.title"), columns: columns, rows: rows),
                        empty: EmptyState(icon: "calendar3", sentence: words("duties.rule.none")))
                ]))
    }

    private func owner(_ owner: DutyOwner, _ names: [ID<Staff>: String], _ words: Words) -> String {
        switch owner {
        case .role(let role): words("platform.role.\(role.rawValue)")
        case .unitHead: words("duties.rule.field.head_of_unit")
        case .person(let id): names[id] ?? words("duties.rule.one_person")
        }
    }

    private func show(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.read, visit.actor)
        let (code, organisation, words) = (try RuleRoutes.code(visit), visit.actor.organisationID, visit.words)
        let (history, names, calendar) = try await desk.read { db in
            let history = try RuleHistory.find(code, of: organisation, in: db)
            let people = history.versions.flatMap { version -> [ID<Staff>] in
                var ids = [StaffSignature.staff(version.recordedBy)].compactMap { $0 }
                if case .person(let id) = version.rule.owner { ids.append(id) }
                return ids
            }
            return (
                history, try StaffMember.names(of: Set(people).sorted(), in: organisation, in: db),
                try OrganisationCalendar.load(organisation, in: db)
            )
        }
        let rule = (history.governing(visit.today) ?? history.latest).rule
        let title = rule.name.text(words.language)
        let facts = DefinitionList([
            .init(words("duties.column.every"), words(rule.rhythm.message)),
            .init(words("duties.column.due"), words(rule.due.message(rule.rhythm))),
            .init(words("duties.rule.field.rest"), words("duties.rest.\(rule.rest.rawValue)")),
            .init(words("duties.column.holder"), owner(rule.owner, names, words)),
            .init(words("duties.rule.told"), LadderFields.told(rule, words)),
            .init(words("duties.column.scope"), words("duties.scope.each_\(rule.scope.rawValue)")),
            .init(
                words("duties.page.basis"),
                words("duties.basis.\(rule.basis.rawValue)", ["rows": .text(rule.rows.joined(separator: ", "))])),
        ])
        let versions = history.versions.reversed().map { version in
            TableView.Row([
                .init(String(version.number)), .init(words.day(version.validFrom)),
                .init(words(version.rule.rhythm.message)), .init(words(version.rule.due.message(version.rule.rhythm))),
                .init(StaffSignature.staff(version.recordedBy).flatMap { names[$0] } ?? words("duties.by_system")),
            ])
        }
        let mayEdit = desk.rights.allows(DutyAction.editRules.rawValue, to: visit.actor)
        var actions = [
            ActionLink("/duties?view=house&rule=\(code.rawValue)", words("duties.rule.duties"), icon: "list-check")
        ]
        if mayEdit {
            actions.append(
                ActionLink("/duties/rules/\(code.rawValue)/change", words("duties.rule.change"), icon: "pencil"))
        }
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/duties/rules", words("duties.rule.title"))], here: title),
                lead: rule.why.text(words.language), actions: actions,
                [
                    PageSection("facts", facts: facts),
                    next(history, visit, calendar),
                    PageSection(
                        "versions", words("duties.rule.versions"),
                        table: TableView(
                            words("duties.rule.versions"),
                            columns: ["version", "valid_from", "every", "due", "who"].map {
                                words("duties.column.\($0)")
                            },
                            rows: versions)),
                ]))
    }

    /// The next six occurrences.
    private func next(_ history: RuleHistory, _ visit: Visit, _ calendar: WorkCalendar) -> PageSection {
        let words = visit.words
        let rows = upcoming(history, visit.today, calendar).map { planned in
            TableView.Row([
                .init(words(planned.period.message)), .init(words.day(planned.opensOn)),
                .init(words.day(planned.dueOn), note: planned.isProvisional ? words("duties.page.provisional") : nil),
            ])
        }
        return PageSection(
            "next", words("duties.rule.next"),
            table: TableView(
                words("duties.rule.next"), columns: ["period", "opens", "due"].map { words("duties.column.\($0)") },
                rows: rows),
            empty: EmptyState(icon: "calendar3", sentence: words("duties.rule.no_next")))
    }

    func upcoming(_ history: RuleHistory, _ today: LocalDay, _ calendar: WorkCalendar) -> [PlannedDuty] {
        let scope = DutyScope(.organisation, "")
        let subject = ScopeSubject(scope, stays: [Stay(from: today.advanced(by: -800))])
        let days = history.versions.map { $0.rule.rhythm.horizonDays(6) }.max() ?? 0
        let window = today.advanced(by: -days / 6)...today.advanced(by: days)
        return Array(
            Planning.plan(history, for: [subject], beginning: window, calendar: calendar)
                .filter { $0.dueOn >= today }.sorted { $0.dueOn < $1.dueOn }.prefix(6))
    }

    private func change(_ visit: Visit, faults given: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(DutyAction.editRules, visit.actor)
        let (code, organisation, words) = (try RuleRoutes.code(visit), visit.actor.organisationID, visit.words)
        let (history, staff, calendar) = try await desk.read { db in
            (
                try RuleHistory.find(code, of: organisation, in: db),
                try StaffMember.page(of: organisation, .init(employedOn: visit.today), limit: 200, in: db).staff,
                try OrganisationCalendar.load(organisation, in: db)
            )
        }
        let typed = visit.form
        let isTyped = !typed.value("every").isEmpty
        let rhythm = Rhythm(typed.value("every")) ?? history.latest.rule.rhythm
        let choices = rhythm.beginnings(after: visit.today).filter { $0 >= history.latest.validFrom }
        var faults = given
        var preview: PageSection?
        if isTyped, faults.isEmpty {
            let (shown, found) = try attempt {
                let asked = try RuleForm.read(typed, on: history.latest.rule, default: choices.first)
                let from = choices.contains(asked.from) ? asked.from : choices.first ?? asked.from
                try history.check(asked.rule, from: from, today: visit.today)
                return previewing(asked.rule, from, history, visit, calendar)
            }
            (preview, faults) = (shown, found)
        }
        let empty = FormView(
            action: "/duties/rules/\(code.rawValue)/preview",
            fields: RuleForm.fields(history.latest.rule, from: choices.first, choices: choices, staff, words),
            submit: words("duties.rule.preview"), icon: "eye")
        let title = history.latest.rule.name.text(words.language)
        let form = PageSection(
            "change", words("duties.rule.change"), lead: words("duties.rule.change_lead"),
            form: isTyped ? empty.refused(typed, faults, words) : empty)
        return try visit.page(
            RecordPage(
                words("duties.rule.change_title", ["name": .text(title)]),
                breadcrumb: Breadcrumb(
                    [("/duties/rules", words("duties.rule.title")), ("/duties/rules/\(code.rawValue)", title)],
                    here: words("duties.rule.change")), [preview, form].compactMap { $0 }),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// What would be due before and after, and the button that makes it so.
    private func previewing(
        _ rule: DutyRule, _ from: LocalDay, _ history: RuleHistory, _ visit: Visit, _ calendar: WorkCalendar
    ) -> PageSection {
        let words = visit.words
        let next = RuleVersion(number: history.versions.count + 1, validFrom: from, rule: rule)
        let before = upcoming(history, visit.today, calendar)
        let after = RuleHistory(history.versions + [next]).map { upcoming($0, visit.today, calendar) } ?? []
        func text(_ planned: PlannedDuty?) -> String {
            planned.map {
                words("duties.rule.occurrence", ["period": .message($0.period.message), "day": .day($0.dueOn)])
            } ?? ""
        }
        let rows = (0..<max(before.count, after.count)).map { place in
            TableView.Row([
                .init(String(place + 1)), .init(text(place < before.count ? before[place] : nil)),
                .init(text(place < after.count ? after[place] : nil)),
            ])
        }
        let names = RuleForm.fields(rule, from: from, choices: [], [], words).map(\.name)
        return PageSection(
            "preview", words("duties.rule.preview_title"),
            lead: words("duties.rule.preview_lead", ["day": .day(from)]),
            table: TableView(
                words("duties.rule.preview_title"),
                columns: ["place", "before", "after"].map { words("duties.column.\($0)") }, rows: rows),
            form: FormView(
                action: "/duties/rules/\(rule.code.rawValue)/versions",
                fields: RuleRoutes.hidden(names, visit.form, from), submit: words("duties.rule.announce"),
                icon: "check-lg", isWeighty: true))
    }

    /// What was looked at, to be sent as it is.
    static func hidden(_ names: [String], _ form: FormData, _ from: LocalDay) -> [Field] {
        names.filter { $0 != "valid_from" }.flatMap { name in form.values(name).map { .hidden(name, $0) } }
            + [.hidden("valid_from", from.description)]
    }

    /// Reads a new version; a page sends the fields it previewed, a program the same.
    func announcing(_ visit: Visit) async throws -> Deed<RuleVersion> {
        try desk.rights.must(DutyAction.editRules, visit.actor)
        let (code, actor) = (try RuleRoutes.code(visit), visit.actor)
        let history = try await desk.read { try RuleHistory.find(code, of: actor.organisationID, in: $0) }
        let asked = try RuleForm.read(visit.form, on: history.latest.rule, default: nil)
        let duties = duties
        return { db in try duties.announce(asked.rule, from: asked.from, by: actor, in: db) }
    }
}
