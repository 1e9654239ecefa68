import Kernel
import Platform
import Storage
import Web

/// What a person is asked to plan and key a session (场次表单).
struct SessionForms: Sendable {
    let word: TrainingWords
    var courses: [Field.Option] = []
    var staff: [Field.Option] = []
    var units: [Field.Option] = []

    /// When, where and by whom.
    func place(_ session: TrainingSession?) -> [Field] {
        let words = word.words
        let (trainer, external): (ID<Staff>?, String) =
            switch session?.trainer {
            case .staff(let id): (id, "")
            case .external(let name): (nil, name)
            case nil: (nil, "")
            }
        return [
            .moment(
                "starts_at", word("sessions.starts_at"), value: session?.startsAt, zone: words.zone, required: true),
            .number(
                "minutes", word("sessions.minutes"), value: session?.minutes ?? 60, in: TrainingSession.minutesRange,
                required: true),
            .text(
                "place", word("sessions.place"), value: session?.place ?? "", required: true,
                limit: TrainingSession.placeLimit),
            .select(
                "trainer", word("sessions.trainer"),
                options: staff.map { option in
                    .init(option.value, option.text, selected: option.value == trainer?.text)
                }, blank: word("sessions.external_blank"), hint: word("sessions.trainer_hint")),
            .text("external", word("sessions.external"), value: external, limit: 100),
            .textarea(
                "note", word("sessions.note"), value: session?.note ?? "", limit: TrainingSession.noteLimit, rows: 3),
        ]
    }

    func planning() -> [Field] {
        [.checkboxes("courses", word("sessions.courses"), options: courses, required: true)] + place(nil) + people(true)
    }

    /// Who is asked to come; `mayEverybody` offers roles and the whole house besides units.
    func people(_ mayEverybody: Bool) -> [Field] {
        let words = word.words
        return
            (mayEverybody
            ? [
                .checkbox("lacking", word("sessions.lacking"), hint: word("sessions.lacking_hint")),
                .select(
                    "role", word("sessions.role"),
                    options: Role.allCases.filter { $0 != .regulator }.map {
                        .init($0.rawValue, words("platform.role.\($0.rawValue)"))
                    }, blank: word("sessions.nobody_chosen")),
            ] : [.checkbox("lacking", word("sessions.lacking"), hint: word("sessions.lacking_hint"))])
            + [
                .select("unit", word("sessions.unit"), options: units, blank: word("sessions.nobody_chosen")),
                .select("person", word("sessions.person"), options: staff, blank: word("sessions.nobody_chosen")),
            ]
    }

    struct Place: Sendable {
        let startsAt: Instant
        let minutes: Int
        let place: String
        let trainer: Trainer
        let note: String
    }

    func readPlace(_ reader: inout FormReader) -> Place? {
        let startsAt = reader.moment("starts_at", zone: word.words.zone, required: true)
        let minutes = reader.number("minutes", in: TrainingSession.minutesRange, required: true)
        let place = reader.text("place", limit: TrainingSession.placeLimit, required: true)
        let staff = reader.identity("trainer", of: Staff.self)
        let external = reader.text("external", limit: 100)
        let note = reader.text("note", limit: TrainingSession.noteLimit)
        if (staff == nil) == external.isEmpty {
            reader.fault("trainer", Message("training.sessions.fault.trainer"))
        }
        guard let startsAt, let minutes else { return nil }
        return Place(
            startsAt: startsAt, minutes: minutes, place: place,
            trainer: staff.map { .staff($0) } ?? .external(external), note: note)
    }

    /// The sheet, two questions for each; the trainer and whoever keys have no line.
    func sheet(_ session: TrainingSession, _ lines: [AttendanceLine], _ names: [ID<Staff>: String]) -> [Field] {
        lines.flatMap { line -> [Field] in
            let name = names[line.staffID] ?? ""
            return [
                .select(
                    TrainingSession.field(line.staffID), name,
                    options: AttendanceOutcome.allCases.map {
                        .init($0.rawValue, word("sessions.outcome.\($0.rawValue)"), selected: $0 == line.outcome)
                    }, blank: word("sessions.not_keyed")),
                .number(
                    TrainingSession.minutesField(line.staffID), word("sessions.minutes_of", ["name": .text(name)]),
                    value: line.outcome == .partly ? line.minutes : nil, in: 1...session.minutes),
            ]
        } + [
            .checkbox("rest", word("sessions.rest"), hint: word("sessions.rest_hint")),
            .hidden("version", String(session.version)),
        ]
    }

    /// Reads the sheet. Whoever has no answer stays open unless the rest was there.
    func readSheet(
        _ reader: inout FormReader, _ session: TrainingSession, _ lines: [AttendanceLine]
    ) -> [AttendanceLine] {
        let rest = reader.flag("rest")
        return lines.compactMap { line in
            let field = TrainingSession.field(line.staffID)
            let answered: AttendanceOutcome? = reader.choice(field)
            guard let outcome = answered ?? (rest && line.outcome == nil ? .attended : nil) else { return nil }
            return self.line(line.staffID, outcome, &reader, session, TrainingSession.minutesField(line.staffID))
        }
    }

    /// The minutes count only of who was there for a part.
    func line(
        _ staff: ID<Staff>, _ outcome: AttendanceOutcome, _ reader: inout FormReader, _ session: TrainingSession,
        _ field: String
    ) -> AttendanceLine {
        switch outcome {
        case .attended: return AttendanceLine(staffID: staff, outcome: outcome, minutes: session.minutes)
        case .partly:
            let minutes = reader.number(field, in: 1...session.minutes, required: true)
            return AttendanceLine(staffID: staff, outcome: outcome, minutes: minutes ?? 0)
        case .leave, .sick, .work, .missed: return AttendanceLine(staffID: staff, outcome: outcome)
        }
    }

    func paper(_ courses: [Field.Option], _ people: [Field.Option]) -> [Field] {
        [
            .select("staff", word("column.name"), options: people, blank: word("sessions.choose"), required: true),
            .select("course", word("column.course"), options: courses, required: true),
            .number("right", word("sessions.right"), in: 0...QuizQuestion.most, required: true),
            .checkbox("replaces", word("sessions.replaces")),
        ]
    }
}
