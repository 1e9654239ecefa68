import Casework
import Kernel
import Platform
import Web

/// A lesson in words (经验教训通报用语): its page, its sheet and its questions.
struct BroadcastPage: Sendable {
    let words: Words

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("quality.broadcasts.\(key)", gaps)
    }

    func shift(_ shift: WorkShift?) -> String {
        guard let shift else { return word("shift.unknown") }
        return shift.usual.map { word("shift.\($0.rawValue)") } ?? shift.text
    }

    func state(_ state: Broadcast.State) -> StateBadge {
        switch state {
        case .draft: StateBadge(word("state.draft"), tone: .waiting)
        case .sent: StateBadge(word("state.sent"), tone: .done)
        case .withdrawn: StateBadge(word("state.withdrawn"), tone: .done)
        }
    }

    /// What it says, part by part; also on paper.
    func content(_ content: Broadcast.Content) -> DefinitionList {
        DefinitionList(
            [("happened", content.happened), ("learnt", content.learnt), ("todo", content.todo)]
                .filter { !$0.1.isEmpty }.map { .init(word("field.\($0.0)"), $0.1) })
    }

    /// To whom it goes.
    func audience(_ content: Broadcast.Content, _ tree: UnitTree) -> String {
        let names =
            content.units.compactMap { tree[$0]?.name } + content.roles.map { words("platform.role.\($0.rawValue)") }
        return names.isEmpty ? word("everybody") : names.joined(separator: words("web.format.list_separator"))
    }

    /// How many of each shift have read it, and how many have not.
    func shifts(_ readers: [BroadcastReader]) -> PageSection {
        var counts: [WorkShift?: (read: Int, late: Int)] = [:]
        for reader in readers {
            let isRead = reader.readAt != nil
            counts[reader.shift, default: (0, 0)].read += isRead ? 1 : 0
            counts[reader.shift, default: (0, 0)].late += isRead ? 0 : 1
        }
        let known = counts.keys.compactMap { $0 }.sorted()
        let order: [WorkShift?] = known.map { $0 } + (counts[nil] == nil ? [] : [nil])
        return PageSection(
            "shifts", word("by_shift"), lead: word("by_shift_lead"),
            table: TableView(
                word("by_shift"), columns: ["shift", "read", "unread"].map { word("column.\($0)") },
                rows: order.map { one in
                    TableView.Row([
                        .init(shift(one)), .init(String(counts[one]?.read ?? 0)), .init(String(counts[one]?.late ?? 0)),
                    ])
                }))
    }

    func unread(_ readers: [BroadcastReader]) -> PageSection {
        let late = readers.filter { $0.readAt == nil }
        return PageSection(
            "unread", word("unread_heading"),
            table: TableView(
                word("unread_heading"), columns: ["staff", "usual_shift", "attempts"].map { word("column.\($0)") },
                rows: late.prefix(500).map {
                    TableView.Row([.init($0.name), .init(shift($0.shift)), .init(String($0.attempts))])
                }), empty: EmptyState(icon: "check-circle", sentence: word("all_read")))
    }

    func fields(_ old: Broadcast.Content?, units: [Field.Option]) -> [Field] {
        let limit = Broadcast.Content.textLimit
        func area(_ name: String, _ text: String?) -> Field {
            .textarea(
                name, word("field.\(name)"), value: text ?? "", hint: word("hint.\(name)"), required: true,
                limit: limit, rows: 4)
        }
        func line(_ name: String, _ text: String?, hint: String? = nil) -> Field {
            .text(name, word("field.\(name)"), value: text ?? "", hint: hint, limit: 200)
        }
        let wrong = old?.question?.wrong ?? []
        return [
            .text(
                "title", word("field.title"), value: old?.title ?? "", hint: word("hint.title"), required: true,
                limit: Broadcast.Content.titleLimit),
            area("happened", old?.happened), area("learnt", old?.learnt), area("todo", old?.todo),
            line("question", old?.question?.text, hint: word("hint.question")), line("right", old?.question?.right),
            line("wrong_1", wrong.first), line("wrong_2", wrong.dropFirst().first),
            .checkboxes(
                "units", word("field.units"),
                options: units.map { option in
                    var option = option
                    option.selected = old?.units.contains { $0.text == option.value } ?? false
                    return option
                }, hint: word("hint.units")),
            .checkboxes(
                "roles", word("field.roles"),
                options: BroadcastPage.roles.map { role in
                    .init(
                        role.rawValue, words("platform.role.\(role.rawValue)"),
                        selected: old?.roles.contains(role) ?? false)
                }, hint: word("hint.roles")),
            .number(
                "days", word("field.days"), value: old?.days ?? 7, in: 1...Broadcast.Content.longestDays,
                required: true),
        ]
    }

    /// Roles people hold by name; everybody is an employee.
    static let roles = Role.allCases.filter {
        ![.employee, .regulator, .systemAdministrator, .securityAdministrator].contains($0)
    }

    func receiptFields(_ question: ControlQuestion?) -> [Field] {
        var fields: [Field] = []
        if let question {
            fields.append(
                .radio(
                    "answer", question.text, options: question.answers.map { .init($0, $0) }, required: true))
        }
        return fields + [
            .radio(
                "shift", word("field.shift"),
                options: WorkShift.Usual.allCases.map { .init($0.rawValue, word("shift.\($0.rawValue)")) }
                    + [.init("other", word("shift.other"))], required: true),
            .text("shift_name", word("field.shift_name"), hint: word("hint.shift_name"), limit: 20).width(.medium),
        ]
    }

    func withdrawFields() -> [Field] { [.text("reason", word("field.reason"), required: true)] }

    /// Reads the form of a lesson.
    func content(_ reader: inout FormReader) throws(Problem) -> Broadcast.Content {
        let limit = Broadcast.Content.textLimit
        let title = reader.text("title", limit: Broadcast.Content.titleLimit, required: true)
        let texts = ["happened", "learnt", "todo"].map { reader.text($0, limit: limit, required: true) }
        let question = question(&reader)
        let units = reader.form.values("units").compactMap { ID<OrganisationUnit>($0) }
        let roles = reader.form.values("roles").compactMap { Role(rawValue: $0) }
        if units.count != reader.form.values("units").count || units.count > 200 {
            reader.fault("units", Message("web.form.not_listed"))
        }
        if roles.count != reader.form.values("roles").count { reader.fault("roles", Message("web.form.not_listed")) }
        let days = reader.number("days", in: 1...Broadcast.Content.longestDays, required: true)
        try reader.finish()
        return Broadcast.Content(
            title: title, happened: texts[0], learnt: texts[1], todo: texts[2], question: question,
            units: Set(units).sorted(), roles: Set(roles).sorted(), days: days ?? 7)
    }

    private func question(_ reader: inout FormReader) -> ControlQuestion? {
        let text = reader.text("question")
        let (right, first) = (reader.text("right"), reader.text("wrong_1"))
        let second = reader.text("wrong_2")
        if text.isEmpty {
            if !right.isEmpty || !first.isEmpty { reader.fault("question", Message("web.form.required")) }
            return nil
        }
        if right.isEmpty { reader.fault("right", Message("web.form.required")) }
        if first.isEmpty { reader.fault("wrong_1", Message("web.form.required")) }
        let answers = [right, first, second].filter { !$0.isEmpty }
        if Set(answers).count != answers.count { reader.fault("wrong_1", Message("quality.field.same_answer")) }
        return ControlQuestion(text, right: right, wrong: [first, second].filter { !$0.isEmpty })
    }

    /// Reads in which shift it was read.
    func shift(_ reader: inout FormReader) -> WorkShift? {
        let chosen = reader.text("shift", limit: 20, required: true)
        if chosen.isEmpty { return nil }
        if chosen == "other" {
            let name = reader.text("shift_name", limit: 20, required: true)
            return WorkShift(name)
        }
        if WorkShift.Usual(rawValue: chosen) == nil { reader.fault("shift", Message("web.form.not_listed")) }
        return WorkShift(chosen)
    }
}
