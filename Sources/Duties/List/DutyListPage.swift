import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `GET /duties`: what is due, mine, my unit's or the whole house's; `GET /duties/calendar`: the same as a month.
struct DutyListPage: Sendable {
    let duties: DutyDesk

    var desk: Desk { duties.desk }

    static func tabs(_ here: String, _ visit: Visit, _ rights: Rights) -> Tabs {
        func word(_ key: String) -> String { visit.words("duties.tab.\(key)") }
        var items = [("list", "/duties"), ("calendar", "/duties/calendar")]
        if rights.allows(DutyAction.readPunctuality.rawValue, to: visit.actor) {
            items.append(("punctuality", "/duties/punctuality"))
        }
        items.append(("rules", "/duties/rules"))
        if rights.allows(DutyAction.feed.rawValue, to: visit.actor) { items.append(("feed", "/duties/feed")) }
        return Tabs(
            label: visit.words("duties.title"),
            items.map { Tabs.Item($0.1, word($0.0), current: $0.0 == here) })
    }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.read, visit.actor)
        let (read, faults) = try attempt { try DutyFilter.read(visit.queryForm) }
        let asked = read ?? DutyFilter()
        let cursor = MomentCursor<Duty>(visit.query("after"))
        let (page, names) = try await desk.read { db in
            let page = try DutyList.page(
                asked, after: cursor, for: visit.actor, today: visit.today, zone: visit.zone, in: db)
            return (page, try DutyNames(of: page.duties, for: visit.actor, at: duties, in: db))
        }
        let words = visit.words
        let section = PageSection(
            "duties", filter: filterView(asked, names, words, faults),
            table: table(page.duties, names, visit),
            empty: EmptyState(
                icon: "emoji-smile", sentence: words("duties.list.none"), hint: words("duties.list.none_hint")),
            pager: Pager(
                previous: cursor == nil ? nil : asked.address(), next: page.next.map { asked.address(after: $0) }))
        return try visit.page(
            RecordPage(
                words("duties.title"), tabs: DutyListPage.tabs("list", visit, desk.rights),
                lead: words("duties.list.lead"), [section]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    func table(_ duties: [Duty], _ names: DutyNames, _ visit: Visit) -> TableView {
        let words = visit.words
        let rows = duties.map { duty in
            TableView.Row([
                .init(names.name(duty, words), address: "/duties/\(duty.id)", note: words(duty.period.message)),
                .init(names.scope(duty, words)), .init(names.holder(duty.holder, words)),
                .init(words.due(duty.dueAt)),
                .init("", state: names.state(duty, at: visit.now, today: visit.today, words)),
            ])
        }
        return TableView(
            words("duties.title"),
            columns: ["what", "scope", "holder", "due", "state"].map { words("duties.column.\($0)") }, rows: rows)
    }

    private func filterView(
        _ filter: DutyFilter, _ names: DutyNames, _ words: Words, _ faults: [String: Message]
    ) -> FilterView {
        let rules = names.rules.values.sorted { $0.code < $1.code }.map { history in
            Field.Option(
                history.code.rawValue, history.latest.rule.name.text(words.language),
                selected: history.code == filter.code)
        }
        let fields: [Field] = [
            .select(
                "view", words("duties.filter.view"),
                options: Field.options(of: DutyView.self, "duties.view", words, selected: filter.view)),
            .select(
                "progress", words("duties.filter.progress"),
                options: Field.options(of: DutyProgress.self, "duties.progress", words, selected: filter.progress)),
            .select("rule", words("duties.filter.rule"), options: rules, blank: words("duties.filter.any")),
            .select(
                "unit", words("duties.filter.unit"), options: names.units.options(selected: filter.unit),
                blank: words("duties.filter.any")),
            .day("from", words("duties.filter.from"), value: filter.from),
            .day("until", words("duties.filter.until"), value: filter.until),
        ]
        let told = fields.map { field in faults[field.name].map { field.faulted(words($0)) } ?? field }
        return FilterView(
            action: DutyFilter.address, fields: told + (filter.resident.map { [.hidden("resident", $0)] } ?? []),
            submit: words("duties.filter.submit"),
            clear: ActionLink(DutyFilter.address, words("duties.filter.clear")))
    }

    @Sendable func calendar(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.read, visit.actor)
        let view = visit.query("view") == DutyView.house.rawValue ? DutyView.house : .mine
        let asked = LocalDay(visit.query("month") + "-01").flatMap { (1970...2200).contains($0.year) ? $0 : nil }
        guard let month = Rhythm.monthly.period(containing: asked ?? visit.today) else { throw Problem.notFound }
        let (days, work) = try await desk.read { db in
            (
                try DutyList.days(of: month, view: view, for: visit.actor, in: db),
                try OrganisationCalendar.load(visit.actor.organisationID, in: db)
            )
        }
        let words = visit.words
        func address(_ month: LocalDay, _ view: DutyView) -> String {
            "/duties/calendar?month=\(month.description.prefix(7))&view=\(view.rawValue)"
        }
        let weeks = stride(from: weekStart(month.first), through: month.last, by: 7).map { monday in
            TableView.Row(
                [.init(words("duties.calendar.week", ["n": .number(week(monday)), "day": bare(monday)]))]
                    + (0..<7).map { place in
                        let day = monday.advanced(by: place)
                        guard (month.first...month.last).contains(day) else { return .init("") }
                        let count = days[day]
                        var filter = DutyFilter()
                        (filter.view, filter.from, filter.until) = (view, day, day)
                        filter.progress = count?.open == 0 ? .ended : .unfinished
                        return .init(
                            words(
                                day == visit.today ? "duties.calendar.today" : "duties.calendar.day",
                                ["n": .number(day.day)]),
                            address: count == nil ? nil : filter.address(),
                            note: note(count, isRest: !work.isWorking(day), words))
                    })
        }
        let section = PageSection(
            "month",
            table: TableView(
                words(month.message),
                columns: [words("duties.calendar.weeks")]
                    + Weekday.allCases.map { words("web.weekday.\($0.rawValue)") }, rows: weeks),
            pager: Pager(
                previous: address(month.first.advanced(by: -1), view), next: address(month.last.advanced(by: 1), view),
                summary: words(month.message)))
        let other: DutyView = view == .mine ? .house : .mine
        return try visit.page(
            RecordPage(
                words("duties.calendar.title", ["month": .message(month.message)]),
                tabs: DutyListPage.tabs("calendar", visit, desk.rights), lead: words("duties.calendar.lead"),
                actions: [
                    ActionLink(address(month.first, other), words("duties.view.\(other.rawValue)"), icon: "people")
                ],
                [section]))
    }

    private func note(_ count: DutyList.DayCount?, isRest: Bool, _ words: Words) -> String? {
        guard let count else { return isRest ? words("duties.calendar.rest") : nil }
        let most = DutyList.mostCounted
        return count.isWhole
            ? words("duties.calendar.count", ["n": .number(count.due), "open": .number(count.open)])
            : words(count.open > most ? "duties.calendar.many_open" : "duties.calendar.many", ["n": .number(most)])
    }

    /// `9月28日`: the month's page says the year.
    private func bare(_ day: LocalDay) -> Message.Argument {
        .message(
            Message(
                "deadlines.day.bare",
                ["month": .message(Message("deadlines.month.\(day.month)")), "day": .number(day.day)]))
    }

    private func weekStart(_ day: LocalDay) -> LocalDay { Rhythm.weekly.period(containing: day)?.first ?? day }
    private func week(_ day: LocalDay) -> Int {
        Rhythm.weekly.period(containing: day).flatMap { Int($0.key.suffix(2)) } ?? 0
    }
}
