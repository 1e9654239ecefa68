import Deadlines
import Kernel
import Web

/// The working calendar as people check it: years with rests and make-up days, own rulings, a calculator.
struct CalendarPage: Sendable {
    let calendar: WorkCalendar
    let rulings: [OrganisationCalendar.Entry]
    let names: [String: String]
    let mayEdit: Bool

    /// What the calculator was asked, worded; `nil` when nothing was.
    struct Answer: Sendable {
        let due: String
        let explanation: String
        let isProvisional: Bool
    }

    func page(
        _ visit: Visit, answer: Answer? = nil, question: FilterView, refusal: String? = nil,
        faults: [String: Message] = [:]
    ) -> RecordPage {
        let words = visit.words
        func answered(_ form: FormView) -> FormView {
            !faults.isEmpty && visit.request.uri.path == form.action ? form.refused(visit.form, faults, words) : form
        }
        var sections = [calculator(words, answer, question, refusal)]
        sections += calendar.years.sorted { $0.year > $1.year }.enumerated().map { index, year in
            yearSection(year, words, isFolded: index > 0)
        }
        sections.append(rulingsSection(words))
        sections.append(
            PageSection(
                "rule", words("platform.admin.calendar.add_ruling"), form: answered(rulingForm(visit)), isFolded: true))
        sections.append(
            PageSection(
                "year", words("platform.admin.calendar.import"), lead: words("platform.admin.calendar.import_lead"),
                form: answered(yearForm(words)), isFolded: true))
        return RecordPage(
            words("platform.admin.calendar.title"), lead: words("platform.admin.calendar.lead"), sections)
    }

    private func calculator(
        _ words: Words, _ answer: Answer?, _ question: FilterView, _ refusal: String?
    ) -> PageSection {
        var notices: [Notice] = []
        if let refusal { notices.append(Notice(.warning, refusal)) }
        if let answer {
            notices.append(Notice(.info, answer.explanation, title: answer.due))
            if answer.isProvisional {
                notices.append(Notice(.warning, words("platform.admin.calendar.provisional")))
            }
        }
        return PageSection(
            "calculator", words("platform.admin.calendar.calculator"),
            lead: words("platform.admin.calendar.calculator_lead"), notices: notices, filter: question)
    }

    private func yearSection(_ year: CalendarYear, _ words: Words, isFolded: Bool) -> PageSection {
        let separator = words("web.format.list_separator")
        let rows = year.rests.map { rest in
            let names = rest.holidays.map { words("deadlines.holiday.\($0.rawValue)") }.joined(separator: separator)
            let days =
                rest.from == rest.through
                ? words.day(rest.from)
                : words(
                    "platform.admin.calendar.range", ["from": .day(rest.from), "through": .day(rest.through)])
            return TableView.Row([
                .init(names), .init(days), .init(String(rest.from.distance(to: rest.through) + 1)),
            ])
        }
        let working = year.workingDays.map { words.day($0) }
        return PageSection(
            "year-\(year.year)", words("platform.admin.calendar.year", ["year": .text(String(year.year))]),
            lead: year.notice.map { words("platform.admin.calendar.notice", ["notice": .text($0)]) },
            table: TableView(
                words("platform.admin.calendar.rests"),
                columns: ["rest", "days", "count"].map { words("platform.admin.calendar.\($0)") }, rows: rows),
            lines: working.isEmpty
                ? []
                : [words("platform.admin.calendar.make_up", ["days": .text(working.joined(separator: separator))])],
            isFolded: isFolded)
    }

    private func rulingsSection(_ words: Words) -> PageSection {
        let rows = rulings.map { entry in
            let ruling = entry.ruling
            let periods = ruling.periods.map(\.description).joined(separator: words("web.format.list_separator"))
            return TableView.Row([
                .init(
                    words(
                        "platform.admin.calendar.range", ["from": .day(ruling.from), "through": .day(ruling.through)])),
                .init(
                    ruling.periods.isEmpty
                        ? words("platform.admin.calendar.resting")
                        : words("platform.admin.calendar.working", ["periods": .text(periods)])),
                .init(entry.reason), .init(names[entry.recordedBy] ?? "", note: words.moment(ruling.recordedAt)),
            ])
        }
        return PageSection(
            "rulings", words("platform.admin.calendar.rulings"), lead: words("platform.admin.calendar.rulings_lead"),
            table: TableView(
                words("platform.admin.calendar.rulings"),
                columns: ["days", "meaning", "reason", "recorded_by"].map {
                    words("platform.admin.calendar.\($0)")
                },
                rows: rows),
            empty: EmptyState(icon: "calendar3", sentence: words("platform.admin.calendar.no_rulings")))
    }

    private func rulingForm(_ visit: Visit) -> FormView {
        FormView(
            action: "/admin/calendars/rulings", fields: CalendarPage.rulingFields(on: visit.today, visit.words),
            submit: visit.words("platform.admin.calendar.add_ruling"))
    }

    static func rulingFields(on today: LocalDay? = nil, _ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("platform.admin.calendar.\(key)") }
        return [
            .day("from", word("from"), value: today, required: true),
            .day("through", word("through"), value: today, required: true),
            .text("periods", word("periods"), hint: word("periods_hint"), limit: 100),
            .text("reason", word("reason"), required: true, limit: 300),
        ]
    }

    private func yearForm(_ words: Words) -> FormView {
        FormView(
            action: "/admin/calendars/years", fields: CalendarPage.yearFields(words),
            submit: words("platform.admin.calendar.import"), icon: "upload")
    }

    static func yearFields(_ words: Words) -> [Field] {
        [
            .textarea(
                "calendar", words("platform.admin.calendar.json"), hint: words("platform.admin.calendar.json_hint"),
                limit: 100_000, rows: 8),
            .file("file", words("platform.admin.calendar.file"), accept: ".json,application/json"),
        ]
    }
}
